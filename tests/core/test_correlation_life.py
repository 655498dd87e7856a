"""The life of an incident: opened, joined, taken back, resolved, forgotten; and clocks that are wrong."""

from dataclasses import replace

from bot.correlation.correlator import advance
from bot.correlation.knowledge import Knowledge
from bot.domain.incident import ChangeKind, Grade, IncidentState
from bot.domain.status import Impact
from tests.builders import a_catalog, a_service
from tests.correlation_builders import (
    DEPENDENTS,
    LEARNED,
    NAMING,
    OWN,
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
    vanishes,
)


def test_it_starts_with_the_first_report_and_opens_when_it_is_known() -> None:
    (change,) = told([OWN, *NAMING[:2]])
    incident = change.incident

    assert (change.kind, change.at) == (ChangeKind.OPENED, after(9))
    assert (incident.started_at, incident.opened_at, incident.updated_at) == (after(2), after(9), after(9))
    assert incident.root_report is not None
    assert incident.root_report.service == "cloudflare"
    assert [(m.service, m.since, m.joined_at) for m in incident.members] == [
        ("alpha", after(5), after(9)),
        ("beta", after(9), after(9)),
    ]


def test_who_joins_keeps_its_place_and_its_moment() -> None:
    changes = told(NAMING)

    assert kinds(changes) == [ChangeKind.OPENED, ChangeKind.GRADED]
    assert [m.joined_at for m in changes[-1].incident.members] == [after(9), after(9), after(12)]
    assert (changes[-1].incident.version, changes[-1].reason) == (3, "Gamma joined")


def test_the_roots_own_page_may_come_last() -> None:
    late = reports("cloudflare", "Global network issues", 14, impact=Impact.CRITICAL)
    state, changes = play([*NAMING[:2], reports("gamma", minute=10), late])

    assert changes[-1].incident.grade is Grade.CONFIRMED
    assert only(state).root_report is not None
    assert only(state).root_report.joined_at == after(14)  # type: ignore[union-attr]
    assert len(kinds(changes)) == kinds(changes).count(ChangeKind.OPENED) + len(changes) - 1


def test_the_peak_of_the_grade_is_remembered() -> None:
    _, changes = play([*NAMING, adds(NAMING[2], "This turned out to be unrelated to Cloudflare.", 20)])

    assert changes[-1].incident.grade is Grade.PROBABLE
    assert changes[-1].incident.peak_grade is Grade.CONFIRMED


def test_a_small_move_of_a_probability_is_nothing_to_tell() -> None:
    state, _ = play(NAMING)

    _, changes = play([*(is_fine(service, 20) for service in DEPENDENTS[3:])], state=state, until=200)

    assert changes == []


def test_reports_taken_back_take_the_claim_with_them() -> None:
    _, changes = play([*NAMING[:2], *(vanishes(o, 20 + n) for n, o in enumerate(NAMING[:2]))])

    assert changes[-1].kind is ChangeKind.WITHDRAWN
    assert changes[-1].reason == "the reports it rested on left their pages without an all-clear"
    assert changes[-1].incident.state is IncidentState.WITHDRAWN
    assert changes[-1].incident.stragglers == ("beta",), "it was taken back only after the claim"


def test_who_takes_its_report_back_leaves_a_claim_that_stands_without_it() -> None:
    wordless = reports("delta", minute=13)
    state, _ = play([OWN, *NAMING, wordless])
    assert only(state).services == ("alpha", "beta", "gamma", "delta")

    state, changes = play([vanishes(NAMING[0], 20), vanishes(wordless, 21)], state=state)
    assert only(state).services == ("beta", "gamma")
    assert [change.reason for change in changes] == ["Alpha taken back", "Delta taken back"]


def test_a_root_that_takes_its_post_back_is_no_longer_shown_with_it() -> None:
    state, _ = play([*NAMING, replace(OWN, at=after(13))])
    assert only(state).root_report is not None

    state, _ = play([vanishes(OWN, 20)], state=state)
    assert only(state).root_report is None


