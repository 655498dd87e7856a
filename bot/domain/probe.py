"""One probe: what was asked, and what came back. The words are those of blackbox_exporter and its peers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# Error pages of edges say whom they blame within the first few kilobytes.
MAX_ANSWER_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What a server said. Names of headers are in lower case, those sent twice joined by ", ".

    `body` are at most MAX_ANSWER_BYTES, decompressed; empty where it was not read. It came over TLS that was
    verified where `is_verified`.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_verified: bool = True


class ProbeMode(StrEnum):
    """What becomes of probes."""

    OFF = "off"  # none is sent
    SHADOW = "shadow"  # recorded, counted, and shown when asked; never announced
    ON = "on"  # what they come to is evidence


class Silence(StrEnum):
    """How far we got where nothing was said."""

    RESOLVER = "resolver"  # nobody told us whether the name has an address
    DNS = "dns"  # the name has no address
    TCP = "tcp"  # no connection
    TLS = "tls"  # no handshake, or a certificate that is not theirs
    HTTP = "http"  # a connection, and no answer on it


class ProbeOutcome(StrEnum):
    """What a probe comes to."""

    SERVED = "served"  # the target's usual answer: edge and origin work
    CHANGED = "changed"  # an answer below 500 that is not its usual one: nobody says why
    CHALLENGED = "challenged"  # the edge works, and refuses us
    BLAMES_EDGE = "blames_edge"  # the edge wrote the error, and blames itself
    BLAMES_ORIGIN = "blames_origin"  # the edge wrote the error, and blames what is behind it
    FAILED = "failed"  # an error, and nobody says whose
    SILENT = "silent"  # no HTTP answer at all


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeStatement:
    """Whose edge answered, and what it says. `edge` is a node of the catalogue, None where nobody tells.

    `place` is the edge's own word for where it stands (FRA), `why` what gave it away, for people.
    """

    edge: str | None
    outcome: ProbeOutcome
    place: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeTarget:
    """What is probed. `node` is what it stands for: the edge in front of it, or the region that it is in.

    `is_canary` marks a public endpoint of a cloud's region. `usual_status` is what it answers on most days.
    One that is not `is_of_panel` is asked because somebody watches its service, and for no panel.
    `allow_private` says that it may lie inside a private network: by the operator's own catalogue alone.
    """

    id: str
    url: str
    service: str
    organisation: str
    node: str
    is_canary: bool = False
    usual_status: int | None = None
    is_of_panel: bool = True
    allow_private: bool = False

    def came_to(self, outcome: ProbeOutcome, at: datetime, vantage: str) -> "ProbeResult":
        """What one probe of it came to, of which no more is known yet."""
        return ProbeResult(
            target=self.id,
            node=self.node,
            service=self.service,
            organisation=self.organisation,
            at=at,
            vantage=vantage,
            outcome=outcome,
            is_canary=self.is_canary,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """What one probe of one target came to, from one vantage. `silence` says how far a silent one got.

    `edge` is whose edge answered; for a silent one None. `status` is that of HTTP. `is_canary` is that of
    its target. `retry_after` is how long the server asks to be left alone, where it does; `leads_to` the host
    that a redirect names.
    """

    target: str
    node: str
    service: str
    organisation: str
    at: datetime
    vantage: str
    outcome: ProbeOutcome
    edge: str | None = None
    status: int | None = None
    silence: Silence | None = None
    place: str | None = None
    is_canary: bool = False
    retry_after: timedelta | None = None
    leads_to: str | None = None
