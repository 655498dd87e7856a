"""What the documents say of the code is what the code does."""

from pathlib import Path

from bot.correlation.grading import RULES

ROOT = Path(__file__).parent.parent


def test_the_table_of_grades_is_the_one_that_is_applied() -> None:
    document = (ROOT / "docs" / "correlation.md").read_text(encoding="utf-8")

    for rule in RULES:
        assert f"| {rule.grade} | {rule.probability} | {rule.says} |" in document
