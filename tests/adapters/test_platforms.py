"""What each format's reader makes of a page in trouble: the same facts, however they are written."""

import json
from typing import Any, Final

import pytest

from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import detect
from bot.domain.report import Page, Reading
from bot.domain.status import ComponentStatus as S
from bot.domain.status import MaintenanceStatus, ReportStatus
from bot.errors import ParseError
from tests.adapters import platform_payloads as p
from tests.adapters.payloads import SUMMARY, as_bytes
from tests.adapters.platform_payloads import PLATFORMS
from tests.builders import NOON, a_page, at

# name → headline, components not operational, open reports (stage, start), work not done
EXPECTED: Final[dict[str, tuple[S, dict[str, str], list[tuple[str, str]], int]]] = {
    "instatus": (S.MAJOR_OUTAGE, {}, [("ck1", "monitoring")], 1),
    "betterstack": (S.PARTIAL_OUTAGE, {"API": "major_outage"}, [("21", "investigating")], 1),
    "statusio": (S.PARTIAL_OUTAGE, {"Builds": "major_outage"}, [("in1", "identified")], 1),
    "firehydrant": (S.PARTIAL_OUTAGE, {"API": "partial_outage"}, [("i1", "investigating")], 1),
    "checkly": (S.PARTIAL_OUTAGE, {}, [("u1", "identified")], 0),
    "statuscast": (S.DEGRADED_PERFORMANCE, {}, [("5", "investigating")], 1),
    "hyperping": (S.MAJOR_OUTAGE, {}, [], 0),
    "cachet": (S.PARTIAL_OUTAGE, {"API": "partial_outage"}, [], 0),
    "cachet incidents": (S.UNKNOWN, {}, [("9", "identified")], 0),
    "uptime kuma": (S.UNKNOWN, {"API": "unknown", "Web": "unknown"}, [("3", "investigating")], 1),
    "uptime kuma's beats": (S.MAJOR_OUTAGE, {"1": "major_outage", "3": "unknown"}, [], 0),
    "upptime": (S.MAJOR_OUTAGE, {"Web": "major_outage"}, [], 0),
    "cstate": (S.PARTIAL_OUTAGE, {"Mail": "partial_outage"}, [("mail.md", "investigating")], 0),
    "gatus": (S.MAJOR_OUTAGE, {"api": "major_outage", "web": "degraded_performance"}, [], 0),
    "statuspal": (S.MAJOR_OUTAGE, {"API": "major_outage"}, [("7", "investigating")], 1),
    "sorry": (S.PARTIAL_OUTAGE, {"API": "degraded_performance"}, [], 0),
    "sorry's notices": (S.UNKNOWN, {}, [("n1", "identified")], 1),
    "rootly": (S.MAJOR_OUTAGE, {}, [("r1", "identified")], 0),
    "freshstatus": (S.MAJOR_OUTAGE, {}, [("31", "investigating")], 1),
    "stripe": (S.DEGRADED_PERFORMANCE, {"API": "degraded_performance"}, [], 0),
    "yandex cloud": (
        S.PARTIAL_OUTAGE,
        {"Compute": "partial_outage", "Storage": "partial_outage"},
        [("41", "investigating")],
        0,
    ),
    "riot": (S.MAJOR_OUTAGE, {}, [("51", "investigating")], 1),
    "playstation": (
        S.MAJOR_OUTAGE,
        {"Store": "major_outage"},
        [("Store/2025-11-18T11:50:00+00:00", "investigating")],
        1,
    ),
    "xbox": (S.PARTIAL_OUTAGE, {"Account": "partial_outage"}, [("x1", "investigating")], 0),
    "xbox, in XML": (S.PARTIAL_OUTAGE, {"Account": "partial_outage"}, [("x1", "investigating")], 0),
    "flashduty": (S.PARTIAL_OUTAGE, {}, [("f1", "identified")], 1),
    "uptimerobot": (S.MAJOR_OUTAGE, {"API": "major_outage", "Paused": "unknown"}, [], 0),
    "aws health": (
        S.PARTIAL_OUTAGE,
        {"Amazon EC2": "partial_outage"},
        [("arn:aws:health:us-east-1::event/MULTIPLE_SERVICES/X/X_1", "investigating")],
        0,
    ),
    "aws legacy": (S.PARTIAL_OUTAGE, {}, [("kinesis-us-east-1_1763466600", "investigating")], 0),
    "google cloud": (S.MAJOR_OUTAGE, {}, [("AbCdEf", "investigating")], 0),
    "azure devops": (S.PARTIAL_OUTAGE, {"Pipelines (United States)": "major_outage"}, [], 0),
    "microsoft 365": (S.PARTIAL_OUTAGE, {}, [("p1", "investigating")], 0),
    "oracle": (
        S.PARTIAL_OUTAGE,
        {"Compute (us-ashburn-1)": "partial_outage"},
        [("CN-1", "investigating")],
        0,
    ),
    "slack": (S.MAJOR_OUTAGE, {}, [("9", "investigating")], 1),
    "heroku": (S.MAJOR_OUTAGE, {"Apps": "major_outage"}, [("55", "investigating")], 0),
    "salesforce": (S.MAJOR_OUTAGE, {"NA1": "major_outage"}, [("77", "investigating")], 1),
    "apple": (S.MAJOR_OUTAGE, {"Mail": "major_outage"}, [("Mail/m1", "investigating")], 0),
    "apple, called": (S.MAJOR_OUTAGE, {"Mail": "major_outage"}, [("Mail/m1", "investigating")], 0),
    "meta": (S.MAJOR_OUTAGE, {"Ads Manager": "major_outage"}, [], 0),
    "aws feed": (S.MAJOR_OUTAGE, {}, [("ec2-us-east-1_1763466600", "investigating")], 0),
    "azure feed": (S.PARTIAL_OUTAGE, {}, [("trouble-in-west-us", "investigating")], 0),
    "google cloud feed": (S.UNKNOWN, {}, [("AbCdEf", "investigating")], 0),
    "google workspace feed": (S.UNKNOWN, {}, [("Gmail/2025-11-18T11:50", "investigating")], 0),
    "site24x7": (S.MAJOR_OUTAGE, {"api": "major_outage"}, [], 0),
    "news": (S.UNKNOWN, {}, [], 0),
}
# Whose reports have no time of their own, or one that is not the one we wrote.
UNDATED: Final = {"oracle"}


