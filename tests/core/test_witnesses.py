"""Whose report counts for whom: guesses, other places, causes of one's own, kinds."""

from dataclasses import replace

import pytest

from bot.catalog.catalog import UNKNOWN
from bot.correlation import parameters as p
from bot.correlation.hypothesis import HypothesisInput, delays, fit
from bot.correlation.knowledge import Knowledge
from bot.correlation.parameters import MAX_WEIGHED
from bot.correlation.state import State
from bot.correlation.trace import Trace
from bot.domain.incident import ChangeKind, EvidenceKind, Grade
from bot.domain.observation import Observation
from tests.builders import NOON, a_catalog, a_service
from tests.correlation_builders import (
    DEPENDENTS,
    LEARNED,
    NAMING,
    OWN,
    TENANTS,
    WORLD,
    a_provider,
    a_world,
    adds,
    is_fine,
    kinds,
    only,
    play,
    reports,
    vanishes,
)

WORDLESS = tuple(reports(s, minute=6 + n) for n, s in enumerate(DEPENDENTS[:3]))


def roots(story: list[Observation], knowledge: Knowledge = WORLD) -> dict[str, tuple[str, ...]]:
    state, _ = play(story, knowledge=knowledge)
    return {incident.root: incident.services for incident in state.incidents.values()}


def trace_on(node: str, state: State, service: str) -> Trace:
    (trace,) = (trace for trace in state.index.evidence[node].newest if trace.service == service)
    return trace


# Guesses: nobody has found out whether Loner stands on Cloudflare, as many do.


def test_a_guess_joins_what_is_confirmed_and_not_what_is_probable() -> None:
    loner = reports("loner", minute=13)

    assert roots([*NAMING, loner]) == {"cloudflare": ("alpha", "beta", "gamma", "loner")}
    assert roots([*NAMING[:2], loner]) == {"cloudflare": ("alpha", "beta")}


def test_a_guess_joins_what_is_probable_and_has_three_members_and_the_roots_own_page() -> None:
    vague = [reports(s, "Errors from an upstream provider", 4 + n) for n, s in enumerate(DEPENDENTS[:3])]
    loner = reports("loner", minute=13)

    assert only(play([OWN, *vague])[0]).grade is Grade.PROBABLE
    assert roots([OWN, *vague, loner]) == {"cloudflare": (*DEPENDENTS[:3], "loner")}
    assert roots([OWN, *vague[:2], loner]) == {"cloudflare": DEPENDENTS[:2]}


def test_a_guess_joins_what_is_sure_and_wide_without_the_roots_own_page() -> None:
    vague = [reports(s, "Errors from an upstream provider", 4 + n) for n, s in enumerate(DEPENDENTS[2:5])]
    loner = reports("loner", minute=13)

    assert only(play([*NAMING[:2], *vague])[0]).grade is Grade.PROBABLE
    assert only(play([*NAMING[:2], *vague, loner])[0]).services[-1] == "loner"
    assert "loner" not in only(play([*NAMING[:2], *vague[:2], loner])[0]).services


def test_a_guess_is_shown_as_what_it_is() -> None:
    incident = only(play([*NAMING, reports("loner", minute=13)])[0])

    assert [(e.kind, e.says) for e in incident.evidence if e.service == "loner"] == [
        (EvidenceKind.TIMING, "Loner began to report at 12:13 UTC")
    ]


def test_guesses_make_nothing_likelier_and_earn_no_grade() -> None:
    story = [
        OWN,
        *(reports(s, "Errors from an upstream provider", 4 + n) for n, s in enumerate(DEPENDENTS[:3])),
    ]
    guesses = [reports(s, minute=13) for s in ("loner", *TENANTS[:3])]
    before, after_guesses = only(play(story)[0]), only(play([*story, *guesses])[0])

    assert set(after_guesses.services) > set(before.services)
    assert after_guesses.grade is before.grade
    assert after_guesses.probability <= before.probability


def test_a_guess_does_not_take_the_place_of_one_that_is_known() -> None:
    """Confirmed takes three: who takes its report back is missed though a guess has joined."""
    story = [OWN, *NAMING, reports("loner", minute=13)]
    before, _ = play(story)
    later, _ = play([vanishes(NAMING[0], 20)], state=before)

    assert (only(before).grade, len(only(before).services)) == (Grade.CONFIRMED, 4)
    assert (only(later).grade, only(later).services) == (Grade.PROBABLE, ("beta", "gamma", "loner"))


def a_crowd_of_strangers(count: int) -> Knowledge:
    strangers = {f"stranger-{n}": a_service(f"stranger-{n}") for n in range(count)}
    return replace(WORLD, catalog=replace(WORLD.catalog, services={**WORLD.catalog.services, **strangers}))


def test_however_many_guesses_join_a_named_root_it_stays_the_root() -> None:
    """To a cause that nobody can name each of them would be evidence."""
    crowd = [reports(f"stranger-{n}", minute=13 + n / 4) for n in range(40)]
    state, changes = play([OWN, *NAMING, *crowd], knowledge=a_crowd_of_strangers(40))

    assert len(only(state).members) > 40
    assert ChangeKind.REROOTED not in kinds(changes)


def test_however_many_strangers_report_they_crowd_nobody_out_who_is_known() -> None:
    alpha, beta = NAMING[0], reports("beta", "Dashboard down because of Cloudflare", 60)
    crowd = [reports(f"stranger-{n}", minute=6 + n / 4) for n in range(MAX_WEIGHED + 10)]
    state, _ = play([alpha, *crowd, beta], knowledge=a_crowd_of_strangers(MAX_WEIGHED + 10))

    assert only(state).root == "cloudflare"
    assert only(state).services == ("alpha", "beta")


