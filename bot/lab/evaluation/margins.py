"""How much of a score hangs on single records: what changes when a tenth of them is left out at random."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from statistics import fmean, pstdev
from typing import Final

from bot.domain.incident import Grade
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.records import Key
from bot.lab.evaluation.score import Case
from bot.lab.evaluation.truth import Truth

LEFT_OUT: Final = 0.1

# Figures by name; None where nothing was to be measured.
Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One figure on all records, and in the runs that left some out."""

    name: str
    whole: float | None
    runs: tuple[float, ...]

    @property
    def mean(self) -> float | None:
        """Of the runs."""
        return fmean(self.runs) if self.runs else None

    @property
    def deviation(self) -> float | None:
        """Their standard deviation."""
        return pstdev(self.runs) if self.runs else None


def thinned(case: Case, seed: int) -> Case:
    """The case without a tenth of its records. The same seed leaves out the same ones.

    What is known of a record that is left out goes with it: an event may lose a victim.
    """
    drawn = sorted((record.key for record in case.records), key=lambda key: _lot(seed, key))
    gone = frozenset(drawn[: round(LEFT_OUT * len(drawn))])
    events = tuple(
        replace(
            event,
            labels={key: label for key, label in event.labels.items() if key not in gone},
            seen={key: at for key, at in event.seen.items() if key not in gone},
        )
        for event in case.truth.events
    )
    return replace(
        case,
        records=tuple(record for record in case.records if record.key not in gone),
        truth=Truth(events=events, clusters=case.truth.clusters, rereads=case.truth.rereads),
    )


def figures_of(sums: Overall) -> Figures:
    """The figures whose margins are told."""
    found: dict[str, float | None] = {"eligible events": sums.eligible}
    for grade in (Grade.PROBABLE, Grade.SUSPECTED):
        score = sums.grades[grade]
        found |= {
            f"{grade}: claims": score.claims,
            f"{grade}: wrong per 30 days": score.wrong_per_30_days,
            f"{grade}: precision": score.right_root.precision,
            f"{grade}: recall": score.right_root.recall,
        }
    return found | {
        "members: recall": sums.members.recall,
        f"ECE at {Grade.SUSPECTED}": sums.calibration[Grade.SUSPECTED].ece,
    }


def margins_of(whole: Figures, runs: Sequence[Figures]) -> tuple[Margin, ...]:
    """Each figure with what the runs make of it."""
    return tuple(
        Margin(
            name=name,
            whole=value,
            runs=tuple(found for run in runs if (found := run.get(name)) is not None),
        )
        for name, value in whole.items()
    )


def _lot(seed: int, key: Key) -> bytes:
    """What a record draws: it is the same whatever else the history holds."""
    return sha256("\x1f".join((str(seed), *key)).encode()).digest()
