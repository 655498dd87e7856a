"""Commands: typed in many ways, they mean one thing; a form means the same; questions stay questions."""

import ast
import re
from dataclasses import fields, replace
from datetime import time
from inspect import isfunction
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_platforms import TRAITS
from bot.channel_commands import pages, setting_commands, watches
from bot.channel_commands.command import (
    ChangeSettings,
    ChangeWatches,
    Check,
    Command,
    FormId,
    InvalidCommand,
    OpenForm,
    RunCheck,
    ShowPage,
)
from bot.channel_commands.context import CommandContext
from bot.channel_commands.forms import command_of_form, settings_form, stack_form
from bot.channel_commands.outcome import MAX_WATCHES, carry_out
from bot.channel_commands.pages import list_page, settings_page
from bot.channel_commands.parser import command_in
from bot.channel_commands.settings import DIGEST, QUIET, SETTINGS
from bot.channel_commands.table import COMMANDS
from bot.domain.card_button import CardButton, pressed
from bot.domain.channel import EVERY_DAY, Channel, DigestSchedule, Ping, QuietHours, Watch, WatchKind
from bot.domain.command_outcome import CommandOutcome
from bot.domain.contact import Submission
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.service import NamedComponent
from bot.domain.status import Impact
from bot.questions.names import Names
from tests.builders import a_catalog, a_service
from tests.servers.respondent import HOSTILE

ACTIONS = NamedComponent(id="actions", name="GitHub Actions", aliases=("gh actions",))
CATALOG = a_catalog(
    (
        a_service(
            "github", name="GitHub", category="developer-tools", domain="github.com", components=(ACTIONS,)
        ),
        a_service("stack-overflow", category="developer-tools"),
        a_service("watch-shop", name="Watch Shop", category="ecommerce", aliases=("watch.com",)),
        a_service("openai", name="OpenAI", category="ai", domain="openai.com"),
        a_service("anthropic", category="ai"),
        a_service("stripe", category="payments-finance", domain="stripe.com"),
        a_service("cloudflare", category="cdn-dns"),
        a_service("aws", name="AWS", category="cloud-hosting"),
        a_service("aws/us-east-1", name="AWS us-east-1", category="cloud-hosting", parent="aws", sources=()),
        a_service("google-cloud", category="cloud-hosting"),
        a_service("discord", category="communication"),
        a_service("atlas-data", name="Atlas Data", category="database-data", aliases=("atlas",)),
        a_service("atlas-maps", name="Atlas Maps", category="design", aliases=("atlas",)),
    ),
    (("discord", "cloudflare"), ("openai", "aws/us-east-1")),
)
CONTEXT = CommandContext(names=Names(CATALOG), catalog=CATALOG, traits=TRAITS)
CHANNEL = Channel(destination=Destination(platform="slack", channel="C1"))


def service(target: str, component: str | None = None) -> Watch:
    return Watch(kind=WatchKind.SERVICE, target=target, component=component)


def category(target: str) -> Watch:
    return Watch(kind=WatchKind.CATEGORY, target=target)


GITHUB, AWS, STRIPE = service("github"), service("aws"), service("stripe")
SHARED = Watch(kind=WatchKind.SHARED)


def understood(text: str) -> Command | None:
    return command_in(text, CONTEXT)


IN_DISCORD = Channel(destination=Destination(platform="discord", channel="2"))
# Mentions that mean nobody elsewhere.
OF_DISCORD = {
    "settings ping <@&123>",
    "settings ping <@!123>",
    "settings ping @123456789012345678",
    "settings editors <@1><@!2>",
}


def told(text: str, channel: Channel = CHANNEL) -> CommandOutcome:
    command = understood(text)
    assert command is not None, text
    return carry_out(command, channel, CONTEXT)


def watching(*watches: Watch) -> Channel:
    return Channel(destination=CHANNEL.destination, watches=watches)


