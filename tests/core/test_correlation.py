"""Grades and roots: what is claimed of which reports, and how surely."""

from dataclasses import replace

import pytest

from bot.correlation.knowledge import Knowledge
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident
from bot.domain.observation import Observation
from bot.domain.status import ComponentStatus
from tests.builders import a_catalog, a_service, an_observation
from tests.correlation_builders import (
    DEPENDENTS,
    IRELAND,
    LEARNED,
    NAMING,
    OWN,
    SITES,
    TENANTS,
    VIRGINIA,
    a_world,
    adds,
    after,
    claims,
    is_fine,
    is_unreadable,
    kinds,
    only,
    play,
    reports,
    told,
    vanishes,
)

WORDLESS = tuple(reports(service, minute=n) for n, service in enumerate(DEPENDENTS))
VAGUE = tuple(reports(s, "Errors from an upstream provider", 3 + n) for n, s in enumerate(DEPENDENTS))


@pytest.mark.parametrize(
    ("story", "grade"),
    [
        ([NAMING[0]], None),
        ([OWN, NAMING[0]], None),
        ([OWN, WORDLESS[0]], None),
        ([WORDLESS[0], WORDLESS[1]], None),
        ([reports("alpha"), reports("sister", minute=1), WORDLESS[1]], None),
        ([OWN, *WORDLESS[:2]], Grade.SUSPECTED),
        ([NAMING[0], reports("beta", minute=6)], Grade.SUSPECTED),
        (list(WORDLESS[:4]), None),
        ([VAGUE[0]], None),
        (list(VAGUE[:2]), Grade.SUSPECTED),
        (list(NAMING[:2]), Grade.PROBABLE),
        ([OWN, *VAGUE[:2]], Grade.PROBABLE),
        ([NAMING[0], *(replace(o, at=after(6)) for o in WORDLESS[1:5])], Grade.PROBABLE),
        ([OWN, *NAMING[:2]], Grade.PROBABLE),
        (list(NAMING), Grade.CONFIRMED),
        ([OWN, NAMING[0], *WORDLESS[1:3]], Grade.CONFIRMED),
    ],
)
def test_what_is_told_decides_how_much_is_claimed(story: list[Observation], grade: Grade | None) -> None:
    """The root's own page and one dependent are nothing to announce: that takes two beside the root."""
    changes = told(story)

    assert (changes[-1].incident.grade if changes else None) is grade
    assert all(change.incident.root == "cloudflare" for change in changes)


def test_sister_pages_count_once_and_are_both_shown() -> None:
    sister = reports("sister", "Slow because of a Cloudflare outage", 6)
    state, _ = play([NAMING[0], sister, NAMING[1]])

    assert only(state).services == ("alpha", "sister", "beta")
    assert only(state).grade is Grade.PROBABLE


def test_time_alone_never_names_a_root() -> None:
    strangers = [a_service(f"s{n}") for n in range(9)]
    catalog = a_catalog(services=(*strangers, "cloudflare"), edges=())
    story = [reports(s.id, minute=n) for n, s in enumerate(strangers)]

    _, changes = play(story, knowledge=Knowledge(catalog=catalog))

    assert changes
    for change in changes:
        assert change.incident.grade is Grade.SUSPECTED
        assert catalog.name_of(change.incident.root) == "an unknown shared cause"
        assert {e.kind for e in change.incident.evidence} == {EvidenceKind.TIMING}


def test_a_few_strangers_at_once_are_nothing() -> None:
    assert told([reports("loner"), reports("kappa", minute=1), reports("papa", minute=2)]) == []


def test_a_named_root_takes_over_what_looked_like_an_unknown_cause() -> None:
    strangers = [a_service(f"s{n}") for n in range(9)]
    cloudflare = a_service("cloudflare", mentions=("Cloudflare",))
    knowledge = Knowledge(catalog=a_catalog(services=(*strangers, cloudflare), edges=()))
    story = [reports(s.id, minute=n) for n, s in enumerate(strangers)]
    words = [adds(o, "This is caused by a Cloudflare outage.", 20 + n) for n, o in enumerate(story[:5])]

    state, changes = play([*story, *words], knowledge=knowledge)

    assert only(state).root == "cloudflare"
    assert only(state).grade is Grade.CONFIRMED
    assert kinds(changes).count(ChangeKind.OPENED) == 1
    assert ChangeKind.REROOTED in kinds(changes)


def test_a_report_that_nothing_connects_is_left_out() -> None:
    state, _ = play([*NAMING[:2], reports("loner", minute=10)])

    assert only(state).services == ("alpha", "beta")


def test_who_says_that_it_is_not_the_root_does_not_join() -> None:
    state, _ = play([*NAMING[:2], reports("gamma", "This is not related to Cloudflare", 12)])

    assert only(state).services == ("alpha", "beta")


def test_taking_ones_blame_back_takes_the_grade_back() -> None:
    _, changes = play([*NAMING, adds(NAMING[2], "This turned out to be unrelated to Cloudflare.", 20)])

    assert changes[-1].previous_grade is Grade.CONFIRMED
    assert changes[-1].incident.grade is Grade.PROBABLE


def fine(services: tuple[str, ...]) -> list[Observation]:
    return [is_fine(service) for service in services]


def test_dependents_that_are_fine_speak_against_it() -> None:
    blind = [is_unreadable(service) for service in DEPENDENTS[3:]]
    apart = [NAMING[0], reports("beta", "Dashboard down because of Cloudflare", 80)]
    with_fine = only(play([*fine(DEPENDENTS[3:]), *apart])[0])
    without = only(play([*blind, *apart])[0])

    assert with_fine.probability < without.probability
    (fine_ones,) = (e for e in with_fine.counter_evidence if e.kind is EvidenceKind.HEALTHY_DEPENDENTS)
    assert fine_ones.says == "3 of 3 other Cloudflare customers report no problem"
    assert fine_ones.weight < 0
    assert EvidenceKind.HEALTHY_DEPENDENTS not in {e.kind for e in without.counter_evidence}


