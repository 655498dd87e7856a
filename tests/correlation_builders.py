"""A small world for the correlator, and stories told in it. Minutes count from the builders' NOON."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.catalog.catalog import Catalog
from bot.correlation.correlator import advance, correlate
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import ReachTally, State
from bot.domain.incident import ChangeKind, Grade, Incident, IncidentChange
from bot.domain.observation import Observation
from bot.domain.service import Service
from bot.domain.status import ComponentStatus, Impact, ReportStatus, UnreadableReason
from bot.learned.learned import Learned
from tests.builders import NOON, a_catalog, a_report, a_service, an_observation, an_update

# Who stands on Cloudflare (the last three on Fastly too), on AWS, and on Netlify, which stands on AWS.
DEPENDENTS: Final = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
TENANTS: Final = ("kappa", "lima", "mike", "november")
SITES: Final = ("papa", "romeo", "sierra")
ROOTS: Final = ("cloudflare", "fastly", "aws", "netlify")
IRELAND: Final = "aws/eu-west-1"
VIRGINIA: Final = "aws/us-east-1"


def a_world(dependents: Iterable[str] = DEPENDENTS) -> Catalog:
    """Four providers, two regions of AWS, who stands on them, a loner, and a sister page of Alpha's."""
    on_cloudflare = (*dependents, "sister")
    return a_catalog(
        services=(
            a_provider("cloudflare", "Cloudflare"),
            a_provider("fastly", "Fastly"),
            a_provider("aws", "AWS"),
            a_provider("netlify", "Netlify"),
            a_region(VIRGINIA, "AWS N. Virginia"),
            a_region(IRELAND, "AWS Ireland"),
            *dependents,
            *TENANTS,
            *SITES,
            "loner",
            a_service("sister", organisation="alpha"),
        ),
        edges=(
            *((service, "cloudflare") for service in on_cloudflare),
            *((service, "fastly") for service in DEPENDENTS[3:]),
            *((service, "aws") for service in (*TENANTS, "netlify")),
            *((service, "netlify") for service in SITES),
        ),
    )


def a_provider(id: str, name: str) -> Service:  # noqa: A002  -- the field's name
    return replace(a_service(id, name=name, mentions=(name,), category="cloud-hosting"), kinds=("cloud",))


def a_region(id: str, name: str) -> Service:  # noqa: A002  -- the field's name
    part = a_service(
        id, name=name, parent="aws", organisation="aws", mentions=(id.split("/")[1],), sources=()
    )
    return replace(part, kinds=("region",))


# AWS is named often without having failed, its regions less so.
LEARNED: Final = Learned(
    naming_of={"aws": 0.02, VIRGINIA: 0.004, IRELAND: 0.004},
    blaming_of={"aws": 0.004, VIRGINIA: 0.001, IRELAND: 0.001},
)
WORLD: Final = Knowledge(catalog=a_world(), learned=LEARNED)


# A list that has been listened to for long, and is no surprise any more.
LISTENED: Final = State(since=NOON - timedelta(days=365))


def after(minutes: float) -> datetime:
    """So many minutes after NOON."""
    return NOON + timedelta(minutes=minutes)


def reports(
    service: str,
    title: str = "Elevated errors",
    minute: float = 0,
    *,
    number: int = 1,
    impact: Impact | None = Impact.MAJOR,
    started_at: datetime | None = None,
    components: tuple[str, ...] = (),
) -> Observation:
    """A service posts a new report."""
    report = a_report(
        f"{service}-{number}",
        title=title,
        impact=impact,
        started_at=started_at or after(minute),
        updated_at=after(minute),
        components=components,
    )
    return an_observation(service, at=after(minute), report=report)


def adds(before: Observation, text: str, minute: float) -> Observation:
    """The same report with one more post."""
    assert before.report is not None
    updates = (*before.report.updates, an_update(text, at=after(minute)))
    report = replace(before.report, updates=updates, updated_at=after(minute))
    return replace(before, at=after(minute), report=report)


