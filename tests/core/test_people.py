"""What people said of claims: counted once a person, and fed to the score."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.feedback import as_line, votes_in
from bot.domain.incident import Grade
from bot.domain.reactions import Vote, VoteKind
from bot.errors import ConfigurationError
from bot.lab.evaluation.people import opinion_rows, opinion_table, opinions_of
from tests.builders import NOON
from tests.test_evaluate_cli import evaluate, events, history


def a_vote(verdict: VoteKind, voter: str = "a", *, minutes: int = 0, grade: Grade = Grade.PROBABLE) -> Vote:
    return Vote(
        incident="inc-1",
        verdict=verdict,
        at=NOON + timedelta(minutes=minutes),
        voter=voter,
        root="cloudflare",
        grade=grade,
        probability=0.9,
    )


def test_the_last_word_of_each_person_counts() -> None:
    votes = (
        a_vote(VoteKind.RIGHT, "b", minutes=1),
        a_vote(VoteKind.WRONG, "a", minutes=2),
        a_vote(VoteKind.RIGHT, "a"),
        a_vote(VoteKind.WRONG, "c", minutes=3),
        a_vote(VoteKind.AFFECTED, "a", minutes=4),
        a_vote(VoteKind.AFFECTED, "a", minutes=5),
    )

    opinion = opinions_of(votes)[0]

    assert (opinion.right, opinion.wrong, opinion.affected) == (1, 2, 1)
    assert ("probable", "1", "0", "1", "0", "1") in list(opinion_rows([opinion]))


def test_a_file_of_votes_is_read_again_and_a_wrong_line_is_named() -> None:
    votes = (a_vote(VoteKind.RIGHT), a_vote(VoteKind.WRONG, "b"))

    assert tuple(votes_in([as_line(vote) for vote in votes], "f")) == votes
    with pytest.raises(ConfigurationError, match="f, line 2"):
        list(votes_in([as_line(votes[0]), "{}"], "f"))


def test_without_votes_nothing_is_said() -> None:
    assert opinion_table(()) == []


def test_votes_stand_in_the_score(tmp_path: Path) -> None:
    feedback, report = tmp_path / "feedback.jsonl", tmp_path / "score.md"
    feedback.write_text(as_line(a_vote(VoteKind.RIGHT)))
    asked: list[str | Path] = ["--feedback", feedback, "--report", report, "--no-baselines", "--no-ablations"]

    document = evaluate(history(tmp_path), "--events", events(tmp_path), *asked)

    assert [(o["incident"], o["right"]) for o in document["feedback"]] == [("inc-1", 1)]
    assert "## What people said" in report.read_text()
    assert "--feedback feedback.jsonl" in report.read_text()
