"""How one service is, as a message."""

from datetime import datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.answer import StatusAnswer, Verdict
from bot.domain.crowd import crowd_words
from bot.domain.incident import Incident
from bot.domain.message import MAX_QUOTE_CHARACTERS, Line, Link, Message, Moment, Quote, Section, Text, Tone
from bot.domain.question import Intent
from bot.domain.report import Report
from bot.domain.times import ago, when
from bot.domain.unreadable import unreadable
from bot.rendering.answers.depending import depends_on, measured_section
from bot.rendering.answers.seen import network_section, seen_sections, with_signs
from bot.rendering.answers.unknown import name_of
from bot.rendering.card import argument, headline
from bot.rendering.text import clean, listing
from bot.rendering.witness import words_section
from bot.rendering.words import certainty
from bot.speech.speech import mark, say

MAX_REPORTS: Final = 3
_SAYS: Final = {
    Verdict.UP: mark("up"),
    Verdict.DEGRADED: mark("has trouble"),
    Verdict.DOWN: mark("down"),
    Verdict.MAINTENANCE: mark("under maintenance"),
    Verdict.UNKNOWN: mark("unknown"),
}
# Where no page speaks of trouble.
_QUIET: Final = (Verdict.UP, Verdict.UNKNOWN)
_TONES: Final = {
    Verdict.UP: Tone.RESOLVED,
    Verdict.DEGRADED: Tone.DEGRADED,
    Verdict.DOWN: Tone.OUTAGE,
    Verdict.MAINTENANCE: Tone.MAINTENANCE,
    Verdict.UNKNOWN: Tone.NEUTRAL,
}


def render_status(answer: StatusAnswer, catalog: Catalog) -> Message:
    """How a service is: the verdict first, then what it rests on, then how fresh it is."""
    name = name_of(answer.question, catalog)
    known = catalog.services.get(answer.question.service or "")
    ended = known.ended_by(answer.asked_at.date()) if known is not None else None
    if ended is not None:
        return Message(headline=clean(say("{name} is no more ({ended})", name=name, ended=ended), 200))
    us = network_section(
        answer.networks, answer.seen, catalog, answer.asked_at, is_asked=answer.question.asks_of_us
    )
    sections = [
        us,
        Section(
            title=say("In its own words"),
            lines=_reports(answer.reports, answer.asked_at),
            more=max(0, len(answer.reports) - MAX_REPORTS),
        )
        if answer.reports
        else None,
        _crowd(answer),
        _forgotten(answer),
        _our_incident(answer, catalog),
        *seen_sections(answer.seen, name, catalog, answer.asked_at),
        words_section(answer.early, catalog),
        _no_cause(answer),
        _measured(answer, name, catalog),
        _upstream(answer, name, catalog),
        _below(answer, name, catalog),
        _news(answer),
    ]
    return Message(
        headline=clean(f"{name}: {_first_line(answer, catalog)}", 200),
        tone=_tone(answer),
        sections=tuple(section for section in sections if section is not None),
        footer=freshness(answer),
    )


def summary(incident: Incident, catalog: Catalog, now: datetime) -> Line:
    """An incident of ours in one line."""
    title = headline(incident, catalog)
    sure = "" if title.casefold().startswith(say(incident.grade)) else f" · {certainty(incident)}"
    return (Text(title, bold=True), Text(say("{sure} · since ", sure=sure)), Moment(incident.started_at, now))


def linked(title: str, url: str | None, *, bold: bool = False) -> Link | Text:
    """The title of something on the web: a link where we know the address."""
    title = clean(title, 150)
    return Link(title, url) if url else Text(title, bold=bold)


