"""Headlines: those that say that somebody fails now, and those that only look like it.

The titles in `headlines.tsv` are our own, with the services that each says to fail now.
"""

import csv
from pathlib import Path

from bot.correlation.headlines import failing_now
from tests.shipped import shipped_catalog

CATALOG = shipped_catalog()
HN = "hacker-news-front-page"
OTHER_DAYS = (" (2021)", " [2019]", " on June 12", "; 12th of June")


def titles() -> list[tuple[str, str]]:
    with (Path(__file__).parent / "headlines.tsv").open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1]) for row in list(csv.reader(file, delimiter="\t"))[1:]]


def test_a_headline_says_who_fails_now_and_nothing_that_only_looks_like_it() -> None:
    wrong = [
        (title, found, services)
        for title, services in titles()
        if (found := " ".join(failing_now(title, HN, CATALOG))) != services
    ]

    assert wrong == []


def test_a_year_or_a_date_makes_it_an_old_story() -> None:
    dated = [title + when for title, services in titles() if services for when in OTHER_DAYS]

    assert [title for title in dated if failing_now(title, HN, CATALOG)] == []


def test_spaces_and_capitals_say_nothing() -> None:
    assert failing_now("  GitHub \t IS   down  ", HN, CATALOG) == ("github",)


def test_a_feed_says_nothing_of_whoever_publishes_it_and_no_novel_is_a_headline() -> None:
    assert failing_now("GitHub is down", "github", CATALOG) == ()
    assert failing_now("GitHub is down " + "again " * 40, HN, CATALOG) == ()
