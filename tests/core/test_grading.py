"""The table of grades: which evidence and how much probability each asks for."""

import pytest

from bot.correlation.grading import HYSTERESIS, RULES, Facts, grade_of
from bot.domain.incident import Grade


def facts(probability: float = 0.99, **counted: int) -> Facts:
    """Nothing is there that is not counted; a root is named unless `unnamed`; all is known by reports."""
    named = {k: counted.get(k, 0) for k in ("organisations", "speaking", "naming", "blaming", "vague")}
    flags = {k: bool(counted.get(k)) for k in ("own", "grave", "rare", "seen", "checked")}
    sure = {"probability": probability, "reported": probability}
    return Facts(has_root=not counted.get("unnamed"), **sure, **named, **flags)  # type: ignore[arg-type]


def at(counted: Facts, probability: float) -> Facts:
    """The same, as probable as that."""
    return counted._replace(probability=probability, reported=probability)


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({"organisations": 1, "naming": 1, "own": 1, "grave": 1, "rare": 1}, Grade.COINCIDENT),
        ({"organisations": 1, "naming": 1, "blaming": 1}, Grade.EARLY),
        ({"organisations": 1, "naming": 1, "blaming": 1, "own": 1, "grave": 1, "rare": 1}, Grade.EARLY),
        ({"organisations": 1, "blaming": 1, "unnamed": 1}, Grade.COINCIDENT),
        ({"seen": 1}, Grade.EARLY),
        ({"checked": 1}, Grade.EARLY),
        ({"seen": 1, "unnamed": 1}, Grade.COINCIDENT),
        ({"checked": 1, "organisations": 1, "own": 1}, Grade.EARLY),
        ({"seen": 1, "organisations": 1}, Grade.SUSPECTED),
        ({"seen": 1, "own": 1}, Grade.SUSPECTED),
        ({"seen": 1, "own": 1, "grave": 1, "rare": 1, "organisations": 1, "naming": 1}, Grade.SUSPECTED),
        ({"organisations": 2}, Grade.COINCIDENT),
        ({"organisations": 2, "own": 1}, Grade.COINCIDENT),
        ({"organisations": 2, "own": 1, "speaking": 1}, Grade.SUSPECTED),
        ({"organisations": 2, "own": 1, "rare": 1}, Grade.SUSPECTED),
        ({"organisations": 3, "own": 1}, Grade.SUSPECTED),
        ({"organisations": 2, "naming": 1}, Grade.COINCIDENT),
        ({"organisations": 2, "naming": 1, "blaming": 1}, Grade.SUSPECTED),
        ({"organisations": 2, "vague": 2}, Grade.SUSPECTED),
        ({"organisations": 5}, Grade.COINCIDENT),
        ({"organisations": 4, "naming": 1}, Grade.COINCIDENT),
        ({"organisations": 6}, Grade.SUSPECTED),
        ({"organisations": 5, "unnamed": 1}, Grade.COINCIDENT),
        ({"organisations": 9}, Grade.SUSPECTED),
        ({"organisations": 9, "own": 1, "grave": 1, "rare": 1}, Grade.SUSPECTED),
        ({"organisations": 2, "naming": 2}, Grade.PROBABLE),
        ({"organisations": 5, "naming": 1}, Grade.PROBABLE),
        ({"organisations": 2, "own": 1, "vague": 2}, Grade.PROBABLE),
        ({"organisations": 2, "own": 1, "rare": 1, "vague": 1}, Grade.PROBABLE),
        ({"organisations": 2, "naming": 2, "blaming": 2, "own": 1, "grave": 1, "rare": 1}, Grade.PROBABLE),
        ({"organisations": 3, "naming": 2, "own": 1}, Grade.CONFIRMED),
        ({"organisations": 3, "naming": 3, "blaming": 3}, Grade.CONFIRMED),
        ({"organisations": 3, "naming": 1, "own": 1, "grave": 1}, Grade.CONFIRMED),
        ({"organisations": 99, "naming": 99, "blaming": 99, "vague": 99, "unnamed": 1}, Grade.SUSPECTED),
    ],
)
def test_each_grade_needs_its_evidence_however_probable(counted: dict[str, int], expected: Grade) -> None:
    assert grade_of(facts(**counted)) is expected


def test_each_grade_needs_its_probability_and_is_kept_a_little_below_it() -> None:
    for rule in RULES:
        enough = facts(rule.probability, organisations=3, naming=3, blaming=3, own=1)
        short = at(enough, rule.probability - HYSTERESIS / 2)
        faded = at(enough, rule.probability - HYSTERESIS * 1.1)

        assert grade_of(enough) is rule.grade
        assert grade_of(short).rank < rule.grade.rank
        assert grade_of(short, kept=rule.grade) is rule.grade
        assert grade_of(faded, kept=rule.grade).rank < rule.grade.rank


def test_what_is_no_longer_said_keeps_no_grade() -> None:
    assert grade_of(facts(organisations=6), kept=Grade.CONFIRMED) is Grade.SUSPECTED


def test_where_many_post_by_chance_more_have_to_post_at_once() -> None:
    assert grade_of(facts(organisations=7)._replace(many=6.5)) is Grade.SUSPECTED
    assert grade_of(facts(organisations=7)._replace(many=7.5)) is Grade.COINCIDENT


def test_what_only_probes_people_or_news_make_likely_is_never_more_than_suspected() -> None:
    certain = facts(organisations=9, naming=9, blaming=9, own=1, grave=1, rare=1, seen=1)

    assert grade_of(certain) is Grade.CONFIRMED
    assert grade_of(certain._replace(reported=0.5)) is Grade.SUSPECTED
