"""The ways to understand a clause: what is left of it without openings and endings, fitted to the grammar."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.answering.clauses import MAX_WORDS, Clause
from bot.answering.grammar import TABLE
from bot.answering.manner import Manner
from bot.answering.phrases import compiled
from bot.domain.question import Intent

_OPENINGS: Final = re.compile(
    "(?:(?:hey|hi|hello|yo|ok|okay|so|well|please|pls|sharedfate|guys|folks|all|team|quick question"
    "|question|wait|omg|ugh|and|but|also|dear|sorry|excuse me|good morning|good afternoon|any chance(?: "
    "that)?|sup|bot|no|yes|oh|(?:i think|i guess|i believe|i suspect|i fear|i am afraid|i heard|looks like"
    "|it looks like|seems like|it seems|it seems like|it appears|rumou?r has it|people say|users say"
    "|customers say|i see|i mean|(?:(?:my|our|some|the|other|a) )?(?:colleagues?|co ?workers?|team ?mates?"
    "|team|boss|manager|customers?|users?|clients?|people|friends?|someone|they) (?:says?|said|reports?"
    "|reported|complains?|complained|thinks?|claims?|tells? me|told me|keep saying))(?: that)?|(?:is it "
    "|or )?(?:just|only) (?:me|us)(?: (?:here|today))? or|is it me or|am i the only one or|me or|is it "
    "(?:true|possible|known|a fact|correct|normal)(?: that)?|(?:the|my) question is|need to know|i need to "
    "know|i am wondering|i was wondering|i wonder|wondering|asking for a friend|(?:i|we) would like to "
    "know|for a friend)|(?:(?:does|do) (?:anyone|anybody|someone|you|we|you guys)(?: else)?(?: here)? know"
    "|anyone knows?|any idea|any ideas|any clue|(?:can|could|would|will) (?:you|someone|anyone|somebody"
    "|u)(?: be so kind(?: and)? to)? (?:tell|check|say|see|confirm|verify|look up|find out|look|let (?:me"
    "|us) know|inform|give|show|share|explain|ask|know)(?: to)?(?: me| us)?|explain(?: to me| to us)?"
    "|(?:can|could|may) (?:i|we) (?:get|have|ask|know|see)|(?:i|we) (?:want|need|would like|like|wanted|d "
    "like)(?: you)? to (?:know|ask|check|see)|tell (?:me|us)|check|let (?:me|us) know|do you know|would "
    "you (?:mind )?(?:tell|telling|check|checking)(?: me)?|do me a favou?r and check|mind checking|confirm"
    "|i ask|checking|checking in|(?:i am )?not sure|(?:i )?cannot tell|(?:i )?do not know|see|to see"
    "|(?:can|could|would|will) (?:you|u|someone|anyone)|is it safe to say)(?: (?:if|whether|that|when"
    "|about))?(?! you)) "
)
# What may stand before a statement of trouble: "are there any reports of github being down".
_LEADS: Final = re.compile(
    "(?:i|we|you|they|he|she|am|are|is|was|were|do|does|did|have|has|had|there|any|some|reports? of|that"
    "|it|saying|ci|our ci|our (?:builds?|pipelines?|users|customers)|see|know|hear) "
)
_ENDINGS: Final = compiled(
    r" (?:(?:for|since|in|from) (?:about |around |over |more than |at least |like |the |last |past )*(?:\d+"
    "|a|an|one|two|three|half an?|a few|few|several|some|many|couple of|a couple of) ?(?:minutes?|mins?"
    r"|min|m|hours?|hrs?|h|days?)(?: ago)?|(?:\d+|an?|few|a few) (?:minutes|mins|min|hours?|hrs?) ago|since "
    r"\d+(?: \d+)?(?: ?(?:am|pm))?|(?:since|from) (?:this |the |early |late |last )?(?:morning|afternoon"
    "|evening|night|noon|yesterday|today|monday|tuesday|wednesday|thursday|friday|week|update|now)|soon"
    "|(?:that )?(?:i|we) (?:should|need to|must) (?:know|worry|care|be aware)(?: about| of)?|right now|now"
    "|today|tonight|currently|at the moment|at this moment|at present|atm|please|pls|again|this morning"
    "|this afternoon|this evening|as of now|these days|since (?:this morning|yesterday|today|an hour|last "
    r"night)|for (?:\w+ )?maintenance|thanks|thank you|cheers|for (?:you|anyone|anybody|everyone|everybody"
    "|others|other people|people|me|us|you guys|you all|y ?all|some|all|all of us|all of you|some reason"
    "|someone|somebody|users|customers|the rest of you|the whole team|hours|ages|days|the last hour|a "
    "while)(?: else)?(?: here)?(?: too| as well)?|too|as well|(?:or|and) (?:is it |am i |is this )?(?:just "
    r"|only )?(?:me|us|my (?:\w+ )?\w+|our (?:\w+ )?\w+|the (?:vpn|network|wifi|firewall|proxy"
    r"|internet))(?: only| alone| again| being \w+| acting up| going crazy)?|or (?:what|not|up|down"
    "|something|no|nah|a local problem|local|somewhere else|is it local|(?:is )?it(?: is)? (?:just|only) "
    "(?:me|us)|working|is it working|dead|alive|am i (?:crazy|going crazy|alone|dreaming|imagining things"
    "|tripping))|on the (?:internet|web)|huh|eh|lol|guys|folks|here|help(?: me| us)?|(?:for )?(?:so |that "
    "|very )?long|anyone|anybody|anyone else|anybody else|everyone|everybody|else|(?:so|this|that) (?:slow"
    r"|bad|often|long|much)|then|already|yet|and (?:why|since when|for how long)|because i cannot \w+(?: "
    r"\w+){0,3}|because (?:of it|it is|they are|it|they)(?: {broken})?|on (?:my|your|our) (?:end|side)|from "
    "(?:my|your|our|here)(?: (?:end|side|office|location))?|on your ends?|at all|out there|globally"
    "|worldwide|everywhere|somewhere|over there|by any chance|do you know|you know|is it|right|please "
    "check|check|correct|is not it|are not they|or so|i wonder|a lot|as hell|as fuck|af|like crazy|like "
    "hell|forever|again and again|all the time|all day|all morning|every time|so often|a bit|a little|one "
    "more time|once again|big time|bad|badly|over and over|going on|happening)$"
)
_PLACE: Final = re.compile(r"(?P<rest>.+) (?:in|across|around|for|on) (?P<place>(?:the )?\w+(?: \w+){0,3})")
_GREETINGS: Final = re.compile(
    "(?:hey|hi|hello|yo|ok|okay|so|and|um|what about|how about|please|check|sharedfate|thoughts on"
    "|anything on|any word on) "
)
_FAREWELLS: Final = re.compile(
    r" (?:please|pls|again|now|right now|today|anyone|thanks|thank you|too|as well|anyone else)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a clause may ask for, and the words for what it is about: none where it is about nothing.

    `place` holds words for where, which may be a part of the name: "aws" in "us-east-1".
    """

    intent: Intent
    manner: Manner
    about: tuple[str, ...]
    place: tuple[str, ...] = ()


