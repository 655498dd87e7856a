"""What a service was measured to stand on: one look, and what all looks of the last months come to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.dns import DnsFailure


class MeasuredBy(StrEnum):
    """By what it was told, the most certain first."""

    CNAME = "cname"  # an alias that only this provider's customers have
    ADDRESS = "address"  # in a range that the provider publishes as its own
    HEADER = "header"  # an HTTP answer that only this provider's edge writes
    NS = "ns"  # a name server of the provider


class Layer(StrEnum):
    """What a provider is in the way of a request."""

    EDGE = "edge"  # answers first, in front of whatever is behind it
    HOST = "host"  # where it is answered: a cloud, its region, a platform
    DNS = "dns"  # answers for the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One thing that one look at a service's names showed. `detail` is what gave it away, for people."""

    service: str
    node: str
    layer: Layer
    by: MeasuredBy
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredEdge:
    """What a service stands on, or stood on lately: seen in `seen` of `looks` since `first_seen`.

    `by` is the most certain of what has shown it, and `detail` what gave it away then. `vantages` are the
    places from which it was seen.
    """

    node: str
    layer: Layer
    by: MeasuredBy
    detail: str
    first_seen: datetime
    last_seen: datetime
    seen: int = 1
    looks: int = 1
    vantages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredService:
    """All that looks at a service showed. `answered_at` is the last look that could tell anything.

    `since` is the first such look. `failure` is why the last one could not; `due_at` is when to look again.
    `host` is where its front page is answered in the end.
    """

    service: str
    asked_at: datetime
    due_at: datetime
    host: str | None = None
    since: datetime | None = None
    answered_at: datetime | None = None
    failure: DnsFailure | None = None
    edges: tuple[MeasuredEdge, ...] = ()

    @property
    def now(self) -> tuple[MeasuredEdge, ...]:
        """What the last look that could tell showed."""
        return tuple(edge for edge in self.edges if edge.last_seen == self.answered_at)
