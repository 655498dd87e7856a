"""The shipped catalogue holds what was researched, and nothing without a source."""

import csv
from pathlib import Path

from adapters.status_pages import FORMATS
from bot.catalog.check import problems
from bot.catalog.loader import load
from bot.domain.service import Confidence

# The systems of the outages that we were made for, and one or more of each trade that they took down.
MISSION = (
    "cloudflare",
    "openai",
    "x-twitter",
    "discord",
    "reddit",
    "aws",
    "gcp",
    "akamai",
    "fastly",
    "azure",
    "github",
    "slack",
    "stripe",
    "anthropic",
    "nytimes-api",
    "guardian",
    "bbc",
    "cnn",
    "washington-post",
    "barclays",
    "lloyds-bank",
    "westpac",
    "robinhood",
    "charles-schwab",
    "paypal",
    "revolut",
    "monzo",
    "amazon-com",
    "shopify",
    "costco",
    "mcdonalds",
    "fortnite",
    "roblox",
    "minecraft",
    "league-of-legends",
    "steam",
    "netflix",
    "spotify",
    "hulu",
    "disney-plus",
    "alaska-airlines",
    "delta-air-lines",
    "united-airlines",
    "british-airways",
    "hmrc",
    "gov-uk",
    "australia-post",
)


def test_the_shipped_catalogue_is_sound() -> None:
    catalog = load()

    assert problems(catalog, FORMATS) == ()
    assert len(catalog.services) >= 2_556
    assert all(edge.evidence for edge in catalog.edges)


def test_what_the_mission_names_is_readable_or_says_why_not() -> None:
    catalog = load()

    for name in MISSION:
        service = catalog.services[name]
        assert service.sources or service.unreadable_because, name


def test_doubtful_addresses_are_switched_off_until_they_answer() -> None:
    for service in load().services.values():
        doubtful = service.confidence is Confidence.LOW
        assert all(source.is_doubtful is doubtful for source in service.sources)


def test_regions_are_parts_of_their_provider() -> None:
    catalog = load()

    assert catalog.ancestors("aws/us-east-1") == ("aws",)
    assert {"aws/us-east-1", "aws/us-west-2"} <= {child.id for child in catalog.children("aws")}


def test_every_researched_page_and_edge_is_in_it(corpus: Path) -> None:
    catalog = load()
    pages = {service.status_url for service in catalog.services.values()}
    sources = {evidence.source for edge in catalog.edges for evidence in edge.evidence}

    with (corpus / "catalog" / "services.csv").open(encoding="utf-8") as file:
        researched = {row["status_url"] for row in csv.DictReader(file)}
    with (corpus / "dependencies" / "edges.csv").open(encoding="utf-8") as file:
        references = [row["evidence_ref"] for row in csv.DictReader(file)]

    assert researched - pages == set()
    lost = [r for r in references if not any(source in r for source in sources)]
    assert len(lost) <= 5, lost
