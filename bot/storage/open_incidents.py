"""The incidents that are open, as far as they are about whom somebody asks; each is decoded once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from bot.domain.incident import Incident
from bot.storage.client import Client
from bot.storage.codec import decode
from bot.storage.keys import ABOUT, LISTED, VERSION
from bot.storage.open_list import OPEN, digest_of, place_of, split

Open = tuple[tuple[Incident, ...], tuple[Incident, ...]]
"""Open incidents and early ones, each newest first."""

# The places that are about one of these services, or all, each with its digest; nothing where the list is
# behind the state, or a server without room has thrown a part of it away. In one string: thousands of values
# of the protocol take ten times as long to read. No function of Lua takes more than 8,000 arguments.
_LIST: Final = """
local at = redis.call('HMGET', KEYS[1], 'n', 'about')
if not at[1] or at[1] ~= at[2] then return false end
local listed = redis.call('HLEN', KEYS[2])
if listed ~= redis.call('HLEN', KEYS[4]) + redis.call('HLEN', KEYS[5]) then return false end
if listed > 0 and redis.call('EXISTS', KEYS[3]) == 0 then return false end
if ARGV[1] == '' then return cmsgpack.pack(redis.call('HGETALL', KEYS[2])) end
local services, found, seen = cmsgpack.unpack(ARGV[1]), {}, {}
for from = 1, #services, 1000 do
  local some = {unpack(services, from, math.min(from + 999, #services))}
  for _, places in ipairs(redis.call('HMGET', KEYS[3], unpack(some))) do
    for _, place in ipairs(places and cjson.decode(places) or {}) do
      if not seen[place] then
        seen[place] = true
        found[#found + 1] = place
        found[#found + 1] = redis.call('HGET', KEYS[2], place)
      end
    end
  end
end
return cmsgpack.pack(found)
"""
_ALL: Final = b""
# While others commit at every moment we read so often what is missing, and then all there is.
_TRIES: Final = 3
# So many that are not asked for now are kept.
_MOST: Final = 1_000


class OpenIncidents:
    """Reads them. Keeps what it has read for as long as the list has it with the same digest."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._read: dict[str, tuple[str, Incident]] = {}

    def ask(self, pipe: Any, about: Collection[str] | None) -> None:
        """Queue the question what is open, about these services, or at all; `found` has what it comes to."""
        asked = _ALL if about is None else msgspec.msgpack.encode(sorted(about))
        keys = (VERSION, LISTED, ABOUT, *OPEN)
        pipe.eval(_LIST, len(keys), *(key.name for key in keys), asked)

    async def found(self, said: bytes | None, about: Collection[str] | None) -> Open:
        """Those that are about one of these services, all without any; where there is no list all."""
        for _ in range(_TRIES):
            if said is None:
                break
            listed = _listed(said)
            missing = [place for place, digest in listed.items() if not self._is_read(place, digest)]
            if not missing:
                self._forget_others(listed)
                return self._of(listed)
            said = await self._fetch(missing, about)
        return self._of(await self._fetch_all())

    def _is_read(self, place: str, digest: str) -> bool:
        return place in self._read and self._read[place][0] == digest

    async def _fetch(self, places: Iterable[str], about: Collection[str] | None) -> bytes | None:
        """Read these, and what the list says then."""
        ids: dict[str, list[str]] = {}
        for name, id_ in map(split, places):
            ids.setdefault(name, []).append(id_)
        async with self._client.pipeline(transaction=False) as pipe:
            for name, wanted in ids.items():
                pipe.hmget(name, *wanted)
            self.ask(pipe, about)
            *rows, said = await pipe.execute()
        for (name, wanted), found in zip(ids.items(), rows, strict=True):
            for id_, data in zip(wanted, found, strict=True):
                if data is not None:
                    self._keep(f"{name} {id_}", data)
        return None if said is None else bytes(said)

    async def _fetch_all(self) -> Collection[str]:
        async with self._client.pipeline(transaction=False) as pipe:
            for key in OPEN:
                pipe.hgetall(key.name)
            hashes = await pipe.execute()
        places = []
        for key, rows in zip(OPEN, hashes, strict=True):
            for id_, data in rows.items():
                places.append(place_of(key, id_.decode()))
                self._keep(places[-1], data)
        self._forget_others(places)
        return places

    def _keep(self, place: str, data: bytes) -> None:
        digest = digest_of(data)
        if not self._is_read(place, digest):
            self._read[place] = digest, decode(data, Incident)

    def _forget_others(self, wanted: Collection[str]) -> None:
        """Keep no more for ever of what is open no longer."""
        if len(self._read) > len(wanted) + _MOST:
            self._read = {place: self._read[place] for place in wanted}

    def _of(self, places: Iterable[str]) -> Open:
        found: dict[str, list[Incident]] = {key.name: [] for key in OPEN}
        for place in places:
            found[split(place)[0]].append(self._read[place][1])
        opened, early = (tuple(sorted(those, key=_age, reverse=True)) for those in found.values())
        return opened, early


def _listed(said: bytes) -> Mapping[str, str]:
    """Places with their digests. An empty table of a script is a list as well as a table."""
    flat = msgspec.msgpack.decode(said) or []
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _age(incident: Incident) -> tuple[datetime, str]:
    return incident.opened_at, incident.id
