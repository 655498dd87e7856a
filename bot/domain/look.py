"""A look: what the probes of one node come to, and by which rule it counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.probe import ProbeOutcome

# The vantage of who has given it no name.
HERE: Final = "here"
# After so long without a word of it nobody knows how our own network is.
KNOWN_FOR: Final = timedelta(minutes=3)


class LookRule(StrEnum):
    """By what a look says that a node fails."""

    ANSWERED = "answered"  # three organisations at which the edge blames itself
    MIXED = "mixed"  # one such, and silence at others, while sites elsewhere answer
    SILENT = "silent"  # silence alone: counts where two vantages agree
    REGION = "region"  # two public endpoints of a region fail, while other regions answer
    CHECKS = "checks"  # checks of whoever runs us, about the service that they name


class LookEnd(StrEnum):
    """Why a look says nothing any more."""

    SERVED = "served"  # served again for a quarter of an hour
    OURS = "ours"  # it was our own network
    UNASKED = "unasked"  # nobody has asked for a while


@dataclass(frozen=True, slots=True, kw_only=True)
class LookExample:
    """One organisation of a look, for people."""

    service: str
    outcome: ProbeOutcome
    status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the probes of a node come to, in organisations. Counted over the last minutes before `at`.

    `since` is when the first of them failed. Without a `rule` it proves nothing, and is only shown. `asked`
    are those probed lately, of whom `served`, `blaming` (the edge itself) and `silent` are parts.
    `controls_asked` and `controls_answering` are sites elsewhere. `examples` are at most five of those that
    fail; `vantages` from where it was seen. `failing_at` is when it was last seen to fail. `end` says why it
    is over; `says` is a sentence instead of the figures, of checks that are not ours, `url` where they are.
    """

    node: str
    at: datetime
    since: datetime
    rule: LookRule | None
    asked: int
    served: int = 0
    blaming: int = 0
    silent: int = 0
    controls_asked: int = 0
    controls_answering: int = 0
    examples: tuple[LookExample, ...] = ()
    vantages: tuple[str, ...] = ()
    failing_at: datetime | None = None
    end: LookEnd | None = None
    says: str = ""
    url: str | None = None

    @property
    def is_of_checks(self) -> bool:
        """Whether whoever runs us says so by checks of their own; such a look may count by no rule, too."""
        return self.rule is LookRule.CHECKS or bool(self.says)

    @property
    def is_telling(self) -> bool:
        """Whether it is evidence that the node fails now."""
        return self.rule is not None and self.end is None


class NetworkState(StrEnum):
    """Whether it is us."""

    FINE = "fine"  # sites elsewhere answer
    OURS = "ours"  # nothing answers, or too much of everything does not: our own network
    UNKNOWN = "unknown"  # too few were asked lately


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNetwork:
    """How things look from one vantage: of sites all over, how many answer. `since` is when that began."""

    vantage: str
    at: datetime
    since: datetime
    state: NetworkState
    asked: int
    answering: int

    def is_current(self, now: datetime) -> bool:
        """Whether it says how it is now: who probes looks every few seconds."""
        return now - self.at <= KNOWN_FOR


class CorroborationKind(StrEnum):
    """What else speaks for a failure, and never alone."""

    PEOPLE = "people"
    NEWS = "news"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """People who ask about a service, or news of it, more than usual. `nats` 0 or less takes it back.

    It lapses by itself a quarter of an hour after `at`. `says` is a sentence of ours; `url` leads to what it
    is about.
    """

    kind: CorroborationKind
    service: str
    at: datetime
    since: datetime
    nats: float
    says: str
    url: str | None = None

    @property
    def key(self) -> str:
        """What it is known by: a newer one of the same kind and service takes its place."""
        return f"{self.kind}/{self.service}"
