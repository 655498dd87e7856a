"""The shipped catalogue holds what was researched, and nothing without a source."""

import csv
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.status_pages import FORMATS
from bot.catalog.check import problems
from bot.catalog.evidence import VENDORS_OF_MONITORING
from bot.catalog.files import texts_of
from bot.catalog.loader import load
from bot.domain.question import Intent
from bot.domain.service import Confidence
from bot.questions.any_language import question_in
from bot.questions.names import Names

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


def test_field_f_who_sells_monitoring_is_cited_only_where_nobody_else_says_it() -> None:
    for edge in load().edges:
        hosts = [urlsplit(evidence.source).netloc.removeprefix("www.") for evidence in edge.evidence]
        sellers = [host in VENDORS_OF_MONITORING for host in hosts]
        assert sellers == sorted(sellers)


def test_field_f_what_people_watch_is_known_by_the_names_that_they_use() -> None:
    """Banks, airlines, telecoms, authorities, shops, media and games of all the world: watched_names.tsv."""
    names = Names(load())
    with Path(__file__).with_name("watched_names.tsv").open(encoding="utf-8", newline="") as file:
        watched = [row["name"] for row in csv.DictReader(file, delimiter="\t")]
    asked = {name: question_in(f"is {name} down?", names) for name in watched}

    assert len(watched) >= 550
    assert [n for n, q in asked.items() if q.intent is not Intent.IS_DOWN or q.service is None] == []


def test_a_file_of_ones_own_takes_the_place_of_no_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = texts_of(None, shipped=True)
    (tmp_path / "ai.toml").write_text('[[service]]\nid = "one"\n')
    monkeypatch.chdir(tmp_path)

    texts = texts_of(Path("ai.toml"), shipped=True)

    assert shipped.items() < texts.items()
    assert texts[str(tmp_path / "ai.toml")].startswith("[[service]]")
