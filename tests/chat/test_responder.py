"""What people do in chat, over a real store: each contact once, commands, buttons, and who may."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.catalog.catalog import Catalog
from bot.chat.buttons import MAX_AFFECTED
from bot.chat.front_desk import MAX_A_MINUTE
from bot.chat.responder import Responder
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.contact import Inquiry, Press, Reply
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.reactions import Reactions, VoteKind
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact
from bot.domain.subject import Subject
from bot.pipeline import Pipeline
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import encode
from bot.storage.heartbeats import Heartbeats
from bot.storage.keys import INCIDENTS
from bot.storage.notifications import MAX_VOTES_EACH, ReactionLog
from bot.storage.outbox import Outbox
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_member, a_report, an_incident, at
from tests.chat_builders import ALL_TRAITS, QUIET, SHARED, a_channel, of, over, publish, reported, watching
from tests.desk import Desk, a_desk
from tests.servers.memory_chat import MemoryChat

CATALOG: Catalog = a_catalog(
    services=("cloudflare", "github", "stripe"),
    edges=(("github", "cloudflare"), ("stripe", "cloudflare")),
)
OPS = Destination(platform="memory", channel="ops")
ID = "inc-20251118-0000abcd"
FIRST = an_incident(ID, members=(a_member("github"), a_member("stripe")))


def a_respondent(client: Client, clock: SimulatedClock, *fixed: Channel) -> Responder:
    pipeline = Pipeline(client=client, catalog=CATALOG, clock=clock, traits=ALL_TRAITS, fixed=fixed)
    return pipeline.responder()


def an_inquiry(
    text: str,
    *,
    id: str | None = None,  # noqa: A002
    user: str = "U1",
    channel: str = "ops",
) -> Inquiry:
    return Inquiry(id=id or text, place=replace(OPS, channel=channel), user=user, text=text)


def a_press(action: str, *, id: str | None = None, user: str = "U1", name: str = "Ada") -> Press:  # noqa: A002
    return Press(id=id or action, place=OPS, user=user, name=name, action=action)


def words(reply: Reply | None) -> str:
    assert reply is not None
    assert reply.message is not None
    lines = [str(span) for s in reply.message.sections for line in s.lines for span in line]
    return "\n".join((reply.message.headline, *(s.title or "" for s in reply.message.sections), *lines))


async def a_told_channel(
    redis: Client, *subjects: Subject, channel: Channel | None = None
) -> tuple[Responder, Desk, MemoryChat, SimulatedClock]:
    """A channel that has been told of these."""
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    await Channels(redis).save(channel or a_channel(OPS), NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=frozenset({"memory"}))
    await publish(redis, *subjects)
    await desk.drain()
    return a_respondent(redis, clock), desk, chat, clock


async def is_open(client: Client, *reports: Report) -> None:
    """The pages, as last read, have these reports."""
    page = PageState(status=ComponentStatus.OPERATIONAL, reports=reports)
    record = SourceRecord(source="github/0", service="github", read_at=NOON, page=page)
    await Sources(client).commit(record, (), at(12, 2))


async def test_a_contact_that_comes_again_is_not_dealt_with_again(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    assert await responder.answer(an_inquiry("is github down?", id="1")) is not None
    assert await responder.answer(an_inquiry("is github down?", id="1")) is None
    assert await responder.answer(an_inquiry("is github down?", id="2")) is not None
    assert await responder.press(a_press("ack:x", id="1")) is None


async def test_to_watch_shows_what_is_open_at_that_moment_once(redis: Client) -> None:
    responder, desk, chat, _ = await a_told_channel(redis, channel=a_channel(OPS, watches=()))
    await redis.hset(INCIDENTS.name, ID, encode(FIRST))
    await is_open(redis, a_report(title="Pushes fail"))
    await publish(redis, of(FIRST))
    await desk.drain()

    reply = await responder.answer(an_inquiry("watch github"))

    assert reply is not None
    assert reply.is_public
    assert "Open right now" in words(reply)
    assert "Pushes fail" in words(reply)
    assert "Probable Cloudflare outage" in words(reply)
    assert chat.posted == []
    assert "Open right now" not in words(await responder.answer(an_inquiry("watch github", id="again")))
    known = await Channels(redis).load(OPS)
    assert known is not None
    assert known.watches == watching("github")


async def test_to_watch_where_nothing_is_open_says_so(redis: Client) -> None:
    await is_open(redis)

    reply = await a_respondent(redis, SimulatedClock(NOON)).answer(an_inquiry("watch github"))

    assert "Nothing, as far as the pages say." in words(reply)


async def test_from_then_on_news_is_told(redis: Client) -> None:
    responder, desk, chat, clock = await a_told_channel(redis, channel=a_channel(OPS, watches=()))
    await responder.answer(an_inquiry("watch github"))

    await publish(redis, reported(service="github"))
    await desk.drain()
    await responder.answer(an_inquiry("unwatch github"))
    await clock.advance_to(at(12, 10))
    await publish(redis, reported(service="github", impact=Impact.CRITICAL, at=at(12, 10)))
    await desk.drain()

    assert len(chat.posted) == 1
    assert chat.headlines("ops")[0].startswith("Github: Elevated errors (critical, investigating)")


async def test_settings_of_the_environment_hold_until_somebody_sets_others(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON), a_channel(OPS))

    await responder.answer(an_inquiry("watch github"))

    known = await Channels(redis).load(OPS)
    assert known is not None
    assert known.watches == (*a_channel(OPS).watches, *watching("github"))


# Buttons.


async def test_an_acknowledgement_is_shown_with_the_name_and_time(redis: Client) -> None:
    responder, desk, chat, _ = await a_told_channel(redis, of(FIRST))
    (card,) = chat.top("ops")
    assert "Acknowledge" in [button.label for button in card.said[-1].buttons]

    assert words(await responder.press(a_press(f"ack:{ID}"))).startswith("Acknowledged")
    await desk.drain()

    assert "acknowledged by Ada" in card.text
    assert "Acknowledge" not in [button.label for button in card.said[-1].buttons]
    assert len(chat.posted) == 1


@pytest.mark.parametrize("verb", ["mute1h", "mute"])
async def test_a_mute_is_shown_holds_and_breaks_for_a_higher_grade(redis: Client, verb: str) -> None:
    responder, desk, chat, clock = await a_told_channel(redis, of(FIRST))
    said = words(await responder.press(a_press(f"{verb}:{ID}")))
    assert "A higher grade or another root breaks through." in said
    await desk.drain()
    (card,) = chat.top("ops")
    assert "muted by Ada" in card.text
    assert "Unmute" in [button.label for button in card.said[-1].buttons]

    await clock.advance_to(at(12, 5))
    joined = replace(
        FIRST,
        version=2,
        members=(*FIRST.members, a_member("cloudflare", joined_at=at(12, 5))),
        updated_at=at(12, 5),
    )
    await publish(redis, of(joined))
    await desk.drain()
    assert len(chat.posted) == 1
    await publish(redis, of(replace(joined, version=3, grade=Grade.CONFIRMED)))
    await desk.drain()
    assert len(chat.posted) == 2


async def test_a_mute_that_is_taken_back_lets_the_end_be_posted(redis: Client) -> None:
    responder, desk, chat, clock = await a_told_channel(redis, of(FIRST))
    await responder.press(a_press(f"mute:{ID}"))
    await responder.press(a_press(f"unmute:{ID}"))

    await clock.advance_to(at(12, 30))
    await publish(redis, of(over(FIRST, at=at(12, 30))))
    await desk.drain()

    assert len(chat.top("ops")) == 2


async def test_a_report_can_be_muted_until_it_gets_worse(redis: Client) -> None:
    minor = reported(service="github", impact=Impact.MINOR)
    channel = a_channel(OPS, watches=watching("github"))
    responder, desk, chat, clock = await a_told_channel(redis, minor, channel=channel)
    assert "A higher severity breaks through." in words(await responder.press(a_press(f"mute:{minor.id}")))

    await clock.advance_to(at(12, 10))
    await publish(redis, reported(service="github", impact=Impact.MINOR, at=at(12, 10)))
    await desk.drain()
    assert len(chat.posted) == 1
    await publish(redis, reported(service="github", impact=Impact.CRITICAL, at=at(12, 11)))
    await desk.drain()
    assert len(chat.posted) == 2


async def test_who_is_hit_too_is_counted_once_and_votes(redis: Client) -> None:
    responder, desk, chat, clock = await a_told_channel(redis, of(FIRST))

    for n, user in enumerate(("U1", "U2", "U1")):
        await responder.press(a_press(f"affected:{ID}", id=f"p{n}", user=user))
    await clock.advance(timedelta(seconds=25))
    await desk.drain()

    assert "2 people here are affected, too" in chat.top("ops")[0].text
    votes = await ReactionLog(redis).votes()
    assert [vote.verdict for vote in votes] == [VoteKind.AFFECTED] * 3
    assert len({vote.voter for vote in votes}) == 2
    assert all("U1" not in vote.voter for vote in votes)


async def test_who_names_several_services_is_answered_for_each(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))
    await is_open(
        redis, a_report("r1", title="Git operations fail", impact=Impact.MAJOR, updated_at=at(12, 1))
    )

    said = words(await responder.answer(an_inquiry("are github and stripe down?")))

    assert said.startswith("Github: has trouble since 12:00 UTC; Stripe: unknown")
    assert "Git operations fail" in said


async def test_who_asks_too_much_is_told_so_once_and_stops_nobody_else(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    replies = [
        await responder.answer(an_inquiry("is github down?", id=f"i{n}")) for n in range(MAX_A_MINUTE + 5)
    ]

    assert all(replies[:MAX_A_MINUTE])
    assert words(replies[MAX_A_MINUTE]).startswith("That is more than I can answer")
    assert replies[MAX_A_MINUTE + 1 :] == [None] * 4
    assert await responder.answer(an_inquiry("is github down?", id="other", user="U2")) is not None


async def test_a_channel_that_we_call_by_its_name_is_known_by_its_id_once_it_was_told(redis: Client) -> None:
    clock, by_name = SimulatedClock(NOON), Destination(platform="memory", channel="#ops")
    await Channels(redis).learn(by_name, "C7")
    fixed = Channel(destination=by_name, watches=(SHARED,))
    responder = replace(a_respondent(redis, clock), fixed=(fixed,))

    await responder.answer(an_inquiry("watch github", id="1", channel="C7"))

    (stored,) = await Channels(redis).load_all()
    assert stored.destination == by_name
    assert len(stored.watches) == 2


async def test_of_two_who_change_a_channel_at_once_neither_is_lost(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    async with asyncio.TaskGroup() as tasks:
        for n, name in enumerate(("github", "stripe")):
            tasks.create_task(responder.answer(an_inquiry(f"watch {name}", id=f"w{n}", user=f"U{n}")))

    (stored,) = await Channels(redis).load_all()
    assert {watch.target for watch in stored.watches} == {"github", "stripe"}


async def test_words_on_the_cause_are_kept_with_the_claim(redis: Client) -> None:
    responder, *_ = await a_told_channel(redis, of(FIRST))

    assert "right cause" in words(await responder.press(a_press(f"right:{ID}")))
    assert "wrong cause" in words(await responder.press(a_press(f"wrong:{ID}")))

    votes = await ReactionLog(redis).votes()
    assert [(vote.verdict, vote.root, vote.grade) for vote in votes] == [
        (VoteKind.RIGHT, "cloudflare", Grade.PROBABLE),
        (VoteKind.WRONG, "cloudflare", Grade.PROBABLE),
    ]


async def test_why_shows_the_reasons_and_a_picture(redis: Client) -> None:
    responder, *_ = await a_told_channel(redis, of(FIRST))

    by_button = await responder.press(a_press(f"why:{ID}"))
    by_words = await responder.answer(an_inquiry(f"why {ID}?"))

    for reply in (by_button, by_words):
        assert "Discord depends on Cloudflare" in words(reply)
        assert reply is not None
        assert reply.message is not None
        assert reply.message.picture is not None


async def test_an_incident_that_nobody_knows_is_said_to_be_unknown(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    assert "I know no incident" in words(await responder.press(a_press(f"why:{ID}")))
    assert "too long ago" in words(await responder.press(a_press(f"right:{ID}")))
    assert await ReactionLog(redis).votes() == ()


@pytest.mark.parametrize("action", ["", "explode:inc-1", "share:is_down|nobody|", "share:nonsense", "share:"])
async def test_a_button_of_an_older_version_says_so_and_does_nothing(redis: Client, action: str) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    assert "older version" in words(await responder.press(a_press(action, id="p")))
    assert await Outbox(redis, "t").next_due() is None


@pytest.mark.parametrize("verb", ["ack", "mute", "mute1h", "unmute", "affected"])
@pytest.mark.parametrize("about", ["!", "", "*", ID, "x" * 100])
async def test_a_button_about_what_nobody_knows_leaves_no_trace(redis: Client, verb: str, about: str) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    assert "too long ago" in words(await responder.press(a_press(f"{verb}:{about}")))
    assert await Outbox(redis, "t").next_due() is None
    assert await ReactionLog(redis).load(about, OPS) == Reactions()


async def test_however_many_are_hit_too_their_list_ends(redis: Client) -> None:
    responder, *_ = await a_told_channel(redis, of(FIRST))
    many = tuple(f"U{n}" for n in range(MAX_AFFECTED - 1))
    await ReactionLog(redis).change(ID, OPS, lambda reactions: replace(reactions, affected=many))

    for user in ("V1", "V2"):
        await responder.press(a_press(f"affected:{ID}", id=user, user=user))

    assert (await ReactionLog(redis).load(ID, OPS)).affected == (*many, "V1")


async def test_a_person_who_presses_on_and_on_is_told_that_it_is_enough(redis: Client) -> None:
    responder, *_ = await a_told_channel(redis, of(FIRST))

    for n in range(MAX_VOTES_EACH):
        assert "Thank you" in words(await responder.press(a_press(f"wrong:{ID}", id=f"p{n}")))
    assert "said enough" in words(await responder.press(a_press(f"right:{ID}")))

    assert {vote.verdict for vote in await ReactionLog(redis).votes()} == {VoteKind.WRONG}


async def test_an_answer_for_one_can_be_shared_with_all(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))
    private = await responder.answer(replace(an_inquiry("is github down?"), is_private=True))
    assert private is not None
    assert private.message is not None
    (share,) = [button for button in private.message.buttons if button.action.startswith("share:")]

    shared = await responder.press(a_press(share.action))

    assert shared is not None
    assert shared.is_public
    assert words(shared).startswith("Github:")


async def test_field_b7_what_may_have_been_meant_is_offered_and_a_press_answers_it(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))
    offer = await responder.answer(an_inquiry("la reunión de github y stripe de mañana"))
    assert offer is not None
    assert offer.message is not None
    assert offer.message.headline == "Did you ask whether Github or Stripe is down?"
    assert [button.label for button in offer.message.buttons] == ["Is Github down?", "Is Stripe down?"]

    answer = await responder.press(a_press(offer.message.buttons[1].action))

    assert answer is not None
    assert not answer.is_public
    assert words(answer).startswith("Stripe:")


async def test_field_b7_a_question_in_another_language_is_answered_as_one_in_english(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    german = await responder.answer(an_inquiry("sind GitHub und Stripe gerade down?"))
    english = await responder.answer(an_inquiry("are github and stripe down?"))

    assert words(german) == words(english)


async def test_field_b7_a_channel_is_spoken_to_in_the_language_that_it_sets(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))
    talk = "la reunión de github de mañana"

    english = await responder.answer(an_inquiry(talk, id="1"))
    saved = await responder.answer(an_inquiry("settings language de", id="2"))
    german = await responder.answer(an_inquiry(talk, id="3"))
    elsewhere = await responder.answer(an_inquiry(talk, id="4", channel="dev"))
    refused = await responder.answer(an_inquiry("settings language klingon", id="5"))

    assert words(english) == words(elsewhere) == "Did you ask whether Github is down?"
    assert "language: Deutsch (de)" in words(saved)
    assert words(german) == "Hast du gefragt, ob Github down ist?"
    assert "no language that I speak" in words(refused)


# Who may.


async def test_only_editors_change_settings_and_mute_and_everybody_acknowledges(redis: Client) -> None:
    responder, _, _, _ = await a_told_channel(redis, of(FIRST), channel=a_channel(OPS, editors=("U1",)))

    for n, attempt in enumerate(("watch github", "settings cap 5", "test", "settings")):
        refused = await responder.answer(an_inquiry(attempt, id=f"i{n}", user="U2"))
        assert "Only this channel's editors" in words(refused)
    assert "Only this channel's editors" in words(await responder.press(a_press(f"mute:{ID}", user="U2")))
    assert await ReactionLog(redis).load(ID, OPS) == Reactions()
    assert "Acknowledged" in words(await responder.press(a_press(f"ack:{ID}", user="U2")))
    await responder.answer(an_inquiry("settings cap 5", id="own", user="U1"))
    known = await Channels(redis).load(OPS)
    assert known is not None
    assert known.cap == 5


async def test_nobody_locks_themselves_out(redis: Client) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))

    refused = await responder.answer(an_inquiry("settings editors @U2 @U3", user="U1"))
    taken = await responder.answer(an_inquiry("settings editors @U1 @U3", user="U1"))

    assert "lock you out" in words(refused)
    assert "Saved editors" in words(taken)


@pytest.mark.parametrize("first", ["T1", ""])
async def test_a_channel_is_one_with_its_workspace_named_or_not(redis: Client, first: str) -> None:
    """Chat names the workspace; a command line that serves only one need not."""
    responder, other = a_respondent(redis, SimulatedClock(NOON)), "" if first else "T1"
    await responder.answer(replace(an_inquiry("watch github", id="a"), team=first))

    listed = await responder.answer(replace(an_inquiry("list", id="b"), team=other))
    await responder.answer(replace(an_inquiry("settings cap 5", id="c"), team=other))

    assert "Watching 1 service" in words(listed)
    assert [channel.cap for channel in await Channels(redis).load_all()] == [5]


@pytest.mark.parametrize(("may_manage", "is_refused"), [(True, False), (False, True), (None, True)])
async def test_in_discord_who_may_manage_may_change(
    redis: Client, *, may_manage: bool | None, is_refused: bool
) -> None:
    responder = a_respondent(redis, SimulatedClock(NOON))
    inquiry = replace(
        an_inquiry("watch github"), place=replace(OPS, platform="discord"), may_manage=may_manage
    )

    assert ("Only who may manage" in words(await responder.answer(inquiry))) is is_refused
    assert (await Channels(redis).load_all() == ()) is is_refused


# Test messages, health, leaving.


async def test_a_test_message_takes_the_path_of_alerts_whatever_the_channels_wishes(redis: Client) -> None:
    channel = a_channel(OPS, quiet=QUIET, impact=Impact.CRITICAL, cap=1)
    responder, desk, chat, _ = await a_told_channel(redis, channel=channel)

    for n in range(2):
        await responder.answer(an_inquiry("test", id=f"t{n}"))
        await desk.drain()

    assert all("A test, nothing is wrong" in head for head in chat.headlines("ops"))
    assert len(chat.headlines("ops")) == 2


async def test_health_says_what_is_wrong_with_us_and_with_this_channel(redis: Client) -> None:
    responder, desk, chat, clock = await a_told_channel(redis)
    chat.refuses.add("ops")
    await publish(redis, of(FIRST))
    await desk.drain()
    await Heartbeats(redis).save({"poll": clock.now()})
    await Heartbeats(redis).save({"correlate": clock.now() - timedelta(minutes=5)})

    said = words(await responder.answer(an_inquiry("health")))

    assert said.startswith("1 part stalled")
    assert "correlate: alive 5 min ago · stalled" in said
    assert "no channel ops" in said


async def test_who_removes_us_is_forgotten(redis: Client) -> None:
    responder, *_ = await a_told_channel(redis, channel=replace(a_channel(OPS), guild="T1"))

    await responder.leave("memory", "T1")

    assert await Channels(redis).load_all() == ()
