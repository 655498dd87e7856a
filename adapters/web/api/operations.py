"""All that the API answers: one line each, from which the routes are made and the document is written."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from adapters.web.api import incidents, services, watching
from adapters.web.api.parameters import (
    AskedQuestion,
    Nothing,
    OfIncidents,
    OfMaintenance,
    OfOne,
    OfPast,
    OfServices,
    Paged,
)
from adapters.web.api.values import (
    DependencyList,
    IncidentDetail,
    IncidentList,
    IncidentTimeline,
    MaintenanceList,
    NowShown,
    PastList,
    ServiceDetail,
    ServiceList,
    Spoken,
    WatchChange,
    WatchListDetail,
    WatchListList,
)
from bot.domain.overview import ScoreShown
from bot.domain.shown import Uptime


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that may be asked for, or done, at a path below /api/v1.

    `takes` are its parameters, `body` what is sent, `gives` what comes back; `answer` is called with these.
    `is_paced`: so often and no more. `is_guarded`: only for who may see channels, and change them.
    """

    path: str
    id: str
    summary: str
    gives: type
    answer: Callable[..., Awaitable[object]]
    takes: type[msgspec.Struct] = Nothing
    method: str = "GET"
    body: type[msgspec.Struct] | None = None
    is_paced: bool = False
    is_guarded: bool = False

    @property
    def is_of_one(self) -> bool:
        """Whether it is about one thing, which there may not be."""
        return "{id}" in self.path


OPERATIONS: Final = (
    Operation(
        path="/now",
        id="now",
        summary="How things stand",
        gives=NowShown,
        answer=incidents.now,
    ),
    Operation(
        path="/incidents",
        id="incidents",
        summary="Shared incidents, open or past",
        takes=OfIncidents,
        gives=IncidentList,
        answer=incidents.incidents,
    ),
    Operation(
        path="/incidents/{id}",
        id="incident",
        summary="One incident: claim, members, evidence and counter-evidence",
        takes=OfOne,
        gives=IncidentDetail,
        answer=incidents.incident,
    ),
    Operation(
        path="/incidents/{id}/timeline",
        id="timeline",
        summary="What changed in an incident when, and why, corrections among it",
        takes=OfOne,
        gives=IncidentTimeline,
        answer=incidents.timeline,
    ),
    Operation(
        path="/services",
        id="services",
        summary="Services, all or those that fit",
        takes=OfServices,
        gives=ServiceList,
        answer=services.services,
    ),
    Operation(
        path="/services/{id}",
        id="service",
        summary="One service: state, reports, incidents, dependencies",
        takes=OfOne,
        gives=ServiceDetail,
        answer=services.service,
    ),
    Operation(
        path="/services/{id}/uptime",
        id="uptime",
        summary="The days of a service by what its page reported",
        takes=OfOne,
        gives=Uptime,
        answer=services.uptime,
    ),
    Operation(
        path="/services/{id}/dependencies",
        id="dependencies",
        summary="What a service depends on and what depends on it, with references",
        takes=OfOne,
        gives=DependencyList,
        answer=services.dependencies,
    ),
    Operation(
        path="/ask",
        id="ask",
        summary="A question in words of one's own",
        takes=AskedQuestion,
        gives=Spoken,
        answer=services.ask,
        is_paced=True,
    ),
    Operation(
        path="/history",
        id="history",
        summary="Incidents and reports of the past, newest first",
        takes=OfPast,
        gives=PastList,
        answer=incidents.history,
    ),
    Operation(
        path="/maintenance",
        id="maintenance",
        summary="Planned work that has not ended, soonest first",
        takes=OfMaintenance,
        gives=MaintenanceList,
        answer=services.maintenance,
    ),
    Operation(
        path="/score",
        id="score",
        summary="How often we were right here",
        gives=ScoreShown,
        answer=services.score,
    ),
    Operation(
        path="/watch-lists",
        id="watchLists",
        summary="What channels watch",
        takes=Paged,
        gives=WatchListList,
        answer=watching.watch_lists,
        is_guarded=True,
    ),
    Operation(
        path="/watch-lists/{id}",
        id="watchList",
        summary="What one channel watches, such as slack:C0123ABCD",
        takes=OfOne,
        gives=WatchListDetail,
        answer=watching.watch_list,
        is_guarded=True,
    ),
    Operation(
        path="/watch-lists/{id}",
        id="changeWatchList",
        summary="Watch more or less in a channel, as by a command there",
        takes=OfOne,
        method="PATCH",
        body=WatchChange,
        gives=WatchListDetail,
        answer=watching.change_watch_list,
        is_guarded=True,
    ),
)
