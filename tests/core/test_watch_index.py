"""The index of watches: it finds whom a look at every channel finds, whatever was set and removed before."""

from collections.abc import Sequence
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.chat_platforms import TRAITS
from bot.alerting.matching import concerns
from bot.alerting.spellings import each_once
from bot.alerting.watch_index import WatchIndex
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.domain.service import NamedComponent
from bot.domain.status import ComponentStatus, Impact
from bot.domain.subject import OURSELVES, NoticeSubject, Subject
from tests.builders import a_catalog, a_look, a_member, a_report, a_service, an_incident
from tests.chat_builders import SHARED, a_channel, a_notice, of, watching

MAJOR = Watch(kind=WatchKind.MAJOR)
SERVICES = ("aws", "aws/us-east-1", "discord", "slack", "openai", "unheard-of")
CATALOG = a_catalog(
    services=(
        a_service("aws", category="cloud"),
        a_service("aws/us-east-1", category="cloud", parent="aws", sources=()),
        a_service("discord", components=(NamedComponent(id="voice", name="Voice", aliases=("calls",)),)),
        "slack",
        a_service("openai", category="ai"),
    ),
    edges=(("discord", "aws/us-east-1"), ("openai", "aws")),
)
WATCHES = (
    SHARED,
    MAJOR,
    *watching(*SERVICES),
    *watching("discord", component="voice"),
    *watching("discord", component="API"),
    *(
        Watch(kind=WatchKind.CATEGORY, target=name)
        for name in ("cloud", "chat", "ai", "infrastructure", "no")
    ),
)
PLACES = tuple(
    Destination(platform=platform, channel=channel, team=team)
    for platform, team, channel in product(("slack", "discord", "gone"), ("", "T1"), ("#ops", "C1", "C2"))
)
NAMES: tuple[dict[str, str], ...] = (
    {},
    {"slack:C1": "slack:#ops"},
    {"slack:C2": "slack:#ops", "slack:T1/C1": "slack:T1/#ops", "discord:T1/C1": "discord:T1/C2"},
)
SUBJECTS: tuple[Subject, ...] = (
    *(
        of(an_incident(root=root, members=tuple(map(a_member, members)), look=a_look() if members else None))
        for root, members in product(("aws", "aws/us-east-1", "discord", "unknown"), ((), ("openai",)))
    ),
    *(
        NoticeSubject(
            notice=a_notice(service, status=status, report=a_report(impact=impact, components=components))
        )
        for service, (status, impact), components in product(
            (*SERVICES, OURSELVES),
            ((ComponentStatus.MAJOR_OUTAGE, None), (ComponentStatus.OPERATIONAL, Impact.MINOR)),
            ((), ("Voice",), ("Group - Calls", "api")),
        )
    ),
)
CHANNELS = st.builds(
    lambda place, watches, paired: a_channel(place, watches=tuple(watches), paired=paired),
    st.sampled_from(PLACES),
    st.lists(st.sampled_from(WATCHES), max_size=4),
    st.none() | st.sampled_from(PLACES),
)
STEPS = st.lists(st.tuples(CHANNELS, st.booleans()), max_size=20)


def every_channel(fixed: Sequence[Channel], stored: dict[str, Channel]) -> dict[Destination, Channel]:
    return {one.destination: one for one in (*fixed, *(stored[name] for name in sorted(stored)))}


@given(
    fixed=st.lists(CHANNELS, max_size=3, unique_by=lambda channel: channel.destination),
    steps=STEPS,
    names=st.sampled_from(NAMES),
    told=st.frozensets(st.sampled_from(tuple(map(str, PLACES)))),
)
@example(
    fixed=[],
    steps=[(a_channel(place, watches=(watch,)), True) for place, watch in zip(PLACES, WATCHES, strict=False)],
    names={},
    told=frozenset(),
)
@example(fixed=[], steps=[(a_channel(place), True) for place in PLACES], names=NAMES[2], told=frozenset())
def test_it_finds_whom_a_look_at_every_channel_finds(
    fixed: list[Channel], steps: list[tuple[Channel, bool]], names: dict[str, str], told: frozenset[str]
) -> None:
    index, stored = WatchIndex(CATALOG, TRAITS, fixed), dict[str, Channel]()
    for channel, is_set in steps:
        name = str(channel.destination)
        if is_set:
            index.put(channel)
            stored[name] = channel
        elif name in stored:
            index.drop(stored.pop(name))
    channels = every_channel(fixed, stored)
    pairs = {str(one.paired) for one in channels.values() if one.paired}

    assert index.known(told) == told & {*map(str, channels), *pairs}
    for subject in SUBJECTS:
        found = [to for to, one in channels.items() if concerns(one, subject, CATALOG, TRAITS)]
        assert index.concerned(subject) == {*map(str, found)}
        once = index.each_once({*map(str, found)}, index.ambiguous(names), names, told)
        assert once == {*map(str, each_once(found, names, told))}
