"""What the probes of every node come to: a look by one of the rules, as long as it lasts, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.look import Look, LookEnd, LookExample, LookRule, NetworkState, OwnNetwork
from bot.panels import parameters as p
from bot.panels.rules import RULES, QuorumRule
from bot.panels.standing import TargetState
from bot.panels.tally import Tally, examples_of, tallies


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """What is seen of a node now: by which rule, None where it proves nothing, from which vantages."""

    rule: LookRule | None
    seen: Sequence[Tally]


def judge(
    standings: Mapping[str, Mapping[str, TargetState]],
    networks: Mapping[str, OwnNetwork],
    looks: Mapping[str, Look],
    now: datetime,
) -> dict[str, Look]:
    """The looks of now, by node: those that go on, new ones, and, one last time, those that have ended.

    `standings` are by vantage and target, `networks` by vantage. `looks` are what this said the last time.
    """
    going_on = {node: look for node, look in looks.items() if look.end is None}
    by_node: dict[str, list[Tally]] = {}
    for vantage, of in standings.items():
        for node, tally in tallies(of, vantage, networks.get(vantage), now, also=going_on):
            by_node.setdefault(node, []).append(tally)
    judged: dict[str, Look] = {}
    for node in sorted({*by_node, *going_on}):
        look = _judged(node, by_node.get(node, ()), going_on.get(node), networks, now)
        if look is not None:
            judged[node] = look
    return judged


def _judged(
    node: str,
    seen: Sequence[Tally],
    earlier: Look | None,
    networks: Mapping[str, OwnNetwork],
    now: datetime,
) -> Look | None:
    finding = _finding(seen)
    if finding is None and earlier is None:
        return None
    if earlier is None:
        assert finding is not None
        return _look(node, finding, now)
    if _was_ours(earlier, networks):
        return replace(earlier, at=now, end=LookEnd.OURS)
    return _gone_on(earlier, finding, seen, now)


def _finding(seen: Iterable[Tally]) -> _Finding | None:
    """By the strongest rule that is met; without one where too few vantages see what needs several."""
    seen = [tally for tally in seen if tally.failing]
    shown: _Finding | None = None
    for rule in RULES:
        met = _met(rule, seen)
        if len(met) >= rule.vantages:
            return _Finding(rule=rule.rule, seen=met)
        if met and shown is None:
            shown = _Finding(rule=None, seen=met)
    return shown


def _met(rule: QuorumRule, seen: Iterable[Tally]) -> list[Tally]:
    """Those that meet a rule, the one with most failing first."""
    return sorted((one for one in seen if rule.is_met(one)), key=lambda one: -len(one.failing))


def _look(node: str, finding: _Finding, now: datetime) -> Look:
    tally = finding.seen[0]
    examples = tuple(
        LookExample(service=result.service, outcome=result.outcome, status=result.status)
        for result in examples_of(tally)
    )
    return Look(
        node=node,
        at=now,
        since=min(one.since for one in finding.seen),
        rule=finding.rule,
        asked=tally.asked,
        served=tally.served,
        blaming=len(tally.blaming),
        silent=len(tally.silent),
        controls_asked=tally.controls.asked,
        controls_answering=tally.controls.asked - tally.controls.silent,
        examples=examples[: p.MOST_EXAMPLES],
        vantages=tuple(sorted(one.vantage for one in finding.seen)),
        failing_at=now,
    )


def _gone_on(earlier: Look, finding: _Finding | None, seen: Sequence[Tally], now: datetime) -> Look:
    """A look after some time: met again, lasting, or over. The strongest rule that was met stays."""
    if finding is not None:
        newer = _look(earlier.node, finding, now)
        return replace(newer, since=min(earlier.since, newer.since), rule=_stronger(earlier.rule, newer.rule))
    if any(_lasts(tally) for tally in seen):
        return replace(earlier, at=now, failing_at=now)
    failing_at = min(earlier.failing_at or earlier.at, now)  # the clock may have been put back
    if now - failing_at < p.ENDS_AFTER:
        return replace(earlier, failing_at=failing_at)
    is_served = any(tally.served > len(tally.failing) for tally in seen)
    return replace(earlier, at=now, end=LookEnd.SERVED if is_served else LookEnd.UNASKED)


def _lasts(tally: Tally) -> bool:
    """Whether enough still fail for a look to go on. Silence counts as long as sites elsewhere answer."""
    failing = len(tally.failing if tally.does_silence_count else tally.blaming)
    return failing >= (p.LEAST_CANARIES_TO_LAST if tally.is_region else p.LEAST_TO_LAST)


def _was_ours(look: Look, networks: Mapping[str, OwnNetwork]) -> bool:
    """Whether what was seen only as silence began about when our own network failed, at every vantage.

    An edge that answered and blamed itself is never our network.
    """
    if look.rule is LookRule.ANSWERED:
        return False
    own = [networks[vantage] for vantage in look.vantages if vantage in networks]
    return bool(own) and all(
        network.state is NetworkState.OURS and network.since <= look.since + p.WINDOW for network in own
    )


def _stronger(one: LookRule | None, other: LookRule | None) -> LookRule | None:
    """The stronger of two rules; None is weaker than any."""
    order = [rule.rule for rule in RULES]
    return min((rule for rule in (one, other) if rule is not None), key=order.index, default=None)
