"""The past: reports of what is watched and incidents of ours, searched by time, service, cause and words."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.clock import in_slices
from bot.domain.incident import Incident
from bot.domain.kept import Holdings, Kept, KeptIncident, KeptPage, KeptReport, ReadSpan, Seen
from bot.domain.overview import PastQuery
from bot.domain.shown import Uptime
from bot.overview.uptime import uptime_of
from bot.storage.client import Client
from bot.storage.history_rows import ALL, LONG, OPEN, rows_of
from bot.storage.keys import PAST_LONG, PAST_OF, PAST_READ, PAST_SINCE, PAST_STATE, PAST_TIMES

# Older than this nothing is kept, and no more than so many bytes of it in all: the oldest goes first.
KEPT_FOR: Final = timedelta(days=400)
MAX_BYTES: Final = 64_000_000
# So many rows are looked at for one page of what is found; the cursor leads on from there.
MAX_LOOKED_AT: Final = 2_000
# Of more words than anybody looks for the first count.
MAX_TEXT: Final = 200
# So many at first, and more where what is looked for is not among them.
_AT_ONCE: Final = 100
_MOST_AT_ONCE: Final = 400
_CURSOR: Final = re.compile(r"(-?\d+\.\d+) (\S{0,200})")

_Place = tuple[float, str]


class History:
    """Reads what is kept."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def incident(self, id_: str) -> KeptIncident | None:
        """All that is kept of one incident of ours, open or ended."""
        kept = (await self.load([id_])).get(id_)
        return kept if isinstance(kept, KeptIncident) else None

    async def load(self, ids: Sequence[str]) -> dict[str, Kept]:
        """What is kept of these reports and incidents. So many are decoded at once that nobody else waits."""
        found: dict[str, Kept] = {}
        async for some in in_slices(ids, _MOST_AT_ONCE):
            found |= {id_: row.kept for id_, row in (await rows_of(self._client, some)).items()}
        return found

    async def search(
        self, query: PastQuery, name_of: Callable[[str], str] = str, seen: Seen | None = None
    ) -> KeptPage:
        """What is kept and wanted, newest first by when it began; a page may hold fewer than its limit.

        Incidents are claims of ours. `name_of` gives services names, which are searched for words, too.
        `seen` says what of each is shown to whoever asks; what is not neither lengthens nor divides pages.
        Raises ValueError for a cursor that is none of ours.
        """
        after = _place_of(query.cursor) if query.cursor else None
        found, last, looked_at = list[Kept](), None, 0
        async for place, kept in self._newest_first(query, after):
            shown = kept if seen is None else seen(kept)
            is_enough = looked_at >= MAX_LOOKED_AT and (last is None or last[1] or place[0] != last[0])
            if is_enough or (shown is not None and len(found) >= query.limit):
                return await self._page(query, found, last, seen)
            looked_at += 1
            if shown is not None:
                last = place
                found += [shown] if _is_wanted(shown, query, name_of) else []
            elif len(found) < query.limit:
                # Of what is not shown a cursor tells the time alone: all of that time is gone through first.
                last = (place[0], "")
        return await self._page(query, found, None, seen)

    async def claims(self) -> tuple[Incident, ...]:
        """Every incident of ours that is kept, in its newest state; early signs among them."""
        ids = [id_.decode() for id_ in await self._client.zrange(PAST_OF.of(ALL), 0, -1)]
        kept = (await self.load(ids)).values()
        return tuple(one.incident for one in kept if isinstance(one, KeptIncident))

    async def between(
        self, services: Iterable[str], start: datetime, end: datetime
    ) -> tuple[tuple[KeptReport, ...], tuple[KeptIncident, ...]]:
        """What reaches into a stretch of time, of these services, or of all where there are none."""
        wanted = frozenset(services)
        names = [PAST_OF.of(service) for service in sorted(wanted)] or [PAST_TIMES.name]
        async with self._client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.zrange(name, _long_before(start), f"({_score(end)}", byscore=True)
            pipe.zrange(PAST_LONG.name, "-inf", f"({_long_before(start)}", byscore=True)
            answers = await pipe.execute()
        ids = [id_.decode() for answer in answers for id_ in answer]
        kept = [
            one
            for one in (await self.load(ids)).values()
            if one.started_at < end and one.ends(OPEN) >= start and (not wanted or wanted & {*one.services})
        ]
        return (
            tuple(one for one in kept if isinstance(one, KeptReport)),
            tuple(one for one in kept if isinstance(one, KeptIncident)),
        )

    async def uptime(self, service: str, days: int, now: datetime) -> Uptime:
        """How a service was by its own page on so many days in UTC, today the last."""
        reports, _ = await self.between([service], now - timedelta(days=days), now)
        own = [report for report in reports if report.service == service]
        return uptime_of(own, await self.readings(service), days, now)

    async def readings(self, service: str) -> tuple[ReadSpan, ...]:
        """The stretches in which a service's page could be read, oldest first."""
        return tuple(span_in(data) for data in await self._client.lrange(PAST_READ.of(service), 0, -1))

    async def since(self) -> dict[str, datetime]:
        """Since when what is kept is whole, by service; of incidents without a name."""
        rows = await self._client.hgetall(PAST_SINCE.name)
        return {name.decode(): datetime.fromisoformat(at.decode()) for name, at in rows.items()}

    async def holdings(self) -> Holdings:
        """How much is kept."""
        async with self._client.pipeline(transaction=False) as pipe:
            pipe.zcard(PAST_TIMES.name)
            pipe.hget(PAST_STATE.name, "bytes")
            entries, held = await pipe.execute()
        return Holdings(
            entries=entries, bytes=int(held or 0), bound=MAX_BYTES, since=(await self.since()).get(ALL)
        )

    async def _page(
        self, query: PastQuery, found: Sequence[Kept], last: _Place | None, seen: Seen | None
    ) -> KeptPage:
        # Since when a service is kept says that it is watched.
        is_of_all = query.kind == "incident" or seen is not None
        about = ALL if is_of_all else query.service or ALL
        cursor = _cursor_of(last) if last is not None else None
        return KeptPage(entries=tuple(found), cursor=cursor, since=(await self.since()).get(about))

    async def _newest_first(
        self, query: PastQuery, after: _Place | None
    ) -> AsyncIterator[tuple[_Place, Kept]]:
        """What may be wanted: what began in the time, then what began long before and reaches into it."""
        before = f"({_score(query.until)}" if query.until is not None else "+inf"
        if after is not None:
            before = repr(after[0]) if query.until is None else _lower(before, after[0])
        first = _long_before(query.since) if query.since is not None else "-inf"
        ranges = [(_index_for(query), before, first)]
        if query.since is not None:
            ranges.append((PAST_LONG.name, f"({first}", "-inf"))
        for index, upper, lower in ranges:
            offset, count = 0, _AT_ONCE
            while rows := await self._client.zrange(
                index, upper, lower, desc=True, byscore=True, offset=offset, num=count, withscores=True
            ):
                offset, count = offset + len(rows), min(2 * count, _MOST_AT_ONCE)
                places = {id_.decode(): (score, id_.decode()) for id_, score in rows}
                left = [id_ for id_, place in places.items() if after is None or place < after]
                for id_, kept in (await self.load(left)).items():
                    yield places[id_], kept


