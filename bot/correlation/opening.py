"""Whether a new incident opens, beside those that are open already."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.correlation import parameters as p
from bot.correlation.deadlines import due
from bot.correlation.draft import Draft
from bot.correlation.judgement import Judgement, judge
from bot.correlation.knowledge import is_unknown
from bot.correlation.lifecycle import grade_on, opened, refreshed
from bot.correlation.prospects import is_enough, may_be_announced
from bot.correlation.roots import narrowed, verdict_on
from bot.correlation.supports import fewest_for, looks_at
from bot.correlation.witnesses import Hearing, is_wide
from bot.domain.incident import Incident, IncidentChange


def opening(draft: Draft, touched: frozenset[str], now: datetime) -> IncidentChange | None:
    """The likeliest new incident, if any is more than coincidence and no open one explains the same."""
    hearing = Hearing(draft, now)
    prospects = {n for n in touched if not _is_claimed(draft, n) and may_be_announced(n, hearing)}
    found = _weighed(prospects, touched, hearing)
    for likeliest in sorted(found, key=lambda j: (-j.fit.log_odds, j.node)):
        judgement = narrowed(likeliest, found, draft.knowledge)
        if judgement.node not in prospects or _is_known(draft, judgement):
            continue
        verdict = verdict_on(judgement, found, draft.knowledge)
        if grade_on(verdict, draft).is_announced:
            unnamed = next((i for i in draft.incidents.values() if is_unknown(i.root)), None)
            if unnamed is not None and judgement.organisations & _organisations(unnamed):
                return refreshed(unnamed, verdict, draft, now)
            change = opened(verdict, draft, now)
            # What is over by the time it could be told is history, and no news.
            return change if due(change.incident) > now else None
    return None


def judged(nodes: Iterable[str], hearing: Hearing) -> Iterator[Judgement]:
    """The hypotheses that enough organisations speak for and that explain something, or that probes see."""
    draft = hearing.draft
    for node in sorted(nodes):
        if not looks_at(node, draft) and all(heard.trace.elsewhere for heard in hearing.on(node)):
            continue  # who blames somebody else joins nothing
        judgement = judge(node, hearing, at_least=fewest_for(node, draft))
        if judgement is not None and (judgement.joined or judgement.backing.look is not None):
            yield judgement


def _weighed(prospects: AbstractSet[str], touched: AbstractSet[str], hearing: Hearing) -> Sequence[Judgement]:
    """All hypotheses about what was touched; none where, beside its provider's, no prospect is left."""
    draft, provider_of = hearing.draft, hearing.draft.knowledge.provider
    providers = {provider_of(node) for node in prospects}
    kin = {node for node in touched if provider_of(node) in providers}
    first = [*judged(kin, hearing)]
    by_provider = defaultdict[str, list[Judgement]](list)
    for judgement in first:
        by_provider[provider_of(judgement.node)].append(judgement)
    if not any(
        judgement.node in prospects
        and not _is_known(draft, judgement)
        and is_enough(judgement, by_provider[provider_of(judgement.node)], draft)
        for judgement in first
    ):
        return ()
    return [*first, *judged(touched - kin, hearing)]


def _is_known(draft: Draft, judgement: Judgement) -> bool:
    """Whether open incidents leave nothing to open for a hypothesis of whose node none of them speaks."""
    holding = _holding_most(draft, judgement.keys)
    if is_unknown(judgement.node):
        return bool(holding) or any(_began_with(i, judgement) for i in draft.incidents.values())
    if judgement.own is not None and draft.homes.get(judgement.own.key):
        return True
    silent = judgement.own is None and not any(trace.named for trace, _ in judgement.joined)
    return any(
        incident.id in holding or (silent and is_wide(incident))
        for incident in draft.incidents.values()
        if not is_unknown(incident.root)
    )


def _is_claimed(draft: Draft, node: str) -> bool:
    """Whether an open incident has the node, a part of it, or the whole of it as its root.

    Beside a wide incident, or one of which nobody can name the cause, no such cause is looked for.
    """
    if is_unknown(node):
        return any(is_wide(incident) or is_unknown(incident.root) for incident in draft.incidents.values())
    knowledge = draft.knowledge
    return any(
        knowledge.related(draft.incidents[id_].root, node)
        for level in knowledge.lineage(node)
        for id_ in draft.roots.get(level, ())
    )


def _holding_most(draft: Draft, keys: frozenset[str]) -> frozenset[str]:
    """The open incidents that hold half of the reports or more."""
    held = Counter(id_ for key in keys for id_ in draft.homes.get(key, ()))
    return frozenset(id_ for id_, count in held.items() if 2 * count >= len(keys))


def _began_with(incident: Incident, judgement: Judgement) -> bool:
    """Whether an incident is of the same wave as a hypothesis, and may come to explain the rest of it."""
    return abs(incident.started_at.timestamp() / 3600 - judgement.fit.onset) <= p.ONSET_SPAN_HOURS


def _organisations(incident: Incident) -> frozenset[str]:
    return frozenset(member.organisation for member in incident.members)
