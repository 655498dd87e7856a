"""A cause of one's own: "a bad deploy", "our database", "we rolled back the change"."""

import re
from typing import Final

from bot.expressions import compiled
from bot.wording.cues import HEDGE, PROVIDER, Pattern
from bot.wording.intention import is_intended
from bot.wording.tokens import vocabulary, words_of_name
from bot.wording.words import OwnCause, cut

# A sentence without one of these need not be looked at.
TRIGGERS: Final = frozenset(
    words_of_name(
        "deploy deploys deployed deployment deployments change changes update upgrade release rollout "
        "migration misconfiguration misconfigured regression bug bugs rollback rolled rolling revert "
        "reverted reverting our internal own mitigation human"
    )
)
_MAX_CHARACTERS: Final = 1_000
_NEAR: Final = 40  # characters


def _one(*parts: str) -> Pattern:
    return compiled("".join(parts), re.IGNORECASE)


# Others have part in it, or are spoken to.
_OTHERS: Final = _one(
    r"\b(?:upstream(?! (?:[\w-]+ ){1,5}(?:within|inside|in) our\b)|downstream|third[- ]party|3rd[- ]party",
    rf"|{PROVIDER}|certificate authority|(?<!internal )(?<!critical )dependenc(?:y|ies)|their|they|them",
    r"|your|you|customer's|customers'|chrome|safari|firefox|ios|android|windows|macos|registry|registrar",
    r"|data ?cent(?:er|re)|power|fib(?:er|re)|cuts?|maintenance|transit|peering|colo\w*",
    r"|work(?:ed)?[ -]?around|recommend\w*|advise\w*)\b",
)
_NOT: Final = _one(
    r"\b(?:not|n't|unrelated|never|neither|nor|rather than|instead of|unlike",
    r"|improv\w+ (?:[\w-]+ ){0,2}?(?:due to|because of|as a result))\b",
)
# The heading of an action: "Improve revert time".
_ACTION: Final = _one(r"^\W*(?:improve|add|ensure|make|increase|implement|build|enforce|review)\b")
_CAUSED: Final = (
    r"(?:due(?: \w+)? to|caused(?: \w+){0,2} by|because of|as a result of|resulted (?:from|in part from)"
    r"|resulting from|stem(?:s|med|ming)? from|attribut(?:ed|able) to|traced(?: \w+)? to"
    r"|triggered(?: \w+)? by|introduced (?:by|in|with)"
    r"|(?:root )?causes?(?: of (?:[\w'-]+ ){1,6}?| )(?:is|was|were|as|to be))"
)
_FEW: Final = (
    r"(?:(?!(?:for|which|that|who|we|with|under|unrelated|incident|outage|monitoring|mitigation|reaching"
    r"|between)\b)[\w'/-]+ ){0,9}?"
)
_KIND_OF_CHANGE: Final = (
    r"(?:code|config(?:uration)?|software|feature[- ]flag|flag|schema|infrastructure|network(?:ing)?"
    r"|database|routing|firewall|dns|backend|frontend|system|service|server|internal|recent|faulty|bad"
    r"|erroneous|incorrect|application|policy|settings?|platform|production|security|data|index|query"
    r"|version|kernel|library|dependency)"
)
_SURE_CHANGE: Final = (
    rf"(?:(?:re-?)?deploy(?:ment|ments|s)?|{_KIND_OF_CHANGE} (?:changes?|updates?|upgrades?|releases?"
    r"|roll-?outs?|push(?:es)?|migrations?)|(?:config(?:uration)?|deployment|migration|release|code)"
    r" (?:errors?|issues?|mistakes?)|releases?|roll-?outs?|changes?|migrations?|misconfigur(?:ations?|ed)"
    r"|regressions?|bugs?|human error|(?:code|software) defects?|race conditions?|memory leaks?|deadlocks?)"
)
_NOT_BY_OTHERS: Final = r"(?! (?:\w+ )?(?:by|from|at) (?!our\b|us\b|the team\b))"
_CHANGE: Final = rf"(?:{_SURE_CHANGE}|updates?|upgrades?)\b{_NOT_BY_OTHERS}"
# Deep inside: nobody says "our cache" of what customers use.
_DEEP: Final = (
    r"(?:databases?|db|data ?stores?|cach(?:e|es|ing)(?: \w+)?|clusters?|servers?|hosts?|nodes?|queues?"
    r"|queu(?:e|ing) systems?|load balanc(?:er|ers|ing)|infrastructure|back-?ends?|code|codebase"
    r"|config(?:uration)?|workers?|scheduler|rate limit(?:er|s|ing)?|prox(?:y|ies)|routers?|switch(?:es)?"
    r"|firewalls?|replicas?|shards?)"
)
_INNER: Final = (
    rf"(?:{_DEEP}|pipelines?|storage|deployments?|systems?|(?:micro)?services?|software|implementation)"
)
# "Our e-mail service" may be anybody's.
_BOUGHT: Final = (
    r"(?:auth\w*|identity|sso|payments?|billing|e-?mail|sms|messaging|dns|cdn|hosting|cloud|status)"
    r" (?:systems?|services?)"
)
_OURS: Final = (
    rf"(?:our(?: own)?|(?:an? |the )?internal|its own)(?: (?!{PROVIDER}|(?:monitoring|that|which)\b)[\w/-]+)"
    r"{0,4}?"
)
_NO_PROVIDER: Final = rf"(?!(?:'s)?(?: [\w-]+){{0,2}} {PROVIDER})"
_THING: Final = rf"{_OURS} (?!{_BOUGHT}){_INNER}\b{_NO_PROVIDER}"
_DEEP_THING: Final = rf"(?:(?:some|one|several|two|most|all|a \w+) of )?{_OURS} {_DEEP}\b{_NO_PROVIDER}"
_UNDO: Final = r"(?:roll(?:ed|ing)?[ -]?back|revert(?:ed|ing)?)"
_SAID: Final = (
    _one(rf"\b{_CAUSED} {_FEW}{_CHANGE}"),
    _one(rf"\b{_CAUSED} {_FEW}{_THING}"),
    # "A bad deploy caused …"
    _one(
        rf"(?:^|\b(?:an?|the|our|this|recent|that) ){_FEW}{_SURE_CHANGE}\b{_NOT_BY_OTHERS}",
        r"(?: [\w'-]+){0,8}? (?:caus(?:ed|ing)(?! by)|introduced(?! by)|led to|result(?:ed|ing) in",
        r"|triggered(?! by)|broke|(?:is|was) the cause)\b",
    ),
    # "Identified a problem with our database"
    _one(
        r"\b(?:identified|found|located|isolated|determined|discovered)(?: [\w'-]+){0,6}? (?:issue|problem",
        r"|bug|failure|error|fault|bottleneck|misconfiguration|regression|contention)s?(?: \w+)?",
        rf" (?:with|in|on|within|of) {_DEEP_THING}",
    ),
    # "Contention on our servers"
    _one(
        r"\b(?:contention|overload\w*|saturat\w+|exhaust\w+|bottlenecks?|corrupt\w+|hardware \w+",
        rf"|crash(?:es|ed)?|bug|failures?)(?: (?:on|in|of|at|within|for))? {_DEEP_THING}",
    ),
    _one(r"\b(?:issue|problem|error|failure|fault|mistake)s? on our (?:own )?(?:end|side)\b"),
    # "We have rolled back the change"
    _one(
        rf"\b{_UNDO} (?:to )?(?:the |an? |our |this |that |these |those |some )?(?:[\w'-]+ ){{0,5}}?",
        r"(?:changes?|deploy\w*|releases?|updates?|versions?|config\w*|commits?|builds?|migrations?",
        r"|upgrades?|roll-?outs?|features?|patch(?:es)?|flags?|code)\b",
    ),
    _one(
        r"\b(?:the|our|this|that|a|recent) (?:[\w'-]+ ){0,3}?(?:change|deploy\w*|release|update|config\w*",
        rf"|migration|upgrade|rollout|feature)s? (?:\w+ ){{0,4}}?{_UNDO}\b",
    ),
    _one(
        r"\b(?:initiated|performed|completed|deployed|executed|started|via|by|with|through) (?:a|the|our)",
        r" (?:[\w-]+ ){0,2}?roll-?back\b",
    ),
)
# Not said, but who deploys the remedy for a cause that he has found has found it in his own house.
_IMPLIED: Final = _one(
    r"\b(?:identified|found|determined|isolated) the (?:root |underlying )?(?:cause|source)\b.{0,80}?",
    r"\b(?:deploy\w*|roll(?:ed|ing) out|shipp(?:ed|ing)|push(?:ed|ing)) (?:a|the|an|our) (?:[\w-]+ ){0,2}?",
    r"(?:fix|mitigation|patch|change|remedy|hotfix|update)\b",
)


def own_cause_in(sentence: str) -> OwnCause | None:
    """The cause of its own that a sentence gives, where nobody else has part in it."""
    near = sentence[:_MAX_CHARACTERS]
    if vocabulary(near).isdisjoint(TRIGGERS) or _OTHERS.search(near) or _ACTION.search(near):
        return None
    said = next((found for cue in _SAID if (found := cue.search(near))), None)
    found = said or _IMPLIED.search(near)
    if found is None or _NOT.search(near, max(0, found.start() - _NEAR), found.end()):
        return None
    if is_intended(near[: found.end()], ""):
        return None
    return OwnCause(sentence=cut(sentence), is_hedged=said is None or bool(HEDGE.search(near)))
