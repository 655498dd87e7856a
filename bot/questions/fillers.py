"""What stands around a question without changing it: openings ("hey"), endings ("right now"), leads."""

import re
from collections.abc import Iterator
from typing import Final

from bot.questions.phrases import compiled

_OPENINGS: Final = (
    "hey|hi|hello|yo|ok|okay|so|well|please|pls|sharedfate|guys|folks|all|team|quick question|question",
    "wait|omg|ugh|and|but|also|dear|sorry|excuse me|good morning|good afternoon|any chance(?: that)?|sup",
    "bot|no|yes|oh|morning",
    (
        "(?:i think|i guess|i believe|i suspect|i fear|i am afraid|i heard|looks like|it looks like|seems "
        "like|it seems|it seems like|it appears|rumou?r has it|people say|users say|customers say|i see|i "
        "mean|(?:(?:my|our|some|the|other|a|several|many|multiple|some of our) )?(?:merchants?|shoppers?"
        "|sellers?|partners?|reps?|agents?|students?|teachers?|players?|devs?|visitors?|colleagues?|co "
        "?workers?|team ?mates?|team|boss|manager"
        "|customers?|users?|clients?|people|friends?|someone|they) (?:says?|said|reports?|mentioned|reported"
        "|complains?|complained|thinks?|claims?|tells? me|told me|keep saying))(?: that)?"
    ),
    "(?:is it |or )?(?:just|only) (?:me|us)(?: (?:here|today))? or|is it me or|am i the only one or|me or",
    "(?:it )?(?:seems|appears)(?: that)?|(?:anyone|anybody)(?= (?:is|are))",
    "is it (?:true|possible|known|a fact|correct|normal)(?: that)?|(?:are (?:we|you)|am i) sure(?: that)?",
    "(?:the|my) question is|need to know|i need to know|i am wondering|i was wondering|i wonder|wondering",
    "asking for a friend|(?:i|we) would like to know|for a friend",
    "(?:does|do) (?:anyone|anybody|someone|you|we|you guys)(?: else)?(?: here)? know|anyone knows?",
    "any idea|any ideas|any clue",
    (
        "(?:can|could|would|will) (?:you|someone|anyone|somebody|u)(?: be so kind(?: and)? to)? (?:tell"
        "|check(?! on| up)|say|see|confirm|verify|look up|find out|look|let (?:me|us) know|inform|give"
        "|show|share|explain|ask|know)(?: to)?(?: me| us)?"
    ),
    "explain(?: to me| to us)?|(?:can|could|may) (?:i|we) (?:get|have|ask|know|see)",
    "(?:i|we) (?:want|need|would like|like|wanted|d like)(?: you)? to (?:know|ask|check|see)",
    "tell (?:me|us)|check(?! on| up)|let (?:me|us) know|do you know",
    "would you (?:mind )?(?:tell|telling|check|checking)(?: me)?|do me a favou?r and check|mind checking",
    r"fyi|psa|btw|heads up|alert|(?:if )?it is (?:(?:just|only) )?(?:me|us|(?:my|our) \w+) or",
    "(?:someone|somebody|anyone|anybody) (?:check|confirm|verify|tell (?:me|us))",
    "confirm|i ask|checking|checking in|(?:i am )?not sure|(?:i )?cannot tell|(?:i )?do not know|see",
    "to see|(?:can|could|would|will) (?:you|u|someone|anyone)|is it safe to say",
)
_ENDINGS: Final = (
    (
        "(?:for|since|in|from) (?:about |around |over |more than |at least |like |the |last |past "
        r")*(?:\d+|a|an|one|two|three|half an?|a few|few|several|some|many|couple of|a couple of) "
        "?(?:minutes?|mins?|min|m|hours?|hrs?|h|days?)(?: ago)?"
    ),
    r"(?:\d+|an?|few|a few) (?:minutes|mins|min|hours?|hrs?) ago|since \d+(?: \d+)?(?: ?(?:am|pm))?",
    (
        "(?:since|from) (?:this |the |early |late |last )?(?:morning|afternoon|evening|night|noon"
        "|yesterday|today|monday|tuesday|wednesday|thursday|friday|week|update|now)"
    ),
    "soon|(?:that )?(?:i|we) (?:should|need to|must) (?:know|worry|care|be aware)(?: about| of)?",
    (
        "before (?:(?:i|we) (?:deploy|ship|release|merge|push|start)|(?:the|our|my|this) (?:deploy"
        "|deployment|release|launch|demo))"
    ),
    "right now|now|today|tonight|currently|at the moment|at this moment|at present|atm|please|pls|again",
    "this morning|this afternoon|this evening|as of now|these days",
    r"since (?:this morning|yesterday|today|an hour|last night)|for (?:\w+ )?maintenance|thanks|thank you",
    "cheers",
    (
        "for (?:you|anyone|anybody|everyone|everybody|others|other people|people|me|us|you guys|you all|y "
        "?all|some|all|all of us|all of you|some reason|someone|somebody|users|customers|the rest of you"
        "|the whole team|hours|ages|days|the last hour|a while)(?: else)?(?: here)?(?: too| as well)?"
    ),
    "too|as well",
    (
        "(?:or|and) (?:is it |am i |is this )?(?:just |only "
        r")?(?:me|us|my (?:\w+ )?\w+|our (?:\w+ )?\w+|the (?:vpn|network|wifi|firewall|proxy"
        r"|internet))(?: only| alone| again| being \w+| acting up| going crazy)?"
    ),
    (
        "or (?:what|not|up|down|something|no|nah|a local problem|local|somewhere else|is it local|(?:is "
        ")?it(?: is)? (?:just|only) (?:me|us)|working|is it working|dead|alive|am "
        r"i \w+(?: \w+){0,2})"
    ),
    "on the (?:internet|web)|huh|eh|lol|guys|folks|here|help(?: me| us)?",
    "(?:for )?(?:so |that |very )?long|anyone|anybody|anyone else|anybody else|everyone|everybody|else",
    (
        "for (?:(?:all|some|many|most|half|a lot) )?(?:of )?(?:(?:our|my|the) )?(?:\\w+ )?(?:team"
        "|office|company|org|users|customers|clients|colleagues|agents|reps|staff|employees|devs"
        "|developers|engineers|students|friends|family|region|country)"
    ),
    "(?:so|this|that) (?:slow|bad|often|long|much)|then|already|yet|and (?:why|since when|for how long)",
    r"because i cannot \w+(?: \w+){0,3}|because (?:of it|it is|they are|it|they)(?: {broken})?",
    (
        "on (?:my|your|our) (?:end|side)|from (?:my|your|our|here)(?: (?:end|side|office|location|ci|servers?"
        "|network|cluster|vpc))?"
    ),
    (
        "on your ends?|on (?:me|us)|at all|out there|globally|worldwide|everywhere|somewhere|over there|by "
        "any chance"
    ),
    "do you know|you know|is it|right|please check|check|correct|is not it|are not they|or so|i wonder",
    "a lot|as hell|as fuck|af|like crazy|like hell|forever|again and again|all the time|all day",
    (
        "all morning|every time|so often|a bit|a little|one more time|once again|big time|(?<!down )bad"
        "|badly|often|much"
    ),
    "at the same time|at once|all at once|simultaneously|together|one after (?:the other|another)",
    "over and over|in general|in your (?:area|region|country)|going on|happening",
)
# What may stand before a statement of trouble: "are there any reports of github being down".
_LEADS: Final = (
    "i|we|you|they|he|she|am|are|is|was|were|do|does|did|have|has|had|there|any|some|reports? of|that|it",
    "saying|ci|our ci|our (?:builds?|pipelines?|users|customers)|see|know|hear",
)
# What may stand around a bare name.
_GREETINGS: Final = (
    "hey|hi|hello|yo|ok|okay|um|what about|how about|please|check(?! the| my| your| our)|sharedfate",
    "thoughts on",
    "anything on|any word on",
)
_FAREWELLS: Final = ("please|pls|again|now|right now|today|anyone|thanks|thank you|too|as well|anyone else",)


