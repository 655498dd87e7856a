"""The sentence that a list is in, with one entry in the place of all."""

import re
from typing import Final

GROUP: Final = (
    r"(?:services?|sites?|apps?|vendors?|providers?|companies|tools?|products?|things?|names?|ones?)"
)
_OF_ALL: Final = re.compile(
    r"(?: |^)(?:(?:both|either|any|all|each|some|one|every|none|which|which one)(?: of)?(?: the)?"
    rf"(?: following)?(?: {GROUP})?|(?:the|these|those|following) (?:following )?{GROUP})$"
)
_WHICH: Final = re.compile(r"^which(?: ones?)?(?: of)?(?: the)?(?: following)?$")
_ALL_BEHIND: Final = frozenset({"both", "all", "each", "either", "etc"})
VERBS: Final = frozenset({"is", "are", "was", "were", "has", "have"})


def sentence_with(before: tuple[str, ...], entry: tuple[str, ...], behind: tuple[str, ...]) -> str:
    """The question with one entry in place of the list, and without "both of" before and "all" behind it."""
    said = " ".join(before)
    if before[-1:] == ("neither",):
        return " ".join((*before[:-1], *entry, "not", "working"))
    at = 1 if behind[:1] != () and behind[0] in VERBS else 0  # "GitHub and GitLab are both down"
    if len(behind) > at and behind[at] in _ALL_BEHIND:
        behind = (*behind[:at], *behind[at + 1 :])
    if _WHICH.match(said) and behind[:1] != () and behind[0] in VERBS:
        return " ".join((behind[0], *entry, *behind[1:]))
    return " ".join((_OF_ALL.sub("", said), *entry, *behind)).strip()