def read(body: bytes, url: str = "https://status.example/x") -> Reading:
    page = Page(url=url, body=body, fetched_at=NOON)
    return FORMATS[detect(page)].parse(page)


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_page_in_trouble_says_so(name: str) -> None:
    headline, failing, opened, work = EXPECTED[name]

    reading = read(PLATFORMS[name][1])

    assert reading.status is headline
    assert {c.name: str(c.status) for c in reading.components if c.status != "operational"} == failing
    assert [(r.id, str(r.status)) for r in reading.reports if r.status.is_open] == opened
    assert sum(m.status is not MaintenanceStatus.COMPLETED for m in reading.maintenances) == work
    starts = {r.started_at for r in reading.reports if r.status.is_open}
    assert starts <= ({NOON} if name in UNDATED else {at(11, 50)})


def test_every_format_has_a_page_here() -> None:
    shown = {format_ for format_, _ in PLATFORMS.values()}

    assert set(FORMATS) - shown == {"statuspage", "incidentio", "openstatus", "vultr", "feed"}


@pytest.mark.parametrize(
    "name", ["betterstack", "statusio", "checkly", "slack", "heroku", "aws health", "aws legacy",
             "google cloud", "aws feed", "google cloud feed"],
)  # fmt: skip
def test_posts_are_told_oldest_first_however_they_are_listed(name: str) -> None:
    (report,) = [r for r in read(PLATFORMS[name][1]).reports if r.status.is_open]

    assert [u.text.partition("\n")[0] for u in report.updates] == ["Looking.", "Found."]


@pytest.mark.parametrize(
    ("name", "regions", "components"),
    [
        ("aws health", ("us-east-1",), ("Amazon EC2",)),
        ("aws feed", ("us-east-1",), ("ec2",)),
        ("aws legacy", ("us-east-1",), ("Kinesis (N. Virginia)",)),
        ("google cloud", ("us-west1",), ("Cloud Run",)),
        ("google cloud feed", ("Oregon (us-west1)", "us-west1"), ("Cloud Run", "Cloud SQL")),
        ("azure feed", ("West US", "East US 2"), ("Virtual Machines",)),
        ("oracle", ("us-ashburn-1",), ("Compute",)),
        ("firehydrant", ("us-east-1",), ("API",)),
        ("statuspal", (), ("API",)),
    ],
)
def test_regions_and_components_are_told_apart(
    name: str, regions: tuple[str, ...], components: tuple[str, ...]
) -> None:
    report = next(r for r in read(PLATFORMS[name][1]).reports if r.status.is_open)

    assert (report.regions, report.components) == (regions, components)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (b"[]", "https://status.example/history/summary.json"),
        (b"\xfe\xff\x00[\x00]", "https://status.example/x"),
        (b'{"data":[]}', "https://status.example/api/v1/components"),
        (b'{"incidents":[]}', "https://status.example/x"),
        (b'{"status":false,"data":[]}', "https://status.example/x"),
    ],
)
def test_emptiness_without_an_anchor_is_no_health(body: bytes, url: str) -> None:
    # AWS alone writes UTF-16, so that there an empty list does speak.
    if body.startswith(b"\xfe\xff"):
        assert read(body, url).status is S.OPERATIONAL
        return
    with pytest.raises(ParseError):
        read(body, url)