def _index_for(query: PastQuery) -> str:
    if query.service is not None or query.cause is not None:
        return PAST_OF.of(query.service or query.cause or ALL)
    return PAST_OF.of(ALL) if query.kind == "incident" else PAST_TIMES.name


def span_in(data: bytes) -> ReadSpan:
    """A stretch as it is stored: two times in seconds since 1970."""
    start, _, end = data.decode().partition(" ")
    return ReadSpan(
        start=datetime.fromtimestamp(int(start), tz=UTC), end=datetime.fromtimestamp(int(end), tz=UTC)
    )


def span_data(span: ReadSpan) -> bytes:
    """A stretch to store."""
    return b"%d %d" % (int(span.start.timestamp()), int(span.end.timestamp()))


def _is_wanted(kept: Kept, query: PastQuery, name_of: Callable[[str], str]) -> bool:
    if isinstance(kept, KeptIncident):
        is_of_kind = query.kind in ("", "incident") and kept.incident.peak_grade.is_announced
        is_of_cause = query.cause is None or query.cause in kept.causes
    else:
        is_of_kind, is_of_cause = query.kind in ("", "report"), query.cause is None
    is_in_time = (query.until is None or kept.started_at < query.until) and (
        query.since is None or kept.ends(OPEN) >= query.since
    )
    is_of_service = query.service is None or query.service in kept.services
    return (
        is_of_kind and is_of_cause and is_in_time and is_of_service and _has_words(kept, query.text, name_of)
    )


def _has_words(kept: Kept, text: str, name_of: Callable[[str], str]) -> bool:
    words = text[:MAX_TEXT].casefold().split()
    if not words:
        return True
    said = "\n".join((*kept.texts, *kept.services, *map(name_of, kept.services))).casefold()
    return all(word in said for word in words)


def _score(at: datetime | None) -> str:
    return repr(at.timestamp()) if at is not None else "+inf"


def _long_before(at: datetime) -> str:
    """Where what may reach into a time began, if it is not among what is long; the calendar begins once."""
    try:
        return _score(at - LONG)
    except OverflowError:
        return "-inf"


def _lower(before: str, score: float) -> str:
    return before if float(before.removeprefix("(")) <= score else repr(score)


def _cursor_of(place: _Place) -> str:
    return urlsafe_b64encode(f"{place[0]!r} {place[1]}".encode()).decode().rstrip("=")


def _place_of(cursor: str) -> _Place:
    """Raises ValueError."""
    try:
        said = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        said = ""
    found = _CURSOR.fullmatch(said)
    if found is None:
        raise ValueError("this cursor is none of ours: begin again without one")
    return float(found[1]), found[2]
