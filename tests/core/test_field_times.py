"""Times for people: a date wherever it is not today, and how long ago, by one rule in one module."""

import ast
import re
from datetime import UTC, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.discord.embeds import embed_for
from adapters.chat.shared.lines import lines_of
from adapters.chat.shared.terminal_text import text_of
from adapters.chat.slack.blocks import blocks_for, fallback_text
from bot.alerting.hours import local_time
from bot.domain.channel import Channel, DigestSchedule, QuietHours
from bot.domain.message import Destination, Message, Moment, Section, Text
from bot.domain.times import ago, clock, moment_words, stretch, when
from bot.rendering.notice import notice_card
from bot.rendering.view import View
from tests.builders import a_catalog, a_maintenance, a_report
from tests.chat_builders import a_notice

ROOT = Path(__file__).parents[2]
BERLIN, KOLKATA, KATHMANDU = (ZoneInfo(f"{z}") for z in ("Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu"))
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def moment(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "now", "says"),
    [
        (moment(11, 30, 11, 52), NOW, "11:52 UTC, 8 min ago"),
        (moment(11, 29, 11), moment(11, 30, 13, 20), "29 Nov 11:00 UTC, 26 h ago"),
        (moment(10, 21, 9), NOW, "21 Oct 09:00 UTC, 40 d ago"),
        (moment(11, 30, 11, 59), NOW, "11:59 UTC, 60 s ago"),
        (NOW, NOW, "12:00 UTC"),
        (NOW + timedelta(seconds=5), NOW, "12:00 UTC"),
        (moment(11, 29, 23, 59), moment(11, 30, 0, 1), "29 Nov 23:59 UTC, 2 min ago"),
        (moment(12, 31, 23, 59, year=2025), moment(1, 1, 0, 9), "31 Dec 2025 23:59 UTC, 10 min ago"),
        (moment(11, 30, 12, year=2023), NOW, "30 Nov 2023 12:00 UTC, 3 years ago"),
        (moment(11, 30, 14), NOW, "14:00 UTC, in 2 h"),
        (moment(12, 2, 14), NOW, "2 Dec 14:00 UTC, in 2 d"),
        (moment(1, 1, 0, year=2027), NOW, "1 Jan 2027 00:00 UTC, in 31 d"),
        (moment(2, 29, 12, year=2028), NOW, "29 Feb 2028 12:00 UTC, in 456 d"),
    ],
)
def test_field_c1_a_time_says_its_date_where_it_is_not_today_and_how_long_ago(
    at: datetime, now: datetime, says: str
) -> None:
    assert when(at, now) == says


@pytest.mark.parametrize(
    ("at", "now", "says"),
    [
        # 22:00 UTC is the next day in Kolkata, which today is.
        (moment(11, 29, 22), NOW.astimezone(KOLKATA), "03:30 IST, 14 h ago"),
        (moment(11, 29, 18), NOW.astimezone(KOLKATA), "29 Nov 23:30 IST, 18 h ago"),
        (moment(11, 30, 11), NOW.astimezone(KATHMANDU), "16:45 UTC+5:45, 60 min ago"),
        (moment(11, 30, 11), NOW.astimezone(ZoneInfo("Etc/GMT-2")), "13:00 UTC+2, 60 min ago"),
        (moment(11, 30, 11), NOW.astimezone(ZoneInfo("America/Sao_Paulo")), "08:00 UTC-3, 60 min ago"),
        (moment(11, 30, 11), NOW.astimezone(timezone(timedelta(hours=-9.5))), "01:30 UTC-09:30, 60 min ago"),
        # Summer time ended at 01:00 UTC: two o'clock was there twice, and an hour is an hour.
        (moment(10, 25, 0, 30), moment(10, 25, 1, 30).astimezone(BERLIN), "02:30 CEST, 60 min ago"),
        (moment(10, 25, 1, 30), moment(10, 25, 5).astimezone(BERLIN), "02:30 CET, 3 h ago"),
        (moment(3, 29, 0, 30), moment(3, 29, 2).astimezone(BERLIN), "01:30 CET, 1 h ago"),
    ],
)
def test_field_c1_today_is_that_of_the_reader(at: datetime, now: datetime, says: str) -> None:
    assert when(at, now) == says


