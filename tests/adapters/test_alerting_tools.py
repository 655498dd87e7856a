"""PagerDuty, Jira Service Management and Alertmanager against stand-ins: what they take and refuse."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from structlog.testing import capture_logs

from adapters.chat import alertmanager, jsm, pagerduty
from adapters.chat.shared.alerting_tool import AlertingTool
from adapters.chat_platforms import PLATFORMS
from adapters.web.inbound import alertmanager as inbound
from bot.clock import SimulatedClock
from bot.domain.alert import Alert, AlertKind, AlertSeverity
from bot.domain.incident import Grade
from bot.domain.message import Destination, Link, Message, MessageRef, Section, Text
from bot.domain.refusal import Refusal
from bot.errors import BotError, ConfigurationError, DeliveryError, MissingSecret, RateLimited, Undeliverable
from bot.ports import SettingsUse
from tests.builders import NOON, at
from tests.servers.alerting import Troubled
from tests.servers.alertmanager import alertmanager as an_alertmanager
from tests.servers.jsm import jsm as a_jsm
from tests.servers.pagerduty import pagerduty as a_pagerduty
from tests.servers.respondent import HOSTILE, a_message
from tests.servers.vault import MemoryVault

TOOLS = ("pagerduty", "jsm", "alertmanager")
KEY = "0123456789abcdef0123456789abcdef"
ALERT = Alert(
    key="inc-1",
    kind=AlertKind.INCIDENT,
    severity=AlertSeverity.ERROR,
    is_over=False,
    cause="cloudflare",
    cause_name="Cloudflare",
    started_at=at(11, 48),
    updated_at=NOON,
    affected=("discord", "groq"),
    grade=Grade.PROBABLE,
    url="https://www.cloudflarestatus.com",
)
CARD = replace(a_message(), alert=ALERT)
OVER = replace(CARD, alert=replace(ALERT, is_over=True, ended_at=NOON))


@asynccontextmanager
async def a_tool(name: str, seconds: float = 10) -> AsyncIterator[tuple[AlertingTool, Troubled]]:
    clock, within = SimulatedClock(NOON), timedelta(seconds=seconds)
    if name == "pagerduty":
        async with a_pagerduty() as service:
            keys = SecretStr(f"ops={service.key}")
            settings = pagerduty.PagerDutySettings(routing_keys=keys, url=service.url)
            async with pagerduty.connected(settings, clock=clock, within=within) as client:
                yield client, service
    elif name == "jsm":
        async with a_jsm() as site:
            of_jsm = jsm.JsmSettings(api_keys=SecretStr(f"ops={site.key}"), url=f"{site.url}/")
            async with jsm.connected(of_jsm, clock=clock, within=within) as tool:
                yield tool, site
    else:
        async with an_alertmanager() as peer:
            urls = alertmanager.AlertmanagerSettings(urls=SecretStr(f"ops={peer.url}/"))
            async with alertmanager.connected(urls, clock=clock, within=within) as one:
                yield one, peer


def ops(name: str) -> Destination:
    return Destination(platform=name, channel="ops")


async def refused(name: str, status: int, body: str = "", **headers: str) -> BotError:
    async with a_tool(name) as (tool, there):
        there.refuse(status, body, **headers)
        with pytest.raises((DeliveryError, Undeliverable)) as raised:
            await tool.send(CARD, ops(name), nonce="n")
    assert there.url not in str(raised.value)
    assert KEY not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("name", TOOLS)
async def test_an_alert_is_opened_and_closed_under_one_key_and_a_repeat_changes_nothing(name: str) -> None:
    async with a_tool(name) as (tool, there):
        ref = await tool.send(CARD, ops(name), nonce="n")
        assert await tool.send(CARD, ops(name), nonce="n", uncertain=True) == ref
        await tool.edit(ref, OVER)
        await tool.edit(ref, OVER)

    assert ref == MessageRef(platform=name, channel="ops", id="inc-1")
    alerts: Any = vars(there)["alerts"]
    assert len(alerts) == 1


@pytest.mark.parametrize("name", TOOLS)
async def test_what_is_about_no_alert_is_not_sent(name: str) -> None:
    async with a_tool(name) as (tool, there):
        ref = await tool.send(a_message(), ops(name), nonce="hello")
        await tool.edit(ref, a_message())

    assert there.requests == []
    assert ref.id == "hello"


@pytest.mark.parametrize("name", TOOLS)
@pytest.mark.parametrize(
    ("status", "expected", "refusal"),
    [
        (500, DeliveryError, None),
        (408, DeliveryError, None),
        (400, Undeliverable, Refusal.MESSAGE),
        (401, Undeliverable, Refusal.CHANNEL),
        (403, Undeliverable, Refusal.CHANNEL),
        (404, Undeliverable, Refusal.CHANNEL),
        (302, Undeliverable, Refusal.CHANNEL),
    ],
)
async def test_every_refusal_becomes_one_of_our_errors(
    name: str, status: int, expected: type[BotError], refusal: Refusal | None
) -> None:
    error = await refused(name, status, "because\n\x1b[31m")

    assert type(error) is expected
    assert "“ops”" in str(error)
    assert "\x1b" not in str(error)
    assert getattr(error, "refusal", None) is refusal


@pytest.mark.parametrize("name", TOOLS)
async def test_a_tool_says_how_long_to_wait(name: str) -> None:
    error = await refused(name, 429, Retry_After="7")

    assert isinstance(error, RateLimited)
    assert error.retry_after_seconds == 7


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("pagerduty", r"400: .*routing_key.*PAGERDUTY_ROUTING_KEYS"),
        ("jsm", r"422: .*Key format.*JSM_API_KEYS"),
    ],
)
async def test_a_key_that_a_tool_does_not_know_is_a_fault_of_the_place(name: str, says: str) -> None:
    async with a_tool(name) as (tool, there):
        vars(there)["key"] = "f" * 32
        with pytest.raises(Undeliverable, match=says) as raised:
            await tool.send(CARD, ops(name), nonce="n")

    assert raised.value.refusal is Refusal.CHANNEL


@pytest.mark.parametrize("name", TOOLS)
async def test_an_unknown_place_says_where_to_add_it(name: str) -> None:
    async with a_tool(name) as (tool, _):
        with pytest.raises(Undeliverable, match=r"“nobody”: add it to [A-Z_]+$"):
            await tool.send(CARD, Destination(platform=name, channel="nobody"), nonce="n")
        assert (await tool.access(Destination(platform=name, channel="nobody"))).trouble
        assert not (await tool.access(ops(name))).trouble


@pytest.mark.parametrize("name", TOOLS)
async def test_hostile_and_endless_words_fit_and_stay_words(name: str) -> None:
    line = (Text(HOSTILE * 20), Link("label", "javascript:alert(1)"))
    hostile = Message(
        headline=HOSTILE * 20,
        sections=tuple(Section(title=HOSTILE, lines=(line,) * 10) for _ in range(2)),
        alert=replace(ALERT, url="javascript:alert(1)", affected=tuple(f"s{n}" for n in range(2_000))),
    )
    async with a_tool(name) as (tool, there):
        await tool.send(hostile, ops(name), nonce="n")

    sent = json.dumps(there.requests[0][1], ensure_ascii=False)
    assert len(sent) < 64 * 1024
    assert "javascript:" not in sent
    assert "\u202e" not in sent


async def test_a_peer_of_an_alertmanager_that_is_away_keeps_no_other_from_hearing() -> None:
    async with an_alertmanager() as peer:
        urls = SecretStr(f"ops=http://user:hidden@127.0.0.1:9|{peer.url}")
        settings = alertmanager.AlertmanagerSettings(urls=urls)
        async with alertmanager.connected(settings, clock=SimulatedClock(NOON)) as tool:
            with capture_logs() as logs:
                await tool.send(CARD, ops("alertmanager"), nonce="n")
            peer.refuse(500)
            with pytest.raises(DeliveryError, match="failed with 500"):
                await tool.send(CARD, ops("alertmanager"), nonce="n")

    assert len(peer.firing(NOON)) == 1
    assert [log["place"] for log in logs] == ["ops"]
    assert "hidden" not in str(logs)


async def test_planned_work_that_lies_ahead_begins_for_alertmanager_no_later_than_now() -> None:
    planned = replace(ALERT, kind=AlertKind.MAINTENANCE, started_at=at(18, 0), is_over=True, ended_at=None)
    async with a_tool("alertmanager") as (tool, there):
        await tool.send(replace(CARD, alert=planned), ops("alertmanager"), nonce="n")

    assert there.requests[0][1][0]["startsAt"] == there.requests[0][1][0]["endsAt"] == "2025-11-18T12:00:00Z"


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("pagerduty", {"PAGERDUTY_ROUTING_KEYS": "ops=hidden"}, "the key of “ops” is not 32"),
        ("pagerduty", {"PAGERDUTY_ROUTING_KEYS": "hidden"}, "entry 1 is not of the form name=key"),
        ("pagerduty", {"PAGERDUTY_ROUTING_KEYS": f"a={KEY} a={KEY}"}, "two keys are named “a”"),
        ("pagerduty", {"PAGERDUTY_ROUTING_KEYS": f"ops={KEY}", "PAGERDUTY_URL": "hidden"}, "PAGERDUTY_URL"),
        ("jsm", {"JSM_API_KEYS": "ops=é"}, "entry 1 is not of the form name=key"),
        ("jsm", {"JSM_API_KEYS": "ops=k", "JSM_URL": "ftp://hidden"}, "JSM_URL is no whole address"),
        ("alertmanager", {"ALERTMANAGER_URLS": "ops=ftp://hidden"}, "“ops” is no http(s) address"),
        ("alertmanager", {"ALERTMANAGER_URLS": "ops=http://a|"}, "“ops” is no http(s) address"),
        ("alertmanager", {"ALERTMANAGER_URLS": "ops=http://a?hidden"}, "“ops” is no http(s) address"),
    ],
)
def test_what_is_wrong_with_settings_is_said_without_the_secret(
    name: str, settings: dict[str, str], says: str
) -> None:
    platform = PLATFORMS[name]

    (fault,) = platform.faults(platform.settings.read(settings), SettingsUse())

    assert says in fault
    assert "hidden" not in fault


@pytest.mark.parametrize("name", TOOLS)
async def test_without_a_key_it_is_not_configured_and_a_missing_one_is_named(name: str) -> None:
    platform = PLATFORMS[name]
    assert not platform.is_configured(platform.settings.read({}))

    with pytest.raises(MissingSecret):
        async with platform.connect(platform.settings.read({}), MemoryVault()):
            pass
    use = SettingsUse(destinations=(Destination(platform=name, channel="ops"),))
    (fault,) = platform.faults(platform.settings.read({}), use)
    assert f"SHAREDFATE_ANNOUNCE_TO names {name}:ops" in fault


@given(st.text(max_size=40))
def test_any_keys_are_read_or_refused(text: str) -> None:
    settings = jsm.JsmSettings(api_keys=SecretStr(text))

    for fault in PLATFORMS["jsm"].faults(settings, SettingsUse()):
        assert fault.startswith("JSM_API_KEYS")


def test_a_setting_that_cannot_be_read_raises_when_connecting() -> None:
    settings = alertmanager.AlertmanagerSettings(urls=SecretStr("ops"))
    with pytest.raises(ConfigurationError):
        alertmanager._places_in(settings)


def test_what_we_send_to_an_alertmanager_does_not_come_back_as_a_check_of_somebody() -> None:
    sent = alertmanager.alert_document("ops", CARD, ALERT, NOON)
    ours = {"status": "firing", **sent}
    theirs = {**ours, "labels": {"alertname": "GroqFails", "service": "groq"}}

    arrival = inbound.parse(json.dumps({"alerts": [ours, theirs]}).encode())

    assert [check.name for check in arrival.checks] == ["GroqFails"]
