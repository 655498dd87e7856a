"""Which root an incident has, among those that explain its reports."""

import math
from collections.abc import Sequence

from bot.correlation import parameters as p
from bot.correlation.judgement import Judgement, member_key
from bot.domain.incident import Incident, RootCandidate

MAX_CANDIDATES = 5


def best_for(incident: Incident, judgements: Sequence[Judgement]) -> tuple[Judgement, list[Judgement]] | None:
    """The judgement that now stands for an incident, and its rivals; None when its root explains nothing.

    Another root takes over only if it explains most of the members and is better by a clear margin.
    """
    current = next((j for j in judgements if j.node == incident.root), None)
    if current is None:
        return None
    members = {member_key(m.source, m.report) for m in incident.members}
    rivals = [j for j in judgements if j.node != incident.root]
    for rival in rivals:
        explains_most = 2 * len(_by_itself(rival) & members) > len(members)
        if explains_most and rival.fit.log_odds > current.fit.log_odds + p.REROOT_MARGIN:
            return rival, [j for j in judgements if j.node != rival.node]
    return current, rivals


def candidates(judgement: Judgement, rivals: Sequence[Judgement]) -> tuple[RootCandidate, ...]:
    """The roots that share reports with the chosen one, with their probabilities, likeliest first."""
    same = [rival for rival in rivals if rival.keys & judgement.keys]
    shown = sorted([judgement, *same], key=lambda j: (-j.fit.log_odds, j.node))[:MAX_CANDIDATES]
    if judgement not in shown:
        shown = [judgement, *shown[:-1]]
    best = max(j.fit.log_odds for j in shown)
    weights = [math.exp(j.fit.log_odds - best) for j in shown]
    total = math.fsum(weights)
    return tuple(
        RootCandidate(id=j.node, probability=round(j.fit.probability * weight / total, 4))
        for j, weight in zip(shown, weights, strict=True)
    )


def _by_itself(judgement: Judgement) -> set[str]:
    """The reports it would explain if it had no members yet."""
    return {w.sighting.key for w in judgement.joined if judgement.fit.share(w.explained) >= p.JOIN_AT}
