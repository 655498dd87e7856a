"""What is asked of services, of what they stand on, and of planned work at them; and questions in words."""

from typing import Final

from msgspec import UnsetType

from adapters.web.api.context import WebApi
from adapters.web.api.pages import page_of
from adapters.web.api.parameters import AskedQuestion, Nothing, OfMaintenance, OfOne, OfServices, given
from adapters.web.api.plain_text import plain_text
from adapters.web.api.problem import not_found
from adapters.web.api.values import (
    DependencyList,
    MaintenanceList,
    ServiceDetail,
    ServiceList,
    Spoken,
)
from bot.domain.overview import ScoreShown
from bot.domain.shown import MaintenanceShown, ServicePageShown, ServiceState, Uptime

UNKNOWN: Final = "no service has this id: /api/v1/services?q= finds it by its name"


async def services(api: WebApi, asked: OfServices) -> ServiceList:
    """Those that fit, by name."""
    words = given(asked.q)
    meant = api.overview.find(words) if words is not None else None
    found = [one for one in await api.overview.services() if _is_wanted(one, asked, meant)]
    items, following = page_of("services", found, _by_name, asked)
    return ServiceList(items=items, next=following)


async def service(api: WebApi, asked: OfOne) -> ServiceDetail:
    """All of one."""
    page = await _page(api, asked.id)
    same = {name: getattr(page, name) for name in ServiceDetail.__struct_fields__ if name != "answer"}
    return ServiceDetail(answer=plain_text(page.answer), **same)


async def uptime(api: WebApi, asked: OfOne) -> Uptime:
    """The days of one."""
    found = (await _page(api, asked.id)).uptime
    return found if found is not None else Uptime(days=(), share=None, counts="Nothing of it is kept.")


async def dependencies(api: WebApi, asked: OfOne) -> DependencyList:
    """The edges around one."""
    found = await api.overview.dependencies(asked.id)
    if found is None:
        raise not_found(UNKNOWN)
    return DependencyList(items=found)


async def maintenance(api: WebApi, asked: OfMaintenance) -> MaintenanceList:
    """Planned work."""
    found = await api.overview.maintenances(given(asked.service))
    items, following = page_of("maintenance", found, _soonest, asked)
    return MaintenanceList(items=items, next=following)


async def score(api: WebApi, _: Nothing) -> ScoreShown:
    """How often we were right."""
    return await api.overview.score()


async def ask(api: WebApi, asked: AskedQuestion) -> Spoken:
    """A question in words."""
    answer, message = await api.overview.ask(asked.q)
    return Spoken(question=asked.q, answer=answer, text=plain_text(message))


async def _page(api: WebApi, id_: str) -> ServicePageShown:
    page = await api.overview.service(id_)
    if page is None:
        raise not_found(UNKNOWN)
    return page


def _is_wanted(state: ServiceState, asked: OfServices, meant: str | None) -> bool:
    if not isinstance(asked.q, UnsetType):
        words = asked.q.casefold()
        named = state.service.name.casefold()
        if words not in named and words not in state.service.id and state.service.id != meant:
            return False
    return given(asked.category) in (None, state.category) and given(asked.verdict) in (None, state.verdict)


def _by_name(state: ServiceState) -> tuple[str, str]:
    return state.service.name.casefold(), state.service.id


def _soonest(work: MaintenanceShown) -> tuple[str, str]:
    """What has no beginning comes last."""
    return f"{work.starts_at.timestamp():020.6f}" if work.starts_at else "~", work.id
