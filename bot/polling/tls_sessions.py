"""TLS sessions to go on with (RFC 8446, 2.2): a handshake without certificates, a quarter of the bytes."""

import ssl
from dataclasses import dataclass
from typing import Final

# Who goes on with a session shows no certificate: after so many seconds it is asked for all the same.
VERIFIED_FOR: Final = 3_600.0
# Who gives sessions and no answer to those who come with one is not tried again in every poll.
NONE_FOR: Final = 3_600.0
MAX_SESSIONS: Final = 5_000
_MOST_LEFT_ALONE: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptSession:
    """A session, and until when the certificate behind it counts as verified; the next one is due before."""

    session: ssl.SSLSession
    verified_until: float
    renewed_from: float


class TlsSessions:
    """The sessions of one SSL context by name and port. Times are seconds of the event loop.

    A session is used until a quarter of its time is over: to copy one costs as much as it saves. Once there
    is no room, who is in stays in while verified: pages are asked in turn, and whoever makes room for the
    next has forgotten all of them before the first is asked again.
    """

    def __init__(self, *, most: int = MAX_SESSIONS) -> None:
        self._most = most
        self._sessions: dict[tuple[str, int], _KeptSession] = {}
        self._left_alone: dict[tuple[str, int], float] = {}

    def session(self, name: str, port: int, now: float) -> ssl.SSLSession | None:
        """What to go on with, if there is something."""
        kept = self._sessions.get((name, port))
        return kept.session if kept and now < kept.verified_until else None

    def forget(self, name: str, port: int) -> None:
        """Meet them as a stranger the next time."""
        self._sessions.pop((name, port), None)

    def leave_alone(self, name: str, port: int, now: float) -> None:
        """Meet them as a stranger for some time."""
        self.forget(name, port)
        if len(self._left_alone) >= _MOST_LEFT_ALONE:
            self._left_alone.clear()
        self._left_alone[name, port] = now + NONE_FOR

    def keep(self, name: str, port: int, tls: ssl.SSLObject, now: float) -> float:
        """Keep what a connection that has been used leaves for the next.

        Returns until when the certificate behind that connection counts as verified.
        """
        before = self._sessions.get((name, port))
        if not tls.session_reused:
            self.forget(name, port)  # who was verified last comes last
            if now >= self._left_alone.get((name, port), now) and self._makes_room(now):
                self._copy(name, port, tls, now, now + VERIFIED_FOR)
            return now + VERIFIED_FOR
        if before is None:
            return now
        if now >= before.renewed_from:
            self._copy(name, port, tls, now, before.verified_until)
        return before.verified_until

    def _copy(self, name: str, port: int, tls: ssl.SSLObject, now: float, verified_until: float) -> None:
        session = tls.session
        if session is not None and (session.has_ticket or session.id):
            self._sessions[name, port] = _KeptSession(
                session=session,
                verified_until=verified_until,
                renewed_from=now + session.ticket_lifetime_hint / 4,
            )

    def _makes_room(self, now: float) -> bool:
        """Whether there is a place for one more, if need be that of who was verified longest ago."""
        oldest = next(iter(self._sessions), None)
        if oldest and len(self._sessions) >= self._most and now >= self._sessions[oldest].verified_until:
            del self._sessions[oldest]
        return len(self._sessions) < self._most
