"""A list of the incidents that are open, kept with them by whoever commits: of whom each is, and which it is.

It says of each service which incidents are about it, and of each incident a digest of its bytes: so whoever
asks about a service reads those of it alone, and of them what he has not read yet. An older version of us
commits incidents without it: then it is behind the state, and nobody reads it until it is made anew.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, Final

import msgspec

from bot.domain.incident import Incident
from bot.storage.client import Client
from bot.storage.key import Key
from bot.storage.keys import ABOUT, EARLY, INCIDENTS, LISTED, VERSION

OPEN: Final = (INCIDENTS, EARLY)
"""The hashes of those that are listed."""
# Fields of the version of the state: which commit it is, and which the list is of.
COMMIT: Final = "n"
LISTED_AT: Final = "about"


def place_of(key: Key, id_: str) -> str:
    """An incident in the list: each of the hashes has one of an id."""
    return f"{key.name} {id_}"


def split(place: str) -> tuple[str, str]:
    """The name of the hash, and the id."""
    name, _, id_ = place.partition(" ")
    return name, id_


def digest_of(data: bytes) -> str:
    """By what it is seen that an incident is as it was read: a digest of its bytes."""
    return blake2b(data, digest_size=12).hexdigest()


async def disown(client: Client) -> None:
    """Have nobody read the list, until whoever commits next has made it anew."""
    await client.hdel(VERSION.name, LISTED_AT)


class OpenList:
    """The list as whoever commits knows it. `is_current` says whether that in the store is of its state."""

    def __init__(self) -> None:
        self.is_current = True
        self._services: dict[str, frozenset[str]] = {}
        self._places: dict[str, frozenset[str]] = {}

    def begin(self, version: Mapping[bytes, bytes], opened: Mapping[Key, Mapping[str, Incident]]) -> None:
        """Know what is open at this version of the state, as it is stored."""
        self.is_current = version.get(COMMIT.encode()) == version.get(LISTED_AT.encode())
        self._services, self._places = {}, {}
        if self.is_current:
            self.changed(
                {
                    place_of(key, id_): _about(one)
                    for key, these in opened.items()
                    for id_, one in these.items()
                }
            )

    def put(self, pipe: Any, written: Mapping[str, tuple[Incident, bytes]], gone: Iterable[str]) -> "Changes":
        """Queue what the list says from now on of those places, stored as these bytes, and of those gone.

        Once that has happened, `changed` is to be told what this returns.
        """
        if not self.is_current:
            pipe.delete(LISTED.name, ABOUT.name)
        changes: Changes = {place: _about(one) for place, (one, _) in written.items()}
        changes |= dict.fromkeys(gone, frozenset())
        if written:
            digests = {place: digest_of(data) for place, (_, data) in written.items()}
            pipe.hset(LISTED.name, mapping=digests)
        if dropped := [place for place, services in changes.items() if not services]:
            pipe.hdel(LISTED.name, *dropped)
        places = self._places_after(changes)
        if there := {one: msgspec.json.encode(sorted(found)) for one, found in places.items() if found}:
            pipe.hset(ABOUT.name, mapping=there)
        if empty := [service for service, found in places.items() if not found]:
            pipe.hdel(ABOUT.name, *empty)
        return changes

    def changed(self, changes: "Changes") -> None:
        """Know what was committed."""
        for service, places in self._places_after(changes).items():
            if places:
                self._places[service] = places
            else:
                self._places.pop(service, None)
        for place, services in changes.items():
            if services:
                self._services[place] = services
            else:
                self._services.pop(place, None)
        self.is_current = True

    def _places_after(self, changes: "Changes") -> dict[str, frozenset[str]]:
        """The places of each service of which they are others after these changes."""
        found: dict[str, set[str]] = {}
        for place, after in changes.items():
            before = self._services.get(place, frozenset())
            for service in before ^ after:
                known = found.setdefault(service, set(self._places.get(service, ())))
                (known.add if service in after else known.discard)(place)
        return {service: frozenset(places) for service, places in found.items()}


Changes = dict[str, frozenset[str]]
"""Whom each of some places is about from now on; nobody where it is gone."""


def _about(incident: Incident) -> frozenset[str]:
    own = (incident.root_report.service,) if incident.root_report is not None else ()
    seen = (incident.look.node,) if incident.look is not None else ()
    return frozenset((incident.root, *incident.services, *own, *seen))
