"""People who ask in chat, over a real store: who counts, what the correlator hears, what they are told."""

import asyncio
from datetime import timedelta

from bot.clock import SimulatedClock
from bot.domain.contact import Inquiry, Press
from bot.domain.look import Corroboration
from bot.domain.message import Destination
from bot.domain.observation import PEOPLE
from bot.domain.status import ComponentStatus
from bot.pipeline import Pipeline
from bot.storage.asking import Askings, KeptAskings
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.keys import ASKING
from bot.storage.sources import OBSERVATION_STREAM, Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_member, a_report, an_incident, at
from tests.chat.test_responder import words
from tests.chat_builders import ALL_TRAITS, a_channel, of, publish, reported
from tests.desk import a_desk
from tests.servers.memory_chat import MemoryChat

CATALOG = a_catalog(services=("cloudflare", "github", "stripe"), edges=(("stripe", "cloudflare"),))
SAID = "6 people in 4 channels asked in the last"


class Town:
    """People in channels, and a clock that goes on by a minute with each of them."""

    def __init__(self, redis: Client) -> None:
        self.redis = redis
        self.clock = SimulatedClock(NOON)
        pipeline = Pipeline(client=redis, catalog=CATALOG, clock=self.clock, traits=ALL_TRAITS)
        self.responder = pipeline.responder()
        self.number = 0

    async def ask(
        self,
        user: str,
        channel: str,
        text: str = "is stripe down?",
        *,
        team: str = "",
        is_direct: bool = False,
    ) -> str:
        self.number += 1
        await self.clock.advance_to(self.clock.now() + timedelta(minutes=1))
        place = Destination(platform="memory", channel=channel, team=team)
        return words(
            await self.responder.answer(
                Inquiry(
                    id=str(self.number), place=place, team=team, user=user, text=text, is_direct=is_direct
                )
            )
        )

    async def heard(self) -> list[Corroboration]:
        """What the correlator hears of people."""
        observations = await OBSERVATION_STREAM.newest(self.redis, 100)
        of_people = (o for o in observations if o.source.startswith(PEOPLE))
        return [o.corroboration for o in of_people if o.corroboration is not None]


async def reads(redis: Client, status: ComponentStatus) -> None:
    """Stripe's page, as it was read now."""
    reports = () if status is ComponentStatus.OPERATIONAL else (a_report(title="Payments fail"),)
    page = PageState(status=status, reports=reports)
    record = SourceRecord(source="stripe/0", service="stripe", read_at=at(12, 5), page=page)
    await Sources(redis).commit(record, (), at(12, 30))


async def six_people(town: Town, text: str = "is stripe down?") -> str:
    said = ""
    for n in range(6):
        said = await town.ask(f"U{n}", f"C{n % 4}", text)
    return said


async def test_six_people_in_four_channels_are_heard_and_told_of_each_other(redis: Client) -> None:
    town = Town(redis)

    said = await six_people(town)
    heard = await town.heard()

    assert SAID in said
    assert heard[-1].service == "stripe"
    assert heard[-1].nats == 3.0
    assert heard[-1].says.startswith(SAID)
    told = [(0.75, at(12, 3)), (1.5, at(12, 4)), (2.25, at(12, 5)), (3.0, at(12, 6))]
    assert [(h.nats, h.at) for h in heard] == told


async def test_fifty_accounts_in_a_channel_or_in_direct_messages_move_nothing(redis: Client) -> None:
    town = Town(redis)
    for n in range(50):
        await town.ask(f"U{n}", "C0")
    for n in range(50):
        await town.ask(f"D{n}", f"D{n}", is_direct=True)

    assert await town.heard() == []


async def test_one_person_everywhere_moves_nothing(redis: Client) -> None:
    town = Town(redis)
    for n in range(12):
        await town.ask("U", f"C{n}", team=f"T{n}")

    assert await town.heard() == []


async def test_what_is_no_question_about_one_service_now_counts_nothing(redis: Client) -> None:
    town = Town(redis)
    for text in ("incidents", "help", "impact of stripe", "watch stripe", "was stripe down yesterday?"):
        await six_people(town, text)
    await six_people(town, "does stripe depend on cloudflare?")

    assert await town.heard() == []


async def test_what_its_page_reports_is_known_to_whoever_asks(redis: Client) -> None:
    town = Town(redis)
    await reads(redis, ComponentStatus.MAJOR_OUTAGE)
    said = await six_people(town)

    assert "down" in said
    assert SAID not in said
    assert await town.heard() == []


async def test_who_asks_after_our_answer_counts_nothing_though_the_page_is_green_again(redis: Client) -> None:
    town = Town(redis)
    await reads(redis, ComponentStatus.MAJOR_OUTAGE)
    for n in range(4):
        await town.ask("U", f"C{n}")
    await reads(redis, ComponentStatus.OPERATIONAL)
    await six_people(town)
    assert await town.heard() == []

    for n in range(6):
        await town.ask(f"V{n}", f"E{n % 4}")

    assert [h.service for h in await town.heard()][-1:] == ["stripe"]


