"""Who asks about one service reads what is open there alone, and is told what reading all would tell."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

import pytest
from immutables import Map

from bot.answers.answers import answer_each
from bot.answers.snapshot import Snapshot
from bot.answers.wanted import incidents_wanted, sources_for
from bot.correlation.state import State, Touched
from bot.domain.incident import Grade, Incident
from bot.domain.message import Message
from bot.domain.past_span import PastDay, PastSpan
from bot.domain.question import Intent, Question
from bot.domain.shown import ServicePageShown
from bot.domain.status import ComponentStatus
from bot.overview.service_page import service_page
from bot.storage.client import Client
from bot.storage.codec import encode, encode_as
from bot.storage.incidents import Incidents
from bot.storage.key import Key
from bot.storage.keys import ABOUT, INCIDENTS, LEASES, LISTED, VERSION
from bot.storage.lease import ALL, Lease
from bot.storage.migration import bring_up_to_date
from bot.storage.snapshot import Snapshots
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_look, a_member, a_report, a_service, an_edge, an_incident

PARTS: Final = tuple(
    a_service(id_, sources=(), parent=whole)
    for id_, whole in (
        ("cloud/eu", "cloud"),
        ("cloud/eu/1", "cloud/eu"),
        ("cloud/us", "cloud"),
        ("cdn/a", "cdn"),
    )
)
VENDORS: Final = tuple(f"vendor-{number}" for number in range(8))
CATALOG: Final = a_catalog(
    ("cloud", "cdn", "auth", *VENDORS, *PARTS),
    (
        an_edge("vendor-0", "cloud/eu"),
        an_edge("vendor-1", "cloud"),
        an_edge("vendor-2", "cdn/a"),
        an_edge("vendor-3", "cloud/eu/1"),
        an_edge("vendor-3", "auth"),
        an_edge("vendor-4", "vendor-3"),
        an_edge("auth", "cloud/us"),
    ),
)
NODES: Final = tuple(CATALOG.services)


class Correlator:
    """Commits open incidents as the correlator does."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.incidents = Incidents(client)
        self.lease = Lease(client, ALL, "a")
        self.state = State()

    async def begin(self) -> None:
        await self.client.delete(LEASES.of(ALL))
        assert await self.lease.acquire()
        self.state = await self.incidents.load()

    async def put(self, opened: Mapping[str, Incident], early: Mapping[str, Incident] | None = None) -> None:
        """Have these open, and no others."""
        after = replace(self.state, incidents=Map(opened), early=Map(early or {}))
        touched = Touched(
            incidents=_changed(self.state.incidents, after.incidents),
            early=_changed(self.state.early, after.early),
        )
        await self.incidents.commit(after, touched, lease=self.lease)
        self.state = after


def _changed(before: Mapping[str, Incident], after: Mapping[str, Incident]) -> frozenset[str]:
    return frozenset(id_ for id_ in {*before, *after} if before.get(id_) != after.get(id_))


@pytest.fixture
async def correlator(redis: Client) -> Correlator:
    found = Correlator(redis)
    await found.begin()
    return found


def many(number: int, others: Mapping[str, Incident] | None = None) -> dict[str, Incident]:
    """So many that are about nobody that is asked about here, beside some others."""
    each = (
        an_incident(f"far-{n}", root=f"far/{n}", members=tuple(a_member(f"far-{n}-{m}") for m in range(10)))
        for n in range(number)
    )
    return {incident.id: incident for incident in each} | dict(others or {})


def some(chance: Random, ids: str, grades: tuple[Grade, ...]) -> dict[str, Incident]:
    """A few, of any root and members, opened at a few times."""
    found = {}
    for number in range(chance.randrange(7)):
        root = chance.choice((*NODES, "unknown/x"))
        members = tuple(a_member(one) for one in chance.sample(VENDORS, chance.randrange(4)))
        look = a_look(chance.choice(NODES)) if chance.random() < 0.3 else None
        own = a_member(chance.choice((root, *CATALOG.ancestors(root)))) if chance.random() < 0.3 else None
        incident = an_incident(
            f"{ids}-{number}",
            root=root,
            members=members,
            root_report=own,
            grade=chance.choice(grades),
            opened_at=NOON + timedelta(minutes=chance.randrange(3)),
            look=look,
        )
        found[incident.id] = incident
    return found


