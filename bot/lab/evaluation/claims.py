"""What a method claimed, as one value for every method: the correlator's changes, or a baseline's alerts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.incident import Grade, IncidentChange, IncidentState, RootCandidate
from bot.lab.evaluation.records import Key

# A probability from here on that stands below `probable` contradicts its grade.
SURE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A claim as it stands from `at` on. Members are records; the root's own report is not one of them."""

    at: datetime
    grade: Grade
    probability: float
    root: str
    members: frozenset[Key]
    candidates: tuple[RootCandidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """That some reports have one cause, over its life. It no longer stands from `closed_at` on."""

    id: str
    stages: tuple[Stage, ...]
    closed_at: datetime | None = None
    ending: IncidentState = IncidentState.OPEN
    merged_into: str | None = None

    @property
    def peak(self) -> Grade:
        """The highest grade it ever had."""
        return max((stage.grade for stage in self.stages), key=lambda grade: grade.rank)

    @property
    def announced(self) -> tuple[Stage, ...]:
        """The stages that people heard of."""
        return tuple(stage for stage in self.stages if stage.grade.is_announced)

    @property
    def members(self) -> frozenset[Key]:
        """Members while it was announced."""
        return frozenset().union(*(stage.members for stage in self.announced))

    @property
    def was_sure_below_probable(self) -> bool:
        """Whether people heard of it with a high probability and a grade that says otherwise."""
        return any(s.probability >= SURE and s.grade.rank < Grade.PROBABLE.rank for s in self.announced)

    def first_at(self, grade: Grade) -> Stage | None:
        """The stage at which it first had this grade or a higher one."""
        return next((stage for stage in self.stages if stage.grade.rank >= grade.rank), None)

    def standing(self, start: datetime, end: datetime) -> Iterator[Stage]:
        """Announced stages that stood at some time from `start` to `end`."""
        ends = [stage.at for stage in self.stages[1:]]
        for stage, until in zip(self.stages, [*ends, self.closed_at], strict=True):
            if stage.grade.is_announced and stage.at <= end and (until is None or until > start):
                yield stage


def claims_of(changes: Iterable[IncidentChange]) -> list[Claim]:
    """The claims that a stream of changes makes, in the order in which they began."""
    found: dict[str, list[IncidentChange]] = {}
    for change in changes:
        found.setdefault(change.incident.id, []).append(change)
    return [_claim(changes) for changes in found.values()]


def _claim(changes: list[IncidentChange]) -> Claim:
    last = changes[-1].incident
    standing = [change for change in changes if change.incident.state is IncidentState.OPEN]
    return Claim(
        id=last.id,
        stages=tuple(_stage(change) for change in standing or changes[:1]),
        closed_at=None if last.state is IncidentState.OPEN else changes[-1].at,
        ending=last.state,
        merged_into=last.merged_into,
    )


def _stage(change: IncidentChange) -> Stage:
    incident = change.incident
    return Stage(
        at=change.at,
        grade=incident.grade,
        probability=incident.probability,
        root=incident.root,
        members=frozenset((m.service, m.report) for m in incident.members),
        candidates=incident.root_candidates,
    )
