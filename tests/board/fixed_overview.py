"""An overview that says what it is given: for tests of how pages look, whoever finds the values out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.message import Message
from bot.domain.overview import Now, PastFound, PastQuery, ScoreShown
from bot.domain.shown import (
    DependencyShown,
    IncidentPage,
    IncidentShown,
    MaintenanceShown,
    ServicePageShown,
    ServiceRef,
    ServiceState,
)
from bot.errors import StoreUnavailable
from tests.builders import NOON


@dataclass(kw_only=True)
class FixedOverview:
    """All of it is set by whoever makes it; `asked` are the searches of the past."""

    state: Now = field(default_factory=lambda: Now(at=NOON))
    pages: dict[str, IncidentPage] = field(default_factory=dict)
    services_: dict[str, ServicePageShown] = field(default_factory=dict)
    states: dict[str, ServiceState] = field(default_factory=dict)
    edges: dict[str, tuple[DependencyShown, ...]] = field(default_factory=dict)
    found: PastFound = field(default_factory=lambda: PastFound(entries=()))
    score_: ScoreShown = field(default_factory=lambda: ScoreShown(since=None))
    mark: str = "1"
    is_away: bool = False
    looks: int = 0
    asked: list[PastQuery] = field(default_factory=list)

    async def revision(self) -> str:
        self.looks += 1
        if self.is_away:
            raise StoreUnavailable("the store cannot be reached")
        return self.mark

    async def now(self) -> Now:
        return self.state

    async def incident(self, id_: str) -> IncidentPage | None:
        return self.pages.get(id_)

    async def incidents(self) -> tuple[IncidentShown, ...]:
        return self.state.incidents

    async def picture(self, id_: str) -> bytes | None:
        return b"\x89PNG" if id_ in self.pages else None

    async def service(self, id_: str) -> ServicePageShown | None:
        return self.services_.get(id_)

    async def services(self, ids: Sequence[str] | None = None) -> tuple[ServiceState, ...]:
        return tuple(one for id_, one in self.states.items() if ids is None or id_ in ids)

    def find(self, words: str) -> str | None:
        return words.lower() if words.lower() in self.states else None

    def suggest(self, words: str) -> tuple[ServiceRef, ...]:  # noqa: ARG002  -- nothing is near
        return ()

    async def dependencies(self, id_: str) -> tuple[DependencyShown, ...] | None:
        return self.edges.get(id_, () if id_ in self.states else None)

    async def maintenances(self, service: str | None = None) -> tuple[MaintenanceShown, ...]:
        return tuple(one for one in self.state.maintenances if service in (None, one.service.id))

    async def past(self, query: PastQuery) -> PastFound:
        if query.cursor is not None and query.cursor != self.found.cursor:
            raise ValueError("this is no cursor of ours")
        self.asked.append(query)
        return self.found

    async def score(self) -> ScoreShown:
        return self.score_

    async def ask(self, question: str) -> tuple[dict[str, Any], Message]:
        return {"intent": "unknown"}, Message(headline=question)
