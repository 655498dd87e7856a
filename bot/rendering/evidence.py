"""Evidence in lines: what it says, with the quoted words as the link to their source."""

from typing import Final

from bot.domain.incident import Evidence, EvidenceKind, Incident
from bot.domain.message import Line, Link, Text
from bot.rendering.text import clean
from bot.speech.speech import say

_CARD: Final = 120  # characters, of which a quotation gives way first
# These sentences are ours: of the figures in them none may be lost.
_OURS: Final = {EvidenceKind.PROBE: 300, EvidenceKind.PEOPLE: 200, EvidenceKind.NEWS: 200}
# What people weigh against a claim: who is fine, then a page that is quiet. Why it is none other is no doubt.
_AGAINST: Final = (EvidenceKind.HEALTHY_DEPENDENTS, EvidenceKind.ROOT_PAGE)


def strongest(incident: Incident) -> tuple[Evidence, ...]:
    """The strongest reason, if there is one: the root's own page, then words, then the rest by weight."""
    return ranked(incident)[:1]


def corroboration(incident: Incident) -> tuple[Evidence, ...]:
    """The strongest of what else speaks for something that was only seen: its own page, people, or news."""
    return tuple(e for e in ranked(incident) if e.kind is not EvidenceKind.PROBE)[:1]


def strongest_against(incident: Incident) -> tuple[Evidence, ...]:
    """The strongest doubt, if there is one."""
    doubts = (e for kind in _AGAINST for e in incident.counter_evidence if e.kind is kind)
    return tuple(doubts)[:1]


def ranked(incident: Incident) -> tuple[Evidence, ...]:
    """All reasons, the strongest first."""
    return tuple(
        sorted(
            incident.evidence,
            key=lambda e: (e.kind is not EvidenceKind.ROOT_PAGE, "“" not in e.says, -abs(e.weight)),
        )
    )


def evidence_line(evidence: Evidence, limit: int = _CARD) -> Line:
    """A reason, its quoted words linked to their source."""
    limit = max(limit, _OURS.get(evidence.kind, 0))
    before, mark, quoted = clean(evidence.says).partition("“")
    if not mark:
        says = clean(before, limit)
        return (Text(f"{says} "), Link("source", evidence.source)) if evidence.source else (Text(says),)
    words = clean(quoted.removesuffix("”"), max(20, limit - len(before)))
    quote = f"“{words}”"
    return (Text(before), Link(quote, evidence.source) if evidence.source else Text(quote))


def counter_line(evidence: Evidence) -> Line:
    """A doubt, as one."""
    return (Text(say("But {says}", says=clean(evidence.says, _CARD))),)