@pytest.mark.parametrize(
    ("text", "watches"),
    [
        ("watch github", [GITHUB]),
        ("WATCH GitHub", [GITHUB]),
        ("watch: github", [GITHUB]),
        ("/sharedfate watch github", [GITHUB]),
        ("sharedfate, watch github", [GITHUB]),
        ("/watch github", [GITHUB]),
        ("please watch the github status", [GITHUB]),
        ("watch github in this channel please", [GITHUB]),
        ("subscribe to github", [GITHUB]),
        ("subscribe us to github", [GITHUB]),
        ("follow github", [GITHUB]),
        ("track github incidents", [GITHUB]),
        ("add github to the list", [GITHUB]),
        ("start watching github", [GITHUB]),
        ("watch github, aws", [GITHUB, AWS]),
        ("watch github,aws,stripe", [GITHUB, AWS, STRIPE]),
        ("watch github\naws\n\nstripe", [GITHUB, AWS, STRIPE]),
        ("watch github and aws", [GITHUB, AWS]),
        ("watch github, aws and stripe", [GITHUB, AWS, STRIPE]),
        ("watch github aws stripe", [GITHUB, AWS, STRIPE]),
        ("watch google cloud aws", [service("google-cloud"), AWS]),
        ("watch github, GitHub", [GITHUB]),
        ("watch gh actions", [service("github", "actions")]),
        ("watch github: actions", [service("github", "actions")]),
        ("watch github: Codespaces", [service("github", "Codespaces")]),
        ("watch us-east-1", [service("aws/us-east-1")]),
        ("watch https://github.com/features", [GITHUB]),
        ("watch <https://github.com|github.com>", [GITHUB]),
        ("watch www.stripe.com", [STRIPE]),
        ("watch https://status.discord.example/history", [service("discord")]),
        ("watch stack overflow", [service("stack-overflow")]),
        ("watch all ai", [category("ai")]),
        ("watch category ai", [category("ai")]),
        ("watch everything in ai", [category("ai")]),
        ("watch all ai services", [category("ai")]),
        ("watch the ai category", [category("ai")]),
        ("watch ai", [category("ai")]),
        ("watch all payments", [category("payments-finance")]),
        ("watch developer tools", [category("developer-tools")]),
        ("watch all github", [GITHUB]),
        ("watch infrastructure", [category("infrastructure")]),
        ("watch all infrastructure", [category("infrastructure")]),
        ("watch shared", [SHARED]),
        ("watch any shared incident", [SHARED]),
        ("watch everything shared", [SHARED]),
        ("watch all shared outages", [SHARED]),
        ("watch shared, github", [SHARED, GITHUB]),
        ("stack github, aws", [GITHUB, AWS]),
        ("our stack: github, aws", [GITHUB, AWS]),
        ("stack\n- GitHub\n* AWS\n3. Stripe", [GITHUB, AWS, STRIPE]),
        ("stack\nhttps://github.com\nhttps://dashboard.stripe.com/x", [GITHUB, STRIPE]),
        ("stack\nGitHub - our code\nStripe (payments)\nAWS: hosting", [GITHUB, STRIPE, AWS]),
        ("stack\nvendor,owner\nGitHub,dev\nAWS,ops", [GITHUB, AWS]),
        ("stack\nGitHub,dev,12\nAWS,ops,9", [GITHUB, AWS]),
        ("stack\nGitHub, Stripe\nAWS, Discord", [GITHUB, STRIPE, AWS, service("discord")]),
        ("stack\nstripe>=5.0\nopenai==1.2 ; python_version > '3'", [STRIPE, service("openai")]),
        ('stack\nvendors = [\n  "github",\n  "aws",\n]', [GITHUB, AWS]),
        ("stack\nvendors:\n  - github\n  - name: AWS", [GITHUB, AWS]),
        ('stack\n"stripe": "^12.0",', [STRIPE]),
        ("stack\n| Vendor | Why |\n|---|---|\n| GitHub | code |", [GITHUB]),
        ("stack\n# Vendors\n- [x] GitHub\n- [ ] Stripe, Inc.", [GITHUB, STRIPE]),
        ("stack\nGitHub\tcode\nAWS\tcloud", [GITHUB, AWS]),
    ],
)
def test_what_is_named_is_watched(text: str, watches: list[Watch]) -> None:
    outcome = told(text)

    assert list(outcome.channel.watches) == watches
    assert [match.watch for match in outcome.added] == watches
    assert not outcome.unknown
    assert not outcome.ambiguous
    assert outcome.error is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("unwatch github", [AWS, category("ai"), service("openai"), SHARED]),
        ("stop watching github", [AWS, category("ai"), service("openai"), SHARED]),
        ("remove github", [AWS, category("ai"), service("openai"), SHARED]),
        ("unsubscribe from github and aws", [category("ai"), service("openai"), SHARED]),
        ("unwatch gh actions", [GITHUB, AWS, category("ai"), service("openai"), SHARED]),
        ("unwatch all ai", [GITHUB, service("github", "actions"), AWS, service("openai"), SHARED]),
        ("unwatch shared", [GITHUB, service("github", "actions"), AWS, category("ai"), service("openai")]),
        (
            "unwatch all developer tools",
            [AWS, category("ai"), service("openai"), SHARED],
        ),
        ("unwatch all", []),
        ("unwatch everything", []),
    ],
)
def test_what_is_named_is_no_longer_watched(text: str, left: list[Watch]) -> None:
    before = watching(GITHUB, service("github", "actions"), AWS, category("ai"), service("openai"), SHARED)

    outcome = told(text, before)

    assert list(outcome.channel.watches) == left
    assert {match.watch for match in outcome.removed} == set(before.watches) - set(left)


