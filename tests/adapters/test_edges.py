"""Whose error page an answer is, and whom it blames: no edge is blamed for what is not its own."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.edges import EDGES, owners_of, read_answer
from bot.catalog.loader import load
from bot.clock import SystemClock
from bot.demo.certificates import certificate
from bot.demo.edges import FACES, EdgeAnswer, EdgeMode, edge_answer
from bot.domain.probe import MAX_ANSWER_BYTES, EdgeStatement, HttpAnswer, ProbeOutcome, Silence
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from tests.servers.edges import EdgeWorld, edge_sites

O = ProbeOutcome  # noqa: E741
M = EdgeMode
SAID: Final = {
    M.SERVED: O.SERVED,
    M.CHANGED: O.CHANGED,
    M.CHALLENGED: O.CHALLENGED,
    M.EDGE_FAULT: O.BLAMES_EDGE,
    M.ORIGIN_FAULT: O.BLAMES_ORIGIN,
    M.APP_ERROR: O.FAILED,
}
# They do not say in public whose an error is.
MUTE: Final = {
    ("azure/front-door", M.EDGE_FAULT),
    ("azure/front-door", M.ORIGIN_FAULT),
    ("netlify", M.EDGE_FAULT),
    ("netlify", M.ORIGIN_FAULT),
    ("aws", M.EDGE_FAULT),
}
PLACES: Final = {"cloudflare": "FRA", "fastly": "FRA", "aws/cloudfront": "FRA56-P4", "vercel": "FRA1"}
BLAMING: Final = [node for node in FACES if (node, M.EDGE_FAULT) not in MUTE]


def expected(node: str, mode: EdgeMode) -> ProbeOutcome:
    return O.FAILED if (node, mode) in MUTE else SAID[mode]


def heard(sent: EdgeAnswer, *headers: tuple[str, str], **changed: object) -> HttpAnswer:
    """An answer as it is kept: names in lower case, what is sent twice joined."""
    kept: dict[str, str] = {}
    for name, value in (*sent.headers, *headers):
        kept[name.lower()] = f"{kept[name.lower()]}, {value}" if name.lower() in kept else value
    answer = HttpAnswer(url="https://site.example/", status=sent.status, headers=kept, body=sent.body)
    return replace(answer, **changed)  # type: ignore[arg-type]


def faulty(node: str, **changed: object) -> HttpAnswer:
    return heard(edge_answer(node, M.EDGE_FAULT, 4711), **changed)


def answer(status: int, body: str | bytes = b"", **headers: str) -> HttpAnswer:
    kept = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body.encode() if isinstance(body, str) else body
    return HttpAnswer(url="https://site.example/", status=status, headers=kept, body=data)


def said(given_answer: HttpAnswer, usual: int | None = 200) -> ProbeOutcome:
    return read_answer(given_answer, usual).outcome


async def test_over_the_wire_no_edge_is_taken_for_another_and_no_blame_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = {
        (node, mode): f"{node.replace('/', '-')}-{mode.replace('_', '-')}.example"
        for node in FACES
        for mode in M
    }
    world = EdgeWorld({host: node for (node, _mode), host in hosts.items()})
    world.modes.update({host: mode for (_node, mode), host in hosts.items()})
    tls, trusted = certificate(tmp_path, "site.example", SystemClock().now(), *hosts.values())
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    found: dict[tuple[str, EdgeMode], EdgeStatement | Silence] = {}
    async with edge_sites(world, tls) as sites:
        fetcher = Fetcher("sharedfate", timeouts=Timeouts(answer=20, body=20), resolve=sites.resolve)
        async with fetcher:
            for key, host in hosts.items():
                got = await fetcher.probe(sites.url(host, "/"), allow_private=True)
                found[key] = got if isinstance(got, Silence) else read_answer(got, 200)

    for (node, mode), statement in found.items():
        if mode is M.SILENT:
            assert statement is Silence.HTTP
        else:
            assert isinstance(statement, EdgeStatement)
            assert (statement.edge, statement.outcome) == (node, expected(node, mode)), (node, mode)
            assert statement.place == PLACES.get(node)
            assert statement.why


@pytest.mark.parametrize("node", FACES)
def test_the_order_and_case_of_headers_change_nothing(node: str) -> None:
    for mode in SAID:
        sent = heard(edge_answer(node, mode, 7))
        turned = {name.title(): value for name, value in reversed(tuple(sent.headers.items()))}

        assert read_answer(replace(sent, headers=turned), 200) == read_answer(sent, 200)


@pytest.mark.parametrize("node", BLAMING)
def test_an_edge_is_blamed_by_all_the_marks_of_its_own_page_or_not_at_all(node: str) -> None:
    fault = faulty(node)
    stripped = [replace(fault, headers={}), replace(fault, is_verified=False)]
    if node != "vercel":  # its mark is a header
        stripped.append(replace(fault, body=b""))

    assert said(fault) is O.BLAMES_EDGE
    assert [said(one) for one in stripped] == [O.FAILED] * len(stripped)
    assert said(fault, usual=503) is O.FAILED  # it never was any better
    assert said(fault, usual=None) is O.BLAMES_EDGE


@pytest.mark.parametrize("node", BLAMING)
def test_a_page_that_is_not_an_error_blames_nobody(node: str) -> None:
    for status in (200, 203, 301, 304, 404, 410):
        assert said(faulty(node, status=status)) in (O.SERVED, O.CHANGED)


@pytest.mark.parametrize("node", ["cloudflare", "fastly", "aws/cloudfront"])
def test_a_copy_of_an_error_page_names_another_request_and_is_nobodys(node: str) -> None:
    copied = edge_answer(node, M.EDGE_FAULT, 1).body.replace(b"etou8220031", b"iad1234567")

    assert said(faulty(node, body=copied)) is O.FAILED


@pytest.mark.parametrize("node", BLAMING)
def test_a_body_that_is_cut_off_is_read_as_far_as_it_goes(node: str) -> None:
    fault = faulty(node)
    padded = b"<!--" + b"x" * MAX_ANSWER_BYTES + b"-->" + fault.body

    assert said(replace(fault, body=fault.body + b" " * 2 * MAX_ANSWER_BYTES)) is O.BLAMES_EDGE
    assert said(replace(fault, body=padded)) in (O.FAILED, O.BLAMES_EDGE if node == "vercel" else O.FAILED)


@pytest.mark.parametrize("outer", ["cloudflare", "fastly", "aws/cloudfront", "akamai"])
@pytest.mark.parametrize("inner", BLAMING)
def test_of_two_edges_the_one_whose_page_it_is_is_blamed(outer: str, inner: str) -> None:
    if outer == inner:
        return
    passed_on = tuple(
        (name, value)
        for name, value in FACES[outer].headers(1)
        if not (outer == "cloudflare" and name == "Server" and inner == "akamai")
    )
    own = {name.lower() for name, _value in edge_answer(inner, M.EDGE_FAULT, 4711).headers}
    chain = heard(
        edge_answer(inner, M.EDGE_FAULT, 4711),
        *((name, value) for name, value in passed_on if name.lower() not in own or name == "Via"),
    )

    statement = read_answer(chain, 200)
    assert (statement.edge, statement.outcome) == (inner, O.BLAMES_EDGE)


def test_an_error_of_the_application_behind_two_edges_is_the_outermosts_to_tell() -> None:
    chain = heard(edge_answer("vercel", M.APP_ERROR, 1), *FACES["cloudflare"].headers(1)[1:])

    assert read_answer(chain, 200).edge == "cloudflare"
    assert read_answer(chain, 200).outcome is O.FAILED
    assert owners_of(chain) == ("cloudflare", "vercel")


CLOUDFLARE: Final = {"server": "cloudflare", "cf_ray": "00000000000004d2-AMS"}
NGINX: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>{1}</center>\r\n</body>\r\n</html>\r\n"
)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (500, NGINX.format("500 Internal Server Error", "cloudflare"), O.BLAMES_EDGE),
        (503, NGINX.format("503 Service Temporarily Unavailable", "cloudflare-nginx"), O.BLAMES_EDGE),
        (502, NGINX.format("502 Bad Gateway", "cloudflare"), O.FAILED),
        (500, NGINX.format("500 Internal Server Error", "nginx"), O.FAILED),
        (500, "<p>cloudflare</p>", O.FAILED),
        (502, "error code: 502", O.FAILED),
        (520, "error code: 520", O.BLAMES_ORIGIN),
        (521, "", O.BLAMES_ORIGIN),
        (527, "", O.BLAMES_ORIGIN),
        (530, "error code: 1016", O.BLAMES_ORIGIN),
        (530, "error code: 1033", O.BLAMES_ORIGIN),
        (530, "", O.BLAMES_ORIGIN),
        (500, "<div id='cf-wrapper'><h1>Error <span>1101</span></h1></div>", O.BLAMES_ORIGIN),
        (500, "<title>Worker threw exception</title><h1>Error 1101</h1>", O.FAILED),
        (500, "ERROR 1040 (08004): Too many connections", O.FAILED),
        (500, '{"error": "error 1020: record has changed since last read"}', O.FAILED),
        (503, '<div id="cf-error-details">Error <span>1102</span></div>', O.BLAMES_ORIGIN),
        (503, "error code: 1015", O.CHALLENGED),
        (503, "<div id=cf-wrapper><span>Error</span> <span>1020</span></div>", O.CHALLENGED),
        (500, "error code: 1999", O.FAILED),
        (503, "<script>window._cf_chl_opt={}</script>", O.CHALLENGED),
        (500, "<script src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js'></script>", O.FAILED),
        (599, "", O.FAILED),
    ],
)
def test_cloudflares_codes_and_pages(status: int, body: str, outcome: ProbeOutcome) -> None:
    statement = read_answer(answer(status, body, **CLOUDFLARE), 200)

    assert (statement.edge, statement.outcome, statement.place) == ("cloudflare", outcome, "AMS")


MARKED: Final = '<div id="cf-{}-status" class="cf-error-source">'


@pytest.mark.parametrize(
    ("boxes", "outcome"),
    [
        ('<DIV class="cf-error-source relative" id="cf-cloudflare-status">', O.BLAMES_EDGE),
        ("<div data-x id = 'cf-cloudflare-status' class = 'a cf-error-source'>", O.BLAMES_EDGE),
        ("<div id=cf-host-status class=cf-error-source>", O.BLAMES_ORIGIN),
        ('<div id="cf-browser-status" class="cf-error-source">', O.FAILED),
        ('<div id="cf-cloudflare-status" class="cf-error-sources">', O.FAILED),
        ('<!-- <div id="cf-cloudflare-status" class="cf-error-source"> -->', O.FAILED),
        ('<!--><div id="cf-cloudflare-status" class="cf-error-source">', O.BLAMES_EDGE),
        ('&lt;div id="cf-cloudflare-status" class="cf-error-source"&gt;', O.FAILED),
        (f"{MARKED.format('cloudflare')}{MARKED.format('host')}", O.FAILED),
    ],
)
def test_the_box_that_is_marked_is_to_blame(boxes: str, outcome: ProbeOutcome) -> None:
    page = f"<!--[if gt IE 8]><!--><html><!--<![endif]--><p>Interner Fehler</p>{boxes}</html>"

    assert said(answer(500, page, **CLOUDFLARE)) is outcome
    assert said(answer(500, page, server="cloudflare")) is O.FAILED
    assert said(answer(500, page, server="nginx")) is O.FAILED


FASTLY: Final = {"x_served_by": "cache-iad-kiad7000-IAD, cache-ams1234-AMS"}
VARNISH: Final = (
    "<h1>Error 503 {0}</h1><p>{0}</p><h3>Guru Mediation:</h3><p>Details: {1} 1 2</p><hr>"
    "<p>Varnish cache server</p>"
)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (503, VARNISH.format("Service Unavailable", "cache-ams1234-AMS"), O.BLAMES_EDGE),
        (503, VARNISH.format("Service Unavailable", "cache-iad-kiad7000-IAD"), O.BLAMES_EDGE),
        (503, VARNISH.format("Service Unavailable", "cache-lhr1234-LHR"), O.FAILED),
        (502, VARNISH.format("Service Unavailable", "cache-ams1234-AMS"), O.FAILED),
        (503, VARNISH.format("Backend is unhealthy", "cache-ams1234-AMS"), O.BLAMES_ORIGIN),
        (
            503,
            VARNISH.format("All backends failed or unhealthy (chash)", "cache-ams1234-AMS"),
            O.BLAMES_ORIGIN,
        ),
        (503, VARNISH.format("connection timed out", "cache-ams1234-AMS"), O.BLAMES_ORIGIN),
        (
            503,
            VARNISH.format("hostname doesn't match against certificate", "cache-ams1234-AMS"),
            O.BLAMES_ORIGIN,
        ),
        (503, VARNISH.format("We are moving house", "cache-ams1234-AMS"), O.FAILED),
        (503, "<h1>Guru Meditation:</h1><p>XID: 1</p><p>Varnish cache server</p>", O.FAILED),
        (
            500,
            "Fastly error: unknown domain: site.example. Please check that this domain has been added",
            O.FAILED,
        ),
    ],
)
def test_fastlys_reasons(status: int, body: str, outcome: ProbeOutcome) -> None:
    statement = read_answer(answer(status, body, **FASTLY), 200)

    assert (statement.edge, statement.outcome, statement.place) == ("fastly", outcome, "AMS")


CLOUDFRONT: Final = {
    "x_amz_cf_id": "Q3OA_ysVzjypuMJtFmeIS1exW9-5FY8NiKJhtvSxsx5RB67zPGj0TQ==",
    "x_cache": "Error from cloudfront",
    "server": "CloudFront",
}
BOILERPLATE: Final = "We can't connect to the server for this app or website at this time."


@pytest.mark.parametrize(
    ("status", "reason", "outcome"),
    [
        (503, "", O.BLAMES_EDGE),
        (503, BOILERPLATE, O.FAILED),
        (503, f"The Lambda function of the distribution is invalid. {BOILERPLATE}", O.BLAMES_ORIGIN),
        (503, "The CloudFront function could not run.", O.BLAMES_ORIGIN),
        (504, "CloudFront attempted to establish a connection with the origin.", O.BLAMES_ORIGIN),
        (502, "", O.BLAMES_ORIGIN),
        (403, "Request blocked.", O.CHALLENGED),
    ],
)
def test_cloudfronts_reasons(status: int, reason: str, outcome: ProbeOutcome) -> None:
    page = (
        f"<H1>{status} ERROR</H1>\n<H2>The request could not be satisfied.</H2>\n<HR>\n{reason}\n"
        f"<PRE>\nGenerated by cloudfront (CloudFront)\nRequest ID: {CLOUDFRONT['x_amz_cf_id']}\n</PRE>"
    )

    assert said(answer(status, page, **CLOUDFRONT)) is outcome
    assert said(answer(503, "<Code>SlowDown</Code>", **CLOUDFRONT)) is O.FAILED


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        *((code, O.CHALLENGED) for code in (0, 18, 24)),
        *((code, O.BLAMES_ORIGIN) for code in (1, 6, 9, 11, 30, 97, 102)),
        *((code, O.BLAMES_EDGE) for code in (5, 10, 217)),
        *((code, O.FAILED) for code in (2, 27, 31, 150, 255)),
    ],
)
@pytest.mark.parametrize("mark", ["Reference #", "Reference&#32;&#35;", "Reference&#x20;&#x23;"])
def test_akamais_reference_numbers(mark: str, code: int, outcome: ProbeOutcome) -> None:
    page = f"<h1>Error</h1>{mark}{code}.7a1d2c17.1718409600.3f9b21e"

    assert said(answer(500, page, server="AkamaiGHost")) is outcome
    assert said(answer(500, page, akamai_grn="0.1.2.3")) is (
        O.FAILED if outcome is O.BLAMES_EDGE else outcome
    )
    assert said(answer(403, page, server="AkamaiGHost")) is O.CHALLENGED


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({}, O.FAILED),
        ({"x_azure_internalerror": "0x80072ee2"}, O.BLAMES_EDGE),
        ({"x_azure_externalerror": "0x830c1011,The certificate authority is unfamiliar."}, O.BLAMES_ORIGIN),
        ({"x_azure_originstatuscode": "503"}, O.BLAMES_ORIGIN),
        ({"x_azure_originstatuscode": "503", "x_azure_internalerror": "1"}, O.BLAMES_ORIGIN),
        ({"x_azure_originstatuscode": "200", "x_azure_internalerror": "1"}, O.FAILED),
    ],
)
def test_front_doors_page_blames_nobody_and_its_headers_do(
    headers: dict[str, str], outcome: ProbeOutcome
) -> None:
    statement = read_answer(
        answer(
            503,
            "<h2>Our services aren't available right now</h2>",
            x_azure_ref="20250101T000000Z-1",
            x_msedge_ref="Ref A: 1 Ref B: EWR311000102017 Ref C: 2025-01-01T00:00:00Z",
            **headers,
        ),
        200,
    )

    assert (statement.edge, statement.outcome, statement.place) == ("azure/front-door", outcome, "EWR")


TEMPORARY: Final = "The server encountered a temporary error and could not complete your request."


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome"),
    [
        (500, "<title>Error 500 (Server Error)!!1</title><p>There was an error.", {}, O.BLAMES_EDGE),
        (500, "<title>Error 500 (Server Error)!!1</title>", {"server": "Google Frontend"}, O.FAILED),
        (500, "<title>Error 500 (Server Error)!!1</title>", {"server": "nginx"}, O.FAILED),
        (502, f"<title>Error 502 (Server Error)!!1</title><p>{TEMPORARY}", {}, O.FAILED),
        (503, "<title>Error 500 (Server Error)!!1</title>", {}, O.FAILED),
        (
            502,
            f"<title>502 Server Error</title><h1>Error: Server Error</h1><h2>{TEMPORARY}",
            {},
            O.BLAMES_ORIGIN,
        ),
        (503, "no healthy upstream", {}, O.BLAMES_ORIGIN),
        (500, "upstream", {}, O.FAILED),
        (404, "<title>Error 404 (Not Found)!!1</title><p>That's an error.", {}, O.CHANGED),
    ],
)
def test_googles_pages(status: int, body: str, headers: dict[str, str], outcome: ProbeOutcome) -> None:
    statement = read_answer(answer(status, body, via="1.1 google", **headers), 200)

    assert (statement.edge, statement.outcome) == ("gcp", outcome)


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (500, "INTERNAL_CACHE_ERROR", O.BLAMES_EDGE),
        (500, "INTERNAL_FUNCTION_SERVICE_UNAVAILABLE", O.BLAMES_EDGE),
        (500, "INTERNAL_ROUTER_CANNOT_PARSE_PATH", O.FAILED),
        (504, "FUNCTION_INVOCATION_TIMEOUT", O.BLAMES_ORIGIN),
        (503, "DEPLOYMENT_PAUSED", O.BLAMES_ORIGIN),
        (502, "DNS_HOSTNAME_RESOLVE_FAILED", O.BLAMES_ORIGIN),
        (502, "ROUTER_EXTERNAL_TARGET_ERROR", O.BLAMES_ORIGIN),
        (500, "internal_x", O.FAILED),
        (500, "", O.FAILED),
        (404, "DEPLOYMENT_NOT_FOUND", O.CHANGED),
    ],
)
def test_vercels_codes(status: int, code: str, outcome: ProbeOutcome) -> None:
    statement = read_answer(answer(status, code, x_vercel_id="cdg1::iad1::a-1-b", x_vercel_error=code), 200)

    assert (statement.edge, statement.outcome, statement.place) == ("vercel", outcome, "CDG1")
    if outcome is O.BLAMES_EDGE:
        assert said(answer(status, code, server="Vercel", x_vercel_error=code)) is O.FAILED


@pytest.mark.parametrize(
    ("status", "usual", "outcome"),
    [
        (200, None, O.SERVED), (200, 200, O.SERVED), (204, 200, O.SERVED), (301, 200, O.SERVED),
        (308, 200, O.SERVED), (304, 200, O.SERVED), (200, 301, O.SERVED), (200, 404, O.SERVED),
        (401, 401, O.SERVED), (403, 403, O.SERVED), (404, 404, O.SERVED), (401, 200, O.CHALLENGED),
        (403, 200, O.CHALLENGED), (451, 200, O.CHALLENGED), (429, 200, O.CHALLENGED),
        (429, 429, O.CHALLENGED), (999, 200, O.CHALLENGED), (404, 200, O.CHANGED),
        (404, None, O.CHANGED), (410, 404, O.CHANGED), (406, 200, O.CHALLENGED),
        (404, 401, O.CHANGED), (421, 200, O.CHANGED), (500, 200, O.FAILED), (503, 503, O.FAILED),
        (503, None, O.FAILED), (503, 404, O.FAILED), (199, 200, O.CHANGED), (0, 200, O.CHANGED),
    ],
)  # fmt: skip
def test_a_status_by_what_is_usual(status: int, usual: int | None, outcome: ProbeOutcome) -> None:
    statement = read_answer(answer(status, server="nginx"), usual)

    assert (statement.edge, statement.outcome, statement.place) == (None, outcome, None)


@pytest.mark.parametrize(
    "challenge",
    [
        answer(202, x_amzn_waf_action="challenge"),
        answer(405, x_amzn_waf_action="captcha"),
        answer(302, location="https://www.google.com/sorry/index?continue=https://www.google.com/"),
        answer(302, location="https://acme.queue-it.net/?c=acme"),
        answer(200, cf_mitigated="challenge", cf_ray="00000000000004d2-AMS"),
        answer(503, "<script>window.gokuProps={};window.awsWafCookieDomainList=[]</script>"),
        answer(200, "Request unsuccessful. Incapsula incident ID: 1-2", x_iinfo="1-2"),
        answer(503, "<script src='https://geo.captcha-delivery.com/captcha/?x'></script>"),
    ],
)
def test_a_challenge_is_one_at_any_status(challenge: HttpAnswer) -> None:
    assert said(challenge) is O.CHALLENGED
    assert said(challenge, usual=challenge.status) is O.CHALLENGED


@pytest.mark.parametrize(
    ("headers", "owners"),
    [
        ({}, ()),
        ({"server": "nginx", "x_cache": "HIT", "x_timer": "S1.2,VS0,VE1", "via": "1.1 varnish"}, ()),
        ({"x_served_by": "cache-server-one"}, ()),
        ({"x_served_by": "cache-fra-etou8220031-FRA"}, ("fastly",)),
        ({"server": "not-cloudflare", "via": "1.1 googlebot"}, ()),
        ({"server": "cloudflare", "via": "1.1 vegur"}, ("cloudflare", "heroku")),
        ({"x_iinfo": "1-2", "server": "awselb/2.0"}, ("imperva", "aws")),
        ({"x_github_request_id": "A", "x_served_by": "cache-ams21000-AMS"}, ("fastly", "github")),
        ({"server": "AmazonS3", "x_amz_cf_id": "a"}, ("aws/cloudfront", "aws/s3")),
        ({"set_cookie": "session, AWSALB, AWSALBCORS"}, ("aws",)),
        ({"set_cookie": "MYAWSALB"}, ()),
    ],
)
def test_headers_alone_tell_who_stands_in_front(headers: dict[str, str], owners: tuple[str, ...]) -> None:
    assert owners_of(answer(200, **headers)) == owners


def test_every_edge_is_a_node_of_the_catalogue_and_told_apart_by_the_first_mark() -> None:
    catalog = load()
    nodes = [edge.node for edge in EDGES if edge.node is not None]

    assert len(nodes) == len(set(nodes))
    assert [node for node in nodes if node not in catalog.services] == []
    assert set(FACES) <= set(nodes)


PIECES: Final = st.sampled_from(
    [
        *(MARKED.format(box).encode() for box in ("cloudflare", "host", "browser")),
        *(NGINX.format("500", name).encode() for name in ("cloudflare", "nginx")),
        *(
            VARNISH.format("Service Unavailable", f"cache-{node}").encode()
            for node in ("ams1234-AMS", "x1-LHR")
        ),
        *(b"Ray ID: 00000000000004d2 ", b"<!--", b"-->", b"error code: 1016 ", b"\xff\xfe", b"&#32;", b"<"),
        *(b"503 ERROR The request could not be satisfied. ", b"Generated by cloudfront (CloudFront) "),
        *(b"Reference #217.7a1d2c17.1718409600.3f9b21e ", b"<title>Error 500 (Server Error)!!1</title>"),
    ]
)
NAMES: Final = [
    *(
        "cf-ray",
        "server",
        "via",
        "x-served-by",
        "x-amz-cf-id",
        "x-cache",
        "x-azure-ref",
        "x-vercel-id",
        "X-Odd",
    ),
    *(
        "x-azure-internalerror",
        "x-vercel-error",
        "x-nf-request-id",
        "set-cookie",
        "x-msedge-ref",
        "x-amz-cf-pop",
    ),
]
VALUES: Final = [
    *("cloudflare", "00000000000004d2-AMS", "cache-ams1234-AMS", "AkamaiGHost", "1.1 google", "CloudFront"),
    *("Error from cloudfront", "INTERNAL_UNEXPECTED_ERROR"),
]
HEADERS: Final = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(st.sampled_from(VALUES), st.text(max_size=40))
)
ANSWERS: Final = st.builds(
    HttpAnswer,
    url=st.just("https://site.example/"),
    status=st.one_of(st.sampled_from([200, 403, 404, 500, 502, 503, 504, 520, 530]), st.integers(-1, 1000)),
    headers=HEADERS,
    body=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=8).map(b"".join)),
    is_verified=st.booleans(),
)
# What no answer that blames its edge does without: a header that only this edge writes.
MARKS: Final = {
    "cloudflare": "cf-ray", "fastly": "x-served-by", "aws/cloudfront": "x-cache", "akamai": "server",
    "azure/front-door": "x-azure-internalerror", "gcp": "via", "vercel": "x-vercel-error",
}  # fmt: skip


@given(ANSWERS, st.sampled_from([None, 200, 301, 404, 503]))
def test_whatever_is_answered_is_read_and_blames_an_edge_by_its_marks_alone(
    given_answer: HttpAnswer, usual: int | None
) -> None:
    statement = read_answer(given_answer, usual)

    assert statement.place is None or statement.place.isascii()
    if statement.outcome is O.BLAMES_EDGE:
        assert given_answer.is_verified
        assert given_answer.status >= 500
        assert usual is None or usual < 500
        assert statement.edge is not None
        assert MARKS[statement.edge] in given_answer.headers
        assert statement.edge in owners_of(given_answer)


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<div id=", b"Reference #", b"Error 503 ", b"&#", b"<title>", b"Ray ID: "]
)
def test_a_page_made_to_be_slow_is_read_at_once(piece: bytes) -> None:
    page = (piece * MAX_ANSWER_BYTES)[: 2 * MAX_ANSWER_BYTES]
    headers = {**CLOUDFLARE, **FASTLY, "via": "1.1 google, 1.1 x (CloudFront)", "x_akamai_request_id": "1"}

    assert said(answer(503, page, **headers)) is O.FAILED


@pytest.mark.parametrize("code", [1027, 1043, 1105, 1999])
def test_a_code_of_cloudflares_that_nobody_knows_blames_nobody(code: int) -> None:
    fault = faulty("cloudflare")

    assert said(replace(fault, body=fault.body.replace(b"Error code 500", b"Error %d" % code))) is O.FAILED


@pytest.mark.parametrize(("name", "other"), [(b" class=", b" data-class="), (b" id=", b" data-id=")])
def test_an_attribute_of_another_name_marks_no_culprit(name: bytes, other: bytes) -> None:
    fault = faulty("cloudflare")

    assert said(replace(fault, body=fault.body.replace(name, other))) is O.FAILED
