"""Region canaries: two products a region, at the provider's own names, each with a public source."""

import re
from collections import defaultdict
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import pytest

from adapters.edges import read_answer
from bot.catalog.canaries.targets import PRODUCTS, canaries, shipped_endpoints
from bot.domain.probe import HttpAnswer, ProbeOutcome, ProbeTarget
from tests.shipped import shipped_catalog

CATALOG: Final = shipped_catalog()
TARGETS: Final = canaries(CATALOG, shipped_endpoints())
DOMAINS: Final = {
    "aws": (".amazonaws.com", ".amazonaws.com.cn"),
    "gcp": (".googleapis.com", ".pkg.dev"),
    "azure": (".azure.com", ".microsoft.com"),
}


def by_region() -> dict[str, list[ProbeTarget]]:
    found = defaultdict(list)
    for target in TARGETS:
        found[target.node].append(target)
    return found


def test_every_region_has_endpoints_of_two_products_and_is_one_of_the_catalogue() -> None:
    assert {len({target.organisation for target in found}) for found in by_region().values()} == {PRODUCTS}
    assert [node for node in by_region() if CATALOG.services[node].kinds != ("region",)] == []
    assert len({target.id for target in TARGETS}) == len(TARGETS) == len({target.url for target in TARGETS})


def test_the_regions_of_the_outages_that_we_were_made_for_are_there() -> None:
    assert {"aws/us-east-1", "gcp/us-central1", "gcp/europe-west9", "azure/southcentralus"} <= set(
        by_region()
    )


@pytest.mark.parametrize("target", TARGETS, ids=[target.id for target in TARGETS])
def test_an_endpoint_is_the_regions_own_over_tls(target: ProbeTarget) -> None:
    address = urlsplit(target.url)
    region = target.node.partition("/")[2]

    assert address.scheme == "https"
    assert address.port is None
    assert (address.hostname or "").endswith(DOMAINS[target.service])
    assert re.search(rf"(?:^|\.){region}[.-]", address.hostname or "")
    assert target.is_canary
    assert target.node.startswith(f"{target.service}/")


def test_every_endpoint_has_a_public_source_and_says_what_it_answers() -> None:
    for endpoint in shipped_endpoints():
        assert re.match(r"https://|github:", endpoint.source)
        assert 200 <= endpoint.expects < 500
        assert len(set(endpoint.regions)) == len(endpoint.regions)
        assert "{region}" in endpoint.url


def test_a_region_with_endpoints_of_one_product_has_no_canary() -> None:
    only = [one for one in shipped_endpoints() if one.product != "ec2"]

    assert {target.service for target in canaries(CATALOG, only)} == {"gcp", "azure"}


def test_a_region_that_the_catalogue_does_not_know_has_no_canary() -> None:
    known = {node: service for node, service in CATALOG.services.items() if node != "aws/us-east-1"}
    left = canaries(replace(CATALOG, services=known), shipped_endpoints())

    assert {t.node for t in TARGETS} - {t.node for t in left} == {"aws/us-east-1"}


def test_a_canarys_usual_answer_is_served_and_another_is_not() -> None:
    for target in TARGETS:
        usual = HttpAnswer(url=target.url, status=target.usual_status or 0)

        assert read_answer(usual, target.usual_status).outcome is ProbeOutcome.SERVED
        assert read_answer(replace(usual, status=503), target.usual_status).outcome is ProbeOutcome.FAILED
        assert read_answer(replace(usual, status=404), target.usual_status).outcome is ProbeOutcome.CHANGED
