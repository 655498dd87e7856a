"""Badges as pages show them."""

import pytest
from lxml import etree

from adapters.web.api.context import WebApi
from bot.clock import SimulatedClock
from bot.domain.answer import Verdict
from bot.domain.shown import ServiceRef, ServiceState
from tests.api.asking import asked
from tests.api.held import REGION, Held, a_state
from tests.builders import NOON

SVG = "{http://www.w3.org/2000/svg}"


async def drawn(state: ServiceState) -> etree._Element:
    async with asked(WebApi(overview=Held(states=(state,)), clock=SimulatedClock(NOON))) as client:
        response = await client.get(f"/badge/{state.service.id}.svg")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/svg+xml")
    assert response.headers["Cache-Control"] == "private, max-age=30"
    return etree.fromstring(response.content)


@pytest.mark.parametrize("verdict", list(Verdict))
async def test_a_badge_says_how_a_service_is_in_words_for_eyes_and_ears(verdict: Verdict) -> None:
    root = await drawn(a_state(verdict=verdict))

    assert (root.get("role"), root.get("aria-label")) == ("img", f"Discord: {verdict}")
    assert root.findtext(f"{SVG}title") == f"Discord: {verdict}"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["Discord", verdict]


async def test_what_was_not_read_lately_is_unknown() -> None:
    root = await drawn(a_state(verdict=Verdict.UP, is_fresh=False))

    assert root.get("aria-label") == "Discord: unknown"


async def test_a_name_is_no_markup_and_fits_its_place() -> None:
    short = await drawn(a_state(REGION))
    long = await drawn(a_state(ServiceRef("x", '<script>&"\u0000' + "W" * 200)))

    assert not list(long.iter(f"{SVG}script"))
    assert len(long.findtext(f"{SVG}text") or "") == 40
    for root in (short, long):
        names = [int(text.get("textLength", "0")) for text in root.iter(f"{SVG}text")]
        assert int(root.get("width", "0")) == sum(names) + 4 * 7
