"""What many looks come to, and what follows from them for the catalogue's edges."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.catalog.catalog import Catalog
from bot.correlation import parameters as p
from bot.correlation.edge_reach import LEAST_REACH, reach_on
from bot.correlation.knowledge import Knowledge
from bot.domain.dns import DnsFailure
from bot.domain.measurement import Layer, MeasuredBy, MeasuredService, Measurement
from bot.domain.service import MEASURED_HERE, Edge, EdgeEvidence, Strength, Tier
from bot.measuring.keeping import MAX_EDGES, MeasuringLook, after_look
from bot.measuring.overlay import with_measured, without_measured
from tests.builders import a_catalog, a_service, an_edge, edge_evidence

START = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = frozenset(MeasuredBy)


def seen(
    node: str, by: MeasuredBy = MeasuredBy.CNAME, layer: Layer = Layer.EDGE, detail: str = "x.example"
) -> Measurement:
    return Measurement(service="acme", node=node, layer=layer, by=by, detail=detail, at=START)


def look(
    days: float,
    *found: Measurement,
    told: frozenset[MeasuredBy] = ALL,
    failure: DnsFailure | None = None,
    vantage: str = "here",
) -> MeasuringLook:
    at = START + days * DAY
    return MeasuringLook(
        service="acme", at=at, due_at=at + DAY, vantage=vantage, found=found, told=told, failure=failure
    )


def after(*looks: MeasuringLook) -> MeasuredService:
    record = None
    for one in looks:
        record = after_look(record, one)
    assert record is not None
    return record


def shares(record: MeasuredService) -> dict[str, tuple[int, int]]:
    return {edge.node: (edge.seen, edge.looks) for edge in record.edges}


def test_an_edge_is_dated_by_its_first_and_last_look() -> None:
    record = after(look(0, seen("fastly")), look(1, seen("fastly")), look(2, seen("fastly")))

    (edge,) = record.edges
    assert (edge.first_seen, edge.last_seen, edge.seen, edge.looks) == (START, START + 2 * DAY, 3, 3)
    assert record.now == (edge,)


def test_who_is_on_two_networks_has_both_with_their_shares() -> None:
    record = after(*(look(n, seen("fastly" if n % 4 else "akamai")) for n in range(8)))

    assert shares(record) == {"fastly": (6, 7), "akamai": (2, 8)}
    assert [edge.node for edge in record.now] == ["fastly"]


def test_who_moves_is_seen_there_at_the_next_look_and_what_was_stays_dated() -> None:
    record = after(*(look(n, seen("fastly")) for n in range(5)), look(5, seen("cloudflare")))

    assert [edge.node for edge in record.now] == ["cloudflare"]
    assert {edge.node: edge.last_seen for edge in record.edges}["fastly"] == START + 4 * DAY


@pytest.mark.parametrize("failure", list(DnsFailure))
def test_a_look_that_could_tell_nothing_counts_against_nothing(failure: DnsFailure) -> None:
    record = after(look(0, seen("fastly")), look(1, failure=failure))

    assert shares(record) == {"fastly": (1, 1)}
    assert record.failure is failure
    assert [edge.node for edge in record.now] == ["fastly"]
    assert record.asked_at == START + DAY
    assert record.answered_at == START


def test_what_only_a_header_shows_is_not_missed_where_no_page_was_asked() -> None:
    first = look(0, seen("fastly"), seen("cloudflare", MeasuredBy.HEADER))
    without_page = look(1, seen("fastly"), told=ALL - {MeasuredBy.HEADER})

    assert shares(after(first, without_page)) == {"fastly": (2, 2), "cloudflare": (1, 1)}
    assert shares(after(first, look(1, seen("fastly")))) == {"fastly": (2, 2), "cloudflare": (1, 2)}


def test_what_was_not_seen_for_ninety_days_is_forgotten() -> None:
    first = look(0, seen("akamai"))

    assert "akamai" in shares(after(first, look(90, seen("fastly"))))
    assert "akamai" not in shares(after(first, look(90.5, seen("fastly"))))
    assert shares(after(first, look(91, failure=DnsFailure.SILENT))) == {}


def test_what_gave_it_away_stays_until_something_surer_does() -> None:
    by_address = seen("fastly", MeasuredBy.ADDRESS, detail="151.101.1.6")
    again = seen("fastly", MeasuredBy.ADDRESS, detail="151.101.65.6")
    by_alias = seen("fastly", detail="a.fastly.net")

    def told(*found: Measurement) -> tuple[MeasuredBy, str]:
        (edge,) = after(*(look(n, one) for n, one in enumerate(found))).edges
        return edge.by, edge.detail

    assert told(by_address, again) == (MeasuredBy.ADDRESS, "151.101.1.6")
    assert told(by_address, by_alias, again) == (MeasuredBy.CNAME, "a.fastly.net")


def test_vantages_are_kept_and_edges_are_bounded() -> None:
    record = after(look(0, seen("fastly"), vantage="b"), look(1, seen("fastly"), vantage="a"))

    assert record.edges[0].vantages == ("a", "b")
    many = [seen(f"node-{n}") for n in range(100)]
    assert len(after(look(0, *many)).edges) == MAX_EDGES


CLOUD = replace(a_service("aws"), kinds=("cloud",))
FRONT = replace(a_service("aws/cloudfront", parent="aws", sources=(), organisation="aws"), kinds=("cdn",))
CDNS = [replace(a_service(id_), kinds=("cdn",)) for id_ in ("fastly", "akamai")]
CLOUDFLARE = replace(a_service("cloudflare"), kinds=("cdn", "dns"))
DNS = replace(
    a_service("cloudflare/dns", parent="cloudflare", sources=(), organisation="cloudflare"), kinds=("dns",)
)
WORKERS = replace(
    a_service("cloudflare/workers", parent="cloudflare", sources=(), organisation="cloudflare"),
    kinds=("cloud",),
)


def world(*edges: Edge) -> Catalog:
    services = [a_service("acme"), CLOUD, FRONT, CLOUDFLARE, DNS, WORKERS, *CDNS]
    return a_catalog(services, edges)


def declared(node: str, *, day: date = date(2025, 1, 1), part: str | None = None) -> Edge:
    evidence = replace(edge_evidence(strength=Strength.HARD, known_from=day), part=part)
    return an_edge("acme", node, evidence=(evidence,))


def laid_over(catalog: Catalog, day: float, *looks: MeasuringLook) -> dict[str, Edge]:
    overlaid = with_measured(catalog, {"acme": after(*looks)}, (START + day * DAY).date())
    return {edge.infrastructure: edge for edge in overlaid.edges_from("acme")}


def evidence(edges: dict[str, Edge], node: str) -> Sequence[EdgeEvidence]:
    return [e for e in edges[node].evidence if e.kind == MEASURED_HERE]


def test_what_is_measured_is_an_edge_from_the_next_day_on() -> None:
    measured = look(0, seen("fastly", detail="acme.map.fastly.net"))

    assert laid_over(world(), 0, measured) == {}
    edges = laid_over(world(), 1, measured)

    assert evidence(edges, "fastly") == [
        EdgeEvidence(
            source="by CNAME acme.map.fastly.net",
            kind=MEASURED_HERE,
            tier=Tier.B,
            strength=Strength.MEASURED,
            known_from=START.date(),
        )
    ]
    assert p.REACH[Strength.USES] < reach_on(edges["fastly"], date(2040, 1, 1)) < p.REACH[Strength.PARTIAL]


def test_a_part_is_evidence_of_its_whole() -> None:
    edges = laid_over(world(declared("aws")), 1, look(0, seen("aws/cloudfront")))

    assert [e.part for e in evidence(edges, "aws")] == ["aws/cloudfront"]
    assert edges["aws"].evidence[0].kind != MEASURED_HERE  # the stronger is the one to cite
    standings = Knowledge(
        catalog=with_measured(world(), {"acme": after(look(0, seen("aws/cloudfront")))}, date(2026, 9, 2))
    ).standings("acme")
    assert set(standings) == {"aws", "aws/cloudfront"}


def test_who_only_answers_for_the_name_is_used() -> None:
    edges = laid_over(world(), 1, look(0, seen("cloudflare/dns", MeasuredBy.NS, Layer.DNS)))

    assert [(e.strength, e.part) for e in evidence(edges, "cloudflare")] == [
        (Strength.USES, "cloudflare/dns")
    ]


def test_what_is_no_longer_seen_weakens_and_goes() -> None:
    looks = [look(n, seen("fastly")) for n in range(3)]
    moved = [look(n, seen("akamai")) for n in range(3, 40)]

    assert evidence(laid_over(world(), 10, *looks, *moved[:7]), "fastly")[0].strength is Strength.MEASURED
    assert evidence(laid_over(world(), 40, *looks, *moved), "fastly")[0].strength is Strength.USES
    assert "fastly" in laid_over(world(), 92, *looks)
    assert "fastly" not in laid_over(world(), 93, *looks)


def test_what_a_small_share_of_looks_shows_is_used() -> None:
    looks = [look(n, seen("akamai"), *([seen("fastly")] if n % 5 == 0 else [])) for n in range(15)]

    edges = laid_over(world(), 15, *looks)

    assert evidence(edges, "fastly")[0].strength is Strength.USES
    assert evidence(edges, "akamai")[0].strength is Strength.MEASURED


def test_nobody_stands_on_itself_or_on_what_the_catalogue_does_not_know() -> None:
    sister = a_catalog([a_service("acme", organisation="fastly"), *CDNS], [])

    assert laid_over(sister, 1, look(0, seen("fastly"), seen("somebody"), seen("somebody/else"))) == {}


def test_without_measurements_the_catalogue_is_the_same() -> None:
    catalog = world(declared("fastly"))

    assert with_measured(catalog, {}, date(2026, 9, 1)) is catalog
    assert with_measured(catalog, {"stranger": after(look(0, seen("fastly")))}, date(2026, 9, 3)) is catalog


def test_what_was_laid_over_can_be_taken_off() -> None:
    catalog = world(declared("akamai"), declared("fastly"), declared("aws"))
    record = after(*(look(n, seen("fastly"), seen("aws/cloudfront"), seen("cloudflare")) for n in range(31)))

    overlaid = with_measured(catalog, {"acme": record}, date(2026, 10, 2))

    assert overlaid != catalog
    assert without_measured(overlaid) == catalog


MONTH = [look(n, seen("fastly")) for n in range(31)]


def test_a_month_elsewhere_contradicts_what_is_declared() -> None:
    edges = laid_over(world(declared("akamai")), 31, *MONTH)

    against = edges["akamai"].seen_elsewhere
    assert against is not None
    assert (against.node, against.since) == ("fastly", START.date())
    plain = replace(edges["akamai"], seen_elsewhere=None)
    day = date(2026, 10, 2)
    assert LEAST_REACH < reach_on(edges["akamai"], day) == pytest.approx(reach_on(plain, day) / 2)


@pytest.mark.parametrize(
    ("edge", "looks"),
    [
        (declared("akamai"), MONTH[:29]),  # no month yet
        (declared("akamai"), [MONTH[0], MONTH[15], MONTH[30]]),  # too few looks
        (declared("akamai"), [*MONTH[:-1], look(30, seen("akamai"))]),  # not there any more
        (declared("akamai"), [look(0, seen("akamai")), *MONTH[1:]]),  # it was there
        (declared("akamai", day=date(2026, 9, 20)), MONTH),  # said since
        (declared("aws"), MONTH),  # may well stand behind a CDN
        (declared("cloudflare", part="cloudflare/workers"), MONTH),  # is about something else
        (
            declared("cloudflare"),
            [look(n, seen("fastly"), seen("cloudflare/dns", MeasuredBy.NS, Layer.DNS)) for n in range(31)],
        ),
        (declared("akamai"), [look(n, seen("aws", layer=Layer.HOST)) for n in range(31)]),  # no CDN
        (declared("fastly"), MONTH),
    ],
)
def test_less_than_that_contradicts_nothing(edge: Edge, looks: list[MeasuringLook]) -> None:
    edges = laid_over(world(edge), 31, *looks)

    assert edges[edge.infrastructure].seen_elsewhere is None


def test_history_knows_nothing_of_what_was_measured_later() -> None:
    overlaid = with_measured(world(declared("akamai")), {"acme": after(*MONTH)}, date(2026, 10, 2))

    assert {e.infrastructure for e in overlaid.known_on(date(2026, 9, 1)).edges} == {"akamai"}


def test_the_same_looks_make_the_same_catalogue_in_any_order_of_services() -> None:
    catalog = a_catalog([a_service("acme"), a_service("beta"), *CDNS, CLOUDFLARE], [])
    one, other = after(look(0, seen("fastly"))), after(look(0, seen("akamai"), seen("cloudflare")))
    day = date(2026, 9, 2)

    forward = with_measured(catalog, {"acme": one, "beta": other}, day)
    backward = with_measured(catalog, {"beta": other, "acme": one}, day)

    assert forward == backward


def test_what_gave_it_away_may_change_each_day_and_the_catalogue_does_not() -> None:
    looks = [look(n, seen("fastly", MeasuredBy.ADDRESS, detail=f"151.101.{n}.6")) for n in range(9)]

    assert laid_over(world(), 9, *looks) == laid_over(world(), 9, *looks[:5])
