"""All that boards, scripts and agents are shown."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from typing import Any, Final

from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.channel import Channel
from bot.domain.incident import Incident
from bot.domain.message import Message
from bot.domain.overview import Now, PastFound, PastQuery, ScoreShown
from bot.domain.question import Intent, Question
from bot.domain.shown import (
    DependencyShown,
    Feedback,
    IncidentPage,
    IncidentShown,
    MaintenanceShown,
    ServicePageShown,
    ServiceRef,
    ServiceState,
    Uptime,
)
from bot.domain.subject import IncidentSubject
from bot.domain.timeline import Timeline
from bot.overview.dependencies import around
from bot.overview.incidents import incident_page
from bot.overview.past import past_found
from bot.overview.public import public_incident, public_kept
from bot.overview.reports import maintenances_shown
from bot.overview.score import score_shown
from bot.overview.service_page import service_page
from bot.overview.standing import now_shown
from bot.questions.any_language import question_in
from bot.questions.names import Names, words_of
from bot.questions.parser import MAX_CHARACTERS
from bot.rendering.json import answer_json
from bot.rendering.picture.drawing import drawn_timeline
from bot.rendering.view import View
from bot.showing.answering import ShownAnswers
from bot.showing.known import KEPT_FOR, Known, KnownReader
from bot.showing.shown_before import ShownBefore
from bot.showing.stores import ShownStores
from bot.storage.unavailable import as_unavailable

# Nobody calls a service by more, in characters.
_MAX_NAME: Final = 200
UPTIME_DAYS: Final = 90
MAX_PAGE: Final = 200


class Showing:
    """Reads it from the store, and keeps it for a moment. `fixed` are the channels of the settings.

    To the public (`is_public`) no channel shows, not even by what it watches.
    """

    def __init__(
        self,
        stores: ShownStores,
        catalog: Catalog,
        clock: Clock,
        *,
        fixed: Sequence[Channel] = (),
        is_public: bool = False,
        keep: timedelta = KEPT_FOR,
    ) -> None:
        self._stores = stores
        self._catalog = catalog
        self._clock = clock
        self._is_public = is_public
        self._answers = ShownAnswers(stores=stores, catalog=catalog, clock=clock, is_public=is_public)
        self._before = ShownBefore(catalog)
        self._known = KnownReader(stores, catalog, clock, fixed=fixed, is_public=is_public, keep=keep)

    async def revision(self) -> str:
        """A mark that changes when something that is shown has changed, and once a minute."""
        return await self._known.revision()

    async def now(self) -> Now:
        """How things stand."""
        known = await self._known.everything()

        async def built() -> Now:
            now, shown_as = self._clock.now(), self._before.incident
            return now_shown(known.snapshot, self._catalog, now, known.watched, shown_as)

        return await self._known.kept("now", built)

    async def incidents(self) -> tuple[IncidentShown, ...]:
        """The open ones, early signs among them, newest first."""
        known = await self._known.everything()
        found = map(self._before.incident, _open_in(known))
        return tuple(sorted(found, key=lambda one: (one.opened_at, one.id), reverse=True))

    async def incident(self, id_: str) -> IncidentPage | None:
        """All of one incident, open or as long as it is kept."""
        known = await self._known.everything()
        return await self._known.kept(f"incident {id_}", partial(self._incident, id_, known))

    async def picture(self, id_: str) -> bytes | None:
        """An incident's timeline as PNG."""
        known = await self._known.everything()
        return await self._known.kept(f"picture {id_}", partial(self._picture, id_, known))

    async def service(self, id_: str) -> ServicePageShown | None:
        """All of one service."""
        if id_ not in self._catalog.services:
            return None
        return await self._known.kept(f"service {id_}", partial(self._service, id_))

    async def services(self, ids: Sequence[str] | None = None) -> tuple[ServiceState, ...]:
        """How services are, by name; all of the catalogue where none are named."""
        known = await self._known.everything()

        async def built() -> tuple[ServiceState, ...]:
            return await self._before.services(ids, known.snapshot, self._clock.now())

        return await (self._known.kept("services", built) if ids is None else built())

    def find(self, words: str) -> str | None:
        """The id of the service that somebody calls so; None where nobody is, or several are."""
        said = words[:_MAX_NAME].strip()
        if (known := self._catalog.resolve(said)) is not None:
            return known
        named = self._names.offered(said)
        if named is not None:
            return named.service
        found = {one.service for one in self._names.find(words_of(said))}
        return found.pop() if len(found) == 1 else None

    def suggest(self, words: str) -> tuple[ServiceRef, ...]:
        """The services whose names are nearest to these words, best first, a handful at most."""
        near = self._names.nearest(words_of(words[:_MAX_NAME]))
        return tuple(ServiceRef(id_, self._catalog.name_of(id_)) for id_ in near)

    async def dependencies(self, id_: str) -> tuple[DependencyShown, ...] | None:
        """The edges from and onto a service, and from what it stands on."""
        return around(id_, self._catalog)

    async def maintenances(self, service: str | None = None) -> tuple[MaintenanceShown, ...]:
        """Planned work that has not ended, soonest first."""
        sources = (await self._known.everything()).snapshot.sources
        each = sources.values() if service is None else [sources.get(service, ())]
        found = (state for states in each for state in states)
        return maintenances_shown(found, self._catalog, self._clock.now())

    async def past(self, query: PastQuery) -> PastFound:
        """What was. Raises ValueError for a cursor that is none of ours."""
        bounded = replace(query, limit=max(1, min(query.limit, MAX_PAGE)))
        with as_unavailable():
            seen = public_kept if self._is_public else None
            page = await self._stores.history.search(bounded, self._catalog.name_of, seen)
        return past_found(page, self._catalog)

    async def score(self) -> ScoreShown:
        """How often we were right here."""
        known, claims = await self._known.everything(), await self._known.claims()
        return score_shown(claims.incidents, known.feedback.values(), claims.since)

    async def ask(self, question: str) -> tuple[dict[str, Any], Message]:
        """A question in words of one's own: the answer as `ask --json` prints it, and as chat shows it."""
        question = question[: MAX_CHARACTERS + 1]  # what is longer is understood as that
        understood = question_in(question, self._names)
        own = frozenset[str]()
        if understood.intent is Intent.INCIDENTS or understood.past is not None:
            own = (await self._known.everything()).watched
        return await self._known.kept(f"ask {question}", partial(self._ask, understood, own))

    @cached_property
    def _names(self) -> Names:
        return Names(self._catalog)

    async def _ask(self, question: Question, own: frozenset[str]) -> tuple[dict[str, Any], Message]:
        snapshot = await self._answers.snapshot_for(question, own)
        found = self._answers.answer(question, snapshot, own)
        return answer_json(found), await self._answers.message(found, own)

    async def _found(self, id_: str, known: Known) -> tuple[Incident, Timeline] | None:
        """An incident as it stands, with what became of it: open, or as long as it is kept."""
        timeline = await self._stores.subjects.timeline(id_)
        if (now := next((one for one in _open_in(known) if one.id == id_), None)) is not None:
            return now, timeline
        subject = (await self._stores.subjects.load([id_])).get(id_)
        incident = subject.incident if isinstance(subject, IncidentSubject) else None
        if incident is None and (kept := await self._stores.history.incident(id_)) is not None:
            incident, timeline = kept.incident, kept.timeline
        if incident is not None and self._is_public:
            incident = public_incident(incident)
        return (incident, timeline) if incident is not None else None

    async def _incident(self, id_: str, known: Known) -> IncidentPage | None:
        found = await self._found(id_, known)
        if found is None:
            return None
        watched = known.watched
        view = View(watched=watched, is_anyones=not watched, networks=known.snapshot.networks)
        feedback = known.feedback.get(id_, Feedback())
        return incident_page(*found, feedback, self._catalog, self._clock.now(), view)

    async def _picture(self, id_: str, known: Known) -> bytes | None:
        found = await self._found(id_, known)
        if found is None:
            return None
        drawn = await asyncio.to_thread(drawn_timeline, *found, self._catalog, self._clock.now())
        return drawn.png

    async def _service(self, id_: str) -> ServicePageShown:
        question = Question(text="", intent=Intent.STATUS, service=id_)
        snapshot = await self._answers.snapshot_for(question)
        answer = await self._answers.message(self._answers.answer(question, snapshot))
        page = service_page(id_, answer, snapshot, self._catalog, self._clock.now())
        return replace(page, uptime=await self._uptime(id_))

    async def _uptime(self, id_: str) -> Uptime | None:
        """The days of a service. To the public there are none: what is watched has them, and nothing else."""
        speakers = self._catalog.speakers_for(id_)
        if self._is_public or not speakers:
            return None
        return await self._stores.history.uptime(speakers[0], UPTIME_DAYS, self._clock.now())


def _open_in(known: Known) -> tuple[Incident, ...]:
    """What is a claim of ours, and what single dependents say."""
    announced = (one for one in known.snapshot.incidents if one.grade.is_announced)
    return (*announced, *known.snapshot.early)
