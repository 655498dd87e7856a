"""The past in the store: found by time, service, cause and words, page by page; bounded in days and bytes."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.incident import Grade
from bot.domain.kept import Kept, KeptIncident, KeptReport
from bot.domain.overview import PastQuery
from bot.domain.status import Impact, ReportStatus
from bot.domain.timeline import entry_of
from bot.errors import StaleState
from bot.storage.backup_file import keepsakes_of, written
from bot.storage.client import Client
from bot.storage.history import KEPT_FOR, History
from bot.storage.history_log import HistoryLog, Position, Recorded
from bot.storage.history_rows import ALL, PastRow
from bot.storage.keepsake import keepsakes_in, put_back
from bot.storage.keys import PAST_TIMES
from tests.builders import NOON, a_change, a_member, a_report, an_incident, an_update, at

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def a_row(
    id: str,  # noqa: A002  -- the field's name
    *,
    service: str = "slack",
    start: datetime = NOON,
    lasts: timedelta | None = HOUR,
    title: str = "Messages are late",
) -> KeptReport:
    end = start + lasts if lasts is not None else None
    report = a_report(
        id,
        title=title,
        started_at=start,
        updated_at=end or start,
        resolved_at=end,
        impact=Impact.MAJOR,
        status=ReportStatus.RESOLVED if end else ReportStatus.INVESTIGATING,
        updates=(an_update("We look into it.", at=start),),
    )
    return KeptReport(service=service, source=f"{service}/0", at=start, report=report)


def a_claim(id: str, *, root: str = "cloudflare/workers", start: datetime = NOON) -> KeptIncident:  # noqa: A002
    incident = an_incident(id, root=root, started_at=start, members=(a_member("slack"), a_member("zoom")))
    timeline = (entry_of(a_change(incident=incident, reason="two name it")),)
    return KeptIncident(incident=incident, timeline=timeline, causes=(root, root.partition("/")[0]))


async def keep(client: Client, *rows: Kept, now: datetime = NOON, max_bytes: int = 10**9) -> None:
    log = HistoryLog(client, max_bytes=max_bytes)
    await log.commit(await log.position(), Recorded(rows={row.id: row for row in rows}), now)


async def found(client: Client, query: PastQuery) -> list[str]:
    """The ids or titles of all that is found, over all pages."""
    ids, cursor = list[str](), None
    while True:
        page = await History(client).search(replace(query, cursor=cursor))
        ids += [kept.report.id if isinstance(kept, KeptReport) else kept.id for kept in page.entries]
        assert len(page.entries) <= query.limit
        cursor = page.cursor
        if cursor is None:
            return ids


async def test_the_past_is_searched_by_service_cause_words_kind_and_time(redis: Client) -> None:
    await keep(
        redis,
        a_row("a", start=at(8), title="Logins fail in Frankfurt"),
        a_row("b", service="zoom", start=at(9)),
        a_claim("inc-1", start=at(10)),
        a_row("c", start=at(11)),
    )

    assert await found(redis, PastQuery()) == ["c", "inc-1", "b", "a"]
    assert await found(redis, PastQuery(service="slack")) == ["c", "inc-1", "a"]
    assert await found(redis, PastQuery(service="cloudflare")) == ["inc-1"]
    assert await found(redis, PastQuery(cause="cloudflare")) == ["inc-1"]
    assert await found(redis, PastQuery(cause="slack")) == []
    assert await found(redis, PastQuery(cause="cloudflare", service="zoom")) == ["inc-1"]
    assert await found(redis, PastQuery(text="frankfurt LOGINS")) == ["a"]
    assert await found(redis, PastQuery(text="two name it")) == ["inc-1"]
    assert await found(redis, PastQuery(kind="report", service="slack")) == ["c", "a"]
    assert await found(redis, PastQuery(kind="incident")) == ["inc-1"]
    assert [claim.id for claim in await History(redis).claims()] == ["inc-1"]
    assert await found(redis, PastQuery(since=at(9, 30), until=at(11))) == ["inc-1", "b"]


async def test_what_is_no_claim_of_ours_is_not_found(redis: Client) -> None:
    claim = a_claim("inc-1")
    await keep(redis, replace(claim, incident=replace(claim.incident, peak_grade=Grade.EARLY)))

    assert await found(redis, PastQuery()) == []


async def test_what_began_long_before_is_found_where_it_reaches_into_the_time(redis: Client) -> None:
    await keep(
        redis,
        a_row("open", start=NOON - 60 * DAY, lasts=None),
        a_row("long", start=NOON - 50 * DAY, lasts=45 * DAY),
        a_row("over", start=NOON - 40 * DAY, lasts=20 * DAY),
        a_row("short", start=NOON - DAY),
    )

    since = NOON - 6 * DAY
    assert await found(redis, PastQuery(since=since)) == ["short", "long", "open"]
    assert await found(redis, PastQuery(since=since, limit=1)) == ["short", "long", "open"]
    assert await found(redis, PastQuery(since=since, service="slack", until=NOON - 2 * DAY)) == [
        "long",
        "open",
    ]
    await keep(redis, a_row("open", start=NOON - 60 * DAY, lasts=HOUR))
    assert await found(redis, PastQuery(since=since)) == ["short", "long"]


_MINUTES = st.lists(st.integers(0, 20), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=_MINUTES, limit=st.integers(1, 4), since=st.integers(0, 20))
async def test_page_by_page_everything_is_found_once_newest_first(
    redis: Client, minutes: list[int], limit: int, since: int
) -> None:
    await redis.flushall()
    starts = {f"r{number}": NOON + timedelta(minutes=minute) for number, minute in enumerate(minutes)}
    await keep(redis, *(a_row(id_, start=start, lasts=timedelta()) for id_, start in starts.items()))

    ids = await found(redis, PastQuery(limit=limit, since=NOON + timedelta(minutes=since)))

    assert sorted(ids) == sorted(id_ for id_, s in starts.items() if s >= NOON + timedelta(minutes=since))
    assert all(starts[one] >= starts[next_] for one, next_ in pairwise(ids))


@pytest.mark.parametrize("cursor", ["x", "!!!", "MTIz", "é", "bmFuIGFiYw"])
async def test_a_cursor_that_is_none_of_ours_is_refused(redis: Client, cursor: str) -> None:
    with pytest.raises(ValueError, match="none of ours"):
        await History(redis).search(PastQuery(cursor=cursor))


async def test_where_there_is_no_room_the_oldest_goes_and_it_is_said(redis: Client) -> None:
    rows = [a_row(f"r{number}", start=NOON + HOUR * number) for number in range(10)]
    room = PastRow.of(rows[0]).bytes * 6 + 50
    log = HistoryLog(redis)
    await log.commit(Position(), Recorded(since={ALL: NOON - DAY, "slack": NOON - DAY}), NOON)

    for row in rows:
        await keep(redis, row, max_bytes=room)

    assert await found(redis, PastQuery(service="slack")) == [f"r{number}" for number in range(9, 3, -1)]
    held = await History(redis).holdings()
    assert held.entries == 6
    assert held.bytes <= room
    assert held.since == NOON + HOUR * 3
    assert await redis.zcard(PAST_TIMES.name) == 6


async def test_who_reports_too_much_pushes_out_only_their_own(redis: Client) -> None:
    log = HistoryLog(redis, max_of_one=3)
    await log.commit(
        Position(), Recorded(since={ALL: NOON - DAY, "slack": NOON - DAY, "zoom": NOON - DAY}), NOON
    )
    await keep(redis, a_row("z", service="zoom", start=NOON - HOUR), a_claim("inc-1", start=NOON - HOUR))

    for number in range(8):
        row = a_row(f"r{number}", start=NOON + HOUR * number)
        await log.commit(await log.position(), Recorded(rows={row.id: row}), NOON)

    found_now = await found(redis, PastQuery())
    assert found_now[-2:] in (["inc-1", "z"], ["z", "inc-1"])
    assert len(found_now) <= 3 + 3
    since = await History(redis).since()
    assert (since[ALL], since["zoom"]) == (NOON - DAY, NOON - DAY)
    assert since["slack"] > NOON
    assert (await History(redis).holdings()).entries == len(found_now)


async def test_what_is_counted_is_about_what_the_store_needs(redis: Client) -> None:
    for number in range(0, 600, 200):
        await keep(
            redis,
            *(
                a_row(f"r{n}", start=NOON + HOUR * n, title=f"{n} " * 300)
                for n in range(number, number + 200)
            ),
        )

    names = await redis.keys("{sf:past}:*")
    needed = sum([await redis.memory_usage(name, samples=0) for name in names])
    counted = (await History(redis).holdings()).bytes
    assert 0.7 * counted < needed < 1.3 * counted


async def test_what_is_older_than_four_hundred_days_goes(redis: Client) -> None:
    await keep(redis, a_row("old"), a_row("new", start=NOON + DAY))

    later = NOON + KEPT_FOR + HOUR
    await keep(redis, a_row("newest", start=later), now=later)
    await keep(redis, now=later)

    assert await found(redis, PastQuery()) == ["newest", "new"]


async def test_a_clock_that_jumps_throws_nothing_away_and_leaves_no_time_that_was_not_read(
    redis: Client,
) -> None:
    await keep(redis, a_row("old"), a_row("new", start=NOON + DAY))
    log = HistoryLog(redis)

    for now in (NOON + 3_000 * DAY, NOON + 3_001 * DAY, NOON + 2 * DAY):
        await log.commit(await log.position(), Recorded(read={"slack": now}), now)

    assert await found(redis, PastQuery()) == ["new", "old"]
    assert [span.end for span in await History(redis).readings("slack")][-1] == NOON + 2 * DAY


async def test_what_is_kept_is_counted_as_it_changes(redis: Client) -> None:
    row = a_row("a", title="x" * 500)
    await keep(redis, row)
    await keep(redis, replace(row, service="zoom"))
    await keep(redis, row)

    assert (await History(redis).holdings()).bytes == PastRow.of(row).bytes
    assert await found(redis, PastQuery(service="zoom")) == []
    log = HistoryLog(redis)
    await log.commit(await log.position(), Recorded(rows={row.id: None}), NOON)
    held = await History(redis).holdings()
    assert (held.entries, held.bytes) == (0, 0)


async def test_since_when_is_said_of_what_is_asked_for(redis: Client) -> None:
    log = HistoryLog(redis)
    await log.commit(Position(), Recorded(since={ALL: NOON, "slack": NOON + HOUR}), NOON)

    async def since(query: PastQuery) -> object:
        return (await History(redis).search(query)).since

    assert await since(PastQuery()) == NOON
    assert await since(PastQuery(service="slack")) == NOON + HOUR
    assert await since(PastQuery(service="zoom")) is None
    assert await since(PastQuery(service="zoom", kind="incident")) == NOON


async def test_who_writes_on_what_has_changed_meanwhile_is_refused(redis: Client) -> None:
    log = HistoryLog(redis)
    before = await log.position()
    await keep(redis, a_row("a"))

    with pytest.raises(StaleState):
        await log.commit(before, Recorded(rows={"x": a_row("b")}), NOON)

    assert await found(redis, PastQuery()) == ["a"]


async def test_a_backup_file_has_it_as_small_as_the_store(redis: Client) -> None:
    rows = [a_row(f"r{number}", title=f"Trouble {number} " + "again " * 200) for number in range(20)]
    await keep(redis, *rows)
    kept = await keepsakes_in(redis)

    lines = list(written(kept, secrets=True, version="1", now=NOON))

    assert sum(map(len, lines)) < 2 * sum(len(PastRow.of(row).data) for row in rows) + 2_000
    assert keepsakes_of(b"".join(lines), "file") == kept
    await redis.flushall()
    await put_back(redis, keepsakes_of(b"".join(lines), "file"), NOON)
    await HistoryLog(redis).repair()
    assert len(await found(redis, PastQuery())) == 20
