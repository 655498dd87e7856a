"""What is shown of a world in a real store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import SimulatedClock
from bot.domain.answer import Verdict
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, IncidentState
from bot.domain.look import LookRule
from bot.domain.overview import PastQuery
from bot.domain.reactions import VoteKind
from bot.domain.shown import Feedback, ServiceRef
from bot.domain.status import ComponentStatus, ReportStatus
from bot.domain.subject import Notice, NoticeSubject
from bot.errors import StoreUnavailable
from bot.pipeline import Pipeline, drain
from bot.showing.fresh import Fresh
from bot.showing.showing import Showing
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.keys import EARLY, INCIDENTS, SUBJECTS, TIMELINES
from bot.storage.sight_keys import CHECK_LOOKS
from bot.watching.record import PageState
from tests.builders import NOON, a_look, a_report, an_evidence, an_incident, an_observation, at
from tests.chat_builders import a_channel, of, publish, watching
from tests.showing.world import GROWN, OPS, a_world, fill, is_read, says, showing


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(NOON)


@pytest.fixture
async def shown(redis: Client, clock: SimulatedClock) -> Showing:
    await fill(redis, clock)
    return showing(redis, clock)


def ids(entries: object) -> list[str]:
    return [entry.id for entry in entries]  # type: ignore[attr-defined]


async def test_now_names_what_is_shared_and_of_the_rest_what_is_watched(shown: Showing) -> None:
    now = await shown.now()

    assert ids(now.incidents) == ["inc-1"]  # what is recorded as a coincidence is no claim
    assert ids(now.early) == ["inc-3"]
    assert now.watched == {"discord", "zoom"}
    (report,) = now.reports
    assert (report.service, report.title, report.incident) == (
        ServiceRef("discord", "Discord"),
        "Elevated errors",
        "inc-1",
    )
    assert report.newest_update == "We <b>look</b>"
    (blocked,) = now.unreadable
    assert (blocked.service.id, blocked.why, blocked.read_at) == (
        "zoom",
        "it does not let us in (403)",
        at(11, 0),
    )
    assert (now.sources, now.fresh, now.newest) == (7, 5, at(12, 5))


async def test_now_is_of_everybody_where_nothing_is_watched(redis: Client, shown: Showing) -> None:
    await Channels(redis).save(a_channel(OPS), NOON)
    now = await shown.now()

    assert now.watched == frozenset()
    assert {report.service.id for report in now.reports} == {"discord", "stripe"}
    assert [planned.id for planned in now.maintenances] == ids(await shown.maintenances("stripe"))
    assert ids(await shown.maintenances("discord")) == []


@pytest.mark.usefixtures("shown")
async def test_the_public_sees_no_channel_not_even_by_what_it_watches(
    redis: Client, clock: SimulatedClock
) -> None:
    public = showing(redis, clock, is_public=True)
    now, page = await public.now(), await public.incident("inc-1")

    assert now.watched == frozenset()
    assert {report.service.id for report in now.reports} == {"discord", "stripe"}
    assert page is not None
    assert "Yours" not in str(page.card)
    assert "listed as yours" not in str(page.card)


@pytest.mark.usefixtures("shown")
async def test_the_public_sees_nothing_of_our_own_checks(redis: Client, clock: SimulatedClock) -> None:
    look = replace(
        a_look("github", at=at(12, 5)), rule=LookRule.CHECKS, says="login-probe in our office fails"
    )
    of_checks = an_evidence(EvidenceKind.PROBE, says="login-probe in our office fails")
    alone = an_incident(
        "inc-4", grade=Grade.EARLY, root="github", members=(), look=look, evidence=(of_checks,)
    )
    beside = replace(GROWN, look=look, evidence=(*GROWN.evidence, of_checks))
    await redis.hset(CHECK_LOOKS.name, "github", encode(look))
    await redis.hset(EARLY.name, alone.id, encode(alone))
    await redis.hset(INCIDENTS.name, beside.id, encode(beside))
    await publish(redis, of(replace(alone, id="inc-5", state=IncidentState.RESOLVED)))

    for is_public in (False, True):
        shows = showing(redis, clock, is_public=is_public)
        everything = (
            await shows.now(),
            await shows.incident("inc-1"),
            await shows.incident("inc-4"),
            await shows.service("github"),
            await shows.past(PastQuery()),
            await shows.ask("is github down?"),
            await shows.ask("what was down at github today?"),
        )
        assert ("login-probe" in repr(everything)) is not is_public
        assert (await shows.incident("inc-4") is None) is is_public


async def test_an_incident_is_shown_with_its_timeline_its_reasons_and_what_people_said(
    shown: Showing,
) -> None:
    page = await shown.incident("inc-1")

    assert page is not None
    assert (page.incident.grade, page.incident.root.name) == (Grade.CONFIRMED, "Cloudflare")
    assert [change.kind for change in page.timeline] == [ChangeKind.OPENED, ChangeKind.OPENED]
    assert [change.members for change in page.timeline] == [2, 3]
    assert page.timeline[-1].reason == "stripe joined"
    assert [member.service.name for member in page.members] == ["Discord", "Github", "Stripe"]
    assert page.evidence[0].source == "https://example.com/post-mortem"
    assert page.feedback == Feedback(right=1, wrong=0, affected=1)  # the last word counts
    assert "Yours: Discord is hit" in str(page.card)


async def test_an_incident_that_has_ended_is_shown_for_as_long_as_it_is_kept(shown: Showing) -> None:
    page = await shown.incident("inc-0")

    assert page is not None
    assert page.incident.is_over
    assert await shown.incident("inc-2") is None  # a coincidence
    assert await shown.incident("inc-9") is None
    picture = await shown.picture("inc-0")
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert await shown.picture("inc-9") is None


async def test_every_service_of_the_catalogue_has_a_state(shown: Showing) -> None:
    states = {state.service.id: state for state in await shown.services()}

    assert list(states) == sorted(states, key=lambda id_: states[id_].service.name.casefold())
    assert len(states) == 8
    assert states["cloudflare"].verdict is Verdict.UP
    assert (states["discord"].verdict, states["discord"].incident) == (Verdict.DEGRADED, "inc-1")
    assert states["stripe"].open_reports == 1
    assert states["cloudflare/eu"].is_fresh  # by the page of its whole
    assert (states["zoom"].verdict, states["zoom"].unreadable_because) == (
        Verdict.UNKNOWN,
        "it does not let us in (403)",
    )
    assert states["github"].unreadable_because == "we have not read its page yet"
    assert [state.service.id for state in await shown.services(["zoom", "nosuch"])] == ["zoom"]


async def test_a_service_is_shown_with_its_reports_and_who_stands_on_it(shown: Showing) -> None:
    page = await shown.service("discord")
    assert page is not None
    assert page.answer.headline.startswith("Discord: ")
    assert [edge.infrastructure.id for edge in page.depends_on] == ["cloudflare", "fastly"]
    assert ids(page.incidents) == ["inc-1"]
    cloudflare = await shown.service("cloudflare")
    assert cloudflare is not None
    assert {edge.service.id for edge in cloudflare.depended_on_by} == {"discord", "github", "stripe"}
    stripe = await shown.service("stripe")
    assert stripe is not None
    assert stripe.reports[0].url == "https://status.stripe.example"  # what a browser might run leads nowhere
    assert await shown.service("nosuch") is None


async def test_dependencies_reach_one_step_further_down(shown: Showing) -> None:
    edges = await shown.dependencies("github")
    assert edges is not None
    assert [(one.service.id, one.infrastructure.id) for one in edges] == [("github", "cloudflare")]
    assert edges[0].strength == "hard"
    assert await shown.dependencies("nosuch") is None


async def test_services_are_found_by_what_people_call_them(shown: Showing) -> None:
    assert shown.find("Cloudflare Europe") == "cloudflare/eu"
    assert shown.find("  discord ") == "discord"
    assert shown.find("nosuch") is None
    assert shown.find("x" * 100_000) is None


async def test_the_past_is_searched_a_page_at_a_time(shown: Showing) -> None:
    first = await shown.past(PastQuery(kind="incident", limit=1))
    assert ids(first.entries) == ["inc-1"]
    assert first.cursor is not None
    rest = await shown.past(PastQuery(kind="incident", limit=1, cursor=first.cursor))
    assert (ids(rest.entries), rest.cursor) == (["inc-0"], None)
    for query in (
        PastQuery(service="gitlab"),
        PastQuery(text="pushes FAIL"),
        PastQuery(kind="incident", until=NOON),
    ):
        found = (await shown.past(query)).entries
        assert [one.id for one in found if one.id.startswith("inc")] == ["inc-0"]
    for cursor in ("nonsense", "2025-01-01~x", "~"):
        with pytest.raises(ValueError, match="cursor"):
            await shown.past(PastQuery(cursor=cursor))


@pytest.mark.usefixtures("shown")
async def test_what_is_watched_has_its_days_and_what_the_public_might_learn_from_that_it_does_not(
    redis: Client, clock: SimulatedClock
) -> None:
    alone = Notice(
        service="discord", source="discord/0", at=at(12, 5), status=ComponentStatus.OPERATIONAL,
        report=a_report("r7", title="Typing is slow", status=ReportStatus.RESOLVED, resolved_at=at(12, 4)),
    )  # fmt: skip
    await publish(redis, NoticeSubject(notice=alone))
    await drain(Pipeline(client=redis, catalog=a_world(), clock=clock).recorder().step)

    for is_public in (False, True):
        shows = showing(redis, clock, is_public=is_public)
        page = await shows.service("discord")
        assert page is not None
        assert (page.uptime is None) is is_public
        everything = (await shows.past(PastQuery()), await shows.ask("what happened at discord today?"))
        assert ("Typing is slow" in repr(everything)) is not is_public
        assert {"inc-0", "inc-1"} <= set(ids((await shows.past(PastQuery())).entries))


async def test_an_incident_is_shown_when_chat_has_long_forgotten_it(redis: Client, shown: Showing) -> None:
    await redis.delete(SUBJECTS.of("inc-0"), TIMELINES.of("inc-0"))
    page = await shown.incident("inc-0")
    assert page is not None
    assert [change.reason for change in page.timeline] == ["all clear"]


async def test_the_score_counts_how_claims_ended(shown: Showing) -> None:
    score = await shown.score()

    assert (score.claims, score.resolved, score.withdrawn) == ({Grade.PROBABLE: 1}, {Grade.PROBABLE: 1}, {})
    assert score.feedback == Feedback(right=1, affected=1)


async def test_a_question_is_answered_as_in_chat(shown: Showing) -> None:
    document, message = await shown.ask("is stripe down?")
    assert (document["service"], document["verdict"]) == ("stripe", "degraded")
    assert message.headline.startswith("Stripe: ")
    listed, _ = await shown.ask("what is down?")
    assert listed["intent"] == "incidents"
    unknown, _ = await shown.ask("\x00" * 10_000)
    assert unknown["intent"] == "unknown"


async def _a_report(redis: Client) -> None:
    page = PageState(status=ComponentStatus.MAJOR_OUTAGE, reports=(a_report("r2"),))
    await is_read(redis, "gitlab", page, seen=(an_observation("gitlab"),))


async def _another_channel(redis: Client) -> None:
    await Channels(redis).save(a_channel(OPS, watches=watching("stripe")), NOON)


async def _a_vote(redis: Client) -> None:
    await says(redis, "c", VoteKind.WRONG)


@pytest.mark.parametrize("happens", [_a_report, _another_channel, _a_vote])
async def test_the_revision_changes_with_what_is_shown_and_each_minute(
    redis: Client, clock: SimulatedClock, shown: Showing, happens: Callable[[Client], Awaitable[None]]
) -> None:
    before = await shown.revision()
    assert await shown.revision() == before
    await happens(redis)
    after = await shown.revision()
    assert after != before
    await clock.advance(timedelta(minutes=1))
    assert await shown.revision() != after


async def test_a_page_that_was_read_again_is_seen_again(redis: Client, shown: Showing) -> None:
    assert not (await shown.services(["gitlab"]))[0].open_reports
    await _a_report(redis)
    assert (await shown.services(["gitlab"]))[0].open_reports == 1


@pytest.mark.usefixtures("shown")
async def test_many_who_ask_within_a_second_cost_one_load_until_something_has_changed(
    redis: Client, clock: SimulatedClock
) -> None:
    kept = showing(redis, clock, keep=1)
    await kept.revision()
    assert len(await kept.incidents()) == 2
    another = an_incident("inc-8", root="fastly")
    await redis.hset(INCIDENTS.name, another.id, encode(another))
    assert len(await kept.incidents()) == 2
    await clock.advance(timedelta(seconds=1))
    assert len(await kept.incidents()) == 3
    await redis.hdel(INCIDENTS.name, another.id)
    await _a_vote(redis)
    await clock.advance(timedelta(seconds=0.9))
    assert len(await kept.incidents()) == 3
    await kept.revision()  # whoever is told that something has changed is shown what
    assert len(await kept.incidents()) == 2


async def _each(kept: Fresh[int], load: Callable[[], Awaitable[int]]) -> list[str]:
    """What five get who ask at once."""

    async def one() -> str:
        try:
            return str(await kept.get("", load))
        except StoreUnavailable as error:
            return str(error)

    async with asyncio.TaskGroup() as tasks:
        asking = [tasks.create_task(one()) for _ in range(5)]
    return [task.result() for task in asking]


async def test_of_many_who_wait_one_loads_and_all_fail_at_once(clock: SimulatedClock) -> None:
    kept, loads = Fresh[int](clock, timedelta(seconds=1)), list[int]()

    async def load() -> int:
        loads.append(1)
        await asyncio.sleep(0)  # noqa: TID251  -- a turn of the loop
        if len(loads) == 1:
            raise StoreUnavailable("gone")
        return len(loads)

    assert await _each(kept, load) == ["gone"] * 5
    assert await _each(kept, load) == ["2"] * 5
    assert await kept.get("", load, "another tag") == 3


async def test_a_store_that_is_away_is_said_in_our_own_words(redis: Client, shown: Showing) -> None:
    await redis.delete(INCIDENTS.name)
    await redis.set(INCIDENTS.name, "not what belongs here")
    with pytest.raises(StoreUnavailable):
        await shown.now()
    await redis.delete(INCIDENTS.name)
    assert ids(await shown.incidents()) == ["inc-3"]
