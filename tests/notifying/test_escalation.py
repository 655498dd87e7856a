"""Alerts over a real store and stand-ins of the tools: one an incident, opened, said more of, closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from adapters.chat import alertmanager, jsm, pagerduty
from bot.alerting.notification import Act
from bot.alerting.planning import plan_of
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.message import Destination
from bot.domain.reactions import Mute, Reactions
from bot.domain.status import Impact, ReportStatus
from bot.domain.subject import OURSELVES, TEST_OF, NoticeSubject, Subject
from bot.rendering.escalation import alert_of
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.notifications import ReactionLog
from tests.builders import NOON, a_member, an_incident, at
from tests.chat_builders import (
    SHARED,
    a_channel,
    a_context,
    of,
    over,
    publish,
    reported,
    untold,
    watching,
)
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG
from tests.servers.alertmanager import AlertmanagerPeer
from tests.servers.alertmanager import alertmanager as an_alertmanager
from tests.servers.jsm import JsmSite
from tests.servers.jsm import jsm as a_jsm
from tests.servers.pagerduty import PagerDutyService
from tests.servers.pagerduty import pagerduty as a_pagerduty
from tests.servers.respondent import a_message

FIRST = an_incident(
    "inc-1",
    members=(a_member("s1", joined_at=NOON), a_member("s2", joined_at=NOON)),
    grade=Grade.PROBABLE,
)
RAISED = replace(FIRST, version=2, grade=Grade.CONFIRMED, updated_at=at(12, 5))
ENDED = over(RAISED, at=at(12, 30))
WITHDRAWN = over(RAISED, at=at(12, 30), state=IncidentState.WITHDRAWN)


@asynccontextmanager
async def a_pager(
    redis: Client, clock: SimulatedClock, *channels: Channel
) -> AsyncIterator[tuple[Desk, PagerDutyService]]:
    async with a_pagerduty() as service:
        keys = pagerduty.PagerDutySettings(routing_keys=SecretStr(f"ops={service.key}"), url=service.url)
        async with pagerduty.connected(keys, clock=clock) as client:
            yield await a_desk_of(redis, clock, client, "pagerduty", *channels), service


@asynccontextmanager
async def a_site(redis: Client, clock: SimulatedClock) -> AsyncIterator[tuple[Desk, JsmSite]]:
    async with a_jsm() as site:
        keys = jsm.JsmSettings(api_keys=SecretStr(f"ops={site.key}"), url=site.url)
        async with jsm.connected(keys, clock=clock) as client:
            yield await a_desk_of(redis, clock, client, "jsm"), site


@asynccontextmanager
async def a_peer(redis: Client, clock: SimulatedClock) -> AsyncIterator[tuple[Desk, AlertmanagerPeer]]:
    async with an_alertmanager() as peer:
        urls = alertmanager.AlertmanagerSettings(urls=SecretStr(f"ops={peer.url}"))
        async with alertmanager.connected(urls, clock=clock) as client:
            yield await a_desk_of(redis, clock, client, "alertmanager"), peer


async def a_desk_of(
    redis: Client, clock: SimulatedClock, client: Any, platform: str, *channels: Channel
) -> Desk:
    ops = Destination(platform=platform, channel="ops")
    for channel in channels or (a_channel(ops),):
        await Channels(redis).save(channel, clock.now())
    return await a_desk(redis, CATALOG, clock, {platform: client})


async def tell(redis: Client, desk: Desk, clock: SimulatedClock, *subjects: Subject) -> None:
    for subject in subjects:
        await clock.advance_to(max(clock.now(), subject.at))
        await publish(redis, subject)
        await desk.drain()


async def test_pagerduty_has_one_alert_from_the_first_word_to_the_end(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock) as (desk, service):
        await tell(redis, desk, clock, of(FIRST), of(RAISED))
        (alert,) = service.open_alerts()
        assert alert.severity == "error"
        assert alert.summary.startswith("Probable Cloudflare outage")
        assert alert.log[-1].startswith("Cloudflare outage (those affected name it)")

        await tell(redis, desk, clock, of(ENDED))

    assert service.open_alerts() == []
    assert list(service.alerts) == ["sharedfate/ops/inc-1"]
    assert len(service.alerts["sharedfate/ops/inc-1"]) == 1


async def test_a_withdrawn_claim_resolves_the_alert_with_the_words_of_the_correction(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock) as (desk, service):
        await tell(redis, desk, clock, of(FIRST), of(WITHDRAWN, reason="its page named another cause"))

    assert service.open_alerts() == []
    (alert,) = service.alerts["sharedfate/ops/inc-1"]
    assert alert.log[-1].startswith("Withdrawn: we no longer connect 2 services")
    last = service.requests[-1][1]
    assert last["event_action"] == "resolve"
    assert "its page named another cause" in last["payload"]["custom_details"]["text"]


async def test_another_root_is_news_of_the_same_alert(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock) as (desk, service):
        await tell(redis, desk, clock, of(FIRST), of(replace(RAISED, root="aws")))

    (alert,) = service.open_alerts()
    assert alert.log[-1] == "Correction: we said Cloudflare; it looks like Aws"


async def test_an_alert_that_somebody_closed_does_not_open_for_an_edit(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    reactions = Reactions(mute=Mute(by="U1"))
    async with a_pager(redis, clock) as (desk, service):
        await tell(redis, desk, clock, of(FIRST))
        service.open_alerts()[0].is_open = False
        await ReactionLog(redis).change(
            "inc-1", Destination(platform="pagerduty", channel="ops"), lambda _: reactions
        )
        await clock.advance(timedelta(minutes=10))
        grown = replace(FIRST, version=2, updated_at=at(12, 5), members=(*FIRST.members, a_member("s3")))
        await tell(redis, desk, clock, of(grown))

    assert service.open_alerts() == []


async def test_a_report_that_opens_again_opens_an_alert_again(redis: Client) -> None:
    ops = Destination(platform="pagerduty", channel="ops")
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock, a_channel(ops, watches=watching("slack"))) as (desk, service):
        await tell(redis, desk, clock, reported(service="slack", impact=Impact.CRITICAL))
        (key,) = service.alerts
        assert service.open_alerts()[0].severity == "critical"
        await tell(redis, desk, clock, reported(ReportStatus.RESOLVED, service="slack", at=at(12, 30)))
        await clock.advance(timedelta(minutes=6))
        await desk.drain()
        assert service.open_alerts() == []

        await tell(redis, desk, clock, reported(service="slack", at=at(12, 40)))

    assert [alert.is_open for alert in service.alerts[key]] == [False, True]


async def test_the_grade_of_the_place_decides_who_is_woken(redis: Client) -> None:
    ops = Destination(platform="pagerduty", channel="ops")
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock, a_channel(ops, grade=Grade.CONFIRMED)) as (desk, service):
        await tell(redis, desk, clock, of(FIRST))
        assert service.requests == []
        await tell(redis, desk, clock, of(RAISED))

    assert [alert.severity for alert in service.open_alerts()] == ["critical"]


async def test_what_is_refused_for_now_is_sent_later_and_opens_one_alert(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock) as (desk, service):
        service.refuse(429, Retry_After="30")
        await tell(redis, desk, clock, of(FIRST))
        assert service.open_alerts() == []
        service.refuse(500)
        await clock.advance(timedelta(seconds=31))
        await desk.drain()
        await clock.advance(timedelta(minutes=5))
        await desk.drain()

    assert len(service.open_alerts()) == 1


async def test_jira_service_management_has_one_alert_with_notes(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_site(redis, clock) as (desk, site):
        await tell(redis, desk, clock, of(FIRST), of(RAISED))
        alert = site.current("sharedfate/ops/inc-1")
        assert alert is not None
        assert alert.document["priority"] == "P2"
        assert alert.document["entity"] == "cloudflare"
        assert alert.document["tags"] == ["sharedfate", "incident", "probable"]
        assert alert.count == 2
        assert alert.notes[0].startswith("Cloudflare outage (those affected name it)")

        await tell(redis, desk, clock, of(WITHDRAWN))

    assert site.current("sharedfate/ops/inc-1") is None
    assert alert.notes[-1].startswith("Withdrawn: we no longer connect 2 services")
    assert len(site.alerts) == 1


async def test_alertmanager_has_one_alert_under_labels_that_never_change(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_peer(redis, clock) as (desk, peer):
        await tell(redis, desk, clock, of(FIRST), of(replace(RAISED, root="aws")))
        (alert,) = peer.firing(clock.now())
        assert alert["labels"] == {
            "alertname": "SharedfateIncident",
            "sharedfate_id": "inc-1",
            "place": "ops",
            "kind": "incident",
        }
        assert alert["annotations"]["cause"] == "aws"
        assert alert["annotations"]["severity"] == "critical"

        await tell(redis, desk, clock, of(WITHDRAWN))

    assert peer.firing(clock.now()) == []
    assert len(peer.alerts) == 1
    (alert,) = peer.alerts.values()
    assert alert["annotations"]["summary"].startswith("Withdrawn: we no longer connect 2 services")


async def test_alertmanager_is_sent_again_what_is_open_and_nothing_that_is_over(redis: Client) -> None:
    clock = SimulatedClock(NOON)
    async with a_peer(redis, clock) as (desk, peer):
        await tell(redis, desk, clock, of(FIRST), reported(service="s1"))
        peer.restart()
        await clock.advance(alertmanager.REPEATS_EVERY)
        await desk.drain()
        assert [alert["labels"]["sharedfate_id"] for alert in peer.firing(clock.now())] == ["inc-1"]

        await tell(redis, desk, clock, of(ENDED))
        sent = len(peer.requests)
        for _ in range(3):
            await clock.advance(alertmanager.REPEATS_EVERY)
            await desk.drain()

    assert len(peer.requests) == sent


async def test_what_is_sent_to_chat_alone_wakes_nobody(redis: Client) -> None:
    ops = Destination(platform="pagerduty", channel="ops")
    clock = SimulatedClock(NOON)
    async with a_pager(redis, clock, a_channel(ops, watches=(SHARED,), cap=1)) as (desk, service):
        others = (replace(FIRST, id=f"inc-{n}", root=root) for n, root in ((2, "aws"), (3, "slack")))
        await tell(redis, desk, clock, of(FIRST), *(of(other) for other in others))
        assert {event["dedup_key"] for _, event in service.requests} == {"sharedfate/ops/inc-1"}

        await clock.advance(timedelta(minutes=11))
        await desk.drain()

    assert len(service.alerts) == 2
    assert all(event["dedup_key"].startswith("sharedfate/ops/inc-") for _, event in service.requests)


# What happens, what the tool answers to the next requests, and whether these have taken effect nevertheless.
TROUBLE = st.tuples(st.lists(st.sampled_from([429, 500, 503, 408]), max_size=3), st.booleans())
STORY = st.tuples(
    st.lists(st.tuples(st.sampled_from(["grow", "raise", "lower", "reroot"]), TROUBLE), max_size=5),
    st.none() | st.tuples(st.sampled_from(["resolve", "withdraw"]), TROUBLE),
)


def changed(incident: Incident, how: str, number: int) -> Incident:
    """The same incident after one more change, five minutes after the last."""
    moment = NOON + timedelta(minutes=5 * number)
    changes: dict[str, Any] = {
        "grow": {"members": (*incident.members, a_member(f"s{number + 2}", joined_at=moment))},
        "raise": {"grade": Grade.CONFIRMED},
        "lower": {"grade": Grade.PROBABLE},
        "reroot": {"root": "aws" if incident.root == "cloudflare" else "cloudflare"},
        "resolve": {"state": IncidentState.RESOLVED, "resolved_at": moment},
        "withdraw": {"state": IncidentState.WITHDRAWN, "resolved_at": moment},
    }
    return replace(incident, version=incident.version + 1, updated_at=moment, **changes[how])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORY)
async def test_whatever_fails_the_alert_is_open_in_the_end_if_the_incident_is_and_never_twice(
    redis: Client, story: tuple[list[Any], Any]
) -> None:
    await redis.flushall()
    clock, incident, (changes, end) = SimulatedClock(NOON), FIRST, story
    async with a_pager(redis, clock) as (desk, service):
        await tell(redis, desk, clock, of(incident))
        for number, (how, (refusals, is_late)) in enumerate([*changes, *([end] if end else [])], start=1):
            incident, service.is_late = changed(incident, how, number), is_late
            for status in refusals:
                service.refuse(status)
            await tell(redis, desk, clock, of(incident))
        for _ in range(6):
            await clock.advance(timedelta(minutes=6))
            await desk.drain()

        assert len(service.open_alerts()) == (0 if incident.is_over else 1)
        assert set(service.alerts) <= {"sharedfate/ops/inc-1"}


def a_test() -> NoticeSubject:
    subject = reported(service=OURSELVES, impact=Impact.NONE)
    return replace(subject, notice=replace(subject.notice, source=f"{TEST_OF}pagerduty:ops"))


async def test_a_test_is_opened_and_closed_at_once() -> None:
    message = replace(a_message(), alert=alert_of(a_test(), CATALOG, is_news=False))
    async with a_pagerduty() as service, a_jsm() as site, an_alertmanager() as peer:
        clock = SimulatedClock(NOON)
        keys = pagerduty.PagerDutySettings(routing_keys=SecretStr(f"ops={service.key}"), url=service.url)
        async with pagerduty.connected(keys, clock=clock) as pager:
            await pager.send(message, Destination(platform="pagerduty", channel="ops"), nonce="n")
        of_site = jsm.JsmSettings(api_keys=SecretStr(f"ops={site.key}"), url=site.url)
        async with jsm.connected(of_site, clock=clock) as tool:
            await tool.send(message, Destination(platform="jsm", channel="ops"), nonce="n")
        urls = alertmanager.AlertmanagerSettings(urls=SecretStr(f"ops={peer.url}"))
        async with alertmanager.connected(urls, clock=clock) as one:
            await one.send(message, Destination(platform="alertmanager", channel="ops"), nonce="n")

    assert [event["event_action"] for _, event in service.requests] == ["trigger", "resolve"]
    assert service.requests[0][1]["payload"]["severity"] == "info"
    assert [alert.is_open for alerts in site.alerts.values() for alert in alerts] == [False]
    assert len(peer.firing(NOON)) == 1
    assert peer.firing(NOON + alertmanager.TESTS_FOR) == []


@pytest.mark.parametrize(
    ("subject", "again_at"),
    [(reported(), NOON + alertmanager.REPEATS_EVERY), (a_test(), None), (of(FIRST), at(12, 5))],
)
def test_what_is_open_is_sent_again_and_a_test_is_not(subject: Subject, again_at: datetime | None) -> None:
    context = replace(a_context(), repeats_every=alertmanager.REPEATS_EVERY)

    plan = plan_of(subject, untold(subject), context, is_wanted=True)

    assert plan.acts == (Act.POST_CARD,)
    assert plan.again_at == again_at
