"""Clusters judged to have had one cause, as events; one that an event already tells of joins that event."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from statistics import median_high

from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.evaluation.truth import (
    AFTER_END,
    CLUSTER_REACH,
    Cluster,
    Event,
    Label,
    OneCause,
    Reread,
    Truth,
)

# A report that stays open for days says nothing of how long its cause lasted.
LONGEST_TAIL = timedelta(days=1)


def truth_of(
    events: Iterable[Event],
    clusters: Iterable[Cluster],
    rereads: Iterable[Reread],
    records: Mapping[Key, ReportRecord],
    naming: Naming,
) -> Truth:
    """All that is known: clusters of one cause become events, or join the one that they are records of."""
    found = list(events)
    others: list[Cluster] = []
    for cluster in clusters:
        if cluster.verdict is not OneCause.YES:
            others.append(cluster)
            continue
        at = next((n for n, event in enumerate(found) if _is_of(cluster, event)), None)
        if at is None:
            found.append(_as_event(cluster, records, naming))
        else:
            found[at] = _joined(found[at], cluster, records)
    return Truth(
        events=tuple(sorted(found, key=lambda event: (event.start, event.id))),
        clusters=tuple(others),
        rereads=tuple(rereads),
    )


def _is_of(cluster: Cluster, event: Event) -> bool:
    start, end = event.window
    return (
        not event.is_cluster
        and event.provider == cluster.provider
        and any(start <= at <= end for at in cluster.times)
    )


def _joined(event: Event, cluster: Cluster, records: Mapping[Key, ReportRecord]) -> Event:
    """The event with the cluster's records; its own labels count where both speak of one."""
    labels = {**{key: label for key, label in cluster.labels.items() if key in records}, **event.labels}
    return replace(event, labels=labels, seen={key: records[key].seen for key in labels})


def _as_event(cluster: Cluster, records: Mapping[Key, ReportRecord], naming: Naming) -> Event:
    """It begins with the first post, and is over when half of its reports are.

    A claim hours before or after speaks of it, since records say little of when the failure was.
    """
    held = {key: records[key] for key in cluster.labels if key in records}
    start, last = min(cluster.times), max(cluster.times)
    ends = [end for record in held.values() if (end := record.report.resolved_at or record.gone)]
    end = min(max(last, median_high(ends)), last + LONGEST_TAIL) if ends else last
    own = [held[key].seen for key, label in cluster.labels.items() if label is Label.ROOT and key in held]
    return Event(
        id=cluster.id,
        provider=cluster.provider,
        start=start,
        end=end,
        own_post=min(own, default=None),
        labels={key: cluster.labels[key] for key in held},
        seen={key: record.seen for key, record in held.items()},
        naming=naming,
        before=CLUSTER_REACH,
        after=max(AFTER_END, last + CLUSTER_REACH - end),
        is_cluster=True,
    )