@pytest.mark.parametrize("guessed", [False, True])
def test_a_guess_is_explained_by_a_failure_and_no_evidence_of_one(*, guessed: bool) -> None:
    def odds(*organisations: str, guess: bool = False) -> tuple[float, tuple[float, ...]]:
        hour = NOON.timestamp() / 3600
        traces = [
            Trace(
                key=o,
                service=o,
                organisation=o,
                seen=NOON,
                last_news_at=NOON,
                hours=hour,
                reach=0.4,
                ratio=100.0,
                background=1 / 240,
                guessed=guess and o == "beta",
            )
            for o in organisations
        ]
        found = fit(
            HypothesisInput(
                traces=traces,
                strengths=[trace.strength for trace in traces],
                own=[],
                silent=0.0,
                scale=1.0,
                earliest=hour - 3,
                latest=hour + 24,
                now=hour + 1,
                monthly=0.3,
                delays=delays(16.0, 1.09),
            )
        )
        return found.log_odds, found.shares

    alone, _ = odds("alpha")
    both, shares = odds("alpha", "beta", guess=guessed)

    assert (both == pytest.approx(alone)) is guessed
    assert shares[1] > p.JOIN_AT


# Elsewhere: its own words put a report at another provider, or give it a cause of its own.


def test_who_places_itself_at_another_provider_does_not_count_by_its_edge() -> None:
    elsewhere = reports("gamma", "Errors in AWS us-east-1", 12)
    state, _ = play([OWN, *NAMING[:2], elsewhere])

    assert only(state).services == ("alpha", "beta")
    assert trace_on("cloudflare", state, "gamma").elsewhere
    assert not trace_on("aws", state, "gamma").elsewhere


@pytest.mark.parametrize(
    "manner", ["The cause was a bad deploy on our side.", "This is due to our own database."]
)
def test_who_finds_a_cause_of_its_own_leaves(manner: str) -> None:
    state, changes = play([OWN, *NAMING[:2], WORDLESS[2], adds(WORDLESS[2], manner, 20)])

    assert only(state).services == ("alpha", "beta")
    assert changes[-1].reason == "Gamma now blamed on another cause"


# A provider that others blame fails itself.


def test_a_provider_that_others_blame_is_no_wordless_member_of_anothers_failure() -> None:
    """Netlify stands on AWS and says nothing of it, while its own customers blame Netlify."""
    aws = [
        reports("kappa", "Errors due to an AWS outage", 3),
        reports("lima", "Errors due to an AWS outage", 4),
        reports("netlify", "Builds fail", 5),
    ]
    site = reports("papa", "Errors due to a Netlify outage", 4)

    assert roots(aws) == {"aws": ("kappa", "lima", "netlify")}
    assert "netlify" not in roots([site, *aws])["aws"]


def test_a_provider_that_names_what_it_stands_on_stays_a_member_though_others_blame_it() -> None:
    aws = [
        reports("kappa", "Errors due to an AWS outage", 3),
        reports("netlify", "Builds fail due to an AWS outage", 5),
    ]
    site = reports("papa", "Errors due to a Netlify outage", 4)

    assert "netlify" in roots([site, *aws])["aws"]


# An upstream of which only the kind is named.


def a_cdn_world() -> Knowledge:
    """Two stand on Acme, a CDN, and one on Globex, a cloud; too few to be widely used by themselves."""
    providers = (
        replace(a_provider("acme", "Acme"), kinds=("cdn",)),
        replace(a_provider("globex", "Globex"), kinds=("cloud",)),
    )
    edges = (("alpha", "acme"), ("beta", "acme"), ("gamma", "globex"))
    crowd = tuple(f"tenant-{n}" for n in range(300))
    return Knowledge(
        catalog=a_catalog(
            services=(*providers, "initech", "alpha", "beta", "gamma", "stranger", *crowd),
            edges=(*edges, *((tenant, "globex") for tenant in crowd)),
        )
    )


def test_a_kind_of_provider_that_is_blamed_reaches_all_of_that_kind() -> None:
    knowledge = a_cdn_world()
    state, _ = play([reports("stranger", "Errors due to our CDN provider")], knowledge=knowledge)

    assert knowledge.of_kind("cdn") == ("acme",)
    assert "acme" not in knowledge.leaks
    assert trace_on("acme", state, "stranger").vague
    assert trace_on("acme", state, "stranger").reach == p.LEAST_LEAK
    assert not trace_on("acme", state, "stranger").guessed
    wordless, _ = play([reports("stranger")], knowledge=knowledge)
    assert "acme" not in wordless.index.evidence


# What has no name at all needs more the more are listened to.


def test_the_longer_the_list_the_more_have_to_fail_at_once_for_an_unknown_cause() -> None:
    strangers = [a_service(f"s{n}") for n in range(9)]
    others = [f"o{n}" for n in range(300)]
    knowledge = Knowledge(catalog=a_catalog(services=(*strangers, *others), edges=()))
    story = [reports(s.id, minute=n) for n, s in enumerate(strangers)]
    alone = play(story, knowledge=knowledge)[1]
    among = play([*(is_fine(o) for o in others), *story], knowledge=knowledge)[1]

    assert {change.incident.root.split("/")[0] for change in alone} == {UNKNOWN}
    assert among == []


def test_as_many_as_stand_on_one_provider_fail_at_once_and_need_say_nothing() -> None:
    many = tuple(f"dependent-{n}" for n in range(9))
    knowledge = Knowledge(catalog=a_world(many), learned=LEARNED)

    def grades(count: int) -> list[Grade]:
        story = [reports(s, minute=n) for n, s in enumerate(many[:count])]
        return [change.incident.grade for change in play(story, knowledge=knowledge)[1]]

    assert grades(5) == []
    assert set(grades(8)) == {Grade.SUSPECTED}
