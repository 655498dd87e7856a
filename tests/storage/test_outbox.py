"""The outbox: what is pending is never lost, and a destination is told by one at a time."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.client import Client
from bot.storage.keys import HEARD, OUTBOX, READY, TELLING
from bot.storage.outbox import Outbox, Pending, PendingSubject
from tests.builders import NOON, at

A, B = "slack:A", "slack:B"


async def test_what_is_put_makes_a_destination_due_at_once(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    assert await outbox.next_due() is None

    await outbox.put([PendingSubject(A, "inc-1", "v1"), PendingSubject(A, "inc-2", "v7")], NOON)

    assert await outbox.next_due() == NOON
    assert await outbox.claim(NOON, 10) == [A]
    assert (await outbox.load(A)).subjects == {"inc-1": "v1", "inc-2": "v7"}


async def test_a_destination_is_held_by_one_until_it_is_given_back(redis: Client) -> None:
    first, second = Outbox(redis, "d1"), Outbox(redis, "d2")
    await first.put([PendingSubject(A, "inc-1", "v1"), PendingSubject(B, "inc-1", "v1")], NOON)

    assert await first.claim(NOON, 1) == [A]
    assert await second.claim(NOON, 10) == [B]
    assert await first.claim(NOON, 10) == []

    seen = await first.load(A)
    await first.finish(A, seen, {}, NOON, NOON)
    assert await second.claim(NOON, 10) == [A]


async def test_what_was_told_is_gone_and_an_empty_outbox_leaves_nothing_behind(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "v1")], NOON)
    await outbox.claim(NOON, 1)
    seen = await outbox.load(A)

    await outbox.finish(A, seen, seen.subjects, None, NOON)

    assert await outbox.next_due() is None
    assert {key.decode() for key in await redis.keys("*")} == {HEARD.at(0).of(A)}


async def test_what_was_put_again_meanwhile_stays_and_is_due_at_once(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "v1"), PendingSubject(A, "inc-2", "v1")], NOON)
    await outbox.claim(NOON, 1)
    seen = await outbox.load(A)
    await outbox.put([PendingSubject(A, "inc-1", "v2")], at(12, 1))

    await outbox.finish(A, seen, seen.subjects, at(14), at(12, 2))

    assert await outbox.next_due() == at(12, 2)
    assert (await outbox.load(A)).subjects == {"inc-1": "v2"}


async def test_the_same_put_again_meanwhile_is_looked_at_again(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "pressed")], NOON)
    await outbox.claim(NOON, 1)
    seen = await outbox.load(A)
    await outbox.put([PendingSubject(A, "inc-1", "pressed")], NOON)

    await outbox.finish(A, seen, {}, None, NOON)

    assert await outbox.next_due() == NOON


async def test_what_is_left_is_due_when_the_teller_says(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "v1")], NOON)
    await outbox.claim(NOON, 1)

    await outbox.finish(A, await outbox.load(A), {}, at(12, 10), NOON)

    assert await outbox.claim(at(12, 9), 10) == []
    assert await outbox.claim(at(12, 10), 10) == [A]


async def test_what_is_new_does_not_wait_for_what_is_deferred(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "v1")], NOON)
    await outbox.claim(NOON, 1)
    await outbox.finish(A, await outbox.load(A), {}, at(18), NOON)

    await outbox.put([PendingSubject(A, "inc-2", "v1")], at(12, 1))

    assert await outbox.next_due() == at(12, 1)


async def test_who_lost_a_destination_can_neither_hold_it_nor_give_it_back(redis: Client) -> None:
    slow, quick = Outbox(redis, "slow"), Outbox(redis, "quick")
    await slow.put([PendingSubject(A, "inc-1", "v1")], NOON)
    await slow.claim(NOON, 1)
    seen = await slow.load(A)
    await redis.delete(TELLING.at(0).of(A))
    assert not await slow.renew(A)
    assert await quick.claim(NOON, 1) == [A]

    assert not await slow.renew(A)
    await slow.finish(A, seen, seen.subjects, None, NOON)

    assert (await quick.load(A)).subjects == {"inc-1": "v1"}
    assert await quick.renew(A)
    assert await Outbox(redis, "third").claim(NOON, 1) == []


async def test_who_starts_again_under_its_name_waits_for_no_lease_of_its_own(redis: Client) -> None:
    dead, other = Outbox(redis, "embedded"), Outbox(redis, "other")
    await dead.put([PendingSubject(name, "inc-1", "v1") for name in (A, B)], NOON)
    assert await dead.claim(NOON, 1) == [A]
    assert await other.claim(NOON, 1) == [B]

    again = Outbox(redis, "embedded")
    assert await again.claim(NOON, 2) == []
    assert await again.take_over() == 1

    assert await again.claim(NOON, 2) == [A]


async def test_a_lease_ends_by_itself_and_lasts_longer_when_renewed(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "v1")], NOON)
    await outbox.claim(NOON, 1)
    await redis.pexpire(TELLING.at(0).of(A), 1000)

    assert await outbox.renew(A)

    assert await redis.pttl(TELLING.at(0).of(A)) > 1000


async def test_so_many_are_taken_and_the_longest_due_first(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    for n in range(5):
        await outbox.put([PendingSubject(f"slack:{n}", "inc-1", "v1")], at(12, 10 - n))

    assert await outbox.claim(at(13), 2) == ["slack:4", "slack:3"]


async def test_many_who_claim_at_once_get_each_destination_once(redis: Client) -> None:
    names = [f"slack:{n}" for n in range(50)]
    await Outbox(redis, "x").put([PendingSubject(name, "inc-1", "v1") for name in names], NOON)

    async with asyncio.TaskGroup() as tasks:
        claims = [tasks.create_task(Outbox(redis, f"d{n}").claim(NOON, 16)) for n in range(6)]

    assert sorted(name for claim in claims for name in claim.result()) == sorted(names)


async def test_what_was_heard_is_remembered_for_digests_and_forgotten_in_time(redis: Client) -> None:
    outbox = Outbox(redis, "d1")
    await outbox.put([PendingSubject(A, "inc-1", "v1")], NOON)
    await outbox.put([PendingSubject(A, "inc-2", "v1")], at(14))
    assert await outbox.heard(A, at(11)) == ["inc-1", "inc-2"]
    assert await outbox.heard(A, at(13)) == ["inc-2"]

    await outbox.put([PendingSubject(A, "inc-3", "v1")], NOON + timedelta(days=11))

    assert await outbox.heard(A, at(11)) == ["inc-3"]
    assert await outbox.heard(B, at(11)) == []


actions = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), st.integers(0, 2)),
        st.tuples(st.just("tell"), st.just(0)),
        st.tuples(st.just("die"), st.just(0)),
    ),
    max_size=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(actions)
async def test_whoever_puts_and_tells_and_dies_all_is_told_in_the_end(
    redis: Client, taken: list[tuple[str, int]]
) -> None:
    await redis.flushall()
    outbox, wanted, told = Outbox(redis, "d1"), dict[str, str](), dict[str, str]()
    seen: Pending | None = None
    for n, (action, subject) in enumerate(taken):
        if action == "mark":
            wanted[f"inc-{subject}"] = f"v{n}"
            await outbox.put([PendingSubject(A, f"inc-{subject}", f"v{n}")], NOON)
        elif action == "tell" and seen is None:
            seen = await outbox.load(A) if await outbox.claim(NOON, 1) else None
        elif action == "tell" and seen is not None:
            told |= seen.subjects
            await outbox.finish(A, seen, seen.subjects, None, NOON)
            seen = None
        else:
            await redis.delete(TELLING.at(0).of(A))
            seen = None
    await redis.delete(TELLING.at(0).of(A))
    while await outbox.claim(NOON, 1):
        rest = await outbox.load(A)
        told |= rest.subjects
        await outbox.finish(A, rest, rest.subjects, None, NOON)

    assert told == wanted
    assert await redis.exists(OUTBOX.at(0).of(A), READY.at(0).name) == 0
