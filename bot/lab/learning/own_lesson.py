"""What an installation has learned from the services that it watches, beside the numbers it began with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.lab.learning.lesson import EstimateChange, changes
from bot.learned.background import BackgroundTally
from bot.learned.learned import RATE_OF_UNKNOWN, Learned, organisation_and_node
from bot.learned.own import with_own


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLesson:
    """The numbers in use on a day, what they were made from, and what that changes.

    `organisations` are those counted, `unknown_before` those of them without a rate in the numbers before;
    `first_reports` are what is left of those counted, for the past fades. `compared_with` names the numbers.
    """

    learned: Learned
    day: date
    since: date
    organisations: int
    unknown_before: int
    first_reports: float
    compared_with: str
    changes: tuple[EstimateChange, ...]


def own_lesson(
    before: Learned, tallies: Mapping[str, BackgroundTally], day: date | None, compared_with: str
) -> OwnLesson | None:
    """The lesson of a day from the tallies by organisation of the days before; None where there is none."""
    if not tallies or day is None:
        return None
    learned = with_own(before, tallies, day)
    return OwnLesson(
        learned=learned,
        day=day,
        since=min(tally.since for tally in tallies.values()),
        organisations=len(tallies),
        unknown_before=len(tallies.keys() - before.rates.keys()),
        first_reports=sum(tally.firsts for tally in tallies.values()),
        compared_with=compared_with,
        changes=changes(_spelt_out(before, learned), learned),
    )


def _spelt_out(before: Learned, now: Learned) -> Learned:
    """The numbers before with those that were only implied: what they say of everything that is known now."""
    unknown = before.typical * RATE_OF_UNKNOWN
    pairs = {key: organisation_and_node(key) for key in (*now.naming, *now.blaming)}
    return replace(
        before,
        rates={o: before.rates.get(o, unknown) for o in now.rates},
        impacts={o: before.impacts.get(o, before.impact_shares) for o in now.impacts},
        naming_of={node: before.naming_of.get(node, before.naming_typical) for node in now.naming_of},
        naming={key: before.naming_share(*pairs[key]) for key in now.naming},
        blaming_of={node: before.blaming_of.get(node, before.blaming_typical) for node in now.blaming_of},
        blaming={key: before.blaming_share(*pairs[key]) for key in now.blaming},
        reticence={o: before.reticence.get(o, 1.0) for o in now.reticence},
        upstreams={o: before.upstream_share(o) for o in now.upstreams},
    )
