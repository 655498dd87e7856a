"""Whatever is open, watched and worth telling was told, or is shown as withheld, with the reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.chat.shared.terminal_text import text_of
from bot.alerting.reason import Reason
from bot.channel_commands.open_now import NOT_POSTED
from bot.domain.incident import Grade, IncidentState
from bot.domain.status import Impact
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.storage.client import Client
from bot.storage.outbox import PendingSubject
from bot.storage.subjects import Subjects
from tests.builders import NOON
from tests.chat_builders import QUIET, a_channel, of, over, watching
from tests.desk import a_desk
from tests.notifying.withholding import CATALOG, EDITS, OPS, SERVICES, World, a_world, report_of, standing_of

WITHDRAWN, RESOLVED, MERGED = IncidentState.WITHDRAWN, IncidentState.RESOLVED, IncidentState.MERGED
ALL = a_channel(watches=watching(*SERVICES), grade=Grade.PROBABLE)


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    with capture_logs():
        yield


async def absorbed(redis: Client, **channel: Any) -> World:
    """Two vendors fail under a claim that speaks for them, before they have messages of their own."""
    world = await a_world(redis, replace(ALL, **channel))
    await world.page("github", is_news=False)
    await world.page("zoom", is_news=False)
    await world.claim("inc-1", "github", "zoom")
    for service in ("github", "zoom"):
        await world.page(service)
    assert [p.nonce.split(":")[0] for p in world.chat.top("ops")] == ["inc-1"]
    return world


@pytest.mark.parametrize("state", [WITHDRAWN, RESOLVED])
async def test_field_a2_when_a_claim_ends_whoever_is_still_down_is_told(
    redis: Client, state: IncidentState
) -> None:
    world = await absorbed(redis)
    await world.wait(10)

    await world.end("inc-1", state)

    for service in ("github", "zoom"):
        assert len(world.cards(report_of(service))) == 1
    end = next(p for p in world.chat.top("ops") if p.nonce.endswith("post_anew"))
    assert "Github and Zoom" in end.text


async def test_field_a2_a_withdrawal_says_who_is_still_down_by_its_own_page(redis: Client) -> None:
    world = await absorbed(redis)
    await world.wait(10)
    await world.page("zoom", is_open=False)
    await world.end("inc-1", WITHDRAWN)

    end = next(p for p in world.chat.top("ops") if p.nonce.endswith("post_anew"))
    assert "Github still reports trouble of its own." in end.text
    assert world.cards(report_of("zoom")) == []


async def test_field_a2_who_leaves_a_claim_is_told_by_itself(redis: Client) -> None:
    world = await absorbed(redis)
    await world.wait(5)

    await world.claim("inc-1", "zoom")

    assert len(world.cards(report_of("github"))) == 1
    assert world.cards(report_of("zoom")) == []


async def test_field_a2_a_claim_that_ends_in_another_which_the_channel_does_not_hear_of(
    redis: Client,
) -> None:
    world = await absorbed(redis)
    await world.wait(5)
    await world.claim("inc-2", "github", "zoom", grade=Grade.SUSPECTED, root="aws")
    await world.end("inc-1", MERGED)

    for service in ("github", "zoom"):
        assert len(world.cards(report_of(service))) == 1


async def test_field_a2_a_claim_that_ends_in_quiet_hours_leaves_nobody_behind(redis: Client) -> None:
    world = await absorbed(redis)
    quiet = replace(QUIET, start=(NOON + timedelta(minutes=5)).time(), end=(NOON + timedelta(hours=1)).time())
    await world.say(f"quiet {quiet.start:%H:%M}-{quiet.end:%H:%M} UTC")
    await world.wait(10)
    await world.end("inc-1", WITHDRAWN)
    assert world.cards(report_of("github")) == []
    held = standing_of(await world.open_now(), report_of("github"))
    assert held is not None
    assert held.withheld is not None
    assert held.withheld.reason is Reason.QUIET_HOURS

    await world.wait(60)

    assert len(world.cards(report_of("github"))) == 1


async def test_field_a2_a_claim_that_was_never_told_speaks_for_nobody(redis: Client) -> None:
    """It was dropped in quiet hours; what joins it afterwards is told by itself."""
    dropping = replace(QUIET, defers=False, end=(NOON + timedelta(minutes=10)).time())
    world = await a_world(redis, replace(ALL, quiet=dropping))
    await world.page("github")
    await world.claim("inc-1", "github")
    await world.wait(20)
    await world.page("zoom", is_news=False)
    await world.claim("inc-1", "github", "zoom")
    await world.page("zoom")

    assert len(world.cards("inc-1")) + len(world.cards(report_of("zoom"))) == 1


async def test_field_a2_who_joins_a_muted_claim_is_told_when_the_mute_has_run_out(redis: Client) -> None:
    world = await absorbed(redis)
    await world.press("mute1h:inc-1")
    await world.wait(5)
    await world.page("slack", is_news=False)
    await world.claim("inc-1", "github", "zoom", "slack")
    await world.page("slack")

    shown = text_of(await world.say("list"))
    assert "Slack: Elevated errors" in shown
    assert "not posted here: muted until" in shown
    assert world.chat.threads("ops") == []
    await world.wait(56)
    assert any("Slack" in head for head in world.chat.threads("ops"))
    assert "not posted here" not in text_of(await world.say("list"))


async def test_field_a2_what_became_worse_while_a_claim_spoke_for_it_is_posted_when_it_no_longer_does(
    redis: Client,
) -> None:
    world = await a_world(redis, ALL)
    await world.page("github")
    await world.page("zoom")
    await world.claim("inc-1", "github", "zoom")
    await world.wait(2)
    await world.page("github", impact=Impact.CRITICAL)
    before = len(world.chat.top("ops"))

    await world.wait(5)
    await world.end("inc-1", WITHDRAWN)

    posts = world.chat.top("ops")[before:]
    assert [p.nonce.split(":")[0] for p in posts].count(report_of("github")) == 1


async def test_field_a2_a_floor_that_is_lowered_lets_through_what_it_kept_back(redis: Client) -> None:
    world = await a_world(redis, replace(ALL, grade=Grade.CONFIRMED, impact=Impact.MAJOR))
    await world.page("github")
    await world.page("zoom")
    await world.claim("inc-1", "github", "zoom")
    assert world.chat.posted == []
    assert "not posted here: it is below what this channel wants" in text_of(await world.say("list"))

    await world.say("settings grade suspected")
    assert len(world.cards("inc-1")) == 1


async def test_what_was_open_before_it_was_watched_is_shown_as_that(redis: Client) -> None:
    world = await a_world(redis, replace(ALL, watches=watching("github")))
    await world.page("zoom")
    told = text_of(await world.say("watch zoom"))
    listed = text_of(await world.say("list"))

    assert "Open right now" in told
    assert "Zoom: Elevated errors" in listed
    assert f"not posted here: {NOT_POSTED[Reason.BEFORE_WATCHED]}" in listed
    await world.wait(3)
    await world.page("zoom", impact=Impact.MAJOR)
    assert len(world.cards(report_of("zoom"))) == 1


async def test_field_a2_a_report_of_a_claim_that_was_there_before_the_watch_has_the_claim_told(
    redis: Client,
) -> None:
    world = await a_world(redis, replace(ALL, watches=watching("github")))
    await world.page("zoom")
    await world.page("stripe")
    await world.claim("inc-1", "zoom", "stripe")
    await world.say("watch zoom")
    await world.wait(3)

    await world.page("zoom", impact=Impact.CRITICAL)

    assert len(world.cards("inc-1")) == 1


async def test_field_a2_what_was_swallowed_before_a_start_is_told_after_it(redis: Client) -> None:
    """As an earlier version left it: the claim is over, its report open, and nobody is to look at it."""
    world = await absorbed(redis)
    ended = over(world.claims["inc-1"], at=world.now, state=WITHDRAWN)

    async def decide(_: object) -> tuple[list[Subject], list[PendingSubject]]:
        return [of(ended)], []

    await Subjects(redis).commit([ended.id], decide, lambda _: None, world.now)
    await world.wait(10)
    assert world.cards(report_of("github")) == []

    await world.restart()
    await world.desk.router.catch_up()
    await world.drain()

    assert len(world.cards(report_of("github"))) == 1
    posted = len(world.chat.posted)
    await world.desk.router.catch_up()
    await world.drain()
    assert len(world.chat.posted) == posted


async def test_field_a2_a_channel_that_the_settings_name_anew_learns_of_the_claims_that_are_open(
    redis: Client,
) -> None:
    world = await absorbed(redis)
    new = replace(a_channel(), destination=replace(OPS, channel="new"))
    world.desk = await a_desk(redis, CATALOG, world.clock, {"memory": world.chat}, new, edits=EDITS)

    await world.desk.router.catch_up()
    await world.drain()

    assert [p.nonce.split(":")[0] for p in world.chat.top("new")] == ["inc-1"]


async def test_a_question_what_is_open_shows_what_was_withheld_and_a_channel_without_has_no_such_words(
    redis: Client,
) -> None:
    world = await a_world(redis, replace(ALL, impact=Impact.MAJOR))
    await world.page("github")
    await world.page("zoom", impact=Impact.CRITICAL)

    shown = text_of(await world.say("what is down?"))

    assert shown.count("not posted here") == 1
    assert "Github: Elevated errors" in shown


# Whatever happens.

A_SERVICE = st.sampled_from(SERVICES)
SOME = st.lists(A_SERVICE, min_size=1, max_size=3, unique=True)
CLAIMS = st.sampled_from(["inc-1", "inc-2"])
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("page"), A_SERVICE, st.booleans(), st.sampled_from(Impact)),
        st.tuples(
            st.just("claim"),
            CLAIMS,
            SOME,
            st.sampled_from([Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED]),
            st.sampled_from(["cloudflare", "aws"]),
        ),
        st.tuples(st.just("join"), CLAIMS, A_SERVICE, st.sampled_from([Grade.SUSPECTED, Grade.PROBABLE])),
        st.tuples(st.just("end"), CLAIMS, st.sampled_from([WITHDRAWN, RESOLVED, MERGED])),
        st.tuples(st.just("press"), st.sampled_from(["mute1h", "mute", "unmute"]), st.integers(0, 5)),
        st.tuples(
            st.just("say"),
            st.sampled_from(
                [
                    "settings grade suspected",
                    "settings grade confirmed",
                    "settings severity major",
                    "settings severity off",
                    "quiet 12:10-12:40 UTC",
                    "quiet off",
                    "settings cap 1",
                    "settings cap 10",
                    "unwatch zoom",
                    "watch zoom",
                ]
            ),
        ),
        st.tuples(st.just("restart")),
        st.tuples(st.just("wait"), st.sampled_from([1, 7, 35, 70])),
    ),
    min_size=2,
    max_size=16,
)
NEVER = {
    Reason.UP_TO_DATE,
    Reason.GROUPED,
    Reason.ON_ITS_WAY,
    Reason.UNREACHABLE,
    Reason.OVER_BEFORE_TOLD,
    Reason.FIRST_NOTIFICATION,
}


async def carried_out(world: World, event: tuple[Any, ...]) -> None:  # noqa: C901  -- one arm an event
    match event:
        case ("page", service, is_open, impact):
            is_known = service in world.reports
            if is_open or is_known:
                await world.page(service, is_open=is_open, impact=impact)
        case ("claim", id_, services, grade, root):
            known = world.claims.get(id_)
            members = [s for s in services if s in world.open_services()]
            if members and not (known and known.is_over):
                await world.claim(id_, *members, grade=grade, root=root)
        case ("join", id_, service, grade):
            known = world.claims.get(id_)
            if service not in world.open_services() and not (known and known.is_over):
                await world.page(service, is_news=False)
                before = known.services if known else ()
                await world.claim(id_, *dict.fromkeys((*before, service)), grade=grade)
                await world.page(service)
        case ("end", id_, state):
            if id_ in world.claims and not world.claims[id_].is_over:
                await world.end(id_, state)
        case ("press", verb, number):
            about = ["inc-1", "inc-2", *(report_of(s) for s in SERVICES)][number]
            await world.press(f"{verb}:{about}")
        case ("say", text):
            await world.say(text)
        case ("restart",):
            await world.restart()
        case ("wait", minutes):
            await world.wait(minutes)


async def assert_told_or_shown(world: World, *, was_unwatched: bool) -> None:
    never = NEVER if was_unwatched else NEVER | {Reason.BEFORE_WATCHED}
    found = await world.open_now()
    listed = text_of(await world.say("list")) if found.subjects else ""
    for one in found.subjects:
        if one.withheld is None:
            assert is_told(world, one.subject), f"{one.subject.id} is held to be told, and was not"
            continue
        assert one.withheld.reason not in never, f"{one.subject.id}: {one.withheld}"
        assert one.withheld.reason in NOT_POSTED
        assert NOT_POSTED[one.withheld.reason] in listed


def is_told(world: World, subject: IncidentSubject | NoticeSubject) -> bool:
    """Whether it has a message, or is named in one of a claim that it is part of."""
    if world.cards(subject.id):
        return True
    if isinstance(subject, IncidentSubject):
        return any(p.nonce.startswith("flaps") for p in world.chat.posted)
    name = subject.notice.service.title()
    claims = [c for c in world.claims.values() if not c.is_over and subject.notice.service in c.services]
    return any(name in text for claim in claims for text in world.cards(claim.id))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(EVENTS)
async def test_field_a2_whatever_is_open_and_watched_was_told_or_is_shown_as_withheld(
    redis: Client, events: list[tuple[Any, ...]]
) -> None:
    await redis.flushall()
    world = await a_world(redis, ALL)
    was_unwatched = False
    for event in events:
        was_unwatched |= event == ("say", "unwatch zoom")
        await world.clock.advance(timedelta(seconds=30))
        await carried_out(world, event)
        await world.wait(0.5)
        await assert_told_or_shown(world, was_unwatched=was_unwatched)
