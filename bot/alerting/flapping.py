"""Flapping: what is over and open again and again is said once, and shown by edits until it has been calm.

The reports of one service flap together, since many a page opens a new one each time, and so do incidents of
one root. What is worse than all that was posted of them is posted all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.status import Impact
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject

# So many turns in so long are posted; the next one is flapping.
MOST_TURNS: Final = 4
WINDOW: Final = timedelta(minutes=90)
CALM_AFTER: Final = timedelta(minutes=30)
# However much worse it gets, and wherever: so many posts in an hour.
MOST_POSTS: Final = 6
HOUR: Final = timedelta(hours=1)
_MOST_KEPT: Final = 40
_MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Flapping:
    """What has turned of late: the times, oldest first, also of the `posts` about it.

    `peak` is the worst that was told, of these `parts`; `subjects` are the newest that turned. `is_held`:
    something is not posted on account of it.
    """

    turns: tuple[datetime, ...] = ()
    posts: tuple[datetime, ...] = ()
    peak: int = -1
    parts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    is_held: bool = False

    def holds(self, subject: Subject, now: datetime) -> bool:
        """Whether news of it is shown by edits alone."""
        return self.is_restless(now) and (self.has_told_enough(now) or not self._is_worse(subject))

    def is_restless(self, now: datetime) -> bool:
        """Whether it has turned too often, and has not been calm since."""
        return restless(self.turns, now, 1 if self.is_held else MOST_TURNS)

    def has_told_enough(self, now: datetime) -> bool:
        """Whether an hour has had as many posts about it as there may be."""
        return len(within(HOUR, self.posts, now)) >= MOST_POSTS

    def is_turn(self, subject: Subject, *, is_first: bool) -> bool:
        """Whether it turns with this. Incidents of one root that are open at once have not: they merge."""
        return bool(self.turns) or not (is_first and isinstance(subject, IncidentSubject))

    @property
    def calm_at(self) -> datetime | None:
        """When it will have been calm for long enough; None if nothing is held."""
        return max((*self.turns[-1:], *self.posts[-1:])) + CALM_AFTER if self.is_held else None

    def turns_in_an_hour(self, now: datetime) -> int:
        """How often it has turned in the last hour."""
        return len(within(HOUR, self.turns, now))

    def after(
        self, subject: Subject, now: datetime, *, is_turn: bool, is_post: bool, is_held: bool
    ) -> "Flapping":
        """The same once something about it was posted, or was worth a post and was held."""
        known = self if within(WINDOW, self.turns, now) else replace(self, peak=-1, parts=())
        return replace(
            known,
            turns=(*within(WINDOW, self.turns, now), *([now] if is_turn else []))[-_MOST_KEPT:],
            posts=(*within(HOUR, self.posts, now), *([now] if is_post else []))[-_MOST_KEPT:],
            peak=max(known.peak, rank_of(subject)),
            parts=tuple(dict.fromkeys((*known.parts, *_parts_of(subject))))[-_MOST_KEPT:],
            subjects=(*(id_ for id_ in known.subjects if id_ != subject.id), subject.id)[-_MOST_NAMED:],
            is_held=known.is_held or is_held,
        )

    def _is_worse(self, subject: Subject) -> bool:
        """Whether it is worse than all before, or as grave as a major outage, and of something else."""
        rank, parts = rank_of(subject), _parts_of(subject)
        is_elsewhere = bool(parts) and not set(parts) <= set(self.parts)
        return rank > self.peak or (rank >= Impact.MAJOR.rank and is_elsewhere)


def restless(turns: Iterable[datetime], now: datetime, most: int) -> bool:
    """Whether there were so many of late, the last of them a moment ago."""
    recent = within(WINDOW, turns, now)
    return len(recent) >= most and now - recent[-1] < CALM_AFTER


def within(span: timedelta, moments: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    """Those that are no longer ago."""
    return tuple(at for at in moments if now - at < span)


def topic_of(subject: Subject) -> str | None:
    """What it flaps together with; None for planned work, which does not."""
    match subject:
        case IncidentSubject(incident=incident):
            return topic_of_root(incident.root)
        case NoticeSubject(notice=notice):
            return f"flaps:{notice.service}" if notice.report is not None else None


def topic_of_root(root: str) -> str:
    """What incidents of one root flap together with."""
    return f"flaps-root:{root}"


def rank_of(subject: Subject) -> int:
    """How grave it is: the rank of its impact, or of the grade of a claim."""
    match subject:
        case IncidentSubject(incident=incident):
            return incident.grade.rank
        case NoticeSubject(notice=notice):
            return notice.severity


def _parts_of(subject: Subject) -> tuple[str, ...]:
    match subject:
        case IncidentSubject():
            return ()
        case NoticeSubject(notice=notice):
            return notice.report.components[:_MOST_KEPT] if notice.report else ()
