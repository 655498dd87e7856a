"""Counting alone: many reports within a window are one shared failure, of a cause that stays unnamed.

`time_window` counts companies with a new report. `providers_in_a_window` counts as isitdown does: services
that turn from good to bad, sister pages each for themselves; its documentation leaves the threshold to the
reader, with a window of 10 minutes. A spell lasts until nothing new comes for one window; what comes while it
lasts is part of it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import UNKNOWN
from bot.lab.evaluation.baselines.baseline import Baseline, ClaimDraft, Setting
from bot.lab.evaluation.baselines.feed import Feed, ReportPost
from bot.lab.evaluation.claims import Claim


def time_window(feed: Feed, setting: Setting) -> list[Claim]:
    """Spells of at least N companies with a new report within W minutes."""
    new = (post for post in feed.posts if post.is_new and post.is_open)
    return list(_spells(new, lambda post: post.group, setting))


def providers_in_a_window(feed: Feed, setting: Setting) -> list[Claim]:
    """Spells of at least N services that turned bad within W minutes."""
    return list(_spells(_turns(feed.posts), lambda post: post.service, setting))


def _turns(posts: Iterable[ReportPost]) -> Iterator[ReportPost]:
    """Posts with which a service turned from good to bad."""
    opened: dict[str, set[str]] = {}
    for post in posts:
        service, report = post.key
        bad = opened.setdefault(service, set())
        if post.is_open and not bad:
            yield post
        if post.is_open:
            bad.add(report)
        else:
            bad.discard(report)


def _spells(
    posts: Iterable[ReportPost], unit: Callable[[ReportPost], str], setting: Setting
) -> Iterator[Claim]:
    least, width = setting[0], timedelta(minutes=setting[1])
    recent: list[ReportPost] = []
    draft: ClaimDraft | None = None
    last: datetime | None = None
    for post in posts:
        if draft is not None and last is not None and post.at - last > width:
            yield draft.claim(last + width)
            draft = None
        recent = [*(earlier for earlier in recent if post.at - earlier.at <= width), post]
        if draft is None and len({unit(p) for p in recent}) >= least:
            draft = ClaimDraft(root=UNKNOWN)
        if draft is not None:
            draft.say(post.at, draft.members | {p.key for p in recent})
            last = post.at
    if draft is not None and last is not None:
        yield draft.claim(last + width)


TIME_WINDOW: Final = Baseline(
    name="time window",
    says="N companies with a new report within W minutes; names no cause",
    shape="{0:g} companies in {1:g} min",
    usual=(3, 15),
    settings=tuple((n, minutes) for minutes in (15, 30, 60) for n in (2, 3, 4, 5, 6)),
    claims=time_window,
)
PROVIDERS_TURNED_BAD: Final = Baseline(
    name="providers turned bad",
    says="isitdown: N services turned from good to bad within 10 minutes; names no cause",
    shape="{0:g} services in {1:g} min",
    usual=(3, 10),
    settings=tuple((n, 10) for n in (2, 3, 4, 5, 6, 8)),
    claims=providers_in_a_window,
)
