"""What is kept of the past: reports of what is watched, and incidents of ours with what became of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.incident import Incident
from bot.domain.report import Report
from bot.domain.subject import report_subject
from bot.domain.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """A provider's report in its newest state, as its page had it `at` that time.

    `incident` is the incident of ours that it is part of, or was when that ended; `wholes` are what its
    service is a part of.
    """

    service: str
    source: str
    at: datetime
    report: Report
    incident: str | None = None
    wholes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its subject's: unique over all sources."""
        return report_subject(self.source, self.report.id)

    @property
    def started_at(self) -> datetime:
        """When it began, by its page."""
        return self.report.started_at

    @property
    def services(self) -> tuple[str, ...]:
        """Whom it is about."""
        return (self.service, *self.wholes)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is searched for words."""
        return (self.report.text,)

    def ends(self, now: datetime) -> datetime:
        """When it ended; `now` for one that is open."""
        return self.report.resolved_at or (now if self.report.status.is_open else self.report.updated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptIncident:
    """An incident of ours in its newest state, with its changes, oldest first.

    `causes` are its root and what the root is part of, nearest first.
    """

    incident: Incident
    timeline: Timeline
    causes: tuple[str, ...]

    @property
    def id(self) -> str:
        """The incident's."""
        return self.incident.id

    @property
    def started_at(self) -> datetime:
        """When the first of it began."""
        return self.incident.started_at

    @property
    def services(self) -> tuple[str, ...]:
        """Whom it is about: what may be its cause, and whom it hit."""
        return tuple(dict.fromkeys((*self.causes, *self.incident.services)))

    @property
    def texts(self) -> tuple[str, ...]:
        """What is searched for words."""
        incident = self.incident
        return (
            *(member.title for member in incident.members),
            *(evidence.says for evidence in (*incident.evidence, *incident.counter_evidence)),
            *(entry.reason for entry in self.timeline if entry.reason),
        )

    def ends(self, now: datetime) -> datetime:
        """When it ended; `now` for one that is open."""
        return self.incident.resolved_at or (self.incident.updated_at if self.incident.is_over else now)


Kept: TypeAlias = KeptIncident | KeptReport
"""Whichever of the two."""

Seen: TypeAlias = Callable[[Kept], Kept | None]
"""What of it is shown to whoever asks; None for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """Some of what is kept, newest first. `cursor` leads on, None at the end.

    `since` is when what is kept of those asked for begins, None where their reports are not: nobody watches.
    """

    entries: tuple[Kept, ...]
    cursor: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSpan:
    """A stretch in which a page was read again and again, and said how its service is."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """How much is kept. `since` is when that begins, None for nothing; `bytes` of `bound` at most."""

    entries: int
    bytes: int
    bound: int
    since: datetime | None = None
