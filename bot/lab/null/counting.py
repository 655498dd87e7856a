"""What is claimed of a null history: all of it is chance."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.incident import Grade, Incident, IncidentChange
from bot.lab.evaluation.knowing import Lessons, known_then
from bot.lab.evaluation.records import observations
from bot.lab.evaluation.running import changes
from bot.lab.learning.learner import Learner
from bot.lab.null.history import NullHistory, NullPlan
from bot.lab.null.reading import GivenReader
from bot.learned.learned import Learned
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader

# What a claim can be wrong at, from the weakest.
GRADES: Final = tuple(grade for grade in Grade if grade.is_announced)


@dataclass(frozen=True, slots=True, kw_only=True)
class NullClaim:
    """A claim: when it first had its highest grade, and as it then stood.

    `is_chance` where a service that was given records ever was a member: what providers say of each other
    really happened.
    """

    at: datetime
    incident: Incident
    is_chance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NullFigure:
    """The claims about one null history. `services` were given records, `own` are those of providers."""

    plan: NullPlan
    services: int
    records: int
    own: int
    claims: tuple[NullClaim, ...]

    @property
    def wrong(self) -> tuple[NullClaim, ...]:
        """The claims that are chance."""
        return tuple(claim for claim in self.claims if claim.is_chance)

    def reached(self, grade: Grade) -> int:
        """How many wrong claims had this grade, or a higher one, at some time."""
        return sum(claim.incident.grade.rank >= grade.rank for claim in self.wrong)

    def per_30_days(self, grade: Grade) -> float:
        """The same for every thirty days."""
        return self.reached(grade) * 30 / ((self.plan.year.end - self.plan.year.start) / timedelta(days=1))


def null_figure(
    history: NullHistory,
    catalog: Catalog,
    shipped: Learned,
    *,
    learns: bool = True,
    reader: TextReader = PROSE,
) -> NullFigure:
    """Run the correlator over a null history. Nothing is known of who was given records beforehand.

    Where it `learns`, their rates and words are learned month by month, as the running system does; else
    only what is shipped serves.
    """
    given = GivenReader(reader=reader, donors=history.donors)
    start = without(shipped, history.donors, catalog)
    learned = [*history.records] if learns else []
    known = known_then(catalog, Lessons(learned, Learner(catalog, given), start), reader=given)
    year = history.plan.year
    seen = observations(history.records, year.start, year.end)
    return NullFigure(
        plan=history.plan,
        services=len(history.donors),
        records=len(history.records),
        own=history.own,
        claims=tuple(null_claims(changes(seen, known, year.end), history.donors.keys())),
    )


def null_claims(stream: Iterable[IncidentChange], given: Collection[str]) -> list[NullClaim]:
    """Every claim that people would have heard of, in the order in which they began."""
    peaks: dict[str, NullClaim] = {}
    for change in stream:
        incident = change.incident
        peak = peaks.get(incident.id)
        is_chance = any(member.service in given for member in incident.members)
        if peak is None or incident.grade.rank > peak.incident.grade.rank:
            is_chance = is_chance or (peak is not None and peak.is_chance)
            peak = NullClaim(at=change.at, incident=incident, is_chance=is_chance)
        peaks[incident.id] = replace(peak, is_chance=peak.is_chance or is_chance)
    return [claim for claim in peaks.values() if claim.incident.grade.is_announced]


def without(learned: Learned, services: Iterable[str], catalog: Catalog) -> Learned:
    """The numbers without those that were learned of these services and their companies."""
    known = {*services}
    known |= {catalog.organisation_of(service) for service in known}
    return replace(
        learned,
        rates=_others(learned.rates, known),
        impacts={id_: shares for id_, shares in learned.impacts.items() if id_ not in known},
        naming=_others(learned.naming, known),
        blaming=_others(learned.blaming, known),
        reticence=_others(learned.reticence, known),
        upstreams=_others(learned.upstreams, known),
        reach=_others(learned.reach, known),
    )


def _others(numbers: Mapping[str, float], known: set[str]) -> Mapping[str, float]:
    """Numbers by an id, or by "id > node", of others."""
    return {key: number for key, number in numbers.items() if key.split(" > ", 1)[0] not in known}
