"""Somebody unnamed is blamed: "our DNS provider", "a third-party vendor", "an upstream issue"."""

import re
from typing import Final

from bot.expressions import compiled
from bot.wording.cues import CAUSE, DENIED_BEFORE, HEDGE, OWN_FAULT, PROVIDER, TROUBLE
from bot.wording.intention import is_intended
from bot.wording.tokens import vocabulary, words_of_name
from bot.wording.words import Upstream, cut

_BEFORE: Final = 120
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
        r"networks?|networking|transit|internet|connectivity|bandwidth|uplink|peering|fib(?:er|re)|isps?",
    ),
    ("registry", r"registry|package|repository|git|source code|docker|images?"),
    ("cloud", r"cloud|hosting|infrastructure|compute|platform|data ?cent(?:er|re)s?|colocation|iaas"),
)
_CLASSES: Final = tuple((kind, compiled(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS)
_PROVIDER: Final = compiled(
    rf"(?<![\w'/-])(?P<words>(?:[\w'/-]+ ){{1,6}}?)(?P<noun>{PROVIDER})"
    r"(?![\w-]|\.\w| (?:change|migration|switch|groups?)\b|(?<=partners) (?:are|may|might) )",
    re.IGNORECASE,
)
_THING: Final = compiled(
    r"\b(?P<words>upstream(?: (?!dependenc|data|connect|server|request"
    r"|and\b)[\w-]+){0,2}?) (?P<noun>outages?|incidents?"
    r"|issues?|problems?|failures?|errors?|degradations?|disruptions?|networks?|services?|systems?"
    r"|apis?|platforms?)\b(?! dependenc)"
    r"|\b(?P<down>downstream(?: [\w-]+)?) (?:outages?|incidents?|issues?|problems?|failures?)\b"
    r"|(?:\b(?:an?|the|our|of|by|with|from|external) |^\W*)(?P<third>(?:third"
    r"|3rd)[- ]party(?: (?!and\b)[\w-]+){0,2}?)"
    r" (?:outages?|incidents?|issues?|problems?|failures?|services?|systems?|networks?|platforms?"
    r"|components?"
    r"|dependenc(?:y|ies)|software)\b",
    re.IGNORECASE,
)
# What ends a noun phrase to the left: "an issue at our cloud" is about "our cloud".
_JOINT: Final = compiled(
    r".*\b(?:and|or|but|has|have|had|is|are|was|were|with|to|from|at|by|of|in|on|for|due|via|as|than"
    r"|between|within"
    r"|engaged|using|affect\w+|impact\w+|contact\w+|that|which|because)\b",
    re.IGNORECASE | re.DOTALL,
)
_OUTSIDE: Final = compiled(
    r"\b(?:upstream|downstream|third|3rd|external|underlying|our|one of|outside)\b", re.IGNORECASE
)
_OTHERS: Final = compiled(
    r"\b(?:your|their|customers?'?s?|users?'?|his|other|another|different|these|those|most|any|many"
    r"|certain|some|us|all"
    r"|each|mobile|various)\b",
    re.IGNORECASE,
)
# Whoever is named here has chosen the provider himself.
_CHOSEN: Final = compiled(
    r"\b(?:customers?|users?|members?|people|those|organi[sz]ations?)\b(?: [\w'-]+){0,4} (?:using|via"
    r"|through|whose|their"
    r"|who use)(?: [\w'-]+){0,4} $"
    r"|\bwe recommend(?: [\w'-]+){0,8} $",
    re.IGNORECASE,
)
_CROWD: Final = ("isp", "carrier")  # these are also how mail and messages reach people
_STATE: Final = compiled(
    rf"\b(?:{CAUSE}|{TROUBLE}|work(?:ing|ed)?|engag\w+|collaborat\w+|identified|implemented|resolved"
    rf"|mitigat\w+|recover\w*"
    r"|confirm\w*|restor\w+|experienc\w+|back online|fix\w*|wait\w*|await\w*|closed the|unable|cannot"
    r"|unavailable"
    r"|escalat\w+|contact\w*|hindering|affect\w+|impact\w+)\b",
    re.IGNORECASE,
)
_QUIET: Final = compiled(r"\b(?:subscribe|status page updates|integrations? page)\b", re.IGNORECASE)
# A sentence without one of these words need not be looked at.
TRIGGERS: Final = frozenset(
    words_of_name(
        "upstream downstream provider providers vendor vendors partner partners supplier suppliers "
        "carrier carriers processor processors isp isps third 3rd hoster hosters"
    )
)


def upstream_in(sentence: str) -> Upstream | None:
    """The unnamed upstream that a sentence blames, or None."""
    if vocabulary(sentence).isdisjoint(TRIGGERS) or _QUIET.search(sentence) or OWN_FAULT.search(sentence):
        return None
    if not _STATE.search(sentence):
        return None
    kinds = _provider(sentence)
    if kinds is None:
        kinds = _thing(sentence)
    if kinds is None:
        return None
    return Upstream(kinds=kinds, sentence=cut(sentence), is_hedged=bool(HEDGE.search(sentence)))


def _provider(sentence: str) -> frozenset[str] | None:
    """The kinds of the provider that is spoken of; None where none is."""
    for found in _PROVIDER.finditer(sentence):
        words, noun = found["words"], found["noun"]
        phrase = _JOINT.sub("", words)
        if _OTHERS.search(phrase) or _is_elsewhere(sentence, *found.span("noun")):
            continue
        is_outside = bool(_OUTSIDE.search(words))
        if noun[0].isupper() and not is_outside:
            continue  # "Terraform Provider": a feature's name
        if is_outside or (not noun.lower().startswith(_CROWD) and _is_kind(phrase)):
            return _kinds(f"{phrase}{noun}")
    return None


def _thing(sentence: str) -> frozenset[str] | None:
    for found in _THING.finditer(sentence):
        if not _is_elsewhere(sentence, *found.span()):
            return _kinds(found["words"] or found["down"] or found["third"])
    return None


def _is_elsewhere(sentence: str, start: int, end: int) -> bool:
    """Whether what stands there is cleared, is the customers' own choice, or is only planned for."""
    before = sentence[max(0, start - _BEFORE) : start]
    if _CHOSEN.search(before) or any(cue.search(before) for cue in DENIED_BEFORE):
        return True
    return is_intended(sentence[:start], sentence[end : end + _BEFORE])


def _is_kind(phrase: str) -> bool:
    return bool(_kinds(phrase)) or "service " in phrase.lower()


def _kinds(words: str) -> frozenset[str]:
    """The kind named nearest to the end: "a networking issue at our cloud" is about a cloud."""
    found = [(m.end(), kind) for kind, pattern in _CLASSES for m in pattern.finditer(words)]
    return frozenset({max(found)[1]}) if found else frozenset()