def test_enough_that_are_fine_silence_a_suspicion() -> None:
    many = tuple(f"dependent-{n}" for n in range(200))
    knowledge = Knowledge(catalog=a_world((*DEPENDENTS, *many)), learned=LEARNED)

    assert play([*fine(many), *VAGUE[:2]], knowledge=knowledge)[1] == []
    assert play(VAGUE[:2], knowledge=knowledge)[1] != []


def test_maintenance_is_no_failure() -> None:
    working = [
        an_observation(s, at=after(n), status=ComponentStatus.UNDER_MAINTENANCE)
        for n, s in enumerate(DEPENDENTS)
    ]

    assert told(working) == []
    assert only(play([*working[3:], *NAMING[:2]])[0]).services == ("alpha", "beta")


def test_what_was_there_at_first_sight_opens_nothing() -> None:
    assert told(replace(o, baseline=True) for o in (OWN, *NAMING)) == []
    assert told([replace(NAMING[0], baseline=True), NAMING[1]]) == []


def of_regions(*texts: str) -> Incident | None:
    changes = told(reports(t, text, 3 * n) for n, (t, text) in enumerate(zip(TENANTS, texts, strict=False)))
    return changes[-1].incident if changes else None


def test_two_that_place_their_trouble_in_one_region_name_the_region() -> None:
    incident = of_regions("Errors in AWS us-east-1", "Slow queries in AWS us-east-1")

    assert incident is not None
    assert (incident.root, incident.grade) == (VIRGINIA, Grade.PROBABLE)


def test_two_that_blame_one_region_name_the_region() -> None:
    incident = of_regions("Errors due to AWS us-east-1", "Outage caused by AWS in us-east-1")

    assert incident is not None
    assert (incident.root, incident.grade) == (VIRGINIA, Grade.PROBABLE)


def test_two_regions_of_one_cloud_are_weaker_than_one() -> None:
    assert of_regions("Errors in AWS us-east-1", "Slow queries in AWS eu-west-1") is None

    third = of_regions(
        "Errors in AWS us-east-1", "Slow queries in AWS eu-west-1", "Jobs fail in AWS us-east-1"
    )
    assert third is not None
    assert (third.root, third.services) == (VIRGINIA, ("kappa", "mike"))
    assert IRELAND not in {c.id for c in third.root_candidates}


def test_two_unrelated_roots_on_one_day_are_kept_apart() -> None:
    cloud = [reports("kappa", "Errors due to an AWS outage", 13), reports("lima", "Down: AWS outage", 14)]
    state, changes = play([*NAMING, *cloud])

    assert kinds(changes).count(ChangeKind.OPENED) == 2
    assert {i.root: i.services for i in state.incidents.values()} == {
        "cloudflare": ("alpha", "beta", "gamma"),
        "aws": ("kappa", "lima"),
    }


def test_a_report_that_blames_two_roots_destroys_neither_claim() -> None:
    fastly = [reports(s, "Errors due to a Fastly outage", 1 + n) for n, s in enumerate(DEPENDENTS[3:])]
    both = adds(fastly[2], "A part of it is due to a Cloudflare outage.", 30)
    state, _ = play([*fastly, *NAMING, both])

    roots = {i.root: set(i.services) for i in state.incidents.values()}
    assert roots["fastly"] >= {"delta", "epsilon"}
    assert roots["cloudflare"] >= {"alpha", "beta", "gamma"}


def test_a_suspicion_does_not_hide_a_root_that_others_name() -> None:
    """Three that say nothing look like Fastly; then two blame Cloudflare, on which those stand as well."""
    own = reports("fastly", "Slow purges")
    silent = [own, *(reports(s, minute=1 + n) for n, s in enumerate(DEPENDENTS[3:]))]
    naming = [reports(s, "Errors due to a Cloudflare outage", 5 + n) for n, s in enumerate(TENANTS[:2])]
    before, _ = play([*fine(DEPENDENTS[:3]), *silent])
    state, _ = play(naming, state=before)

    assert only(before).root == "fastly"
    assert "cloudflare" in {incident.root for incident in state.incidents.values()}


def test_what_stands_on_a_provider_that_stands_on_the_root_is_explained_through_it() -> None:
    hosts = [
        reports("kappa", "Errors due to an AWS outage", 3),
        reports("netlify", "Builds fail due to an AWS outage", 4),
    ]
    state, changes = play([*hosts, *(reports(s, minute=8 + n) for n, s in enumerate(SITES))])

    assert kinds(changes).count(ChangeKind.OPENED) == 1
    assert only(state).root == "aws"
    assert only(state).services == ("kappa", "netlify", *SITES)


def test_a_provider_that_is_a_member_is_no_second_root() -> None:
    hosts = [
        reports("kappa", "Errors due to an AWS outage", 3),
        reports("netlify", "Builds fail due to an AWS outage", 4),
    ]
    sites = [reports(s, "Errors due to a Netlify outage", 8 + n) for n, s in enumerate(SITES)]

    assert {change.incident.root for change in told([*hosts, *sites])} == {"aws"}


def test_reports_taken_back_are_evidence_of_nothing_new() -> None:
    state, changes = play([*NAMING[:2], *(vanishes(o, 15 + n) for n, o in enumerate(NAMING[:2]))])
    _, later = play([replace(NAMING[2], at=after(20))], state=state)

    assert changes[-1].kind is ChangeKind.WITHDRAWN
    assert claims(later) == []
