"""What pages say: of one, and of all, read over and over, of which only what has changed is read again."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

import msgspec

from bot.answers.snapshot import SourceState
from bot.domain.report import Component, Maintenance, Report
from bot.domain.status import ComponentStatus, UnreadableReason
from bot.storage.changed_records import ChangedRecords
from bot.storage.client import Client
from bot.storage.codec import decode


class SourceStates:
    """Keeps what it has read. Without components: they are half of all bytes, and asked for one by one."""

    def __init__(self, client: Client) -> None:
        self._records = ChangedRecords(client)
        self._service_of: dict[str, str] = {}
        self._states: defaultdict[str, dict[str, SourceState]] = defaultdict(dict)
        self._by_service: dict[str, tuple[SourceState, ...]] = {}

    async def load(self) -> Mapping[str, tuple[SourceState, ...]]:
        """The states of all sources that were ever read, by service."""
        async for rows in self._records.load():
            for id_, data in rows.items():
                self._put(id_, _state(decode(data, _Stated)) if data is not None else None)
        return dict(self._by_service)

    def _put(self, id_: str, state: SourceState | None) -> None:
        """Have this state of a source, or none. What is told of the other services is the very same."""
        before = self._service_of.pop(id_, None)
        if before is not None and (state is None or state.service != before):
            del self._states[before][id_]
            self._tell(before)
        if state is not None:
            self._service_of[id_] = state.service
            self._states[state.service][id_] = state
            self._tell(state.service)

    def _tell(self, service: str) -> None:
        if self._states[service]:
            self._by_service[service] = tuple(self._states[service].values())
        else:
            del self._states[service], self._by_service[service]


def whole_state(data: bytes) -> SourceState:
    """What a stored SourceRecord says, with its components. Raises StoreUnavailable as `decode` does."""
    record = decode(data, _WhollyStated)
    return _state(record, record.components)


class _Answer(msgspec.Struct, kw_only=True):
    edge: str | None = None


class _Stated(msgspec.Struct, kw_only=True):
    """As much of a stored SourceRecord as is shown of all at once."""

    source: str
    service: str
    status: ComponentStatus = ComponentStatus.UNKNOWN
    read_at: datetime | None = None
    reports: tuple[Report, ...] = ()
    maintenances: tuple[Maintenance, ...] = ()
    stale: tuple[Report, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: UnreadableReason | None = None
    moved_to: str | None = None
    url: str | None = None
    format: str | None = None
    answer: _Answer | None = None


class _WhollyStated(_Stated, kw_only=True):
    """As much as answers are made from."""

    components: tuple[Component, ...] = ()


def _state(record: _Stated, components: tuple[Component, ...] = ()) -> SourceState:
    return SourceState(
        source=record.source,
        service=record.service,
        status=record.status,
        read_at=record.read_at,
        reports=tuple(report for report in record.reports if report.id not in record.missing),
        stale=record.stale,
        moved_to=record.moved_to,
        format=record.format if record.url else None,
        components=components,
        maintenances=record.maintenances,
        unreadable=record.unreadable,
        edge=record.answer.edge if record.answer is not None else None,
    )
