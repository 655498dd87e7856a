"""A post says whether it is about what all use, one part, or a thing beside."""

import os
from itertools import islice
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.history import read_history
from bot.wording.scope import Extent, Scope, scope_of
from tests.builders import a_report, an_update

CORE: Final = (
    "DNS updates are late",
    "API errors, and late propagation of DNS",
    "Intermittent loss of connectivity",
    "Network performance in Frankfurt (FRA)",
    "Incident with Webhooks",
    "Issues, Actions and Git Operations",
    "Incident with Issues",
    "More invoke errors - Amazon API Gateway (Ohio)",
    "Errors on Claude.ai",
    "Sign-in to claude.ai fails (and in Claude Code)",
    "Google Cloud IAM rejects tokens",
    "Several Google Cloud products have errors",
    "Dashboard and API errors",
    "R2 and CDN errors",
    "Errors across many models",
    "Errors with Opus 4.1, Sonnet 4 and Haiku 3.5",
    "BigQuery, Dataflow and Composer are slow",
    "Networking trouble affecting BigQuery",
    "Instances cannot start",
    "HTTP 530 errors in Oslo",
)
PARTS: Final = (
    ("Errors on Claude Haiku 4.5", {"haiku", "4.5"}),
    ("Errors on Claude 3.5 Sonnet", {"sonnet", "3.5"}),
    ("Opus is slow", {"opus"}),
    ("Slow answers of GPT-4o mini", {"gpt", "4o", "mini"}),
    ("o3-mini has errors", {"o3", "mini"}),
    ("Grok Code Fast 1 unavailable", {"grok", "code", "fast", "1"}),
    ("Gemini 2.5 Pro has errors", {"gemini", "2.5", "pro"}),
    ("Workers AI: llama-3.3-70b has errors", {"workers", "ai", "llama", "3.3", "70b"}),
    ("Uploads to R2 fail", {"r2"}),
    ("Cloudflare Pages builds are late", {"pages"}),
    ("Incident with Pages", {"pages"}),
    ("Incident with Copilot", {"copilot"}),
    ("Magic Transit loses packets in Rome", {"magic", "transit"}),
    ("BigQuery jobs fail impacting customers in Europe", {"bigquery"}),
    ("Errors and delays - AWS CodeBuild (Ohio)", {"codebuild"}),
)
PERIPHERAL: Final = (
    "Outage of usage reports",
    "Usage reporting is down",
    "Twice the same value in the X-Forwarded-For header",
    "Mandiant Security Validation customers may not see results",
    "Invoices are late",
    "The dashboard does not load",
    "Analytics of Workers are delayed",
    "DNS analytics API errors",
    "Docs are unavailable",
    "Support tickets cannot be opened",
    "Billing console errors",
)


@pytest.mark.parametrize("title", CORE)
def test_a_post_on_what_all_use_is_core(title: str) -> None:
    assert scope_of(a_report(title=title)).extent.is_core


@pytest.mark.parametrize(("title", "part"), PARTS)
def test_a_post_on_one_product_or_model_names_the_part(title: str, part: set[str]) -> None:
    scope = scope_of(a_report(title=title))

    assert scope == Scope(extent=Extent.PART, part=frozenset(part), named=frozenset(part))


@pytest.mark.parametrize("title", PERIPHERAL)
def test_a_post_on_what_nobodys_requests_need_is_peripheral(title: str) -> None:
    assert scope_of(a_report(title=title)).extent is Extent.PERIPHERAL


@pytest.mark.parametrize(
    ("title", "components", "extent"),
    [
        ("Elevated errors", (), Extent.CORE),
        ("Elevated errors", ("Billing",), Extent.PERIPHERAL),
        ("Elevated errors", ("Sites and Services - Dashboard",), Extent.PERIPHERAL),
        ("Elevated errors", ("Sites and Services - R2", "Billing"), Extent.PART),
        ("Elevated errors", ("R2", "API"), Extent.CORE),
        ("Elevated errors", ("R2", "Frankfurt"), Extent.CORE),
        ("Elevated errors", ("Issues, PRs, Dashboard",), Extent.CORE),
        ("API errors", ("R2",), Extent.PART),
        ("API errors", ("R2", "API"), Extent.CORE),
        ("Sign-in with OAuth fails", ("Console",), Extent.WHOLE),
        ("R2 errors", ("API", "CDN"), Extent.PART),
    ],
)
def test_components_say_what_a_title_leaves_open(
    title: str, components: tuple[str, ...], extent: Extent
) -> None:
    assert scope_of(a_report(title=title, components=components)).extent is extent


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (("Degraded availability of the Claude Haiku 4.5 model.",), True),
        (("We see errors with Haiku.",), True),
        (("Errors with Haiku 4.5 and with GPT-4o.",), True),
        (("We look into it.", "It is Haiku 4.5."), True),
        (("Errors with Haiku 3.5.",), False),
        (("Errors with Opus 4.5.",), False),
        (("Anthropic has an incident.",), False),
    ],
)
def test_who_speaks_of_the_same_part_names_it(texts: tuple[str, ...], *, named: bool) -> None:
    root = scope_of(a_report(title="Errors on Claude Haiku 4.5"))
    member = scope_of(a_report(title="Slow chat", updates=tuple(an_update(text) for text in texts)))

    assert root.is_part_named_by(member) is named


def test_a_post_on_what_all_use_has_no_part_to_name() -> None:
    root = scope_of(a_report(title="R2 and CDN errors"))

    assert root.part == frozenset()
    assert not root.is_part_named_by(scope_of(a_report(title="R2 errors")))


def test_what_a_text_is_about_may_have_been_noted() -> None:
    noted = Scope(extent=Extent.PART, part=frozenset({"r2"}))

    assert scope_of(a_report(title="incident/7"), lambda _: noted).part == {"r2"}


@given(title=st.text(max_size=300), components=st.lists(st.text(max_size=30), max_size=5))
def test_every_report_has_an_extent(title: str, components: list[str]) -> None:
    scope = scope_of(a_report(title=title, components=tuple(components)))

    assert scope.extent is not Extent.UNSAID
    assert scope.extent is Extent.PART or not scope.part
    assert scope.part <= scope.named


SHARES: Final = {
    "cloudflare": (0.45, 0.25, 0.12),
    "anthropic": (0.3, 0.5, 0.02),
    "github": (0.7, 0.12, 0.0),
    "gcp": (0.45, 0.2, 0.12),
}


def test_of_recorded_posts_each_extent_has_its_share() -> None:
    corpus = os.environ.get("SHAREDFATE_CORPUS")
    if corpus is None:
        pytest.skip("SHAREDFATE_CORPUS is not set: the recorded posts are not here")
    extents: dict[str, list[Extent]] = {service: [] for service in SHARES}
    posts = (
        line
        for line in read_history(Path(corpus) / "history/incidents.jsonl.gz")
        if line.service_id in SHARES
    )
    for line in islice(posts, None, None, 3):
        report = line.report()
        if report is not None:
            extents[line.service_id].append(scope_of(report).extent)

    for service, (core, part, peripheral) in SHARES.items():
        found = extents[service]
        assert sum(extent.is_core for extent in found) >= core * len(found)
        assert found.count(Extent.PART) >= part * len(found)
        assert found.count(Extent.PERIPHERAL) >= peripheral * len(found)
