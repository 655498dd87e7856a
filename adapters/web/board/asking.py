"""What people ask the board for: the search for the past, out of the address of a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from bot.domain.overview import PastQuery

MAX_WORDS: Final = 80
_LIMIT: Final = 50
_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2999, 12, 31)
_KINDS: Final = frozenset({"", "incident", "report"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The fields of the form, as they were filled in; days are in UTC, both of them meant to be in it."""

    service: str = ""
    text: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    cursor: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Search":
        """Out of an address, cut to what may be."""
        return cls(**{name: given.get(name, "").strip()[: _most(name)] for name in cls.__slots__})

    def query(self, find: Callable[[str], str | None]) -> PastQuery:
        """What is wanted. Raises ValueError with a sentence for what is no day, no kind, and no service."""
        service = None
        if self.service:
            service = find(self.service)
            if service is None:
                raise ValueError(f"No service that we know is called “{self.service}”.")
        if self.kind not in _KINDS:
            raise ValueError("Ask for incidents, for reports, or for all.")
        until = _day(self.until)
        return PastQuery(
            service=service,
            text=self.text,
            kind=self.kind,
            since=_day(self.since),
            until=until + timedelta(days=1) if until is not None else None,
            cursor=self.cursor or None,
            limit=_LIMIT,
        )

    def onward(self, cursor: str) -> str:
        """The address of the page behind this one."""
        fields = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return f"/history?{urlencode(fields | {'cursor': cursor})}"


def spans(today: date) -> tuple[tuple[str, str], ...]:
    """Spans that people ask for, with their addresses."""
    first = today.replace(day=1)
    last = first - timedelta(days=1)
    return (
        ("today", _address(today, today)),
        ("yesterday", _address(today - timedelta(days=1), today - timedelta(days=1))),
        ("last 7 days", _address(today - timedelta(days=6), today)),
        ("this month", _address(first, today)),
        ("last month", _address(last.replace(day=1), last)),
    )


def _address(since: date, until: date) -> str:
    return f"/history?{urlencode({'since': since.isoformat(), 'until': until.isoformat()})}"


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:20]}” is no day: write it as 2026-11-30.") from None
    if not _FIRST <= on <= _LAST:
        raise ValueError(f"Nothing is kept of {text}.")
    return datetime.combine(on, time(), UTC)


def _most(name: str) -> int:
    return 400 if name == "cursor" else MAX_WORDS
