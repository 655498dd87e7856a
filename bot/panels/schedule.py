"""Which targets are asked when: each in its turn; out of turn what fails, its panel, and some elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.probe import ProbeOutcome, ProbeResult, ProbeTarget
from bot.panels import parameters as p
from bot.panels.burst import Burst, asked_beside, failed_node, next_burst
from bot.panels.chance import fraction
from bot.panels.pace import Budget, Pace, pace_of
from bot.panels.standing import is_failing
from bot.panels.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Everything that decides who is asked when from one vantage: a value, to be stored as it is.

    `targets` and `turns` are by the target's id, `bursts` by node. `turns` has those, too, who have left and
    are to be left alone when they come back.
    """

    targets: Mapping[str, ProbeTarget] = field(default_factory=dict)
    turns: Mapping[str, Turn] = field(default_factory=dict)
    bursts: Mapping[str, Burst] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    budget: Budget | None = None


def scheduled(schedule: Schedule, targets: Iterable[ProbeTarget], now: datetime) -> Schedule:
    """The schedule with these targets: new ones get a turn within one cadence, who stays keeps it."""
    by_id = {target.id: target for target in targets}
    pace = pace_of(by_id.values())
    turns = {
        id_: _kept(schedule.turns.get(id_), id_, pace.cadence_of(target), now)
        for id_, target in by_id.items()
    }
    waiting = {
        id_: turn for id_, turn in schedule.turns.items() if id_ not in by_id and turn.is_left_alone(now)
    }
    return replace(schedule, targets=by_id, turns=waiting | turns, pace=pace)


def left_alone(schedule: Schedule, now: datetime) -> frozenset[str]:
    """The ids of targets that are not to be asked now: they have challenged us, or asked for it."""
    return frozenset(id_ for id_, turn in schedule.turns.items() if turn.is_left_alone(now))


def next_due_at(schedule: Schedule) -> datetime | None:
    """When somebody is to be asked next; None where there is nobody."""
    turns = schedule.turns
    at = min((turns[id_].next_at for id_ in schedule.targets), default=None)
    return at if at is None or schedule.budget is None else max(at, schedule.budget.free_at)


def due(schedule: Schedule, now: datetime) -> tuple[tuple[ProbeTarget, ...], Schedule]:
    """Whom to ask now, most urgent first, and the schedule once they are asked.

    Store that before anything is sent: then nobody is asked twice by who is killed in between. There are
    never more than the budget has; the others stay due.
    """
    turns, targets = schedule.turns, schedule.targets
    ripe = [
        (*turn.urgency, id_)
        for id_, turn in turns.items()
        if (turn.due_at <= now or (turn.extra_at is not None and turn.extra_at <= now))
        and not turn.is_left_alone(now)
        and id_ in targets
    ]
    if not ripe:
        return (), schedule
    budget = (schedule.budget or Budget(left=p.SAVED_REQUESTS, at=now)).at_time(now)
    taken = [targets[id_] for *_, id_ in sorted(ripe)[: budget.requests]]
    cadence_of = schedule.pace.cadence_of
    asked = {one.id: turns[one.id].taken(one.id, cadence_of(one), now) for one in taken}
    return tuple(taken), replace(schedule, turns={**turns, **asked}, budget=budget.less(len(taken)))


def after(schedule: Schedule, result: ProbeResult, now: datetime) -> Schedule:
    """The schedule once a result is in.

    A failure is asked again; one that was, brings its panel. Whoever challenges us is left alone for a day.
    """
    turn = schedule.turns.get(result.target)
    if turn is None:
        return schedule
    if wait := _wait_asked_for(result):
        return _with(schedule, {result.target: turn.left_alone(now + wait)})
    if not is_failing(result):
        is_over = turn.is_in_doubt and turn.extra_at is None
        return _with(schedule, {result.target: replace(turn, is_in_doubt=False)}) if is_over else schedule
    if not turn.is_in_doubt:
        return _with(schedule, {result.target: turn.again(now)})
    if turn.extra_at is not None:  # it failed in its turn, too, before it was asked again
        return schedule
    return _after_repeat(_with(schedule, {result.target: replace(turn, is_in_doubt=False)}), result, now)


def _kept(turn: Turn | None, id_: str, cadence: timedelta, now: datetime) -> Turn:
    """Its turn where that is still within reach; else a new one, so that a pause makes no crowd."""
    first = now + cadence * fraction(id_, "first")
    if turn is None:
        return Turn(due_at=first)
    is_near = now - cadence <= turn.due_at <= now + 2 * cadence
    return turn if is_near else replace(turn, due_at=first, extra_at=None, is_in_doubt=False)


def _after_repeat(schedule: Schedule, result: ProbeResult, now: datetime) -> Schedule:
    """The schedule once one has failed twice."""
    node = failed_node(result)
    burst = next_burst(schedule.bursts.get(node), now)
    if burst is None:
        return schedule
    beside = asked_beside(schedule.targets, schedule.turns, result, burst.at)
    turns = {id_: replace(schedule.turns[id_], extra_at=at) for id_, at in beside.items()}
    return replace(_with(schedule, turns), bursts={**schedule.bursts, node: burst})


def _with(schedule: Schedule, turns: Mapping[str, Turn]) -> Schedule:
    return replace(schedule, turns={**schedule.turns, **turns})


def _wait_asked_for(result: ProbeResult) -> timedelta | None:
    """How long a target is to be left alone after this."""
    asked = min(result.retry_after or timedelta(0), p.LONGEST_RETRY_AFTER)
    is_usual = (
        result.is_canary and result.outcome is ProbeOutcome.SERVED
    )  # some answer 401 to whom they don't know
    if result.outcome is ProbeOutcome.CHALLENGED or (result.status in p.REFUSALS and not is_usual):
        return max(asked, p.DROPPED_FOR)
    return asked or None
