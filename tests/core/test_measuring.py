"""What DNS and HTTP answers say a service stands on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.catalog.loader import load as load_catalog
from bot.domain.dns import DnsAnswers
from bot.domain.measurement import Layer, MeasuredBy
from bot.errors import ConfigurationError
from bot.measuring import fingerprints, ranges
from bot.measuring.host_names import labels_of
from bot.measuring.reading import FrontAnswer, ProviderTables, measured
from tests.builders import a_catalog, a_service
from tests.measured_world import LEAST_FOUND, Drawer, answers_of, catalog_with, figures

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
CATALOG = load_catalog()
TABLES = ProviderTables(fingerprints=fingerprints.load(), ranges=ranges.load(), catalog=CATALOG)
ACME = a_service("acme", domain="acme.example")
# Of the published ranges: what each of these is, is checked below.
CLOUDFLARE, FASTLY, CLOUDFRONT, FRONT_DOOR = "104.18.7.192", "151.101.1.6", "13.224.0.1", "13.107.238.45"
VIRGINIA, GLOBAL_AWS, TEXAS, CAROLINA = "52.216.1.1", "75.2.70.75", "20.118.112.99", "35.196.132.85"


def found(
    *chain: str,
    at: tuple[str, ...] = (),
    ns: tuple[str, ...] = (),
    name: str = "www.acme.example",
    front: FrontAnswer | None = None,
) -> dict[str, MeasuredBy]:
    answers = DnsAnswers(name=name, chain=chain, addresses=at, name_servers=ns)
    return {m.node: m.by for m in measured(ACME, answers, front, AT, TABLES)}


def front(*edges: str, host: str = "www.acme.example") -> FrontAnswer:
    return FrontAnswer(edges=edges, host=host)


@pytest.mark.parametrize(
    ("chain", "node"),
    [
        ("d1a2b3.cloudfront.net", "aws/cloudfront"),
        ("acme.map.fastly.net", "fastly"),
        ("d.sni.global.fastly.net", "fastly"),
        ("www.acme.example.cdn.cloudflare.net", "cloudflare"),
        ("www.acme.example.edgekey.net", "akamai"),
        ("acme.azurefd.net", "azure/front-door"),
        ("part-0012.t-0009.fdv2-t-msedge.net", "azure/front-door"),
        ("acme.afd.azureedge.net", "azure/front-door"),
        ("acme.azureedge.net", "azure/cdn"),
        ("x7.incapdns.net", "imperva"),
        ("acme.b-cdn.net", "bunny-net"),
        ("lb-1.eu-west-1.elb.amazonaws.com", "aws/eu-west-1"),
        ("acme.s3-website-us-east-1.amazonaws.com", "aws/us-east-1"),
        ("acme.s3-website.eu-central-1.amazonaws.com", "aws/eu-central-1"),
        ("acme.us-west-2.elasticbeanstalk.com", "aws/us-west-2"),
        ("bucket.s3.amazonaws.com", "aws"),
        ("acme.westeurope.cloudapp.azure.com", "azure/westeurope"),
        ("acme.azurewebsites.net", "azure"),
        ("ghs.googlehosted.com", "gcp"),
        ("solid-rhododendron.herokudns.com", "heroku"),
        ("521598e3a033b74a.vercel-dns-017.com", "vercel"),
        ("acme.netlify.app", "netlify"),
        ("acme.github.io", "github"),
        ("ec2-1-2-3-4.us-west-2.compute.amazonaws.com", "aws/us-west-2"),
        ("id.execute-api.us-east-1.amazonaws.com", "aws/us-east-1"),
        ("us-east-1.lb.eu-west-1.elb.amazonaws.com", "aws/eu-west-1"),
        ("us-east-1.acme.s3.amazonaws.com", "aws"),
        ("dns.azurewebsites.net", "azure"),
        ("westeurope.azurewebsites.net", "azure"),
        ("cdn.westeurope.cloudapp.azure.com", "azure/westeurope"),
    ],
)
def test_an_alias_names_whose_customer_one_is(chain: str, node: str) -> None:
    assert found(chain) == {node: MeasuredBy.CNAME}


@pytest.mark.parametrize(
    "chain",
    [
        "notcloudfront.net",
        "evilcloudfront.net",
        "cloudfront.net.evil.example",
        "notcloudfront.net.evil.example",
        "fastly.net.",
        "x.cloudfront-net.example",
        "cloudfront",
        "evil-msedge.net",
        "xelb.notamazonaws.com",
    ],
)
def test_names_are_compared_by_whole_labels(chain: str) -> None:
    assert found(chain) == ({"fastly": MeasuredBy.CNAME} if chain == "fastly.net." else {})


@pytest.mark.parametrize("chain", ["D1A2.CloudFront.NET", "d1a2.cloudfront.net.", " d1a2.CLOUDFRONT.net. "])
def test_case_and_a_last_dot_mean_nothing(chain: str) -> None:
    assert found(chain) == {"aws/cloudfront": MeasuredBy.CNAME}


@pytest.mark.parametrize("name", ["", ".", "a..b", "x" * 64 + ".example", "a." * 130 + "example", "\udcff.x"])
def test_what_is_no_name_has_no_labels(name: str) -> None:
    assert labels_of(name) == ()
    assert found(name, name="www.acme.example") == {}


def test_a_name_of_other_letters_is_what_dns_has_of_it() -> None:
    assert labels_of("Bücher.example") == ("example", "xn--bcher-kva")


@pytest.mark.parametrize(
    ("address", "node"),
    [
        (CLOUDFLARE, "cloudflare"),
        (FASTLY, "fastly"),
        (CLOUDFRONT, "aws/cloudfront"),
        (FRONT_DOOR, "azure/front-door"),
        (VIRGINIA, "aws/us-east-1"),
        (GLOBAL_AWS, "aws"),
        (TEXAS, "azure/southcentralus"),
        (CAROLINA, "gcp/us-east1"),
        ("2606:4700::6810:1", "cloudflare"),
        ("2a04:4e42::1", "fastly"),
        ("::ffff:104.18.7.192", "cloudflare"),
    ],
)
def test_an_address_is_whose_published_range_it_is_in(address: str, node: str) -> None:
    assert found(at=(address,)) == {node: MeasuredBy.ADDRESS}


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "192.0.2.7", "::1", "fe80::1", "no address", ""]
)
def test_an_address_of_nobody_shows_nothing(address: str) -> None:
    assert found(at=(address,)) == {}


def test_a_range_reaches_from_its_first_address_to_its_last() -> None:
    known = ranges.load_text(
        "ours", "192.0.2.8 192.0.2.15 one\n192.0.2.16 192.0.2.16 two\n2001:db8:: 2001:db8::f six"
    )

    assert [known.node_of(f"192.0.2.{n}") for n in (7, 8, 15, 16, 17)] == [None, "one", "one", "two", None]
    assert [known.node_of(a) for a in ("2001:db7:ffff::", "2001:db8::", "2001:db8::f", "2001:db8::10")] == [
        None,
        "six",
        "six",
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "192.0.2.8 192.0.2.15 one\n192.0.2.15 192.0.2.20 two",
        "192.0.2.8 192.0.2.15 one\n192.0.2.0 192.0.2.1 two",
        "192.0.2.8 one",
        "192.0.2.8 2001:db8:: one",
        "192.0.2.8/29 192.0.2.15 one",
    ],
)
def test_ranges_that_overlap_or_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="ours"):
        ranges.load_text("ours", text)


def test_an_apex_shows_its_edge_by_addresses_alone() -> None:
    assert found(at=(CLOUDFLARE, "104.18.6.192"), ns=("sima.ns.cloudflare.com",), name="acme.example") == {
        "cloudflare": MeasuredBy.ADDRESS,
        "cloudflare/dns": MeasuredBy.NS,
    }


def test_what_stands_behind_two_has_both() -> None:
    behind = found("acme.zendesk.com", at=(CLOUDFLARE,))

    assert behind == {"zendesk": MeasuredBy.CNAME, "cloudflare": MeasuredBy.ADDRESS}
    assert found("acme.edge.tenants.us.auth0app.com", "acme.edge.tenants.auth0.com.cdn.cloudflare.net") == {
        "auth0": MeasuredBy.CNAME,
        "cloudflare": MeasuredBy.CNAME,
    }


@pytest.mark.parametrize("steering", ["acme.trafficmanager.net", "acme.com.akadns.net"])
def test_what_only_steers_is_not_what_it_leads_to(steering: str) -> None:
    assert found(steering) == {}
    assert found(steering, "acme.map.fastly.net", at=(FASTLY,)) == {"fastly": MeasuredBy.CNAME}


def test_the_most_certain_of_what_shows_a_node_is_told() -> None:
    assert found("x.cloudfront.net", at=(CLOUDFRONT,), front=front("aws/cloudfront")) == {
        "aws/cloudfront": MeasuredBy.CNAME
    }
    assert found(front=front("cloudflare")) == {"cloudflare": MeasuredBy.HEADER}
    assert found(front=front("cloudflare", "fastly", "nobody")) == dict.fromkeys(
        ("cloudflare", "fastly"), MeasuredBy.HEADER
    )
    assert found(at=(FASTLY,), front=front()) == {"fastly": MeasuredBy.ADDRESS}


def test_a_part_says_more_than_its_whole() -> None:
    assert found("lb.us-east-1.elb.amazonaws.com", at=(VIRGINIA, GLOBAL_AWS), front=front("aws")) == {
        "aws/us-east-1": MeasuredBy.CNAME
    }
    assert found(at=(GLOBAL_AWS,), ns=("ns-1.awsdns-45.com",)) == {
        "aws": MeasuredBy.ADDRESS,
        "aws/route53": MeasuredBy.NS,
    }


def test_the_layers_are_told_apart() -> None:
    answers = DnsAnswers(
        name="www.acme.example",
        chain=("acme.herokudns.com",),
        addresses=(VIRGINIA, FASTLY),
        name_servers=("dns1.p01.nsone.net",),
    )

    layers = {m.node: m.layer for m in measured(ACME, answers, None, AT, TABLES)}

    assert layers == {
        "heroku": Layer.HOST,
        "aws/us-east-1": Layer.HOST,
        "fastly": Layer.EDGE,
        "ns1": Layer.DNS,
    }


@pytest.mark.parametrize(
    ("server", "node"),
    [
        ("sima.ns.cloudflare.com", "cloudflare/dns"),
        ("ns-123.awsdns-45.com.", "aws/route53"),
        ("NS-2000.AWSDNS-07.CO.UK", "aws/route53"),
        ("ns1-01.azure-dns.com", "azure/dns"),
        ("ns-cloud-a1.googledomains.com", "gcp"),
        ("a1-1.akam.net", "akamai-edge-dns"),
        ("dns1.p01.nsone.net", "ns1"),
        ("pdns1.ultradns.net", "ultradns"),
        ("ns10.domaincontrol.com", "godaddy"),
        ("ns-123.awsdns-evil.com", None),
        ("ns1.registrar-servers.com.evil.example", None),
        ("ns1.googledomains.com", None),
        ("awsdns-45.com.evil.example", None),
    ],
)
def test_a_name_server_names_who_answers_for_the_name(server: str, node: str | None) -> None:
    assert found(ns=(server,)) == ({node: MeasuredBy.NS} if node else {})


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("acme.example", True),
        ("www.acme.example", True),
        ("app.acme.example", True),
        ("login.eu.acme.example", True),
        ("other.example", False),
        ("notacme.example", False),
        ("acme.example.other.example", False),
        ("example", False),
        ("", False),
    ],
)
def test_a_front_page_that_is_answered_elsewhere_shows_nothing(host: str, *, is_own: bool) -> None:
    assert bool(found(at=(CLOUDFLARE,), front=front("cloudflare", host=host))) is is_own


@pytest.mark.parametrize("server", ["ns1.sedoparking.com", "ns2.parkingcrew.net", "ns1.bodis.com"])
def test_a_parked_domain_shows_nothing(server: str) -> None:
    assert found(at=(VIRGINIA,), ns=(server,)) == {}


def test_aliases_in_a_circle_or_without_an_end_show_nothing() -> None:
    many = tuple(f"x{n}.example" for n in range(49))

    assert found("a.cloudfront.net", "b.example", "A.cloudfront.net.") == {}
    assert found("www.acme.example", "a.cloudfront.net") == {}
    assert found(*many, "a.cloudfront.net") == {}
    assert found(*many[:14], "a.cloudfront.net") == {"aws/cloudfront": MeasuredBy.CNAME}


def test_of_a_huge_answer_the_beginning_is_read() -> None:
    nobody = tuple(f"192.0.2.{n}" for n in range(32))

    assert found(at=(*nobody, FASTLY)) == {}
    assert found(at=(*nobody[:31], FASTLY)) == {"fastly": MeasuredBy.ADDRESS}
    assert found(ns=(*(f"ns{n}.example" for n in range(16)), "a.ns.cloudflare.com")) == {}


def test_what_gave_it_away_is_kept_for_people() -> None:
    answers = DnsAnswers(name="www.acme.example", chain=("D1.CloudFront.net.",), addresses=(VIRGINIA,))

    one, other = measured(ACME, answers, None, AT, TABLES)

    assert (one.service, one.detail, one.at) == ("acme", "d1.cloudfront.net", AT)
    assert other.detail == VIRGINIA


def test_where_the_catalogue_has_no_part_its_whole_is_meant_and_else_nothing() -> None:
    small = ProviderTables(
        fingerprints=TABLES.fingerprints, ranges=TABLES.ranges, catalog=a_catalog(["aws"], [])
    )
    answers = DnsAnswers(name="acme.example", addresses=(VIRGINIA, CLOUDFLARE), chain=("x.cloudfront.net",))

    assert [m.node for m in measured(ACME, answers, None, AT, small)] == ["aws", "aws"]


def test_every_row_of_the_tables_is_about_a_node_of_the_catalogue_and_has_a_source() -> None:
    table, known = TABLES.fingerprints, TABLES.ranges
    rows = (*table.aliases, *table.name_servers)

    assert {row.node for row in rows} - CATALOG.services.keys() == set()
    assert {*known.v4.nodes, *known.v6.nodes} - CATALOG.services.keys() == set()
    assert [row.pattern for row in rows if not row.source.startswith(("github:", "https://"))] == []
    roots = {node.split("/")[0] for node in (*known.v4.nodes, *known.v6.nodes)}
    assert roots == {line.partition(":")[0] for line in known.about}
    assert all("as of 20" in line for line in known.about)


def test_a_table_that_cannot_be_read_says_where() -> None:
    with pytest.raises(ConfigurationError, match=r"ours: .*layer"):
        fingerprints.load_text("ours", '[[cname]]\nnode = "a"\nlayer = "no"\nsuffixes = []\nsource = "x"')


def test_of_five_hundred_services_everything_is_found_and_nothing_else() -> None:
    drawn = Drawer(3).sites(500)
    tables = replace(TABLES, catalog=catalog_with(drawn))

    found = {
        site.service.id: {m.node for m in measured(site.service, *answers_of(site), AT, tables)}
        for site in drawn
    }
    result = figures(drawn, found)

    assert result.wrong == ()
    assert result.found >= LEAST_FOUND * result.true > 400