def test_field_c1_without_a_now_the_whole_date_is_said() -> None:
    assert clock(moment(11, 30, 9)) == "30 Nov 2026 09:00 UTC"
    assert moment_words(Moment(moment(11, 30, 9))) == "30 Nov 2026 09:00 UTC"


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        (moment(11, 30, 9), moment(12, 2, 14), "30 Nov 09:00 UTC to 2 Dec 14:00 UTC"),
        (moment(11, 30, 9), moment(11, 30, 14), "09:00 UTC to 14:00 UTC"),
        (moment(12, 1, 9), moment(12, 1, 14), "1 Dec 09:00 UTC to 1 Dec 14:00 UTC"),
        (moment(11, 29, 23), moment(11, 30, 1), "29 Nov 23:00 UTC to 30 Nov 01:00 UTC"),
        (moment(12, 31, 23), moment(1, 1, 1, year=2027), "31 Dec 23:00 UTC to 1 Jan 2027 01:00 UTC"),
    ],
)
def test_field_c1_planned_work_shows_both_its_days(starts: datetime, ends: datetime, says: str) -> None:
    notice = a_notice("s1", maintenance=a_maintenance(starts_at=starts, ends_at=ends))

    shown = text_of(notice_card(notice, a_catalog(services=("s1",)), NOW, View(), None))

    assert f"Planned work, no outage · from {says}\n" in shown
    first, last = stretch(starts, ends, NOW)
    assert f"{moment_words(first)} to {moment_words(last)}" == says


def test_field_c1_a_report_of_forty_days_says_so() -> None:
    notice = a_notice("s1", report=a_report(started_at=moment(10, 21, 9)))

    shown = text_of(notice_card(notice, a_catalog(services=("s1",)), NOW, View(), None))

    assert "investigating since 21 Oct 09:00 UTC, 40 d ago" in shown


@pytest.mark.parametrize(
    ("zone", "says"),
    [("Asia/Kolkata", "03:30 IST, 14 h ago"), ("UTC-03:30", "29 Nov 18:30 UTC-03:30, 14 h ago")],
)
def test_field_c1_a_channel_reads_times_by_its_own_clocks(zone: str, says: str) -> None:
    at_night = QuietHours(start=time(22), end=time(7), zone=zone)
    daily = DigestSchedule(at=time(9), zone=zone)
    to = Destination(platform="webhook", channel="ops")

    for channel in (Channel(destination=to, quiet=at_night), Channel(destination=to, digest=daily)):
        assert when(moment(11, 29, 22), local_time(channel, NOW)) == says
    assert local_time(Channel(destination=to), NOW) == NOW


YESTERDAY = Message(
    headline="h", sections=(Section(lines=((Text("since "), Moment(moment(11, 29, 11), NOW)),)),)
)
SECONDS = int(moment(11, 29, 11).timestamp())


def test_field_c1_platforms_with_times_of_their_own_show_date_and_age() -> None:
    (paragraph,) = blocks_for(YESTERDAY)[1]["elements"]
    element = next(e for e in paragraph["elements"] if e["type"] == "date")

    assert element["timestamp"] == SECONDS
    assert element["format"] == "{date_short_pretty} {time}, {ago}"
    assert element["fallback"] == "29 Nov 11:00 UTC, 25 h ago"
    assert embed_for(YESTERDAY)["description"] == f"since <t:{SECONDS}:f>, <t:{SECONDS}:R>"


def test_field_c1_a_brief_time_is_an_age_where_that_stays_current() -> None:
    brief = Message(
        headline="h", sections=(Section(lines=((Moment(moment(11, 29, 11), NOW, is_brief=True),),)),)
    )
    (paragraph,) = blocks_for(brief)[1]["elements"]

    assert paragraph["elements"][0]["format"] == "{ago}"
    assert embed_for(brief)["description"] == f"<t:{SECONDS}:R>"
    assert text_of(brief).endswith("    29 Nov 11:00 UTC")


def test_field_c1_platforms_of_plain_text_say_the_same_words() -> None:
    says = "since 29 Nov 11:00 UTC, 25 h ago"

    assert says in text_of(YESTERDAY)
    assert says in "\n".join(lines_of(YESTERDAY, str))
    assert says in fallback_text(YESTERDAY)