async def test_who_asks_in_a_channel_that_was_told_counts_nothing(redis: Client) -> None:
    town = Town(redis)
    places = [Destination(platform="memory", channel=f"C{n}") for n in range(4)]
    for place in places:
        await Channels(redis).save(a_channel(place), NOON)
    desk = await a_desk(redis, CATALOG, town.clock, {"memory": MemoryChat()})
    claim = an_incident("inc-20251118-0000abcd", members=(a_member("stripe"), a_member("github")))
    await publish(redis, of(claim))
    await desk.drain()

    await six_people(town)
    await six_people(town, "is cloudflare down?")

    assert await town.heard() == []


async def test_who_tries_our_example_counts_nothing(redis: Client) -> None:
    town = Town(redis)
    for n in range(4):
        await town.ask(f"U{n}", f"C{n}", "help")
    await six_people(town, "is github down?")
    assert await town.heard() == []

    await six_people(town)

    assert [h.service for h in await town.heard()][-1:] == ["stripe"]


async def test_who_presses_that_it_hits_them_counts_whatever_we_said(redis: Client) -> None:
    town = Town(redis)
    report = reported(service="stripe")
    await publish(redis, report)
    desk = await a_desk(redis, CATALOG, town.clock, {"memory": MemoryChat()})
    await desk.drain()
    for n in range(6):
        await town.clock.advance_to(town.clock.now() + timedelta(minutes=1))
        place = Destination(platform="memory", channel=f"C{n % 4}")
        await town.responder.press(
            Press(id=f"p{n}", place=place, user=f"U{n}", name="Ada", action=f"affected:{report.id}")
        )

    assert (await town.heard())[-1].nats == 3.0


async def test_nothing_is_kept_of_who_they_are_and_what_they_wrote(redis: Client) -> None:
    town = Town(redis)
    await town.ask("U-zoe", "C-ops", "is stripe down? my-words", team="T-team")

    key = ASKING.of("stripe")
    kept = await redis.get(key)
    assert kept is not None
    # None of these can stand in a hash by chance: they are no hexadecimal digits.
    assert not any(word in kept for word in (b"zoe", b"ops", b"my-words", b"team"))
    assert 0 < await redis.ttl(key) <= 15 * 60
    first = kept
    await redis.delete(key)
    await town.ask("U-zoe", "C-ops", team="T-team")
    again = await redis.get(key)
    assert again is not None
    assert again.split(b'"person":')[1][:18] != first.split(b'"person":')[1][:18]


async def test_nobody_is_kept_longer_for_others_who_are_told_or_ask(redis: Client) -> None:
    askings, key = Askings(redis), ASKING.of("stripe")
    ada, bob, eve = (
        Press(id=user, place=Destination(platform="memory", channel=f"C-{user}"), user=user, action="x")
        for user in ("ada", "bob", "eve")
    )
    await askings.note("stripe", ada, NOON)
    (of_ada,) = decode(await redis.get(key) or b"", KeptAskings).askings
    await askings.inform("stripe", bob, NOON + timedelta(minutes=10))
    await askings.inform("stripe", eve, NOON + timedelta(minutes=16))
    kept = await redis.get(key)
    assert kept is not None
    assert of_ada.person.encode() not in kept

    of_bob, _ = decode(kept, KeptAskings).informed
    await askings.note("stripe", eve, NOON + timedelta(minutes=26))
    assert of_bob.encode() not in (await redis.get(key) or b"")


async def test_two_who_ask_at_once_both_count(redis: Client) -> None:
    town = Town(redis)
    async with asyncio.TaskGroup() as tasks:
        for n in range(6):
            tasks.create_task(town.ask(f"U{n}", f"C{n % 4}"))

    crowd = await Askings(redis).load("stripe", town.clock.now())
    assert crowd is not None
    assert (crowd.people, crowd.channels) == (6, 4)


async def test_a_slash_command_and_the_button_of_an_offer_count_as_a_question_does(redis: Client) -> None:
    town = Town(redis)
    for n in range(6):
        place = Destination(platform="memory", channel=f"C{n % 4}")
        await town.clock.advance_to(town.clock.now() + timedelta(minutes=1))
        if n % 2:
            action = "ask:is_down|stripe|"
            await town.responder.press(Press(id=f"p{n}", place=place, user=f"U{n}", action=action))
        else:
            inquiry = Inquiry(
                id=f"q{n}", place=place, user=f"U{n}", text="stripe", command="isdown", argument="stripe"
            )
            await town.responder.answer(inquiry)

    assert (await town.heard())[-1].nats == 3.0
