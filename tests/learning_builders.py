"""Drawn histories for learning: pages of a small world, their reports, and the failures of one provider."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.domain.status import Impact
from bot.lab.learning.learner import Learner
from bot.learned.learned import Learned
from tests.builders import a_catalog, a_report, a_service, an_edge, an_update, edge_evidence

START = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday
YEAR = 365 * 24.0  # hours
END = date(2026, 1, 6)
BEFORE = date(2024, 12, 30)
CALM = "We are looking into slow pages."
BLAMING = "This is caused by an outage at Hostcloud."

PAGES = tuple(f"page-{number}" for number in range(12))
CATALOG = a_catalog(
    [
        a_service("hostcloud", mentions=("Hostcloud",)),
        a_service(
            "hostcloud/north", organisation="hostcloud", parent="hostcloud", mentions=("Hostcloud North",)
        ),
        a_service("othercloud", mentions=("Othercloud",)),
        a_service("sister-a", organisation="family"),
        a_service("sister-b", organisation="family"),
        *PAGES,
    ],
    [
        an_edge(page, "hostcloud", evidence=(edge_evidence(kind="status_incident", known_from=BEFORE),))
        for page in PAGES[:2]
    ],
)

Seen = tuple[str, Report, datetime]


def seen(
    service: str, hours: float, text: str = CALM, *, impact: Impact | None = Impact.MINOR, later: str = ""
) -> Seen:
    """A report seen so many hours after the start; `later` is a second post a day after."""
    at = START + timedelta(hours=hours)
    updates = (an_update(text, at=at), *([an_update(later, at=at + timedelta(days=1))] if later else []))
    report = a_report(f"{service}-{hours}", started_at=at, updates=updates, impact=impact)
    return service, report, at


def arrivals(draw: random.Random, per_hour: float, until: float = YEAR) -> list[float]:
    at, found = draw.expovariate(per_hour), []
    while at < until:
        found.append(at)
        at += draw.expovariate(per_hour)
    return found


def learner_of(reports: Iterable[Seen], catalog: Catalog = CATALOG) -> Learner:
    learner = Learner(catalog)
    for service, report, at in reports:
        learner.take(service, report, at)
    return learner


def learned(reports: Iterable[Seen], until: date = END) -> Learned:
    return learner_of(reports).learned(until)


def failures(times: Iterable[float], services: Iterable[str], text: str = BLAMING) -> list[Seen]:
    return [seen(service, at + 0.3 * i, text) for at in times for i, service in enumerate(services)]
