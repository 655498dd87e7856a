"""SCORE (Kompella et al., NSDI 2005): shared-risk groups, greedy cover by hit ratio and coverage.

A node's risk group are the companies that stand on it and that we have heard of. What is observed are the
companies with a new report within 30 minutes. Of the nodes whose hit ratio (reporting share of the group)
reaches a threshold and of whose group at least N report, the one that covers most is taken, and what it
covers is taken out, until none is left.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.lab.evaluation.baselines.baseline import Baseline, ClaimDraft, Setting
from bot.lab.evaluation.baselines.feed import Feed, Graph, ReportPost
from bot.lab.evaluation.claims import Claim

WIDTH = timedelta(minutes=30)


def score_greedy(feed: Feed, setting: Setting) -> list[Claim]:
    """Hypotheses as they arise; one lasts until nothing new is covered by it for 30 minutes."""
    return list(_hypotheses(feed, setting[0], int(setting[1])))


def _hypotheses(feed: Feed, ratio: float, least: int) -> Iterator[Claim]:
    recent: list[ReportPost] = []
    heard: set[str] = set()
    drafts: dict[str, tuple[ClaimDraft, datetime]] = {}
    for post in feed.posts:
        heard.add(post.group)
        if not (post.is_new and post.is_open):
            continue
        for node in [node for node, (_, last) in drafts.items() if post.at - last > WIDTH]:
            draft, last = drafts.pop(node)
            yield draft.claim(last + WIDTH)
        recent = [*(earlier for earlier in recent if post.at - earlier.at <= WIDTH), post]
        for node, covered in _cover(feed.graph(post.at.date()), recent, heard, (ratio, least)).items():
            draft = drafts[node][0] if node in drafts else ClaimDraft(root=node)
            draft.say(post.at, draft.members | {p.key for p in covered})
            drafts[node] = draft, post.at
    yield from (draft.claim(last + WIDTH) for draft, last in drafts.values())


def _cover(
    graph: Graph, recent: list[ReportPost], heard: set[str], least: tuple[float, int]
) -> Mapping[str, list[ReportPost]]:
    """The nodes taken, each with the posts it covers."""
    left = list(recent)
    found: dict[str, list[ReportPost]] = {}
    while True:
        observed = {post.group for post in left}
        if len(observed) < least[1]:
            return found
        rated = [
            (len(hits), len(hits) / len(watched), node)
            for node in sorted({node for post in left for node in graph.nodes(post.service)})
            if (watched := graph.dependents[node] & heard) and (hits := observed & watched)
        ]
        enough = [r for r in rated if r[0] >= least[1] and r[1] >= least[0]]
        if not enough:
            return found
        best = max(enough, key=lambda r: (r[0], r[1], r[2]))[2]
        found[best] = [post for post in left if post.group in graph.dependents[best]]
        left = [post for post in left if post.group not in graph.dependents[best]]


SCORE_GREEDY: Final = Baseline(
    name="SCORE greedy",
    says="Kompella 2005: reports of 30 minutes, greedy cover by nodes of whose dependents at least N "
    "companies, and at least a share h, report",
    shape="h {0:g}, {1:g} companies",
    usual=(0.5, 3),
    settings=tuple((h, n) for n in (2, 3, 4) for h in (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)),
    claims=score_greedy,
)
