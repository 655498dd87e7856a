"""News that a service fails now, as a burst: how much its stories of the last two hours prove.

A title is cheap: one story counts where readers gave it ten points, else it takes two voices, two authors or
feeds of two organisations. Of 51 titles on the front page of Hacker News that named a provider in an outage,
47 were one, and most came minutes after the provider's own page: two nats at most, and each story once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.correlation.headlines import failing_now
from bot.domain.look import Corroboration, CorroborationKind
from bot.domain.report import NewsEntry
from bot.domain.service import Source

NEWS_FOR: Final = timedelta(hours=2)
# Clocks differ; what is of later than this is wrong or made up.
MAX_SKEW: Final = timedelta(minutes=10)
SCORE: Final = 10
MAX_NATS: Final = 2.0
NATS_OF_ONE: Final = 1.5
# More stories of one service at once say nothing more.
MAX_STORIES: Final = 50
# The correlator lets a corroboration lapse by itself this long after it was made.
LAPSES_AFTER: Final = timedelta(minutes=15)
_VOICES: Final = 2
_MANY: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story that says that a service fails. `publisher` is whose feed it is in, of all feeds the first."""

    id: str
    at: datetime
    publisher: str
    author: str = ""
    points: int | None = None
    url: str | None = None

    @property
    def is_scored(self) -> bool:
        """Whether readers found it worth their while."""
        return self.points is not None and self.points >= SCORE

    @property
    def voice(self) -> tuple[str, str]:
        """Who tells it: an author where the feed names one, else the feed."""
        return self.publisher, self.author


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsBurst:
    """The stories about one service, oldest first, and what the correlator was told: `told` are their ids."""

    stories: tuple[Story, ...] = ()
    told: tuple[str, ...] = ()
    nats: float = 0.0
    told_at: datetime | None = None


ReadNews = Callable[[Mapping[str, NewsBurst]], tuple[Mapping[str, NewsBurst], Sequence[Corroboration]]]
"""From what is kept to what is to be kept, by service, and what the correlator is told."""


def read_news(
    bursts: Mapping[str, NewsBurst],
    source: Source,
    new: Sequence[NewsEntry],
    again: Sequence[NewsEntry],
    catalog: Catalog,
    now: datetime,
) -> tuple[dict[str, NewsBurst], list[Corroboration]]:
    """The bursts, by service, after a reading of a feed, and what the correlator is told of them.

    `again` are entries that it had before: their score counts as it is now, and one whose title says no more
    that anything fails is taken back.
    """
    found, scored = _stories_in(source, new, catalog, now), _stories_in(source, again, catalog, now)
    read = {entry.id for entry in again}
    after, heard = {}, []
    for service in sorted({*bursts, *found}):
        burst = bursts.get(service, NewsBurst())
        still = {story.id: story for story in scored.get(service, ())}
        kept = [s for s in burst.stories if now - s.at < NEWS_FOR and (s.id in still or s.id not in read)]
        stories = _merged([_scored(story, still.get(story.id)) for story in kept], found.get(service, ()))
        burst, corroboration = _told(replace(burst, stories=stories), service, now)
        if burst.stories or corroboration is not None:
            after[service] = burst
        if corroboration is not None:
            heard.append(corroboration)
    return after, heard


def nats_of(stories: Iterable[Story]) -> float:
    """What they prove, between 0 and MAX_NATS. What links to one page is one story."""
    told = [(story.url or story.id, story) for story in stories]
    voices = min(len({page for page, _ in told}), len({story.voice for _, story in told}))
    scored = len({page for page, story in told if story.is_scored})
    if voices < _VOICES and not scored:
        return 0.0
    return MAX_NATS if voices >= _MANY or scored >= _VOICES else NATS_OF_ONE


def _told(burst: NewsBurst, service: str, now: datetime) -> tuple[NewsBurst, Corroboration | None]:
    """The burst once the correlator was told, and what it is told: None where it knows.

    Each story is told once. What was told lapses by itself in LAPSES_AFTER; stories that are gone before take
    it back.
    """
    nats = nats_of(burst.stories)
    ids = tuple(story.id for story in burst.stories)
    stands = burst.told_at is not None and now - burst.told_at < LAPSES_AFTER
    is_news = nats > 0.0 and not set(ids) <= set(burst.told)
    if not is_news and not (stands and nats < burst.nats):
        return burst, None
    after = replace(burst, told=ids if nats > 0.0 else (), nats=nats, told_at=now)
    return after, _corroboration(burst.stories, service, nats, now)


def _stories_in(
    source: Source, entries: Iterable[NewsEntry], catalog: Catalog, now: datetime
) -> dict[str, list[Story]]:
    """By service, the entries of a feed that say that it fails now."""
    found: dict[str, list[Story]] = {}
    for entry in entries:
        if not -MAX_SKEW <= now - entry.at < NEWS_FOR:
            continue
        story = Story(
            id=entry.id,
            at=min(entry.at, now),
            publisher=catalog.organisation_of(source.service),
            author=entry.author,
            points=entry.points,
            url=entry.url,
        )
        for service in failing_now(entry.title, source.service, catalog):
            found.setdefault(service, []).append(story)
    return found


def _merged(known: Sequence[Story], new: Iterable[Story]) -> tuple[Story, ...]:
    """All of them, each once: in another feed of the same publisher its score may be a newer one."""
    stories = {story.id: story for story in known}
    for story in new:
        if story.id in stories:
            stories[story.id] = _scored(stories[story.id], story)
        elif len(stories) < MAX_STORIES:
            stories[story.id] = story
    return tuple(sorted(stories.values(), key=lambda story: (story.at, story.id)))


def _scored(story: Story, now: Story | None) -> Story:
    points = [one.points for one in (story, now) if one is not None and one.points is not None]
    return replace(story, points=max(points, default=None))


def _corroboration(stories: Sequence[Story], service: str, nats: float, now: datetime) -> Corroboration:
    best = max(stories, key=lambda story: (story.points or 0, story.url is not None), default=None)
    points = f" ({best.points} points)" if best is not None and best.points is not None else ""
    number = len(stories)
    says = "a story in the news says" if number == 1 else f"{number} stories in the news say"
    return Corroboration(
        kind=CorroborationKind.NEWS,
        service=service,
        at=now,
        since=min((story.at for story in stories), default=now),
        nats=nats,
        says=f"{says} that it fails{points}",
        url=best.url if best is not None else None,
    )
