"""Questions about the past: which stretch of it is meant, and what is asked of it."""

import re
from dataclasses import replace
from typing import Final

from bot.domain.past_span import PastDay, PastSpan
from bot.expressions import compiled

# Where no time is named: "how long was it down", "when was the last outage".
LATELY: Final = PastSpan(day=PastDay.HOURS, said="in the last 7 days", number=7 * 24)
LONG_AGO: Final = PastSpan(day=PastDay.HOURS, said="in the last 30 days", number=30 * 24)
A_QUARTER: Final = PastSpan(day=PastDay.HOURS, said="in the last 90 days", number=90 * 24)

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_DAY: Final = 31
_HOURS: Final = {"mi": 1 / 60, "h": 1.0, "d": 24.0, "w": 7 * 24.0, "mo": 30 * 24.0}
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
_UNIT: Final = r"(?P<unit>min(?:ute)?s?|hours?|hrs?|h|days?|weeks?|months?)"
_LAST: Final = r"(?:in |over |within |during |for )?(?:the )?(?:last|past|previous)"
_MONTHS: Final = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_MONTH: Final = "(?:" + "|".join(_MONTHS) + r")\b\.?"
_DAY_OF_MONTH: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,? (?:20\d\d))?"
_DATE: Final = (
    rf"(?:on )?(?:the )?(?:{_DAY_OF_MONTH}(?: of)? {_MONTH}{_YEAR}|{_MONTH} (?:the )?{_DAY_OF_MONTH}\b{_YEAR}"
    r"|20\d\d-\d{1,2}-\d{1,2})"
)
# "May" and "march" are words; a month is one behind these, or before a year.
_IN_MONTH: Final = rf"(?:(?:in|during|since|over|throughout|last) {_MONTH}{_YEAR}|{_MONTH} 20\d\d)"
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
    (PastDay.LAST_MONTH, "(?:in |during )?(?:the )?last month"),
    (PastDay.THIS_MONTH, "(?:so far )?(?:in |during )?this month|(?:over |during )the month"),
    (PastDay.YEAR, "(?:so far )?(?:in |during )?this year|(?:over |during )the year"),
    (PastDay.WEEK, "(?:so far )?this week|(?:over |during )the week"),
)
_SPAN: Final = compiled(
    r"(?P<since>\b(?:since|from)\s+)?\b(?:"
    + "|".join(f"(?P<{day.name}>{words})" for day, words in _WORDS)
    + rf"|(?P<DATE>{_DATE})|(?P<MONTH>{_IN_MONTH})"
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
_PAST: Final = compiled(
    r"\b(?:was|were|wasnt|wasn't|did|didn't|happened|broke|went|failed|crashed|had|history|miss(?:ed)?"
    r"|how (?:often|many (?:times|outages|incidents))|ha(?:s|ve) (?:\w+ ){1,4}?(?:been|gone|had"
    r"|broken|failed)"
    r"|any(?:thing)? (?:\w+ )?(?:breakage|problems?|issues?|broken?|break|fail|crash|down|happen)"
    r"|incidents?|outages?"
    r")\b",
    re.IGNORECASE,
)
_WAS: Final = compiled(
    r"\b(?:was|were|wasn'?t|did|didn'?t|happened|broke|went|failed|crashed|had|been|miss(?:ed)?|history"
    r"|how (?:often|many))\b",
    re.IGNORECASE,
)
_ASKED: Final = compiled(
    r"^\W*(?:(?:hey|hi|hello|so|ok|and|but|morning|good morning|all|team|guys|please|do you know"
    r"|do we know)\b[\s,]*)*"
    r"(?:how|what|whats|when|which|was|were|did|didn't|has|have|had|any|anything|is|are|history|list|show|why|do)\b|\?",
    re.IGNORECASE,
)
_LONG: Final = compiled(
    r"\bhow (?:long|often|many (?:times|outages))\b.*\b(?:was|were|did|has|have)\b", re.IGNORECASE
)
_UPTIME: Final = compiled(r"\b(?:uptime|availability|how available)\b", re.IGNORECASE)
_LAST_DOWN: Final = compiled(
    r"\bwhen (?:was|were|did|has|have) .+ last (?:go |been |gone |have )?\w+", re.IGNORECASE
)
_OPENING: Final = (
    r"\W*(?:(?:so|and|ok|hey|hi|please|what(?:'s|s| is| was| were| about| has been)|show(?: me)?|list|give me"
    r"|tell me|how (?:is|was)|do you know)\s+)*"
)
_STILL: Final = compiled(r"\bhow long (?:has|have)\b|\bsince when\b", re.IGNORECASE)
_LAST_TIME: Final = compiled(
    (
        r"\b(?:when|what) (?:was|is|were) (?:the )?(?:last|latest|most recent|previous)\b|\bhistory\b"
        r"|\blast time\b"
    ),
    re.IGNORECASE,
)


_HOW_MANY: Final = r"how (?:many (?:times|outages|incidents)|much (?:downtime|trouble)|often|long)"
_HAD: Final = r"(?:go down|have|had|fail|break|been down|gone down|been out)"
_BROKE: Final = (
    r"(?:go |been |gone )?(?:down|out|offline|broken|break|fail|an? (?:outage|incident)|have (?:an? )?\w+)"
)
# Nobody is called so: these stand before what is asked about, or for everything.
_NOBODY: Final = frozenset({"any", "all", "the", "our", "recent", "no", "some", "more", "other", "past"})
# What is a question of the past, whatever is around it: whom it is about stands in it.
_WORDED: Final = tuple(
    compiled(rf"{_OPENING}{pattern}\W*", re.IGNORECASE)
    for pattern in (
        r"(?:the )?(?:uptime|availability)(?: history)?(?: (?:of|for|at) | )(?P<about>.+?)",
        r"(?P<about>.+?)(?:'?s)?(?: own)? (?:uptime|availability)(?: history)?",
        r"how available (?:is|was|were|are|has|have) (?P<about>.+?)(?: been)?",
        r"(?:the )?history(?: (?:of|for|at) | )(?P<about>.+?)",
        r"(?P<about>.+?)(?:'?s)? history",
        rf"{_HOW_MANY} (?:did|has|have|had) (?P<about>.+?)(?: {_HAD})?",
        rf"when (?:was|were|did|has|have) (?P<about>.+?) last {_BROKE}",
        r"(?P<about>.+?)(?:'?s)? (?:outages|incidents|downtime)",
        r"(?:outages|incidents|downtime) (?:of|at|for|on|with) (?P<about>.+?)",
    )
)


def is_of_what_was(text: str, span: PastSpan) -> bool:
    """Whether it speaks of what is over: "any problems with Stripe today?" asks for what is."""
    return span.is_over or _WAS.search(text) is not None or _LAST_TIME.search(text) is not None


def past_in(text: str) -> tuple[str, PastSpan | None]:
    """The text without the time that it names, and that time, where it asks about what was."""
    is_worded = _worded(_SPAN.sub("", text, count=1))
    if not is_worded and not (_ASKED.search(text) and (_PAST.search(text) or _LAST_TIME.search(text))):
        return text, None
    found = _SPAN.search(text)
    if found is None:
        return _at_no_time(text)
    rest = f"{text[: found.start()].rstrip()} {text[found.end() :].lstrip()}"
    return _plainer(rest.replace(" ?", "?").strip(), _span(found))


def of_command(text: str) -> tuple[str, PastSpan | None]:
    """The same of what stands behind a command, which asks whatever it says: "github yesterday"."""
    rest, span = past_in(text)
    found = _SPAN.search(text) if span is None else None
    if found is None or not _span(found).is_over:
        return rest, span
    return f"{text[: found.start()]}{text[found.end() :]}".strip(), _span(found)


def _at_no_time(text: str) -> tuple[str, PastSpan | None]:
    if _UPTIME.search(text):
        return _plainer(text, A_QUARTER)
    if _LAST_TIME.search(text) or _LAST_DOWN.search(text):
        return _plainer(text, LONG_AGO)
    return _plainer(text, LATELY) if _LONG.search(text) and not _STILL.search(text) else (text, None)


def _worded(text: str) -> str:
    """Whom a question of the past is about, where it is one of these."""
    cut = " ".join(text.split())
    about = next((found["about"] for way in _WORDED if (found := way.fullmatch(cut)) is not None), "")
    return about if not _NOBODY.issuperset(about.lower().split()) else ""


def _plainer(text: str, span: PastSpan) -> tuple[str, PastSpan]:
    """The question as the grammar knows it: whether that was down."""
    of_uptime = _UPTIME.search(text) is not None
    about = _worded(text)
    return f"was {about} down?" if about else text, replace(span, of_uptime=of_uptime)


def _span(found: re.Match[str]) -> PastSpan:
    said, since = " ".join(found[0].split()).lower(), found["since"] is not None
    if found["weekday"]:
        number = _DAYS.index(found["weekday"].lower())
        return PastSpan(day=PastDay.WEEKDAY, said=said, number=number, until_now=since)
    if found["hours"] or found["ago"]:
        count, unit = (
            (found["count"], found["unit"]) if found["hours"] else (found["ago_count"], found["ago_unit"])
        )
        return PastSpan(day=PastDay.HOURS, said=said, number=_counted(count) * _HOURS[_unit(unit)])
    if found["DATE"] or found["MONTH"]:
        return _dated(found, said, until_now=since or said.startswith("since "))
    day = next(day for day, _ in _WORDS if found[day.name] is not None)
    return PastSpan(day=day, said=said, until_now=since)


def _dated(found: re.Match[str], said: str, *, until_now: bool) -> PastSpan:
    """A day or a month by name. A day that no month has, the 31st of June, is none: see `bounds_of`."""
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    year = next((number for number in numbers if number > _LAST_DAY), 0)
    rest = [number for number in numbers if number <= _LAST_DAY]
    month = next((n for n, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}\b", said)), 0)
    if not month and len(rest) > 1:
        month = rest.pop(0)
    return PastSpan(
        day=PastDay.DATE if found["DATE"] else PastDay.MONTH,
        said=re.sub(_MONTH, lambda name: name[0].capitalize(), said),
        number=rest[0] if rest else 0,
        month=month,
        year=year,
        until_now=until_now,
    )


def _unit(said: str) -> str:
    first = said[0].lower()
    return said[:2].lower() if first == "m" else first


def _counted(count: str | None) -> float:
    if count is None:
        return 1
    return float(count) if count.isdigit() else float(_NUMBERS[count.lower()])
