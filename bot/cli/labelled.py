"""The files of an evaluation, read into what the scoring needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.labels import (
    EventLine,
    LabelLine,
    MentionLine,
    RereadLine,
    read_event_rows,
    read_events,
    read_labels,
    read_mentions,
    read_rereads,
)
from adapters.times import moment
from bot.catalog.catalog import UNKNOWN, Catalog
from bot.cli.recorded import read_recorded
from bot.errors import ConfigurationError
from bot.lab.evaluation.clusters import truth_of
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
    Outcome,
    Reread,
    Truth,
    labelled_by_group,
)

# Judged first to last: a group with one victim among its records counts as victim.
BY_GROUP = (Label.VICTIM, Label.LIKELY, Label.UNRELATED, Label.UNCLEAR)
_FOUND_AGAIN: Final[Mapping[str, Outcome]] = {
    "shared": Outcome.RIGHT,
    "root+1": Outcome.ONE_VICTIM,
    "wrong root": Outcome.WRONG_ROOT,
    "coincidence": Outcome.COINCIDENCE,
    "unclear": Outcome.UNCLEAR,
}
# Whom the notes of such a table name in words, where it has no column for it and no event tells of it.
_NAMED_IN_NOTES: Final[Mapping[tuple[str, str], str]] = {("2026-01-12 15:44", "aws/eu-west-3"): "new-relic"}
_OWN: Final = "provider"  # the role of a cluster's record that is the provider's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What is known beside the events. A table that is not named is looked for beside the events."""

    labels: Path | None = None
    co_mentions: Path | None = None
    more_events: Path | None = None
    more_labels: Path | None = None
    reread: Path | None = None

    def beside(self, events: Path) -> "Tables":
        """The same with every table that lies there under its usual name."""

        def found(named: Path | None, usual: str) -> Path | None:
            path = events.parent / usual
            return named or (path if path.is_file() else None)

        return Tables(
            labels=found(self.labels, "labels.tsv"),
            co_mentions=found(self.co_mentions, "co_mentions.tsv"),
            more_events=found(self.more_events, "events_more.tsv"),
            more_labels=found(self.more_labels, "labels_more.tsv"),
            reread=found(self.reread, "announcements_reread.tsv"),
        )


@dataclass(frozen=True, slots=True)
class Files:
    """Where histories and their truth lie."""

    histories: tuple[Path, ...]
    events: Path
    tables: Tables = Tables()
    feedback: Path | None = None
    null_figures: tuple[Path, ...] = ()


def case_of(files: Files, catalog: Catalog) -> Case:
    """Read it all. Raises ConfigurationError naming the file that cannot be read."""
    naming = Naming(catalog=catalog)
    recorded = read_recorded(files.histories, catalog)
    truth = truth_in(files, recorded.records, naming)
    return Case(records=recorded.records, truth=truth, naming=naming, noted=recorded.noted)


def truth_in(files: Files, records: Sequence[ReportRecord], naming: Naming) -> Truth:
    """What is known of these records. Raises ConfigurationError naming the file that cannot be read."""
    tables = files.tables.beside(files.events)
    held = {record.key: record for record in records}
    lines = read_events(files.events)
    lines += read_event_rows(tables.more_events) if tables.more_events else []
    judged = read_labels(tables.labels) if tables.labels else []
    judged += read_labels(tables.more_labels) if tables.more_labels else []
    labels = _labels_by_event(judged, held, naming)
    whole_groups = records if tables.labels is None else ()
    return truth_of(
        [_event(line, labels.get(line.event, {}), whole_groups, held, naming) for line in lines],
        _clusters(read_mentions(tables.co_mentions) if tables.co_mentions else (), labels, naming),
        [_reread(row, naming) for row in (read_rereads(tables.reread) if tables.reread else ())],
        held,
        naming,
    )


