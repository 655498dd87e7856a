"""The pages of the board: each asks the overview, and draws what it says."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.web.board import views
from adapters.web.board.answering import file, html, is_held, tag_of, unchanged
from adapters.web.board.asking import MAX_WORDS, Search, spans
from adapters.web.board.drawing import drawn
from adapters.web.board.drawn_once import DrawnOnce
from adapters.web.board.export import incident_json
from adapters.web.board.post_incident import post_incident_report
from bot.clock import Clock
from bot.domain.incident import IncidentState
from bot.domain.look import Look
from bot.domain.overview import Overview, PastFound, PastQuery
from bot.domain.shown import IncidentPage
from bot.errors import StoreUnavailable

Draw = Callable[[Request], Awaitable[Response | str]]
_MAX_ID: Final = 200
# Of a service's past incidents so many stand on its page.
_PAST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """All pages. `public_url` is where they are seen from outside, empty where that is not known."""

    overview: Overview
    clock: Clock
    public_url: str = ""
    drawn: DrawnOnce = field(default_factory=DrawnOnce)

    async def now(self, request: Request) -> Response:
        """How things stand."""
        return await self._page(request, self._now)

    async def incident(self, request: Request) -> Response:
        """One incident."""
        return await self._page(request, self._incident)

    async def service(self, request: Request) -> Response:
        """One service."""
        return await self._page(request, self._service)

    async def graph(self, request: Request) -> Response:
        """Who depends on whom around a service."""
        return await self._page(request, self._graph)

    async def history(self, request: Request) -> Response:
        """What was."""
        return await self._page(request, self._history)

    async def score(self, request: Request) -> Response:
        """How often we were right."""
        return await self._page(request, self._score)

    async def markdown(self, request: Request) -> Response:
        """An incident as a draft of a post-incident report."""
        return await self._page(request, self._markdown)

    async def json(self, request: Request) -> Response:
        """An incident as data."""
        return await self._page(request, self._json)

    async def picture(self, request: Request) -> Response:
        """An incident's timeline as PNG."""
        return await self._page(request, self._picture)

    async def find(self, request: Request) -> Response:
        """The page of a service that somebody calls so."""
        words = request.query_params.get("q", "").strip()[:MAX_WORDS]
        found = self.overview.find(words) if words else None
        if found is not None:
            return RedirectResponse(f"/s/{quote(found)}", 303)
        said = f"No service that we know is called “{words}”." if words else "Write the name of a service."
        return self._missing(request, "Nothing found", said)

    async def missing(self, request: Request) -> Response:
        """What stands where no page is."""
        return self._missing(
            request, "There is no such page", "Its address may be mistyped, or what it showed is gone."
        )

    async def _page(self, request: Request, draw: Draw) -> Response:
        """A page, unless the browser holds it; or that the store cannot be reached."""
        try:
            request.state.revision = await self.overview.revision()
            tag = tag_of(request, request.state.revision, f"{self.clock.now():%j%H%M}")
            if is_held(request, tag):
                return unchanged(tag)
            found = await draw(request)
        except StoreUnavailable:
            words = "The store that keeps what we know cannot be reached. This page tries again by itself."
            return html(
                self._drawn(request, "missing.html", title="Nothing is known", words=words, live=True),
                status=503,
            )
        return found if isinstance(found, Response) else html(found, tag=tag)

    async def _now(self, request: Request) -> str:
        """What a browser may show for a minute, unless something changes, all may be shown."""
        is_long = "all" in request.query_params
        mark = f"{request.state.revision} {self.clock.now():%j%H%M} {is_long}"
        return await self.drawn.get(mark, partial(self._now_drawn, request, is_long=is_long))

    async def _now_drawn(self, request: Request, *, is_long: bool) -> str:
        state = await self.overview.now()
        names = await self._names(*state.looks)
        own = await self.overview.services(sorted(state.watched)) if state.watched else ()
        values = views.now_values(state, own, names, is_long=is_long)
        return self._drawn(request, "now.html", here="/", live=True, **values)

    async def _incident(self, request: Request) -> Response | str:
        page = await self._asked_incident(request)
        if page is None:
            return self._gone(request)
        is_open = page.incident.state is IncidentState.OPEN
        names = await self._names(*filter(None, (page.look,)))
        values = views.incident_values(page, self.clock.now(), names)
        return self._drawn(request, "incident.html", live=is_open, **values)

    async def _service(self, request: Request) -> Response | str:
        page = await self.overview.service(_id_in(request))
        if page is None:
            return self._unknown(request, "/s/")
        past = await self.overview.past(
            PastQuery(service=page.state.service.id, kind="incident", limit=_PAST)
        )
        return self._drawn(request, "service.html", live=True, **views.service_values(page, past))

    async def _graph(self, request: Request) -> Response | str:
        id_ = _id_in(request)
        edges = await self.overview.dependencies(id_)
        own = await self.overview.services((id_,))
        if edges is None or not own:
            return self._unknown(request, "/g/")
        ids = {one.id for edge in edges for one in (edge.service, edge.infrastructure)}
        states = {one.service.id: one for one in await self.overview.services(sorted(ids))}
        return self._drawn(
            request, "graph.html", live=False, **views.graph_values(own[0].service, edges, states)
        )

    async def _history(self, request: Request) -> str:
        search, fault, found = Search.of(request.query_params), "", PastFound(entries=())
        try:
            found = await self.overview.past(search.query(self.overview.find))
        except ValueError as error:
            fault = str(error)
        values = views.history_values(found) | {
            "asked": search,
            "fault": fault,
            "spans": spans(self.clock.now().date()),
            "onward": search.onward(found.cursor) if found.cursor else None,
        }
        return self._drawn(request, "history.html", here="/history", live=False, **values)

    async def _score(self, request: Request) -> str:
        values = views.score_values(await self.overview.score())
        return self._drawn(request, "score.html", here="/score", live=False, **values)

    async def _markdown(self, request: Request) -> Response:
        page = await self._asked_incident(request)
        if page is None:
            return self._gone(request)
        report = post_incident_report(page, self.clock.now(), self.public_url)
        return file(report, "text/markdown; charset=utf-8", f"{_file_name(page)}.md")

    async def _json(self, request: Request) -> Response:
        page = await self._asked_incident(request)
        if page is None:
            return self._gone(request)
        return file(incident_json(page, self.clock.now()), "application/json")

    async def _picture(self, request: Request) -> Response:
        picture = await self.overview.picture(_id_in(request))
        return self._gone(request) if picture is None else file(picture, "image/png")

    async def _names(self, *looks: Look) -> dict[str, str]:
        """The names of all that looks speak of."""
        ids = views.nodes_of(looks)
        return {one.service.id: one.service.name for one in await self.overview.services(ids)} if ids else {}

    async def _asked_incident(self, request: Request) -> IncidentPage | None:
        return await self.overview.incident(_id_in(request))

    def _gone(self, request: Request) -> Response:
        return self._missing(
            request,
            "There is no such incident",
            "It was never one of ours, or it is older than what is kept.",
        )

    def _unknown(self, request: Request, pages: str) -> Response:
        """Whoever wrote a name instead of an id is led to it."""
        found = self.overview.find(_id_in(request))
        if found is not None and found != _id_in(request):
            return RedirectResponse(f"{pages}{quote(found)}", 303)
        return self._missing(request, "There is no such service", "No service of the catalogue has this id.")

    def _missing(self, request: Request, title: str, words: str) -> Response:
        return html(self._drawn(request, "missing.html", title=title, words=words, live=False), status=404)

    def _drawn(self, request: Request, template: str, *, live: bool, here: str = "", **values: Any) -> str:
        known: dict[str, Any] = {
            "now": self.clock.now(),
            "here": here,
            "is_live": live,
            "revision": getattr(request.state, "revision", ""),
            "news": "",
            "watched": frozenset(),
        }
        return drawn(template, known | values)


def _id_in(request: Request) -> str:
    id_: str = request.path_params["id"]
    return id_[:_MAX_ID]


def _file_name(page: IncidentPage) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in page.incident.id)
    return f"post-incident-{kept[:60]}"
