"""The mark of a stage that stands before or behind a title: "[Resolved] …", "Update 2: …", "… - fixed"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.status_pages.shared.building import STAGES, WORK, token
from adapters.status_pages.shared.closing_words import says_it_is_over
from adapters.status_pages.shared.markup import MAX_TITLE_CHARACTERS
from adapters.status_pages.shared.stage_words import UPDATES, report_words
from bot.domain.status import MaintenanceStatus, ReportStatus
from bot.expressions import compiled

_TICKS: Final = "✅✔✓☑🟢🟩🆗💚"
_ALARMS: Final = "🔴🟠🟡🟥🟧🟨❌⚠🚨🛑🔥❗❕🔍"
_EMOJI: Final = compiled(rf"^\s*([{_TICKS}{_ALARMS}])\N{{VARIATION SELECTOR-16}}?\s*")
_WITHIN: Final = r"\s*([^\[\](){}【】\uff08\uff09]{2,60}?)\s*"
_BRACKETS: Final = rf"(?:[\[({{【<\uff08]{_WITHIN}[\])}}】>\uff09])"
_BRACKETED: Final = compiled(rf"^[^\w\[({{【<]{{0,3}}{_BRACKETS}\s*[:\-\u2013\u2014|]?\s*(?=\S)")
_STARRED: Final = compiled(r"^\W{0,2}[*_]{1,2}([^*_]{2,60})[*_]{1,2}\s*[:\-\u2013\u2014|]?\s*(?=\S)")
_HEADED: Final = compiled(
    r"^[^\w\[({【]{0,3}([^:\[\](){}|]{2,60}?)\s?(?::|\uff1a|\||\s-\s|\s?[\u2013\u2014\xb7\u2022>])\s*(?=\S)"
)
_BRACKETED_LATER: Final = compiled(rf"\s*{_BRACKETS}")
_LAST: Final = compiled(
    r"(?:\s+[-\u2013\u2014|\xb7\u2022]|\s*[:\uff1a]|(?<=\]))\s*([^\[\](){}|:\u2013\u2014]{2,40})\W{0,2}$"
)
_FIRST_WORD: Final = compiled(r"^#?([^\W\d_]{3,20}),?\s+(?=\S)")
# "Status: Resolved - …": the label of the mark.
_LABEL: Final = compiled(r"^(?:status|state|stage)\s?:\s*(?=\w)", re.IGNORECASE)
_NUMBER: Final = compiled(r"[\s#]*\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?\s*$")
# "Incident resolved", "Resolved at 14:30 UTC": what stands round the word in a mark.
_SUBJECT: Final = compiled(
    r"^(?:this |the )?"
    r"(?:incident|issue|problem|outage|maintenance|event|service|case|ticket|status|state|monitor)\b"
    r"(?:: ?| (?:(?:is|was|has been|now) )*)(?=\w)",
    re.IGNORECASE,
)
_WHEN: Final = compiled(
    r"\s*(?:[@,(/|]|\s[-\u2013\u2014]|\b(?:at|on|since)\b|\d{1,2}:\d\d|\d{4}-\d\d|\d{1,2}[./]\d).*$",
    re.IGNORECASE,
)
_UPDATES: Final = frozenset(token(word) for word in UPDATES)
# Words that end what they stand before without anything between: "Resolved Service Disruption" (Okta).
_ENDINGS: Final = frozenset(
    token(word)
    for word, stage in report_words(stated=False)
    if stage is ReportStatus.RESOLVED and " " not in word
)
# Open stages that are one however they stand; "[New] dashboards" is none.
_CLEAR: Final = frozenset(
    {token(word) for word, _ in report_words(stated=False)} | {"active", "ongoing", "unresolved"}
)
# Names of trouble: a title that begins so may be as old as its feed, and nothing says that it is open.
_TROUBLES: Final = frozenset(
    token(word)
    for word in (
        "Service degradation", "Service interruption", "Service disruption", "Service outage",
        "Service alert",
        "Partial outage", "Major outage", "Experiencing issues", "Incident report",
    )
)  # fmt: skip
# Open stages that are one behind a dash, too; "Metrics - Monitoring" is the name of a product.
_PLAIN_AT_LAST: Final = (ReportStatus.INVESTIGATING, ReportStatus.IDENTIFIED)
_MARKS_AT_MOST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTitle:
    """A title without its marks, and what they say.

    `is_sure` is false where an open stage is only a word with a colon, as headlines of news have them
    ("Monitoring: how we do it"), or an emoji; `is_update` where a mark says that there is news, but no stage.
    """

    title: str
    stage: ReportStatus | MaintenanceStatus | None = None
    is_sure: bool = False
    is_update: bool = False


def read_title(title: str) -> MarkedTitle:
    """Take the marks off a title on one line. Of several, the first that names a stage counts."""
    found: list[tuple[ReportStatus | MaintenanceStatus | None, bool]] = []
    rest = _LABEL.sub("", title[:MAX_TITLE_CHARACTERS])
    for _ in range(_MARKS_AT_MOST):
        after = _taken(rest, found)
        if after is None:
            break
        rest = after
    if not found:
        rest = title
        found.extend(_of_all(title))
    stated = next((mark for mark in found if mark[0] is not None), None)
    return MarkedTitle(
        title=rest.strip() or title,
        stage=stated[0] if stated else None,
        is_sure=bool(stated and stated[1]),
        is_update=bool(found) and stated is None,
    )


def _of_all(title: str) -> Iterator[tuple[ReportStatus | MaintenanceStatus | None, bool]]:
    """What a title without a mark says as a whole: it is the name of a stage, or "… has been resolved"."""
    if whole := _named(title):
        yield whole
    elif says_it_is_over(title):
        yield ReportStatus.RESOLVED, True


def _taken(title: str, found: list[tuple[ReportStatus | MaintenanceStatus | None, bool]]) -> str | None:
    """The title without one mark, which is put on the list; None where there is none."""
    if emoji := _EMOJI.match(title):
        closed = emoji[1] in _TICKS
        found.append((ReportStatus.RESOLVED if closed else ReportStatus.INVESTIGATING, closed))
        return title[emoji.end() :]
    for pattern in (_BRACKETED, _STARRED, _HEADED):
        match = pattern.match(title)
        if match and (known := _named(match[1])):
            is_sure = _is_closed(known[0]) or (known[1] and (pattern is not _HEADED or " " in match[1]))
            found.append((known[0], is_sure))
            return title[match.end() :]
    later = [*_BRACKETED_LATER.finditer(title[:500]), *_LAST.finditer(title[-60:])]
    for match in later:
        if (known := _named(match[1])) and (
            _is_closed(known[0]) or known[0] in _PLAIN_AT_LAST or match.re is _BRACKETED_LATER
        ):
            is_sure = known[1] and match.re is _BRACKETED_LATER
            found.append((known[0], _is_closed(known[0]) or is_sure))
            return title.replace(match[0], "", 1)
    first = _FIRST_WORD.match(title)
    if first and token(first[1]) in _ENDINGS:
        found.append((ReportStatus.RESOLVED, True))
        return title[first.end() :]
    return None


def _named(words: str) -> tuple[ReportStatus | MaintenanceStatus | None, bool] | None:
    """The stage that these words are the name of, whole, and whether they can mean nothing else."""
    plain = _NUMBER.sub("", words).strip()
    for phrase in (plain, _WHEN.sub("", plain), _SUBJECT.sub("", plain)):
        key = token(phrase)
        if key in _UPDATES:
            return None, False
        if known := STAGES.get(key) or _as_report(WORK.get(key)):
            return known, key in _CLEAR or (" " in phrase and key not in _TROUBLES)
    return None


def _is_closed(stage: ReportStatus | MaintenanceStatus | None) -> bool:
    """Whether this mark is one in whatever form it stands: an end, or work."""
    return stage is ReportStatus.RESOLVED or isinstance(stage, MaintenanceStatus)


def _as_report(stage: MaintenanceStatus | None) -> ReportStatus | MaintenanceStatus | None:
    """What is completed is over, work or not; what is planned or in progress is work."""
    return ReportStatus.RESOLVED if stage is MaintenanceStatus.COMPLETED else stage