@pytest.mark.parametrize(
    ("url", "format_"),
    [
        ("https://health.aws.amazon.com/public/currentevents", "aws_health"),
        ("https://status.cloud.google.com/incidents.json", "google_cloud"),
    ],
)
def test_an_empty_list_speaks_on_the_host_whose_page_it_is(url: str, format_: str) -> None:
    reading = FORMATS[format_].parse(Page(url=url, body=b"[]", fetched_at=NOON))

    assert (reading.status, reading.reports) == (S.OPERATIONAL, ())


def test_an_unknown_word_is_unknown_and_never_operational() -> None:
    odd = json.loads(json.dumps(p.UPPTIME).replace('"down"', '"wobbly"'))

    assert [c.status for c in read(json.dumps(odd).encode()).components] == [S.UNKNOWN, S.OPERATIONAL]


def test_one_failed_probe_of_gatus_is_no_outage() -> None:
    components = {c.name: c.status for c in read(PLATFORMS["gatus"][1]).components}

    assert components["web"] is S.DEGRADED_PERFORMANCE


def test_available_at_microsoft_365_is_not_read_as_health() -> None:
    calm = {**p.MICROSOFT365, "Status": "Available"}

    assert read(json.dumps(calm).encode()).status is S.UNKNOWN


def test_an_incident_of_google_stays_closed_through_its_post_mortem() -> None:
    (old,) = [r for r in read(PLATFORMS["google cloud"][1]).reports if r.id == "Old"]

    assert (old.status, old.resolved_at) == (ReportStatus.RESOLVED, at(2).replace(day=1))


def test_statuspages_envelope_at_openstatus_is_openstatus() -> None:
    page = Page(url=p.OPENSTATUS_URL, body=as_bytes(SUMMARY), fetched_at=NOON)

    assert detect(page) == "openstatus"
    assert FORMATS["openstatus"].parse(page).format == "openstatus"


def test_news_is_read_as_mentions_and_says_nothing_of_any_page() -> None:
    reading = read(p.NEWS)

    assert [(m.title, m.at) for m in reading.mentions] == [("Cloudflare is down", at(11, 50))]
    assert (reading.status, reading.reports) == (S.UNKNOWN, ())


@pytest.mark.parametrize("wrapper", ["list", "object", "one"])
def test_incidents_without_their_envelope_are_statuspages(wrapper: str) -> None:
    incidents: list[Any] = SUMMARY["incidents"]
    bare = {"list": incidents, "object": {"incidents": incidents}, "one": incidents[0]}[wrapper]

    page = a_page(json.dumps(bare).encode())

    assert detect(page) == "statuspage"
    assert [r.title for r in FORMATS["statuspage"].parse(page).reports] == ["Slow us-east-1"]


def test_a_story_keeps_its_id_score_and_author_whatever_it_links_to() -> None:
    """As hnrss writes it: https://github.com/hnrss/hnrss, rss.go and algolia.go."""
    item = (
        "<item><title>{0}</title><link>https://status.acme.example/</link><dc:creator>{1}</dc:creator>"
        "<description>&lt;p&gt;Points: {2}&lt;/p&gt; &lt;p&gt;# Comments: 3&lt;/p&gt;</description>"
        '<comments>https://news.example/item?id={2}</comments><guid isPermaLink="false">'
        "https://news.example/item?id={2}</guid></item>"
    )
    head = "<title>Hacker News</title><link>https://news.ycombinator.com/</link>"
    items = item.format("Acme is down", "ada", 57) + item.format("Acme again", "bob", 8)
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    body = f'<?xml version="1.0"?><rss version="2.0" {dc}><channel>{head}{items}</channel></rss>'.encode()

    assert [(m.id, m.author, m.points) for m in read(body).mentions] == [
        ("https://news.example/item?id=57", "ada", 57),
        ("https://news.example/item?id=8", "bob", 8),
    ]
    assert [(m.author, m.points) for m in read(p.NEWS).mentions] == [("", None)]


@pytest.mark.parametrize("filling", ["", "x" * 5_000])
def test_an_author_cannot_write_the_score_of_a_story(filling: str) -> None:
    """What the author wrote stands before the score: https://github.com/hnrss/hnrss, algolia.go."""
    spoof = f"&lt;p&gt;Points: 999&lt;/p&gt; &lt;p&gt;# Comments: 9&lt;/p&gt; {filling}"
    score = "&lt;hr&gt; &lt;p&gt;Points: 2&lt;/p&gt; &lt;p&gt;# Comments: 0&lt;/p&gt;"
    item = "<item><title>Acme is down</title><guid>{0}</guid><description>{1}</description></item>"
    head = "<title>Hacker News</title><link>https://news.ycombinator.com/</link>"
    items = item.format("one", spoof + score) + item.format("two", f"{spoof} submitted by ada")
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    assert [m.points for m in read(body).mentions] == [2, None]