def test_what_has_left_the_catalogue_can_be_unwatched() -> None:
    outcome = told("unwatch gone-service", watching(service("gone-service"), GITHUB))

    assert outcome.channel.watches == (GITHUB,)


@pytest.mark.parametrize(
    "text",
    [
        "stack overflow",
        "watch.com",
        "watch shop",
        "Watch Shop",
        "list incidents",
        "status of list",
        "test the api of github?",
        "is github down?",
        "github",
        "health of github",
        "stack overflow down",
        "is stack overflow down?",
        "watch github?",
        "follow the money",
        "follow up on this",
        "add more coffee",
        "remove the old code",
        "set the table",
        "stack trace in prod",
        "incidents",
        "help",
        "quietly now",
        "digesting lunch",
        "",
        "   ",
        "why is github down",
        "impact of cloudflare",
    ],
)
def test_what_is_no_command_is_left_for_a_question(text: str) -> None:
    assert understood(text) is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("list", ShowPage(page=list_page)),
        ("List!", ShowPage(page=list_page)),
        ("watching", ShowPage(page=list_page)),
        ("what do we watch", ShowPage(page=list_page)),
        ("what are we watching?", ShowPage(page=list_page)),
        ("show the watch list", ShowPage(page=list_page)),
        ("test", RunCheck(check=Check.TEST)),
        ("send a test alert", RunCheck(check=Check.TEST)),
        ("health", RunCheck(check=Check.HEALTH)),
        ("quiet", ShowPage(page=QUIET.page)),
        ("quiet hours", ShowPage(page=QUIET.page)),
        ("digest", ShowPage(page=DIGEST.page)),
        ("settings", OpenForm(form=FormId.SETTINGS)),
        ("settings show", ShowPage(page=settings_page)),
        ("show settings", ShowPage(page=settings_page)),
        ("stack", OpenForm(form=FormId.STACK)),
        ("import my stack", OpenForm(form=FormId.STACK)),
    ],
)
def test_what_is_asked_for_is_shown(text: str, command: Command) -> None:
    assert understood(text) == command


WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})


def quiet(
    start: int,
    end: int,
    zone: str,
    days: frozenset[int] = EVERY_DAY,
    *,
    defers: bool = True,
    unless: Grade | None = None,
) -> QuietHours:
    return QuietHours(start=time(start), end=time(end), zone=zone, days=days, defers=defers, unless=unless)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quiet 22:00-07:00 Europe/Berlin", quiet(22, 7, "Europe/Berlin")),
        ("quiet from 22:00 to 7:00 europe/berlin", quiet(22, 7, "Europe/Berlin")),
        ("quiet 22-7 Berlin weekdays", quiet(22, 7, "Europe/Berlin", WEEKDAYS)),
        ("quiet weekends 22-7 new york", quiet(22, 7, "America/New_York", WEEKEND)),
        ("quiet 10pm-7am EST mon-fri drop", quiet(22, 7, "America/New_York", WEEKDAYS, defers=False)),
        ("quiet 10 pm to 7 am PST", quiet(22, 7, "America/Los_Angeles")),
        ("quiet 22:00–07:00 CET sat,sun defer", quiet(22, 7, "CET", WEEKEND)),  # noqa: RUF001
        ("quiet 2200-0700 UTC+2", quiet(22, 7, "UTC+02:00")),
        ("quiet 22h-7h utc fri-mon", quiet(22, 7, "UTC", frozenset({4, 5, 6, 0}))),
        ("quiet 00:00-24:00 GMT saturday", quiet(0, 0, "UTC", frozenset({5}))),
        ("quiet midnight to noon UTC unless confirmed", quiet(0, 12, "UTC", unless=Grade.CONFIRMED)),
        ("set quiet 22-7 UTC drop unless probable", quiet(22, 7, "UTC", defers=False, unless=Grade.PROBABLE)),
    ],
)
def test_quiet_hours_are_read(text: str, expected: QuietHours) -> None:
    assert told(text).channel.quiet == expected


@pytest.mark.parametrize(
    ("text", "at", "zone", "days"),
    [
        ("digest 9:00 Europe/Berlin", time(9), "Europe/Berlin", EVERY_DAY),
        ("digest at 9:30am Asia/Kolkata weekdays", time(9, 30), "Asia/Kolkata", WEEKDAYS),
        ("daily digest 17h utc", time(17), "UTC", EVERY_DAY),
        ("digest mondays 9 UTC", time(9), "UTC", frozenset({0})),
    ],
)
def test_digests_are_read(text: str, at: time, zone: str, days: frozenset[int]) -> None:
    assert told(text).channel.digest == DigestSchedule(at=at, zone=zone, days=days)


