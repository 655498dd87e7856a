"""What people did about an incident: in one channel (acknowledged, muted), and as votes that count."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.incident import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions:
    """What one channel did about one incident. Users are the platform's own ids.

    It is muted while `muted_by` is set: until `muted_until`, or, when that is None, until it is resolved. A
    mute holds for what was known at that moment: a higher grade than `muted_grade`, another root than
    `muted_root` or, of a report, a higher severity than `muted_severity` (its rank in Impact) breaks it.
    """

    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    muted_by: str | None = None
    muted_until: datetime | None = None
    muted_grade: Grade | None = None
    muted_root: str | None = None
    muted_severity: int | None = None
    affected: tuple[str, ...] = ()

    def is_muted(self, now: datetime) -> bool:
        """Whether somebody's mute still runs."""
        return self.muted_by is not None and (self.muted_until is None or now < self.muted_until)

    def at(self, now: datetime) -> "Reactions":
        """The marks without a mute that has run out."""
        return self if self.is_muted(now) else replace(self, muted_by=None, muted_until=None)


class VoteKind(StrEnum):
    """What somebody says of a claim."""

    RIGHT = "right"  # that is the cause
    WRONG = "wrong"  # that is not the cause
    AFFECTED = "affected"  # it hits us, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One person's word on an incident, with the claim as it stood when it was said."""

    incident: str
    verdict: VoteKind
    at: datetime
    voter: str
    root: str
    grade: Grade
    probability: float