def _labels_by_event(
    rows: Iterable[LabelLine], held: Mapping[Key, ReportRecord], naming: Naming
) -> dict[str, dict[Key, Label]]:
    found: dict[str, dict[Key, Label]] = {}
    for row in rows:
        key = naming.service(row.service_id), row.incident_id
        if key in held:
            found.setdefault(row.event, {})[key] = Label(row.label)
    return found


def _event(
    line: EventLine,
    labels: Mapping[Key, Label],
    whole_groups: Sequence[ReportRecord],
    held: Mapping[Key, ReportRecord],
    naming: Naming,
) -> Event:
    """The event of a line. What `whole_groups` holds in its window has the label of its group."""
    start, end = _time(line.start, f"event {line.event}"), _time(line.end, f"event {line.event}")
    if end < start:
        raise ConfigurationError(f"event {line.event} ends at {line.end}, before its start {line.start}")
    window = start - BEFORE_START, end + AFTER_END
    labels = {**labelled_by_group(window, _groups(line, naming), whole_groups, naming), **labels}
    own = [held[key].seen for key, label in labels.items() if label is Label.ROOT]
    posted = moment(line.infra_first_post_seen_by_poller) or moment(line.infra_first_post)
    return Event(
        id=line.event,
        provider=_provider(line.infrastructure, naming),
        start=start,
        end=end,
        own_post=posted or min(own, default=None),
        labels=labels,
        seen={key: held[key].seen for key in labels},
        naming=naming,
    )


def _provider(name: str, naming: Naming) -> str:
    """The provider of a name; of one that the catalogue lacks a claim can only say: unknown."""
    return UNKNOWN if naming.catalog.resolve(name) is None else naming.provider(name)


def _time(text: str, what: str) -> datetime:
    at = moment(text)
    if at is None:
        raise ConfigurationError(f"{what}: {text!r} is no time; write 2025-11-18T11:20:00Z")
    return at


def _groups(line: EventLine, naming: Naming) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for label in BY_GROUP:
        for group in line.groups(label.value):
            found.setdefault(naming.group(group), label)
    return found


def _reread(row: RereadLine, naming: Naming) -> Reread:
    right = row.right_root or _NAMED_IN_NOTES.get((row.announced, row.root))
    return Reread(
        at=_time(row.announced, f"claim of {row.root}"),
        provider=naming.provider(row.root),
        outcome=_FOUND_AGAIN[row.verdict],
        right_provider=_provider(right, naming) if right else None,
    )


def _clusters(
    rows: Iterable[MentionLine], labels: Mapping[str, Mapping[Key, Label]], naming: Naming
) -> list[Cluster]:
    """Rows of one provider, day and verdict are a cluster, unless more than six hours lie between them.

    Its id is provider and day, with the hour where the day has another one. What `labels` say under that id
    is said of it, too.
    """
    together: dict[tuple[str, str, str], list[tuple[datetime, MentionLine]]] = {}
    for row in rows:
        at = _time(row.at, f"cluster {row.provider} {row.day}")
        together.setdefault((row.provider, row.day, row.judged_shared), []).append((at, row))
    found: dict[str, Cluster] = {}
    for (provider, day, verdict), members in together.items():
        for part in _apart(sorted(members, key=lambda pair: pair[0]), CLUSTER_REACH):
            plain = f"{provider}-{day}"
            id_ = plain if plain not in found else f"{plain}T{part[0][0]:%H:%M}"
            judged = {
                (naming.service(row.service_id), row.incident_id): _label_of(row, naming) for _, row in part
            }
            found[id_] = Cluster(
                id=id_,
                provider=naming.provider(provider),
                verdict=OneCause(verdict),
                times=tuple(at for at, _ in part),
                labels={**judged, **labels.get(id_, {})},
            )
    return list(found.values())


def _label_of(row: MentionLine, naming: Naming) -> Label:
    is_own = row.role == _OWN or naming.provider(row.service_id) == naming.provider(row.provider)
    return Label.ROOT if is_own else Label.VICTIM


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
