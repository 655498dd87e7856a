"""How people ask: a table of patterns, of which the first that fits and names something tells the intent.

A pattern sees lower-case words without punctuation (`names.words_of`). Words in braces stand for the lists
below; `{name}` is what the question is about, and the catalogue says if it is one. To teach a new way of
asking, add a line to the table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.question import Intent

_LISTS: Final = {
    "{name}": r"(?:the |our |my |your )?(?P<name>\w+(?: \w+){0,11}?)",
    "{state}": (
        r"(?:(?:still|currently|really|actually|completely|totally|also|just|even|already|back|now|again"
        r"|partially|partly|fully|being|not|ever|all|so|very) )*(?:down|offline|broken|dead|borked"
        r"|out|failing|up|online|ok|okay|alright|fine|alive|slow|degraded|available|unavailable"
        r"|reachable|unreachable|responding|healthy|unhealthy|operational|affected|impacted|crashing|crashed|lagging"
        r"|laggy|working|work|loading|load|broke|erroring|running|functioning|acting up|messed up|back"
        r"|timing out|stuck|(?:under|in) maintenance"
        r"|(?:having|experiencing|seeing|showing|throwing|giving|returning) (?:\w+ ){0,3}?{trouble})"
    ),
    "{trouble}": (
        r"(?:issues?|problems?|troubles?|outages?|incidents?|difficult(?:y|ies)|errors?|downtime|hiccups?"
        r"|timeouts?|failures?|[45]\d\ds?|degradation|disruptions?|interruptions?|slowness|lag)"
    ),
    "{ailment}": r"(?:being )?(?:{state}|{trouble})",
    "{anyone}": (
        r"(?:(?:is|are|does|do|has|have) )?(?:anyone|anybody|someone|somebody|everyone|others|other people"
        r"|people|you|you guys)(?: else)?(?: here)?"
    ),
    "{seeing}": (
        r"(?:also )?(?:having|seeing|getting|experiencing|hitting|noticing|facing|have|see|get|had|saw|got)"
    ),
    "{open}": r"(?:(?:open|current|currently|ongoing|active|known|recent|new|major|latest|shared) )*",
    "{cannot}": r"(?:cant|cannot|can not|couldnt|unable to|not able to)",
    "{use}": (
        r"(?:reach|access|use|open|load|connect to|log ?in ?to|log on to|sign in ?to|push to|pull from"
        r"|get in ?to)"
    ),
    "{things}": (
        r"(?:what|who|which(?: \w+){1,4}?|what(?: else| all| services?)|who else|how many(?: \w+){1,3}?)"
    ),
    "{whole}": (
        r"(?:anything|something|everything|it all|the internet|internet|the web|half the internet)(?: else)?"
    ),
}

_TABLE: Final[tuple[tuple[Intent, tuple[str, ...]], ...]] = (
    (
        Intent.HELP,
        (
            r"help(?: me)?|commands|usage|what can you do|what do you do|who are you|what are you",
            r"how (?:do|can|should) (?:i|we) (?:use|ask)(?: you| this| it)?|how does (?:this|it) work",
            r"what (?:can|should|may) (?:i|we) ask(?: you)?",
        ),
    ),
    (
        Intent.INCIDENTS,
        (
            r"(?:overall |current )?status|overview|summary|what happened|what broke|any news",
            (
                r"(?:(?:list|show|show me|any|all|give me|what are|are there|is there|what|an?) )*(?:the"
                r" )?{open}"
                r"(?:incidents?|outages?)(?: are)?(?: there| open| ongoing)?"
            ),
            r"{things}(?: (?:is|are))? {ailment}|{whole} {ailment}",
            r"(?:what|wtf) (?:is|are) (?:going on|happening|wrong|the matter)(?: out there)?",
            r"(?:is|are|was) {whole} (?:{ailment}|wrong|going on|happening|on fire)",
            r"(?:is it|is that) (?:just|only) (?:me|us)|why is {whole} {ailment}",
        ),
    ),
    (
        Intent.IMPACT,
        (
            (
                r"(?:what is |show |show me )?(?:the )?(?:impact|blast radius|effects?) (?:of|for|on) {name}"
                r"(?: (?:being|is|going))?(?: {ailment})?"
            ),
            r"impact {name}|{name} (?:impact|blast radius)",
            (
                r"(?:{things}|is anything else|is anyone else)(?: is| are| was)?(?: also)?(?: {state})?"
                r" (?:affected by|impacted by|hit by|because of|due to) {name}(?: {ailment})?"
            ),
            (
                r"{things}(?: all)?(?: is| are)? (?:depends?|dependent|stands?|relies|rely|runs?|running"
                r"|built"
                r"|sits?|hosted) (?:on|upon) {name}"
            ),
            r"{things} uses? {name}",
            (
                r"what (?:else )?(?:breaks|fails|goes down|would break|happens|stops working) (?:if|when)"
                r" {name}"
                r"(?: is| goes| breaks| fails| has)?(?: {ailment})?"
            ),
            r"(?:what|who) (?:does|did|would|will) {name} (?:affect|impact|break|take down)",
        ),
    ),
    (
        Intent.WHY,
        (
            r"why (?:is|are|was|were|does|did|has|have|isnt|arent|doesnt) {name} {ailment}",
            r"why {name} (?:is|are|was|has|isnt) {ailment}",
            r"why (?:did|has) {name} (?:go|gone|went|break|fail|crash)(?: down| offline)?",
            r"why (?:does|do|is|has) {name} (?:not|have|keep) .+",
            r"why (?:{cannot}|can) (?:i|we) (?:not )?{use} {name}",
            r"what (?:caused|is causing|broke|is behind|took down|killed|triggered) {name}(?: {ailment})?",
            r"(?:what (?:is|was) the )?(?:root )?(?:cause|reason) (?:of|for|behind) {name}(?: {ailment})?",
            r"what (?:is wrong|is the matter|happened|went wrong) (?:with|at|on|to) {name}",
            r"(?:is|are|was) {name} {ailment} (?:because of|due to) .+",
            r"explain {name}(?: {trouble})?|why {name}(?: {ailment})?",
        ),
    ),
    (
        Intent.IS_DOWN,
        (
            (
                r"(?:since when|how long|for how long|since what time) (?:is|has|have|was|are) {name}(?:"
                r" been)?"
                r" (?:down )?{ailment}"
            ),
            r"since when {name} (?:is|has been) {ailment}",
            r"when did {name} (?:go|break|start|stop|fail|come|get|crash)(?: .+)?",
            r"when (?:will|is|does) {name} (?:be|come|coming)? ?(?:back|up|fixed|working)(?: .+)?",
            (
                r"{anyone} {seeing} (?:\w+ ){0,4}?{trouble}"
                r" (?:with|on|from|at|in|for|using|reaching|accessing|connecting to|by) {name}"
            ),
            r"{anyone} {seeing} {name} {ailment}",
            r"(?:{anyone}|i|we) (?:{cannot} {use}|{cannot} seem to {use}) {name}|{cannot} {use} {name}",
            (
                r"(?:(?:are there|is there|there are|there is|do we have|having|seeing) )?(?:an? |any "
                r"|some )?"
                r"{open}{trouble} (?:with|on|at|for|in|of|affecting|from) {name}"
            ),
        ),
    ),
    (
        Intent.STATUS,
        (
            (
                r"(?:(?:what is|show|show me|get|give me|tell me|check|is there|are there) )*(?:an? |any "
                r"|the )?"
                r"(?:current |latest )?(?:status|state|health|news|updates?|word)(?: page)?"
                r" (?:of|for|on|about|from|with|at) {name}"
            ),
            r"what (?:is|are) (?:going on|happening|up|the issues?|the problems?) (?:with|at|on|in) {name}",
            r"how (?:is|are) {name}(?: doing| looking| holding up| going)?",
            r"status {name}|{name} (?:is )?(?:status|health)(?: page)?",
        ),
    ),
    (
        Intent.IS_DOWN,
        (
            (
                r"(?:is|isnt|are|arent|was|were|has|have|does|did|do|can|could|will) {name} (?:been |be"
                r" )?{state}"
            ),
            r"(?:is|are) there (?:a |an |any )?{name} {trouble}",
            (
                r"(?:did|does|has|do) {name} (?:just )?(?:go|gone|break|broken|have|crash|crashed|die"
                r"|died|fail)"
                r"(?: down| offline| (?:\w+ ){0,3}?{trouble})?"
            ),
            (
                r"{name} (?:is|are|seems?|seems to be|looks?|looks to be|appears|appears to be|has been|went"
                r"|has gone|just went|isnt|arent|doesnt|wont|has|is having) {ailment}"
            ),
            r"(?:isdown|is down|isitdown|is it down|check|down) {name}",
            r"{name} (?:down|offline|broken|dead|unreachable|not (?:working|loading|responding)|{trouble})",
        ),
    ),
)


_OPENINGS: Final = re.compile(
    r"(?:(?:hey|hi|hello|yo|ok|okay|so|um|uh|well|please|pls|sharedfate|guys|folks|all|team|quick question"
    r"|question|wait|omg|ugh|i think|i guess|looks like|it looks like|seems like|it seems|apparently"
    r"|i heard(?: that)?|is it (?:just|only) (?:me|us) or|is it true(?: that)?|just me or|and|but)"
    r"|(?:(?:does|do) (?:anyone|anybody|you|we)(?: else)? know|anyone know|any idea|any ideas"
    r"|(?:can|could) (?:you|someone|anyone)(?: please)? (?:tell me|check|say|see|confirm)|tell me|check"
    r"|i wonder|wondering|just wondering|let me know)(?: (?:if|whether|that))?) "
)
_ENDINGS: Final = re.compile(
    r" (?:right now|now|today|tonight|currently|at the moment|atm|please|pls|again|this morning"
    r"|this afternoon|for (?:\w+ )?maintenance|thanks|thank you|for (?:you|anyone|anybody|everyone|others"
    r"|me|us|you guys)(?: else| too| as well)?|too|as well"
    r"|or (?:is it )?(?:just|only) (?:me|us)|or (?:what|not|up|down)|lol|guys|folks|here|anyone"
    r"|(?:so|this) (?:slow|bad|often)|for some reason|or something|or is it me|everyone|then|already|yet)$"
)
_PLACE: Final = re.compile(r"(?P<rest>.+) (?:in|across|around) (?P<place>(?:the )?\w+(?: \w+){0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a sentence may ask for, and the words for what it is about: none where it is about nothing.

    `place` holds words for where, which may be a part of the name: "aws" in "us-east-1".
    """

    intent: Intent
    about: tuple[str, ...]
    place: tuple[str, ...] = ()


