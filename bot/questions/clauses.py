"""A message as clauses of plain words: what chats put around them (mentions, links, emoji) is gone."""

import re
from dataclasses import dataclass
from typing import Final

from bot.expressions import compiled
from bot.questions.fillers import without_endings
from bot.questions.names import words_of
from bot.questions.phrases import QuestionPattern
from bot.questions.vocabulary import LONG_FORMS, NOISE, OBSERVERS, PLACES, SMALL, TELLS, TROUBLE

# Longer clauses are stories, not questions.
MAX_WORDS: Final = 30

_MENTION: Final = compiled(r"<[@#!][^>]*>|^\s*@\w+")
_LINK: Final = compiled(r"<?https?://(?:www\.)?([^/\s|<>?#:]+)[^\s<>]*>?")
# What is struck through is taken back.
_STRUCK: Final = compiled(r"(?<![\w~])~{1,2}(?=\S)[^~\n]+~{1,2}(?![\w~])")
# How mails end: RFC 3676, section 4.3.
_SIGNATURE: Final = compiled(r"\n-- ?\n.*", re.DOTALL)
_EMOJI: Final = compiled(r":[a-z][a-z0-9_+-]*:")
_STRETCHED: Final = compiled(r"([a-z])\1{2,}")
# A mark, or where a second thought begins: "is it down because I cannot push", "is it down or is it my wifi".
_BREAK: Final = compiled(
    (
        r"[.!?;:,()\"\u201c\u201d\u2026]+(?=\s|$)|\s\(|[\[\]]|\s[-\u2013\u2014>=|/]+\s|->|\n+|\s\"|\s(?:but"
        r"|because|cuz|coz|cause|since|as|and|or|so|while|cos)\s+(?=(?:an?|i|im|ive|i'm|we|we're|my|our|it"
        "|its|it's|is|are|am|does|do|nothing|nobody|no|everything|everyone|the|they|people|can|can't|cant"
        r"|why|what|when|all|everybody|this|that|u|have i|did i)\b)|(?<! is)(?<!^is)(?<! "
        "are)(?<!^are)(?<!does)(?<!has)(?<!did)(?<!have)(?<! do)(?<!^do)(?<!for)(?<! "
        r"if)(?<!can)(?<!know)\s(?=(?:anyone|anybody) else\b|is it (?:just|only)\b|i can'?t\b|i cannot\b"
        r"|nothing (?:is|loads|works)\b|am i the only)"
    ),
    re.IGNORECASE,
)
# What people say around a question, to whoever listens.
_CHAFF: Final = tuple(
    map(
        QuestionPattern,
        (
            "(?:is )?(?:something|anything|sth|smth) (?:wrong|up|going on|broken|happening)",
            (
                "(?:and |or )?(?:is |are |does |do )?{anyone}(?: {seeing} (?:it|this|that|the same(?: "
                "{noun})?|{noun}))?"
            ),
            r"(?:it|they|that|this) (?:is|are|keeps|looks|seems) (?:{broken}|{failing}|urgent|not good)",
            (
                "(?:or )?(?:is it )?(?:just|only) (?:me|us)|(?:or )?(?:is it )?on (?:my|our) (?:end|side)"
                "|me|same here|me too|{any}{open}{noun}"
            ),
            (
                "(?:is|are) there {any}{open}{noun}|do we have {any}{open}{noun}|what is (?:going on"
                "|happening|wrong|up)"
            ),
            (
                "(?:can|do|did|are|have) you|(?:is|are|does|do)(?: not)? (?:it|they|that|this)(?: true| "
                "right| correct| so)?|or (?:is|are) (?:it|they)(?: not)?"
            ),
            (
                "(?:i am )?not sure|(?:it|this|that) (?:is|might be|could be|may be) (?:just |only )?(?:me"
                r"|us|(?:my|our|the) \w+(?: \w+)?)"
            ),
            (
                "(?:any|no) (?:idea|ideas|clue|news|updates?|info|eta)(?: what is (?:going on|happening"
                "|wrong))?|i wonder"
            ),
            (
                "do (?:you|we) know (?:more|anything|what is (?:going on|happening|wrong))|(?:can|could) "
                "(?:you|someone|anyone) (?:check|confirm|look|have a look|take a look|help|tell me)(?: it| "
                "this| that| me| us)?(?: out)?"
            ),
            (
                "(?:(?:works?|working|fine|ok)(?: fine)? )?(?:(?:the|my|on|in) )*(?:mobile|desktop|web"
                "|browser|phone|website|ios|android)(?: (?:app|version|client))?(?: (?:is |seems )?{well})?"
            ),
            "(?:is|are) (?:it|they|this|that) {broken}|(?:the )?same (?:for|with) (?:you|others)(?: guys)?",
            (
                "(?:many )?(?:thanks?|thank you|thx|ty|cheers)(?: you)?(?: (?:a lot|so much|in advance|all"
                "|you|very much))?"
            ),
            (
                "(?:hey|hi|hello|yo|morning|good (?:morning|afternoon|evening|day)|greetings"
                "|dear|ok|okay|well"
                "|sorry|excuse me|sup|quick (?:question|one)|question|help|urgent|asap|come on|what|no|yes"
                "|yeah|nope|oh no|not good)(?: (?:all|team|there|everyone|everybody|guys|bot|sharedfate"
                r"|you|colleagues|\w+bot|again|folks|help|to bother you))?"
            ),
            (
                r"(?:i|we|nobody|no one) {cannot} (?:{use}|work|do)(?: it| in| anything| to it| my \w+)?"
                "|nothing (?:loads|works|is loading|is working)"
            ),
            (
                "(?:i am|we are|i|we|were)? ?{seeing} {trouble}|(?:i )?need to know|i am (?:on call"
                "|freaking out|panicking)"
            ),
        ),
    )
)
_ASKS_ON: Final = QuestionPattern(
    "(?:and |so |or )?(?:(?:is|are) (?:it|they|that|this) (?:(?:just|only) )?(?:down|offline|out|{having} "
    "{trouble}|an outage|a known {noun})|down|offline|(?:(?:is|are) there {any}{open}{noun}|any "
    "{open}{noun})(?: "
    "(?:with|on|at|in) (?:it|them))?|{open}{noun}|is it (?:them|us|me|on their (?:side|end))(?: or (?:them"
    "|us|me|on (?:our|my) (?:side|end)))?)"
)
_ASKS_WHY: Final = QuestionPattern(
    "(?:(?:any (?:idea|ideas|clue)|(?:do|does) (?:you|we|anyone|anybody) know|and|but|so|what) )*why(?: "
    "(?:is|are) (?:it|they|that)(?: so)?(?: {ailment})?)?"
)
_TROUBLED: Final = QuestionPattern(
    r"(?:.*\b)?(?:{broken}|{failing}|{noun}|{cannot}|fails?|failed|failing|errors?|red|blocked|rejected|declined"
    r"|refused|denied|lost|missing|empty|blank|\d{3}ing|not (?:\w+ing|delivered|received|sent"
    r"|updated|synced|triggered|processed|saved|accepted|authorized|connected)|no (?:new "
    r"|incoming "
    r")?(?:{object}|{signal}))(?:\b.*)?"
)
_DENIAL: Final = QuestionPattern(
    r"(?!.*\b(?:tell|check|confirm|sure|if|whether)\b).*\b(?:(?:no(?: more)?|without|zero) {open}{noun}"
    r"|never (?:\w+ ){0,2}?(?:{broken}|{noun}|fails?|breaks?|crashes)"
    r"|not (?:been )?(?:down|broken|offline|affected|impacted|slow|degraded|out|having|seeing))\b.*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The words between two marks. `asks` tells of a question mark behind them, `has_marks` of anything."""

    words: tuple[str, ...]
    asks: bool
    has_marks: bool = False

    @property
    def content(self) -> tuple[str, ...]:
        """The words in their long forms, without those that say nothing."""
        return tuple(
            long
            for word in map(_unstretched, self.words)
            for long in LONG_FORMS.get(word, (word,))
            if long and long not in NOISE
        )

    @property
    def is_chaff(self) -> bool:
        """Whether it says nothing of its own: "anyone else?", "thanks"."""
        content = " ".join(self.content)
        core = without_endings(content)
        is_chaff = any(_fits(chaff, content) or _fits(chaff, core) for chaff in _CHAFF)
        return not content or is_chaff or set(self.words) <= PLACES or self.asks_on or self.asks_why

    @property
    def denies(self) -> bool:
        """Whether it says that there is no trouble: "no issues with GitHub", "Slack is not down"."""
        return _fits(_DENIAL, " ".join(self.content))

    @property
    def tells_of_others(self) -> bool:
        """Whether a monitor tells of trouble elsewhere: "Sentry is full of errors"."""
        return not OBSERVERS.isdisjoint(self.content) and not TELLS.isdisjoint(self.content)

    @property
    def tells_of_trouble(self) -> bool:
        """Whether it tells of trouble with anything: "git push failing", "builds red"."""
        return _fits(_TROUBLED, " ".join(self.content))

    @property
    def asks_on(self) -> bool:
        """Whether it asks for what was named before: "is it down?"."""
        return _fits(_ASKS_ON, without_endings(" ".join(self.content)))

    @property
    def asks_why(self) -> bool:
        """Whether it asks for the cause of what was told before: "any idea why?"."""
        return _fits(_ASKS_WHY, without_endings(" ".join(self.content)))


def without_markup(text: str) -> str:
    """A text without mentions and emoji, of links their host alone."""
    text = _LINK.sub(r" \1 ", _MENTION.sub(" ", text))
    text = _STRUCK.sub(" ", _SIGNATURE.sub("", text))
    return _EMOJI.sub(" ", text).replace("%", " percent ")


def whole(text: str) -> Clause:
    """The message as one clause."""
    text = without_markup(text)
    return Clause(words=words_of(text), asks="?" in text, has_marks=bool(text.strip()))


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a message that have words."""
    text = without_markup(text)
    found, start = [], 0
    for mark in (*_BREAK.finditer(text), None):
        end, after = (mark.start(), mark.end()) if mark else (len(text), len(text))
        words = words_of(text[start:end])
        if words:
            found.append(Clause(words=words, asks="?" in text[end:after]))
        start = after
    return tuple(found)


def _unstretched(word: str) -> str:
    """A word that we know for what is said with stress: "sooo", "doooown"."""
    short = _STRETCHED.sub(r"\1", word)
    return short if any(short in words for words in (NOISE, SMALL, TROUBLE, LONG_FORMS)) else word


def _fits(phrase: QuestionPattern, sentence: str) -> bool:
    return phrase.fullmatch(sentence, frozenset(sentence.split())) is not None
