"""Lost answers: whatever was posted is there once, and says what is true, on both platforms."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import time, timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.clock import SimulatedClock
from bot.domain.channel import DigestSchedule
from bot.domain.message import Destination
from bot.domain.subject import Subject
from bot.ports import ChatPlatform
from bot.storage.channels import Channels
from bot.storage.client import Client
from tests.builders import NOON, at
from tests.chat_builders import a_channel, of, over, publish
from tests.desk import Desk, a_desk
from tests.notifying.outages import CATALOG, EDITS, an_outage, joined
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_clients import connected
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client

FIRST = an_outage(1, NOON)
GREW = joined(FIRST, "s3", at(12, 2))
ENDED = replace(over(GREW, at=at(12, 30)), version=9)


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    with capture_logs():
        yield


@dataclass
class Side:
    """A platform, its stand-in, and who tells it."""

    redis: Client
    clock: SimulatedClock
    fake: FakeSlack | FakeDiscord
    platform: ChatPlatform
    desk: Desk

    @property
    def texts(self) -> list[str]:
        """What stands in the channel and in the threads of its cards, but for what others say."""
        if isinstance(self.fake, FakeSlack):
            found = [message["text"] for message in self.fake.messages("C1")]
        else:
            cards = [message["id"] for message in self.fake.messages("60")]
            places = ("60", *cards)
            found = [message["content"] for place in places for message in self.fake.messages(place)]
        return [text for text in found if "chatter" not in text]

    def lose(self, act: str) -> None:
        """Carry out the next call of a kind, and lose the answer."""
        if isinstance(self.fake, FakeSlack):
            self.fake.lose_answer("chat.update" if act == "edit" else "chat.postMessage")
        else:
            card = self.fake.messages("60")[0]["id"] if self.fake.messages("60") else ""
            path = {"edit": f"/messages/{card}", "thread": f"/channels/{card}/messages"}
            self.fake.lose_answer(path.get(act, "/messages"), 503)

    async def tell(self, *subjects: Subject) -> None:
        await publish(self.redis, *subjects)
        await self.desk.drain()

    async def wait(self, minutes: int) -> None:
        """Let time pass, in which Discord forgets what it knows of nonces."""
        if isinstance(self.fake, FakeDiscord):
            self.fake.forget_nonces()
        await self.clock.advance(timedelta(minutes=minutes))
        await self.desk.drain()

    async def restart(self) -> None:
        """Another process takes over."""
        name = "slack" if isinstance(self.fake, FakeSlack) else "discord"
        self.desk = await a_desk(self.redis, CATALOG, self.clock, {name: self.platform}, edits=EDITS)
        await self.desk.router.catch_up()

    async def chatter(self, count: int) -> None:
        """Others write in the channel."""
        is_slack = isinstance(self.fake, FakeSlack)
        url = f"{self.fake.api}chat.postMessage" if is_slack else f"{self.fake.api}/channels/60/messages"
        async with aiohttp.ClientSession() as session:
            for n in range(count):
                words = f"chatter {n}"
                body = {"channel": "C1", "text": words} if is_slack else {"content": words, "nonce": words}
                async with session.post(url, json=body, headers={"Authorization": "Bearer x"}) as response:
                    assert response.status == 200


@asynccontextmanager
async def on_slack(redis: Client, digest: DigestSchedule | None = None) -> AsyncIterator[Side]:
    clock, place = SimulatedClock(NOON), Destination(platform="slack", channel="C1")
    async with fake_slack() as fake:
        await Channels(redis).save(replace(a_channel(place), digest=digest, since=NOON), NOON)
        platform = a_client(fake)
        desk = await a_desk(redis, CATALOG, clock, {"slack": platform}, edits=EDITS)
        yield Side(redis, clock, fake, platform, desk)


@asynccontextmanager
async def on_discord(redis: Client, digest: DigestSchedule | None = None) -> AsyncIterator[Side]:
    clock, place = SimulatedClock(NOON), Destination(platform="discord", channel="60")
    async with fake_discord() as fake, connected(fake) as platform:
        await Channels(redis).save(replace(a_channel(place), digest=digest, since=NOON), NOON)
        desk = await a_desk(redis, CATALOG, clock, {"discord": platform}, edits=EDITS)
        yield Side(redis, clock, fake, platform, desk)


SIDES = pytest.mark.parametrize("on", [on_slack, on_discord])
On = Callable[..., AbstractAsyncContextManager[Side]]


@SIDES
@pytest.mark.parametrize("is_restarted", [False, True])
@pytest.mark.parametrize("act", ["card", "thread", "edit", "end"])
async def test_field_a7_whatever_answer_is_lost_there_is_one_message_of_it_and_the_last_truth(
    redis: Client, on: On, act: str, *, is_restarted: bool
) -> None:
    async with on(redis) as side:
        for name, moment, subject in (
            ("card", at(12), of(FIRST)),
            ("thread", at(12, 2), of(GREW)),
            ("end", at(12, 30), of(ENDED)),
        ):
            await side.clock.advance_to(max(moment, side.clock.now()))
            if name == act or (name == "thread" and act == "edit"):
                side.lose(act)
            await side.tell(subject)
            if is_restarted:
                await side.restart()
            await side.wait(16)

        assert sum(text.count("S3 joined") for text in side.texts) == 1
        ends = [text for text in side.texts if "esolved" in text or "nded" in text or "ver:" in text]
        assert len(side.texts) == 3
        assert len(ends) == 2


@SIDES
async def test_field_a7_an_answer_that_is_lost_again_at_the_correction_makes_no_second_card(
    redis: Client, on: On
) -> None:
    async with on(redis) as side:
        side.lose("card")
        await side.tell(of(FIRST))
        side.lose("edit")
        await side.wait(15)
        await side.tell(of(replace(GREW, updated_at=side.clock.now())))
        for _ in range(4):
            await side.wait(5)

        cards = [text for text in side.texts if "Cloudflare" in text]
        assert len(cards) == 1
        assert "S3" in cards[0]


@SIDES
async def test_field_a7_a_channel_in_which_much_is_said_has_one_card(redis: Client, on: On) -> None:
    async with on(redis) as side:
        side.lose("card")
        await side.tell(of(FIRST))
        await side.chatter(150)
        await side.wait(15)

        assert len(side.texts) == 1


@SIDES
async def test_field_a7_a_digest_whose_answer_was_lost_is_there_once(redis: Client, on: On) -> None:
    async with on(redis, DigestSchedule(at=time(12, 10), zone="UTC")) as side:
        await side.tell(of(FIRST))
        side.lose("digest")
        await side.wait(11)
        await side.restart()
        for _ in range(4):
            await side.wait(5)

        assert sum("Digest" in text for text in side.texts) == 1


async def test_field_a1_a_history_that_may_not_be_read_yet_holds_back_no_other_message(redis: Client) -> None:
    async with on_slack(redis) as side:
        assert isinstance(side.fake, FakeSlack)
        side.lose("card")
        await side.tell(of(FIRST))
        side.fake.fail("conversations.history", 429, headers={"Retry-After": "600"})
        await side.wait(1)

        await side.tell(of(an_outage(2, side.clock.now())))

        assert any("S2 and S8" in text for text in side.texts)


async def test_field_a7_a_card_whose_correction_failed_is_corrected_later_though_nothing_is_new(
    redis: Client,
) -> None:
    async with on_slack(redis) as side:
        assert isinstance(side.fake, FakeSlack)
        side.lose("card")
        await side.tell(of(FIRST))
        side.fake.fail("chat.update", 503)
        await side.tell(of(replace(GREW, updated_at=side.clock.now())))
        assert "S3" not in side.texts[0]
        for _ in range(3):
            await side.wait(1)

        assert "S3" in side.texts[0]
