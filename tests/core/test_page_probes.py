"""Polls of pages as probes: a vendor counts once an edge, by what most of its pages say."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.catalog.catalog import Catalog
from bot.domain.probe import ProbeOutcome as O
from bot.domain.probe import Silence
from bot.watching.page_probes import page_results
from bot.watching.record import Endpoint, Location, PageAnswer, SourceRecord
from tests.builders import NOON, a_catalog, a_service, at

NOW = at(12, 5)
BLAMES = PageAnswer(at=at(12, 4), vantage="here", outcome=O.BLAMES_EDGE, edge="cloudflare", status=500)
SERVED = PageAnswer(at=at(12, 4), vantage="here", outcome=O.SERVED, edge="cloudflare", status=200)
SILENT = replace(SERVED, outcome=O.SILENT, status=None, silence=Silence.TCP)


def pages(format_: str, *answers: PageAnswer, service: str = "{format}-{n}") -> list[SourceRecord]:
    return [
        SourceRecord(
            source=f"{format_}-{n}/1",
            service=service.format(format=format_, n=n),
            location=Location(found=Endpoint("https://status.example", format_)),
            read_at=NOON,
            answer=answer,
        )
        for n, answer in enumerate(answers)
    ]


def results(*records: SourceRecord, catalog: Catalog | None = None) -> dict[str, tuple[str, O]]:
    found = page_results(records, {}, catalog or a_catalog(), NOW)
    assert len({result.target for result in found}) == len(found)
    return {result.target: (result.organisation, result.outcome) for result in found}


def test_three_pages_of_one_vendor_are_one_organisation() -> None:
    assert results(*pages("instatus", BLAMES, BLAMES, BLAMES)) == {
        "pages/instatus/cloudflare": ("instatus", O.BLAMES_EDGE)
    }


def test_three_vendors_are_three() -> None:
    found = results(*pages("instatus", BLAMES), *pages("betterstack", BLAMES), *pages("statuspal", BLAMES))

    assert len({organisation for organisation, _ in found.values()}) == 3


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([BLAMES, SERVED, SERVED], O.SERVED),
        ([BLAMES, BLAMES, SERVED], O.BLAMES_EDGE),
        ([BLAMES, SERVED], O.CHANGED),
        ([BLAMES, BLAMES, SILENT, SILENT, SERVED], O.CHANGED),
        ([SILENT, SILENT, SERVED], O.SILENT),
        ([replace(BLAMES, outcome=O.CHALLENGED, status=403)] * 3, O.CHALLENGED),
    ],
)
def test_a_vendor_says_what_most_of_its_pages_say(answers: list[PageAnswer], outcome: O) -> None:
    assert results(*pages("instatus", *answers)) == {"pages/instatus/cloudflare": ("instatus", outcome)}


def test_each_edge_and_each_vantage_is_a_result_of_its_own() -> None:
    elsewhere = replace(SERVED, edge="fastly")
    afar = replace(BLAMES, vantage="far")
    found = page_results(pages("instatus", BLAMES, elsewhere, afar), {}, a_catalog(), NOW)

    assert [(r.vantage, r.node, r.outcome) for r in found] == [
        ("far", "cloudflare", O.BLAMES_EDGE),
        ("here", "cloudflare", O.BLAMES_EDGE),
        ("here", "fastly", O.SERVED),
    ]


def test_a_result_is_as_old_as_the_newest_answer_that_says_so() -> None:
    earlier, later = replace(BLAMES, at=at(12, 2)), replace(BLAMES, at=at(12, 3))
    (result,) = page_results(pages("instatus", earlier, later, SERVED), {}, a_catalog(), NOW)

    assert (result.at, result.status, result.edge) == (at(12, 3), 500, "cloudflare")


def test_a_silent_one_says_how_far_we_got_and_stands_for_the_edge_before() -> None:
    (result,) = page_results(pages("instatus", SILENT), {}, a_catalog(), NOW)

    assert (result.node, result.edge, result.status, result.silence) == (
        "cloudflare",
        None,
        None,
        Silence.TCP,
    )


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(pages("instatus", replace(BLAMES, at=NOW - timedelta(minutes=6)))[0], id="long ago"),
        pytest.param(pages("instatus", replace(BLAMES, edge=None))[0], id="nobody's edge"),
        pytest.param(pages("", BLAMES)[0], id="of no format yet"),
        pytest.param(replace(pages("instatus", BLAMES)[0], read_at=None), id="never read"),
        pytest.param(replace(pages("instatus", BLAMES)[0], read_at=at(11)), id="broken for an hour"),
        pytest.param(replace(pages("instatus", BLAMES)[0], answer=None), id="not asked"),
    ],
)
def test_what_says_nothing_of_an_edge_now_is_left_out(record: SourceRecord) -> None:
    assert results(record) == {}


def test_pages_of_one_organisation_are_its_own_and_others_their_vendors() -> None:
    vendor = a_service("vendor", aliases=("instatus",), organisation="vendor-inc")
    own = [a_service(id_, organisation="acme-inc") for id_ in ("acme-0", "acme-1")]
    catalog = a_catalog([vendor, *own, "bolt"])
    acme = pages("instatus", BLAMES, BLAMES, service="acme-{n}")
    (bolt,) = pages("instatus", BLAMES, service="bolt")

    assert results(*acme, catalog=catalog)["pages/instatus/cloudflare"] == ("acme-inc", O.BLAMES_EDGE)
    assert results(*acme, bolt, catalog=catalog)["pages/instatus/cloudflare"] == ("vendor-inc", O.BLAMES_EDGE)
