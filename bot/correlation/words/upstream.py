"""Somebody unnamed is blamed: "our DNS provider", "a third-party vendor", "an upstream issue"."""

import re
from typing import Final

from bot.correlation.words.cues import CAUSE, HEDGE, PROVIDER, TROUBLE
from bot.correlation.words.words import Upstream, cut

# The first word that fits says what the provider is.
_KINDS: Final = (
    ("llm", r"models?|ai|llm|inference"),
    ("email", r"(?:e-?)?mails?"),
    ("sms", r"sms|voice|notifications?|telecom\w*|telephony|pstn|messaging|carriers?"),
    ("identity", r"auth|authentication|identity|sso|login"),
    ("payments", r"payments?|billing|subscription|card|checkout"),
    ("dns", r"dns|domain|registrar"),
    ("cdn", r"cdn|caching|edge|content delivery"),
    (
        "transit",
        r"networks?|networking|transit|internet|connectivity|bandwidth|uplink|peering|fib(?:er|re)|isps?|backbone",
    ),
    ("registry", r"registry|package|repository|git|source code"),
    ("cloud", r"cloud|hosting|infrastructure|compute|platform|data ?cent(?:er|re)s?|colocation|iaas"),
)
_CLASSES: Final = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS)
_PROVIDER: Final = re.compile(rf"(?P<words>(?:[\w'-]+ ){{1,6}}?)(?P<noun>{PROVIDER})(?![\w-])", re.IGNORECASE)
_THING: Final = re.compile(
    r"\b(?P<words>(?:upstream|downstream|third[- ]party|3rd[- ]party)(?: (?!dependenc|data|connect|server|request)[\w-]+){0,3}?) "
    r"(?:outages?|incidents?|issues?|problems?|failures?|errors?|degradations?|disruptions?|networks?|services?|systems?"
    r"|apis?|platforms?|component)\b",
    re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(
    r"\b(?:upstream|downstream|third|3rd|external|underlying|our|one of|outside)\b", re.IGNORECASE
)
_OTHERS: Final = re.compile(
    r"\b(?:your|their|customers?'?|users?'?|his|other|another|different|these|most|any|many|multiple mail)\b",
    re.IGNORECASE,
)
_STATE: Final = re.compile(
    rf"\b(?:{CAUSE}|{TROUBLE}|work(?:ing|ed)?|engag\w+|collaborat\w+|identified|implemented|resolved|mitigat\w+|recover\w*"
    r"|confirm\w*|restor\w+|experienc\w+|back online|fix\w*|wait\w*|await\w*|closed the|unable|cannot|unavailable"
    r"|escalat\w+|contact\w*|hindering|affect\w+|impact\w+)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(?:not|n't|no longer|unrelated)(?: \w+){0,4} (?:to|by|with|of|an?)(?: \w+){0,3}$", re.IGNORECASE
)
_QUIET: Final = re.compile(
    r"\b(?:subscribe|status page updates|integrations? page|unrelated)\b", re.IGNORECASE
)
# A sentence without one of these words need not be looked at.
TRIGGERS: Final = frozenset(
    "upstream downstream provider providers vendor vendors partner partners supplier suppliers carrier carriers"
    " processor processors isp isps third 3rd hoster".split()
)


def upstream_in(sentence: str) -> Upstream | None:
    """The unnamed upstream that a sentence blames, or None."""
    if _QUIET.search(sentence) or not _STATE.search(sentence):
        return None
    for found in (*_PROVIDER.finditer(sentence), *_THING.finditer(sentence)):
        words, noun = found["words"], found.groupdict().get("noun", "")
        if _OTHERS.search(words) or _NOT.search(sentence[: found.start() + 1]):
            continue
        kinds = _kinds(f"{words}{noun}")
        if kinds or _OUTSIDE.search(words) or "service " in words.lower():
            return Upstream(kinds=kinds, sentence=cut(sentence), is_hedged=bool(HEDGE.search(sentence)))
    return None


def _kinds(words: str) -> frozenset[str]:
    """The kind named nearest to the end: "a networking issue at our cloud" is about a cloud."""
    found = [(m.end(), kind) for kind, pattern in _CLASSES for m in pattern.finditer(words)]
    return frozenset({max(found)[1]}) if found else frozenset()
