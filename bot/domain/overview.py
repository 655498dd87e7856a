"""All that is shown of what we know, and how to ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.domain.incident import Grade
from bot.domain.look import Look, OwnNetwork
from bot.domain.message import Message
from bot.domain.shown import (
    DependencyShown,
    Feedback,
    IncidentPage,
    IncidentShown,
    MaintenanceShown,
    ReportShown,
    ServicePageShown,
    ServiceRef,
    ServiceState,
    UnreadableShown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """How things stand. `reports` and `unreadable` are of what is watched, or of all where nothing is.

    `is_us` is how sites elsewhere answer from each place that probes; `blind` a sentence where no page at all
    can be read. `fresh` of `sources` pages were read lately; `newest` is the newest reading.
    """

    at: datetime
    incidents: tuple[IncidentShown, ...] = ()
    early: tuple[IncidentShown, ...] = ()
    looks: tuple[Look, ...] = ()
    reports: tuple[ReportShown, ...] = ()
    unreadable: tuple[UnreadableShown, ...] = ()
    maintenances: tuple[MaintenanceShown, ...] = ()
    is_us: tuple[OwnNetwork, ...] = ()
    blind: str | None = None
    watched: frozenset[str] = frozenset()
    sources: int = 0
    fresh: int = 0
    newest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastQuery:
    """What of the past is wanted: newest first, at most `limit`, after `cursor` of the page before.

    `service` also finds incidents that it is part of or the root of; `cause` finds incidents with that root,
    or with one that is a part of it. `text` is looked for in titles and reasons; `kind` is incident, report
    or empty for both.
    """

    service: str | None = None
    cause: str | None = None
    text: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PastFound:
    """One page of the past, newest first. `cursor` leads on, None at the end."""

    entries: tuple[IncidentShown | ReportShown, ...]
    cursor: str | None = None
    kept_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShown:
    """How often we were right here, by how claims ended and by what people said of them.

    `claims`, `resolved` and `withdrawn` count ended incidents by the highest grade that they reached.
    """

    since: datetime | None
    claims: Mapping[Grade, int] = field(default_factory=dict)
    resolved: Mapping[Grade, int] = field(default_factory=dict)
    withdrawn: Mapping[Grade, int] = field(default_factory=dict)
    feedback: Feedback = field(default_factory=Feedback)


class Overview(Protocol):
    """All that boards, scripts and agents are shown; nothing in it changes anything.

    What nobody knows by an id is None. Raises StoreUnavailable, nothing else.
    """

    async def revision(self) -> str:
        """A mark that changes when something that is shown has changed. Cheap to ask."""
        ...

    async def now(self) -> Now:
        """How things stand."""
        ...

    async def incident(self, id_: str) -> IncidentPage | None:
        """All of one incident, open or as long as it is kept."""
        ...

    async def incidents(self) -> tuple[IncidentShown, ...]:
        """The open ones, early signs among them, newest first."""
        ...

    async def picture(self, id_: str) -> bytes | None:
        """An incident's timeline as PNG."""
        ...

    async def service(self, id_: str) -> ServicePageShown | None:
        """All of one service."""
        ...

    async def services(self, ids: Sequence[str] | None = None) -> tuple[ServiceState, ...]:
        """How services are, by name; all of the catalogue where none are named."""
        ...

    def find(self, words: str) -> str | None:
        """The id of the service that somebody calls so."""
        ...

    def suggest(self, words: str) -> tuple[ServiceRef, ...]:
        """The services whose names are nearest to these words, best first, a handful at most."""
        ...

    async def dependencies(self, id_: str) -> tuple[DependencyShown, ...] | None:
        """The edges from and onto a service, and from what it stands on."""
        ...

    async def maintenances(self, service: str | None = None) -> tuple[MaintenanceShown, ...]:
        """Planned work that has not ended, soonest first."""
        ...

    async def past(self, query: PastQuery) -> PastFound:
        """What was. Raises ValueError for a cursor that is none of ours."""
        ...

    async def score(self) -> ScoreShown:
        """How often we were right here."""
        ...

    async def ask(self, question: str) -> tuple[dict[str, Any], Message]:
        """A question in words of one's own: the answer as `ask --json` prints it, and as chat shows it."""
        ...
