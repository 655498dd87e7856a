"""What is asked of incidents and of the past."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import UnsetType

from adapters.web.api.context import WebApi
from adapters.web.api.cursors import NONE_OF_OURS, cursor_of, place_of
from adapters.web.api.pages import page_of
from adapters.web.api.parameters import Nothing, OfIncidents, OfOne, OfPast, Paged, given
from adapters.web.api.plain_text import plain_text
from adapters.web.api.problem import not_found
from adapters.web.api.values import (
    Change,
    IncidentDetail,
    IncidentList,
    IncidentTimeline,
    NowShown,
    PastEntry,
    PastList,
)
from bot.domain.overview import PastFound, PastQuery
from bot.domain.shown import IncidentPage, IncidentShown
from bot.errors import RequestRefused

_PAST: Final = "past"
_UNKNOWN: Final = "no incident has this id, or it is no longer kept: /api/v1/incidents lists those that are"


async def now(api: WebApi, _: Nothing) -> NowShown:
    """How things stand."""
    return msgspec.convert(await api.overview.now(), NowShown, from_attributes=True)


async def incidents(api: WebApi, asked: OfIncidents) -> IncidentList:
    """Those that are open, or those that were."""
    if asked.state == "open":
        found = [one for one in await api.overview.incidents() if _is_wanted(one, asked)]
        items, following = page_of("open", found, _newest, asked, falling=True)
        return IncidentList(items=items, next=following)
    query = PastQuery(service=given(asked.service), kind="incident")
    past, following = await _past(api, asked, query)
    over = (one for one in past.entries if isinstance(one, IncidentShown) and one.is_over)
    return IncidentList(items=tuple(one for one in over if _is_graded(one, asked)), next=following)


async def incident(api: WebApi, asked: OfOne) -> IncidentDetail:
    """All of one."""
    page = await _page(api, asked.id)
    same = {
        name: getattr(page, name) for name in IncidentDetail.__struct_fields__ if name not in ("card", "why")
    }
    return IncidentDetail(card=plain_text(page.card), why=plain_text(page.why), **same)


async def timeline(api: WebApi, asked: OfOne) -> IncidentTimeline:
    """What became of one."""
    page = await _page(api, asked.id)
    changes = tuple(msgspec.convert(change, Change, from_attributes=True) for change in page.timeline)
    return IncidentTimeline(items=changes)


async def history(api: WebApi, asked: OfPast) -> PastList:
    """What was."""
    query = PastQuery(
        service=given(asked.service),
        cause=given(asked.cause),
        text=given(asked.q) or "",
        kind=given(asked.kind) or "",
        since=_instant("since", asked.since),
        until=_instant("until", asked.until),
    )
    found, following = await _past(api, asked, query)
    items = (
        PastEntry(incident=one) if isinstance(one, IncidentShown) else PastEntry(report=one)
        for one in found.entries
    )
    return PastList(items=tuple(items), kept_since=found.kept_since, next=following)


async def _page(api: WebApi, id_: str) -> IncidentPage:
    page = await api.overview.incident(id_)
    if page is None:
        raise not_found(_UNKNOWN)
    return page


async def _past(api: WebApi, asked: Paged, query: PastQuery) -> tuple[PastFound, str | None]:
    """What was, and what leads on. Raises RequestRefused."""
    cursor = given(asked.cursor)
    behind = place_of(cursor, _PAST, 1)[0] if cursor is not None else None
    try:
        found = await api.overview.past(replace(query, cursor=behind, limit=asked.limit))
    except ValueError as error:
        raise RequestRefused(NONE_OF_OURS) from error
    return found, cursor_of(_PAST, (found.cursor,)) if found.cursor is not None else None


def _is_wanted(one: IncidentShown, asked: OfIncidents) -> bool:
    service = given(asked.service)
    return _is_graded(one, asked) and service in (None, one.root.id, *(ref.id for ref in one.affected))


def _is_graded(one: IncidentShown, asked: OfIncidents) -> bool:
    return isinstance(asked.grade, UnsetType) or one.peak_grade.rank >= asked.grade.rank


def _newest(one: IncidentShown) -> tuple[str, str]:
    return f"{one.opened_at.timestamp():020.6f}", one.id


def _instant(name: str, value: datetime | UnsetType) -> datetime | None:
    """A time in UTC. Raises RequestRefused where it lies beyond the calendar there."""
    if isinstance(value, UnsetType):
        return None
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise RequestRefused(f"{name}: there is no such time in UTC") from error
