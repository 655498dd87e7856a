"""An open incident judged anew, in the light of what has been said since."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.correlation import parameters as p
from bot.correlation.draft import Draft
from bot.correlation.endings import groundless
from bot.correlation.judgement import Judgement, judge
from bot.correlation.knowledge import is_unknown
from bot.correlation.lifecycle import grade_on, refreshed
from bot.correlation.opening import judged
from bot.correlation.roots import best_of, narrowed, verdict_on
from bot.correlation.witnesses import Hearing
from bot.domain.incident import Incident, IncidentChange


def reviewed(
    draft: Draft, incident: Incident, touched: frozenset[str], now: datetime
) -> IncidentChange | None:
    """An open incident judged anew, with every root that could take over."""
    hearing = Hearing(draft, now, incident)
    current = judge(incident.root, hearing, at_least=0 if incident.look is not None else 1)
    if current is None:
        return groundless(incident, draft, now)
    nodes = ({c.id for c in incident.root_candidates} | touched) - {incident.root}
    close = {node for node in nodes if _may_explain_most(node, current, hearing)}
    rivals = [*judged(close, hearing)]
    chosen = narrowed(_taking_over(current, rivals) or current, rivals, draft.knowledge)
    if chosen is current and _revised(incident, current, current, rivals, hearing) is None:
        # Who explains little of it is told beside a change, and makes none.
        return None
    rivals = sorted((*rivals, *judged(nodes - close, hearing)), key=lambda j: j.node)
    chosen = narrowed(_taking_over(current, rivals) or current, rivals, draft.knowledge)
    return _revised(incident, current, chosen, rivals, hearing)


def _revised(
    incident: Incident, current: Judgement, chosen: Judgement, rivals: Sequence[Judgement], hearing: Hearing
) -> IncidentChange | None:
    """An incident in the light of the judgement that was chosen among its own and its rivals."""
    draft = hearing.draft
    verdict = verdict_on(chosen, [current, *rivals], draft.knowledge)
    if chosen is not current and not grade_on(verdict, draft, incident.grade).is_announced:
        # Who would not be announced takes nobody's place.
        verdict = verdict_on(current, [current, *rivals], draft.knowledge)
    return refreshed(incident, verdict, draft, hearing.now)


def _may_explain_most(node: str, current: Judgement, hearing: Hearing) -> bool:
    """Whether a hypothesis, if it explained all it can, would explain most of what the current one does.

    To one that is named a cause that nobody can name is no rival.
    """
    if current.is_named and is_unknown(node):
        return False
    own = sum(heard.trace.key in current.keys for heard in hearing.on(node) if not heard.trace.elsewhere)
    return 2 * own > len(current.keys)


def _taking_over(current: Judgement, rivals: Iterable[Judgement]) -> Judgement | None:
    """The likeliest rival that explains most of the reports by itself and is better by a clear margin.

    A cause that nobody can name does not take over from one that words or its own page name.
    """
    better = [
        rival
        for rival in rivals
        if rival.fit.log_odds > current.fit.log_odds + p.REROOT_MARGIN
        and 2 * len(rival.keys & current.keys) > len(current.keys)
        and not (current.is_named and is_unknown(rival.node))
    ]
    return best_of(better)