def test_hours_without_a_zone_take_that_of_the_other_hours() -> None:
    quiet = told("quiet 22-7 Europe/Berlin").channel

    assert told("digest 9", quiet).channel.digest == DigestSchedule(at=time(9), zone="Europe/Berlin")
    assert "time zone" in (told("digest 9").error or "")


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("settings grade suspected", "grade", Grade.SUSPECTED),
        ("settings grade any", "grade", Grade.SUSPECTED),
        ("settings grade: confirmed only", "grade", Grade.CONFIRMED),
        ("settings grade early", "grade", Grade.EARLY),
        ("set grade = suspected", "grade", Grade.SUSPECTED),
        ("settings severity major", "impact", Impact.MAJOR),
        ("settings severity critical", "impact", Impact.CRITICAL),
        ("settings regions us-east-1, EU", "regions", ("us-east-1", "eu")),
        ("settings region eu", "regions", ("eu",)),
        ("settings maintenance on", "maintenance", True),
        ("settings ping @S123", "ping", Ping(who="S123")),
        (
            "settings ping <!subteam^S123|@ops> from confirmed",
            "ping",
            Ping(who="S123", grade=Grade.CONFIRMED),
        ),
        ("settings ping <@U1|joe> from suspected", "ping", Ping(who="U1", grade=Grade.SUSPECTED)),
        ("settings ping <@&123>", "ping", Ping(who="123")),
        ("settings ping <@!123>", "ping", Ping(who="u123")),
        ("settings ping @123456789012345678", "ping", Ping(who="123456789012345678")),
        ("settings editors @U1 <@U2|jo>", "editors", ("U1", "U2")),
        ("settings editors <@1><@!2>", "editors", ("1", "2")),
        ("settings cap 5", "cap", 5),
        ("settings pair discord:123", "paired", Destination(platform="discord", channel="123")),
        ("settings pair discord:<#123>", "paired", Destination(platform="discord", channel="123")),
        ("settings pair slack:#ops", "paired", Destination(platform="slack", channel="#ops")),
        ("settings pair slack:T1/C12", "paired", Destination(platform="slack", channel="C12", team="T1")),
    ],
)
def test_settings_are_set(text: str, field: str, value: object) -> None:
    outcome = told(text, IN_DISCORD if text in OF_DISCORD else CHANNEL)

    assert outcome.error is None
    assert getattr(outcome.channel, field) == value
    assert [setting.field for setting in outcome.changed] == [field]
    assert told(text, outcome.channel).changed == ()


