"""Subjects: the newest state of each, the story of an incident, and who speaks for which report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.incident import ChangeKind, Grade, Incident, IncidentState
from bot.domain.subject import IncidentSubject, Subject, report_subject
from bot.storage.client import Client
from bot.storage.outbox import Outbox, PendingSubject
from bot.storage.subjects import Subjects
from tests.builders import NOON, a_change, a_member, an_incident, at
from tests.chat_builders import of, over, reported

R1, R2, OWN = (report_subject(f"{service}/0", "r1") for service in ("s1", "s2", "cloudflare"))
FIRST = an_incident(members=(a_member("s1"), a_member("s2")))


async def store(client: Client, *subjects: Subject, pending: Sequence[PendingSubject] = ()) -> bool:
    async def decide(_: Mapping[str, Subject]) -> tuple[Sequence[Subject], Sequence[PendingSubject]]:
        return subjects, pending

    ids = list(dict.fromkeys(subject.id for subject in subjects))
    return await Subjects(client).commit(ids, decide, lambda _: None, NOON)


async def groups(client: Client) -> dict[str, str]:
    return await Subjects(client).groups([R1, R2, OWN])


async def test_a_subject_comes_back_as_it_was(redis: Client) -> None:
    assert await store(redis, of(FIRST), reported())

    loaded = await Subjects(redis).load([FIRST.id, reported().id, "unknown"])

    assert loaded == {FIRST.id: of(FIRST), reported().id: reported()}
    assert await Subjects(redis).load([]) == {}


async def test_a_timeline_has_an_entry_for_every_change(redis: Client) -> None:
    rooted = replace(FIRST, version=2, root="aws", updated_at=at(12, 5))
    change = a_change(
        ChangeKind.REROOTED, incident=rooted, previous_root="cloudflare", reason="aws explains it better"
    )
    await store(redis, of(FIRST), IncidentSubject(change=change))

    first, second = await Subjects(redis).timeline(FIRST.id)

    assert (first.root, first.members, first.previous_root) == ("cloudflare", 2, None)
    assert (second.at, second.kind, second.root) == (at(12, 5), ChangeKind.REROOTED, "aws")
    assert (second.previous_root, second.reason) == ("cloudflare", "aws explains it better")
    assert await Subjects(redis).timeline("unknown") == ()


async def test_an_open_incident_speaks_for_its_reports_and_the_roots_own_until_it_is_over(
    redis: Client,
) -> None:
    incident = replace(FIRST, root_report=a_member("cloudflare"))
    await store(redis, of(incident))
    assert await groups(redis) == {R1: FIRST.id, R2: FIRST.id, OWN: FIRST.id}

    for state in (IncidentState.RESOLVED, IncidentState.WITHDRAWN, IncidentState.MERGED):
        await store(redis, of(incident))
        await store(redis, of(over(incident, at=at(13), state=state)))
        assert await groups(redis) == {}


async def test_an_incident_that_is_not_announced_speaks_for_nobody(redis: Client) -> None:
    await store(redis, of(replace(FIRST, grade=Grade.COINCIDENT)))

    assert await groups(redis) == {}


async def test_a_report_that_leaves_an_incident_is_no_longer_spoken_for(redis: Client) -> None:
    await store(redis, of(FIRST))

    await store(redis, of(replace(FIRST, version=2, members=FIRST.members[1:])))

    assert await groups(redis) == {R2: FIRST.id}


async def test_a_report_that_another_incident_has_taken_is_that_ones(redis: Client) -> None:
    taker = an_incident("inc-2", members=(a_member("s1"), a_member("s3")))
    loser: Incident = replace(FIRST, version=2, members=FIRST.members[1:])

    for order in ((of(taker), of(loser)), (of(loser), of(taker))):
        await store(redis, of(FIRST))
        await store(redis, *order)
        assert await groups(redis) == {R1: "inc-2", R2: FIRST.id}

    await store(redis, of(over(FIRST, at=at(13))))
    assert await groups(redis) == {R1: "inc-2"}


async def test_subjects_what_is_pending_and_acknowledgement_are_stored_together(redis: Client) -> None:
    async def decide(_: Mapping[str, Subject]) -> tuple[Sequence[Subject], Sequence[PendingSubject]]:
        return [of(FIRST)], [PendingSubject("slack:A", FIRST.id, "v1")]

    def acknowledge(pipe: Any) -> None:
        pipe.set("{sf}:demo", "acknowledged")

    assert await Subjects(redis).commit([FIRST.id], decide, acknowledge, NOON)

    assert await redis.get("{sf}:demo") == b"acknowledged"
    assert (await Outbox(redis, "d").load("slack:A")).subjects == {FIRST.id: "v1"}


async def test_of_two_who_store_at_once_the_later_one_stores_nothing(redis: Client) -> None:
    async def overtaken(_: Mapping[str, Subject]) -> tuple[Sequence[Subject], Sequence[PendingSubject]]:
        await store(redis, of(replace(FIRST, version=2)))
        return [of(FIRST)], [PendingSubject("slack:A", FIRST.id, "v1")]

    assert not await Subjects(redis).commit([FIRST.id], overtaken, lambda _: None, NOON)

    assert (await Subjects(redis).load([FIRST.id]))[FIRST.id] == of(replace(FIRST, version=2))
    assert (await Outbox(redis, "d").load("slack:A")).subjects == {}
