"""The tools, each a question to the overview: nothing here changes anything, or asks anybody outside."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Final

from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent
from pydantic import Field

from adapters.mcp.facts import (
    MOST,
    MOST_EDGES,
    candidate_facts,
    change_facts,
    edge_facts,
    evidence_facts,
    foreign,
    incident_facts,
    maintenance_facts,
    report_facts,
    some,
    state_facts,
    trouble_of,
    verdicts_of,
)
from adapters.mcp.shapes import (
    DependencyFacts,
    DependsOnResult,
    ImpactResult,
    IncidentsResult,
    IsDownResult,
    PartFacts,
    ServiceFacts,
    ToolFacts,
    WhyResult,
)
from adapters.mcp.texts import edge_line, incident_line, message_lines, reading_line, with_caution
from bot.domain.answer import Verdict
from bot.domain.incident import Grade
from bot.domain.message import Message
from bot.domain.overview import Overview
from bot.domain.shown import DependencyShown, IncidentPage, IncidentShown, ServicePageShown
from bot.errors import StoreUnavailable

MAX_NAME: Final = 100
ServiceName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_NAME,
        description="A service or provider by name, alias, id or domain: `github`, `openai api`, "
        "`aws/us-east-1`, `stripe.com`.",
    ),
]
OpenOverview = Callable[[], AbstractAsyncContextManager[Overview]]
"""Gives the overview for one call. Raises StoreUnavailable, nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What an agent may ask. Each raises ToolError with a sentence that says what to do.

    `board` is where our pages are, empty where people cannot reach them.
    """

    open_overview: OpenOverview
    board: str = ""

    async def is_down(self, service: ServiceName) -> Annotated[CallToolResult, IsDownResult]:
        """Whether a service works, and what lies behind it."""
        async with self._overview() as overview:
            page = await _page(overview, service)
            everything = await overview.incidents()
            part, answer = await _part_of(overview, service, page)
        found = _result_of(page, everything, self.board).model_copy(update={"part": part})
        lines = [*message_lines(answer), reading_line(found.service)]
        lines += [f"Shared incident: {incident_line(one)}" for one in found.incidents]
        lines += [f"Stands on what has trouble: {incident_line(one)}" for one in found.likely_affected_by]
        return _told(lines, found)

    async def why(
        self,
        about: Annotated[
            str,
            Field(
                min_length=1,
                max_length=MAX_NAME,
                description="The id of an incident (`inc-…`), or a service whose incident is meant.",
            ),
        ],
    ) -> Annotated[CallToolResult, WhyResult]:
        """The reasoning behind an incident."""
        about = about.strip()
        async with self._overview() as overview:
            explained = await overview.incident(about) if about.startswith("inc-") else None
            if explained is not None:
                return _explained(explained, None, self.board)
            if about.startswith("inc-"):
                raise ToolError(
                    f"No incident {foreign(about)} is known: it is too long ago, or no id of ours. "
                    "`incidents` lists the open ones"
                )
            page = await _page(overview, about)
            incident = page.state.incident or next((one.id for one in page.incidents), None)
            explained = await overview.incident(incident) if incident else None
        service = state_facts(page.state)
        if explained is not None:
            return _explained(explained, service, self.board)
        found = WhyResult(incident=None, service=service, unknown=[*_unknown(service), _NO_INCIDENT])
        lines = [*message_lines(page.answer), reading_line(service), f"No shared incident of {service.name}."]
        return _told(lines, found)

    async def impact(self, service: ServiceName) -> Annotated[CallToolResult, ImpactResult]:
        """Who depends on a service."""
        async with self._overview() as overview:
            page = await _page(overview, service)
            everything = await overview.incidents()
            edges, more = await _edges(overview, page.depended_on_by, everything, is_below=False)
        facts, id_ = state_facts(page.state), page.state.service.id
        rooted = [incident_facts(one, self.board) for one in everything if one.root.id == id_]
        unknown = [*_unknown(facts), "Who depends on it without saying so anywhere is not listed."]
        found = ImpactResult(
            service=facts, depended_on_by=edges, more=more, incidents=rooted, unknown=unknown
        )
        lines = [
            f"{facts.name}: {facts.verdict} by its own page.",
            f"{len(edges) + more} services are known to depend on it.",
            reading_line(facts),
            *map(incident_line, rooted),
            *_with_more(map(edge_line, edges), more),
        ]
        return _told(lines, found)

    async def incidents(
        self,
        grade: Annotated[
            Grade, Field(description="The lowest grade to list: early, suspected, probable or confirmed.")
        ] = Grade.SUSPECTED,
        limit: Annotated[int, Field(ge=1, le=50, description="At most so many.")] = MOST,
    ) -> Annotated[CallToolResult, IncidentsResult]:
        """What is open now."""
        async with self._overview() as overview:
            now = await overview.now()
        listed, more = some([one for one in now.incidents if one.grade.rank >= grade.rank], limit)
        early, _ = some(now.early if grade.rank <= Grade.EARLY.rank else (), limit)
        unknown = [f"{now.sources - now.fresh} of {now.sources} pages were not read lately."]
        found = IncidentsResult(
            incidents=[incident_facts(one, self.board) for one in listed],
            more=more,
            early=[incident_facts(one, self.board) for one in early],
            pages_read_lately=now.fresh,
            pages=now.sources,
            newest_reading=now.newest,
            blind=now.blind,
            unknown=[now.blind] if now.blind else unknown if now.fresh < now.sources else [],
        )
        heading = f"{len(found.incidents) + more} open shared incidents of grade {grade} or higher."
        lines = [heading, *_with_more(map(incident_line, found.incidents), more)]
        lines += [f"Early sign: {incident_line(one)}" for one in found.early]
        return _told([*lines, f"{now.fresh} of {now.sources} pages read lately."], found)

    async def depends_on(self, service: ServiceName) -> Annotated[CallToolResult, DependsOnResult]:
        """What a service stands on."""
        async with self._overview() as overview:
            page = await _page(overview, service)
            edges, more = await _edges(overview, page.depends_on, await overview.incidents(), is_below=True)
        facts = state_facts(page.state)
        none = f"What {facts.name} stands on: no dependency is claimed without a source."
        missing = [*_unknown(facts), *([] if edges else [none])]
        found = DependsOnResult(service=facts, depends_on=edges, more=more, unknown=missing)
        lines = [f"{facts.name} is known to depend on {len(edges) + more} others."]
        return _told([*lines, *_with_more(map(edge_line, edges), more)], found)

    @asynccontextmanager
    async def _overview(self) -> AsyncIterator[Overview]:
        """The overview. That it cannot be had says nothing of any service."""
        try:
            async with self.open_overview() as overview:
                yield overview
        except StoreUnavailable as error:
            raise ToolError(f"Nothing is known now, neither up nor down: {error}") from error


_NO_INCIDENT: Final = "Whether its trouble, if any, has a cause that others share."


async def _page(overview: Overview, name: str) -> ServicePageShown:
    """The service of that name. Raises ToolError with what may have been meant."""
    id_ = overview.find(name)
    page = await overview.service(id_) if id_ is not None else None
    if page is not None:
        return page
    near = ", ".join(f"{one.name} ({one.id})" for one in overview.suggest(name))
    hint = f"Did you mean: {near}?" if near else "Try its product name, its id or its domain."
    raise ToolError(f"No service “{foreign(name, MAX_NAME)}” is in the catalogue. {hint}")


async def _part_of(overview: Overview, name: str, page: ServicePageShown) -> tuple[PartFacts | None, Message]:
    """The part of the service that goes by this name, if one does, and what chat says of what was asked."""
    answered, message = await overview.ask(f"is {name} down?")
    part = answered.get("component")
    if not part or answered.get("service") != page.state.service.id:
        return None, page.answer
    return PartFacts(id=part, verdict=Verdict(answered["verdict"])), message


async def _edges(
    overview: Overview,
    edges: Sequence[DependencyShown],
    incidents: Sequence[IncidentShown],
    *,
    is_below: bool,
) -> tuple[list[DependencyFacts], int]:
    """Some edges, with how their other sides are, and how many more there are."""
    listed, more = some(edges, MOST_EDGES)
    others = [(edge.infrastructure if is_below else edge.service).id for edge in listed]
    verdicts = verdicts_of(await overview.services(others)) if others else {}
    trouble = trouble_of(incidents)
    facts = [
        edge_facts(edge, verdicts.get(id_), trouble.get(id_))
        for edge, id_ in zip(listed, others, strict=True)
    ]
    return facts, more


def _result_of(page: ServicePageShown, everything: Sequence[IncidentShown], board: str) -> IsDownResult:
    """How a service is, with the open incidents of what it stands on unless it is part of them."""
    below = {edge.infrastructure.id for edge in page.depends_on if edge.service.id == page.state.service.id}
    part_of = {one.id for one in page.incidents}
    likely = [
        one
        for one in everything
        if one.root.id in below and one.id not in part_of and one.grade.rank >= Grade.PROBABLE.rank
    ]
    reports, more = some(page.reports)
    service = state_facts(page.state)
    return IsDownResult(
        service=service,
        reports=[report_facts(one) for one in reports],
        more_reports=more,
        maintenances=[maintenance_facts(one) for one in page.maintenances[:MOST]],
        incidents=[incident_facts(one, board) for one in page.incidents[:MOST]],
        likely_affected_by=[incident_facts(one, board) for one in likely[:MOST]],
        unknown=_unknown(service),
    )


def _explained(page: IncidentPage, service: ServiceFacts | None, board: str) -> CallToolResult:
    incident = incident_facts(page.incident, board)
    found = WhyResult(
        incident=incident,
        candidates=candidate_facts(page.candidates),
        evidence=evidence_facts(page.evidence),
        counter_evidence=evidence_facts(page.counter_evidence),
        needs=page.needs,
        timeline=change_facts(page.timeline),
        merged_into=page.merged_into,
        service=service,
        unknown=[
            *(_unknown(service) if service else ()),
            *([f"For more: {page.needs}"] if page.needs else ()),
        ],
    )
    links = dict.fromkeys(one.source for one in found.evidence if one.source)
    lines = [*message_lines(page.why), incident_line(incident), *(f"Source: {link}" for link in links)]
    return _told(lines, found)


def _unknown(service: ServiceFacts) -> list[str]:
    """What is not known of a service, so that nobody takes silence for an all-clear."""
    sentences = list[str]()
    if service.unreadable_because:
        sentences.append(f"How {service.name} is: {service.unreadable_because}. Neither up nor down.")
    elif not service.is_fresh:
        sentences.append(f"How {service.name} is now: its page has not been read lately.")
    elif service.verdict is Verdict.UNKNOWN:
        sentences.append(f"How {service.name} is: its page does not say.")
    return sentences


def _with_more(lines: Iterable[str], more: int) -> list[str]:
    return [*lines, *([f"… and {more} more"] if more else ())]


def _told(lines: Iterable[str], facts: ToolFacts) -> CallToolResult:
    """A result: words, and the same as data."""
    return CallToolResult(
        content=[TextContent(type="text", text=with_caution(lines, facts))],
        structured_content=facts.model_dump(mode="json"),
    )
