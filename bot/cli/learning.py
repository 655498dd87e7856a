"""Learning from a history file, and comparing with the numbers in use."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from math import inf, log
from pathlib import Path

from bot.catalog.catalog import Catalog
from bot.cli.replaying import read_records
from bot.errors import ConfigurationError
from bot.lab.learning.learner import Basis, Learner
from bot.lab.learning.suggestions import Suggestion
from bot.learned.learned import Learned
from bot.learned.loader import load
from bot.learned.text import as_toml, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateChange:
    """One number before and now, by its path in the file; None where it is not there."""

    key: str
    before: float | None
    now: float | None

    @property
    def size(self) -> float:
        """How far apart: the absolute logarithm of their ratio."""
        if not self.before or not self.now:
            return 0.0 if self.before == self.now else inf
        return abs(log(self.now / self.before))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learned, from what, and what that changes. `compared_with` names the numbers before."""

    learned: Learned
    basis: Basis
    compared_with: str
    changes: tuple[EstimateChange, ...]
    suggestions: tuple[Suggestion, ...]


def learner_of(history: Path, catalog: Catalog) -> Learner:
    """A learner that has taken every report of a history; services not in the catalogue are left out.

    Also left out is what was written afterwards, and maintenance. Raises ConfigurationError.
    """
    learner = Learner(catalog)
    for record in read_records(history, catalog):
        if record.service in catalog.services:
            learner.take(record.service, record.report, record.seen)
    return learner


def lesson(history: Path, catalog: Catalog, until: date | None, out: Path | None) -> Lesson:
    """Learn until a day, or from all there is. Raises ConfigurationError where there is nothing."""
    learner = learner_of(history, catalog)
    day = until or date.max - timedelta(days=1)
    basis = learner.basis(day)
    if basis.last is None:
        before = f" seen before {until}" if until else ""
        raise ConfigurationError(f"{history} has no report{before} of a service of the catalogue")
    if until is None:
        day = basis.last + timedelta(days=1)
    learned = learner.learned(day)
    exists = out is not None and out.exists()
    return Lesson(
        learned=learned,
        basis=basis,
        compared_with=str(out) if exists else "the shipped numbers",
        changes=changes(load(out if exists else None), learned),
        suggestions=learner.suggestions(day),
    )


def changes(before: Learned, now: Learned) -> tuple[EstimateChange, ...]:
    """Every number that differs, as rounded in the file: the biggest changes first, then by key."""
    old, new = _flat(before), _flat(now)
    found = [
        EstimateChange(key=key, before=old.get(key), now=new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    return tuple(sorted(found, key=lambda change: -change.size))


def write(found: Lesson, out: Path) -> None:
    """Write the numbers to a file. Raises ConfigurationError where that is not possible."""
    basis = found.basis
    origin = (
        "The numbers of the model, made by `sharedfate learn`; see docs/learning.md.",
        f"Learned from {basis.reports} reports of {basis.organisations} organisations,",
        f"seen {basis.first} to {basis.last}; {basis.failures} failures among them that several told of.",
    )
    try:
        out.write_text(as_toml(found.learned, origin), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write {out}: {error.strerror}") from error


def _flat(learned: Learned) -> dict[str, float]:
    """Every number but the date, by its path in the file."""
    found: dict[str, float] = {}
    for field in fields(learned):
        if field.name in ("version", "until"):
            continue
        _flatten(field.name, getattr(learned, field.name), found)
    return found


def _flatten(key: str, value: object, into: dict[str, float]) -> None:
    if isinstance(value, int | float):
        into[key] = round(value, 3) if key.startswith("week") else rounded(value)
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            _flatten(f"{key}[{index}]", inner, into)
    else:
        assert hasattr(value, "items")
        for name, inner in value.items():
            _flatten(f"{key}.{name}", inner, into)