def questions() -> list[Question]:
    """Every intent about everything, and two at once."""
    about = [
        Question(text="", intent=intent, service=service)
        for service in (*NODES, None)
        for intent in (Intent.STATUS, Intent.IMPACT, Intent.DEPENDS, Intent.INCIDENTS)
    ]
    was = Question(
        text="", intent=Intent.STATUS, service="cloud", past=PastSpan(day=PastDay.TODAY, said="today")
    )
    two = Question(text="", intent=Intent.STATUS, parts=(about[0], about[20]))
    return [*about, was, two, replace(two, parts=(about[4], was, about[-1]))]


async def listed(snapshots: Snapshots, question: Question) -> Snapshot:
    return await snapshots.load(sources_for(question, CATALOG), incidents_wanted(question, CATALOG))


async def test_an_answer_from_what_it_is_about_is_that_from_all(
    redis: Client, correlator: Correlator
) -> None:
    chance, living = Random(16), Snapshots(redis)
    claimed = (Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED, Grade.COINCIDENT)
    asked = questions()
    page = PageState(status=ComponentStatus.PARTIAL_OUTAGE, reports=(a_report("r1"),))
    for service in ("cloud", "cdn", "vendor-0", "vendor-4"):
        read = SourceRecord(source=f"{service}/0", service=service, read_at=NOON, page=page)
        await Sources(redis).commit(read, (), NOON)
    for _ in range(20):
        await correlator.put(some(chance, "inc", claimed), some(chance, "early", (Grade.EARLY,)))
        for question in chance.sample(asked, 9):
            everything = await Snapshots(redis).load(sources_for(question, CATALOG))
            assert {i.id for i in everything.incidents} == set(correlator.state.incidents)
            assert {i.id for i in everything.early} == set(correlator.state.early)
            told = answer_each(question, everything, CATALOG, NOON)
            for snapshots in (living, Snapshots(redis)):
                known = await listed(snapshots, question)
                assert answer_each(question, known, CATALOG, NOON) == told
                if (
                    question.service is not None
                    and question.past is None
                    and question.intent is Intent.STATUS
                ):
                    assert _page(question.service, known) == _page(question.service, everything)


async def test_a_report_of_the_whole_is_told_of_to_be_part_of_what_another_part_causes(
    redis: Client, correlator: Correlator
) -> None:
    page = PageState(status=ComponentStatus.PARTIAL_OUTAGE, reports=(a_report("r1"),))
    read = SourceRecord(source="cloud/0", service="cloud", read_at=NOON, page=page)
    await Sources(redis).commit(read, (), NOON)
    await correlator.put({"inc-1": an_incident("inc-1", root="cloud/us", root_report=a_member("cloud"))})

    known = await listed(Snapshots(redis), Question(text="", intent=Intent.STATUS, service="cloud/eu"))

    assert [report.incident for report in _page("cloud/eu", known).reports] == ["inc-1"]


def _page(service: str, known: Snapshot) -> ServicePageShown:
    return service_page(service, Message(headline=""), known, CATALOG, NOON)


async def test_one_who_has_read_reads_only_what_is_another(redis: Client, correlator: Correlator) -> None:
    opened = many(50, {"inc-1": an_incident("inc-1", root="cdn"), "inc-2": an_incident("inc-2", root="cdn")})
    await correlator.put(opened)
    living = Snapshots(redis)
    first, again = await living.load((), ["cdn"]), await living.load((), ["cdn"])
    assert [i.id for i in first.incidents] == ["inc-2", "inc-1"]
    assert all(one is other for one, other in zip(first.incidents, again.incidents, strict=True))

    grown = replace(opened["inc-2"], version=2)
    await correlator.put({**opened, "inc-2": grown})
    later = await living.load((), ["cdn"])
    assert later.incidents == (grown, opened["inc-1"])
    assert later.incidents[1] is first.incidents[1]

    await correlator.put(many(50))
    assert not (await living.load((), ["cdn"])).incidents


async def test_an_answer_takes_from_the_store_what_it_is_about(redis: Client, correlator: Correlator) -> None:
    about = {"inc-1": an_incident("inc-1", root="cdn")}
    sent = {}
    for number in (10, 350):
        await correlator.put(many(number, about))
        cold, living = Snapshots(redis), Snapshots(redis)
        await living.load((), ["cdn"])
        sent[number] = [await _bytes_sent(redis, one, "cdn") for one in (cold, living)]
        assert await _bytes_sent(redis, Snapshots(redis)) > 300 * number
    # What it says of itself may grow, too.
    assert all(many < few + 50 for many, few in zip(sent[350], sent[10], strict=True))


