"""Reactions and votes: everybody who presses counts, in their own channel, and every word is kept."""

import asyncio
from dataclasses import replace

from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.reactions import Acknowledgement, Mute, Reactions, Vote, VoteKind
from bot.storage.client import Client
from bot.storage.notifications import MAX_VOTES_EACH, ReactionLog
from tests.builders import NOON, at

OPS = Destination(platform="slack", channel="C1")
ADA = Acknowledgement(by="Ada", at=NOON)
OTHER = Destination(platform="slack", channel="C2")


def a_vote() -> Vote:
    return Vote(
        incident="inc-1",
        verdict=VoteKind.WRONG,
        at=NOON,
        voter="a1",
        root="cloudflare",
        grade=Grade.PROBABLE,
        probability=0.8,
    )


async def test_reactions_are_a_channels_own(redis: Client) -> None:
    book = ReactionLog(redis)
    after = await book.change("inc-1", OPS, lambda reactions: replace(reactions, acknowledgement=ADA))

    assert after.acknowledgement == ADA
    assert await book.load("inc-1", OPS) == after
    assert await book.load("inc-1", OTHER) == Reactions()
    assert await book.load("inc-2", OPS) == Reactions()


async def test_all_who_press_at_once_count(redis: Client) -> None:
    book = ReactionLog(redis)

    async def press(who: str) -> None:
        await book.change("inc-1", OPS, lambda r: replace(r, affected=(*r.affected, who)))

    async with asyncio.TaskGroup() as tasks:
        for n in range(12):
            tasks.create_task(press(f"U{n}"))

    assert sorted((await book.load("inc-1", OPS)).affected) == sorted(f"U{n}" for n in range(12))


async def test_every_vote_is_kept_with_the_claim_as_it_stood(redis: Client) -> None:
    book = ReactionLog(redis)
    first = a_vote()
    second = replace(first, verdict=VoteKind.RIGHT, at=at(12, 5), grade=Grade.CONFIRMED)
    await book.vote(first)
    await book.vote(second)

    assert await book.votes() == (first, second)


async def test_nobody_pushes_out_what_others_have_said(redis: Client) -> None:
    book = ReactionLog(redis)
    vote = a_vote()

    kept = [await book.vote(vote) for _ in range(MAX_VOTES_EACH + 5)]

    assert kept == [True] * MAX_VOTES_EACH + [False] * 5
    assert await book.vote(replace(vote, voter="b2"))
    assert await book.vote(replace(vote, incident="inc-2"))
    assert len(await book.votes()) == MAX_VOTES_EACH + 2


def test_a_mute_runs_until_its_time_or_until_it_is_taken_back() -> None:
    for_an_hour = Reactions(mute=Mute(by="Ada", until=at(13)), acknowledgement=ADA)
    for_good = Reactions(mute=Mute(by="Ada"))

    assert for_an_hour.is_muted(at(12, 59))
    assert not for_an_hour.is_muted(at(13))
    assert for_good.is_muted(at(23))
    assert not Reactions().is_muted(NOON)
    assert for_an_hour.at(at(12, 59)) == for_an_hour
    assert for_an_hour.at(at(13)) == Reactions(acknowledgement=ADA)
    assert for_good.at(at(23)) == for_good
