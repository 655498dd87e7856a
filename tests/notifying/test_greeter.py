"""Hello, once to each channel ever, whatever becomes of the others; and what comes first when we start."""

from datetime import timedelta

import pytest

from bot.alerting.channel_health import ChannelHealth
from bot.alerting.matching import concerns
from bot.alerting.routing import announced_channels
from bot.clock import SimulatedClock
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.domain.status import ComponentStatus, Impact
from bot.domain.subject import NoticeSubject
from bot.errors import DeliveryError
from bot.notifying.greeter import Greeter
from bot.notifying.outset import outset_of
from bot.rendering.first_words import OpenTrouble, Outset, first_look, start_lines
from bot.storage.channels import ChannelHealths
from bot.storage.client import Client
from bot.storage.stores import stores_of
from tests.builders import NOON, a_catalog, a_report, a_service, a_source
from tests.chat_builders import ALL_TRAITS, a_notice, watching
from tests.servers.memory_chat import MemoryChat

ONE, TWO = (Destination(platform="memory", channel=name) for name in ("one", "two"))
TERMINAL = Destination(platform="console", channel="terminal")


class Hurried(SimulatedClock):
    """A clock that has no time to wait."""

    async def sleep(self, duration: timedelta) -> None:
        await super().sleep(duration * 0)


def a_greeter(client: Client, chat: MemoryChat, clock: SimulatedClock, *to: Destination) -> Greeter:
    stores = stores_of(client, "g1")
    return Greeter(
        greetings=stores.greetings,
        records=stores.sources,
        platforms={"memory": chat},
        destinations=to,
        catalog=a_catalog(),
        clock=clock,
        traits=ALL_TRAITS,
        outset=Outset(pages=2, takes=timedelta(minutes=5)),
    )


async def test_field_d3_a_channel_is_greeted_once_ever_and_one_that_was_told_things_never(
    redis: Client,
) -> None:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    await ChannelHealths(redis).save(str(TWO), ChannelHealth())

    for _ in range(2):
        await a_greeter(redis, chat, clock, ONE, TWO).greet()

    assert [(post.channel, post.headline[:5]) for post in chat.posted] == [("one", "Hello")]


async def test_field_d3_a_channel_that_refuses_keeps_no_other_from_its_hello(redis: Client) -> None:
    chat, clock = MemoryChat(refuses={"one"}), SimulatedClock(NOON)

    await a_greeter(redis, chat, clock, ONE, TWO).greet()

    assert [post.channel for post in chat.posted] == ["two"]


async def test_a_hello_that_did_not_arrive_is_said_later(redis: Client) -> None:
    chat = MemoryChat()
    chat.fail("send", DeliveryError("not now"))

    await a_greeter(redis, chat, Hurried(NOON), ONE).greet()

    assert len(chat.posted) == 1


@pytest.mark.parametrize(
    ("impact", "status", "told"),
    [
        (Impact.CRITICAL, ComponentStatus.PARTIAL_OUTAGE, True),
        (Impact.MAJOR, ComponentStatus.DEGRADED_PERFORMANCE, True),
        (None, ComponentStatus.MAJOR_OUTAGE, True),
        (Impact.MINOR, ComponentStatus.MAJOR_OUTAGE, True),
        (Impact.MINOR, ComponentStatus.PARTIAL_OUTAGE, False),
        (None, ComponentStatus.DEGRADED_PERFORMANCE, False),
    ],
)
def test_field_d3_a_terminal_hears_of_major_outages_until_something_is_watched_there(
    impact: Impact | None, status: ComponentStatus, *, told: bool
) -> None:
    subject = NoticeSubject(notice=a_notice(report=a_report(impact=impact), status=status))
    (quiet,) = announced_channels((), (), ALL_TRAITS)
    watches = Channel(destination=TERMINAL, watches=(*quiet.watches, *watching("github")))

    assert quiet.destination == TERMINAL
    assert concerns(quiet, subject, a_catalog(), ALL_TRAITS) is told
    assert not concerns(watches, subject, a_catalog(), ALL_TRAITS)


def test_the_terminal_is_told_only_where_nobody_has_said_who_is() -> None:
    watched = Channel(destination=ONE, watches=watching("github"))

    assert announced_channels((), (watched,), ALL_TRAITS) == ()
    (ops,) = announced_channels((ONE,), (), ALL_TRAITS)
    assert ops.watches == (Watch(kind=WatchKind.SHARED),)


def test_the_start_says_how_much_is_read_how_fast_and_what_is_watched() -> None:
    sought = a_source("stripe", format="")
    catalog = a_catalog(["github", a_service("stripe", sources=(sought,))], ())
    outset = outset_of(
        catalog,
        (Channel(destination=TERMINAL, watches=watching("github")),),
        (Channel(destination=TERMINAL),),
        ("console", "slack"),
        ALL_TRAITS,
        types_here=True,
    )

    reading, watched, announced, typed = start_lines(outset)
    assert reading.startswith("Reading 1 page: the first round takes about 2 min; 1 more, whose format")
    assert reading.endswith("within 6 h")
    assert watched == "Watched by 1 channel, and read first: Github"
    assert announced == "Shared incidents are announced to console:terminal"
    assert typed.startswith("Type a question or a command here: is github down?")
    assert "In slack: is github down?" in typed


def test_a_first_look_lists_what_is_worst_first_and_owns_up_to_having_read_nothing() -> None:
    many = [
        OpenTrouble(service=f"S{n}", status=ComponentStatus.DEGRADED_PERFORMANCE, title="slow")
        for n in range(11)
    ]
    look = first_look(
        20, 20, [*many, OpenTrouble(service="X", status=ComponentStatus.MAJOR_OUTAGE, title="down")]
    )

    assert look.sections[0].more == 2
    assert "X: major outage, down" in str(look.sections[0].lines[0])
    assert "none of 20 pages read" in first_look(0, 20, []).headline
