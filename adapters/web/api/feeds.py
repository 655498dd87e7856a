"""What each feed holds: read from what is shown."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import quote

from adapters.web.api.context import WebApi
from adapters.web.api.entries import (
    MAX_ENTRIES,
    EntryFeed,
    NewsItem,
    entry_of_incident,
    entry_of_report,
    news_feed,
)
from adapters.web.api.problem import not_found
from adapters.web.api.services import UNKNOWN
from bot.domain.overview import PastQuery
from bot.domain.shown import IncidentShown, ReportShown

Shown = IncidentShown | ReportShown

# Of a category so much of the past is gone through, page by page.
_MOST_PAGES: Final = 5
_A_PAGE: Final = 200


async def shared(api: WebApi) -> EntryFeed:
    """The incidents that are claims of ours, open or past."""
    past = await api.overview.past(PastQuery(kind="incident", limit=MAX_ENTRIES))
    found = [*await api.overview.incidents(), *past.entries]
    entries = await _entries(api, [one for one in found if _is_told(one)])
    return news_feed("Shared incidents", "/feeds/shared", "/", entries)


async def of_service(api: WebApi, id_: str) -> EntryFeed:
    """Its reports, and the incidents that it is a part of."""
    page = await api.overview.service(id_)
    if page is None:
        raise not_found(UNKNOWN)
    past = await api.overview.past(PastQuery(service=id_, limit=MAX_ENTRIES))
    found = [*page.incidents, *page.reports, *past.entries]
    entries = await _entries(api, [one for one in found if _is_told(one)])
    return news_feed(page.state.service.name, f"/feeds/service/{quote(id_)}", f"/s/{quote(id_)}", entries)


async def of_category(api: WebApi, category: str) -> EntryFeed:
    """The reports of its services, and the incidents that these are a part of."""
    states = await api.overview.services()
    own = {state.service.id for state in states if state.category == category}
    if not own:
        raise not_found("there is no such category: /api/v1/services shows those that there are")
    standing = await api.overview.now()
    found = [*standing.incidents, *standing.reports, *await _past_of(api, own)]
    entries = await _entries(api, [one for one in found if _concerns(one, own)])
    return news_feed(category, f"/feeds/category/{quote(category, safe='')}", "/", entries)


async def _past_of(api: WebApi, services: AbstractSet[str]) -> list[Shown]:
    """The newest of the past that concern any of these."""
    found: list[Shown] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        past = await api.overview.past(PastQuery(cursor=cursor, limit=_A_PAGE))
        found += [one for one in past.entries if _concerns(one, services)]
        cursor = past.cursor
        if cursor is None or len(found) >= MAX_ENTRIES:
            break
    return found


def _concerns(one: Shown, services: AbstractSet[str]) -> bool:
    if isinstance(one, ReportShown):
        return one.service.id in services
    is_part = one.root.id in services or any(ref.id in services for ref in one.affected)
    return is_part and _is_told(one)


def _is_told(one: Shown) -> bool:
    """Whether it is a claim of ours, or no claim at all: a provider's own report."""
    return isinstance(one, ReportShown) or one.peak_grade.is_announced


async def _entries(api: WebApi, shown: Iterable[Shown]) -> list[NewsItem]:
    """Entries of the newest of these; of incidents with what became of them."""
    ordered = sorted(shown, key=lambda one: (one.updated_at, one.id), reverse=True)
    # What is open may be in the past, too: as it stands now it counts.
    newest: dict[tuple[type[Shown], str], Shown] = {}
    for one in ordered:
        newest.setdefault((type(one), one.id), one)
    return [
        entry_of_report(one)
        if isinstance(one, ReportShown)
        else entry_of_incident(one, await api.overview.incident(one.id))
        for one in list(newest.values())[:MAX_ENTRIES]
    ]
