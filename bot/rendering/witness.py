"""What one dependent says of its cause, always as its word: "Vercel says the cause is AWS"."""

from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.message import Line, Section, Text
from bot.rendering.text import clean, listing
from bot.speech.speech import mark, say

_VERBS = {
    IncidentState.OPEN: mark("says the cause is"),
    IncidentState.MERGED: mark("says the cause is"),
    IncidentState.RESOLVED: mark("said the cause was"),
    IncidentState.WITHDRAWN: mark("no longer says that the cause is"),
}


def is_word_of_one(incident: Incident) -> bool:
    """Whether it never was a claim of ours, and nothing of it was seen."""
    return incident.peak_grade is Grade.EARLY and incident.look is None


def word_of_one(incident: Incident, catalog: Catalog) -> str:
    """Who says it, and of whom, as it stands."""
    who = listing([catalog.name_of(service) for service in incident.services])
    return clean(f"{who} {say(_VERBS[incident.state])} {catalog.name_of(incident.root)}", 180)


def one_witness_line(incident: Incident, catalog: Catalog) -> Line:
    """Its word on the cause, marked as that of one."""
    return (Text(say("{word_of_one} (one witness)", word_of_one=word_of_one(incident, catalog))),)


def words_section(incidents: tuple[Incident, ...], catalog: Catalog) -> Section | None:
    """What single dependents say, one a line, in answers."""
    lines = tuple(one_witness_line(incident, catalog) for incident in incidents if incident.look is None)
    return Section(title=say("Said by one of those affected, proves nothing"), lines=lines) if lines else None
