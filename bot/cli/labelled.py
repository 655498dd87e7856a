"""The files of an evaluation, read into what the scoring needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from adapters.labels import EventLine, LabelLine, MentionLine, read_events, read_labels, read_mentions
from adapters.wire import moment
from bot.catalog.catalog import Catalog
from bot.cli.history import read_records
from bot.errors import ConfigurationError
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.evaluation.score import Case
from bot.lab.evaluation.truth import (
    AFTER_END,
    BEFORE_START,
    CLUSTER_REACH,
    Cluster,
    Event,
    Label,
    OneCause,
    Truth,
    labelled_by_group,
)

# Judged first to last: a group with one victim among its records counts as victim.
BY_GROUP = (Label.VICTIM, Label.LIKELY, Label.UNRELATED, Label.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where a history and its truth lie. Tables that are not named are looked for beside the events."""

    history: Path
    events: Path
    labels: Path | None = None
    co_mentions: Path | None = None
    feedback: Path | None = None


def case_of(files: Files, catalog: Catalog) -> Case:
    """Read it all. Raises ConfigurationError naming the file that cannot be read."""
    naming = Naming(catalog=catalog)
    records = tuple(read_records(files.history, catalog))
    labels = _beside(files.events, files.labels, "labels.tsv")
    mentions = _beside(files.events, files.co_mentions, "co_mentions.tsv")
    truth = Truth(
        events=tuple(
            _events(read_events(files.events), read_labels(labels) if labels else None, records, naming)
        ),
        clusters=_clusters(read_mentions(mentions), naming) if mentions else (),
    )
    return Case(records=records, truth=truth, naming=naming)


def _beside(events: Path, named: Path | None, usual: str) -> Path | None:
    if named is not None:
        return named
    found = events.parent / usual
    return found if found.is_file() else None


def _events(
    lines: Iterable[EventLine],
    labels: Sequence[LabelLine] | None,
    records: Sequence[ReportRecord],
    naming: Naming,
) -> Iterable[Event]:
    seen = {record.key: record.seen for record in records}
    by_event: dict[str, dict[Key, Label]] = {}
    for row in labels or ():
        key = naming.service(row.service_id), row.incident_id
        if key in seen:
            by_event.setdefault(row.event, {})[key] = Label(row.label)
    for line in lines:
        start, end = _time(line.start, line), _time(line.end, line)
        if end < start:
            raise ConfigurationError(f"event {line.event} ends at {line.end}, before its start {line.start}")
        found = by_event.get(line.event, {})
        if labels is None:
            window = start - BEFORE_START, end + AFTER_END
            found = labelled_by_group(window, _groups(line, naming), records, naming)
        yield Event(
            id=line.event,
            provider=naming.provider(line.infrastructure),
            start=start,
            end=end,
            own_post=moment(line.infra_first_post_seen_by_poller) or moment(line.infra_first_post),
            labels=found,
            seen={key: seen[key] for key in found},
            naming=naming,
        )


def _time(text: str, line: EventLine) -> datetime:
    at = moment(text)
    if at is None:
        raise ConfigurationError(f"event {line.event}: {text!r} is no time; write 2025-11-18T11:20:00Z")
    return at


def _groups(line: EventLine, naming: Naming) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for label in BY_GROUP:
        for group in line.groups(label.value):
            found.setdefault(naming.group(group), label)
    return found


def _clusters(rows: Iterable[MentionLine], naming: Naming) -> tuple[Cluster, ...]:
    """Rows of one provider, day and verdict are a cluster, unless more than six hours lie between them."""
    together: dict[tuple[str, str, str], list[tuple[datetime, MentionLine]]] = {}
    for row in rows:
        at = moment(row.at)
        if at is None:
            raise ConfigurationError(f"cluster {row.provider} {row.day}: {row.at!r} is no time")
        together.setdefault((row.provider, row.day, row.judged_shared), []).append((at, row))
    return tuple(
        Cluster(
            id=f"{provider}-{day}T{part[0][0]:%H:%M}",
            provider=naming.provider(provider),
            verdict=OneCause(verdict),
            times=tuple(at for at, _ in part),
            keys=frozenset((naming.service(row.service_id), row.incident_id) for _, row in part),
        )
        for (provider, day, verdict), members in together.items()
        for part in _apart(sorted(members, key=lambda pair: pair[0]), CLUSTER_REACH)
    )


def _apart(
    rows: list[tuple[datetime, MentionLine]], reach: timedelta
) -> list[list[tuple[datetime, MentionLine]]]:
    parts: list[list[tuple[datetime, MentionLine]]] = []
    for row in rows:
        if parts and row[0] - parts[-1][-1][0] <= reach:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts
