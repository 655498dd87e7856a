"""An incident as a picture: a timeline that is read on a phone, with words for who cannot see it."""

import re
from datetime import UTC, datetime
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Incident, IncidentState
from bot.domain.message import Picture
from bot.domain.timeline import Timeline
from bot.domain.times import clock, duration
from bot.rendering.card import headline
from bot.rendering.picture.axis import stamp
from bot.rendering.picture.claims import claims, corrections, ended_at
from bot.rendering.picture.colours import LIGHT, Theme
from bot.rendering.picture.layout import plan
from bot.rendering.picture.paint import painted
from bot.rendering.text import clean, plural

# Discord takes descriptions of 1,024 characters, Slack alt texts of 2,000.
MAX_ALT: Final = 1_000
_MAX_CLAIMS: Final = 5


def timeline_picture(
    incident: Incident, timeline: Timeline, catalog: Catalog, now: datetime, theme: Theme = LIGHT
) -> Picture:
    """Draw who reported what over time, and what we said, as it stands at `now`.

    1,080 pixels wide and at most 2,000 high, whatever the incident: at most 14 rows, 31 days and 64 colours.
    """
    return Picture(
        png=painted(plan(incident, timeline, catalog, now), theme),
        name=f"timeline-{_file_name(incident.id)}.png",
        alt=alt_text(incident, timeline, catalog, now),
    )


def alt_text(incident: Incident, timeline: Timeline, catalog: Catalog, now: datetime) -> str:
    """The picture in two sentences: the claim, then how long, how many reports and what we said when."""
    over = ended_at(incident, timeline)
    began = incident.started_at
    lasted = duration((over or now) - incident.started_at)
    goes_on = " so far" if incident.state is IncidentState.OPEN else ""
    facts = [
        f"Timeline from {clock(began)}, {lasted}{goes_on}",
        plural(len(incident.members), "report"),
        *_claims_in_words(incident, timeline, catalog, now),
    ]
    if over is not None:
        facts.append(f"{incident.state} {stamp(over, dated=_is_other_day(over, began))} UTC")
    return clean(f"{headline(incident, catalog)}. {'; '.join(facts)}.", MAX_ALT)


def _claims_in_words(incident: Incident, timeline: Timeline, catalog: Catalog, now: datetime) -> list[str]:
    """Our grades with their times, and the newest change of root."""
    began = incident.started_at
    held = claims(incident, timeline, now)
    grades = ", ".join(
        f"{claim.grade} at {stamp(claim.since, dated=_is_other_day(claim.since, began))}"
        for claim in held[:_MAX_CLAIMS]
    )
    more = f" and {len(held) - _MAX_CLAIMS} more changes" if len(held) > _MAX_CLAIMS else ""
    facts = [f"we said {grades}{more}"] if grades else []
    for change in corrections(timeline)[-1:]:
        before, after = (clean(catalog.name_of(root), 60) for root in (change.before, change.after))
        when = stamp(change.at, dated=_is_other_day(change.at, began))
        facts.append(f"we corrected {before} to {after} at {when}")
    return facts


def _is_other_day(at: datetime, began: datetime) -> bool:
    return at.astimezone(UTC).date() != began.astimezone(UTC).date()


def _file_name(incident_id: str) -> str:
    """The id as a file name: letters, digits and hyphens, never empty."""
    return re.sub(r"[^A-Za-z0-9]+", "-", incident_id)[:60].strip("-") or "incident"
