"""A draft of the report that people write when it is over, in Markdown: what was known, when, by whose word.

What only people can say is left to them, under headings of its own.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from urllib.parse import quote

from adapters.chat.shared.lines import is_web_address, web_address
from adapters.chat.shared.untrusted_text import cut, inert, link_label
from adapters.web.board.words import CHANGE, EVIDENCE, STATUS, percent, strength
from bot.domain.shown import ChangeShown, EvidenceShown, IncidentPage, MemberShown
from bot.domain.times import clock, duration

_LONGEST: Final = 300
# Whatever Markdown, or the HTML and the bare addresses in it, may read as more than a character.
_MARKUP: Final = re.compile(r"(?=[\\`*_\[\]<>#|~&@]|:\/\/|(?<=www)\.|^[-+=]|(?<=^\d)[.)])", re.IGNORECASE)


def post_incident_report(page: IncidentPage, now: datetime, public_url: str = "") -> str:
    """The draft as it stands at `now`; it leads back to us where we are seen from outside."""
    parts = (
        _head(page, now, public_url),
        _section("What happened", _happened(page)),
        _section("Who was affected", map(_member, page.members)),
        _section("Timeline (UTC)", map(_timed, sorted(_moments(page)))),
        _section("Why we think so", map(_reason, page.evidence)),
        _section("What spoke against it", map(_reason, page.counter_evidence)),
        _section("What we said and took back", map(_change, _corrections(page))),
        _YOURS,
    )
    return "\n".join(line for part in parts for line in part)


def _head(page: IncidentPage, now: datetime, public_url: str) -> Iterator[str]:
    incident = page.incident
    yield f"# Post-incident report: {safe(incident.headline)}"
    yield ""
    yield f"Draft of {clock(now)}, from what Sharedfate knew. Check it, and fill in what only you know."
    if public_url:
        yield f"Its page: <{public_url.rstrip('/')}/i/{quote(incident.id)}>"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| Probable cause | {safe(incident.root.name)} |"
    yield f"| How sure | {incident.grade}, {percent(incident.probability)} |"
    yield f"| Began | {clock(incident.started_at)} |"
    ended = clock(incident.resolved_at) if incident.resolved_at else "still open"
    yield f"| Ended | {ended} ({incident.state}) |"
    yield f"| Lasted | {duration((incident.resolved_at or now) - incident.started_at)} |"
    yield f"| Affected | {len(incident.affected)} services |"
    yield ""


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    found = [f"- {line}" for line in lines]
    yield from found or ["- nothing that we know of"]
    yield ""


def _happened(page: IncidentPage) -> Iterator[str]:
    yield safe(page.card.headline)
    own = page.root_report
    if own is not None:
        said = _linked(own.title, own.url)
        yield f"{safe(page.incident.root.name)} reported it: {said}, {clock(own.since)}"
    if page.stragglers:
        yield f"Still open when it ended: {', '.join(safe(one.name) for one in page.stragglers)}"


def _member(member: MemberShown) -> str:
    until = f" to {clock(member.resolved_at)}" if member.resolved_at else ", not closed"
    said = _linked(member.title, member.url)
    return f"**{safe(member.service.name)}**: {STATUS[member.status]}, {clock(member.since)}{until}; {said}"


def _moments(page: IncidentPage) -> Iterator[tuple[datetime, str]]:
    """Every moment that is known, by its time."""
    for one in page.members:
        yield one.since, f"{safe(one.service.name)} has trouble by its own page: {safe(one.title)}"
        if one.resolved_at is not None:
            yield one.resolved_at, f"{safe(one.service.name)} closed its report"
    if page.root_report is not None and page.root_report not in page.members:
        yield page.root_report.since, f"{safe(page.incident.root.name)} reports it itself"
    for change in page.timeline:
        yield change.at, _said(change)


def _timed(moment: tuple[datetime, str]) -> str:
    return f"{clock(moment[0])}: {moment[1]}"


def _said(change: ChangeShown) -> str:
    what = f"Sharedfate: {CHANGE[change.kind]}, {safe(change.root.name)}, {change.grade}"
    return f"{what}, {change.members} affected" + (f"; {safe(change.reason)}" if change.reason else "")


def _reason(one: EvidenceShown) -> str:
    return f"{_linked(one.says, one.source)} ({EVIDENCE[one.kind]}, {strength(one.weight)})"


def _corrections(page: IncidentPage) -> Iterator[ChangeShown]:
    return (change for change in page.timeline if change.is_correction)


def _change(change: ChangeShown) -> str:
    before = f", before: {safe(change.previous_root.name)}" if change.previous_root is not None else ""
    return f"{clock(change.at)}: {_said(change)}{before}"


def safe(text: str) -> str:
    """Foreign words as Markdown shows them: each character as it is."""
    return _MARKUP.sub(r"\\", cut(inert(text), _LONGEST))


def _linked(label: str, url: str | None) -> str:
    if url is None or not is_web_address(url):
        return safe(label)
    return f"[{safe(link_label(label, url, _LONGEST))}](<{web_address(url)}>)"


_YOURS: Final = (
    "## What it did to us",
    "",
    "- who noticed, and how:",
    "- what did not work for our users, and for how long:",
    "",
    "## What we did",
    "",
    "- ",
    "",
    "## What we will change",
    "",
    "| what | who | until |",
    "|---|---|---|",
    "| | | |",
    "",
)
