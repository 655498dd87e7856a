"""What is said for and against a claim, in sentences a person can check."""

from collections.abc import Iterable

import pytest

from bot.correlation.knowledge import Knowledge
from bot.correlation.parameters import MAX_WEIGHED
from bot.domain.incident import Evidence, EvidenceKind, Incident
from bot.domain.observation import Observation
from bot.domain.status import Impact
from tests.builders import a_catalog, a_service
from tests.correlation_builders import (
    DEPENDENTS,
    LEARNED,
    OWN,
    SITES,
    TENANTS,
    WORLD,
    a_world,
    ends,
    is_fine,
    only,
    play,
    reports,
    retitles,
    told,
)
from tests.correlation_builders import NAMING as THREE_NAMING

NAMING = THREE_NAMING[:2]


def incident_of(story: Iterable[Observation], knowledge: Knowledge = WORLD) -> Incident:
    return only(play(story, knowledge=knowledge)[0])


def sayings(incident: Incident, kind: EvidenceKind, service: str | None = None) -> list[str]:
    return [e.says for e in incident.evidence if e.kind is kind and (service is None or e.service == service)]


def test_each_member_says_on_what_it_stands_and_whom_it_names() -> None:
    incident = incident_of(NAMING)

    assert [(e.service, e.kind, e.says) for e in incident.evidence] == [
        ("alpha", EvidenceKind.EDGE, "Alpha depends on Cloudflare (postmortem, 1 Jan 2024)"),
        (
            "alpha",
            EvidenceKind.TEXT,
            "Alpha names Cloudflare: “API errors due to a Cloudflare outage”",
        ),
        ("beta", EvidenceKind.EDGE, "Beta depends on Cloudflare (postmortem, 1 Jan 2024)"),
        ("beta", EvidenceKind.TEXT, "Beta names Cloudflare: “Dashboard down because of Cloudflare”"),
    ]
    assert [e.source for e in incident.evidence[:2]] == [
        "https://example.com/post-mortem",
        "https://status.example.com/incidents/r1",
    ]
    assert {e.report for e in incident.evidence} == {"alpha-1", "beta-1"}


def test_words_weigh_more_than_the_place_and_the_time() -> None:
    weights = {e.kind: e.weight for e in incident_of(NAMING).evidence if e.service == "alpha"}

    assert weights[EvidenceKind.TEXT] > weights[EvidenceKind.EDGE] > 0


def test_the_roots_own_page_comes_first_in_its_own_words() -> None:
    first = incident_of([OWN, *NAMING]).evidence[0]

    assert (first.kind, first.service, first.report) == (EvidenceKind.ROOT_PAGE, "cloudflare", "cloudflare-1")
    assert first.says == "Cloudflare's status page: “Global network issues”"
    assert first.weight > 0


def test_a_doubt_is_passed_on() -> None:
    story = [NAMING[0], reports("beta", "Errors possibly due to a Cloudflare outage", 9)]

    (says,) = sayings(incident_of(story), EvidenceKind.TEXT, "beta")
    assert says.startswith("Beta names Cloudflare, with some doubt: ")


def test_who_places_itself_somewhere_blames_nobody() -> None:
    story = [reports(s, "Slow queries in AWS us-east-1", n) for n, s in enumerate(TENANTS[:2])]

    (says, _) = sayings(incident_of(story), EvidenceKind.TEXT)
    assert says == "Kappa places its trouble in AWS N. Virginia: “Slow queries in AWS us-east-1”"


def test_an_upstream_without_a_name_is_said_to_have_none() -> None:
    story = [OWN, *(reports(s, "Errors from an upstream provider", 4 + n) for n, s in enumerate(DEPENDENTS))]

    says = sayings(incident_of(story), EvidenceKind.TEXT, "alpha")
    assert says == ["Alpha blames an upstream that it does not name: “Errors from an upstream provider”"]


def test_who_stands_on_the_root_through_another_says_through_whom() -> None:
    story = [
        reports("kappa", "Errors due to an AWS outage", 3),
        reports("netlify", "Builds fail due to an AWS outage", 4),
        *(reports(s, minute=8 + n) for n, s in enumerate(SITES)),
    ]

    (says,) = sayings(incident_of(story), EvidenceKind.EDGE, "papa")
    assert says == "Papa depends on Netlify, and Netlify depends on AWS (postmortem, 1 Jan 2024)"


def test_a_component_named_after_the_root_is_quoted() -> None:
    story = [*NAMING, reports("loner", "Some pages fail", 10, components=("Cloudflare Network",))]

    says = sayings(incident_of(story), EvidenceKind.TEXT, "loner")
    assert says == ["Loner lists as affected: “Cloudflare Network”"]


def test_a_quotation_has_at_most_200_characters() -> None:
    long = reports("beta", "Because of the Cloudflare outage " + "we are down " * 60, 9)

    (says,) = sayings(incident_of([NAMING[0], long]), EvidenceKind.TEXT, "beta")
    quoted = says.partition("“")[2].rstrip("”")
    assert 100 < len(quoted) <= 200


