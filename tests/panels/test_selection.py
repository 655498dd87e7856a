"""Who stands for an edge."""

from collections import Counter
from dataclasses import replace

from bot.catalog.catalog import Catalog
from bot.domain.measurement import Layer, MeasuredBy, MeasuredEdge, MeasuredService
from bot.domain.service import Edge, Service
from bot.panels.opt_out import OptOut
from bot.panels.selection import as_customers, canaries_to_ask, edges_in_front, panels, platforms_behind
from bot.panels.whom import whom_to_ask
from tests.builders import a_catalog, a_service, a_source, an_edge, edge_evidence
from tests.page_builders import NOON
from tests.panel_builders import canaries

EDGES = ("cloudflare", "fastly")


def a_site(number: int, **fields: object) -> Service:
    service = a_service(f"site{number}", organisation=f"firm{number}")
    return replace(service, domain=f"site{number}.example", sources=(), **fields)  # type: ignore[arg-type]


def a_world(sites: int = 60, edge: str = "cloudflare") -> Catalog:
    services = [a_site(number) for number in range(sites)]
    edges = [an_edge(service.id, edge) for service in services]
    return a_catalog([*services, a_service("cloudflare"), a_service("fastly")], edges)


def chosen(catalog: Catalog, **fields: object) -> set[str]:
    return {one.service for one in panels(catalog, edges_in_front(catalog, EDGES, {}), **fields)}  # type: ignore[arg-type]


def without(catalog: Catalog, *ids: str) -> Catalog:
    services = {id_: one for id_, one in catalog.services.items() if id_ not in ids}
    return Catalog(services=services, edges=tuple(e for e in catalog.edges if e.service not in ids))


def with_services(catalog: Catalog, *services: Service, edges: tuple[Edge, ...] = ()) -> Catalog:
    return Catalog(
        services={**catalog.services, **{one.id: one for one in services}}, edges=(*catalog.edges, *edges)
    )


def measured(node: str, layer: Layer = Layer.EDGE) -> MeasuredService:
    edge = MeasuredEdge(
        node=node, layer=layer, by=MeasuredBy.HEADER, detail="a header", first_seen=NOON, last_seen=NOON
    )
    return MeasuredService(service="any", asked_at=NOON, due_at=NOON, answered_at=NOON, edges=(edge,))


def test_twenty_organisations_stand_for_an_edge() -> None:
    targets = panels(a_world(), edges_in_front(a_world(), EDGES, {}))

    assert len({one.organisation for one in targets}) == len(targets) == 20
    assert {one.node for one in targets} == {"cloudflare"}
    assert all(one.url == f"https://{one.service}.example/" and one.is_of_panel for one in targets)


def test_when_one_goes_nobody_else_changes_place() -> None:
    before = chosen(a_world())
    gone = min(before)
    after = chosen(without(a_world(), gone))

    assert len(after - before) == 1
    assert before - after == {gone}
    assert (
        chosen(without(a_world(), *[f"site{n}" for n in range(60) if f"site{n}" not in before][:5])) == before
    )


def test_when_one_comes_one_at_most_changes_place() -> None:
    before = chosen(a_world(60))

    assert all(len(chosen(a_world(more)) - chosen(a_world(more - 1))) <= 1 for more in range(61, 80))
    assert len(chosen(a_world(80)) & before) >= 12


def test_an_organisation_has_one_target() -> None:
    catalog = a_world(20)
    sisters = [replace(a_site(100 + n), organisation="firm1") for n in range(30)]
    edges = tuple(an_edge(one.id, "cloudflare") for one in sisters)

    targets = panels(
        with_services(catalog, *sisters, edges=edges),
        edges_in_front(with_services(catalog, *sisters, edges=edges), EDGES, {}),
    )
    assert max(Counter(one.organisation for one in targets).values()) == 1


def test_seven_organisations_are_no_panel_and_eight_are() -> None:
    assert chosen(a_world(7)) == set()
    assert len(chosen(a_world(8))) == 8


def test_known_services_go_first() -> None:
    known = [
        replace(a_site(200 + n), sources=(a_source(f"site{200 + n}", url=f"https://s{n}.pages.example"),))
        for n in range(20)
    ]
    known = [replace(one, domain=f"known{n}.example") for n, one in enumerate(known)]
    edges = tuple(an_edge(one.id, "cloudflare") for one in known)

    assert chosen(with_services(a_world(), *known, edges=edges)) == {one.id for one in known}


