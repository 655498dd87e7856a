"""Uptime Kuma, Gatus and scripts say in their own ways what a check has come to."""

import json
import random
from typing import Any

import pytest

from adapters.web.inbound import INBOUND
from bot.domain.check import MAX_ADDRESS_CHARACTERS, MAX_HINTS, CheckState, UserCheck
from bot.domain.look import LookEnd
from bot.errors import ArrivalRefused
from bot.storage.checks import Checks
from bot.storage.client import Client
from tests.adapters.fuzzing import inputs
from tests.builders import at
from tests.receiving.inbox import an_inbox
from tests.receiving.payloads import (
    a_gatus_alert,
    a_group,
    a_heartbeat,
    a_page_webhook,
    an_alert,
)


async def test_a_monitor_of_uptime_kuma_is_a_look_until_it_is_up(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        assert await inbox.post("/in/uptime-kuma", a_heartbeat(0)) == (202, "taken: 1")
        assert await inbox.post("/in/uptime-kuma", a_heartbeat(0)) == (200, "already known")
        for unsure in (2, 9, -1):
            assert await inbox.post("/in/uptime-kuma", a_heartbeat(unsure)) == (202, "taken: 0")
        (heard,) = await inbox.heard()
        assert heard.look is not None
        assert (heard.service, heard.source) == ("acme", "checks/uptime-kuma")
        assert heard.look.since == at(11, 57).replace(second=3, microsecond=120_000)
        assert heard.look.says == (
            "your check “our provider” has been failing since 11:57 UTC: connect ECONNREFUSED"
        )

        assert (await inbox.post("/in/uptime-kuma", a_heartbeat(1, "2025-11-18 11:59:10.001")))[0] == 202
        last = (await inbox.heard())[-1].look
        assert last is not None
        assert last.end is LookEnd.SERVED


async def test_a_monitor_that_is_put_into_maintenance_claims_nothing_any_more(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        await inbox.post("/in/uptime-kuma", a_heartbeat(0))
        await inbox.post("/in/uptime-kuma", a_heartbeat(3, "2025-11-18 11:59:10.001"))
        assert await inbox.looks() == {}


WITHOUT_CHECKS: tuple[dict[str, Any], ...] = (
    {"heartbeat": None, "monitor": None, "msg": "My webhook Testing"},
    {
        "heartbeat": None,
        "monitor": None,
        "msg": "[x][https://x.example] certificate will expire in 7 days",
    },
    {"heartbeat": None, "monitor": a_heartbeat(0)["monitor"], "msg": "certificate"},
    {"msg": "Testing"},
)


async def test_tests_and_certificates_are_taken_and_have_no_effect(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for body in WITHOUT_CHECKS:
            assert await inbox.post("/in/uptime-kuma", body) == (202, "taken: 0")
    assert await redis.keys("*") == []


async def test_what_is_upside_down_fails_where_it_answers_and_says_nothing(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for status in (0, 1):
            assert (await inbox.post("/in/uptime-kuma", a_heartbeat(status, upsideDown=True)))[0] == 202
        assert await redis.keys("*") == []


MONITORS: tuple[tuple[dict[str, Any], str | None], ...] = (
    ({"url": "https://", "hostname": "smtp.acme.example", "type": "port"}, "acme"),
    ({"url": "https://", "name": "Acme Cloud", "type": "push"}, "acme"),
    ({"url": "https://", "hostname": "10.0.0.9", "name": "Acme Cloud", "type": "ping"}, None),
    ({"url": "https://", "name": "Acme Cloud", "type": "docker"}, None),
    ({"url": "https://", "name": "Acme Cloud", "type": "group"}, None),  # a heading
    ({"url": "https://intranet", "tags": [{"name": "service", "value": "acme"}]}, "acme"),
    ({"tags": [{"name": "Service", "value": "borealis"}, {"name": "prod", "value": ""}]}, "borealis"),
    ({"url": None, "name": "our provider"}, None),
    ({"id": "a-uuid", "name": None, "tags": None}, "acme"),
)


async def test_a_monitor_names_its_service(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for monitor, service in MONITORS:
            status, line = await inbox.post("/in/uptime-kuma", a_heartbeat(0, **monitor))
            assert status == 202
            assert ("doctor" in line) == (service is None), monitor
            assert list(await inbox.looks()) == ([service] if service else [])
            await redis.flushall()


async def test_an_endpoint_of_gatus_fails_and_is_well_as_often_as_it_says(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for status in ("TRIGGERED", "RESOLVED", "TRIGGERED"):  # the third is the first, byte by byte
            assert (await inbox.post("/in/gatus", a_gatus_alert(status)))[0] == 202
        looks = [one.look for one in await inbox.heard() if one.look is not None]
        assert [look.is_telling for look in looks] == [True, False, True]
        assert looks[0].says.startswith("your check “providers / login” has been failing since 12:00 UTC")
        assert (await inbox.post("/in/gatus", a_gatus_alert("[ALERT_TRIGGERED_OR_RESOLVED]")))[0] == 400


async def test_what_gatus_does_not_fill_in_is_nothing(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        left = a_gatus_alert("TRIGGERED", errors="[RESULT_ERRORS]", description="[ALERT_DESCRIPTION]")
        await inbox.post("/in/gatus", left | {"group": "[ENDPOINT_GROUP]"})
        (look,) = (await inbox.looks()).values()
        assert look.says == "your check “login” has been failing since 12:00 UTC"


SCRIPTS: tuple[tuple[object, list[str]], ...] = (
    ({"status": "down", "service": "acme"}, ["acme"]),
    ({"status": "FAILING", "host": "api.acme.example"}, ["acme"]),
    ({"status": "failing", "name": "Acme Cloud"}, ["acme"]),
    ([{"status": "failing", "service": s} for s in ("acme", "borealis")], ["acme", "borealis"]),
    ({"checks": [{"status": "failing", "service": s} for s in ("acme", "shop-1")]}, ["acme", "shop-1"]),
    (
        {"status": "failing", "service": "acme", "id": 7, "says": None, "url": "javascript:alert(1)"},
        ["acme"],
    ),
    ({"status": "up", "service": "acme"}, []),
)


async def test_scripts_say_it_in_json_of_ours(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for body, services in SCRIPTS:
            assert (await inbox.post("/in/generic", body))[0] == 202
            looks = await inbox.looks()
            assert sorted(looks) == services, body
            assert all(look.url is None for look in looks.values())
            await redis.flushall()


async def test_what_names_nobody_is_kept_for_whoever_runs_us(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for _ in range(3):
            status, line = await inbox.post(
                "/in/alertmanager", a_group(an_alert(job="node", instance="h:9100"))
            )
            assert (status, "1 name nobody" in line) == (202, True)
            await redis.delete(*await redis.keys("*arrived*"))
        (one,) = await Checks(redis).load_unmatched()
        assert (one.source, one.name, one.hints, one.count) == (
            "alertmanager",
            "SiteDown",
            ("h:9100", "node", "SiteDown"),
            3,
        )
        assert await inbox.heard() == []


async def test_checks_of_twelve_services_in_one_request_are_no_claim(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        alerts = [an_alert(instance=f"https://shop-{n}.example") for n in range(12)]
        assert await inbox.post("/in/alertmanager", a_group(*alerts)) == (202, "taken: 12")
        assert await inbox.heard() == []
        assert {look.says for look in (await inbox.looks()).values()} == {
            "checks of 12 services fail at once: probably where they run"
        }


async def test_foreign_words_are_cut_and_carry_nothing_unseen(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        evil = "\u202e<!channel> @everyone **x** \x1b[31m\n" * 400
        alert = an_alert(service="acme", alertname=evil) | {
            "annotations": {"summary": evil},
            "fingerprint": "f" * 50_000,
            "generatorURL": "https://user:secret@x.example/",
        }
        assert (await inbox.post("/in/alertmanager", a_group(alert)))[0] == 202
        (look,) = (await inbox.looks()).values()
        assert len(look.says) <= 300
        assert look.says.isprintable()
        assert look.url is None
        assert sum([len(value) for value in (await redis.hgetall("{sf}:checks")).values()]) < 3_000


SEEDS = {
    "alertmanager": a_group(
        an_alert(service="acme"), an_alert(instance="https://acme.example", ended=at(12))
    ),
    "uptime-kuma": a_heartbeat(0, tags=[{"name": "service", "value": "acme"}]),
    "gatus": a_gatus_alert("TRIGGERED"),
    "generic": {"checks": [{"status": "failing", "service": "acme", "since": "2025-11-18T11:00:00Z"}]},
    "statuspage": a_page_webhook(),
    "betterstack": a_page_webhook(),
    "instatus": a_page_webhook(),
}


@pytest.mark.parametrize("source", list(INBOUND))
def test_whatever_is_handed_in_is_refused_in_words_or_bounded(source: str) -> None:
    seed = (source, json.dumps(SEEDS[source]).encode())
    taken, refusals = 0, list[str]()
    for _, body in inputs(random.Random(7), [seed], 120):
        try:
            arrival = INBOUND[source].parse(body)
        except ArrivalRefused as refusal:
            refusals.append(str(refusal))
            continue
        taken += 1
        for check in arrival.checks:
            _assert_bounded(check)
        if arrival.nudge is not None:
            assert len(arrival.nudge.addresses) <= MAX_HINTS
    assert taken > 10
    assert max(map(len, refusals)) < 400


def _assert_bounded(check: UserCheck) -> None:
    texts = (check.id, check.name, check.service, check.says, *check.labels, *check.hosts, *check.names)
    assert all(len(text) <= MAX_ADDRESS_CHARACTERS for text in texts)
    assert max(len(check.hosts), len(check.names), len(check.labels)) <= MAX_HINTS
    assert check.state in CheckState
