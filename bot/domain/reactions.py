"""What people did about an incident: in one channel (acknowledged, muted), and as votes that count."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.incident import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Somebody is on it."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Somebody wants to hear no more of it: `until` then, or, when that is None, until it is resolved.

    It holds for what was known at that moment: a higher `grade` than this, another `root` or, of a report, a
    higher `severity` (its rank in Impact) breaks it.
    """

    by: str
    until: datetime | None = None
    grade: Grade | None = None
    root: str | None = None
    severity: int | None = None

    def runs(self, now: datetime) -> bool:
        """Whether its time is not up."""
        return self.until is None or now < self.until

    def holds_for_claim(self, grade: Grade, root: str) -> bool:
        """Whether it is about a claim of this grade and root, too."""
        return self.grade is None or (grade.rank <= self.grade.rank and root == self.root)

    def holds_at(self, severity: int) -> bool:
        """Whether it is about a report of this severity, too."""
        return self.severity is None or severity <= self.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions:
    """What one channel did about one subject. Users are the platform's own ids; `affected` are those hit."""

    acknowledgement: Acknowledgement | None = None
    mute: Mute | None = None
    affected: tuple[str, ...] = ()

    def is_muted(self, now: datetime) -> bool:
        """Whether somebody's mute still runs."""
        return self.mute is not None and self.mute.runs(now)

    def at(self, now: datetime) -> "Reactions":
        """The same without a mute that has run out."""
        return self if self.mute is None or self.is_muted(now) else replace(self, mute=None)


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
