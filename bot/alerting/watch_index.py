"""Whom a subject concerns among thousands of channels: found by what they watch, none of them asked."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, TypeAlias, TypeVar

from bot.alerting.matching import fits, is_major, own_service
from bot.alerting.spellings import each_once, place_of
from bot.catalog.catalog import Catalog
from bot.domain.channel import INFRASTRUCTURE, Channel, Watch, WatchKind
from bot.domain.chat_traits import Traits
from bot.domain.incident import Incident
from bot.domain.subject import OURSELVES, IncidentSubject, Notice, Subject

K = TypeVar("K")

Watched: TypeAlias = tuple[WatchKind, str]
"""The kind of a watch, and its target."""
_SHARED: Final[Watched] = (WatchKind.SHARED, "")
_MAJOR: Final[Watched] = (WatchKind.MAJOR, "")
_EVERY_ROOT: Final[Watched] = (WatchKind.CATEGORY, INFRASTRUCTURE)


class WatchIndex:
    """Channels by what they watch, each named by its destination.

    It finds whom `matching.concerns` says that a subject concerns, and nobody else. `fixed` are the channels
    of the settings: each counts as long as nobody has set it otherwise.
    """

    def __init__(self, catalog: Catalog, traits: Traits, fixed: Iterable[Channel] = ()) -> None:
        self._catalog = catalog
        self._traits = traits
        self._infrastructure = frozenset(catalog.infrastructure)
        self._fixed = {str(channel.destination): channel for channel in fixed}
        self._ranks = {name: rank for rank, name in enumerate(self._fixed)}
        self._channels: dict[str, Channel] = {}
        # By what is watched, and by which component of it: None is all of it.
        self._watching: dict[Watched, _Groups[str | None]] = {}
        self._by_pair = _Groups[str]()
        self._by_platform_of_pair = _Groups[str]()
        self._by_place = _Groups[tuple[str, str]]()
        for channel in self._fixed.values():
            self._add(channel)

    @property
    def channels(self) -> Mapping[str, Channel]:
        """All of them, by destination."""
        return self._channels

    def put(self, channel: Channel) -> None:
        """Take in a channel as somebody has set it."""
        self._remove(str(channel.destination))
        self._add(channel)

    def drop(self, channel: Channel) -> None:
        """Forget how somebody had set a channel."""
        name = str(channel.destination)
        self._remove(name)
        if name in self._fixed:
            self._add(self._fixed[name])

    def concerned(self, subject: Subject) -> set[str]:
        """Whom it concerns."""
        if isinstance(subject, IncidentSubject):
            return self._concerned_by_incident(subject.incident)
        return self._concerned_by_notice(subject.notice)

    def known(self, destinations: AbstractSet[str]) -> set[str]:
        """Those of the destinations that are channels, or the pair of one."""
        return {name for name in destinations if name in self._channels or name in self._by_pair}

    def ambiguous(self, names: Mapping[str, str]) -> set[str]:
        """Those that may be the same channel as another of them. For `names` see `each_once`."""
        ids = {name: id_ for id_, name in names.items()}
        called = ids.keys() & self._channels.keys()
        places = {place_of(self._channels[name].destination, ids) for name in called}
        shared = self._by_place.shared | places
        return {*called, *(name for place in shared for name in self._by_place.get(place, ()))}

    def each_once(
        self, found: set[str], ambiguous: set[str], names: Mapping[str, str], told: Collection[str]
    ) -> set[str]:
        """Each channel once, as `spellings.each_once` has it; those of the settings come first."""
        unclear = sorted(found & ambiguous, key=lambda name: (self._ranks.get(name, len(self._ranks)), name))
        if not unclear:
            return found
        once = each_once([self._channels[name].destination for name in unclear], names, told)
        return {*(found - ambiguous), *map(str, once)}

    def _concerned_by_incident(self, incident: Incident) -> set[str]:
        services = {incident.root, *self._catalog.ancestors(incident.root), *incident.services}
        if not incident.members:
            services |= self._standing_on(incident.root)
        return self._all(_SHARED, *self._watched_as(services))

    def _concerned_by_notice(self, notice: Notice) -> set[str]:
        if notice.service == OURSELVES:
            return self._all(_SHARED)
        found = self._all(_MAJOR) if is_major(notice) else set[str]()
        for platform, names in self._by_platform_of_pair.items():
            if own_service(platform, self._traits) == notice.service:
                found |= names
        for kind, target in self._watched_as({notice.service}):
            for component, names in self._watching.get((kind, target), {}).items():
                if fits(Watch(kind=kind, target=target, component=component), notice, self._catalog):
                    found |= names
        return found

    def _all(self, *watched: Watched) -> set[str]:
        return set().union(*(names for one in watched for names in self._watching.get(one, {}).values()))

    def _watched_as(self, services: AbstractSet[str]) -> set[Watched]:
        """What the watches of any of these services are of."""
        known = self._catalog.services
        found = {(WatchKind.CATEGORY, known[service].category) for service in services if service in known}
        found.discard(_EVERY_ROOT)
        found |= {(WatchKind.SERVICE, service) for service in services}
        return found if self._infrastructure.isdisjoint(services) else {*found, _EVERY_ROOT}

    def _standing_on(self, node: str) -> set[str]:
        """Those with an edge onto a node, onto what it is part of, or onto a part of it."""
        parts, rest = {node}, [node]
        while rest:
            fresh = {child.id for child in self._catalog.children(rest.pop())} - parts
            parts |= fresh
            rest += fresh
        lineage = parts | {*self._catalog.ancestors(node)}
        return {edge.service for one in lineage for edge in self._catalog.edges_to(one)}

    def _add(self, channel: Channel) -> None:
        name = str(channel.destination)
        self._channels[name] = channel
        for watched, component in _watches_of(channel):
            self._watching.setdefault(watched, _Groups()).add(component, name)
        for groups, key in self._groups_of(channel):
            groups.add(key, name)

    def _remove(self, name: str) -> None:
        channel = self._channels.pop(name, None)
        if channel is None:
            return
        for watched, component in _watches_of(channel):
            self._watching[watched].remove(component, name)
            if not self._watching[watched]:
                del self._watching[watched]
        for groups, key in self._groups_of(channel):
            groups.remove(key, name)

    def _groups_of(self, channel: Channel) -> Iterator[tuple["_Groups[Any]", object]]:
        yield self._by_place, (channel.destination.platform, channel.destination.channel)
        if channel.paired is not None:
            yield self._by_pair, str(channel.paired)
            yield self._by_platform_of_pair, channel.paired.platform


class _Groups(dict[K, set[str]]):
    """Destinations by something that they have in common. `shared` is what more than one has."""

    def __init__(self) -> None:
        self.shared: set[K] = set()

    def add(self, key: K, name: str) -> None:
        group = self.setdefault(key, set())
        group.add(name)
        if len(group) > 1:
            self.shared.add(key)

    def remove(self, key: K, name: str) -> None:
        group = self[key]
        group.discard(name)
        if len(group) < 2:
            self.shared.discard(key)
        if not group:
            del self[key]


def _watches_of(channel: Channel) -> set[tuple[Watched, str | None]]:
    """What finds a channel. Of every major outage it hears only where it watches nothing more narrow."""
    kinds = (WatchKind.SHARED, WatchKind.MAJOR)
    found = {((w.kind, w.target), w.component) for w in channel.watches if w.kind not in kinds}
    if any(watch.kind is WatchKind.SHARED for watch in channel.watches):
        found.add((_SHARED, None))
    return {*found, (_MAJOR, None)} if channel.hears_of_any else found
