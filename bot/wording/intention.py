"""What somebody means to do, not what has happened: "so that we can detect upstream failures earlier".

Post-mortems close with such sentences. Whoever is named in one is not blamed by it.
"""

import re
from typing import Final

from bot.expressions import compiled
from bot.wording.cues import CAUSE

# How far before a name a sentence is looked at; bounds the work on any text.
MAX_CHARACTERS_BEFORE: Final = 240
_BETTER: Final = (
    r"(?:improv(?:e|ing|ements?)|strengthen\w*|enhanc(?:e|ing)|tighten\w*|add(?:ed|ing)?|refin(?:e|ing))"
)
_CARE: Final = (
    r"(?:monitor|alert|detect|visib|observab|telemetr|communicat|resilien|redundan|safeguard|guardrail"
    r"|granularit)\w*"
)
_BEFORE: Final = compiled(
    r"^\W*(?:moving|going|looking) forward\b|^\W*(?:in|for) (?:the )?future\b|^\W*(?:longer|long)[- ]term\b"
    r"|\bso (?:that )?(?:we|they|it|this) (?:can|could|will|would|may|might)\b"
    r"|\b(?:prevent|avoid)(?:s|ed|ing)? (?:\w+ )?(?:future|similar|such|recurr\w+)\b"
    r"|\b(?:resilien(?:t|ce|cy)|robust(?:ness)?|toleran(?:t|ce)|redundan(?:t|cy)) (?:\w+ ){0,2}?"
    r"(?:to|against|of|in|during)\b"
    r"|\b(?:reduc|remov|eliminat|lessen|minimi[sz])\w* (?:\w+ ){0,3}(?:dependen\w+|reliance)\b"
    rf"|\b{_BETTER} (?:(?!we\b|is\b|are\b|while\b|as\b|but\b)[\w-]+,? ){{0,12}}?{_CARE}\b",
    re.IGNORECASE,
)
_CAUSE: Final = compiled(rf"\b{CAUSE}\b", re.IGNORECASE)
_OURS: Final = (
    r"(?:our|how|incident|communicat\w+|subsequent|detect\w+|response|monitoring|early|process\w*|future"
    r"|time)"
)
_AFTER: Final = compiled(
    rf"^(?:'s)?(?: [\w-]+){{0,3}}? to (?:better |further |help (?:us )?)?(?:(?:improve|reduce|strengthen"
    rf"|refine|enhance) {_OURS}|ensure (?:that )?(?:our|safe|similar))\b",
    re.IGNORECASE,
)


def is_intended(before: str, after: str) -> bool:
    """Whether what stands between these halves of a sentence is part of a plan, and no cause."""
    near = before[-MAX_CHARACTERS_BEFORE:]
    planned = _BEFORE.search(near)
    return bool(_AFTER.search(after)) or (planned is not None and not _CAUSE.search(near, planned.end()))
