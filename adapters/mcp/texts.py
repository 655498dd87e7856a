"""The results as an agent reads them: what chat would say, then what is unknown, then how to treat it."""

from collections.abc import Iterable

from adapters.chat.shared.lines import lines_of
from adapters.chat.shared.untrusted_text import cut, inert
from adapters.mcp.shapes import DependencyFacts, IncidentFacts, ServiceFacts, ToolFacts
from bot.domain.message import Message
from bot.domain.times import instant

MAX_TEXT = 6_000


def with_caution(lines: Iterable[str], facts: ToolFacts) -> str:
    """The whole text of a result."""
    unknown = [f"Not known: {sentence}" for sentence in facts.unknown]
    told = cut("\n".join(lines), MAX_TEXT)
    return "\n".join([told, *unknown, f"Caution: {facts.caution}"])


def message_lines(message: Message) -> list[str]:
    """What chat shows, as plain text."""
    return [inert(message.headline), *lines_of(message, inert)]


def reading_line(service: ServiceFacts) -> str:
    """How old the word about a service is."""
    page = f" · {service.status_url}" if service.status_url else ""
    if service.read_at is None:
        return f"Its page was never read here{page}"
    age = "a reading of now" if service.is_fresh else "too old to say how it is now"
    return f"Page read {instant(service.read_at)}: {age}{page}"


def incident_line(incident: IncidentFacts) -> str:
    """One incident in a list."""
    link = f" · {incident.url}" if incident.url else ""
    return (
        f"- {incident.id} [{incident.grade}, {incident.state}] {incident.headline} · since "
        f"{instant(incident.started_at)} · updated {instant(incident.updated_at)}{link}"
    )


def edge_line(edge: DependencyFacts) -> str:
    """One edge in a list."""
    how = f" · {edge.measured}" if edge.measured else ""
    state = f" · {edge.verdict} by its own page" if edge.verdict else ""
    state += f", in {edge.incident}" if edge.incident else ""
    sources = f" · {' '.join(edge.sources)}" if edge.sources else ""
    return f"- {edge.service.name} → {edge.infrastructure.name} ({edge.strength}){state}{how}{sources}"
