"""What a clause asks that fits no pattern: a known name, a sign of trouble, nothing but small words.

Whoever says anything else with a name in it is telling a story, and gets no answer.
"""

import re
from typing import Final

from bot.domain.name_table import Named
from bot.domain.question import Intent
from bot.questions.clauses import Clause
from bot.questions.names import Names
from bot.questions.phrases import compiled
from bot.questions.vocabulary import ARTICLES, EVERYDAY, NOT_NAMES, OFTEN_OWN, OWNERS, PARTS, SMALL, TROUBLE

_BEHIND: Final = compiled(
    "(?:.* )?(?:{broken}|{noun}|no (?:work|connection|response|access|answer)|(?:returns?|gives?|throws?) "
    "{noun}|fails?|failed|ongoing)(?: .*)?"
)
# "Slack me when it is down", "Zoom for the incident", "GitHub is not the problem".
_OTHERWISE: Final = compiled(
    r"out|(?:.* )?down bad|(?:the|this|that|your|my|our|them|me|us|says?|said|shows?|showing)(?: .*)?"
    r"|.*\b(?:of|in|on) (?:my|our) (?!side|end|office|region|country|network|company|team)\w+.*"
    r"|works? (?:offline|with|for|on|as|like|in)\b.*|.*\bout (?:on|in|of|for)\b.*|.*\bissue (?:for|about"
    r"|with)\b.*"
    r"|.*\b(?:if|when|whether|for (?:the |an? |this )?{noun}|not (?:the|an?))\b.*"
)
# "Can you open a GitHub issue", "what do we do when GitHub is down".
_REQUEST: Final = re.compile(
    r"(?:.* )?(?:when|while|until)|what .*\bif|(?:.* )?(?:open|start|give|show|push|return|log|connect"
    "|working|look|looking)(?: (?:an?|the|up|me|this|that|to|on|at|in))*"
)
_BEFORE: Final = compiled(
    "(?:.* )?(?:{noun}(?: (?:when|while|if) (?:i|we) (?:try to )?{use}| (?:with|from|at|by|reaching"
    "|accessing|loading|using)| when (?:i|we) (?:push|log in|connect) to)|{cannot}(?: even)? {use})(?: the"
    "| our| my)?"
)
_CAUSES: Final = frozenset({"why", "reason", "cause", "caused", "causing", "causes"})


def loose_match(clause: Clause, names: Names) -> tuple[Intent, tuple[Named, ...]] | None:
    """What the clause asks of the one thing it names; None if it may be about anything else."""
    if (clause.denies or clause.tells_of_others) and not clause.asks:
        return None
    words = clause.content
    mentioned = tuple(names.mentions(words, but=NOT_NAMES | EVERYDAY | PARTS))
    if len(mentioned) != 1:
        return None
    ((start, end, found),) = mentioned
    before, behind = words[:start], words[end:]
    if behind and behind[0].isdigit() and len(behind[0]) < 3:  # "jenkins-03" is a machine
        return None
    if not all(
        word in SMALL or word in PARTS or word in TROUBLE or (word.isdigit() and len(word) < 4)
        for word in before + behind
    ):
        return None
    is_owned = before[-1:] != () and before[-1] in OWNERS
    if before[-1:] != () and before[-1] in ARTICLES and words[start] in EVERYDAY:
        return None
    if is_owned and (words[start] in OFTEN_OWN or (behind and is_one_part(behind[0]))):
        return None
    rest = " ".join(behind)
    troubled = _BEHIND.fullmatch(rest) and not _OTHERWISE.fullmatch(rest)
    lead = " ".join(before)
    if not _BEFORE.fullmatch(lead) and (not troubled or _REQUEST.fullmatch(lead)):
        return None
    return Intent.IS_DOWN if _CAUSES.isdisjoint(words) else Intent.WHY, found


def is_one_part(word: str) -> bool:
    """Whether a word is for one thing of many: "integration", which may be one's own, and not "payments"."""
    return word in PARTS and (word == "status" or not word.endswith("s"))
