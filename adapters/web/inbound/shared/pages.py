"""What status pages post to those who subscribe: of all of it, which page it is."""

import msgspec

from adapters.web.inbound.shared.reading import addresses, hints, read
from bot.domain.check import Arrival, PageNudge
from bot.errors import ArrivalRefused


class _Page(msgspec.Struct):
    id: str = ""
    url: str = ""


class _Meta(msgspec.Struct):
    unsubscribe: str = ""


class _Subject(msgspec.Struct):
    """An incident, a component or a maintenance."""

    page_id: str = ""
    url: str = ""
    shortlink: str = ""


class _PageNews(msgspec.Struct):
    page: _Page = msgspec.field(default_factory=_Page)
    meta: _Meta = msgspec.field(default_factory=_Meta)
    incident: _Subject = msgspec.field(default_factory=_Subject)
    component: _Subject = msgspec.field(default_factory=_Subject)
    maintenance: _Subject = msgspec.field(default_factory=_Subject)


def nudge_in(body: bytes, platform: str) -> Arrival:
    """The page that has news. Raises ArrivalRefused where none is named."""
    news = read(body, _PageNews, f"a webhook of {platform}")
    subjects = (news.incident, news.component, news.maintenance)
    places = (
        news.page.url,
        news.meta.unsubscribe,
        *(s.url for s in subjects),
        *(s.shortlink for s in subjects),
    )
    nudge = PageNudge(
        ids=hints(news.page.id, *(s.page_id for s in subjects)),
        addresses=addresses(*places),
    )
    if not nudge.ids and not nudge.addresses:
        raise ArrivalRefused(f"this webhook of {platform} names no page")
    return Arrival(nudge=nudge)
