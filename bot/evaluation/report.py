"""x."""

from bot.evaluation.score import Score


def report_of(score: Score) -> str:
    """X."""
    return ""