def ways_to_understand(words: tuple[str, ...]) -> tuple[Asked, ...]:
    """Every way to understand a sentence, as it stands first, then without openings, endings and a place."""
    sentences = tuple(_peelings(" ".join(words)))
    ways = [asked for sentence in sentences for asked in _readings(sentence, place=())]
    placed = _PLACE.fullmatch(sentences[-1])
    if placed is not None:
        ways += _readings(placed["rest"], place=tuple(placed["place"].split()))
    return tuple(ways)


def peeled(words: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence without its openings ("hey") and endings ("right now")."""
    *_, core = _peelings(" ".join(words))
    return tuple(core.split())


def _peelings(sentence: str) -> Iterator[str]:
    yield sentence
    while (opening := _OPENINGS.match(sentence)) is not None:
        sentence = sentence[opening.end() :]
        yield sentence
    while (ending := _ENDINGS.search(sentence)) is not None:
        sentence = sentence[: ending.start()]
        yield sentence


def _readings(sentence: str, *, place: tuple[str, ...]) -> Iterator[Asked]:
    for intent, pattern in _COMPILED:
        found = pattern.fullmatch(sentence)
        if found is not None:
            name = next(filter(None, found.groupdict().values()), "")
            yield Asked(intent=intent, about=tuple(name.split()), place=place)


def _compiled(pattern: str) -> re.Pattern[str]:
    names = 0
    while "{name}" in pattern:  # a pattern may have several, in alternatives: groups need names of their own
        names += 1
        pattern = pattern.replace("{name}", _LISTS["{name}"].replace("<name>", f"<name{names}>"), 1)
    while any(hole in pattern for hole in _LISTS):  # lists may stand in lists
        for hole, words in _LISTS.items():
            pattern = pattern.replace(hole, words)
    return re.compile(pattern)


_COMPILED: Final = tuple((intent, _compiled(p)) for intent, patterns in _TABLE for p in patterns)
