"""Which incidents are open, and whom each is about: whoever asks about one service reads those of it alone.

Whoever commits incidents commits a list of them, too: of each a digest of its bytes, and the services that it
is about. A mark changes with the list: who has read it reads only what is another since. Where an older
version of us commits incidents the list stays behind the state (`is_current`): then all that is open is read.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from typing import Any, Final

import msgspec

from bot.domain.incident import Incident
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.key import Key
from bot.storage.keys import EARLY, INCIDENTS, LISTED, VERSION

Open = tuple[tuple[Incident, ...], tuple[Incident, ...]]
"""Open incidents and early ones, each newest first."""

OPEN: Final = (INCIDENTS, EARLY)
_COMMIT: Final = "n"
_LISTED_AT: Final = "listed"
_MARK: Final = "mark"
# The mark, and the list unless it is the one that is known; nothing where the list is behind the state. It is
# in one string: thousands of values of the protocol take ten times as long to read.
_NEWER: Final = """
local at = redis.call('HMGET', KEYS[1], 'n', 'listed', 'mark')
if not at[1] or at[1] ~= at[2] then return {} end
if at[3] == ARGV[1] then return {at[3]} end
return {at[3], cmsgpack.pack(redis.call('HGETALL', KEYS[2]))}
"""
# While others commit at every moment we read so often what is missing, and then all there is.
_TRIES: Final = 3


def is_current(version: Mapping[bytes, bytes]) -> bool:
    """Whether the list is of the state of this version, as it is stored."""
    return version.get(_COMMIT.encode()) == version.get(_LISTED_AT.encode())


def stamp(commit: int, *, is_changed: bool) -> dict[str, str]:
    """What is stored with the version of a commit that kept the list, whether or not that has changed."""
    return {_LISTED_AT: str(commit), **({_MARK: secrets.token_hex(8)} if is_changed else {})}


async def disown(client: Client) -> None:
    """Nobody reads the list any more, until whoever commits next has made it anew."""
    await client.hdel(VERSION.name, _LISTED_AT)


def put(pipe: Any, key: Key, written: Mapping[str, tuple[Incident, bytes]], gone: Iterable[str]) -> None:
    """Queue what the list says of incidents of the hash `key`: of those stored as these bytes, and gone."""
    places = {_place(key, id_): _listing(incident, data) for id_, (incident, data) in written.items()}
    if places:
        pipe.hset(LISTED.name, mapping=places)
    if dropped := [_place(key, id_) for id_ in gone]:
        pipe.hdel(LISTED.name, *dropped)


class OpenIncidents:
    """Reads them. Keeps what it has read for as long as it stands in the list with the same digest."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._mark = b""
        self._listings: dict[str, str] = {}
        self._digests: dict[str, str] = {}
        self._places: defaultdict[str, set[str]] = defaultdict(set)
        self._read: dict[str, tuple[str, Incident]] = {}

    def ask(self, pipe: Any) -> None:
        """Queue the question what is open; what it comes to is for `found`."""
        pipe.eval(_NEWER, 2, VERSION.name, LISTED.name, self._mark)

    async def found(self, said: list[bytes], about: Collection[str] | None) -> Open:
        """Those that are about one of these services, all without any; where there is no list all."""
        for _ in range(_TRIES):
            if not said:
                break
            self._learn(said)
            places = self._about(about)
            missing = [place for place in places if not self._is_read(place)]
            if not missing:
                return self._of(places)
            said = await self._fetch(missing)
        return self._of(await self._fetch_all())

    def _learn(self, said: list[bytes]) -> None:
        """Take over another list. One that did not change is that which somebody else has read meanwhile."""
        mark, *newer = said
        if not newer:
            return
        flat = msgspec.msgpack.decode(newer[0], type=list[str])
        listings = dict(zip(flat[::2], flat[1::2], strict=True))
        for place, listing in self._listings.items():
            if listings.get(place) != listing:
                self._forget(place, listing)
        for place in [place for place in self._read if place not in listings]:
            del self._read[place]
        for place, listing in listings.items():
            if place not in self._digests:
                self._digests[place], *services = msgspec.json.decode(listing, type=list[str])
                for service in services:
                    self._places[service].add(place)
        self._mark, self._listings = mark, listings

    def _forget(self, place: str, listing: str) -> None:
        del self._digests[place]
        for service in msgspec.json.decode(listing, type=list[str])[1:]:
            self._places[service].discard(place)
            if not self._places[service]:
                del self._places[service]

    def _about(self, services: Collection[str] | None) -> Collection[str]:
        if services is None:
            return self._listings.keys()
        return {place for service in services for place in self._places.get(service, ())}

    def _is_read(self, place: str) -> bool:
        return place in self._read and self._read[place][0] == self._digests[place]

    async def _fetch(self, places: Iterable[str]) -> list[bytes]:
        """Read these, and what the list says then."""
        async with self._client.pipeline(transaction=False) as pipe:
            wanted = [(key, [id_ for id_, at in map(_split, places) if at == key.name]) for key in OPEN]
            wanted = [(key, ids) for key, ids in wanted if ids]
            for key, ids in wanted:
                pipe.hmget(key.name, *ids)
            self.ask(pipe)
            *rows, said = await pipe.execute()
        for (key, ids), found in zip(wanted, rows, strict=True):
            for id_, data in zip(ids, found, strict=True):
                if data is not None:
                    self._keep(_place(key, id_), data)
        return list(said)

    async def _fetch_all(self) -> Collection[str]:
        async with self._client.pipeline(transaction=False) as pipe:
            for key in OPEN:
                pipe.hgetall(key.name)
            hashes = await pipe.execute()
        rows = {
            _place(key, id_.decode()): data
            for key, found in zip(OPEN, hashes, strict=True)
            for id_, data in found.items()
        }
        for place, data in rows.items():
            self._keep(place, data)
        self._read = {place: self._read[place] for place in rows}
        return rows.keys()

    def _keep(self, place: str, data: bytes) -> None:
        digest = _digest(data)
        if place not in self._read or self._read[place][0] != digest:
            self._read[place] = digest, decode(data, Incident)

    def _of(self, places: Iterable[str]) -> Open:
        found: dict[str, list[Incident]] = {key.name: [] for key in OPEN}
        for place in places:
            found[_split(place)[1]].append(self._read[place][1])
        opened, early = (tuple(sorted(those, key=_age, reverse=True)) for those in found.values())
        return opened, early


def _age(incident: Incident) -> tuple[Any, str]:
    return incident.opened_at, incident.id


def _place(key: Key, id_: str) -> str:
    """An incident in the list: a hash has one of an id, and so may the other."""
    return f"{key.name} {id_}"


def _split(place: str) -> tuple[str, str]:
    """The id, and the name of the hash."""
    name, _, id_ = place.partition(" ")
    return id_, name


def _listing(incident: Incident, data: bytes) -> bytes:
    own = (incident.root_report.service,) if incident.root_report is not None else ()
    seen = (incident.look.node,) if incident.look is not None else ()
    about = dict.fromkeys((incident.root, *incident.services, *own, *seen))
    return msgspec.json.encode([_digest(data), *about])


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=12).hexdigest()
