"""Made-up worlds of any size: a catalogue of services that stand on infrastructure, and what they report.

Same arguments, same world: everything is drawn from the seed. Used by tests, soaks and benchmarks.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.observation import Observation
from bot.domain.report import Report
from bot.domain.service import Edge, Service, Strength
from bot.domain.status import ComponentStatus, Impact, ReportStatus, UnreadableReason
from tests.builders import (
    NOON,
    a_report,
    a_service,
    an_edge,
    an_observation,
    an_update,
    edge_evidence,
)

START: Final = NOON - timedelta(days=7)
# fmt: off
# How strong a catalogue says that edges are.
DECLARED: Final = (Strength.HARD, Strength.PARTIAL, Strength.USES, Strength.UNKNOWN)
FIRST: Final = (
    "Amber", "Basalt", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Hazel", "Indigo", "Juniper", "Kelp",
    "Lunar", "Maple", "Nickel",
)
SECOND: Final = (
    "Anchor", "Bridge", "Canyon", "Depot", "Engine", "Forge", "Garden", "Harbor", "Island", "Junction",
    "Kiln", "Lattice",
)
# fmt: on
CATEGORIES: Final = (
    "ai",
    "chat",
    "ci",
    "commerce",
    "data",
    "design",
    "mail",
    "media",
    "payments",
    "security",
)

BLAMES: Final = (
    "Errors because of an outage at {root}",
    "{root} is having problems, which stops our API from answering",
    "We are affected by an incident at our provider {root}",
    "Jobs do not start: {root} is down",
)
VAGUE: Final = (
    "An upstream provider is failing and takes part of us along",
    "Pages load slowly for some customers",
    "Log-in fails now and then",
    "Raised error rate on our API",
    "Uploads hang",
)
LATER: Final = (
    (ReportStatus.IDENTIFIED, "We know where it comes from."),
    (ReportStatus.MONITORING, "It looks better; we keep watching."),
    (ReportStatus.RESOLVED, "It is over."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An infrastructure fails; these services report it."""

    root: str
    victims: tuple[str, ...]
    at: datetime


def a_fleet(services: int, *, seed: int = 1, edges_each: int = 3, on_one: float = 0.0) -> Catalog:
    """So many services on infrastructure in proportion: one node for 25 of them, every fourth with parts.

    A share of them stands on the first node besides, as half the world stands on one cloud.
    """
    draw = random.Random(seed)
    nodes = list(_infrastructure(max(8, services // 25)))
    roots = [node for node in nodes if node.parent is None]
    parts = {root.id: [n.id for n in nodes if n.parent == root.id] for root in roots[::4]}
    fleet, edges = list[Service](), list[Edge]()
    for n in range(services):
        # Sister pages of one company count once: one page in ten has one before it.
        company = f"s{n - 1}" if n % 10 == 9 else f"s{n}"
        category = CATEGORIES[draw.randrange(len(CATEGORIES))]
        fleet.append(a_service(f"s{n}", name=f"Service {n}", organisation=company, category=category))
        below = dict.fromkeys(root.id for root in draw.sample(roots, edges_each))
        if draw.random() < on_one:
            below[roots[0].id] = None
        edges += [_edge(f"s{n}", root, parts, draw) for root in below]
    return Catalog(services={s.id: s for s in (*nodes, *fleet)}, edges=tuple(edges))


def _infrastructure(count: int) -> Iterator[Service]:
    for n in range(count):
        again, rest = divmod(n, len(FIRST) * len(SECOND))
        number = f" {again + 1}" if again else ""
        name = f"{FIRST[rest % len(FIRST)]} {SECOND[rest // len(FIRST)]}{number}"
        id_ = name.lower().replace(" ", "-")
        yield a_service(id_, name=name, category="cloud", mentions=(name,))
        if n % 4 == 0:
            for region in ("north", "south"):
                yield a_service(
                    f"{id_}/{region}", name=f"{name} {region}", organisation=id_, parent=id_, sources=()
                )


def _edge(service: str, root: str, parts: dict[str, list[str]], draw: random.Random) -> Edge:
    strength = draw.choices(DECLARED, (3, 3, 3, 1))[0]
    evidence = edge_evidence(strength=strength)
    if root in parts and draw.random() < 0.5:
        evidence = replace(evidence, part=draw.choice(parts[root]))
    return an_edge(service, root, evidence=(evidence,))


def a_history(catalog: Catalog, *, seed: int = 1, outages: int = 8, alone: int = 40) -> list[Observation]:
    """What the pollers see in some days, in the order in which they tell it.

    Shared outages, reports that have nothing to do with each other, planned work, pages that cannot be read,
    things told twice, and things told late.
    """
    draw = random.Random(seed)
    sources = [service for service in catalog.services.values() if service.sources]
    seen = [
        an_observation(s.id, at=START, status=ComponentStatus.OPERATIONAL, baseline=True) for s in sources
    ]
    for n, service in enumerate(draw.sample(sources, 5)):
        seen += _reported(service.id, f"old-{n}", START - timedelta(days=1), VAGUE[0], draw, baseline=True)
    for n in range(outages):
        seen += told_of(an_outage(catalog, START + timedelta(hours=6 * n + 1), draw), catalog, f"o{n}", draw)
    span = timedelta(hours=6 * outages)
    for n in range(alone):
        service = draw.choice(sources)
        moment = START + span * draw.random()
        seen += _reported(service.id, f"alone-{n}", moment, draw.choice(VAGUE), draw)
        seen += _aside(draw.choice(sources).id, START + span * draw.random(), draw)
    return _as_told(seen, draw)


def a_wide_outage(*, services: int = 100, seed: int = 1) -> tuple[Catalog, list[Observation]]:
    """One node fails under more services than are weighed one by one, twice within the life of evidence."""
    draw = random.Random(seed)
    catalog = a_fleet(services, seed=seed, on_one=1.0)
    root = catalog.infrastructure[0]
    seen = [
        an_observation(s.id, at=START, status=ComponentStatus.OPERATIONAL, baseline=True)
        for s in catalog.services.values()
        if s.sources
    ]
    for n in range(2):
        moment = START + timedelta(hours=1 + 2.5 * n)
        seen += told_of(an_outage(catalog, moment, draw, root=root, share=0.9), catalog, f"o{n}", draw)
    return catalog, _as_told(seen, draw)


def an_outage(
    catalog: Catalog, at: datetime, draw: random.Random, *, root: str | None = None, share: float = 0.7
) -> Outage:
    """An infrastructure fails, and a share of those who stand on it report."""
    failed = root or draw.choice([node for node in catalog.infrastructure if catalog.services[node].sources])
    below = sorted({edge.service for edge in catalog.edges_to(failed)})
    victims = tuple(service for service in below if draw.random() < share)
    return Outage(root=failed, victims=victims, at=at)


def told_of(outage: Outage, catalog: Catalog, id_: str, draw: random.Random) -> list[Observation]:
    """What an outage makes its root and its victims say."""
    name = catalog.name_of(outage.root)
    seen = list[Observation]()
    if draw.random() < 0.8:
        posted = outage.at + timedelta(minutes=draw.uniform(5, 45))
        seen += _reported(outage.root, id_, posted, "Errors in several of our regions", draw)
    for victim in outage.victims:
        words = draw.choice(BLAMES if draw.random() < 0.4 else VAGUE).format(root=name)
        delay = timedelta(minutes=draw.lognormvariate(2.8, 0.8))
        seen += _reported(victim, id_, outage.at + delay, words, draw)
    return seen


def _reported(
    service: str, id_: str, at: datetime, title: str, draw: random.Random, *, baseline: bool = False
) -> Iterator[Observation]:
    """One report from its first post to its end, each time as its page shows it."""
    impact = draw.choice((None, Impact.MINOR, Impact.MAJOR, Impact.CRITICAL))
    report = a_report(
        f"{service}-{id_}", title=title, impact=impact, started_at=at, updates=(an_update(at=at),)
    )
    yield an_observation(service, at=max(at, START) + _lag(draw), report=report, baseline=baseline)
    moment = at
    for status, text in LATER:
        moment += timedelta(minutes=draw.uniform(10, 60))
        report = _continued(report, moment, status, text)
        yield an_observation(service, at=max(moment, START) + _lag(draw), report=report)


def _continued(report: Report, at: datetime, status: ReportStatus, text: str) -> Report:
    return replace(
        report,
        status=status,
        updated_at=at,
        resolved_at=at if status is ReportStatus.RESOLVED else None,
        updates=(*report.updates, an_update(text, at=at, status=status)),
    )


def _aside(service: str, at: datetime, draw: random.Random) -> Iterator[Observation]:
    """Planned work, or a page that cannot be read for a while."""
    after = at + timedelta(minutes=draw.uniform(5, 90))
    if draw.random() < 0.5:
        yield an_observation(service, at=at, status=ComponentStatus.UNDER_MAINTENANCE)
    else:
        unknown, reason = ComponentStatus.UNKNOWN, UnreadableReason.TIMEOUT
        yield an_observation(service, at=at, status=unknown, unreadable=reason)
    yield an_observation(service, at=after, status=ComponentStatus.OPERATIONAL)


def _lag(draw: random.Random) -> timedelta:
    """A page is read every two minutes."""
    return timedelta(seconds=draw.randrange(120))


def _as_told(seen: Sequence[Observation], draw: random.Random) -> list[Observation]:
    """In time order but for some that come late, and with some that come twice."""
    told = [(o.at, n, o) for n, o in enumerate(seen)]
    late = [timedelta(minutes=draw.uniform(1, 15)) if draw.random() < 0.05 else timedelta() for _ in seen]
    twice = [
        (o.at + timedelta(minutes=draw.uniform(0, 30)), len(seen) + n, o)
        for n, o in enumerate(draw.sample(seen, len(seen) // 20))
    ]
    arrived = [(at + delay, n, o) for (at, n, o), delay in zip(told, late, strict=True)]
    return [o for _, _, o in sorted(arrived + twice, key=lambda row: row[:2])]
