"""What a channel is told of itself: the first line says it, long lists are counted, nobody is pinged."""

from dataclasses import replace
from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.discord.embeds import content_for, embed_for
from adapters.chat.shared.terminal_text import text_of
from adapters.chat.slack.blocks import blocks_for, fallback_text
from adapters.chat_platforms import TRAITS
from bot.channel_commands.command import ChangeSettings, Command, ShowPage
from bot.channel_commands.context import CommandContext
from bot.channel_commands.help import render_commands
from bot.channel_commands.outcome import carry_out
from bot.channel_commands.parser import command_in
from bot.channel_commands.settings import PAIR, SETTINGS
from bot.channel_commands.table import COMMANDS
from bot.domain.channel import Channel, DigestSchedule, Ping, QuietHours, Watch, WatchKind
from bot.domain.command_outcome import CommandOutcome, WatchMatch, WatchMiss, WatchVerb
from bot.domain.contact import Choice
from bot.domain.incident import Grade
from bot.domain.message import Destination, Message
from bot.domain.service import NamedComponent
from bot.domain.status import Impact
from bot.questions.names import Names
from bot.rendering.channel.outcome import render_outcome
from bot.rendering.channel.words import quiet_words
from tests.builders import a_catalog, a_service
from tests.servers.respondent import HOSTILE

ACTIONS = NamedComponent(id="actions", name="GitHub Actions", aliases=("gh actions",))
MANY = tuple(a_service(f"s{n}", name=f"Service {n}", category=f"c{n % 30}") for n in range(60))
CATALOG = a_catalog(
    (
        a_service("github", name="GitHub", category="developer-tools", components=(ACTIONS,)),
        a_service("aws", name="AWS", category="cloud-hosting"),
        a_service("openai", name="OpenAI", category="ai"),
        a_service("discord", category="communication"),
        *MANY,
    ),
    (("discord", "aws"),),
)
CONTEXT = CommandContext(names=Names(CATALOG), catalog=CATALOG, traits=TRAITS)
CHANNEL = Channel(destination=Destination(platform="slack", channel="C1"))


def service(target: str, component: str | None = None) -> Watch:
    return Watch(kind=WatchKind.SERVICE, target=target, component=component)


def told(text: str, channel: Channel = CHANNEL) -> tuple[Channel, Message]:
    command = command_in(text, CONTEXT)
    assert command is not None, text
    outcome = carry_out(command, channel, CONTEXT)
    return outcome.channel, render_outcome(outcome, CATALOG, TRAITS)


# Whatever can be looked at.
PAGES: tuple[Command, ...] = (
    *(command for entry in COMMANDS for _, command in entry.phrases if isinstance(command, ShowPage)),
    *(ShowPage(page=setting.page) for setting in SETTINGS),
)


def shown(page: Command, channel: Channel) -> CommandOutcome:
    return carry_out(page, channel, CONTEXT)


def first_line(text: str, channel: Channel = CHANNEL) -> str:
    return told(text, channel)[1].headline


def test_a_part_that_only_the_page_knows_is_taken_on_trust_and_that_is_said() -> None:
    assert "Check the spelling" in text_of(told("watch github: Pages")[1])
    assert "Check the spelling" not in text_of(told("watch gh actions")[1])


def test_a_pair_is_told_what_the_other_channel_must_write() -> None:
    far = Destination(platform="discord", channel="7")
    outcome = CommandOutcome(channel=replace(CHANNEL, paired=far), sets=(PAIR,), changed=(PAIR,))

    said = text_of(render_outcome(outcome, CATALOG, TRAITS))

    assert f"settings pair {CHANNEL.destination}" in said


def test_the_first_line_says_what_was_done() -> None:
    channel = told("watch github, aws")[0]

    assert first_line("watch github, gh actions") == "Now watching GitHub and GitHub Actions"
    assert first_line("watch github: Pages") == "Now watching GitHub: Pages"
    assert first_line("watch all ai") == "Now watching all ai"
    assert first_line("watch github", channel) == "Already watching GitHub"
    assert first_line("unwatch github", channel) == "No longer watching GitHub"
    assert first_line("unwatch openai", channel) == "Not on the list: OpenAI"
    assert first_line("unwatch all") == "This channel watches nothing."
    assert first_line("watch githb") == "I do not know “githb”. Did you mean GitHub?"
    assert first_line("settings grade suspected") == "Saved grade: suspected or better"
    assert first_line("settings cap 10") == "Unchanged: cap: 10 new cards in ten minutes"
    assert first_line("stack\ngithub\nfoo") == "Imported 1 service; 1 name not matched"
    assert first_line("quiet") == "Quiet hours: none"
    assert first_line("settings cap many").startswith("“many” is no cap")


def test_a_list_of_nothing_says_how_to_begin() -> None:
    assert first_line("list") == "Watching nothing yet: try watch github"