async def _bytes_sent(client: Client, snapshots: Snapshots, *about: str) -> int:
    """How much the server sends for one snapshot, beside what it says of itself."""

    async def so_far() -> int:
        return int((await client.info("stats"))["total_net_output_bytes"])

    before, between = await so_far(), await so_far()
    await snapshots.load((), about or None)
    return await so_far() - between - (between - before)


async def test_a_whole_of_ten_thousand_parts_can_be_asked_about(
    redis: Client, correlator: Correlator
) -> None:
    opened = {one.id: one for one in (an_incident("a", root="part-0"), an_incident("b", root="part-9999"))}
    await correlator.put(many(1, opened))

    snapshot = await Snapshots(redis).load((), [f"part-{number}" for number in range(10_000)])

    assert {one.id for one in snapshot.incidents} == {"a", "b"}


async def test_what_an_older_version_commits_is_seen(redis: Client, correlator: Correlator) -> None:
    first, second = (an_incident(id_, root="cdn") for id_ in ("inc-1", "inc-2"))
    await correlator.put(many(3, {first.id: first}))
    living = Snapshots(redis)
    await living.load((), ["cdn"])

    grown = replace(first, version=2)
    await redis.hset(INCIDENTS.name, mapping={one.id: encode(one) for one in (grown, second)})
    await redis.hdel(INCIDENTS.name, "far-1")
    await redis.hincrby(VERSION.name, "n", 1)
    for snapshots in (living, Snapshots(redis)):
        assert {grown, second} <= set((await snapshots.load((), ["cdn"])).incidents)

    await correlator.begin()
    await correlator.put({**correlator.state.incidents, "far-0": replace(first, id="far-0", root="auth")})
    for snapshots in (living, Snapshots(redis)):
        assert set((await snapshots.load((), ["cdn"])).incidents) == {grown, second}
    assert await redis.hlen(LISTED.name) == len(correlator.state.incidents) == 4
    assert not await redis.hexists(ABOUT.name, "far/1")


@pytest.mark.parametrize("lost", [LISTED, ABOUT], ids=lambda key: key.name)
async def test_where_a_server_threw_the_list_away_all_is_read(
    redis: Client, correlator: Correlator, lost: Key
) -> None:
    one = an_incident("inc-1", root="cdn")
    await correlator.put(many(2, {one.id: one}))
    await redis.delete(lost.name)

    assert one in (await Snapshots(redis).load((), ["cdn"])).incidents


async def test_where_the_list_is_of_fewer_than_are_open_all_are_read(
    redis: Client, correlator: Correlator
) -> None:
    await correlator.put(many(2))
    one = an_incident("inc-1", root="cdn")
    await redis.hset(INCIDENTS.name, one.id, encode(one))

    assert one in (await Snapshots(redis).load((), ["cdn"])).incidents


async def test_what_moves_while_it_is_read_is_there_once(redis: Client, correlator: Correlator) -> None:
    one = an_incident("inc-1", root="cdn")
    living, is_over = Snapshots(redis), False

    async def commit() -> None:
        nonlocal is_over
        for version in range(60):
            moved = {one.id: replace(one, version=version)}
            await (correlator.put(moved) if version % 2 else correlator.put({}, moved))
        is_over = True

    async def read() -> None:
        newest = 0
        while not is_over:
            found = await living.load((), ["cdn"])
            (seen,) = (*found.incidents, *found.early)
            assert seen.version >= newest
            assert (seen in found.early) == (seen.version % 2 == 0)
            newest = seen.version

    await correlator.put({}, {one.id: replace(one, version=0)})
    async with asyncio.TaskGroup() as tasks:
        for one_of_them in (commit(), read(), read()):
            tasks.create_task(one_of_them)


async def test_what_a_newer_version_lifts_is_listed_anew(redis: Client, correlator: Correlator) -> None:
    one = an_incident("inc-1", root="cdn")
    await correlator.put(many(2, {one.id: one}))
    await redis.hset(INCIDENTS.name, one.id, encode_as(b"3", one))

    await bring_up_to_date(redis, {b"3": lambda _, document: {**document, "version": 7}})

    lifted = replace(one, version=7)
    assert lifted in (await Snapshots(redis).load((), ["auth"])).incidents
    await correlator.begin()
    await correlator.put({**correlator.state.incidents, "far-0": an_incident("far-0", root="auth")})
    assert (await Snapshots(redis).load((), ["cdn"])).incidents == (lifted,)
