"""Label grouping, as Alertmanager does it.

https://prometheus.io/docs/alerting/latest/configuration/#route
Every open report is a firing alert with one label for each provider its service is declared to stand on.
Alerts of one label are one group. A group is first looked at `group_wait` after its first alert, then every
`group_interval`; it is sent when alerts of at least N companies fire, again whenever that changes, and as a
message of its own after `repeat_interval` without a change (here: with the next change after it).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.lab.evaluation.baselines.baseline import Baseline, ClaimDraft, Setting
from bot.lab.evaluation.baselines.feed import Feed, ReportPost
from bot.lab.evaluation.claims import Claim

GROUP_WAIT = timedelta(seconds=30)
GROUP_INTERVAL = timedelta(minutes=5)
REPEAT_INTERVAL = timedelta(hours=4)


def label_grouping(feed: Feed, setting: Setting) -> list[Claim]:
    """The messages about each provider."""
    return [
        claim
        for provider, posts in sorted(_labelled(feed).items())
        for claim in _messages(provider, posts, int(setting[0]))
    ]


def _labelled(feed: Feed) -> dict[str, list[ReportPost]]:
    """The posts under each label. A report keeps the labels it had when it was first seen."""
    labels: dict[tuple[str, str], frozenset[str]] = {}
    found: dict[str, list[ReportPost]] = {}
    for post in feed.posts:
        if post.key not in labels:
            labels[post.key] = feed.graph(post.at.date()).providers(post.service)
        for provider in labels[post.key]:
            found.setdefault(provider, []).append(post)
    return found


def _messages(provider: str, posts: list[ReportPost], least: int) -> Iterator[Claim]:
    draft: ClaimDraft | None = None
    sent: datetime | None = None
    for at, firing in _looks(posts):
        if draft is not None and sent is not None and at - sent >= REPEAT_INTERVAL:
            yield draft.claim(sent + REPEAT_INTERVAL)
            draft = None
        members = frozenset(post.key for post in firing.values())
        if len({post.group for post in firing.values()}) >= least:
            draft = draft or ClaimDraft(root=provider)
            if members != draft.members:
                sent = at
            draft.say(at, members)
        elif draft is not None:
            yield draft.claim(at)
            draft = None
    if draft is not None:
        yield draft.claim(None)


def _looks(posts: list[ReportPost]) -> Iterator[tuple[datetime, dict[tuple[str, str], ReportPost]]]:
    """The moments at which a group is looked at, after something in it changed, and what fires then."""
    firing: dict[tuple[str, str], ReportPost] = {}
    began: datetime | None = None
    due: datetime | None = None
    for post in posts:
        if due is not None and post.at > due:
            yield due, dict(firing)
            due = None
            began = began if firing else None
        if post.is_open:
            firing[post.key] = post
        else:
            firing.pop(post.key, None)
        began = began or post.at
        due = due or _next_look(began, post.at)
    if due is not None:
        yield due, dict(firing)


def _next_look(began: datetime, at: datetime) -> datetime:
    first = began + GROUP_WAIT
    if at <= first:
        return first
    return first + -(-(at - first) // GROUP_INTERVAL) * GROUP_INTERVAL


LABEL_GROUPING: Final = Baseline(
    name="label grouping",
    says="Alertmanager: group_by the provider of declared edges, group_wait 30 s, group_interval 5 min, "
    "repeat_interval 4 h; sent when reports of N companies are open",
    shape="{0:g} companies",
    usual=(3,),
    settings=tuple((n,) for n in (2, 3, 4, 5, 6, 8, 10, 12)),
    claims=label_grouping,
)
