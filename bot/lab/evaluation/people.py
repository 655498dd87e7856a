"""What people in chat said of our claims, beside what the labels say: each person's last word counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.incident import Grade
from bot.domain.reactions import Vote, VoteKind
from bot.lab.evaluation.events import GRADES

HEADS: Final = ("grade", "claims spoken of", "held right", "held wrong", "undecided", "people affected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What people said of one incident's claim. `grade` is the highest of which they said it."""

    incident: str
    root: str
    grade: Grade
    right: int
    wrong: int
    affected: int


def opinions_of(votes: Iterable[Vote]) -> tuple[Opinion, ...]:
    """One for every incident of which anybody said anything, in the order of their ids."""
    by_incident: dict[str, list[Vote]] = {}
    for vote in sorted(votes, key=lambda vote: vote.at):
        by_incident.setdefault(vote.incident, []).append(vote)
    return tuple(_opinion(incident, found) for incident, found in sorted(by_incident.items()))


def opinion_rows(opinions: Sequence[Opinion]) -> Iterator[tuple[str, ...]]:
    """For each grade: claims of which people said something, held right, held wrong, undecided, affected."""
    for grade in GRADES:
        graded = [o for o in opinions if o.grade is grade]
        right = sum(o.right > o.wrong for o in graded)
        wrong = sum(o.wrong > o.right for o in graded)
        affected = sum(o.affected for o in graded)
        yield (
            grade.value,
            str(len(graded)),
            str(right),
            str(wrong),
            str(len(graded) - right - wrong),
            str(affected),
        )


def opinion_lines(opinions: Sequence[Opinion]) -> Iterator[str]:
    """The same for a terminal; nothing without opinions."""
    if opinions:
        yield ""
        yield "What people in chat said of claims:"
        yield from opinion_columns(opinions)


def opinion_columns(opinions: Sequence[Opinion]) -> Iterator[str]:
    """The rows under their heads, in columns."""
    for row in (HEADS, *opinion_rows(opinions)):
        yield "  ".join(f"{cell:>16}" for cell in row)


def opinion_table(opinions: Sequence[Opinion]) -> list[str]:
    """The same as Markdown; nothing without opinions."""
    if not opinions:
        return []
    rows = [HEADS, ("---",) * len(HEADS), *opinion_rows(opinions)]
    return ["", *(f"| {' | '.join(row)} |" for row in rows)]


def opinions_json(opinions: Sequence[Opinion]) -> list[Mapping[str, Any]]:
    """One object an incident."""
    return [
        {
            "incident": o.incident,
            "root": o.root,
            "grade": o.grade,
            "right": o.right,
            "wrong": o.wrong,
            "affected": o.affected,
        }
        for o in opinions
    ]


def _opinion(incident: str, votes: Sequence[Vote]) -> Opinion:
    causes = {v.voter: v.verdict for v in votes if v.verdict is not VoteKind.AFFECTED}
    return Opinion(
        incident=incident,
        root=votes[-1].root,
        grade=max((v.grade for v in votes), key=lambda grade: grade.rank),
        right=sum(verdict is VoteKind.RIGHT for verdict in causes.values()),
        wrong=sum(verdict is VoteKind.WRONG for verdict in causes.values()),
        affected=len({v.voter for v in votes if v.verdict is VoteKind.AFFECTED}),
    )