def freshness(answer: StatusAnswer) -> Line:
    """When the page was read, or why it was not, and where it is."""
    page = answer.page
    link: Line = (Text(" · "), Link(say("its status page"), page.url)) if page.url else ()
    why = clean(unreadable(page.unreadable_because), 120) if page.unreadable_because else ""
    if page.read_at is None:
        is_said = answer.likely_affected_by is not None or not why
        return (
            Text(
                say("its own page is not read")
                if is_said
                else say("its own page is not read: {why}", why=why)
            ),
            *link,
        )
    age = ago(page.read_at, answer.asked_at) or say("just now")
    return (
        Text(
            say("last read {age}; unreadable now: {why}", age=age, why=why)
            if why
            else say("read {age}", age=age)
        ),
        *link,
    )


def _tone(answer: StatusAnswer) -> Tone:
    """That of the verdict; not that of calm where it is seen to fail."""
    is_seen = any(one.is_told and one.edge is None and one.look.is_telling for one in answer.seen)
    return Tone.DEGRADED if is_seen and answer.verdict in _QUIET else _TONES[answer.verdict]


def _first_line(answer: StatusAnswer, catalog: Catalog) -> str:
    line = _by_pages(answer, catalog)
    return with_signs(line, answer.seen, catalog) if answer.verdict in _QUIET else line


def _by_pages(answer: StatusAnswer, catalog: Catalog) -> str:
    if answer.likely_affected_by is not None:
        root = catalog.name_of(answer.likely_affected_by.root)
        return say("unknown, but probably affected: it depends on {root}, which has trouble", root=root)
    verdict = say(_SAYS[answer.verdict])
    since = min((report.started_at for report in answer.reports), default=None)
    if answer.page.whole is not None and answer.verdict is not Verdict.UNKNOWN:
        return _of_its_whole(answer, verdict, since, catalog.name_of(answer.page.whole))
    if answer.is_elsewhere and since is not None:
        parts = listing(list(dict.fromkeys(part for r in answer.reports for part in r.components)))
        whole = catalog.name_of(answer.question.service or "")
        began = when(since, answer.asked_at)
        return say(
            "not named by {whole}'s page, which reports trouble at {parts} since {began}",
            whole=whole,
            parts=parts,
            began=began,
        )
    if answer.below:
        roots = listing([catalog.name_of(below.edge.infrastructure) for below in answer.below])
        return say("{verdict}; it depends on {roots}, where something is wrong", verdict=verdict, roots=roots)
    if answer.verdict is Verdict.UP and answer.standing_on is not None:
        root = catalog.name_of(answer.standing_on.edge.infrastructure)
        return say("its page says up, but it depends on {root}, which has trouble; pages can lag", root=root)
    if answer.verdict in (Verdict.DOWN, Verdict.DEGRADED) and since is not None:
        return say("{verdict} since {when}", verdict=verdict, when=when(since, answer.asked_at))
    if answer.verdict is Verdict.UNKNOWN and answer.page.unreadable_because:
        is_known = answer.page.read_at is not None
        why = say("its status page cannot be read") if is_known else say("we have not read its page")
        return f"{verdict}: {why}"
    return verdict


def _of_its_whole(answer: StatusAnswer, verdict: str, since: datetime | None, whole: str) -> str:
    """A part that has no page: what the page of its whole says, as that."""
    if answer.verdict is Verdict.DEGRADED:
        began = say(" since {when}", when=when(since, answer.asked_at)) if since is not None else ""
        return say(
            "{whole}, of which it is a part, has trouble{began}; its own words say where",
            whole=whole,
            began=began,
        )
    return say("{verdict}, by the page of {whole}, of which it is a part", verdict=verdict, whole=whole)


def _upstream(answer: StatusAnswer, name: str, catalog: Catalog) -> Section | None:
    """The inference through the graph, worded as one, with its sources."""
    incident = answer.likely_affected_by
    if incident is None or answer.standing_on is None:
        return None
    edge = answer.standing_on.edge
    root = catalog.name_of(edge.infrastructure)
    started = summary(incident, catalog, answer.asked_at)
    why = unreadable(answer.page.unreadable_because or say("no fresh reading"))
    return Section(
        title=say("Inferred, not read"),
        lines=(
            (Text(say("We cannot read {name}: {why}", name=name, why=clean(why, 120))),),
            depends_on(edge, name, root),
            started,
        ),
    )


