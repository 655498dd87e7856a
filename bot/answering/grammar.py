"""The grammar of questions: sentences in which something stands where a service's name is expected.

Patterns run over lower-case words without punctuation. Each finds a NAME; the catalogue says if it is one.
To teach a new way of asking, add a line to PATTERNS.
"""

import re
from typing import Final

from bot.domain.question import Intent

_NAME: Final = r"(?P<name>.+?)"
_STATE: Final = (
    r"(?:down|up|ok|okay|alive|working|not working|slow|broken|out|failing|offline|online|dead|degraded|red"
    r"|having .*|experiencing .*|acting .*|responding|reachable|available|affected)"
)
_TROUBLE: Final = r"(?:issues?|problems?|errors?|trouble|outages?|timeouts?|incidents?)"
_HOW: Final = r"(?:really |still |currently |also |even |actually |just )?"
_TAIL: Final = r"(?: .{0,40})?"
_PEOPLE: Final = r"(?:any ?one|any ?body|everyone|people|others)"
_BE: Final = r"(?:is|are|was|were)"

PATTERNS: Final = tuple(
    (intent, re.compile(f"^{pattern}$"))
    for intent, pattern in (
        (Intent.WHY, rf"why (?:{_BE}|did) {_NAME}(?: (?:go|going|so))?(?: {_STATE})?"),
        (Intent.WHY, rf"(?:why|explain|what is wrong with|what happened to|what broke) {_NAME}"),
        (Intent.IMPACT, rf"(?:impact|blast radius)(?: of| for)? {_NAME}"),
        (Intent.IMPACT, rf"(?:who|what)(?: else)? {_BE} (?:affected by|hit by|down because of) {_NAME}"),
        (Intent.IMPACT, rf"(?:who|what) (?:depends|relies|stands|runs) on {_NAME}"),
        (Intent.IS_DOWN, rf"(?:since when|how long) (?:{_BE}|has|have) {_NAME}(?: been)?(?: {_STATE})?"),
        (
            Intent.IS_DOWN,
            rf"{_BE} {_PEOPLE}(?: else)? .{{0,30}}?(?:with|seeing|having) {_NAME} {_TROUBLE}{_TAIL}",
        ),
        (Intent.IS_DOWN, rf"{_BE} {_NAME} {_HOW}{_STATE}{_TAIL}"),
        (Intent.IS_DOWN, rf"{_PEOPLE}(?: else)? .{{0,30}}?{_TROUBLE} (?:with|at|on|in) {_NAME}{_TAIL}"),
        (
            Intent.IS_DOWN,
            rf"{_PEOPLE}(?: else)? (?:seeing|having|getting|noticing) {_NAME} {_TROUBLE}{_TAIL}",
        ),
        (
            Intent.IS_DOWN,
            rf"(?:any |are there (?:any )?|is there (?:an? )?)?{_TROUBLE} (?:with|at|on|in|for|of) {_NAME}",
        ),
        (Intent.IS_DOWN, rf"(?:does|do) {_NAME} (?:works?|have) ?{_TAIL}"),
        (
            Intent.STATUS,
            rf"(?:what is |whats )?(?:the )?(?:current )?(?:status|state|health)(?: of| for)? {_NAME}",
        ),
        (Intent.STATUS, rf"(?:how is|hows|check) {_NAME}(?: doing)?"),
        (Intent.STATUS, rf"{_NAME} status"),
        (Intent.IS_DOWN, rf"{_NAME} {_TROUBLE}"),
        (Intent.IS_DOWN, rf"(?:is ?down )?{_NAME} (?:is |are |seems |looks )?{_HOW}{_STATE}"),
        (Intent.IS_DOWN, rf"is ?down {_NAME}"),
    )
)

OPENERS: Final = re.compile(
    r"^(?:hey|hi|hello|ok|okay|so|please|pls|sharedfate|can you tell me(?: if)?|tell me|do you know(?: if)?"
    r"|is it just me or)\s+"
)
HELP: Final = frozenset({"help", "hi", "hello", "commands", "usage", "hey"})
INCIDENTS: Final = frozenset(
    {
        "incidents",
        "outages",
        "status",
        "list",
        "list incidents",
        "show incidents",
        "open incidents",
        "any incidents",
        "any outages",
        "anything down",
        "anything broken",
        "is anything down",
        "what is down",
        "what is down right now",
        "what is broken",
        "what is going on",
        "what is happening",
        "whats down",
    }
)
FILLER: Final = frozenset(
    {
        *(
            "the",
            "a",
            "an",
            "please",
            "pls",
            "now",
            "right",
            "today",
            "currently",
            "again",
            "for",
            "you",
            "hey",
        ),
        *("api", "service", "there", "everyone", "website", "site", "server", "servers", "anyone", "else"),
        *("still", "really", "all", "it"),
    }
)
