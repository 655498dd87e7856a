"""All that is known from one vantage: whom it asks when, how its targets stand, and whether it is us."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.look import OwnNetwork
from bot.domain.probe import ProbeResult, ProbeTarget
from bot.panels.own_network import own_network
from bot.panels.schedule import Schedule, after, due, scheduled
from bot.panels.standing import TargetState, noted
from bot.panels.usual import UsualStatus, counted

_NOBODY: Final[Mapping[str, timedelta]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class VantageState:
    """A value, to be stored as it is. `standings` and `usual` are by the target's id."""

    schedule: Schedule = field(default_factory=Schedule)
    standings: Mapping[str, TargetState] = field(default_factory=dict)
    usual: Mapping[str, UsualStatus] = field(default_factory=dict)
    network: OwnNetwork | None = None


def with_targets(state: VantageState, targets: Iterable[ProbeTarget], now: datetime) -> VantageState:
    """The same where these are asked, and nobody else.

    What others came to is forgotten, save for who is left alone: that is why.
    """
    schedule = scheduled(state.schedule, targets, now)
    standings = {id_: one for id_, one in state.standings.items() if id_ in schedule.turns}
    usual = {id_: one for id_, one in state.usual.items() if id_ in schedule.turns}
    return replace(state, schedule=schedule, standings=standings, usual=usual)


def claimed(state: VantageState, now: datetime) -> tuple[tuple[ProbeTarget, ...], VantageState]:
    """Whom to ask now, each with its usual status, and the state once they are asked."""
    targets, schedule = due(state.schedule, now)
    if not targets:
        return (), state
    return tuple(_with_usual(target, state) for target in targets), replace(state, schedule=schedule)


def taken_in(
    state: VantageState,
    results: Iterable[ProbeResult],
    now: datetime,
    barred: Mapping[str, timedelta] = _NOBODY,
) -> VantageState:
    """The state once these results are in. Who is `barred` may not be asked, and is left alone so long."""
    schedule, standings, usual = state.schedule, dict(state.standings), dict(state.usual)
    waits = {id_: wait for id_, wait in barred.items() if id_ in schedule.turns}
    turns = {id_: schedule.turns[id_].left_alone(now + wait) for id_, wait in waits.items()}
    schedule = replace(schedule, turns={**schedule.turns, **turns})
    for result in results:
        schedule = after(schedule, result, now)
        if result.target not in schedule.targets:
            continue
        standings[result.target] = noted(standings.get(result.target), result)
        if result.status is not None:
            usual[result.target] = counted(usual.get(result.target), result.status)
    return replace(state, schedule=schedule, standings=standings, usual=usual)


def looked_at(state: VantageState, vantage: str, now: datetime) -> VantageState:
    """The state with how our own network is now."""
    return replace(state, network=own_network(state.standings, vantage, now, state.network))


def _with_usual(target: ProbeTarget, state: VantageState) -> ProbeTarget:
    usual = state.usual.get(target.id)
    return replace(target, usual_status=usual.known) if usual and usual.known is not None else target
