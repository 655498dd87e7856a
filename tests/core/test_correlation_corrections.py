"""How a claim turns: withdrawn at a review, rerooted, split, merged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.correlation.endings import merged
from bot.correlation.knowledge import Knowledge
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, IncidentState
from bot.domain.observation import Observation
from bot.domain.status import Impact
from tests.builders import a_catalog, a_member, an_evidence, an_incident
from tests.correlation_builders import (
    DEPENDENTS,
    LEARNED,
    NAMING,
    TENANTS,
    VIRGINIA,
    a_provider,
    a_world,
    adds,
    after,
    claims,
    ends,
    is_fine,
    kinds,
    only,
    play,
    reports,
    retitles,
    told,
)

ON_FASTLY = tuple(reports(s, "Errors due to a Fastly outage", 1 + n) for n, s in enumerate(DEPENDENTS[3:]))
SILENT = tuple(reports(s, minute=1 + n) for n, s in enumerate(DEPENDENTS[3:]))
# Fastly has trouble of its own, and those that stand on Cloudflare alone are fine: reports without words look
# like Fastly.
FASTLY = reports("fastly", "Slow purges", impact=Impact.MINOR)
LIKE_FASTLY = (*(is_fine(service) for service in DEPENDENTS[:3]), FASTLY, *SILENT)
CORRECTION = "This is unrelated to Fastly. It is caused by a Cloudflare outage."


MANY = tuple(f"dependent-{n}" for n in range(48))


def a_crowd(silent: int, services: tuple[str, ...] = MANY) -> list[Observation]:
    return [is_fine(service) for service in services[:silent]]


@pytest.mark.parametrize(("silent", "minutes"), [(45, 45), (37, 120)])
def test_a_suspicion_that_nothing_confirms_is_withdrawn_at_a_review(silent: int, minutes: int) -> None:
    """With time those that stay fine weigh more."""
    knowledge = Knowledge(catalog=a_world((*DEPENDENTS, *MANY)), learned=LEARNED)
    blaming = (reports(s, "Errors from an upstream provider", n) for n, s in enumerate(DEPENDENTS[:2]))
    story = [*a_crowd(silent), *blaming]

    _, changes = play(story, knowledge=knowledge, until=3000)

    assert kinds(changes) == [ChangeKind.OPENED, ChangeKind.WITHDRAWN]
    assert changes[1].at == changes[0].at + timedelta(minutes=minutes)
    assert changes[1].reason == "the reports no longer look connected"
    assert (changes[1].incident.state, changes[1].incident.resolved_at) == (
        IncidentState.WITHDRAWN,
        changes[1].at,
    )


@pytest.mark.parametrize("ended", [(), (0,)])
def test_field_a2_a_withdrawn_claim_names_whose_own_reports_are_open_all_the_same(
    ended: tuple[int, ...],
) -> None:
    knowledge = Knowledge(catalog=a_world((*DEPENDENTS, *MANY)), learned=LEARNED)
    blaming = [reports(s, "Errors from an upstream provider", n) for n, s in enumerate(DEPENDENTS[:2])]
    story = [*a_crowd(45), *blaming, *(ends(blaming[n], 20 + n) for n in ended)]

    _, changes = play(story, knowledge=knowledge, until=60)

    withdrawn = [c.incident for c in changes if c.kind is ChangeKind.WITHDRAWN]
    left = tuple(s for n, s in enumerate(DEPENDENTS[:2]) if n not in ended)
    assert [incident.stragglers for incident in withdrawn] == [left]


def test_two_suspicions_of_one_moment_are_both_reviewed() -> None:
    under = {root: tuple(f"{root}-{n}" for n in range(122)) for root in ("acme", "globex")}
    catalog = a_catalog(
        services=(*(a_provider(r, r.title()) for r in under), *under["acme"], *under["globex"]),
        edges=[(service, root) for root, services in under.items() for service in services],
    )
    story = [*a_crowd(120, under["acme"]), *a_crowd(120, under["globex"])]
    story += [reports(own[120], f"Errors due to a {r.title()} outage") for r, own in under.items()]
    story += [reports(own[121], minute=1) for own in under.values()]

    _, changes = play(story, knowledge=Knowledge(catalog=catalog), until=3000)

    assert kinds(claims(changes)) == [ChangeKind.OPENED] * 2 + [ChangeKind.WITHDRAWN] * 2
    assert [change.at for change in claims(changes)] == [after(1)] * 2 + [after(1 + 45)] * 2


def test_another_root_takes_over_when_words_name_it() -> None:
    words = [
        adds(SILENT[0], "This is due to a Cloudflare outage.", 10),
        adds(SILENT[1], "Caused by the Cloudflare outage.", 14),
    ]
    state, changes = play([*LIKE_FASTLY, *words])
    rerooted = changes[1]

    assert kinds(changes) == [ChangeKind.OPENED, ChangeKind.REROOTED, ChangeKind.GRADED]
    assert (rerooted.previous_root, rerooted.incident.root) == ("fastly", "cloudflare")
    assert rerooted.reason == "Cloudflare explains the reports better"
    assert rerooted.incident.id == changes[0].incident.id
    assert only(state).grade is Grade.PROBABLE
    assert any(e.says.startswith("Not Fastly: ") for e in only(state).counter_evidence)


def test_who_comes_to_blame_another_provider_leaves() -> None:
    state, changes = play([*ON_FASTLY, adds(ON_FASTLY[2], CORRECTION, 30)])

    assert only(state).services == ("delta", "epsilon")
    assert claims(changes)[-1].reason == "Zeta now blamed on another cause"


def test_when_all_have_come_to_blame_another_the_claim_moves_with_them() -> None:
    moved = [adds(o, CORRECTION, 30 + n) for n, o in enumerate(ON_FASTLY)]
    state, changes = play([*ON_FASTLY, *moved])

    assert only(state).root == "cloudflare"
    assert only(state).services == ("delta", "epsilon", "zeta")
    assert not any("taken back" in change.reason for change in changes)


def test_who_leaves_for_another_incident_splits_it() -> None:
    later = [replace(o, at=after(20 + n)) for n, o in enumerate(ON_FASTLY)]
    state, changes = play([*NAMING, *later, adds(later[2], CORRECTION, 30)])
    split = changes[-1]

    assert {i.root: i.services for i in state.incidents.values()} == {
        "cloudflare": ("alpha", "beta", "gamma", "zeta"),
        "fastly": ("delta", "epsilon"),
    }
    assert (split.kind, split.incident.root) == (ChangeKind.SPLIT, "fastly")


def test_two_stories_that_turn_out_to_be_one_end_as_one_incident() -> None:
    """Wordless reports that look like Fastly; others blame Cloudflare; then the first do so, too.

    Fastly's own trouble is then taken for a part of it.
    """
    blaming = [reports(s, "Errors due to a Cloudflare outage", 5 + n) for n, s in enumerate(TENANTS)]
    state, _ = play([*LIKE_FASTLY, *blaming, adds(SILENT[0], "This is due to a Cloudflare outage.", 20)])
    incident = only(state)

    assert incident.root == "cloudflare"
    assert set(incident.services) == {*DEPENDENTS[3:], *TENANTS}
    assert len(incident.services) == len(incident.members)
    assert {e.service for e in incident.evidence} >= {*incident.services}
    assert len(incident.evidence) == len(set(incident.evidence))


def test_the_older_of_two_takes_in_the_younger() -> None:
    shared, own = a_member("alpha"), a_member("beta", since=after(-5))
    older = an_incident("inc-older", version=3, members=(shared,), evidence=(an_evidence(service="alpha"),))
    younger = an_incident(
        "inc-younger",
        members=(shared, own),
        evidence=(an_evidence(service="alpha"), an_evidence(service="beta")),
        started_at=after(-5),
        opened_at=after(5),
    )

    gone, kept = merged(younger, older, after(20))

    assert [(c.kind, c.at) for c in (gone, kept)] == [
        (ChangeKind.MERGED, after(20)),
        (ChangeKind.UPDATED, after(20)),
    ]
    assert (gone.incident.state, gone.incident.merged_into) == (IncidentState.MERGED, "inc-older")
    assert (kept.incident.id, kept.incident.version) == ("inc-older", 4)
    assert kept.incident.members == (shared, own)
    assert [e.service for e in kept.incident.evidence] == ["alpha", "beta"]
    assert kept.incident.started_at == after(-5)


def test_an_incident_that_opens_again_at_once_has_an_id_of_its_own() -> None:
    story = [
        reports("gamma", "Errors in AWS us-east-1", 0, impact=Impact.CRITICAL),
        reports("delta", "Errors from an upstream provider", 10, impact=Impact.NONE),
        reports("sister", minute=38, impact=Impact.MINOR),
    ]
    story += [
        adds(story[1], "Slow because of a Fastly outage", 38),
        reports("zeta", CORRECTION, 38, impact=Impact.NONE),
    ]
    opened = [c.incident.id for c in told(story) if c.kind is ChangeKind.OPENED]

    assert len(opened) == len(set(opened))


def test_a_claim_stands_when_its_reports_are_only_worded_anew() -> None:
    """Beside it stands a claim about a root on which one of its members stands as well."""
    elsewhere = [
        reports(s, "Errors due to a Cloudflare outage", n * 78) for n, s in enumerate(("zeta", "epsilon"))
    ]
    papa = reports("papa", "Errors due to an AWS outage", 33, impact=Impact.CRITICAL)
    beta = reports("beta", "Errors due to AWS eu-west-1", 83, impact=Impact.MINOR)
    again = [retitles(beta, f"More errors due to AWS eu-west-1: {n}", 83 + n) for n in (1, 2, 3)]

    opened = told([elsewhere[0], papa, elsewhere[1], beta])
    changes = told([elsewhere[0], papa, elsewhere[1], beta, *again])

    assert [change.incident.root for change in opened] == ["cloudflare", "aws"]
    assert set(kinds(changes[2:])) == {ChangeKind.UPDATED}


def test_the_old_roots_own_page_goes_with_the_old_root() -> None:
    words = [adds(o, "This is due to a Cloudflare outage.", 10 + n) for n, o in enumerate(SILENT)]
    _, changes = play([*LIKE_FASTLY, *words])

    assert changes[0].incident.root_report is not None
    assert changes[-1].incident.root == "cloudflare"
    assert changes[-1].incident.root_report is None
    assert EvidenceKind.ROOT_PAGE not in {e.kind for e in changes[-1].incident.evidence}


def test_a_whole_narrows_to_the_region_that_two_come_to_name() -> None:
    """One place is a coincidence of words; the second makes the region the root, and says so."""
    kappa, lima, mike = (
        reports(s, "Errors due to an AWS outage", n) for n, s in enumerate(TENANTS[:3], start=1)
    )
    story = [
        kappa,
        lima,
        mike,
        adds(kappa, "We see this in us-east-1.", 20),
        adds(lima, "Affected: us-east-1.", 25),
    ]

    _, changes = play(story)

    roots = [change.incident.root for change in changes]
    assert roots[0] == "aws"
    assert roots[-1] == VIRGINIA
    turned = next(change for change in changes if change.kind is ChangeKind.REROOTED)
    assert turned.at == after(25)
    assert turned.reason == "the reports point to AWS N. Virginia"
