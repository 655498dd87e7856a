"""The declared pair with text: aiwatch's five gates (bentleypark/aiwatch, worker/src/upstream-link.ts).

All must hold: the pair is declared; the dependent has an open report; that report's own text names the
upstream; the upstream has an open report of its own; and that one began first, within 24 hours. Sent when
at least N companies pass for one upstream, until its own report closes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.lab.evaluation.baselines.baseline import Baseline, ClaimDraft, Setting
from bot.lab.evaluation.baselines.feed import Feed, ReportPost
from bot.lab.evaluation.claims import Claim
from bot.lab.evaluation.records import Key

WITHIN = timedelta(hours=24)


def declared_pair(feed: Feed, setting: Setting) -> list[Claim]:
    """The links that pass all gates, by upstream."""
    return list(_links(feed, int(setting[0])))


@dataclass(slots=True)
class _Upstream:
    """One provider: its own open reports, open reports that stand on it, and those of them that pass."""

    own: dict[Key, ReportPost] = field(default_factory=dict)
    below: dict[Key, ReportPost] = field(default_factory=dict)
    passed: dict[Key, ReportPost] = field(default_factory=dict)
    draft: ClaimDraft | None = None

    def reconsider(self, name: str, posts: list[ReportPost], feed: Feed) -> None:
        for post in posts:
            first = any(
                timedelta() <= post.started_at - root.started_at <= WITHIN for root in self.own.values()
            )
            if post.is_open and first and feed.names(post, name):
                self.passed[post.key] = post
            else:
                self.passed.pop(post.key, None)


def _links(feed: Feed, least: int) -> Iterator[Claim]:
    upstreams: dict[str, _Upstream] = {}
    for post in feed.posts:
        for name in sorted(feed.graph(post.at.date()).providers(post.service)):
            upstream = upstreams.setdefault(name, _Upstream())
            _put(upstream.below, post)
            upstream.reconsider(name, [post], feed)
            _send(upstream, name, post, least)
        own = feed.naming.provider(post.service)
        upstream = upstreams.setdefault(own, _Upstream())
        _put(upstream.own, post)
        upstream.reconsider(own, list(upstream.below.values()), feed)
        _send(upstream, own, post, least)
        if upstream.draft and not upstream.own:
            yield upstream.draft.claim(post.at)
            upstream.draft = None
    yield from (upstream.draft.claim(None) for upstream in upstreams.values() if upstream.draft)


def _put(posts: dict[Key, ReportPost], post: ReportPost) -> None:
    if post.is_open:
        posts[post.key] = post
    else:
        posts.pop(post.key, None)


def _send(upstream: _Upstream, name: str, post: ReportPost, least: int) -> None:
    passed = upstream.passed.values()
    if len({p.group for p in passed}) >= least:
        upstream.draft = upstream.draft or ClaimDraft(root=name)
        upstream.draft.say(post.at, upstream.draft.members | {p.key for p in passed})


DECLARED_PAIR: Final = Baseline(
    name="declared pair",
    says="aiwatch's five gates: declared edge, dependent degraded, its own text names the upstream, upstream "
    "has an open report of its own, which began first and within 24 h; sent at N such companies",
    shape="{0:g} companies",
    usual=(1,),
    settings=tuple((n,) for n in (1, 2, 3, 4)),
    claims=declared_pair,
)