@pytest.mark.parametrize(
    "text",
    [
        "settings severity any",
        "settings regions any",
        "settings maintenance off",
        "settings ping off",
        "settings editors everyone",
        "settings pair off",
        "quiet off",
        "settings quiet off",
        "digest off",
        "settings grade off",
    ],
)
def test_off_is_how_a_channel_begins(text: str) -> None:
    channel = CHANNEL
    for set_before in (
        "settings severity major",
        "settings regions eu",
        "settings maintenance on",
        "settings ping @S1",
        "settings editors @U1",
        "settings pair discord:1",
        "quiet 22-7 utc",
        "digest 9 utc",
        "settings grade confirmed",
    ):
        channel = told(set_before, channel).channel

    (setting,) = (outcome := told(text, channel)).changed
    assert getattr(outcome.channel, setting.field) == getattr(CHANNEL, setting.field)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("watch", "watch github"),
        ("watch all", "watch shared"),
        ("unwatch", "unwatch github"),
        ("stack\n---\n# nothing", "one vendor a line"),
        ("quiet tomorrow", "quiet 22:00-07:00 Europe/Berlin"),
        ("quiet 25-7 UTC", "22:00-07:00"),
        ("quiet 10-7am UTC", "am or pm"),
        ("quiet 22-7", "time zone"),
        ("quiet 22-7 Europe/Berln", "did you mean Europe/Berlin?"),
        ("quiet 22-7 New Yrok", "did you mean America/New_York?"),
        ("quiet 22-7 UTC+19", "no time zone"),
        ("quiet 22-7 UTC unless maybe", "suspected or probable or confirmed"),
        ("quiet 22-7 UTC drop defer", "one of the two"),
        ("digest weekly", "digest 9:00 Europe/Berlin"),
        ("digest 25:00 UTC", "9:00"),
        ("settings gradee probable", "Did you mean grade?"),
        ("settings foo", "There are grade, severity"),
        ("settings grade", "settings grade probable"),
        ("settings grade sure", "early, suspected, probable or confirmed"),
        ("settings grade coincident", "suspected, probable or confirmed"),
        ("settings severity bad", "minor, major, critical or any"),
        ("settings regions us-east-1, !!", "no region"),
        ("settings maintenance perhaps", "on, or off"),
        ("settings ping @oncall", "@S0123ABCD"),
        ("settings ping @S1 from maybe", "no grade"),
        ("settings editors @S1", "no person"),
        ("settings editors joe", "no person"),
        ("settings cap 0", "1 to 100"),
        ("settings cap many", "1 to 100"),
        ("settings pair irc:x", "discord:CHANNEL_ID"),
        ("settings pair discord:ops", "discord:123456789"),
        ("settings pair slack:C1", "itself"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write_instead(text: str, hint: str) -> None:
    outcome = told(text)

    assert outcome.error is not None
    assert hint in outcome.error
    assert outcome.channel == CHANNEL


def test_what_is_not_known_comes_with_what_may_have_been_meant() -> None:
    outcome = told("watch githb, nonsense, atlas, aws")

    assert [match.watch for match in outcome.added] == [AWS]
    assert [(miss.said, [c.value for c in miss.choices]) for miss in outcome.unknown] == [
        ("githb", ["github"]),
        ("nonsense", []),
    ]
    assert [(miss.said, [c.value for c in miss.choices]) for miss in outcome.ambiguous] == [
        ("atlas", ["atlas-data", "atlas-maps"])
    ]


def test_every_choice_can_be_typed() -> None:
    for miss in told("watch githb, atlas").ambiguous + told("watch githb").unknown:
        for choice in miss.choices:
            assert len(told(f"watch {choice.value}").added) == 1


def test_a_pasted_list_tells_what_each_name_was_read_as() -> None:
    outcome = told("stack\nGitHub (code)\ngithb\natlas\nAWS\nAI", watching(AWS))

    assert [(match.said, match.watch) for match in outcome.added] == [("GitHub", GITHUB)]
    assert [match.watch for match in outcome.already] == [AWS]
    assert [miss.said for miss in outcome.unknown] == ["githb", "AI"]
    assert [miss.said for miss in outcome.ambiguous] == ["atlas"]


def test_a_slack_channel_pairs_with_those_of_its_own_workspace_alone() -> None:
    ours = Channel(destination=Destination(platform="slack", channel="C1", team="T1"))

    assert told("settings pair slack:C2", ours).channel.paired == replace(ours.destination, channel="C2")
    assert told("settings pair slack:T1/C2", ours).channel.paired == replace(ours.destination, channel="C2")
    assert "another workspace" in (told("settings pair slack:T2/C2", ours).error or "")
    assert "itself" in (told("settings pair slack:C1", ours).error or "")
    assert told("settings pair slack:nonsense/C2", ours).error is not None
    assert told("settings pair discord:2", ours).channel.paired is not None


def test_nobody_pings_a_whole_server() -> None:
    ours = Channel(destination=Destination(platform="discord", channel="2"), guild="7")

    assert "everyone" in (told("settings ping <@&7>", ours).error or "")
    assert told("settings ping <@&8>", ours).channel.ping == Ping(who="8")


def test_a_name_is_watched_once() -> None:
    outcome = told("watch github, aws", watching(GITHUB))

    assert outcome.channel.watches == (GITHUB, AWS)
    assert [match.watch for match in outcome.already] == [GITHUB]


def test_a_full_list_takes_no_more_and_says_what_is_left_out() -> None:
    almost = watching(*(service(f"s{n}") for n in range(MAX_WATCHES - 1)))

    outcome = told("watch github, aws", almost)

    assert len(outcome.channel.watches) == MAX_WATCHES
    assert [match.watch for match in outcome.left_out] == [AWS]


def submitted(form: str, **values: str) -> CommandOutcome:
    submission = Submission(id="1", place=CHANNEL.destination, user="U1", form=form, values=values)
    return carry_out(command_of_form(submission, CONTEXT), CHANNEL, CONTEXT)


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("grade", "probable", "settings grade probable"),
        ("grade", "sure", "settings grade sure"),
        ("severity", "major", "settings severity major"),
        ("severity", "any", "settings severity any"),
        ("regions", "us-east-1, eu", "settings regions us-east-1, eu"),
        ("regions", "", "settings regions any"),
        ("regions", "!!", "settings regions !!"),
        ("maintenance", "on", "settings maintenance on"),
        ("ping", "@S123 from confirmed", "settings ping @S123 from confirmed"),
        ("ping", "", "settings ping off"),
        ("ping", "@oncall", "settings ping @oncall"),
    ],
)
def test_a_form_does_what_typing_does(field: str, value: str, typed: str) -> None:
    assert submitted("settings", **{field: value}) == told(typed)


