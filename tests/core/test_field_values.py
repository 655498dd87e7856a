"""What people give is taken, or refused in so many words; and nothing read is never an all-clear."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.shared.terminal_text import text_of
from adapters.chat_platforms import TRAITS
from bot.answers.snapshot import Snapshot, SourceState
from bot.channel_commands.command import InvalidCommand
from bot.channel_commands.context import CommandContext
from bot.channel_commands.outcome import carry_out
from bot.channel_commands.parser import command_in
from bot.channel_commands.time_zones import zone_in
from bot.domain.channel import Channel, Ping
from bot.domain.command_outcome import CommandOutcome
from bot.domain.message import Destination, Message, Tone
from bot.domain.platform import Blindness
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.domain.zones import zone_called
from bot.rendering.baseline import FirstSight, with_baseline
from bot.rendering.health import PageHealth, health_message, with_ailments
from tests.builders import NOON, a_catalog
from tests.shipped import shipped_catalog, shipped_names

CATALOG = shipped_catalog()
CONTEXT = CommandContext(names=shipped_names(), catalog=CATALOG, traits=TRAITS)
PEOPLE = {name: Channel(destination=Destination(platform=name, channel="1")) for name in TRAITS}


def told(text: str, platform: str = "slack") -> CommandOutcome:
    command = command_in(text, CONTEXT)
    assert command is not None, text
    return carry_out(command, PEOPLE[platform], CONTEXT)


# Time zones.


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("UTC+5:30", "UTC+05:30"),
        ("GMT+0530", "UTC+05:30"),
        ("+05:30", "UTC+05:30"),
        ("utc +5:30", "UTC+05:30"),
        ("UTC+5.5", "UTC+05:30"),
        ("GMT-3:30", "UTC-03:30"),
        ("UTC\u22123", "UTC-03:00"),
        ("+0545", "UTC+05:45"),
        ("UTC+14", "UTC+14:00"),
        ("UTC+00:00", "UTC"),
        ("IST", "Asia/Kolkata"),
        ("NPT", "Asia/Kathmandu"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("CET", "CET"),
        ("New Delhi", "Asia/Kolkata"),
    ],
)
def test_field_c6_a_zone_is_taken_as_people_write_it(written: str, zone: str) -> None:
    assert zone_in(written) == zone
    assert NOON.astimezone(zone_called(zone)) == NOON
    quiet = told(f"quiet 22:00-07:00 {written}").channel.quiet
    digest = told(f"digest 9:00 {written} weekdays").channel.digest
    assert quiet is not None
    assert digest is not None
    assert quiet.zone == digest.zone == zone


@pytest.mark.parametrize(
    "written",
    [
        "UTC+5:17",
        "UTC+15",
        "GMT-13",
        "UTC 5:30",
        "GMT+",
        "+99:99",
        "UTC+5:60",
        "UTC+5:300",
        "GMT+05300",
        "AEST+10",
    ],
)
def test_field_c6_a_distance_that_is_none_is_refused_without_a_near_hit(written: str) -> None:
    refused = zone_in(written)

    assert isinstance(refused, InvalidCommand)
    assert "did you mean" not in refused.reason
    assert "UTC+5:30" in refused.reason


@pytest.mark.parametrize("written", ["XYZT", "FOO", "QQT"])
def test_field_c6_no_short_form_is_taken_for_another(written: str) -> None:
    refused = zone_in(written)

    assert isinstance(refused, InvalidCommand)
    assert "did you mean" not in refused.reason


@given(st.integers(-12 * 4, 14 * 4))
def test_field_c6_every_quarter_of_an_hour_is_a_zone(quarters: int) -> None:
    hours, minutes = divmod(abs(quarters) * 15, 60)
    zone = zone_in(f"UTC{'-' if quarters < 0 else '+'}{hours}:{minutes:02}")

    assert isinstance(zone, str)
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone_called(zone)).utcoffset() == timedelta(
        minutes=quarters * 15
    )


# Settings that mean nothing here.


@pytest.mark.parametrize(
    ("text", "platform", "gives"),
    [
        ("settings ping 50", "slack", "@S0123ABCD"),
        ("settings ping 50", "discord", "mention a person"),
        ("settings ping @here", "slack", "mention a person"),
        ("settings ping 123456789012345678", "slack", "a user group or a person"),
        ("settings ping <@&123456789012345678>", "slack", "a user group or a person"),
        ("settings ping @S0123ABCD", "discord", "a role or a person"),
        ("settings ping @S0123ABCD", "webhook", "Nobody can be mentioned through webhook"),
        ("settings ping <@&123456789012345678>", "console", "Nobody can be mentioned"),
        ("settings ping @U0123ABCD", "apprise", "Nobody can be mentioned"),
        ("settings editors <@123456789012345678>", "slack", "a user group or a person"),
        ("settings editors @U0123ABCD", "discord", "a role or a person"),
        ("settings editors @U0123ABCD", "webhook", "Nobody can be mentioned"),
        ("settings pair slack:#ops", "webhook", "has no pair"),
    ],
)
def test_field_c6_a_setting_that_means_nothing_here_is_refused_with_what_to_give(
    text: str, platform: str, gives: str
) -> None:
    outcome = told(text, platform)

    assert outcome.channel == PEOPLE[platform]
    assert gives in (outcome.error or "")


@pytest.mark.parametrize(
    ("text", "platform", "who"),
    [
        ("settings ping @S0123ABCD", "slack", "S0123ABCD"),
        ("settings ping <@U0123ABCD|joe>", "slack", "U0123ABCD"),
        ("settings ping <@&123456789012345678>", "discord", "123456789012345678"),
        ("settings ping @u123456789012345678", "discord", "u123456789012345678"),
    ],
)
def test_field_c6_whom_the_platform_knows_is_saved(text: str, platform: str, who: str) -> None:
    assert told(text, platform).channel.ping == Ping(who=who)
    assert told("settings ping off", platform).error is None


# Names.


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("watch SAP for Me", [("sap-for-me", None)]),
        ("watch sap for me", [("sap-for-me", None)]),
        ("watch SAP for me please", [("sap-for-me", None)]),
        ("watch Slack for Me", []),
        ("watch Zoom for Government", []),
        ("watch Box for Salesforce", []),
        ("watch GitHub in Europe", []),
        ("watch Jira for Mac", []),
        ("watch github for me", [("github", None)]),
        ("watch github for us please", [("github", None)]),
        ("watch SAP in this channel", [("sap", None)]),
        ("watch ChatGPT (OpenAI)", [("openai", "chatgpt")]),
        ("watch GitHub (Actions)", [("github", "actions")]),
        ("watch aws in eu-west-1", [("aws/eu-west-1", None)]),
        ("watch GitHub (Atlassian)", []),
    ],
)
def test_field_c6_what_is_watched_is_what_the_name_says(
    text: str, targets: list[tuple[str, str | None]]
) -> None:
    outcome = told(text)

    assert [(m.watch.target, m.watch.component) for m in outcome.added] == targets
    assert bool(outcome.unknown) is not bool(targets)


def test_field_c6_what_is_not_known_is_said_with_what_is_near() -> None:
    (miss,) = told("watch Zoom for Government").unknown

    assert miss.said == "Zoom for Government"
    assert [choice.label for choice in miss.choices] == ["Zoom"]


# Counts.


def state(service: str, *, read: int | None, unreadable: UnreadableReason | None = None) -> SourceState:
    at = None if read is None else NOON - timedelta(minutes=read)
    return SourceState(
        source=f"{service}/0",
        service=service,
        status=ComponentStatus.OPERATIONAL,
        read_at=at,
        unreadable=unreadable,
    )


def test_field_c6_read_is_what_was_read_lately() -> None:
    known = {"a": (state("a", read=1),), "b": (state("b", read=None),), "c": (state("c", read=600),)}
    snapshot = Snapshot(sources={**known, "d": (state("d", read=1, unreadable=UnreadableReason.TIMEOUT),)})

    assert snapshot.unread(("a", "b", "c", "d", "e"), NOON) == (
        ("b", None),
        ("c", NOON - timedelta(hours=10)),
        ("e", None),
    )


def health(watched: int = 2, unread: Sequence[tuple[str, datetime | None]] = ()) -> Message:
    pages = PageHealth(watched=watched, unread=unread)
    catalog = a_catalog(services=("a", "b"))
    return health_message(heartbeats={"poll": NOON}, pages=pages, trouble="", catalog=catalog, now=NOON)


def test_field_c6_health_counts_nothing_as_read_that_was_not() -> None:
    never = health(unread=(("a", None), ("b", NOON - timedelta(hours=3))))

    assert never.headline == "All parts alive; 0 of your 2 services read, 2 not read yet."
    assert never.tone is not health().tone
    assert "A: not read yet" in text_of(never)
    assert "B: last read 09:00 UTC, 3 h ago" in text_of(never)
    assert health().headline == "All parts alive; 2 of your 2 services read."
    assert health(watched=0).headline == "All parts alive; nothing watched here."


def test_field_c6_health_of_pages_not_yet_read_says_so_too_where_it_is_us() -> None:
    blind = Blindness(since=NOON - timedelta(minutes=8))

    says = with_ailments(health(unread=(("a", None),)), {}, blind, NOON)

    assert says.headline.startswith("We cannot read any page since 11:52 UTC, 8 min ago: it is us")
    assert says.tone is Tone.OUTAGE
    assert "A: not read yet" in text_of(says)


def test_field_c6_who_begins_to_watch_what_was_never_read_hears_no_all_clear() -> None:
    blind = text_of(with_baseline(Message(headline="h"), FirstSight(unread=2), a_catalog(), NOON))
    half = text_of(
        with_baseline(Message(headline="h"), FirstSight(unread=1, is_any_read=True), a_catalog(), NOON)
    )

    assert "Of 2 services we have read no page yet." in blind
    assert "Nothing" not in blind
    assert "Nothing, as far as the pages say." in half
