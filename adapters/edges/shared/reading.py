"""From an answer to a statement: what all edges share, and what a profile of one is made of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from adapters.edges.shared.marks import HeaderMark, recogniser
from adapters.edges.shared.plain_answers import plain_outcome
from bot.domain.probe import EdgeStatement, HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile, ReadAnswer

_PLACE: Final = re.compile(r"[A-Z0-9-]{2,12}")


@dataclass(frozen=True, slots=True)
class Attribution:
    """What an error page says of itself."""

    outcome: ProbeOutcome
    why: str


def edge_profile(
    *,
    node: str | None,
    marks: Sequence[HeaderMark],
    attribution: Callable[[HttpAnswer], Attribution | None] = lambda _answer: None,
    place: Callable[[HttpAnswer], str] = lambda _answer: "",
) -> EdgeProfile:
    """The profile of one edge. `attribution` is asked about each error (500 and above): None if not its own.

    `place` is its word for where it stands, in any form: what is no plain name is dropped.
    """

    def reads(answer: HttpAnswer, usual_status: int | None) -> EdgeStatement:
        outcome, why = plain_outcome(answer, usual_status)
        if outcome is ProbeOutcome.FAILED and (usual_status is None or usual_status < 500):
            found = attribution(answer)
            if found is not None and (found.outcome is not ProbeOutcome.BLAMES_EDGE or answer.is_verified):
                outcome, why = found.outcome, found.why
        stands = _PLACE.fullmatch(place(answer).upper())
        return EdgeStatement(edge=node, outcome=outcome, place=stands[0] if stands else None, why=why)

    recognises = recogniser(marks) if node is not None else lambda _answer: True
    return EdgeProfile(node=node, recognises=recognises, reads=reads)


def reader(edges: Sequence[EdgeProfile]) -> ReadAnswer:
    """Asks every edge that has had its hands in an answer, the outermost first: who wrote the error says so.

    An error that none of them wrote is a failure behind the outermost. The last edge must know any answer.
    """

    def read_answer(answer: HttpAnswer, usual_status: int | None) -> EdgeStatement:
        plain = with_plain_names(answer)
        statements = (edge.reads(plain, usual_status) for edge in edges if edge.recognises(plain))
        outermost = next(statements)
        if outermost.outcome is not ProbeOutcome.FAILED:
            return outermost
        return next((s for s in statements if s.outcome is not ProbeOutcome.FAILED), outermost)

    return read_answer


def owners(edges: Sequence[EdgeProfile]) -> Callable[[HttpAnswer], tuple[str, ...]]:
    """The nodes that have had their hands in an answer, by its headers alone, the outermost first."""

    def owners_of(answer: HttpAnswer) -> tuple[str, ...]:
        plain = with_plain_names(answer)
        return tuple(edge.node for edge in edges if edge.node is not None and edge.recognises(plain))

    return owners_of


def with_plain_names(answer: HttpAnswer) -> HttpAnswer:
    """An answer whose headers have names in lower case, whoever made it."""
    if all(name.islower() for name in answer.headers):
        return answer
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
    return replace(answer, headers=headers)
