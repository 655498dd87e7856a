"""A figure of the table in docs/performance.md: how it is measured, beside what, and what it may come to."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one measurement gave, in the figure's unit: medians of turns taken in one run.

    `beside` is what the peer, a bare client or a smaller size took in the same run (or once, where the figure
    says so); None where the limit is a plain number.
    """

    ours: float
    beside: float | None = None

    @property
    def ratio(self) -> float:
        """What is held against the target: ours over what is beside it, or ours."""
        return self.ours if self.beside is None else self.ours / self.beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row. `at_most` is the target of `Reading.ratio`; `beside` names what ours is compared with.

    `measure` takes whether it is to be quick (seconds, fewer turns) and runs in a process of its own.
    """

    name: str
    unit: str
    at_most: float
    measure: Callable[[bool], Reading]
    beside: str = ""