def test_a_pasted_form_does_what_typing_does() -> None:
    assert submitted("stack", vendors="- GitHub\n- foo") == told("stack\n- GitHub\n- foo")
    assert submitted("stack", vendors="").error is not None


def test_a_form_with_something_wrong_sets_nothing_and_says_all_of_it() -> None:
    outcome = submitted("settings", grade="probable", regions="!!", ping="@oncall")

    assert outcome.channel == CHANNEL
    assert outcome.error is not None
    assert "no region" in outcome.error
    assert "@oncall" in outcome.error


def test_a_form_sent_as_it_came_changes_nothing() -> None:
    channel = told("settings ping <@!12> from confirmed", told("settings regions eu, us").channel).channel
    form = settings_form(channel)
    values = {field.id: field.value for field in form.fields}
    submission = Submission(id="1", place=CHANNEL.destination, user="U1", form=form.id, values=values)

    outcome = carry_out(command_of_form(submission, CONTEXT), channel, CONTEXT)

    assert outcome.channel == channel
    assert outcome.changed == ()


def test_every_page_and_every_check_has_a_command_in_the_table() -> None:
    asked = [command for entry in COMMANDS for _, command in entry.phrases]
    made = [page for page in vars(pages).values() if getattr(page, "__module__", "") == pages.__name__]

    assert [page.__name__ for page in made if ShowPage(page=page) not in asked] == []
    assert [check for check in Check if RunCheck(check=check) not in asked] == []


def test_every_reader_behind_a_commands_word_is_in_the_table() -> None:
    perhaps = [str, CommandContext, Command | None]
    asked = {read for entry in COMMANDS for _, read in entry.verbs}
    readers = {
        one
        for module in (setting_commands, watches)
        for one in vars(module).values()
        if isfunction(one) and one.__module__ == module.__name__ and not one.__name__.startswith("_")
        if list(get_type_hints(one).values()) in ([str, CommandContext, Command], perhaps)
    }

    assert {reader.__name__ for reader in readers - asked} == set()


def test_every_field_of_a_channel_but_these_is_a_setting() -> None:
    others = {"destination", "watches", "since", "guild"}

    assert sorted(setting.field for setting in SETTINGS) == sorted(
        field.name for field in fields(Channel) if field.name not in others
    )


def test_every_setting_is_heeded_where_it_is_neither_set_nor_shown() -> None:
    bot = Path(__file__).parents[2] / "bot"
    read = {
        node.attr
        for path in bot.rglob("*.py")
        if path != bot / "channel_commands" / "settings.py" and "rendering" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }

    assert {setting.field for setting in SETTINGS} - read == set()


def test_no_two_buttons_answer_to_one_press() -> None:
    actions = [button.value.action for button in CardButton]

    assert len(actions) == len(set(actions))
    assert [pressed(button.about("x:y").action) for button in CardButton] == [(b, "x:y") for b in CardButton]


def test_no_two_settings_answer_to_one_name() -> None:
    names = [name for setting in SETTINGS for name in setting.names]

    assert len(names) == len(set(names))


def test_forms_fit_every_platform() -> None:
    channel = watching(GITHUB)
    for form in (settings_form(channel), stack_form(channel, CATALOG)):
        assert len(form.title) <= 24
        assert 1 <= len(form.fields) <= 5
        for field in form.fields:
            assert len(field.label) <= 45
            assert len(field.hint) <= 100
            assert not field.choices or field.value in {choice.value for choice in field.choices}