def test_dependents_that_are_fine_are_counted() -> None:
    fine = [is_fine(service) for service in DEPENDENTS[2:]]

    assert [(e.kind, e.says) for e in incident_of([*fine, *NAMING]).counter_evidence] == [
        (EvidenceKind.HEALTHY_DEPENDENTS, "4 of 4 other Cloudflare customers report no problem")
    ]


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ((), "4 of 4"),
        # Whom it hit and who has recovered was not spared.
        ((ends(NAMING[0], 20), ends(NAMING[1], 21)), "4 of 4"),
        # Who fails of something else is another customer, and not fine.
        ((is_fine("zeta", -7), reports("zeta", "This is not related to Cloudflare", -6)), "3 of 4"),
        # One more is hit.
        ((reports("zeta", "Down because of Cloudflare", 12),), "3 of 3"),
        # Its sister's page counts with the company's.
        ((is_fine("sister", 12),), "4 of 4"),
    ],
)
def test_field_d8_who_is_hit_is_not_among_the_others(then: tuple[Observation, ...], says: str) -> None:
    fine = [is_fine(service) for service in DEPENDENTS[2:]]
    incident = incident_of(sorted([*fine, *NAMING, *then], key=lambda observation: observation.at))

    doubts = [e.says for e in incident.counter_evidence if e.kind is EvidenceKind.HEALTHY_DEPENDENTS]
    assert doubts == [f"{says} other Cloudflare customers report no problem"]


def test_field_d8_where_everybody_is_hit_nobody_is_counted() -> None:
    incident = incident_of([*NAMING, ends(NAMING[0], 20)])

    assert EvidenceKind.HEALTHY_DEPENDENTS not in {e.kind for e in incident.counter_evidence}


def test_field_d8_a_rejected_root_is_weighed_by_its_other_customers() -> None:
    story = [is_fine("zeta"), OWN, *(reports(s, minute=3 + n) for n, s in enumerate(DEPENDENTS[:5]))]

    assert [e.says for e in rejections(incident_of(story))] == [
        "Not Fastly: it would explain 2 of 5 reports, and 1 of 1 of its other customers report no problem"
    ]


def test_a_quiet_page_of_the_roots_own_is_said_and_an_unwatched_one_is_not() -> None:
    watched = incident_of([is_fine("cloudflare"), *NAMING]).counter_evidence

    assert [e.says for e in watched] == ["Cloudflare's own status page does not mention it"]
    assert watched[0].source == "https://status.cloudflare.example"
    assert incident_of(NAMING).counter_evidence == ()


def test_a_rejected_root_says_why() -> None:
    story = [is_fine(service) for service in DEPENDENTS[:2]]
    story += [OWN, *(reports(s, minute=3 + n) for n, s in enumerate(DEPENDENTS[2:]))]
    rejected = rejections(incident_of(story))

    assert [(e.service, e.says) for e in rejected] == [
        (
            "fastly",
            "Not Fastly: it would explain 3 of 4 reports",
        )
    ]
    assert rejected[0].weight < 0


def rejections(incident: Incident) -> list[Evidence]:
    return [e for e in incident.counter_evidence if e.kind is EvidenceKind.REJECTED_ROOT]


def test_a_rejected_root_is_not_said_to_explain_more_than_was_reported() -> None:
    """Netlify has a report of its own, which AWS would explain as well."""
    story = [reports("netlify", "Builds fail", 1, impact=Impact.CRITICAL)]
    story += [reports(s, minute=3 + n) for n, s in enumerate(SITES)]
    incident = incident_of(story)

    (rejected,) = rejections(incident)
    assert rejected.says == "Not AWS: it would explain 3 of 3 reports"


def test_an_unknown_cause_shows_times_and_nothing_else() -> None:
    strangers = [a_service(f"s{n}") for n in range(8)]
    knowledge = Knowledge(catalog=a_catalog(services=strangers, edges=()), learned=LEARNED)
    story = [reports(s.id, minute=n) for n, s in enumerate(strangers)]

    incident = incident_of(story, knowledge)
    assert sayings(incident, EvidenceKind.TIMING, "s3") == ["S3 began to report at 18 Nov 2025 12:03 UTC"]
    assert incident.counter_evidence == ()


def test_evidence_stands_in_the_order_in_which_members_joined() -> None:
    incident = incident_of([*NAMING, *(reports(s, minute=10 + n) for n, s in enumerate(DEPENDENTS[2:]))])

    assert tuple(dict.fromkeys(e.service for e in incident.evidence)) == DEPENDENTS
    assert incident.services == DEPENDENTS


def test_what_a_member_said_stays_said_when_it_is_no_longer_weighed() -> None:
    first = incident_of(NAMING)
    later, _ = play([*NAMING, reports("gamma", "Down because of Cloudflare", 400)])

    assert set(only(later).services) >= {"alpha", "beta"}
    assert {e.says for e in only(later).evidence} >= {e.says for e in first.evidence}


def test_in_a_wide_outage_everybody_has_evidence_though_not_everybody_is_weighed() -> None:
    many = tuple(f"dependent-{n:02}" for n in range(MAX_WEIGHED + 10))
    knowledge = Knowledge(catalog=a_world((*DEPENDENTS, *many)), learned=LEARNED)
    story = [reports(s, "Errors due to a Cloudflare outage", n // 8) for n, s in enumerate(many)]

    incident = incident_of(story, knowledge)
    assert incident.services == many
    assert {e.service for e in incident.evidence} == set(many)


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        ([*NAMING, reports("gamma", "Down because of Cloudflare", 11)], "Gamma joined"),
        ([*NAMING, ends(NAMING[0], 50)], "Alpha recovered"),
        ([*NAMING, retitles(NAMING[0], "Due to Cloudflare", 50)], "the evidence has changed"),
    ],
)
def test_each_change_says_what_has_happened(story: list[Observation], reason: str) -> None:
    assert told(story)[-1].reason == reason
