"""Stages in feed entries: the labels with which status pages mark each post of an incident."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from adapters.status_pages.shared.building import MAX_UPDATES, STAGES, WORK, token
from adapters.status_pages.shared.stage_words import (
    OF_WHAT,
    STATED_AS,
    STATED_AS_UNSPACED,
    UPDATES,
    report_words,
    work_words,
)
from adapters.status_pages.shared.stem_words import stage_by_stem
from adapters.times import MOMENT, moment_of
from adapters.wire import MAX_TEXT_CHARACTERS
from bot.domain.report import ReportUpdate
from bot.domain.status import MaintenanceStatus, ReportStatus
from bot.expressions import compiled

T = TypeVar("T")
_LABELS: Final = "|".join(
    re.escape(word)
    for word in sorted(
        sorted({*UPDATES, *(w for w, _ in report_words(stated=False)), *(w for w, _ in work_words())}),
        key=len,
        reverse=True,
    )
)
# "Jul 9, 06:01 UTC", then the label, then a dash and the text, up to the next such head.
_HEAD: Final = compiled(
    rf"(?<![\w:/-])(?=[\dA-Z]){MOMENT}[\])]?\s{{0,3}}(?:[-\u2013\u2014:]\s?)?(?P<label>(?i:{_LABELS}))(?!\w)\s{{0,3}}[-\u2013\u2014:]?\s{{0,3}}"
)
# The same without a time: a label alone on its line, or before a dash.
_BARE_HEAD: Final = compiled(
    rf"^[ \[*#]{{0,5}}(?P<label>(?i:{_LABELS}))\]?\*{{0,2}}(?:[ ]?[-\u2013\u2014:](?=[ ]|$)|[ ]?$)",
    re.MULTILINE,
)
_STATED: Final = compiled(
    rf"(?:\b(?:Current |Incident )?(?:{STATED_AS}){OF_WHAT}|{STATED_AS_UNSPACED})"
    r" ?[:=\uff1a]\s?([^\n<|]{1,60})"
    # The same in a cell or on a line of its own.
    r"|^ ?(?:Current |Incident )?(?:Status|Stage|State|Estado|Statut|Stato)"
    r"(?: ?\n| - | (?=\w+ ?$))([^\n]{1,60})",
    re.IGNORECASE | re.MULTILINE,
)
_RANK: Final = {stage: n for n, stage in enumerate(ReportStatus)}
_UPDATES: Final = frozenset(token(word) for word in UPDATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePost:
    """One labelled post of an entry; the label is in one spelling (`token`)."""

    at: datetime
    label: str
    text: str


def posts_in(text: str, near: datetime) -> tuple[StagePost, ...]:
    """The newest hundred labelled posts in an entry's plain text, oldest first.

    Their times mostly have no year. `near` lends it to the first, and each post to the one after it, so that
    an incident may last longer than half a year.
    """
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found: list[StagePost] = []
    for head, end in zip(heads, ends, strict=False):
        at = moment_of(head, found[-1].at if found else near)
        if at is not None:
            words = text[head.end() : min(end, head.end() + MAX_TEXT_CHARACTERS)].strip()
            found.append(StagePost(at=at, label=token(head["label"]), text=words))
    # Statuspage's entries begin with the newest post, Instatus' with the oldest; in one and the same
    # minute the list's own order decides.
    if found and found[0].at >= found[-1].at:
        found.reverse()
    return tuple(sorted(found, key=lambda post: post.at)[-MAX_UPDATES:])


def labelled_in(text: str, at: datetime) -> tuple[StagePost, ...]:
    """Labelled posts that have no time before their label, oldest first, all at one moment."""
    heads = list(_BARE_HEAD.finditer(text[: 5 * MAX_TEXT_CHARACTERS]))[:MAX_UPDATES]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found = [
        StagePost(
            at=at, label=token(head["label"]), text=text[head.end() : end][:MAX_TEXT_CHARACTERS].strip()
        )
        for head, end in zip(heads, ends, strict=False)
    ]
    stages = [_RANK[stage] for post in found if (stage := STAGES.get(post.label)) is not None]
    if not stages or stages[0] >= stages[-1]:
        found.reverse()
    return tuple(found)


def telling(posts: tuple[StagePost, ...]) -> tuple[StagePost, ...]:
    """The posts, if any of them names a stage; "Update:" alone says no more than any text."""
    return posts if any(post.label in STAGES or post.label in WORK for post in posts) else ()


def updates_of(posts: Iterable[StagePost]) -> tuple[ReportUpdate, ...]:
    """Posts with their stage; "Update" keeps the stage before it."""
    updates = []
    status = ReportStatus.INVESTIGATING
    for post in posts:
        closed = ReportStatus.RESOLVED if WORK.get(post.label) is MaintenanceStatus.COMPLETED else status
        status = STAGES.get(post.label, closed)
        updates.append(ReportUpdate(at=post.at, status=status, text=post.text))
    return tuple(updates)


def work_in(posts: Iterable[StagePost]) -> MaintenanceStatus | None:
    """Where announced work stands, by its labels; None where the labels are an incident's."""
    labels = [post.label for post in posts]
    if any(STAGES.get(label) not in (None, ReportStatus.MONITORING) for label in labels):
        return None
    return next((WORK[label] for label in reversed(labels) if label in WORK), None)


def stated_in(text: str) -> ReportStatus | MaintenanceStatus | None:
    """The stage that an entry's text states ("Status: Resolved"), if any; of several, the newest."""
    stated = [
        _beginning((match[1] or match[2]).split())
        for match in islice(_STATED.finditer(text[:20_000]), MAX_UPDATES)
    ]
    known = [stage for stage in stated if stage is not None]
    reports = [stage if isinstance(stage, ReportStatus) else None for stage in known]
    return next(iter(reversed(_oldest_first(known, reports))), None)


def states_some_stage(text: str) -> bool:
    """Whether an entry's text has a label of a stage at all, whatever stands behind it."""
    return _STATED.search(text[:20_000]) is not None


def _oldest_first(posts: list[T], stages: list[ReportStatus | None]) -> list[T]:
    """Posts in an order that only their stages tell: an incident is investigated first and resolved last.

    Where they do not tell, the first is the newest, as on most pages.
    """
    ranks = [_RANK[stage] for stage in stages if stage is not None]
    return posts[::-1] if not ranks or ranks[0] >= ranks[-1] else posts


def _beginning(words: list[str]) -> ReportStatus | MaintenanceStatus | None:
    """The stage that the longest beginning of these words names, or else all of them by their stems.

    "In corso" is a word for work; "in corso di indagine" is none.
    """
    known, n = next(
        ((known, n) for n in range(min(5, len(words)), 0, -1) if (known := _known(" ".join(words[:n])))),
        (None, 0),
    )
    if isinstance(known, ReportStatus) or (known is not None and n == len(words)):
        return known
    return stage_by_stem(" ".join(words)) or known


def _known(words: str) -> ReportStatus | MaintenanceStatus | None:
    return STAGES.get(token(words)) or WORK.get(token(words))
