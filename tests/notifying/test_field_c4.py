"""One truth on every surface: whatever a page says, list, answers, watch and digest agree on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.chat.shared.terminal_text import text_of
from bot.catalog.catalog import Catalog
from bot.domain.channel import DigestSchedule, Watch, WatchKind
from bot.domain.contact import Inquiry
from bot.domain.incident import Grade
from bot.domain.report import Component, Maintenance
from bot.domain.service import NamedComponent
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus, UnreadableReason
from bot.storage.client import Client
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_report, a_service
from tests.chat_builders import a_channel, watching
from tests.notifying import withholding
from tests.notifying.test_told import absorbed
from tests.notifying.withholding import OPS, SERVICES, World, a_world, report_of

CATALOG: Catalog = a_catalog(
    services=(
        "cloudflare",
        a_service("github", components=(NamedComponent(id="api", name="API"),)),
        *SERVICES[1:],
    ),
    edges=(),
)
GREEN, PARTIAL, MAJOR = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE,
)
REPORT = a_report("r1")
WORK = Maintenance(
    id="m1",
    title="Upgrade",
    status=MaintenanceStatus.IN_PROGRESS,
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=2),
)
OPEN: dict[str, dict[str, Any]] = {
    "a headline alone": {"status": MAJOR},
    "a report under a green headline": {"status": GREEN, "reports": (REPORT,)},
    "a report without impact": {"status": GREEN, "reports": (replace(REPORT, impact=Impact.NONE),)},
    "a report that is watched": {
        "status": GREEN,
        "reports": (replace(REPORT, status=ReportStatus.MONITORING),),
    },
    "a headline over a stale report": {
        "status": MAJOR,
        "stale": (a_report("r1", status=ReportStatus.STALE),),
    },
    "a report of another part": {"status": PARTIAL, "reports": (replace(REPORT, components=("Pages",)),)},
    "a part": {"status": PARTIAL, "components": (Component(id="1", name="Pages", status=PARTIAL),)},
}
NEITHER: dict[str, tuple[dict[str, Any], str]] = {
    "not said": ({"status": ComponentStatus.UNKNOWN}, "neither up nor down"),
    "not read": (
        {"status": PARTIAL, "reports": (REPORT,), "unreadable": UnreadableReason.TIMEOUT},
        "cannot be read",
    ),
    "maintenance": (
        {"status": ComponentStatus.UNDER_MAINTENANCE, "maintenances": (WORK,)},
        "under maintenance",
    ),
}
WATCHES = {
    "service": watching("github"),
    "component": watching("github", component="api"),
    "category": (Watch(kind=WatchKind.CATEGORY, target="chat"),),
}


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(withholding, "CATALOG", CATALOG)
    with capture_logs():
        yield


async def put(world: World, *, unreadable: UnreadableReason | None = None, **page: Any) -> None:
    record = SourceRecord(
        source="github/0",
        service="github",
        read_at=world.now,
        unreadable=unreadable,
        page=PageState(**page),
    )
    await Sources(world.redis).commit(record, (), world.now)


async def surfaces(redis: Client, watches: tuple[Watch, ...], page: dict[str, Any]) -> dict[str, str]:
    """What each surface says of it."""
    digest = DigestSchedule(at=time(12, 30), zone="UTC")
    world = await a_world(redis, replace(a_channel(watches=watches), digest=digest))
    await world.desk.drain()
    await put(world, **page)
    said = {
        "list": text_of(await world.say("list")).partition("Open right now")[2],
        "open": text_of(await world.say("what is down?")),
        "ask": text_of(await world.say("is github down?")),
    }
    for name, text in (("elsewhere", "is github down?"), ("watch", "watch github")):
        inquiry = Inquiry(id=name, place=replace(OPS, channel="other"), user=name, text=text)
        reply = await world._responder.answer(inquiry)
        assert reply is not None
        assert reply.message is not None
        said[name] = text_of(reply.message)
    await world.clock.advance(timedelta(minutes=31))
    await put(world, **page)
    await world.drain()
    said["digest"] = text_of(next(p for p in world.chat.posted[::-1] if "digest" in p.nonce).said[-1])
    return said


ALL_CLEAR = ("Nothing, as far as the pages say", "nothing else at what", "✓", "Github: up")


@pytest.mark.parametrize("watches", WATCHES)
@pytest.mark.parametrize("page", OPEN)
async def test_field_c4_what_is_open_is_open_on_every_surface(redis: Client, page: str, watches: str) -> None:
    for name, words in (await surfaces(redis, WATCHES[watches], OPEN[page])).items():
        assert "Github" in words, name
        assert not [clear for clear in ALL_CLEAR if clear in words], name
        assert "nothing happened" not in words, name


@pytest.mark.parametrize("watches", WATCHES)
@pytest.mark.parametrize("page", NEITHER)
async def test_field_c4_what_is_neither_open_nor_clear_is_named_as_that_on_every_surface(
    redis: Client, page: str, watches: str
) -> None:
    state, meant = NEITHER[page]
    for name, words in (await surfaces(redis, WATCHES[watches], state)).items():
        assert "Github" in words, name
        assert meant in words or (name in ("ask", "elsewhere") and "unknown" in words), (name, words)
        assert "Nothing, as far as the pages say" not in words, name
        if page != "maintenance":
            assert not [clear for clear in ALL_CLEAR if clear in words], name


async def test_field_c4_trouble_at_another_part_than_the_watched_one_is_named_as_that(redis: Client) -> None:
    said = await surfaces(redis, WATCHES["component"], OPEN["a report of another part"])

    assert "at none of the parts that this channel watches" in said["list"]


async def test_field_c4_a_claim_that_has_become_coincidence_speaks_for_nobody(redis: Client) -> None:
    world = await absorbed(redis)
    await world.wait(5)
    await world.claim("inc-1", "github", "zoom", grade=Grade.COINCIDENT)

    for service in ("github", "zoom"):
        assert len(world.cards(report_of(service))) == 1
    shown = text_of(await world.say("what is down?"))
    assert "No shared incident is open" in shown
    assert "Github" in shown
    assert "Zoom" in shown
