"""Whose edge, cloud and name servers a service was measured to stand on, and how that was told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