@given(st.timedeltas(timedelta(days=-4000), timedelta(days=4000)), st.sampled_from([UTC, KOLKATA, BERLIN]))
def test_field_c1_a_time_without_a_date_is_of_today(apart: timedelta, zone: ZoneInfo) -> None:
    now, at = NOW.astimezone(zone), NOW + apart

    assert (at.astimezone(zone).date() == now.date()) == (len(clock(at, now).split()) == 2)
    assert (at.astimezone(zone).year == now.year) == (str(at.astimezone(zone).year) not in clock(at, now))
    assert "-" not in ago(at, now)


# Whoever else writes a time does so for machines.
MACHINES = {
    "adapters/chat/discord/contacts.py": "the version of a message",
    "adapters/status_pages/google_workspace_feed.py": "the id of an entry without one",
    "adapters/status_pages/shared/feed_rules.py": "the id of an entry that shares one",
    "adapters/web/board/asking.py": "addresses",
    "adapters/web/board/bars.py": "the marks of a scale",
    "adapters/web/board/pages.py": "the values of a form",
    "adapters/web/health.py": "JSON",
    "bot/alerting/plan.py": "what a record in the store is compared with",
    "bot/chat/channel_commands.py": "a state in the outbox",
    "bot/cli/catalog_text.py": "JSON",
    "bot/cli/edge_text.py": "JSON",
    "bot/cli/labelled.py": "an id",
    "bot/cli/learn_text.py": "JSON",
    "bot/cli/measured_text.py": "JSON",
    "bot/cli/scoring.py": "options of a command line, as they are typed",
    "bot/cli/suggestion_text.py": "TOML and JSON",
    "bot/correlation/lifecycle.py": "an id",
    "bot/demo/driver.py": "the store",
    "bot/demo/pages.py": "pages as providers wrote them",
    "bot/demo/voice.py": "a nonce",
    "bot/learned/text.py": "TOML",
    "bot/notifying/bulletin.py": "a nonce",
    "bot/notifying/catch_up.py": "a state in the outbox",
    "bot/notifying/flaps.py": "a nonce",
    "bot/notifying/greeter.py": "a nonce",
    "bot/polling/blindness_watch.py": "the log",
    "bot/probing/look_worker.py": "the log",
    "bot/probing/measuring_turns.py": "what a turn is drawn from",
    "bot/probing/prober.py": "the log",
    "bot/recording/recorder.py": "the log",
    "bot/storage/greetings.py": "the store",
    "bot/storage/heartbeats.py": "the store",
    "bot/storage/history_log.py": "the store",
    "bot/storage/incidents.py": "the store",
    "bot/watching/blindness.py": "an id",
}


@cache
def nodes_of(room: str) -> dict[str, tuple[ast.AST, ...]]:
    """Of each file of a room, by its path."""
    return {
        str(path.relative_to(ROOT)): tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        for path in (ROOT / room).rglob("*.py")
    }


def writes_times(nodes: tuple[ast.AST, ...]) -> bool:
    """Whether it formats with `%H` and the like, or calls what does."""
    specs = [n.format_spec for n in nodes if isinstance(n, ast.FormattedValue) and n.format_spec is not None]
    parts = [str(p.value) for spec in specs for p in ast.walk(spec) if isinstance(p, ast.Constant)]
    calls = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    return any(re.search("%[a-zA-Z]", part) for part in parts) or bool(calls & {"strftime", "isoformat"})


def test_field_c1_nobody_else_writes_times_for_people() -> None:
    files = {**nodes_of("bot"), **nodes_of("adapters")}
    found = {path for path, nodes in files.items() if "/lab/" not in path and writes_times(nodes)}

    assert found - {"bot/domain/times.py"} == set(MACHINES)


def test_field_c1_every_moment_that_we_say_knows_its_now() -> None:
    """Without one it says the whole date, and never how long ago."""
    bare = [
        f"{path}:{node.lineno}"
        for path, nodes in nodes_of("bot").items()
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Moment"
        if len(node.args) < 2
    ]

    assert bare == []
