"""What is shown is read from these."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.answers.snapshot import KeptPast, Snapshot, SourceState
from bot.answers.wanted import PastWanted
from bot.domain.channel import Watch
from bot.domain.incident import Incident
from bot.domain.kept import KeptIncident, KeptPage, Seen
from bot.domain.overview import PastQuery
from bot.domain.reactions import Vote
from bot.domain.shown import Uptime
from bot.domain.subject import Subject
from bot.domain.timeline import Timeline


class SnapshotSource(Protocol):
    """What answers are made from."""

    async def load(self, sources: tuple[str, ...], about: Collection[str] | None = None) -> Snapshot:
        """The given sources, and what is open: all of it, or at least what is `about` these services."""
        ...


class StateSource(Protocol):
    """What all pages say."""

    async def load(self) -> Mapping[str, tuple[SourceState, ...]]:
        """Their states, by service."""
        ...


class SubjectSource(Protocol):
    """Incidents as they were last told of, and their timelines."""

    async def load(self, ids: Sequence[str]) -> Mapping[str, Subject]:
        """Those that are known, by id."""
        ...

    async def timeline(self, incident: str) -> Timeline:
        """What became of an incident, oldest first."""
        ...


class ChannelSource(Protocol):
    """Channels as people have set them."""

    async def load_watches(self) -> frozenset[Watch]:
        """Whatever any of them watches."""
        ...


class VoteSource(Protocol):
    """What people said of claims."""

    async def load(self) -> tuple[Vote, ...]:
        """Every word, oldest first."""
        ...


class PastSource(Protocol):
    """What was."""

    async def load(self, wanted: PastWanted) -> KeptPast:
        """What was in a stretch of it."""
        ...


class HistorySource(Protocol):
    """What is kept for long."""

    async def incident(self, id_: str) -> KeptIncident | None:
        """All of one incident."""
        ...

    async def search(
        self, query: PastQuery, name_of: Callable[[str], str] = str, seen: Seen | None = None
    ) -> KeptPage:
        """What is wanted, a page at a time, `name_of` naming services, and `seen` saying what of it is shown.

        Raises ValueError for no cursor.
        """
        ...

    async def claims(self) -> tuple[Incident, ...]:
        """Every incident of ours."""
        ...

    async def uptime(self, service: str, days: int, now: datetime) -> Uptime:
        """How a service was by its own page, a day at a time."""
        ...

    async def since(self) -> Mapping[str, datetime]:
        """Since when what is kept is whole, by service; of incidents under the empty name."""
        ...


class RevisionSource(Protocol):
    """By what it is seen that something has changed."""

    async def newest(self) -> str:
        """Another mark whenever something has."""
        ...


class PulseSource(Protocol):
    """When parts were last well."""

    async def load(self, now: datetime) -> Mapping[str, datetime]:
        """By part."""
        ...


class ShownStores(Protocol):
    """All of them together."""

    @property
    def snapshots(self) -> SnapshotSource:
        """What is open, and single pages."""
        ...

    @property
    def states(self) -> StateSource:
        """All pages."""
        ...

    @property
    def subjects(self) -> SubjectSource:
        """Incidents, and their timelines."""
        ...

    @property
    def channels(self) -> ChannelSource:
        """How channels are set."""
        ...

    @property
    def votes(self) -> VoteSource:
        """What people said."""
        ...

    @property
    def past(self) -> PastSource:
        """What was."""
        ...

    @property
    def history(self) -> HistorySource:
        """What is kept for long."""
        ...

    @property
    def revisions(self) -> RevisionSource:
        """Whether anything has changed."""
        ...

    @property
    def heartbeats(self) -> PulseSource:
        """Whether anybody polls."""
        ...