def test_who_opted_out_or_challenged_us_is_left_out() -> None:
    before = sorted(chosen(a_world()))
    out = OptOut.of(f"{before[0]}.example, {before[1]}")

    assert not chosen(a_world(), opt_out=out, refusing=before[2:4]) & set(before[:4])
    assert len(chosen(a_world(), opt_out=out, refusing=before[2:4])) == 20


def test_vendors_of_pages_and_hosts_of_pages_are_left_out() -> None:
    readers = [
        replace(
            a_service(f"reader{n}"), sources=(a_source(f"reader{n}", url=f"https://r{n}.site1.example/"),)
        )
        for n in range(2)
    ]
    page = replace(a_service("page"), sources=(a_source("page", url="https://site2.example/status"),))
    catalog = with_services(a_world(10), *readers, page)

    assert chosen(catalog) == {f"site{n}" for n in range(10)} - {"site1", "site2"}


def test_what_belongs_to_the_edge_itself_does_not_stand_for_it() -> None:
    own = replace(a_site(300), organisation="cloudflare")

    assert own.id not in chosen(with_services(a_world(10), own, edges=(an_edge(own.id, "cloudflare"),)))


def test_what_is_retired_or_has_no_address_is_not_asked() -> None:
    catalog = with_services(
        a_world(10), replace(a_site(0), domain=None), replace(a_site(1), retired=NOON.date())
    )

    assert chosen(catalog) == {f"site{n}" for n in range(2, 10)}


def test_what_was_measured_goes_before_what_is_declared() -> None:
    catalog = a_world(10)
    in_front = edges_in_front(
        catalog,
        EDGES,
        {"site1": measured("fastly"), "site2": measured("hetzner"), "site3": measured("aws", Layer.HOST)},
    )

    assert in_front["site0"] == "cloudflare"
    assert in_front["site1"] == "fastly"
    assert not {"site2", "site3"} & set(in_front)


def test_of_declared_edges_a_cdn_goes_before_a_cloud() -> None:
    site = a_site(1)
    cdn = replace(a_service("fastly"), kinds=("cdn",))
    cloud = replace(a_service("aws"), kinds=("cloud",))
    catalog = a_catalog([site, cdn, cloud], [an_edge("site1", "aws"), an_edge("site1", "fastly")])

    assert edges_in_front(catalog, ("aws", "fastly"), {}) == {"site1": "fastly"}


def test_regions_on_which_most_stand_are_asked_at_two_canaries_each() -> None:
    regions = [f"cloud/r{number}" for number in range(20)]
    acme = (replace(edge_evidence(), part=regions[11]),)
    catalog = a_catalog(
        [*regions, "acme", "cloud"], [an_edge("acme", regions[7]), an_edge("acme", "cloud", evidence=acme)]
    )
    asked = canaries_to_ask(catalog, canaries(regions=regions, of_each=3))

    assert set(Counter(one.node for one in asked).values()) == {2}
    assert len(asked) == 24
    assert {regions[7], regions[11]} <= {one.node for one in asked}
    assert canaries_to_ask(catalog, canaries(regions=regions, of_each=1)) == ()


def test_what_is_watched_beyond_the_panels_is_asked_beside_them() -> None:
    catalog = a_world(60)
    in_front = edges_in_front(catalog, EDGES, {})
    panel = panels(catalog, in_front)
    beyond = next(one for one in catalog.services if one.startswith("site") and one not in chosen(catalog))
    targets = whom_to_ask(catalog, panel, (), [beyond, panel[0].service], OptOut(), in_front)

    assert len(targets) == 21
    assert [(one.service, one.node) for one in targets if not one.is_of_panel] == [(beyond, "cloudflare")]


def test_the_customers_of_who_makes_their_sites_are_one_organisation() -> None:
    maker = replace(a_service("sitemaker", organisation="sitemaker"), kinds=("other",))
    cloud = replace(a_service("cloud", organisation="cloud"), kinds=("cloud",))
    catalog = with_services(a_world(), maker, cloud)
    on_maker = {f"site{number}": measured("sitemaker", Layer.HOST) for number in range(40)}
    on_cloud = {f"site{number}": measured("cloud", Layer.HOST) for number in range(40, 60)}
    platforms = platforms_behind(catalog, on_maker | on_cloud)
    panel = panels(catalog, edges_in_front(catalog, EDGES, {}), platforms=platforms)
    watched = as_customers(whom_to_ask(catalog, panel, (), on_maker, OptOut()), platforms)

    assert [one.organisation for one in panel if one.service in on_maker] == ["sitemaker"]
    assert len(panel) == 20
    assert {one.organisation for one in watched if one.service in on_maker} == {"sitemaker"}
