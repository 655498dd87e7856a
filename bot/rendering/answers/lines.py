"""Lines that several kinds of answers have: what stands on what, an incident in short, how fresh it is."""

from bot.catalog.catalog import Catalog
from bot.domain.answer import StatusAnswer
from bot.domain.incident import Incident
from bot.domain.message import Line, Link, Moment, Text
from bot.domain.service import Edge
from bot.rendering.card import headline
from bot.rendering.text import clean, duration, plural
from bot.rendering.words import certainty, unreadable


def stands_on(edge: Edge, name: str, root: str) -> Line:
    """That one stands on the other: how many sources say so, and a link to the best."""
    dated = [e.known_from for e in edge.evidence if e.known_from is not None]
    newest = f", newest {max(dated).isoformat()}" if dated else ""
    best = edge.evidence[0]
    text = Text(f"{name} stands on {root}: {plural(len(edge.evidence), 'source')}{newest} ")
    return (
        (text, Link(best.kind.replace("_", " "), best.source)) if best.source.startswith("http") else (text,)
    )


def summary(incident: Incident, catalog: Catalog) -> Line:
    """An incident of ours in one line."""
    title = Text(headline(incident, catalog), bold=True)
    return (title, Text(f" · {certainty(incident)} · since "), Moment(incident.started_at))


def linked(title: str, url: str | None, *, bold: bool = False) -> Link | Text:
    """The title of something on the web: a link where we know the address."""
    title = clean(title, 150)
    return Link(title, url) if url else Text(title, bold=bold)


def freshness(answer: StatusAnswer) -> Line:
    """When the page was read, or why it was not, and where it is."""
    page = answer.page
    link: Line = (Text(" · "), Link("its status page", page.url)) if page.url else ()
    why = clean(unreadable(page.unreadable_because), 120) if page.unreadable_because else ""
    if page.read_at is None:
        is_said = answer.likely_affected_by is not None or not why
        return (Text(f"no reading of its own{'' if is_said else f': {why}'}"), *link)
    age = duration(answer.asked_at - page.read_at)
    return (Text(f"last read {age} ago; unreadable now: {why}" if why else f"read {age} ago"), *link)
