"""What is read for many destinations at once before they are told: in few trips, and each subject once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from bot.alerting.flapping import topic_of
from bot.alerting.grouping import reports_of
from bot.domain.reactions import Reactions
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject
from bot.notifying.stores import ChannelStores
from bot.storage.outbox import Claimed

T = TypeVar("T")

# Of an incident with more reports it is asked by itself which of them a destination was told of.
MOST_REPORTS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAhead:
    """What was read, for these destinations together. Nothing in it says that there is nothing more.

    `asked` are the subjects of which it is known who of them was told: what is not in `records` is not.
    """

    subjects: Mapping[str, Subject] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    reactions: Mapping[tuple[str, str], Reactions] = field(default_factory=dict)
    records: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    _once: dict[str, "asyncio.Future[Any]"] = field(default_factory=dict)

    async def once(self, name: str, load: Callable[[], Awaitable[T]]) -> T:
        """What a load comes to, for all that ask under this name."""
        found = self._once.get(name)
        if found is None or (found.done() and (found.cancelled() or found.exception() is not None)):
            found = self._once[name] = asyncio.ensure_future(load())
        return await asyncio.shield(found)


async def read_ahead(stores: ChannelStores, claimed: Sequence[Claimed]) -> ReadAhead:
    """Read what telling these destinations takes."""
    ids = dict.fromkeys(id_ for one in claimed for id_ in one.pending.subjects)
    if not ids:
        return ReadAhead()
    subjects = await stores.subjects.load(list(ids))
    reports = [id_ for id_, subject in subjects.items() if isinstance(subject, NoticeSubject)]
    groups, said = await stores.subjects.groups(reports), await stores.subjects.said(reports)
    beside = dict.fromkeys(id_ for id_ in (*groups.values(), *said.values()) if id_ not in subjects)
    names = [one.destination for one in claimed]
    asked = [*_topics(subjects.values()), *dict.fromkeys(groups.values()), *_parts(subjects.values())]
    return ReadAhead(
        subjects={**subjects, **await stores.subjects.load(list(beside))},
        groups=groups,
        said=said,
        reactions=await stores.reactions.load_many(list(ids), names),
        records=await stores.notifications.told(asked, names),
        asked=frozenset(asked),
    )


def _topics(subjects: Iterable[Subject]) -> dict[str, None]:
    """What they flap together with."""
    return dict.fromkeys(topic for topic in map(topic_of, subjects) if topic is not None)


def _parts(subjects: Iterable[Subject]) -> list[str]:
    """The reports of which these incidents may speak, as far as they are not too many."""
    incidents = [s.incident for s in subjects if isinstance(s, IncidentSubject)]
    parts = dict.fromkeys(id_ for incident in incidents for id_ in reports_of(incident))
    return list(parts) if len(parts) <= MOST_REPORTS else []
