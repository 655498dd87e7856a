"""A very bad day: as much at once as a board may ever have to show."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.shown import ServiceRef, UnreadableShown
from tests.board.board_day import WATCHED, now_at
from tests.board.fixed_overview import FixedOverview
from tests.builders import at

_AFFECTED = 14
_EVIL = (
    "W" * 190 + "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e" + "https://evil.example/" * 20
)


def busy_overview(incidents: int = 100) -> FixedOverview:
    """That many incidents and half as many early signs, with long words, and everybody in trouble."""
    now = at(12, 6)
    state = now_at(now)
    shared = tuple(
        replace(
            state.incidents[0],
            id=f"inc-20251118-{number:08x}",
            headline=f"Probable Infrastructure {number} outage: Service A, Service B and {number} more",
            affected=tuple(
                ServiceRef(f"service-{number}-{n}", f"Service {number}-{n}") for n in range(_AFFECTED)
            ),
            started_at=now - timedelta(minutes=number),
        )
        for number in range(incidents)
    )
    early = tuple(replace(state.early[0], id=f"early-{number}") for number in range(incidents // 2))
    unreadable = tuple(
        UnreadableShown(service=ServiceRef(f"u{n}", f"Unreadable {n}"), why="it did not answer in time")
        for n in range(400)
    )
    return FixedOverview(
        state=replace(
            state,
            incidents=shared,
            early=early,
            reports=state.reports * 100,
            unreadable=unreadable,
            maintenances=state.maintenances * 100,
            watched=WATCHED | {f"service-0-{n}" for n in range(5)},
        )
    )


def hostile_overview() -> FixedOverview:
    """Whoever writes pages means no good: words that never end, and markup."""
    state = now_at(at(12, 6))
    evil = ServiceRef("evil", _EVIL)
    one = replace(state.incidents[0], headline=_EVIL[:200], root=evil, affected=(evil,) * 9, doubt=None)
    report = replace(state.reports[0], title=_EVIL, service=evil)
    unreadable = UnreadableShown(service=evil, why=_EVIL)
    return FixedOverview(
        state=replace(state, incidents=(one,), early=(one,), reports=(report,), unreadable=(unreadable,))
    )