def test_a_list_shows_what_is_watched_and_how() -> None:
    channel = replace(
        CHANNEL,
        watches=(
            service("github"),
            service("github", "actions"),
            service("aws"),
            service("left-since"),
            Watch(kind=WatchKind.SHARED),
            Watch(kind=WatchKind.CATEGORY, target="ai"),
            Watch(kind=WatchKind.CATEGORY, target="infrastructure"),
        ),
        impact=Impact.MAJOR,
        grade=Grade.PROBABLE,
        regions=("eu",),
        maintenance=True,
        ping=Ping(who="12", grade=Grade.CONFIRMED),
        editors=("U1",),
        quiet=QuietHours(start=time(22), end=time(7), zone="Europe/Berlin", unless=Grade.CONFIRMED),
        digest=DigestSchedule(at=time(9), zone="UTC", days=frozenset(range(5))),
        paired=Destination(platform="discord", channel="7"),
    )

    shown = text_of(told("list", channel)[1])

    for words in (
        "developer tools (2): GitHub and GitHub Actions",
        "cloud hosting (1): AWS",
        "no longer in the catalogue (1): left-since",
        "every shared incident",
        "all ai (1 service)",
        "all infrastructure (1 service)",
        "severity: major or worse",
        "grade: probable or better",
        "regions: eu",
        "maintenance: on",
        "ping: role 12, confirmed",
        "editors: U1",
        "22:00 to 07:00 Europe/Berlin, every day",
        "deferred until they end; confirmed comes through",
        "digest: 09:00 UTC, Mon to Fri",
        "pair: discord:7",
    ):
        assert words in shown


def test_long_lists_are_counted() -> None:
    pasted = "\n".join([*(f"Service {n}" for n in range(46)), *(f"nobody {n}" for n in range(20))])
    channel, message = told(f"stack\n{pasted}")

    assert "… and 31 more" in text_of(message)
    assert "… and 5 more" in text_of(message)
    assert "… and 10 more" in text_of(told("list", channel)[1])


def test_every_command_of_the_help_is_understood() -> None:
    for line in render_commands().sections[0].lines:
        text = getattr(line[0], "value", "")
        assert command_in(text, CONTEXT) is not None, text


hostile = st.one_of(
    st.text(max_size=100),
    st.sampled_from(
        [HOSTILE, "\u202e\u2066x", "<!channel> <@U1>", "@everyone", "](https://evil.example)", "x" * 900]
    ),
)
watches = st.builds(
    Watch,
    kind=st.sampled_from(WatchKind),
    target=st.one_of(hostile, st.sampled_from(["github", "ai", "infrastructure"])),
    component=st.one_of(st.none(), hostile),
)
matches = st.lists(st.builds(WatchMatch, said=hostile, watch=watches), max_size=40).map(tuple)
choices = st.lists(st.builds(Choice, label=hostile, value=hostile), max_size=4).map(tuple)
misses = st.lists(st.builds(WatchMiss, said=hostile, choices=choices), max_size=40).map(tuple)
channels = st.builds(
    Channel,
    destination=st.just(CHANNEL.destination),
    watches=st.lists(watches, max_size=60).map(tuple),
    regions=st.lists(hostile, max_size=20).map(tuple),
    editors=st.lists(hostile, max_size=30).map(tuple),
    ping=st.builds(Ping, who=hostile),
    paired=st.builds(Destination, platform=hostile, channel=hostile),
)
outcomes = st.one_of(
    st.builds(shown, st.sampled_from(PAGES), channels),
    st.builds(CommandOutcome, channel=channels, error=hostile.filter(str.strip)),
    st.builds(
        CommandOutcome,
        channel=channels,
        verb=st.sampled_from(WatchVerb),
        added=matches,
        already=matches,
        left_out=matches,
        removed=matches,
        absent=matches,
        unknown=misses,
        ambiguous=misses,
    ),
)


@given(outcomes)
def test_every_platform_takes_it_and_nobody_is_pinged(outcome: CommandOutcome) -> None:
    message = render_outcome(outcome, CATALOG, TRAITS)

    assert len(message.headline) <= 200
    assert "\n" not in message.headline
    embed = embed_for(message)
    assert len(content_for(message)) <= 2000
    assert len(embed.get("description", "")) <= 4096
    assert len(blocks_for(message)) <= 50
    in_discord, in_slack = content_for(message) + embed.get("description", ""), fallback_text(message)
    assert "@everyone" not in in_discord
    for danger in ("<!channel>", "<@U1", "\u202e", "\u2066"):
        assert danger not in in_discord + in_slack


def test_every_outcome_has_words() -> None:
    outcome = carry_out(ChangeSettings(changes=()), CHANNEL, CONTEXT)
    assert render_outcome(outcome, CATALOG, TRAITS).headline
    for page in PAGES:
        assert render_outcome(shown(page, CHANNEL), CATALOG, TRAITS).headline


def test_quiet_hours_around_the_clock_are_a_whole_day() -> None:
    quiet = QuietHours(start=time(0), end=time(0), zone="UTC", days=frozenset({5, 6}), defers=False)

    assert quiet_words(quiet) == "all day, UTC, Sat and Sun; what comes in between is dropped"