def test_every_command_of_the_manual_is_one_without_a_mistake() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "chat.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n(.+?)```", manual, re.DOTALL)
    lines = [
        line for block in blocks for line in ([block] if block.startswith("stack") else block.splitlines())
    ]
    lines += re.findall(
        r"`((?:watch|unwatch(?= )|settings|digest|quiet|stack|list|test|health)\b[^`]*)`", manual
    )

    assert len(lines) > 30
    assert [line for line in lines if told(line).error] == []


def test_a_form_of_another_time_is_refused() -> None:
    assert submitted("older").error is not None


words = st.sampled_from(
    [
        "watch", "unwatch", "stack", "quiet", "digest", "settings", "set", "add", "grade", "ping", "regions",
        "pair", "editors", "cap", "github", "all", "22-7", "9:00", "Europe/Berlin", "UTC+2", "unless", "from",
        "confirmed", "mon-fri", "off", "<@U1>", "<@&1>", "discord:1", "slack:T/", "\n", ",", ":", "=", "|",
        "²", "٣", "99999999999", "\u202e", "[", "(", "https://", "<https://x|", HOSTILE, "x" * 500,
    ]
)  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(words, max_size=12).map(" ".join))


@given(texts)
def test_whatever_is_written_nothing_raises(text: str) -> None:
    for said in (
        text,
        f"watch {text}",
        f"stack\n{text}",
        f"quiet {text}",
        f"digest {text}",
        f"settings {text}",
    ):
        command = command_in(said, CONTEXT)
        if command is not None:
            outcome = carry_out(command, CHANNEL, CONTEXT)
            assert len(outcome.channel.watches) <= MAX_WATCHES
            assert isinstance(command, ChangeWatches | ChangeSettings) or outcome.channel == CHANNEL
            assert isinstance(command, InvalidCommand) <= (outcome.error is not None)


@given(st.sampled_from(["settings", "stack"]), st.lists(texts, min_size=6, max_size=6))
def test_whatever_is_in_a_form_nothing_raises(form: str, values: list[str]) -> None:
    fields = ("grade", "severity", "regions", "maintenance", "ping", "vendors")

    assert submitted(form, **dict(zip(fields, values, strict=True))).channel is not None


@pytest.mark.timeout(60)  # a second, unless a pattern backtracks
def test_long_texts_are_read_in_no_time() -> None:
    for text in (
        "watch " + "a" * 60_000,
        "stack\n" + "x, " * 20_000,
        "stack\n" + "- unheard of\n" * 5_000,
        "stack\n" + "".join(f"nobody {n}\n" for n in range(3_000)),
        "watch " + "github " * 8_000,
        "quiet " + "1-" * 30_000,
        "settings regions " + "a," * 30_000,
        "settings ping " + "@" * 60_000,
        "digest " + "mon " * 15_000,
        f"watch a{' ' * 40_000}b",
        f"watch {'here ' * 12_000}b",
        f"settings grade a{' ' * 40_000}b",
        f"stack\na{' ' * 40_000}b\nc",
        "stack\na" + " \t" * 20_000 + "b\nc",
        f"stack\na\n{' ' * 40_000}b",
        "stack\na\n" + "[" * 60_000,
        "stack\na\n" + "[a](" * 15_000,
        "stack\na\n" + "<http://" * 7_500,
        "stack\n" + "".join(f"a{n}.bc,\n" for n in range(6_000)),
        "watch " + "<http://" * 7_500,
    ):
        told(text)


def test_what_is_known_of_two_names_is_not_lost_with_a_slip() -> None:
    outcome = told("watch github and nonsensical")

    assert [watch.target for watch in outcome.channel.watches] == ["github"]
    assert [miss.said for miss in outcome.unknown] == ["nonsensical"]


def test_a_category_that_is_none_gets_those_that_it_may_be() -> None:
    outcome = told("watch all developr tools")

    assert [choice.value for miss in outcome.unknown for choice in miss.choices] == ["all developer tools"]
