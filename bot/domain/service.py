"""What people ask about, where we read of it, and what it stands on."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

# The kind of evidence that our own looks at names and front pages are.
MEASURED_HERE: Final = "measured_here"


class Strength(StrEnum):
    """How much of a service fails when the infrastructure under it fails."""

    HARD = "hard"  # down or unusable with it, or its only host
    PARTIAL = "partial"  # some functions, regions or customers
    MEASURED = "measured"  # in the way of requests to its front page today, as we saw ourselves
    USES = "uses"  # documented use, nothing known about failure
    UNKNOWN = "unknown"  # named without degree


class Tier(StrEnum):
    """How much an evidence's origin is worth."""

    A = "A"  # first party
    B = "B"  # the provider's case study, or a measurement
    C = "C"  # established press
    D = "D"  # secondary


class Confidence(StrEnum):
    """How sure it is that a service's address is right and current."""

    HIGH = "high"  # several independent sources, or one that polls it
    MEDIUM = "medium"  # one hand-kept list of this decade
    LOW = "low"  # old lists only: switched off until a page answers


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeEvidence:
    """One reference for an edge. An edge without one does not exist.

    `known_from` is the first day on which somebody could have known: None where the source has no date
    (then it is never used to judge the past). `event` names the outage it was drawn from, if any; `part`
    the region or product of the infrastructure that it is about.
    """

    source: str
    kind: str
    tier: Tier
    strength: Strength
    known_from: date | None
    event: str | None = None
    part: str | None = None

    @property
    def measured(self) -> str | None:
        """When and how we saw it ourselves, if that is what it is."""
        if self.kind != MEASURED_HERE:
            return None
        from bot.domain.times import day  # noqa: PLC0415  -- and with it all that is rendered

        dated = f" on {day(self.known_from)}" if self.known_from else ""
        return f"measured here{dated} {self.source}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenElsewhere:
    """That for a month the service was seen at `node`, of the same kind, and never where it is said to be."""

    node: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`service` depends on `infrastructure`. The evidence that we cite comes first.

    `seen_elsewhere` is what our own looks say against it, where they do.
    """

    service: str
    infrastructure: str
    evidence: tuple[EdgeEvidence, ...]
    seen_elsewhere: SeenElsewhere | None = None

    @property
    def strength(self) -> Strength:
        """The strength of the best evidence."""
        return min((e.strength for e in self.evidence), key=tuple(Strength).index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One page or feed that we poll. `id` is unique over the catalogue: service id, slash, number or name.

    `format` is "" where it is to be recognised at first contact. `is_doubtful` marks an address of low
    confidence: it is tried now and then, and polled only from the day on which a page answers.
    `components` are the ids of the components that this service is, on a page that it shares with others;
    empty for all of them.
    """

    id: str
    service: str
    url: str
    format: str
    page_url: str
    interval: timedelta = timedelta(minutes=2)
    allow_private: bool = False
    is_doubtful: bool = False
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedComponent:
    """A part of a service that people ask about by its own name (ChatGPT of OpenAI)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What people ask about. One on which others stand is infrastructure for them.

    `organisation` groups sister pages of one company, which count once as witnesses. `mentions` are the
    phrases by which other providers' texts name it. `parent` is the infrastructure it is a part of
    (aws for aws/us-east-1). `kinds` are what it is to those who stand on it (cloud, dns, email …), where
    known. `front` is the page at which it is met, where that is not its domain. `unreadable_because` says why
    there is no source, where there is none; `confidence` is that of its address. From the day `retired` on it
    is no more: nobody reads it, and nothing stands on it.
    """

    id: str
    name: str
    category: str
    organisation: str
    aliases: tuple[str, ...] = ()
    domain: str | None = None
    front: str | None = None
    components: tuple[NamedComponent, ...] = ()
    sources: tuple[Source, ...] = ()
    mentions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    parent: str | None = None
    status_url: str | None = None
    reference: str | None = None
    unreadable_because: str | None = None
    confidence: Confidence | None = None
    retired: date | None = None

    @property
    def front_url(self) -> str | None:
        """The page at which it is met, None where nobody has said."""
        return self.front or (f"https://{self.domain}/" if self.domain else None)

    def ended_by(self, on: date) -> str | None:
        """Since when and why it is no more, where on that day it is."""
        is_over = self.retired is not None and self.retired <= on
        return self._end if is_over else None

    @property
    def never_read_because(self) -> str | None:
        """Why no page of it is read, where none ever is."""
        return f"it is no more, {self._end}" if self.retired else self.unreadable_because

    @property
    def _end(self) -> str:
        from bot.domain.times import day  # noqa: PLC0415

        return f"since {day(self.retired)}: {self.unreadable_because}" if self.retired else ""
