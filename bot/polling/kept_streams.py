"""Connections that stay open after a page was found unchanged, for when it is asked again."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.polling.byte_streams import ByteStream

# In seconds: the usual interval of a page, with its jitter. Who hangs up sooner is left alone.
KEPT_FOR: Final = 150.0
# Each is an open file of ours and of theirs, and 20 kB of ours where it is TLS.
MOST_KEPT: Final = 128
LEFT_ALONE_FOR: Final = 21_600.0
_MOST_LEFT_ALONE: Final = 10_000

Origin = tuple[str, str, int]
"""Scheme, name and port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptStream:
    stream: ByteStream
    until: float


class KeptStreams:
    """At most `most` open connections, one an origin. Times are seconds of the event loop.

    Whose connection was of no use, since they had hung up or nobody came in time, has none kept for some
    hours. Once there is no room, who is in stays in, as with sessions of TLS.
    """

    def __init__(self, *, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[Origin, _KeptStream] = {}
        self._left_alone: dict[Origin, float] = {}

    def take(self, origin: Origin, addresses: Collection[str], now: float) -> ByteStream | None:
        """An open connection to one of these IPs, which all are checked. It is no longer kept."""
        self._hang_up_on_late(now)
        kept = self._kept.pop(origin, None)
        if kept is None:
            return None
        if now < kept.until and kept.stream.address in addresses and kept.stream.is_open():
            return kept.stream
        kept.stream.close()
        self.leave_alone(origin, now)
        return None

    def keep(self, origin: Origin, stream: ByteStream, now: float) -> None:
        """Keep a connection on which nothing is to come, or hang up."""
        self._hang_up_on_late(now)
        has_room = len(self._kept) < self._most and origin not in self._kept
        until = min(now + KEPT_FOR, stream.verified_until)
        if has_room and now < until and now >= self._left_alone.get(origin, now):
            self._kept[origin] = _KeptStream(stream=stream, until=until)
        else:
            stream.close()

    def leave_alone(self, origin: Origin, now: float) -> None:
        """Keep no connection to them for some hours."""
        if len(self._left_alone) >= _MOST_LEFT_ALONE:
            self._left_alone.clear()
        self._left_alone[origin] = now + LEFT_ALONE_FOR

    def close(self) -> None:
        """Hang up on all."""
        for kept in self._kept.values():
            kept.stream.close()
        self._kept.clear()

    def _hang_up_on_late(self, now: float) -> None:
        while self._kept and now >= self._kept[origin := next(iter(self._kept))].until:
            self._kept.pop(origin).stream.close()
            self.leave_alone(origin, now)