def without_fillers(sentence: str) -> Iterator[str]:
    """The sentence, and what is left of it each time that an opening, then an ending is taken off."""
    yield sentence
    while (opening := _OPENING.match(sentence)) is not None:
        sentence = sentence[opening.end() :]
        yield sentence
    while (ending := _ENDING.search(sentence)) is not None:
        sentence = sentence[: ending.start()]
        yield sentence


def without_endings(sentence: str) -> str:
    """The sentence with what stands at its beginning."""
    while (ending := _ENDING.search(sentence)) is not None:
        sentence = sentence[: ending.start()]
    return sentence


def without_leads(sentence: str) -> Iterator[str]:
    """What is left of the sentence each time that a lead is taken off."""
    while (lead := _LEAD.match(sentence)) is not None:
        sentence = sentence[lead.end() :]
        yield sentence


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence without greetings and thanks."""
    sentence = " ".join(words)
    while (greeting := _GREETING.match(sentence)) is not None:
        sentence = sentence[greeting.end() :]
    while (farewell := _FAREWELL.search(sentence)) is not None:
        sentence = sentence[: farewell.start()]
    return tuple(sentence.split())


def _first(alternatives: tuple[str, ...], behind: str = "") -> re.Pattern[str]:
    return compiled(rf"(?:{'|'.join(alternatives)}){behind} ")


def _last(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return compiled(rf" (?:{'|'.join(alternatives)})$")


_OPENING: Final = _first(_OPENINGS, r"(?: (?:if|whether|that|when|about))?(?! you)")
_ENDING: Final = _last(_ENDINGS)
_LEAD: Final = _first(_LEADS)
_GREETING: Final = _first(_GREETINGS)
_FAREWELL: Final = _last(_FAREWELLS)
