"""What was learned from a history, and what that changes against the numbers in use."""

from dataclasses import dataclass, fields
from math import inf, log

from bot.lab.learning.contradictions import Contradiction
from bot.lab.learning.learner import Basis
from bot.lab.learning.suggestions import Suggestion
from bot.learned.learned import Learned
from bot.learned.text import rounded


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
    contradictions: tuple[Contradiction, ...]
    suggestions: tuple[Suggestion, ...]


def changes(before: Learned, now: Learned) -> tuple[EstimateChange, ...]:
    """Every number that differs, as rounded in the file: the biggest changes first, then by key."""
    old, new = _flat(before), _flat(now)
    found = [
        EstimateChange(key=key, before=old.get(key), now=new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    return tuple(sorted(found, key=lambda change: -change.size))


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
