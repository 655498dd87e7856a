"""What people get back who ask what was, long after the streams have forgotten it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat.responder import Responder
from bot.clock import SimulatedClock
from bot.domain.channel import Channel, QuietHours
from bot.domain.contact import Inquiry
from bot.domain.message import Destination
from bot.domain.past_span import PastDay
from bot.domain.question import Intent
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import Notice, NoticeSubject
from bot.pipeline import Pipeline
from bot.questions.any_language import question_in
from bot.questions.names import Names
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.history_log import HistoryLog, Recorded
from bot.storage.keys import ALERTS
from bot.storage.sources import Sources
from bot.watching.record import SourceRecord
from tests.builders import NOON, a_catalog, a_member, a_report, a_service, an_incident, at
from tests.chat.test_field_answers import words
from tests.chat_builders import ALL_TRAITS, of, over, publish, watching

CATALOG = a_catalog(services=[a_service(name) for name in ("cloudflare", "github", "slack", "zoom")])
NAMES = Names(CATALOG)
OPS = Destination(platform="memory", channel="ops")
DAY = timedelta(days=1)


def a_channel(zone: str = "") -> Channel:
    quiet = QuietHours(start=at(1).time(), end=at(2).time(), zone=zone) if zone else None
    return Channel(destination=OPS, watches=watching("github", "slack"), quiet=quiet, since=NOON)


def a_pipeline(client: Client, clock: SimulatedClock) -> Pipeline:
    return Pipeline(client=client, catalog=CATALOG, clock=clock, traits=ALL_TRAITS)


def a_responder(client: Client, clock: SimulatedClock) -> Responder:
    return a_pipeline(client, clock).responder()


async def ask(client: Client, text: str, now: datetime = NOON) -> str:
    """What is answered in the channel."""
    inquiry = Inquiry(id=text, place=OPS, user="U1", text=text)
    return words(await a_responder(client, SimulatedClock(now)).answer(inquiry))


async def was_open(client: Client, service: str, start: datetime, minutes: float, name: str) -> None:
    """A report that is over, as it was told when it ended."""
    ended = start + timedelta(minutes=minutes)
    report = replace(
        a_report(name, title=f"Trouble {name}", impact=Impact.MAJOR, started_at=start, updated_at=ended),
        resolved_at=ended,
        status=ReportStatus.RESOLVED,
    )
    notice = Notice(
        service=service, source=f"{service}/0", at=ended, status=ComponentStatus.OPERATIONAL, report=report
    )
    await publish(client, NoticeSubject(notice=notice))


async def record(client: Client, now: datetime) -> None:
    """Keep it, and have the streams forget it."""
    recorder = a_pipeline(client, SimulatedClock(now)).recorder()
    while await recorder.step():
        pass


async def forget(client: Client, now: datetime) -> None:
    """The streams hold something else by now."""
    await was_open(client, "zoom", now - timedelta(hours=1), 1, "z")
    await client.xtrim(ALERTS.name, maxlen=1, approximate=False)


@pytest.fixture
async def kept(redis: Client) -> Client:
    """A year in which Github failed on 12 November and at midnight in October, forgotten by the streams."""
    await Channels(redis).save(a_channel(), NOON)
    await was_open(redis, "zoom", NOON - 365 * DAY, 1, "first")
    await was_open(redis, "github", datetime.fromisoformat("2025-10-02T23:30:00Z"), 60, "october")
    await was_open(redis, "github", datetime.fromisoformat("2025-11-12T10:00:00Z"), 30, "november")
    claim = an_incident(
        "inc-7",
        started_at=at(8) - 6 * DAY,
        members=(a_member("github"), a_member("slack")),
        root="cloudflare",
    )
    await publish(redis, of(claim))
    await publish(redis, of(over(claim, at=at(9) - 6 * DAY)))
    await record(redis, NOON)
    await forget(redis, NOON)
    return redis


async def test_what_was_long_ago_is_answered_and_said_to_be_all(kept: Client) -> None:
    said = await ask(kept, "was github down on 12 November?")

    assert said.startswith("Github on 12 November: 1 report of trouble, 30 min in all")
    assert "Trouble november" in said
    assert "cloudflare" in said.casefold()
    assert "we cannot say" not in said
    assert "Trouble october" in await ask(kept, "/isdown history github last month")
    assert "no report of trouble that we have kept" in await ask(kept, "how often was slack down in august?")
    assert (await ask(kept, "how often was github down this year?")).startswith(
        "Github this year: 2 reports of trouble, 1 h 30 min in all"
    )


async def test_days_begin_where_the_channel_is(kept: Client) -> None:
    assert "Trouble october" in await ask(kept, "was github down on 2 October?")
    assert "30 min in all" in await ask(kept, "was github down on 3 October?")

    await Channels(kept).save(a_channel("Europe/Berlin"), NOON)

    there = await ask(kept, "was github down on 3 Oct?")
    assert "1 h in all" in there or "60 min in all" in there
    assert "Europe/Berlin" in there
    assert "no report of trouble" in await ask(kept, "was github down on 2 Oct?")


async def test_what_is_not_watched_is_known_as_far_as_news_reaches(kept: Client) -> None:
    said = await ask(kept, "was zoom down this year?")

    assert "Trouble z" in said
    assert "before, we cannot say; 400 days are kept of what a channel watches" in said


async def test_what_the_recorder_has_not_read_yet_is_in_the_answer(kept: Client) -> None:
    await was_open(kept, "github", at(11), 10, "newest")

    assert "Trouble newest" in await ask(kept, "was github down today? history please")
    assert "Trouble newest" in await ask(kept, "history of github")


async def test_uptime_says_what_it_counts(redis: Client) -> None:
    await Channels(redis).save(a_channel(), NOON)
    await was_open(redis, "github", NOON - DAY, 15, "a")
    await record(redis, NOON)
    assert (await ask(redis, "uptime of github")).startswith("Github in the last 90 days: 0 % without")

    log = HistoryLog(redis)
    for minutes in range(0, 24 * 60 + 1, 15):
        read = {"github": NOON - DAY + timedelta(minutes=minutes)}
        await log.commit(await log.position(), Recorded(read=read), NOON)

    said = await ask(redis, "what's github's uptime?")
    assert said.startswith(
        "Github in the last 90 days: 98.95 % without an open report; 1 report, 15 min in all"
    )
    assert "Of 90 d we count 24 h" in said
    assert "we cannot tell" in await ask(redis, "slack uptime last week")


async def test_a_page_that_shows_a_report_is_in_the_answer_whoever_records(redis: Client) -> None:
    await Channels(redis).save(a_channel(), NOON)
    await record(redis, NOON)
    record_ = SourceRecord(source="github/0", service="github", read_at=NOON)
    await Sources(redis).commit(record_, (), NOON)

    assert "no report of trouble that we have kept" in await ask(redis, "was github down yesterday?")


@pytest.mark.parametrize(
    ("text", "service", "day", "of_uptime"),
    [
        ("/isdown history github", "github", PastDay.HOURS, False),
        ("/isdown history slack last month", "slack", PastDay.LAST_MONTH, False),
        ("/isdown github yesterday", "github", PastDay.YESTERDAY, False),
        ("github history", "github", PastDay.HOURS, False),
        ("show me the history of slack", "slack", PastDay.HOURS, False),
        ("was github down on 12 November?", "github", PastDay.DATE, False),
        ("was github down on Nov 12th", "github", PastDay.DATE, False),
        ("was github down on 2025-11-12", "github", PastDay.DATE, False),
        ("was github down in may?", "github", PastDay.MONTH, False),
        ("how long was github down in november 2024?", "github", PastDay.MONTH, False),
        ("how often was github down this month?", "github", PastDay.THIS_MONTH, False),
        ("how many outages did github have this year?", "github", PastDay.YEAR, False),
        ("github incidents this month", "github", PastDay.THIS_MONTH, False),
        ("when was github last down?", "github", PastDay.HOURS, False),
        ("how often was slack down in the past 3 months", "slack", PastDay.HOURS, False),
        ("uptime of github", "github", PastDay.HOURS, True),
        ("what is the uptime of github?", "github", PastDay.HOURS, True),
        ("github's uptime last month", "github", PastDay.LAST_MONTH, True),
        ("how available was slack this month?", "slack", PastDay.THIS_MONTH, True),
        ("what happened on 18 November?", None, PastDay.DATE, False),
        ("what broke last month?", None, PastDay.LAST_MONTH, False),
        ("list all outages last week", None, PastDay.LAST_WEEK, False),
        ("any outages in the last 30 days?", None, PastDay.HOURS, False),
    ],
)
def test_the_past_is_asked_for_in_many_words(
    text: str, service: str | None, day: PastDay, *, of_uptime: bool
) -> None:
    question = question_in(text, NAMES)

    assert question.service == service
    assert question.past is not None
    assert (question.past.day, question.past.of_uptime) == (day, of_uptime)


@pytest.mark.parametrize(
    "text",
    [
        "we have a long history",
        "our uptime of github integration is bad",
        "may i ask if github is down",
        "is github down in march?",
        "github incidents",
        "is github down?",
    ],
)
def test_what_only_sounds_like_the_past_is_none(text: str) -> None:
    assert question_in(text, NAMES).past is None


def test_of_several_the_history_of_each_is_asked() -> None:
    question = question_in("history of slack and github", NAMES)

    assert [part.service for part in question.parts] == ["slack", "github"]
    assert all(part.past is not None for part in question.parts)


@pytest.mark.parametrize(
    ("text", "service", "said"),
    [
        ("war github gestern down?", "github", "gestern"),
        ("wie lange war slack gestern down?", "slack", "gestern"),
        ("wie oft war github diesen monat gestört?", "github", "diesen monat"),
        ("war slack letzten monat gestört?", "slack", "letzten monat"),
        ("gab es gestern ausfälle?", None, "gestern"),
        ("verfügbarkeit von github", "github", "in the last 90 days"),
        ("¿estuvo caído slack ayer?", "slack", "ayer"),
        ("¿cuánto tiempo estuvo slack caído ayer?", "slack", "ayer"),
        ("¿qué pasó anoche?", None, "anoche"),
        ("disponibilidad de github", "github", "in the last 90 days"),
        ("slack estava fora do ar ontem?", "slack", "ontem"),
        ("slack estava fora do ar no mes passado?", "slack", "no mes passado"),
        ("est-ce que slack était en panne hier ?", "slack", "hier"),
        ("slack en panne la semaine dernière ?", "slack", "la semaine dernière"),
        ("quante volte github era giù questo mese?", "github", "questo mese"),
        ("lag github gisteren plat?", "github", "gisteren"),
        ("czy slack nie działał wczoraj?", "slack", "wczoraj"),
        ("dün slack çöktü mü?", "slack", "dün"),
        ("slack вчера не работал?", "slack", "вчера"),
        ("昨日slackは落ちてましたか", "slack", "昨日"),
        ("昨天github挂了吗", "github", "昨天"),
        ("어제 github 장애 있었나요?", "github", "어제"),
        ("هل كان github معطل أمس؟", "github", "أمس"),
    ],
)
def test_the_past_is_asked_for_in_every_language(text: str, service: str | None, said: str) -> None:
    question = question_in(text, NAMES)

    assert question.service == service
    assert question.past is not None
    assert question.past.said == said


def test_what_is_told_of_the_past_in_another_language_is_no_question() -> None:
    question = question_in("he abierto un issue en github sobre las caídas de ayer", NAMES)

    assert question.intent is Intent.UNKNOWN
