"""News as evidence: a score or two voices, two nats at most, each story once, and two hours long."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.correlation.news_bursts import MAX_NATS, NATS_OF_ONE, NewsBurst, Story, nats_of, read_news
from bot.domain.look import Corroboration, CorroborationKind
from bot.domain.report import NewsEntry
from tests.builders import NOON, a_catalog, a_service, a_source, at

CATALOG = a_catalog(
    services=(
        a_service("cloudflare", name="Cloudflare", mentions=("Cloudflare",)),
        a_service("github", name="GitHub", mentions=("GitHub",)),
        a_service("hn"),
        a_service("press"),
    ),
    edges=(),
)
HN, PRESS = a_source("hn", format="news"), a_source("press", format="news")
DOWN = NewsEntry(
    id="1", at=NOON, title="Cloudflare is down", url="https://n.example/1", author="ada", points=57
)
SECOND = replace(DOWN, id="2", url="https://n.example/2", author="bob", title="Major Cloudflare outage")


class Feeds:
    """What is kept of the news, and what the correlator hears of it."""

    def __init__(self) -> None:
        self.bursts: Mapping[str, NewsBurst] = {}

    def read(
        self,
        new: Sequence[NewsEntry] = (),
        again: Sequence[NewsEntry] = (),
        *,
        now: datetime = NOON,
        press: bool = False,
    ) -> list[Corroboration]:
        self.bursts, heard = read_news(self.bursts, PRESS if press else HN, new, again, CATALOG, now)
        return heard


def unscored(entry: NewsEntry, points: int | None = 2) -> NewsEntry:
    return replace(entry, points=points)


def test_a_story_with_a_score_is_told_once() -> None:
    feeds = Feeds()

    (heard,) = feeds.read([DOWN], now=at(12, 2))

    assert (heard.kind, heard.service, heard.nats) == (CorroborationKind.NEWS, "cloudflare", NATS_OF_ONE)
    assert (heard.at, heard.since, heard.url) == (at(12, 2), NOON, "https://n.example/1")
    assert heard.says == "a story in the news says that it fails (57 points)"
    for minutes in range(4, 130, 2):
        assert feeds.read(again=[DOWN], now=NOON + timedelta(minutes=minutes)) == []


def test_a_story_without_a_score_waits_for_one_or_for_a_second_voice() -> None:
    feeds = Feeds()
    assert feeds.read([unscored(DOWN, 9)]) == []
    assert [h.nats for h in feeds.read(again=[unscored(DOWN, 10)], now=at(12, 4))] == [NATS_OF_ONE]

    feeds = Feeds()
    assert feeds.read([unscored(DOWN)]) == []
    assert feeds.read([unscored(replace(SECOND, author="ada"))]) == []
    assert [h.nats for h in feeds.read([unscored(replace(SECOND, id="3", url=None))])] == [NATS_OF_ONE]


def test_two_feeds_are_two_voices_unless_they_show_one_page() -> None:
    entry = unscored(replace(DOWN, author=""), None)
    feeds = Feeds()
    assert feeds.read([entry]) == []
    assert feeds.read([replace(entry, id="p")], press=True) == []
    assert len(feeds.read([replace(entry, id="q", url="https://press.example/q")], press=True)) == 1


def test_any_number_of_stories_is_two_nats_and_hours_of_them_say_no_more() -> None:
    feeds = Feeds()
    crowd = [
        replace(DOWN, id=str(n), url=f"https://n.example/{n}", author=f"a{n}", points=900) for n in range(500)
    ]

    (heard,) = feeds.read(crowd)

    assert heard.nats == MAX_NATS == 2.0
    assert len(feeds.bursts["cloudflare"].stories) == 50


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(minutes=119), True),
        (timedelta(hours=2), False),
        (-timedelta(minutes=9), True),
        (-timedelta(minutes=11), False),
    ],
)
def test_news_of_two_hours_ago_is_none_and_none_is_of_tomorrow(age: timedelta, counts: bool) -> None:  # noqa: FBT001
    assert bool(Feeds().read([replace(DOWN, at=NOON - age)])) is counts


def test_a_title_that_says_so_no_more_takes_it_back_while_it_stands() -> None:
    feeds = Feeds()
    feeds.read([DOWN])
    over = replace(DOWN, title="Cloudflare is down (resolved)")

    assert [(h.service, h.nats) for h in feeds.read(again=[over], now=at(12, 4))] == [("cloudflare", 0.0)]
    assert feeds.read(again=[over], now=at(12, 6)) == []

    feeds = Feeds()
    feeds.read([DOWN])
    assert feeds.read(again=[over], now=at(12, 15)) == []


def test_a_story_about_two_services_is_told_of_both() -> None:
    heard = Feeds().read([replace(DOWN, title="GitHub and Cloudflare are down")])

    assert [h.service for h in heard] == ["cloudflare", "github"]


def test_what_is_forgotten_is_not_kept() -> None:
    feeds = Feeds()
    feeds.read([DOWN])
    feeds.read(now=at(14, 0))

    assert feeds.bursts == {}


def test_without_stories_there_is_nothing_and_one_page_is_one_story() -> None:
    one = Story(id="1", at=NOON, publisher="hn", author="ada", url="https://n.example/1")

    assert nats_of(()) == 0.0
    assert nats_of([one, replace(one, id="2", author="bob")]) == 0.0
    assert nats_of([one, replace(one, id="2", author="bob", url=None)]) == NATS_OF_ONE
