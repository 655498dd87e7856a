"""What probes, checks, people and news add: early alone, suspected with one report, never more."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bot.correlation import parameters as p
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentChange, IncidentState
from bot.domain.look import Corroboration, CorroborationKind, Look, LookEnd, LookRule
from bot.domain.observation import CHECKS, MENTIONS, PEOPLE, PROBES, Observation
from bot.domain.status import Impact
from tests.builders import a_catalog, a_look, a_service, an_observation
from tests.correlation_builders import (
    LEARNED,
    LISTENED,
    NAMING,
    OWN,
    VIRGINIA,
    a_world,
    after,
    claims,
    ends,
    is_fine,
    kinds,
    only,
    play,
    reports,
)

EVERY_RULE = (LookRule.ANSWERED, LookRule.MIXED, LookRule.SILENT, LookRule.REGION)


def look(
    minute: float,
    node: str = "cloudflare",
    *,
    rule: LookRule | None = LookRule.ANSWERED,
    since: float = 0,
    end: LookEnd | None = None,
) -> Observation:
    """A look handed on by whoever probes; a check by whoever runs us."""
    seen: Look = replace(a_look(node, at=after(minute)), since=after(since), rule=rule, end=end)
    source = f"{CHECKS}alertmanager" if rule is LookRule.CHECKS else f"{PROBES}{node}"
    return replace(an_observation(node, source=source, at=after(minute)), look=seen)


def beside(
    kind: CorroborationKind, minute: float, nats: float = 9.0, service: str = "cloudflare"
) -> Observation:
    source = PEOPLE if kind is CorroborationKind.PEOPLE else MENTIONS
    one = Corroboration(
        kind=kind, service=service, at=after(minute), since=after(minute), nats=nats, says="they ask"
    )
    return replace(an_observation(service, source=f"{source}{service}", at=after(minute)), corroboration=one)


def early(state: State) -> Incident:
    (incident,) = state.early.values()
    return incident


def grades(changes: Iterable[IncidentChange]) -> list[Grade]:
    return [change.incident.grade for change in changes]


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_what_probes_see_alone_is_early_and_says_so(rule: LookRule) -> None:
    state, changes = play([is_fine("cloudflare"), is_fine("beta"), look(2, rule=rule)])
    incident = early(state)

    assert kinds(changes) == [ChangeKind.OPENED]
    assert (incident.grade, incident.root, incident.members) == (Grade.EARLY, "cloudflare", ())
    assert (incident.started_at, incident.look) == (after(0), look(2, rule=rule).look)
    assert incident.evidence[0].kind is EvidenceKind.PROBE
    assert incident.needs == "for suspected: one affected organisation"
    assert any("does not mention it" in e.says for e in incident.counter_evidence)
    assert not state.incidents


def a_long_list() -> tuple[Knowledge, list[Observation]]:
    """Two thousand organisations more, of whose edges nothing is known; all are fine."""
    strangers = [a_service(f"stranger{n}") for n in range(2_000)]
    world = a_world()
    catalog = a_catalog(
        services=(*world.services.values(), *strangers),
        edges=tuple((edge.service, edge.infrastructure) for edge in world.edges),
    )
    return Knowledge(catalog=catalog, learned=LEARNED), [is_fine(id_) for id_ in catalog.services]


@pytest.mark.parametrize(
    ("rule", "least"),
    [(LookRule.ANSWERED, 0.5), (LookRule.MIXED, 0.5), (LookRule.SILENT, 0.3), (LookRule.REGION, 0.3)],
)
def test_on_a_long_list_a_look_is_told_with_what_its_rule_is_worth(rule: LookRule, least: float) -> None:
    knowledge, fine = a_long_list()
    state, _ = play([*fine, look(2, rule=rule)], knowledge=knowledge)

    assert least <= early(state).probability <= 0.79


def test_what_says_nothing_opens_nothing() -> None:
    nothing = [look(2, rule=None), look(3, end=LookEnd.SERVED), look(4, "nobody knows this")]
    state, changes = play(nothing)

    assert not changes
    assert not state.early


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (LookEnd.SERVED, "answer again, and nobody has reported trouble"),
        (LookEnd.OURS, "it was our own network"),
        (LookEnd.UNASKED, "we have not asked for a while how Cloudflare is"),
    ],
)
def test_a_look_that_ends_is_taken_back_with_the_reason(end: LookEnd, reason: str) -> None:
    state, changes = play([look(2), look(20, end=end)])

    assert [change.incident.state for change in changes] == [IncidentState.OPEN, IncidentState.WITHDRAWN]
    assert changes[-1].reason.endswith(reason)
    assert changes[-1].incident.look is not None
    assert changes[-1].incident.look.end is end
    assert not state.early


def test_a_look_of_which_nothing_more_is_heard_lapses() -> None:
    kept, _ = play([look(2), look(20), look(40)], until=69)
    state, changes = play([look(2), look(20), look(40)], until=71)

    assert early(kept).look == look(40).look
    assert kinds(changes) == [ChangeKind.OPENED, ChangeKind.WITHDRAWN]
    assert changes[-1].at == after(40) + p.LOOK_LAPSES
    assert not state.early


def test_the_same_figures_again_are_no_news_and_twice_as_many_are() -> None:
    again = look(4)
    grown = look(5)
    assert grown.look is not None
    wider = replace(grown, look=replace(grown.look, blaming=9, served=11))

    assert kinds(play([look(2), look(2), again])[1]) == [ChangeKind.OPENED]
    assert kinds(play([look(2), again, wider])[1]) == [ChangeKind.OPENED, ChangeKind.UPDATED]


def test_one_affected_organisation_and_a_look_are_suspected_under_the_same_id() -> None:
    state, changes = play([look(2), reports("alpha", minute=6)])

    assert kinds(changes) == [ChangeKind.OPENED, ChangeKind.GRADED]
    assert {change.incident.id for change in changes} == {only(state).id}
    assert (only(state).grade, only(state).services) == (Grade.SUSPECTED, ("alpha",))
    assert only(state).look is not None
    assert not state.early


def test_a_report_before_the_look_counts_the_same() -> None:
    state, changes = play([reports("alpha", minute=1), look(4)])

    assert grades(changes) == [Grade.SUSPECTED]
    assert only(state).services == ("alpha",)


def test_the_roots_own_page_and_a_look_are_suspected_without_members() -> None:
    own = reports("cloudflare", "Network issues", 8, impact=Impact.MINOR)
    state, changes = play([look(2), own])
    incident = only(state)

    assert grades(changes) == [Grade.EARLY, Grade.SUSPECTED]
    assert incident.members == ()
    assert incident.root_report is not None
    over = play([ends(own, 40)], state=state, until=60)[1]
    assert kinds(over) == [ChangeKind.UPDATED, ChangeKind.RESOLVED] or kinds(over)[-1] is ChangeKind.RESOLVED


def test_a_witness_and_a_look_are_suspected_together() -> None:
    state, changes = play([NAMING[0], look(7)])

    assert grades(changes)[-2:] == [Grade.EARLY, Grade.SUSPECTED] or grades(changes)[-1] is Grade.SUSPECTED
    assert only(state).services == ("alpha",)
    assert not state.early


@pytest.mark.parametrize("seen", [True, False])
def test_what_is_served_again_leaves_a_claim_with_a_report_standing(*, seen: bool) -> None:
    member = reports("alpha", minute=6)
    state, _ = play([look(2), member, look(30, end=LookEnd.SERVED if seen else LookEnd.UNASKED)])
    assert only(state).grade is Grade.SUSPECTED

    _, changes = play([ends(member, 50)], state=state, until=120)
    assert changes[-1].incident.state is IncidentState.RESOLVED


def test_what_was_our_own_network_takes_the_claim_back_and_names_who_is_still_in_trouble() -> None:
    _, changes = play([look(2), reports("alpha", minute=6), look(12, end=LookEnd.OURS)])
    last = changes[-1]

    assert (last.kind, last.reason) == (ChangeKind.WITHDRAWN, "it was our own network")
    assert last.incident.stragglers == ("alpha",)


def test_looks_people_and_news_make_nothing_more_than_suspected() -> None:
    """A claim becomes probable and confirmed when its reports make it so, and not a report earlier."""
    story = [OWN, *NAMING]
    helped = [look(1), beside(CorroborationKind.PEOPLE, 1), beside(CorroborationKind.NEWS, 1), *story]

    def firsts(observations: Iterable[Observation]) -> dict[Grade, object]:
        found: dict[Grade, object] = {}
        for change in play(observations)[1]:
            found.setdefault(change.incident.grade, change.at)
        return found

    plain, with_help = firsts(story), firsts(helped)
    assert with_help[Grade.EARLY] == after(1)
    assert with_help[Grade.SUSPECTED] == OWN.at
    for grade in (Grade.PROBABLE, Grade.CONFIRMED):
        assert with_help.get(grade) == plain.get(grade)
    assert Grade.CONFIRMED in plain


def test_however_much_else_speaks_for_it_reports_too_weak_stay_suspected() -> None:
    """Two that name the root make probable by their words, where their number makes it likely enough."""
    knowledge, fine = a_long_list()
    two = [reports("alpha", "Errors at Cloudflare", 5), reports("beta", "Slow at Cloudflare", 130)]
    alone = claims(play([*fine, *two], knowledge=knowledge)[1])
    seen = play([*fine, look(4), look(129), *two], knowledge=knowledge)[0]

    assert Grade.PROBABLE not in grades(alone)
    assert only(seen).grade is Grade.SUSPECTED
    assert only(seen).probability <= 0.79


def test_a_check_is_early_for_its_service_alone_and_lifts_nothing() -> None:
    state, changes = play([look(2, "alpha", rule=LookRule.CHECKS), reports("beta", minute=5)])
    assert grades(changes) == [Grade.EARLY]
    assert early(state).root == "alpha"

    _, changes = play([look(2, rule=LookRule.CHECKS), reports("alpha", minute=5)])
    assert grades(changes) == [Grade.EARLY]


def test_a_check_of_whom_its_own_page_reports_trouble_says_so_and_stays_early() -> None:
    own = reports("cloudflare", "Network issues", 6)
    state, changes = play([look(2, rule=LookRule.CHECKS), own])

    assert grades(changes) == [Grade.EARLY, Grade.EARLY]
    assert early(state).root_report is not None
    assert early(state).members == ()


def test_a_check_that_ends_leaves_what_probes_see() -> None:
    both = [look(2, rule=LookRule.CHECKS), look(4)]
    state, changes = play([*both, look(6, rule=LookRule.CHECKS, end=LookEnd.SERVED)])

    assert ChangeKind.WITHDRAWN not in kinds(changes)
    assert early(state).look == look(4).look


def test_a_region_that_probes_see_is_the_root() -> None:
    seen = look(2, VIRGINIA, rule=LookRule.REGION)
    state, changes = play([seen, reports("kappa", "Errors in AWS us-east-1", 6)])

    assert [change.incident.root for change in changes] == [VIRGINIA, VIRGINIA]
    assert only(state).grade is Grade.SUSPECTED


@pytest.mark.parametrize("kind", CorroborationKind)
def test_people_and_news_say_nothing_alone_or_beside_one_report(kind: CorroborationKind) -> None:
    state, changes = play([beside(kind, 1), reports("alpha", minute=3), beside(kind, 5)])

    assert not changes
    assert not state.incidents


@pytest.mark.parametrize("kind", CorroborationKind)
def test_people_and_news_add_what_they_may_at_most_and_only_for_a_while(kind: CorroborationKind) -> None:
    story = [OWN, *NAMING[:2]]

    def weight(*others: Observation) -> float:
        incident = only(play(sorted([*story, *others], key=lambda o: o.at))[0])
        return sum(e.weight for e in incident.evidence if e.kind is EvidenceKind(kind))

    most = p.CORROBORATION_NATS[kind]
    assert weight(beside(kind, 8, nats=50.0)) == pytest.approx(most, abs=0.1)
    assert weight(beside(kind, 8, nats=0.0)) == 0
    assert weight(beside(kind, -10, nats=50.0)) == 0
    assert weight(beside(kind, 8, nats=50.0, service="fastly")) == 0


def test_who_is_watched_for_longer_than_a_look_forgets_it() -> None:
    state, _ = play([look(2), look(20, end=LookEnd.SERVED)], state=LISTENED, until=3 * 1_440)

    assert not state.looks
