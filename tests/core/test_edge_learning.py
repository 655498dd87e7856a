"""What history says of edges: those that it contradicts, and those that are missing, in drawn worlds."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.correlation.edge_reach import LEAST_REACH, reach_on
from bot.domain.status import Impact
from bot.lab.learning.contradictions import contradictions
from bot.lab.learning.suggestions import Suggestion
from bot.learned.learned import Learned
from tests.builders import an_edge, edge_evidence
from tests.learning_builders import (
    BLAMING,
    CALM,
    CATALOG,
    END,
    PAGES,
    START,
    Seen,
    arrivals,
    failures,
    learned,
    learner_of,
    seen,
)

EDGE = CATALOG.edges[0]
PAIR = "page-0 > hostcloud"
TIMES = tuple(range(100, 8000, 400))


def watched(service: str, times: Sequence[float] = TIMES) -> list[Seen]:
    """Reports that show that a service was watched, away from the failures."""
    return [seen(service, at) for at in (times[0] - 20.0, *(at + 15.0 for at in times))]


def told_by(*services: str, times: Iterable[float] = TIMES) -> list[Seen]:
    return failures(times, services)


def test_who_is_fine_when_its_infrastructure_fails_falls_below_what_its_evidence_says_openly() -> None:
    found = learned([*told_by("page-5", "page-6"), *watched("page-0")])

    (contradicted,) = contradictions(found, CATALOG)
    by_evidence = reach_on(EDGE, END)
    assert (contradicted.service, contradicted.node) == ("page-0", "hostcloud")
    assert (contradicted.failed, contradicted.posted) == (len(TIMES), 0.0)
    assert contradicted.by_evidence == by_evidence
    assert contradicted.reach == pytest.approx(by_evidence * 6 / (6 + len(TIMES)))
    assert found.failed[PAIR] == len(TIMES)
    assert found.posted[PAIR] == 0.0


def test_who_posts_as_often_as_its_evidence_says_is_not_contradicted() -> None:
    found = learned([*told_by("page-5", "page-6"), *told_by("page-0"), *watched("page-0")])

    assert found.posted[PAIR] == len(TIMES)
    assert found.reach[PAIR] > reach_on(EDGE, END)
    assert contradictions(found, CATALOG) == ()


def test_an_edge_that_was_contradicted_ever_so_often_is_never_nothing() -> None:
    often = tuple(range(100, 8000, 40))

    found = learned([*told_by("page-5", "page-6", times=often), *watched("page-0", often)])

    assert found.failed[PAIR] == len(often)
    assert found.reach[PAIR] == LEAST_REACH


def test_a_failure_that_only_one_other_and_the_provider_told_of_contradicts_half() -> None:
    grave = [seen("hostcloud", at - 1.0, impact=Impact.CRITICAL) for at in TIMES]
    narrow = learned([*told_by("page-5"), *grave, *watched("page-0")])
    wide = learned([*told_by("page-5", "page-6"), *grave, *watched("page-0")])

    assert narrow.failed[PAIR] == wide.failed[PAIR] == len(TIMES)
    assert narrow.reach[PAIR] == pytest.approx(reach_on(EDGE, END) * 6 / (6 + len(TIMES) / 2))
    assert wide.reach[PAIR] < narrow.reach[PAIR]


def test_what_nobody_else_told_of_or_nobody_watched_contradicts_nothing() -> None:
    alone = learned([*told_by("page-5"), *watched("page-0")])
    unwatched = learned([*told_by("page-5", "page-6"), seen("page-0", TIMES[-1] + 50.0)])

    assert contradictions(alone, CATALOG) == contradictions(unwatched, CATALOG) == ()


def test_history_is_held_against_what_the_evidence_said_by_then() -> None:
    old = edge_evidence(kind="news", known_from=date(2010, 1, 1))
    catalog = replace(CATALOG, edges=(an_edge("page-0", "hostcloud", evidence=(old,)),))
    learner = learner_of([*told_by("page-5", "page-6"), *watched("page-0")], catalog)

    found = learner.learned(END)

    prior = reach_on(catalog.edges[0], END)
    assert found.reach[PAIR] == pytest.approx(max(prior * 6 / (6 + len(TIMES)), LEAST_REACH))
    assert [c.by_evidence for c in contradictions(found, catalog)] == [prior]


def test_without_numbers_of_a_pair_nothing_is_contradicted() -> None:
    assert contradictions(Learned(until=END, reach={PAIR: 0.1}), CATALOG) == ()


def by_timing(reports: Iterable[Seen], until: date = END) -> list[Suggestion]:
    return [s for s in learner_of(reports).suggestions(until) if s.timing is not None]


def test_who_posts_in_failure_after_failure_without_a_word_is_suggested_with_its_reports() -> None:
    silent = [seen("page-7", at + 1.0) for at in TIMES[:5]]

    (suggestion,) = by_timing([*told_by("page-5", "page-6"), *silent, *watched("page-7")])

    assert (suggestion.service, suggestion.node) == ("page-7", "hostcloud")
    assert suggestion.timing is not None
    assert suggestion.timing.failed == len(TIMES)
    assert suggestion.timing.by_chance < 1
    assert 0.05 < suggestion.timing.reach < 5 / len(TIMES)
    assert [r.day for r in suggestion.evidence] == [(START + timedelta(hours=at)).date() for at in TIMES[:5]]
    assert {r.node for r in suggestion.evidence} == {"hostcloud"}
    assert suggestion.evidence[0].url == silent[0][1].url


def test_three_failures_are_the_least_and_what_is_seen_later_does_not_count() -> None:
    three = [seen("page-7", at + 1.0) for at in TIMES[:3]]
    told = [*told_by("page-5", "page-6"), *watched("page-7")]

    assert by_timing([*told, *three[:2]]) == []
    assert len(by_timing([*told, *three])) == 1
    assert by_timing([*told, *three], until=(START + timedelta(hours=TIMES[2])).date()) == []


def test_a_page_that_posts_all_the_time_posts_in_failures_too_and_is_not_suggested() -> None:
    draw = random.Random(21)
    busy = [seen("page-7", at) for at in arrivals(draw, 1 / 6)]
    told = told_by("page-5", "page-6")

    posts = sum(any(at <= post < at + 3 for post in (hours_of(s) for s in busy)) for at in TIMES)
    assert posts >= 3
    assert by_timing([*told, *busy]) == []


def test_who_has_an_edge_or_blames_another_or_is_the_provider_is_not_suggested() -> None:
    told = told_by("page-5", "page-6")
    known = [seen("page-1", at + 1.0) for at in TIMES]
    elsewhere = [seen("page-8", at + 1.0, "Othercloud has an outage.") for at in TIMES]
    own = [seen("hostcloud", at + 1.0) for at in TIMES]

    assert by_timing([*told, *known, *elsewhere, *own]) == []


def test_a_pair_that_words_speak_for_is_suggested_once() -> None:
    posts = [seen("page-7", at + 1.0, BLAMING if at < 1000 else CALM) for at in TIMES]

    found = [
        s
        for s in learner_of([*told_by("page-5", "page-6"), *posts]).suggestions(END)
        if s.service == "page-7"
    ]

    assert [s.timing for s in found] == [None]


def test_by_chance_alone_hardly_any_pair_is_suggested() -> None:
    draw = random.Random(22)
    calm = [seen(page, at) for page in PAGES for at in arrivals(draw, 1 / 60)]

    assert len(by_timing([*calm, *told_by("page-5", "page-6")])) <= 1


def hours_of(report: Seen) -> float:
    return (report[2] - START).total_seconds() / 3600
