"""Alerts of one's own Prometheus or Grafana become looks at the services that they name."""

from datetime import timedelta

import pytest

from bot.domain.look import LookEnd, LookRule
from bot.storage.checks import Checks
from bot.storage.client import Client
from tests.builders import NOON, at
from tests.receiving.inbox import an_inbox
from tests.receiving.payloads import a_group, an_alert


async def test_an_alert_about_a_service_is_a_look_at_it_until_it_is_resolved(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        alert = an_alert(instance="https://api.acme.example/health")
        assert await inbox.post("/in/alertmanager", a_group(alert)) == (202, "taken: 1")

        (heard,) = await inbox.heard()
        look = heard.look
        assert (heard.service, heard.source, heard.at) == ("acme", "checks/alertmanager", NOON)
        assert look is not None
        assert (look.node, look.rule, look.end) == ("acme", LookRule.CHECKS, None)
        assert (look.asked, look.silent, look.since) == (1, 1, at(11, 55))
        assert "“SiteDown” has been failing since" in look.says
        assert "11:55 UTC" in look.says
        assert look.url == "http://prometheus.example:9090/graph?g0.expr=up"
        assert await inbox.looks() == {"acme": look}

        await inbox.clock.advance(timedelta(minutes=9))
        over = an_alert(instance="https://api.acme.example/health", ended=at(12, 8))
        assert await inbox.post("/in/alertmanager", a_group(over)) == (202, "taken: 1")

        last = (await inbox.heard())[-1]
        assert last.look is not None
        assert (last.source, last.look.end) == ("checks/alertmanager", LookEnd.SERVED)
        assert await inbox.looks() == {}


async def test_grafana_sends_the_same_and_more(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        alert = an_alert(service="Acme Cloud") | {
            "values": {"B": 44.2, "C": 1},
            "silenceURL": "https://grafana.example/alerting/silence/new",
            "dashboardURL": "",
            "panelURL": "",
            "valueString": "[ var='B' labels={} value=44.2 ]",
            "orgId": 1,
        }
        body = a_group(alert, orgId=1, title="[FIRING:1] SiteDown", state="alerting", message="one fires")

        assert await inbox.post("/in/alertmanager", body | {"version": "1"}) == (202, "taken: 1")
        assert [one.service for one in await inbox.heard()] == ["acme"]


ALWAYS_OR_NOT_YET = (
    "watchdog",
    "DeadMansSnitch",
    "Dead Man's Switch",
    "dead-man-switch",
    "PrometheusAlertmanagerE2eDeadManSwitch",
    "BlackboxSslCertificateWillExpireSoon",
    "SSL certificate expires in 7 days",
)


async def test_what_the_monitoring_itself_has_trouble_with_is_no_failure(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        nothing = [
            an_alert(service="acme", alertname="DatasourceNoData"),
            an_alert(service="acme", alertname="DatasourceError"),
            an_alert(service="acme", alertname="Watchdog"),
            *(an_alert(service="acme", alertname=name) for name in ALWAYS_OR_NOT_YET),
            an_alert(service="acme", severity="info"),
            an_alert(service="acme") | {"annotations": {"grafana_state_reason": "NoData"}},
            an_alert(service="acme") | {"annotations": {"grafana_state_reason": "Updated, Error, KeepLast"}},
            an_alert(alertname="TestAlert", instance="Grafana"),
        ]

        assert await inbox.post("/in/alertmanager", a_group(*nothing)) == (202, "taken: 0")
        assert await inbox.heard() == []
        assert await Checks(redis).load_unmatched() == []


@pytest.mark.parametrize("name", ["CertificateExpired", "WatchdogRestarted", "DeadLetters", "Deadman", "—"])
async def test_what_sounds_like_it_is_a_failure(redis: Client, name: str) -> None:
    async with an_inbox(redis) as inbox:
        await inbox.post("/in/alertmanager", a_group(an_alert(service="acme", alertname=name)))
        assert list(await inbox.looks()) == ["acme"]


async def test_who_imitates_alertmanager_may_leave_out_much_and_write_numbers(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        bare = {"labels": {"service": "acme", "code": 500, "up": False, "zone": None}, "annotations": None}
        body = {"status": "firing", "alerts": [bare, {"status": "pending"}, {}]}
        assert (await inbox.post("/in/alertmanager", body))[0] == 202
        assert set(await inbox.looks()) == {"acme"}
        broken: tuple[object, ...] = (
            {},
            {"alerts": None},
            {"alerts": "all"},
            {"alerts": [{"labels": {"a": {}}}]},
        )
        for nothing in broken:
            assert (await inbox.post("/in/alertmanager", nothing))[0] == 400


async def test_what_runs_in_kubernetes_under_the_name_of_a_service_is_their_own(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        own = an_alert(service="acme", job="borealis", namespace="prod")
        asked = an_alert(service="acme", namespace="prod", instance="https://shop-1.example")
        said = an_alert(service="acme", namespace="prod", sharedfate_service="shop-2")
        line = "taken: 2, 1 name nobody: see `sharedfate doctor`"
        assert await inbox.post("/in/alertmanager", a_group(own, asked, said)) == (202, line)
        assert sorted(await inbox.looks()) == ["shop-1", "shop-2"]


async def test_the_same_twice_has_no_effect_and_a_repeat_after_hours_keeps_the_look(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        group = a_group(an_alert(service="acme"))
        await inbox.post("/in/alertmanager", group)
        before = {key: await redis.dump(key) for key in await redis.keys("*")}

        assert await inbox.post("/in/alertmanager", group) == (200, "already known")
        assert {key: await redis.dump(key) for key in await redis.keys("*")} == before

        for _ in range(8):
            await inbox.clock.advance(timedelta(hours=4))
            await redis.delete(*await redis.keys("*arrived*"))  # an hour has passed in the store, too
            assert await inbox.post("/in/alertmanager", group) == (202, "taken: 1")
            await inbox.receiver.sweep()
        assert set(await inbox.looks()) == {"acme"}

        await inbox.clock.advance(timedelta(hours=24))
        await inbox.receiver.sweep()
        last = (await inbox.heard())[-1].look
        assert last is not None
        assert last.end is LookEnd.UNASKED
        assert await inbox.looks() == {}


async def test_a_resolution_that_arrives_first_is_not_undone_by_the_alert(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        await inbox.post("/in/alertmanager", a_group(an_alert(service="acme", ended=at(11, 58))))
        await inbox.post("/in/alertmanager", a_group(an_alert(service="acme", since=at(11, 50))))
        assert await inbox.heard() == []

        await inbox.post("/in/alertmanager", a_group(an_alert(service="acme", since=at(11, 59))))
        assert [one.look is not None and one.look.is_telling for one in await inbox.heard()] == [True]