def retitles(before: Observation, title: str, minute: float) -> Observation:
    """The same report under another title."""
    assert before.report is not None
    report = replace(before.report, title=title, updated_at=after(minute))
    return replace(before, at=after(minute), report=report)


def ends(before: Observation, minute: float, status: ReportStatus = ReportStatus.RESOLVED) -> Observation:
    """The same report resolved, or gone from its page."""
    assert before.report is not None
    closed = after(minute) if status is ReportStatus.RESOLVED else None
    report = replace(before.report, status=status, resolved_at=closed, updated_at=after(minute))
    return replace(before, at=after(minute), report=report, status=ComponentStatus.OPERATIONAL)


def vanishes(before: Observation, minute: float) -> Observation:
    """The report leaves its page without ever being called resolved."""
    return ends(before, minute, ReportStatus.WITHDRAWN)


def is_fine(service: str, minute: float = 0) -> Observation:
    """A page that can be read and calls nothing broken."""
    return an_observation(service, at=after(minute), status=ComponentStatus.OPERATIONAL)


def is_unreadable(service: str, minute: float = 0) -> Observation:
    """A page that cannot be read."""
    status = ComponentStatus.UNKNOWN
    return an_observation(service, at=after(minute), status=status, unreadable=UnreadableReason.TIMEOUT)


def play(
    observations: Iterable[Observation],
    *,
    knowledge: Knowledge = WORLD,
    state: State | None = None,
    until: float | None = None,
) -> tuple[State, list[IncidentChange]]:
    """Feed a story, then let time pass up to minute `until`."""
    state, changes = state or LISTENED, list[IncidentChange]()
    for observation in observations:
        outcome = correlate(state, observation, knowledge)
        state = outcome.state
        changes += outcome.changes
    if until is not None:
        outcome = advance(state, after(until), knowledge)
        state = outcome.state
        changes += outcome.changes
    return state, changes


def claims(changes: Iterable[IncidentChange]) -> list[IncidentChange]:
    """What people hear who did not ask for what single dependents say: a claim opens when it is one."""
    found, known = list[IncidentChange](), set[str]()
    for change in changes:
        was_early = change.previous_grade is Grade.EARLY and change.incident.id not in known
        if change.incident.grade.is_announced:
            known.add(change.incident.id)
            opens = replace(
                change, kind=ChangeKind.OPENED, previous_grade=None, previous_root=None, reason=""
            )
            found.append(opens if was_early else change)
    return found


def told(observations: Iterable[Observation], *, until: float | None = None) -> list[IncidentChange]:
    """The changes of claims that a story brings about."""
    return claims(play(observations, until=until)[1])


def kinds(changes: Iterable[IncidentChange]) -> list[ChangeKind]:
    """What happened, in order."""
    return [change.kind for change in changes]


def only(state: State) -> Incident:
    """The one open incident."""
    (incident,) = state.incidents.values()
    return incident


def index_of(state: State) -> dict[str, object]:
    """The index without entries that say nothing."""
    index = state.index
    return {
        "evidence": dict(index.evidence),
        "places": {key: nodes for key, nodes in index.places.items() if nodes},
        "own": {organisation: posts for organisation, posts in index.own.items() if posts.newest},
        "watches": {o: watch for o, watch in index.watches.items() if watch.readable or watch.failing},
        "tallies": {node: tally for node, tally in index.tallies.items() if tally != ReachTally()},
        "homes": dict(index.homes),
        "held": dict(index.held),
        "roots": dict(index.roots),
        "deadlines": dict(index.deadlines),
    }


# Cloudflare fails: its own post, and three that name it.
OWN = reports("cloudflare", "Global network issues", 2, impact=Impact.CRITICAL)
NAMING = (
    reports("alpha", "API errors due to a Cloudflare outage", 5),
    reports("beta", "Dashboard down because of Cloudflare", 9),
    reports("gamma", "Uploads fail due to an outage at Cloudflare", 12),
)