def test_one_report_taken_back_leaves_the_claim_of_the_others() -> None:
    state, _ = play([*NAMING, vanishes(NAMING[0], 20)])

    assert only(state).state is IncidentState.OPEN


def test_a_report_that_vanishes_late_has_recovered() -> None:
    story = [*NAMING[:2], *(vanishes(o, 60 + n) for n, o in enumerate(NAMING[:2]))]

    changes = told(story, until=62)

    assert [c.reason for c in changes[1:]] == ["Alpha recovered", "Beta recovered", "everybody has recovered"]
    assert changes[-1].kind is ChangeKind.RESOLVED
    assert [m.resolved_at for m in changes[-1].incident.members] == [after(60), after(61)]


def test_a_late_duplicate_of_a_withdrawal_does_not_make_it_a_recovery() -> None:
    gone = vanishes(NAMING[0], 20)
    again = replace(gone, at=after(37))

    _, changes = play([*NAMING[:2], gone, again, vanishes(NAMING[1], 38)])

    assert changes[-1].kind is ChangeKind.WITHDRAWN


def test_when_everybody_has_recovered_it_is_over_at_once() -> None:
    story = [OWN, *NAMING, *(ends(o, 30 + n) for n, o in enumerate((*NAMING, OWN)))]

    _, changes = play(story, until=100)

    assert (changes[-1].kind, changes[-1].at) == (ChangeKind.RESOLVED, after(33))
    assert (changes[-1].incident.stragglers, changes[-1].reason) == ((), "everybody has recovered")


def test_it_is_over_half_an_hour_after_the_root_and_names_who_lags() -> None:
    state, _ = play([OWN, *NAMING, ends(NAMING[0], 30), ends(OWN, 31)])

    assert advance(state, after(60), Knowledge(catalog=a_world(), learned=LEARNED)).changes == ()
    _, (change,) = play([], state=state, until=61)

    assert (change.kind, change.at) == (ChangeKind.RESOLVED, after(61))
    assert (change.incident.stragglers, change.reason) == (("beta", "gamma"), "the root has recovered")


def test_it_is_not_over_while_a_member_or_the_root_has_trouble() -> None:
    without_root, _ = play([*NAMING, *(ends(o, 30) for o in NAMING[:2])])
    with_root, _ = play([OWN, *NAMING, *(ends(o, 30) for o in NAMING)])

    assert play([], state=without_root, until=600)[1] == []
    assert play([], state=with_root, until=600)[1] == []


def test_recovery_is_no_evidence_against_the_claim() -> None:
    _, changes = play([OWN, *NAMING, *(ends(o, 30 + n) for n, o in enumerate((OWN, *NAMING)))], until=100)

    assert changes[-1].kind is ChangeKind.RESOLVED
    assert changes[-1].incident.grade is Grade.CONFIRMED


def test_after_a_day_without_a_word_it_is_closed_as_stale() -> None:
    _, changes = play(NAMING, until=12 + 24 * 60)

    assert (changes[-1].kind, changes[-1].at) == (ChangeKind.RESOLVED, after(12 + 24 * 60))
    assert changes[-1].reason == "nobody has said anything for a day"
    assert changes[-1].incident.stragglers == ("alpha", "beta", "gamma")


def test_what_an_incident_explained_opens_no_other_after_it() -> None:
    state, changes = play([OWN, *NAMING, ends(OWN, 30)], until=90)
    again = [retitles(o, "Still down because of Cloudflare", 100 + n) for n, o in enumerate(NAMING)]

    assert changes[-1].incident.stragglers == ("alpha", "beta", "gamma")
    assert play(again, state=state, until=3000)[1] == []


def test_reports_that_open_again_after_their_incident_are_news() -> None:
    state, _ = play([OWN, *NAMING, *(ends(o, 30) for o in (OWN, *NAMING))], until=40)
    again = [retitles(o, "Down again because of Cloudflare", 50 + n) for n, o in enumerate(NAMING)]
    state, _ = play(again, state=state)

    assert only(state).services == ("alpha", "beta", "gamma")


