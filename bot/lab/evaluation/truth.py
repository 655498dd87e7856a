"""What is known to have happened: labelled shared events, clusters of reports, claims that were read again.

A label says of one record in an event's window whether the event caused it: *victim* (its own text says so),
*likely* (place, minute and dependency fit), *unclear* (timing only), *unrelated* (another cause is given), or
*root* (the infrastructure's own record). *Affected* is victim or likely, the infrastructure's own group left
out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.records import Key, ReportRecord

# A claim may speak of an event from a little before its start until an hour after its end.
BEFORE_START = timedelta(minutes=15)
AFTER_END = timedelta(minutes=60)
# Records of a cluster that lie further apart are two clusters; a claim this near to one record speaks of it.
CLUSTER_REACH = timedelta(hours=6)
# Fewer groups are no shared event that a correlator could find in the records.
ELIGIBLE_GROUPS = 3


class Label(StrEnum):
    """What a person judged of a record."""

    VICTIM = "victim"
    LIKELY = "likely"
    UNCLEAR = "unclear"
    UNRELATED = "unrelated"
    ROOT = "root"


AFFECTED = frozenset({Label.VICTIM, Label.LIKELY})


@dataclass(frozen=True, kw_only=True)
class Event:
    """A failure of shared infrastructure. Times are those of the failure itself, from post-mortems.

    `own_post` is the infrastructure's own first post, as a poller saw it where known. `labels` hold only
    records that are in the history, none written after the fact. `is_cluster`: it is a judged cluster of
    records, and its times are those of the records.
    """

    id: str
    provider: str
    start: datetime
    end: datetime
    own_post: datetime | None
    labels: Mapping[Key, Label]
    seen: Mapping[Key, datetime]
    naming: Naming
    before: timedelta = BEFORE_START
    after: timedelta = AFTER_END
    is_cluster: bool = False

    @property
    def window(self) -> tuple[datetime, datetime]:
        """When a claim may speak of it."""
        return self.start - self.before, self.end + self.after

    @cached_property
    def affected(self) -> Mapping[Key, str]:
        """The group of each affected record, in the order in which they were seen."""
        own = self.naming.group(self.provider)
        found = {key: self.naming.group(key[0]) for key, label in self.labels.items() if label in AFFECTED}
        keys = sorted((key for key in found if found[key] != own), key=lambda key: (self.seen[key], key))
        return {key: found[key] for key in keys}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Affected groups in the order of their first posts."""
        return tuple(dict.fromkeys(self.affected.values()))

    @property
    def victims(self) -> tuple[str, ...]:
        """Affected groups of whose records one says itself what it suffers from."""
        victims = {group for key, group in self.affected.items() if self.labels.get(key) is Label.VICTIM}
        return tuple(group for group in self.groups if group in victims)

    @property
    def is_eligible(self) -> bool:
        """Whether the records hold enough of it to be found."""
        return len(self.groups) >= ELIGIBLE_GROUPS

    @property
    def is_pair(self) -> bool:
        """Whether just two groups were affected: reported apart."""
        return len(self.groups) == ELIGIBLE_GROUPS - 1

    @property
    def third_group_at(self) -> datetime | None:
        """When a poller had seen posts of three affected groups."""
        if not self.is_eligible:
            return None
        third = self.groups[ELIGIBLE_GROUPS - 1]
        return next(self.seen[key] for key, group in self.affected.items() if group == third)


class OneCause(StrEnum):
    """Whether a cluster of records that name one provider had one cause."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Records within hours of each other that name one provider, or are its own: victims, or root."""

    id: str
    provider: str
    verdict: OneCause
    times: tuple[datetime, ...]
    labels: Mapping[Key, Label]


class Outcome(StrEnum):
    """What a claim turned out to be. `unclear` counts for nobody: it is in no share and no rate."""

    RIGHT = "right"
    ONE_VICTIM = "right provider, one victim"
    WRONG_ROOT = "wrong root"
    COINCIDENCE = "coincidence"
    UNCLEAR = "unclear"

    @property
    def is_right(self) -> bool:
        """Whether the provider that was named had failed, and failed at least one of those named with it."""
        return self in (Outcome.RIGHT, Outcome.ONE_VICTIM)

    @property
    def is_wrong(self) -> bool:
        """Whether nothing of the kind happened, or somebody else had failed."""
        return self in (Outcome.WRONG_ROOT, Outcome.COINCIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A claim of one provider, made at a time, that a person read again beside the sentences of its members.

    `right_provider` is whom those sentences name where the claim named somebody else.
    """

    at: datetime
    provider: str
    outcome: Outcome
    right_provider: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """All that is known. Clusters of one cause are events; the others are here."""

    events: tuple[Event, ...]
    clusters: tuple[Cluster, ...] = ()
    rereads: tuple[Reread, ...] = ()

    def within(self, start: datetime | None, end: datetime | None) -> "Truth":
        """Only what began in a period."""

        def inside(at: datetime) -> bool:
            return (start is None or at >= start) and (end is None or at < end)

        return Truth(
            events=tuple(e for e in self.events if inside(e.start)),
            clusters=tuple(c for c in self.clusters if inside(min(c.times))),
            rereads=tuple(r for r in self.rereads if inside(r.at)),
        )


def labelled_by_group(
    window: tuple[datetime, datetime],
    groups: Mapping[str, Label],
    records: Iterable[ReportRecord],
    naming: Naming,
) -> dict[Key, Label]:
    """Labels where only whole groups were judged: for what a group posted in the window."""
    start, end = window
    return {
        record.key: groups[group]
        for record in records
        if start <= record.seen <= end and (group := naming.group(record.service)) in groups
    }
