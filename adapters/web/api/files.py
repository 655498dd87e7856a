"""What is no API: feeds, the calendar and badges, each a document of its own format at an address."""

from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from adapters.web.api import atom, badge, feeds, json_feed, planned
from adapters.web.api.context import WebApi
from adapters.web.api.endpoint import Answer
from adapters.web.api.entries import EntryFeed
from adapters.web.api.parameters import MAX_ID
from adapters.web.api.problem import not_found
from adapters.web.api.services import UNKNOWN

# For how many seconds others may keep them.
_FEEDS: Final = 60
_CALENDAR: Final = 600
_BADGE: Final = 30


def shared_feed(api: WebApi, form: str) -> Answer:
    """The feed of shared incidents, as `atom` or `json`."""

    async def answer(request: Request) -> Response:
        return _sent(api, request, await feeds.shared(api), form)

    return answer


def category_feed(api: WebApi, form: str) -> Answer:
    """The feed of a category."""

    async def answer(request: Request) -> Response:
        return _sent(api, request, await feeds.of_category(api, _id(request)), form)

    return answer


def service_feed(api: WebApi, form: str) -> Answer:
    """The feed of a service."""

    async def answer(request: Request) -> Response:
        return _sent(api, request, await feeds.of_service(api, _id(request)), form)

    return answer


def calendar_of_all(api: WebApi) -> Answer:
    """The calendar of planned work at whatever is watched."""

    async def answer(request: Request) -> Response:
        found = await api.overview.maintenances()
        body = planned.calendar("Planned work", found, api.clock.now())
        return api.sending.send(request, body, planned.MEDIA_TYPE, _CALENDAR)

    return answer


def calendar_of_one(api: WebApi) -> Answer:
    """The calendar of one service."""

    async def answer(request: Request) -> Response:
        id_ = _id(request)
        known = await api.overview.services([id_])
        if not known:
            raise not_found(UNKNOWN)
        name = f"Planned work at {known[0].service.name}"
        body = planned.calendar(name, await api.overview.maintenances(id_), api.clock.now())
        return api.sending.send(request, body, planned.MEDIA_TYPE, _CALENDAR)

    return answer


def badge_of(api: WebApi) -> Answer:
    """The badge of a service."""

    async def answer(request: Request) -> Response:
        known = await api.overview.services([_id(request)])
        if not known:
            raise not_found(UNKNOWN)
        return api.sending.send(request, badge.badge(known[0]), badge.MEDIA_TYPE, _BADGE)

    return answer


def _sent(api: WebApi, request: Request, feed: EntryFeed, form: str) -> Response:
    if form == "json":
        body, media_type = json_feed.json_feed(feed, api.public_url), json_feed.MEDIA_TYPE
    else:
        body, media_type = atom.atom(feed, api.public_url, _today(api.clock.now())), atom.MEDIA_TYPE
    return api.sending.send(request, body, media_type, _FEEDS)


def _today(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _id(request: Request) -> str:
    """What the address names. Raises RequestRefused where that is nothing, or a story."""
    id_: str = request.path_params["id"]
    if not 0 < len(id_) <= MAX_ID:
        raise not_found(UNKNOWN)
    return id_
