"""The recorder: what is watched is kept, whole and once, whatever happens to who keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from redis.asyncio import Redis

from bot.clock import SimulatedClock
from bot.domain.incident import Grade, IncidentState
from bot.domain.kept import KeptIncident, KeptReport, ReadSpan
from bot.domain.overview import PastQuery
from bot.domain.status import ReportStatus, UnreadableReason
from bot.domain.subject import NoticeSubject, Subject, report_subject
from bot.pipeline import Pipeline
from bot.recording.recorder import LOOK_EVERY, Recorder
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.history import History
from bot.storage.history_rows import ALL
from bot.storage.keepsake import keepsakes_in, put_back
from bot.storage.keys import ALERTS
from bot.storage.outbox import PendingSubject
from bot.storage.sources import Sources
from bot.storage.subjects import SUBJECT_STREAM, Decide, Subjects
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_member, a_report, a_service, an_incident, an_update, at
from tests.chat_builders import a_channel, a_notice, of, over, reported, watching
from tests.killing import Halted

WATCHED = (a_channel(watches=watching("discord", "github")),)
MINUTE = timedelta(minutes=1)
CATALOG = a_catalog(
    services=[a_service(name) for name in ("discord", "github", "openai", "zoom")]
    + [a_service("cloudflare"), a_service("cloudflare/workers", parent="cloudflare", sources=())]
)
FIRST = an_incident(
    version=1,
    grade=Grade.EARLY,
    peak_grade=Grade.EARLY,
    members=(a_member("openai"),),
    root="cloudflare/workers",
)
CLAIM = replace(
    FIRST,
    version=2,
    grade=Grade.PROBABLE,
    peak_grade=Grade.PROBABLE,
    members=(a_member("openai"), a_member("discord")),
    updated_at=at(12, 5),
)
ENDED = over(CLAIM, at=at(13))
DAY: Sequence[Subject] = (
    of(FIRST),
    reported(service="openai"),
    of(CLAIM, "two say so"),
    reported(service="discord", at=at(12, 5)),
    reported(service="zoom"),
    reported(ReportStatus.RESOLVED, service="openai", at=at(12, 50)),
    reported(ReportStatus.RESOLVED, service="discord", at=at(12, 55)),
    of(ENDED),
    reported(service="github", at=at(14)),
)
R_DISCORD, R_OPENAI, R_GITHUB, R_ZOOM = (
    report_subject(f"{name}/0", "r1") for name in ("discord", "openai", "github", "zoom")
)


def a_recorder(client: Client, clock: SimulatedClock | None = None) -> Recorder:
    clock = clock or SimulatedClock(at(15))
    return Pipeline(client=client, catalog=CATALOG, clock=clock, fixed=WATCHED).recorder()


async def tell(client: Client, *subjects: Subject) -> None:
    async with client.pipeline(transaction=True) as pipe:
        for subject in subjects:
            SUBJECT_STREAM.append(pipe, subject)
        await pipe.execute()


async def record(client: Client, clock: SimulatedClock | None = None) -> Recorder:
    recorder = a_recorder(client, clock)
    await recorder.begin()
    while await recorder.step():
        pass
    return recorder


async def all_of(client: Client) -> dict[str, KeptIncident | KeptReport]:
    page = await History(client).search(PastQuery())
    return {kept.id: kept for kept in page.entries}


async def test_reports_of_what_is_watched_are_kept_and_of_what_is_part_of_an_incident(redis: Client) -> None:
    await tell(redis, *DAY)

    await record(redis)

    kept = await all_of(redis)
    assert {*kept} == {ENDED.id, R_DISCORD, R_OPENAI, R_GITHUB}
    discord, openai = kept[R_DISCORD], kept[R_OPENAI]
    assert isinstance(discord, KeptReport)
    assert isinstance(openai, KeptReport)
    assert (discord.incident, openai.incident) == (ENDED.id, ENDED.id)
    assert (openai.report.status, openai.report.resolved_at) == (ReportStatus.RESOLVED, at(12, 50))


async def test_an_ended_incident_is_kept_with_all_that_became_of_it(redis: Client) -> None:
    await tell(redis, *DAY)

    await record(redis)

    kept = await History(redis).incident(ENDED.id)
    assert kept is not None
    assert kept.incident == ENDED
    assert kept.causes == ("cloudflare/workers", "cloudflare")
    assert [(entry.grade, entry.members, entry.reason) for entry in kept.timeline] == [
        (Grade.EARLY, 1, ""),
        (Grade.PROBABLE, 2, "two say so"),
        (Grade.PROBABLE, 2, ""),
    ]


async def test_what_was_never_a_claim_goes_when_it_ends(redis: Client) -> None:
    await tell(redis, of(FIRST))
    await record(redis)
    assert await History(redis).incident(FIRST.id) is not None

    await tell(redis, of(over(FIRST, at=at(13), state=IncidentState.WITHDRAWN)))
    await record(redis)

    assert await History(redis).incident(FIRST.id) is None


async def test_a_claim_that_is_taken_back_lets_go_of_its_reports(redis: Client) -> None:
    await tell(redis, *DAY[:4], of(over(CLAIM, at=at(13), state=IncidentState.WITHDRAWN)))

    await record(redis)

    kept = await History(redis).load([R_DISCORD])
    assert isinstance(kept[R_DISCORD], KeptReport)
    assert kept[R_DISCORD].incident is None


async def test_killed_anywhere_nothing_is_lost_and_nothing_is_twice(redis: Client, server: Path) -> None:
    async def whole() -> tuple[object, ...]:
        history = History(redis)
        return await all_of(redis), await history.holdings(), await history.since()

    await tell(redis, *DAY)
    await record(redis)
    wanted = await whole()
    for awaits in count():
        await redis.flushall()
        await tell(redis, *DAY[:4])
        async with Redis(unix_socket_path=str(server), socket_timeout=None) as client:
            killed = Halted(record(client), awaits)
            is_halted = await killed.reach()
            if is_halted:
                await killed.kill()
        await tell(redis, *DAY[4:])
        await record(redis)
        assert await whole() == wanted, f"killed after {awaits} awaits"
        if not is_halted:
            break


async def test_of_two_that_record_at_once_nothing_is_twice(redis: Client) -> None:
    await tell(redis, *DAY)
    first, second = a_recorder(redis), a_recorder(redis)

    for recorder in (first, second, first, second):
        await recorder.step()

    kept = await History(redis).incident(ENDED.id)
    assert kept is not None
    assert len(kept.timeline) == 3
    assert (await History(redis).holdings()).entries == 4


async def test_what_was_before_the_first_start_is_taken_over_with_its_timeline(redis: Client) -> None:
    await Subjects(redis).commit(
        [CLAIM.id], _all(of(FIRST), of(CLAIM), reported(service="discord")), _nothing, NOON
    )

    await record(redis)

    kept = await History(redis).incident(CLAIM.id)
    assert kept is not None
    assert [entry.grade for entry in kept.timeline] == [Grade.EARLY, Grade.PROBABLE]
    assert R_DISCORD in await all_of(redis)


async def test_what_is_watched_later_is_kept_from_when_news_was(redis: Client) -> None:
    clock = SimulatedClock(at(15))
    await tell(redis, *DAY)
    recorder = await record(redis, clock)
    assert R_ZOOM not in await all_of(redis)

    await Channels(redis).save(a_channel(watches=watching("zoom")), at(15))
    await clock.advance(LOOK_EVERY)
    await recorder.step()

    assert R_ZOOM in await all_of(redis)
    assert (await History(redis).since())["zoom"] == NOON

    await Channels(redis).save(a_channel(watches=watching("openai")), at(15))
    await clock.advance(LOOK_EVERY)
    await recorder.step()

    assert "zoom" not in await History(redis).since()
    assert R_ZOOM in await all_of(redis)


async def test_a_stream_that_begins_anew_is_read_from_its_beginning(redis: Client) -> None:
    clock = SimulatedClock(at(15))
    await tell(redis, *DAY)
    recorder = await record(redis, clock)

    await redis.delete(ALERTS.name)
    await redis.xadd(
        ALERTS.name, {b"v": SUBJECT_STREAM.encode(reported(service="github", at=at(16)))}, id="1-1"
    )
    await clock.advance(LOOK_EVERY)
    await recorder.step()

    kept = (await all_of(redis))[R_GITHUB]
    assert isinstance(kept, KeptReport)
    assert kept.at == at(16)


async def test_news_that_was_trimmed_before_it_was_kept_is_said(redis: Client) -> None:
    clock = SimulatedClock(at(15))
    await tell(redis, *DAY[:2])
    recorder = await record(redis, clock)

    await tell(redis, *DAY[2:])
    await redis.xtrim(ALERTS.name, maxlen=1, approximate=False)
    await clock.advance(LOOK_EVERY)
    await recorder.step()

    assert (await History(redis).since())[ALL] == at(14)


async def test_what_nobody_can_read_stops_nothing(redis: Client) -> None:
    await tell(redis, DAY[0])
    await redis.xadd(ALERTS.name, {b"v": b"4{}"})
    await redis.xadd(ALERTS.name, {b"w": b""})
    await tell(redis, *DAY[1:])

    await record(redis)

    assert len(await all_of(redis)) == 4


async def test_stretches_in_which_a_page_could_be_read_grow_and_end(redis: Client) -> None:
    clock = SimulatedClock(NOON)

    async def page(service: str, minute: int, unreadable: UnreadableReason | None = None) -> None:
        then = NOON + MINUTE * minute
        record_ = SourceRecord(
            source=f"{service}/0", service=service, read_at=then, polled_at=then, unreadable=unreadable
        )
        await Sources(redis).commit(record_, (), then)

    recorder = await record(redis, clock)
    for minute in (5, 10, 15, 20, 40, 45):
        await clock.advance(NOON + MINUTE * minute - clock.now())
        await page("discord", minute, UnreadableReason.TIMEOUT if minute == 20 else None)
        await page("zoom", minute)
        await recorder.step()

    assert await History(redis).readings("discord") == (
        ReadSpan(start=at(12, 5), end=at(12, 15)),
        ReadSpan(start=at(12, 40), end=at(12, 45)),
    )
    assert await History(redis).readings("zoom") == ()
    found = await History(redis).uptime("discord", 2, clock.now())
    assert [day.in_trouble for day in found.days] == [None, 0]


async def test_a_report_that_was_there_at_first_sight_is_kept(redis: Client) -> None:
    report = a_report("old", started_at=at(9))
    page = SourceRecord(
        source="discord/0", service="discord", page=PageState(reports=(report,)), read_at=at(15)
    )
    await Sources(redis).commit(page, (), at(15))

    await record(redis)

    assert [kept.started_at for kept in (await all_of(redis)).values()] == [at(9)]


async def test_long_reports_are_cut(redis: Client) -> None:
    updates = tuple(an_update(f"{number} " + "x" * 3_000, at=NOON + MINUTE * number) for number in range(99))
    report = a_report(title="t" * 9_000, updates=updates, components=("c" * 9_000,) * 999)
    await tell(redis, NoticeSubject(notice=a_notice(report=report)))

    await record(redis)

    kept = (await all_of(redis))[R_DISCORD]
    assert isinstance(kept, KeptReport)
    assert [update.text[:3] for update in kept.report.updates] == ["95 ", "96 ", "97 ", "98 "]
    assert sum(len(update.text) for update in kept.report.updates) <= 10_000
    assert (len(kept.report.title), len(kept.report.components)) == (300, 50)


async def test_a_backup_holds_the_past_and_its_indexes_are_made_again(redis: Client) -> None:
    await tell(redis, *DAY)
    await record(redis)
    wanted, since = await all_of(redis), await History(redis).since()
    kept = await keepsakes_in(redis)
    await redis.flushall()

    await put_back(redis, kept, NOON)
    await record(redis)

    assert await all_of(redis) == wanted
    assert await History(redis).since() == since


def _all(*subjects: Subject) -> Decide:
    async def decide(_: Mapping[str, Subject]) -> tuple[Sequence[Subject], Sequence[PendingSubject]]:
        return subjects, ()

    return decide


def _nothing(_: object) -> None:
    """Acknowledge nothing."""