def _below(answer: StatusAnswer, name: str, catalog: Catalog) -> Section | None:
    """Trouble further down, also under a page that says up, without a claim that it is the cause."""
    found = answer.below
    if answer.verdict is Verdict.UP and answer.standing_on is not None:
        found = (answer.standing_on,)
    lines: list[Line] = []
    for below in found[:MAX_REPORTS]:
        root = catalog.name_of(below.edge.infrastructure)
        lines.append(depends_on(below.edge, name, root))
        if below.report is not None:
            title = linked(below.report.title, below.report.url)
            lines.append(
                (
                    Text(say("{root}'s page: ", root=root)),
                    title,
                    Text(say(" since ")),
                    Moment(below.report.started_at, answer.asked_at),
                )
            )
        if below.incident is not None:
            lines.append(summary(below.incident, catalog, answer.asked_at))
    return (
        Section(title=say("What it depends on; that proves nothing"), lines=tuple(lines)) if lines else None
    )


def _reports(reports: tuple[Report, ...], now: datetime) -> tuple[Line, ...]:
    lines: list[Line] = []
    for report in reports[:MAX_REPORTS]:
        title = linked(report.title, report.url, bold=True)
        lines.append(
            (title, Text(say(" · {status} since ", status=report.status)), Moment(report.started_at, now))
        )
        words = next((u.text for u in reversed(report.updates) if u.text), "")
        if words:
            lines.append((Quote(clean(words, MAX_QUOTE_CHARACTERS)),))
    return tuple(lines)


def _crowd(answer: StatusAnswer) -> Section | None:
    """How many others ask, where that is more than usual."""
    if answer.crowd is None or answer.crowd.nats <= 0.0:
        return None
    return Section(title=say("Others ask, too"), lines=((Text(crowd_words(answer.crowd)),),))


def _forgotten(answer: StatusAnswer) -> Section | None:
    """What the page still calls open though nobody has posted for days, and where the page has gone."""
    lines: list[Line] = [
        (
            Text(say("{title} · no news since ", title=clean(report.title, 150))),
            Moment(report.updated_at, answer.asked_at),
        )
        for report in answer.stale[:MAX_REPORTS]
    ]
    if answer.page.moved_to is not None:
        lines.append(
            (Text(say("Its page has moved to {moved_to}", moved_to=clean(answer.page.moved_to, 200))),)
        )
    return Section(title=say("About its page"), lines=tuple(lines)) if lines else None


def _news(answer: StatusAnswer) -> Section | None:
    """What others say; marked as that."""
    lines: tuple[Line, ...] = tuple(
        (linked(entry.title, entry.url), Text(" · "), Moment(entry.at, answer.asked_at))
        for entry in answer.news[:MAX_REPORTS]
    )
    return Section(title=say("Said by others, proves nothing"), lines=lines) if lines else None


def _our_incident(answer: StatusAnswer, catalog: Catalog) -> Section | None:
    if answer.incident is None:
        return None
    lines = (
        summary(answer.incident, catalog, answer.asked_at),
        *argument(answer.incident, catalog, answer.asked_at),
    )
    return Section(title=say("Who else"), lines=lines)


def _measured(answer: StatusAnswer, name: str, catalog: Catalog) -> Section | None:
    is_asked = answer.question.intent is Intent.WHY
    return measured_section(answer.question.service or "", name, catalog) if is_asked else None


def _no_cause(answer: StatusAnswer) -> Section | None:
    """Who asks why learns also that we know none."""
    is_asked = answer.question.intent is Intent.WHY and answer.verdict in (Verdict.DOWN, Verdict.DEGRADED)
    if not is_asked or answer.incident is not None:
        return None
    return Section(
        title=say("Why"), lines=((Text(say("We see no cause that it shares with other services.")),),)
    )
