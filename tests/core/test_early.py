"""What one dependent says: opened, taken over by a claim, taken back; and that nothing is judged by it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from immutables import Map

from bot.correlation.correlator import correlate
from bot.correlation.grading import RULES
from bot.correlation.knowledge import Knowledge
from bot.correlation.rebuilding import rebuilt
from bot.correlation.state import State
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentChange, IncidentState
from tests.builders import a_catalog, a_service
from tests.correlation_builders import (
    IRELAND,
    LEARNED,
    LISTENED,
    NAMING,
    OWN,
    TENANTS,
    WORLD,
    a_provider,
    adds,
    after,
    claims,
    ends,
    is_fine,
    kinds,
    play,
    reports,
    retitles,
    vanishes,
)
from tests.correlation_timelines import STORIES, Step, a_story


def early(state: State) -> Incident:
    (incident,) = state.early.values()
    return incident


def test_one_who_blames_a_root_is_heard_below_every_claim() -> None:
    state, changes = play([is_fine("beta"), NAMING[0]])
    incident = early(state)

    assert kinds(changes) == [ChangeKind.OPENED]
    assert (incident.grade, incident.root, incident.services) == (Grade.EARLY, "cloudflare", ("alpha",))
    assert incident.probability < min(rule.probability for rule in RULES if rule.grade is not Grade.EARLY)
    assert [e.kind for e in incident.evidence][-1] is EvidenceKind.TEXT
    assert any(e.kind is EvidenceKind.HEALTHY_DEPENDENTS for e in incident.counter_evidence)
    assert not state.incidents
    assert not claims(changes)


@pytest.mark.parametrize(
    ("service", "says", "root"),
    [
        ("loner", "It seems to be related to Fastly (their page is down)", "fastly"),
        ("kappa", "Errors due to an AWS outage in eu-west-1", IRELAND),
        ("kappa", "Errors in AWS eu-west-1", None),
        ("alpha", "Log in with Cloudflare is slow", None),
        ("alpha", "Errors from an upstream provider", None),
        ("alpha", "This is not related to Cloudflare.", None),
        ("alpha", "Elevated errors", None),
        ("cloudflare", "Errors due to a Cloudflare outage", None),
    ],
)
def test_only_blame_in_so_many_words_is_heard(service: str, says: str, root: str | None) -> None:
    state, _ = play([reports(service, says)])

    assert [incident.root for incident in state.early.values()] == ([root] if root else [])


def test_what_nobody_stands_on_is_heard_by_the_address_of_its_page_alone() -> None:
    hosted = a_provider("hosted", "Hosted")
    catalog = a_catalog(services=(a_service("alpha"), hosted), edges=())
    knowledge = Knowledge(catalog=catalog, learned=LEARNED)
    by_name = reports("alpha", "Errors due to a Hosted outage")
    by_page = adds(by_name, f"Updates at {hosted.status_url}/incidents/1", 5)

    assert not play([by_name], knowledge=knowledge)[0].early
    assert early(play([by_name, by_page], knowledge=knowledge)[0]).root == "hosted"


def test_what_was_there_at_first_sight_or_has_ended_is_not_heard() -> None:
    state, _ = play([replace(NAMING[0], baseline=True), ends(NAMING[1], 9)])

    assert not state.early


def test_a_claim_takes_its_place_under_the_same_id() -> None:
    state, (said, claimed, *rest) = play(NAMING[:2])

    assert not rest
    assert (claimed.kind, claimed.previous_grade) == (ChangeKind.GRADED, Grade.EARLY)
    assert (claimed.incident.id, claimed.incident.version) == (said.incident.id, 2)
    assert claimed.incident.services == ("alpha", "beta")
    assert claimed.incident.opened_at == claimed.incident.named_at == after(9)
    assert not state.early


def test_its_roots_own_page_is_shown_and_makes_no_claim_of_it() -> None:
    state, _ = play([NAMING[0], replace(OWN, at=after(8))])
    incident = early(state)

    assert incident.grade is Grade.EARLY
    assert incident.root_report is not None
    assert incident.evidence[0].kind is EvidenceKind.ROOT_PAGE


def test_it_ends_with_its_dependents_report_and_that_stays_evidence() -> None:
    state, changes = play([OWN, NAMING[0], ends(NAMING[0], 8)], until=8)

    assert changes[-1].kind is ChangeKind.RESOLVED
    assert not state.early
    assert claims(play([NAMING[1]], state=state)[1])[0].incident.services == ("alpha", "beta")


@pytest.mark.parametrize(
    ("last", "roots"),
    [
        ("This is unrelated to Cloudflare.", []),
        ("The cause is an outage at Fastly.", ["fastly"]),
        ("The root cause was a change that we made to our own network.", []),
        ("A fix has been rolled out.", ["cloudflare"]),
        ("We wait for Cloudflare.", ["cloudflare"]),
    ],
)
def test_the_last_word_counts(last: str, roots: list[str]) -> None:
    state, changes = play([NAMING[0], adds(NAMING[0], last, 20)])

    assert [incident.root for incident in state.early.values()] == roots
    if "cloudflare" not in roots:
        withdrawn = next(change for change in changes if change.kind is ChangeKind.WITHDRAWN)
        assert withdrawn.reason == "Alpha no longer says so"


def test_a_report_taken_back_takes_it_along() -> None:
    state, changes = play([NAMING[0], vanishes(NAMING[0], 15)])

    assert changes[-1].incident.state is IncidentState.WITHDRAWN
    assert not state.early


def test_it_follows_its_report_while_it_lasts_and_ends_when_nobody_speaks_any_more() -> None:
    renamed = retitles(NAMING[0], "Some API errors due to a Cloudflare outage", 600)
    state, changes = play([NAMING[0], renamed], until=600 + 23 * 60)

    assert kinds(changes) == [ChangeKind.OPENED, ChangeKind.UPDATED]
    assert early(state).members[0].title == renamed.report.title  # type: ignore[union-attr]
    assert kinds(play([], state=state, until=600 + 24 * 60)[1]) == [ChangeKind.RESOLVED]


def test_who_speaks_of_what_is_claimed_or_heard_already_opens_nothing() -> None:
    sister = reports("sister", "Slow because of a Cloudflare outage", 6)
    late = reports("delta", "Errors due to a Cloudflare outage", 20)

    assert len(play([NAMING[0], sister])[0].early) == 1
    assert not play([*NAMING, late])[0].early


def test_a_claim_that_it_is_no_part_of_ends_it_by_its_name() -> None:
    said = reports("alpha", "Errors due to an AWS outage")
    later = [reports(s, "Errors due to an AWS outage", 300 + n) for n, s in enumerate(TENANTS[:2])]
    state, changes = play([said, replace(later[0], report=None), *later])
    (claim,) = state.incidents.values()

    ended = next(
        change for change in changes if change.incident.services == ("alpha",) and change.at > said.at
    )
    assert (ended.incident.services, ended.incident.merged_into) == (("alpha",), claim.id)
    assert claim.services == TENANTS[:2]


def test_another_root_is_claimed_beside_it() -> None:
    naming_aws = [reports(s, "Errors due to an AWS outage", 6 + n) for n, s in enumerate(TENANTS[:2])]
    state, _ = play([NAMING[0], *naming_aws])

    assert early(state).root == "cloudflare"
    assert [incident.root for incident in state.incidents.values()] == ["aws"]


def numbered(changes: Iterable[IncidentChange]) -> list[IncidentChange]:
    """By time and claim, which is called by the order in which claims are heard of."""
    ids, versions, found = dict[str, str](), dict[str, int](), list[IncidentChange]()
    for change in claims(changes):
        incident = change.incident
        id_ = ids.setdefault(incident.id, str(len(ids)))
        versions[id_] = versions.get(id_, 0) + 1
        into = ids.get(incident.merged_into or "")
        found.append(
            replace(change, incident=replace(incident, id=id_, version=versions[id_], merged_into=into))
        )
    return sorted(found, key=lambda change: (change.at, change.incident.id))


@settings(max_examples=40)
@given(STORIES)
def test_nothing_is_judged_by_it(steps: list[Step]) -> None:
    """Every claim is the same where what single dependents say is forgotten at every step."""
    story, state, forgetful = a_story(steps), LISTENED, list[IncidentChange]()
    for observation in story:
        outcome = correlate(state, observation, WORLD)
        state = rebuilt(replace(outcome.state, early=Map()), WORLD)
        forgetful += outcome.changes

    assert numbered(forgetful) == numbered(play(story)[1])
