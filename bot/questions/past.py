"""Questions about the past: which stretch of it is meant, and what is asked of it."""

import re
from typing import Final

from bot.domain.past_span import PastDay, PastSpan

# Where no time is named: "how long was it down", "when was the last outage".
LATELY: Final = PastSpan(day=PastDay.HOURS, said="in the last 7 days", number=7 * 24)
LONG_AGO: Final = PastSpan(day=PastDay.HOURS, said="in the last 30 days", number=30 * 24)

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS: Final = {"m": 1 / 60, "h": 1.0, "d": 24.0, "w": 7 * 24.0}
_NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1, "couple": 2, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3, "half an": 0.5}
_COUNT: Final = (
    r"(?P<count>\d{1,3}|a couple of|couple of|couple|a few|few|half an|an?|" + "|".join(_NUMBERS) + ")"
)
_UNIT: Final = r"(?P<unit>min(?:ute)?s?|hours?|hrs?|h|days?|weeks?)"
_LAST: Final = r"(?:in |over |within |during |for )?(?:the )?(?:last|past|previous)"
_WORDS: Final = (
    (
        PastDay.NIGHT,
        (
            "over ?night|at night|(?:during |in |over )?(?:the |last |this )night|while (?:i|we) "
            "(?:was |were )?"
            "(?:asleep|sleeping|slept|sleep|offline|away|out|gone)"
        ),
    ),
    (PastDay.MORNING, "(?:earlier )?this morning|in the morning"),
    (PastDay.AFTERNOON, "(?:earlier )?this afternoon"),
    (PastDay.YESTERDAY, "(?:late |early )?yesterday(?: (?:morning|afternoon|evening|night|noon))?"),
    (PastDay.TODAY, "(?:earlier )?today|earlier(?: on)?|so far"),
    (PastDay.WEEKEND, "(?:over |on |during |at |in )?(?:the|this|last) weekend"),
    (PastDay.LAST_WEEK, "(?:in |during )?(?:the )?last week"),
    (PastDay.WEEK, "(?:so far )?this week|(?:over |during )the week"),
)
_SPAN: Final = re.compile(
    r"(?P<since>\b(?:since|from)\s+)?\b(?:"
    + "|".join(f"(?P<{day.name}>{words})" for day, words in _WORDS)
    + rf"|(?P<hours>(?:{_LAST} (?:{_COUNT} )?{_UNIT}))"
    + "|(?:on |last |this past |last week )*(?P<weekday>"
    + "|".join(_DAYS)
    + ")(?: (?:morning|afternoon|evening|night))?"
    + r"|(?P<ago>(?P<ago_count>\d{1,3}|an?|"
    + "|".join(_NUMBERS)
    + r") (?P<ago_unit>min(?:ute)?s?|hours?|hrs?|days?|weeks?) ago)"
    + r")\b",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    r"\b(?:was|were|wasnt|wasn't|did|didn't|happened|broke|went|failed|crashed|had|history|miss(?:ed)?"
    r"|how (?:often|many (?:times|outages|incidents))|ha(?:s|ve) (?:\w+ ){1,4}?(?:been|gone|had"
    r"|broken|failed)"
    r"|any(?:thing)? (?:\w+ )?(?:breakage|problems?|issues?|broken?|break|fail|crash|down|happen)"
    r"|incidents?|outages?"
    r")\b",
    re.IGNORECASE,
)
_WAS: Final = re.compile(
    r"\b(?:was|were|wasn'?t|did|didn'?t|happened|broke|went|failed|crashed|had|been|miss(?:ed)?|history"
    r"|how (?:often|many))\b",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    r"^\W*(?:(?:hey|hi|hello|so|ok|and|but|morning|good morning|all|team|guys|please|do you know"
    r"|do we know)\b[\s,]*)*"
    r"(?:how|what|whats|when|which|was|were|did|didn't|has|have|had|any|anything|is|are|history|list|show|why|do)\b|\?",
    re.IGNORECASE,
)
_LONG: Final = re.compile(
    r"\bhow (?:long|often|many (?:times|outages))\b.*\b(?:was|were|did|has|have)\b", re.IGNORECASE
)
_STILL: Final = re.compile(r"\bhow long (?:has|have)\b|\bsince when\b", re.IGNORECASE)
_LAST_TIME: Final = re.compile(
    (
        r"\b(?:when|what) (?:was|is|were) (?:the )?(?:last|latest|most recent|previous)\b|\bhistory\b"
        r"|\blast time\b"
    ),
    re.IGNORECASE,
)


def tells_what_was(text: str) -> bool:
    """Whether it speaks of what is over: "any problems with Stripe today?" asks for what is."""
    return _WAS.search(text) is not None or _LAST_TIME.search(text) is not None


def past_in(text: str) -> tuple[str, PastSpan | None]:
    """The text without the time that it names, and that time, where it asks about what was."""
    if not _ASKED.search(text) or not (_PAST.search(text) or _LAST_TIME.search(text)):
        return text, None
    found = _SPAN.search(text)
    if found is None:
        if _LAST_TIME.search(text):
            return text, LONG_AGO
        return text, LATELY if _LONG.search(text) and not _STILL.search(text) else None
    rest = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}"
    return rest.replace(" ?", "?").strip(), _span(found)


def _span(found: re.Match[str]) -> PastSpan:
    said, since = " ".join(found[0].split()).lower(), found["since"] is not None
    if found["weekday"]:
        number = _DAYS.index(found["weekday"].lower())
        return PastSpan(day=PastDay.WEEKDAY, said=said, number=number, until_now=since)
    if found["hours"] or found["ago"]:
        count, unit = (
            (found["count"], found["unit"]) if found["hours"] else (found["ago_count"], found["ago_unit"])
        )
        return PastSpan(day=PastDay.HOURS, said=said, number=_counted(count) * _HOURS[unit[0].lower()])
    day = next(day for day, _ in _WORDS if found[day.name] is not None)
    return PastSpan(day=day, said=said, until_now=since)


def _counted(count: str | None) -> float:
    if count is None:
        return 1
    return float(count) if count.isdigit() else float(_NUMBERS[count.lower()])