def ways_to_understand(clause: Clause) -> tuple[Asked, ...]:
    """Every way to understand a clause, as it stands first, then without openings, endings and a place."""
    if len(clause.words) > MAX_WORDS:
        return ()
    sentences = tuple(dict.fromkeys((" ".join(clause.words), *_peelings(" ".join(clause.plain)))))
    ways = [asked for sentence in sentences for asked in _readings(sentence, place=())]
    placed = _PLACE.fullmatch(sentences[-1])
    if placed is not None:
        rest, place = placed["rest"], tuple(placed["place"].split())
        ways += (asked for asked in _readings(rest, place=place) if _is_said_of_places(asked, rest))
    for sentence in _without_leads(sentences[-1]):
        ways += (asked for asked in _readings(sentence, place=()) if asked.manner is Manner.TOLD)
    return tuple(ways)


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence without greetings and thanks."""
    sentence = " ".join(words)
    while (greeting := _GREETINGS.match(sentence)) is not None:
        sentence = sentence[greeting.end() :]
    while (farewell := _FAREWELLS.search(sentence)) is not None:
        sentence = sentence[: farewell.start()]
    return tuple(sentence.split())


def _peelings(sentence: str) -> Iterator[str]:
    yield sentence
    while (opening := _OPENINGS.match(sentence)) is not None:
        sentence = sentence[opening.end() :]
        yield sentence
    while (ending := _ENDINGS.search(sentence)) is not None:
        sentence = sentence[: ending.start()]
        yield sentence


def _is_said_of_places(asked: Asked, rest: str) -> bool:
    """Whether it is about an outage somewhere: "is it available in Canada?" is about a market."""
    if asked.manner in (Manner.ASKED, Manner.TOLD):
        return not rest.endswith(" out")
    return rest.endswith((" up", " ok", " okay", " working", " loading", " online"))


def _without_leads(sentence: str) -> Iterator[str]:
    while (lead := _LEADS.match(sentence)) is not None:
        sentence = sentence[lead.end() :]
        yield sentence


def _readings(sentence: str, *, place: tuple[str, ...]) -> Iterator[Asked]:
    for intent, manner, pattern in _COMPILED:
        found = pattern.fullmatch(sentence)
        if found is not None:
            name = next(filter(None, found.groupdict().values()), "")
            yield Asked(intent=intent, manner=manner, about=tuple(name.split()), place=place)


_COMPILED: Final = tuple(
    (intent, manner, compiled(p)) for intent, manner, patterns in TABLE for p in patterns
)
