"""A staged outage as values: sites behind edges, what becomes of each when, and what their status pages say.

Nothing of it happened: the sites are invented, and on the loopback of this machine. The edges answer with the
marks of real ones (`edges.py`).
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from bot.demo.edges import EdgeMode
from bot.demo.recording import RecordedPage, RecordedReport, RecordedUpdate
from bot.domain.status import Impact, ReportStatus

STARTS: Final = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EDGE: Final = "cloudflare"
# Cloudflare's edge fails for most sites behind it, and nobody has posted a word.
FAILS: Final = STARTS + timedelta(minutes=6)
SERVES_AGAIN: Final = STARTS + timedelta(minutes=30)
# Later the network of whoever runs the demo fails: nothing answers, whatever it stands on.
CUT_OFF: Final = STARTS + timedelta(minutes=50)
BACK: Final = CUT_OFF + timedelta(minutes=8)
ENDS: Final = BACK + timedelta(minutes=4)

_TREES: Final = (
    "Alder", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Cypress", "Elder", "Elm", "Fir",
    "Hazel", "Juniper", "Larch", "Linden", "Maple", "Oak", "Pine", "Rowan", "Spruce", "Willow",
)  # fmt: skip
_BIRDS: Final = (
    ("Auk", "fastly"), ("Crane", "fastly"), ("Dove", "fastly"),
    ("Finch", "aws/cloudfront"), ("Heron", "aws/cloudfront"), ("Jay", "aws/cloudfront"),
    ("Kite", "akamai"), ("Lark", "akamai"),
    ("Owl", "vercel"), ("Quail", "vercel"),
    ("Robin", "netlify"), ("Swan", "netlify"),
    ("Tern", "gcp"), ("Wren", "gcp"),
)  # fmt: skip
# Sites that Cloudflare's failure does not reach.
_SPARED: Final = frozenset({"Fir", "Larch", "Oak", "Pine"})


class StagedSite(NamedTuple):
    """A site, and the node of the edge in front of it."""

    name: str
    node: str

    @property
    def id(self) -> str:
        """Its id, as a service."""
        return self.name.casefold()

    @property
    def host(self) -> str:
        """Where its front page is."""
        return f"{self.id}.example"


SITES: Final = (*(StagedSite(name, EDGE) for name in _TREES), *(StagedSite(*bird) for bird in _BIRDS))


def mode_of(site: StagedSite, moment: datetime) -> EdgeMode:
    """What becomes of a request to a site."""
    if is_cut_off(moment):
        return EdgeMode.SILENT
    is_hit = site.node == EDGE and site.name not in _SPARED and FAILS <= moment < SERVES_AGAIN
    return EdgeMode.EDGE_FAULT if is_hit else EdgeMode.SERVED


def is_cut_off(moment: datetime) -> bool:
    """Whether nothing is reached from here."""
    return CUT_OFF <= moment < BACK


def _report(name: str, title: str, after: int, until: int, impact: Impact, text: str) -> RecordedReport:
    """A report posted so many minutes after the failure."""
    posted = FAILS + timedelta(minutes=after)
    update = RecordedUpdate(posted=posted, status=ReportStatus.INVESTIGATING, text=text)
    over = FAILS + timedelta(minutes=until)
    return RecordedReport(id=f"{name}-1", title=title, impact=impact, updates=[update], resolved=over)


_POSTS: Final = {
    "Alder": _report("alder", "Elevated errors", 7, 26, Impact.MAJOR, "We see errors and look into them."),
    "Birch": _report(
        "birch", "Site unavailable", 10, 27, Impact.MAJOR, "This is due to an outage at Cloudflare."
    ),
    "Cedar": _report(
        "cedar", "Errors for all users", 13, 28, Impact.CRITICAL, "Our provider Cloudflare has an outage."
    ),
    "Maple": _report("maple", "Errors", 16, 26, Impact.MAJOR, "It is caused by a Cloudflare outage."),
}
_OWN_POST: Final = _report(
    EDGE, "Network errors", 15, 30, Impact.CRITICAL, "Requests fail in our global network."
)


def staged_pages() -> list[RecordedPage]:
    """The status pages of the sites behind the edge, and the edge's own: green until somebody posts."""
    pages = [
        RecordedPage(
            service=site.id,
            host=f"status.{site.host}",
            format="statuspage",
            report=[_POSTS[site.name]] if site.name in _POSTS else [],
        )
        for site in SITES
        if site.node == EDGE
    ]
    own = RecordedPage(service=EDGE, host="status.edge.example", format="statuspage", report=[_OWN_POST])
    return [own, *pages]
