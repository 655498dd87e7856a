"""What goes wrong at the services of a staged world, as their pages show it."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from tests.servers.sites import HANGS_UP, NOT_FOUND, SILENCE, Answer

GROUPS: Final = 5
SERVICES: Final = tuple(f"acme{n}" for n in range(20))
HOSTILE: Final = "hostile"
# More of one service, and it would be held to flap.
AT_FIRST: Final = 1
LATER: Final = 1
FLOOD: Final = 500
_JSON: Final = ("Content-Type: application/json",)


class Stage(StrEnum):
    """How far a provider is with it, and how Statuspage writes that.

    None ends here: an all-clear is told after five minutes in which it held.
    """

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"


@dataclass(slots=True, kw_only=True)
class Outage:
    """One incident on one page. `title` is a word that nothing else has."""

    title: str
    service: str
    since: datetime
    stages: list[tuple[Stage, datetime]] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """The newest."""
        return self.stages[-1][0]

    def reaches(self, stage: Stage) -> None:
        """Its provider says so now."""
        self.stages.append((stage, _now()))

    def written(self) -> dict[str, Any]:
        """As Statuspage writes it."""
        updates = [
            {"id": f"{self.title}-{n}", "status": stage, "body": f"We say {stage}.", "created_at": _at(at)}
            for n, (stage, at) in enumerate(self.stages)
        ]
        return {
            "id": self.title.lower(),
            "name": f"Trouble {self.title}",
            "status": self.stage,
            "impact": "major",
            "created_at": _at(self.since),
            "updated_at": _at(self.stages[-1][1]),
            "components": [],
            "incident_updates": updates[::-1],
        }


@dataclass(slots=True, kw_only=True)
class Truth:
    """All of it. `mood` is how the pages answer, by their name; those that are not in it answer well."""

    outages: list[Outage] = field(default_factory=list)
    moods: dict[str, str] = field(default_factory=dict)

    def breaks(self, service: str) -> Outage:
        """A new one."""
        number = len(self.outages)
        letters = "".join(chr(ord("A") + int(digit)) for digit in f"{number:03d}")
        outage = Outage(title=f"Q{letters}Z", service=service, since=_now())
        outage.reaches(Stage.INVESTIGATING)
        self.outages.append(outage)
        return outage

    def serve(self, _host: str, path: str) -> Answer:
        """What a page answers."""
        service, _, document = path.strip("/").partition("/")
        mood = self.moods.get(service, "")
        if mood:
            return _answer(mood, service)
        if not document.endswith("summary.json"):
            return NOT_FOUND
        own = [outage.written() for outage in self.outages if outage.service == service]
        return Answer(_page(service, own), headers=_JSON)


def planned(truth: Truth, draw: random.Random, seconds: float) -> Sequence[tuple[float, str, str]]:
    """What happens within so many seconds, in order: when, what, and to which service or outage."""
    steps = [(draw.uniform(0, seconds), "breaks", service) for service in SERVICES for _ in range(LATER)]
    known = [outage.title for outage in truth.outages]
    # Slack takes an edit a second and a half.
    for count in (len(known) // 2, len(known) // 4):
        steps += [(draw.uniform(0, seconds), "goes on", title) for title in draw.sample(known, count)]
    return sorted(steps)


def happens(truth: Truth, what: str, whom: str) -> None:
    """One step of it."""
    if what == "breaks":
        truth.breaks(whom)
        return
    outage = next(outage for outage in truth.outages if outage.title == whom)
    stages = list(Stage)
    outage.reaches(stages[stages.index(outage.stage) + 1])


def catalogue(url: str) -> str:
    """The services, and one whose page is hostile when it is told to be, as a catalogue file."""
    return "\n".join(_entries(url))


def _entries(url: str) -> Iterator[str]:
    for service in (*SERVICES, HOSTILE):
        yield f'[[service]]\nid = "{service}"\nname = "{service.title()}"\nreference = "a test"'
        yield f'[[service.source]]\nurl = "{url}/{service}/api/v2/summary.json"\nformat = "statuspage"'
        yield "interval_seconds = 10\nallow_private = true"


def _answer(mood: str, service: str) -> Answer:
    """What an ill page answers."""
    match mood:
        case "hanging":
            return SILENCE
        case "dropping":
            return HANGS_UP
        case "broken":
            return Answer(b"no", 500)
        case "garbled":
            return Answer(b'{"page":{"id":"\xff', headers=_JSON)
        case "flooding":
            return Answer(_flood(service), headers=_JSON)
        case "deep":
            return Answer(b'{"page":' + b"[" * 200_000, headers=_JSON)
        case _:
            raise AssertionError(mood)


def _flood(service: str) -> bytes:
    """Five hundred incidents that nobody has seen before."""
    now = _now()
    rows = []
    for n in range(FLOOD):
        outage = Outage(title=f"F{now.timestamp():.0f}x{n}", service=service, since=now)
        outage.reaches(Stage.INVESTIGATING)
        rows.append(outage.written())
    return _page(service, rows)


def _page(service: str, incidents: list[dict[str, Any]]) -> bytes:
    status = {"indicator": "major" if incidents else "none"}
    return json.dumps(
        {"page": _owner(service), "status": status, "components": [], "incidents": incidents}
    ).encode()


def _owner(service: str) -> dict[str, str]:
    return {"id": f"page{service}", "name": service, "url": f"https://status.{service}.example"}


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  -- the process lives in real time


def _at(moment: datetime) -> str:
    return moment.isoformat()
