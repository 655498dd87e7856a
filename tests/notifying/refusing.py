"""The promise about refusals, under random ones: many channels, each with whatever its platform thinks of."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from bot.clock import SimulatedClock
from bot.domain.message import Destination
from bot.domain.refusal import Refusal
from bot.errors import DeliveryError, RateLimited, Undeliverable
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.outbox import Outbox
from tests.builders import NOON, at
from tests.chat_builders import a_channel, of, over, publish
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage, joined
from tests.servers.memory_chat import MemoryChat, Posted, Trouble

CHANNELS: Final = 10
TROUBLES: Final = {
    "never": Trouble(Undeliverable("never", Refusal.MESSAGE), is_late=False),
    "unknown": Trouble(Undeliverable("what?", Refusal.UNKNOWN), is_late=False),
    "form": Trouble(Undeliverable("too long", Refusal.FORM), is_late=False),
    "hangs": Trouble(DeliveryError("no answer"), is_late=False),
    "lost": Trouble(DeliveryError("answer lost"), is_late=True),
    "locked": Trouble(Undeliverable("locked", Refusal.THREAD), is_late=False),
}
ILLNESSES: Final = {
    "ill": Trouble(Undeliverable("not_in_channel", Refusal.CHANNEL), is_late=False),
    "out": Trouble(Undeliverable("invalid_auth", Refusal.ACCOUNT), is_late=False),
    "down": Trouble(DeliveryError("503"), is_late=False),
    "busy": Trouble(RateLimited("slowly", retry_after_seconds=86_400), is_late=False),
}
# An illness is noticed to be over after our longest wait at the latest.
NOTICED_AFTER: Final = timedelta(minutes=11)
# What stands in no ill channel and met nothing itself waits for a pass that two others made fail, at most.
AT_ONCE: Final = timedelta(seconds=30)
IN_ONE_GO: Final = timedelta(seconds=8)
FIRST, SECOND, SHORT = an_outage(1, NOON), an_outage(2, at(12, 2)), an_outage(4, at(12, 10))
LIFE: Final = (
    (at(12), of(FIRST)),
    (at(12, 2), of(SECOND)),
    (at(12, 5), of(joined(FIRST, "s3", at(12, 5)))),
    (at(12, 10), of(SHORT)),
    (at(12, 12), of(over(SHORT, at=at(12, 12)))),
    (at(12, 25), of(replace(over(joined(FIRST, "s3", at(12, 5)), at=at(12, 25)), version=9))),
)
OPENED: Final = {"inc-1": NOON, "inc-2": at(12, 2), "inc-4": at(12, 10)}
BEGAN_WITH: Final = {"inc-1": "Cloudflare", "inc-2": "S2", "inc-4": "Cloudflare"}


@dataclass
class Script:
    """What one channel's platform does: to the calls about each subject in turn, and to all for a while."""

    troubles: dict[str, list[str]]
    illness: tuple[str, int, int] | None
    finally_refused: set[str] = field(default_factory=set)

    def illness_at(self, now: datetime) -> Trouble | None:
        if self.illness is None:
            return None
        kind, begin, minutes = self.illness
        since = at(12) + timedelta(minutes=begin)
        return ILLNESSES[kind] if since <= now < since + timedelta(minutes=minutes) else None

    @property
    def well_from(self) -> datetime:
        return at(12) if self.illness is None else at(12) + timedelta(minutes=sum(self.illness[1:]))

    def next(self, subject: str, now: datetime, *, is_in_thread: bool) -> Trouble | None:
        if (ill := self.illness_at(now)) is not None:
            return ill
        left = self.troubles.get(subject, [])
        if not left or (left[0] == "locked" and not is_in_thread):
            return None
        kind = left.pop(0)
        if kind == "never":
            self.finally_refused.add(subject)
        return TROUBLES[kind]


SCRIPT: Final = st.builds(
    Script,
    st.fixed_dictionaries(
        {}, optional={id_: st.lists(st.sampled_from(sorted(TROUBLES)), max_size=4) for id_ in OPENED}
    ),
    st.none()
    | st.tuples(st.sampled_from(sorted(ILLNESSES)), st.integers(0, 15), st.sampled_from([1, 4, 20, 45])),
)


def a_scripted_chat(scripts: list[Script], clock: SimulatedClock) -> MemoryChat:
    def fate(_call: str, channel: str, nonce: str, in_thread: bool) -> Trouble | None:  # noqa: FBT001
        return scripts[int(channel)].next(
            nonce.split(":", maxsplit=1)[0], clock.now(), is_in_thread=in_thread
        )

    return MemoryChat(clock=clock, fate=fate)


async def live_until(redis: Client, desk: Desk, clock: SimulatedClock, end: datetime) -> None:
    """Deliver whatever is due, at its own time."""
    outbox = Outbox(redis, "looking")
    for _ in range(2_000):
        due = await outbox.next_due()
        if due is None or due > end:
            break
        # What is due within the same seconds is done in one go.
        await clock.advance_to(min(max(due, clock.now()) + IN_ONE_GO, end))
        await desk.drain()
    else:
        raise AssertionError("what is due is never done")
    await clock.advance_to(max(end, clock.now()))


async def lived_through(redis: Client, scripts: list[Script]) -> MemoryChat:
    """Everything that was posted until long after the last that happened."""
    await redis.flushall()
    clock = SimulatedClock(NOON)
    chat = a_scripted_chat(scripts, clock)
    for number in range(len(scripts)):
        channel = a_channel(Destination(platform="memory", channel=str(number)))
        await Channels(redis).save(channel, NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=EDITS)
    for moment, subject in LIFE:
        await live_until(redis, desk, clock, moment)
        await publish(redis, subject)
        await desk.drain()
    await live_until(redis, desk, clock, at(13, 40))
    return chat


def assert_promise(script: Script, troubles: dict[str, list[str]], posted: list[Posted]) -> None:
    """All that was not itself refused for good is there, in its time, and once."""
    assert len({post.nonce for post in posted}) == len(posted)
    missed = [post for post in posted if post.nonce.startswith("missed:")]
    assert len(missed) <= 2
    for id_, opened in OPENED.items():
        if id_ in script.finally_refused:
            continue
        cards = [post for post in posted if post.nonce.startswith(f"{id_}:")]
        assert cards or missed, f"{id_} is missing"
        if id_ == "inc-2":
            assert cards, "what is open is told"
        told_at = min((post.at for post in (cards or missed) if post.at), default=opened)
        if not troubles.get(id_):
            is_ill = script.illness is not None
            due = max(opened, script.well_from + NOTICED_AFTER) if is_ill else opened + AT_ONCE
            assert told_at <= due, f"{id_} is late: {told_at}"
        if id_ == "inc-1" and cards:
            assert any("outage is over" in post.headline for post in (*cards, *missed)), "its end is told"


async def assert_promises(redis: Client, scripts: list[Script]) -> None:
    """The promise, of each of these channels."""
    troubles = [{id_: list(kinds) for id_, kinds in script.troubles.items()} for script in scripts]
    chat = await lived_through(redis, scripts)
    for number, script in enumerate(scripts):
        assert_promise(script, troubles[number], [p for p in chat.posted if p.channel == str(number)])


SCRIPTS: Final = st.lists(SCRIPT, min_size=CHANNELS, max_size=CHANNELS)
"""So many runs at once, over one store."""
