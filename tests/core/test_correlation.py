"""The correlator: names a root only with evidence, and depends on nothing but its input."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.correlation.correlator import advance, correlate
from bot.correlation.mentions import Manner, mentions_in, unnamed_upstream
from bot.correlation.state import State
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, IncidentChange
from bot.domain.observation import Observation
from bot.domain.service import Strength
from bot.domain.status import ComponentStatus, Impact, ReportStatus, UnreadableReason
from tests.builders import (
    NOON,
    a_catalog,
    a_report,
    a_service,
    an_edge,
    an_observation,
    at,
    edge_evidence,
)

DEPENDENTS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
CATALOG = a_catalog(
    services=(
        a_service("cloudflare", mentions=("Cloudflare",)),
        a_service("aws", name="AWS", mentions=("AWS",)),
        a_service(
            "aws/us-east-1", name="AWS N. Virginia", parent="aws", organisation="aws", mentions=("us-east-1",)
        ),
        *DEPENDENTS,
        "loner",
        a_service("sister", organisation="alpha"),
    ),
    edges=(
        *((service, "cloudflare") for service in DEPENDENTS),
        ("sister", "cloudflare"),
        ("alpha", "aws"),
        ("beta", "aws"),
    ),
)


def reports(service: str, title: str = "Elevated errors", minute: int = 0, **fields: object) -> Observation:
    report = a_report(f"{service}-1", title=title, started_at=at(12, minute), **fields)  # type: ignore[arg-type]
    return an_observation(service, at=at(12, minute), report=report)


def resolves(
    observation: Observation, minute: int, status: ReportStatus = ReportStatus.RESOLVED
) -> Observation:
    assert observation.report is not None
    report = replace(observation.report, status=status, resolved_at=at(12, minute), updated_at=at(12, minute))
    return replace(observation, at=at(12, minute), report=report, status=ComponentStatus.OPERATIONAL)


def correlate_all(
    observations: Iterable[Observation], catalog: Catalog = CATALOG, state: State | None = None
) -> tuple[State, list[IncidentChange]]:
    state, changes = state or State(), list[IncidentChange]()
    for observation in observations:
        outcome = correlate(state, observation, catalog)
        state = outcome.state
        changes += outcome.changes
    return state, changes


BLAMING = [
    reports("alpha", "API errors due to a Cloudflare outage", 5),
    reports("beta", "Dashboard down because of Cloudflare", 9),
]
ROOT = reports("cloudflare", "Global network issues", 2, impact=Impact.CRITICAL)


def test_one_report_is_no_shared_incident() -> None:
    assert correlate_all([BLAMING[0]])[1] == []


def test_two_that_blame_the_same_upstream_name_it() -> None:
    _, changes = correlate_all(BLAMING)

    assert changes[-1].incident.root == "cloudflare"
    assert changes[-1].incident.grade is Grade.CONFIRMED
    assert {e.kind for e in changes[-1].incident.evidence} >= {EvidenceKind.TEXT, EvidenceKind.EDGE}


def test_the_roots_own_page_and_one_that_names_it_are_confirmed() -> None:
    _, changes = correlate_all([ROOT, BLAMING[0]])

    assert [c.kind for c in changes] == [ChangeKind.OPENED]
    assert changes[0].incident.grade is Grade.CONFIRMED
    assert changes[0].incident.root_report is not None
    assert changes[0].incident.started_at == at(12, 2)


def test_time_alone_never_names_a_root() -> None:
    strangers = [a_service(f"s{n}") for n in range(8)]
    catalog = a_catalog(services=(*strangers, "cloudflare"), edges=())

    _, changes = correlate_all((reports(s.id, minute=n) for n, s in enumerate(strangers)), catalog)

    assert changes == []


def test_a_report_that_nothing_connects_is_left_out() -> None:
    _, changes = correlate_all([ROOT, *BLAMING, reports("loner", minute=10)])

    assert "loner" not in changes[-1].incident.services


def test_many_dependents_at_once_are_probable_without_a_word() -> None:
    _, changes = correlate_all(reports(service, minute=n) for n, service in enumerate(DEPENDENTS))

    assert changes[-1].incident.root == "cloudflare"
    assert changes[-1].incident.grade is Grade.PROBABLE


def test_sister_pages_count_once() -> None:
    _, changes = correlate_all([reports("alpha"), reports("sister", minute=1)])

    assert changes == []


def test_dependents_that_are_fine_speak_against_it() -> None:
    fine = [an_observation(s, at=NOON, status=ComponentStatus.OPERATIONAL) for s in DEPENDENTS[2:]]
    blind = [an_observation(s, at=NOON, unreadable=UnreadableReason.TIMEOUT) for s in DEPENDENTS[2:]]
    story = [replace(o, at=o.at + timedelta(minutes=40)) for o in BLAMING]

    with_fine = correlate_all([*fine, *story])[1][-1].incident
    without = correlate_all([*blind, *story])[1][-1].incident

    assert with_fine.probability < without.probability
    assert "4 of 6 watched dependents are fine" in with_fine.counter_evidence[0].says
    assert without.counter_evidence == ()


def test_what_was_there_at_first_sight_opens_nothing() -> None:
    assert correlate_all(replace(o, baseline=True) for o in BLAMING)[1] == []


def test_all_recovered_is_resolved_and_a_straggler_is_named() -> None:
    start = [ROOT, *BLAMING]
    state, _ = correlate_all([*start, resolves(BLAMING[0], 30), resolves(ROOT, 31)])

    assert advance(state, at(12, 59)).changes == ()
    (change,) = advance(state, at(13, 2)).changes

    assert change.kind is ChangeKind.RESOLVED
    assert change.at == at(13, 1)
    assert change.incident.stragglers == ("beta",)


def test_what_an_incident_explained_opens_no_other_after_it() -> None:
    first = [ROOT, *BLAMING, resolves(ROOT, 20)]
    state, _ = correlate_all(first)
    again = replace(BLAMING[0], at=at(12, 55))

    _, changes = correlate_all([again, replace(BLAMING[1], at=at(12, 56))], state=state)

    assert [change.kind for change in changes] == [ChangeKind.RESOLVED]


def test_when_everybody_has_recovered_it_is_over_at_once() -> None:
    story = [ROOT, *BLAMING, *(resolves(o, 30 + n) for n, o in enumerate([*BLAMING, ROOT]))]
    state, _ = correlate_all(story)

    (change,) = advance(state, at(12, 40)).changes

    assert (change.kind, change.incident.stragglers) == (ChangeKind.RESOLVED, ())


def test_the_roots_recovery_is_no_evidence_against_the_claim() -> None:
    _, changes = correlate_all([ROOT, BLAMING[0], resolves(ROOT, 20), resolves(BLAMING[0], 25)])
    state, _ = correlate_all([ROOT, BLAMING[0], resolves(ROOT, 20), resolves(BLAMING[0], 25)])

    assert {change.incident.grade for change in changes} == {Grade.CONFIRMED}
    assert [change.kind for change in advance(state, at(13)).changes] == [ChangeKind.RESOLVED]


def test_reports_taken_back_take_the_claim_with_them() -> None:
    withdrawn = [resolves(o, 20 + n, ReportStatus.WITHDRAWN) for n, o in enumerate(BLAMING)]

    _, changes = correlate_all([*BLAMING, *withdrawn])

    assert changes[-1].kind is ChangeKind.WITHDRAWN
    assert "taken back" in changes[-1].reason


def test_a_text_that_blames_a_region_names_the_region() -> None:
    story = [
        reports("alpha", "Errors due to AWS us-east-1", 3),
        reports("beta", "Outage caused by us-east-1 trouble", 6),
    ]

    _, changes = correlate_all(story)

    assert changes[-1].incident.root == "aws/us-east-1"


def test_hindsight_is_left_out() -> None:
    later = an_edge(evidence=(edge_evidence(known_from=date(2025, 11, 18)), edge_evidence(known_from=None)))
    catalog = a_catalog(edges=(later,))

    assert catalog.known_on(date(2025, 11, 18)).edges == ()
    assert len(catalog.known_on(date(2025, 11, 19)).edges[0].evidence) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is due to a Cloudflare outage.", Manner.BLAMED),
        ("We use Cloudflare and enjoy it.", Manner.MENTIONED),
        ("This is not related to Cloudflare.", Manner.DENIED),
        ("CLOUDFLARE issues again", Manner.BLAMED),
    ],
)
def test_how_a_name_is_used_is_told_apart(text: str, expected: Manner) -> None:
    (mention,) = mentions_in(text, "alpha", CATALOG)

    assert (mention.node, mention.manner) == ("cloudflare", expected)


def test_a_name_inside_another_word_and_ones_own_name_are_no_mentions() -> None:
    assert mentions_in("mycloudflare-clone, laws", "alpha", CATALOG) == ()
    assert mentions_in("Cloudflare is down", "cloudflare", CATALOG) == ()


def test_an_unnamed_upstream_is_recognised() -> None:
    assert unnamed_upstream("All fine. Caused by an upstream provider incident.") is not None
    assert unnamed_upstream("We are looking into errors.") is None


services = st.sampled_from((*DEPENDENTS, "loner", "cloudflare", "aws", "sister"))
titles = st.sampled_from(
    ("Errors", "Due to Cloudflare", "AWS outage", "Upstream provider issue", "Not Cloudflare")
)
statuses = st.sampled_from((ReportStatus.INVESTIGATING, ReportStatus.MONITORING, ReportStatus.RESOLVED))
histories = st.lists(
    st.builds(
        lambda service, title, status, minutes, impact: (service, title, status, minutes, impact),
        services,
        titles,
        statuses,
        st.integers(0, 300),
        st.sampled_from(Impact),
    ),
    max_size=9,
)
Story = Sequence[tuple[str, str, ReportStatus, int, Impact]]


def told(history: Story) -> list[Observation]:
    found = []
    for service, title, status, minutes, impact in sorted(history, key=lambda row: (row[3], row[:2])):
        moment = NOON + timedelta(minutes=minutes)
        report = a_report(
            f"{service}-1",
            title=title,
            status=status,
            impact=impact,
            started_at=moment,
            resolved_at=None if status.is_open else moment,
        )
        found.append(an_observation(service, at=moment, report=report))
    return found


@settings(max_examples=12)
@given(histories)
def test_every_change_keeps_what_was_promised(history: Story) -> None:
    """Probabilities are probabilities, members have evidence, what ends was opened, versions count up."""
    state, changes = correlate_all(told(history))
    changes += advance(state, NOON + timedelta(days=3)).changes
    opened: dict[str, int] = {}
    for change in changes:
        incident = change.incident
        assert 0 <= incident.probability <= 1
        assert all(0 <= c.probability <= 1 for c in incident.root_candidates)
        assert incident.version == opened.get(incident.id, 0) + 1
        assert (change.kind is ChangeKind.OPENED) == (incident.id not in opened)
        assert {m.service for m in incident.members} <= {e.service for e in incident.evidence}
        opened[incident.id] = incident.version


@settings(max_examples=12)
@given(histories)
def test_telling_the_same_twice_changes_nothing(history: Story) -> None:
    story = told(history)
    _, once = correlate_all(story)
    _, twice = correlate_all(o for observation in story for o in (observation, observation))

    assert [replace(c.incident, version=0) for c in twice] == [replace(c.incident, version=0) for c in once]


@settings(max_examples=12)
@given(histories, st.integers(0, 9))
def test_a_state_that_was_put_away_and_taken_out_goes_on_the_same(history: Story, cut: int) -> None:
    """Order of keys is lost in the store; nothing may depend on it."""
    story = told(history)
    state, first = correlate_all(story[:cut])
    shuffled = replace(
        state,
        sightings=dict(sorted(state.sightings.items(), reverse=True)),
        incidents=dict(sorted(state.incidents.items(), reverse=True)),
        sources=dict(sorted(state.sources.items(), reverse=True)),
    )

    _, rest = correlate_all(story[cut:], state=shuffled)

    assert [*first, *rest] == correlate_all(story)[1]


def test_a_weak_edge_weighs_less_than_a_hard_one() -> None:
    def probability(strength: Strength) -> float:
        edges = [an_edge(s, "cloudflare", strength=strength) for s in DEPENDENTS]
        catalog = a_catalog(services=("cloudflare", *DEPENDENTS), edges=edges)
        _, changes = correlate_all((reports(s, minute=n) for n, s in enumerate(DEPENDENTS)), catalog)
        return changes[-1].incident.probability if changes else 0.0

    assert probability(Strength.USES) < probability(Strength.HARD)