def test_who_blames_the_root_of_an_open_incident_joins_it_however_late() -> None:
    late = reports("delta", "Still failing because of the Cloudflare outage", 1400)
    state, changes = play([*NAMING, late])

    assert only(state).services == ("alpha", "beta", "gamma", "delta")
    assert kinds(changes).count(ChangeKind.OPENED) == 1


def test_an_incident_of_which_reports_go_on_speaking_does_not_grow_stale() -> None:
    story = [*NAMING, *(adds(NAMING[0], f"We are still working on it ({n}).", 600 * n) for n in range(1, 5))]
    state, _ = play(story)
    assert only(state).state is IncidentState.OPEN

    state, _ = play([reports("delta", "Errors due to a Fastly outage", 2500)], state=state)
    _, changes = play([], state=state, until=2400 + 24 * 60 + 1)
    assert changes[-1].at == after(2400 + 24 * 60)
    assert changes[-1].reason == "nobody has said anything for a day"


def test_a_root_that_goes_on_speaking_does_not_let_its_incident_grow_stale() -> None:
    story = [OWN, *NAMING, *(adds(OWN, f"We are still working on it ({n}).", 600 * n) for n in range(1, 5))]
    state, _ = play(story)

    assert only(state).state is IncidentState.OPEN


def test_a_second_wave_of_new_reports_is_a_new_incident() -> None:
    state, first = play([*NAMING, *(ends(o, 30) for o in NAMING)], until=40)
    wave = [
        reports(s, "Errors due to a Cloudflare outage", 300 + n, number=2)
        for n, s in enumerate(DEPENDENTS[:2])
    ]
    _, second = play(wave, state=state)

    assert kinds(claims(second)) == [ChangeKind.OPENED]
    assert second[0].incident.id != first[0].incident.id
    assert second[0].incident.started_at == after(300)


def test_what_comes_late_is_taken_as_coming_now() -> None:
    late = replace(NAMING[1], at=after(7))
    changes = told([NAMING[0], is_fine("loner", 15), late])

    assert [change.at for change in changes] == [after(15)]
    assert changes[0].incident.members[1].joined_at == after(15)


def test_a_start_in_the_future_is_taken_as_now() -> None:
    skewed = reports("beta", "Dashboard down because of Cloudflare", 9, started_at=after(300))
    (change,) = told([NAMING[0], skewed])

    assert [m.since for m in change.incident.members] == [after(5), after(9)]


def test_a_start_long_ago_is_not_believed() -> None:
    old = reports("beta", "Dashboard down because of Cloudflare", 9, started_at=after(-60 * 24 * 9))
    (change,) = told([NAMING[0], old])

    assert change.incident.started_at == after(5)


def test_a_recovery_dated_in_the_future_counts_from_when_it_was_seen() -> None:
    recovered = [ends(o, 30) for o in NAMING]
    report = recovered[2].report
    assert report is not None
    skewed = replace(recovered[2], report=replace(report, resolved_at=after(60 * 24 * 365)))

    _, changes = play([*NAMING, *recovered[:2], skewed], until=60)

    assert (changes[-1].kind, changes[-1].at) == (ChangeKind.RESOLVED, after(30))


def test_what_is_closed_and_old_is_forgotten() -> None:
    state, _ = play([*NAMING, *(ends(o, 30) for o in NAMING), reports("loner", minute=31)], until=60 * 48)

    assert {s.service for s in state.sightings.values()} == {"loner"}
    later, _ = play([], state=state, until=60 * 24 * 90)
    assert (len(later.sightings), len(later.sources)) == (0, 0)


def test_an_unknown_service_does_no_harm() -> None:
    knowledge = Knowledge(catalog=a_catalog(services=(a_service("cloudflare"),), edges=()))

    _, changes = play([reports("nobody-knows"), reports("nor-this", minute=1)], knowledge=knowledge)

    assert changes == []
