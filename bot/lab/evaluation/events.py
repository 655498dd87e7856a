"""One labelled event: whether, when and how well it was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import Stage
from bot.lab.evaluation.matching import EventMatch, Judged
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.records import Key
from bot.lab.evaluation.truth import Event, Label

GRADES = (Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Affected groups found and missed, groups with unrelated records taken in, by name; records by number.

    `unlabelled` counts members of which the labels say nothing: from outside the event's window, mostly.
    """

    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    records_found: int = 0
    records_affected: int = 0
    records_wrong: int = 0
    unlabelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventScore:
    """How an event was found. `first` gives the time of each grade, in whichever claim came first.

    `root_first` is the root at the first announcement, `root` the last one, of the claim that named the right
    provider, else of the first. `claims` are the ids of all that match: more than one are duplicates.
    """

    event: Event
    claims: tuple[str, ...] = ()
    first: Mapping[Grade, datetime]
    members: Members
    root: str | None = None
    root_first: str | None = None
    root_right: bool = False
    root_first_right: bool = False
    roots: tuple[str, ...] = ()

    @property
    def is_detected(self) -> bool:
        """Whether people heard of it, under whatever root."""
        return bool(self.claims)

    @property
    def grade(self) -> Grade | None:
        """The highest grade reached while the event lasted, or within the hour after."""
        return max(self.first, key=lambda grade: grade.rank, default=None)

    @property
    def is_probable_in_time(self) -> bool:
        """Whether `probable` was reached before the event ended."""
        at = self.first.get(Grade.PROBABLE)
        return at is not None and at <= self.event.end

    @property
    def detail_root(self) -> str | None:
        """The part of the infrastructure that was named, aws/us-east-1 of aws."""
        return self.root if self.root_right and self.root and "/" in self.root else None

    def minutes_from(self, moment: datetime | None, grade: Grade = Grade.SUSPECTED) -> float | None:
        """Minutes from a moment to the first time of a grade; negative when we were earlier."""
        at = self.first.get(grade)
        return None if at is None or moment is None else (at - moment) / timedelta(minutes=1)


def event_score(event: Event, claims: Iterable[Judged], naming: Naming) -> EventScore:
    """Score one event with the claims that match it."""
    matched = [(one, m) for one in claims for m in one.matches if m.event == event.id]
    matched.sort(key=lambda pair: (not pair[1].by_root, pair[1].at, pair[0].claim.id))
    members = frozenset[Key]().union(*(stage.members for _, m in matched for stage in m.stages))
    if not matched:
        return EventScore(event=event, first={}, members=_members(event, members, naming))
    main = matched[0][1]
    last, first = main.stages[-1].root, _first(main).root
    return EventScore(
        event=event,
        claims=tuple(one.claim.id for one, _ in matched),
        first=_first_times(event, [m for _, m in matched]),
        members=_members(event, members, naming),
        root=last,
        root_first=first,
        root_right=naming.provider(last) == event.provider,
        root_first_right=naming.provider(first) == event.provider,
        roots=tuple(dict.fromkeys(stage.root for _, m in matched for stage in m.stages)),
    )


def _first(found: EventMatch) -> Stage:
    return found.stages[0]


def _first_times(event: Event, matches: list[EventMatch]) -> dict[Grade, datetime]:
    start = event.window[0]
    times: dict[Grade, datetime] = {}
    for grade in GRADES:
        reached = [
            max(stage.at, m.at, start)
            for m in matches
            for stage in m.stages
            if stage.grade.rank >= grade.rank
        ]
        if reached:
            times[grade] = min(reached)
    return times


def _members(event: Event, members: frozenset[Key], naming: Naming) -> Members:
    found = [key for key in event.affected if key in members]
    groups = {event.affected[key] for key in found}
    wrong = sorted(key for key in members if event.labels.get(key) is Label.UNRELATED)
    return Members(
        found=tuple(group for group in event.groups if group in groups),
        missed=tuple(group for group in event.groups if group not in groups),
        wrong=tuple(dict.fromkeys(naming.group(service) for service, _ in wrong)),
        records_found=len(found),
        records_affected=len(event.affected),
        records_wrong=len(wrong),
        unlabelled=sum(key not in event.labels for key in members),
    )
