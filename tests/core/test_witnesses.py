"""Whose report counts for whom: other places, causes of one's own, kinds, who fails himself."""

from dataclasses import replace

import pytest

from bot.catalog.catalog import UNKNOWN
from bot.correlation import parameters as p
from bot.correlation.knowledge import Knowledge
from bot.correlation.parameters import MAX_WEIGHED
from bot.correlation.state import State
from bot.correlation.trace import Trace
from bot.domain.incident import Grade
from bot.domain.observation import Observation
from tests.builders import a_catalog, a_service
from tests.correlation_builders import (
    DEPENDENTS,
    LEARNED,
    NAMING,
    OWN,
    WORLD,
    a_provider,
    a_world,
    adds,
    is_fine,
    only,
    play,
    reports,
)

WORDLESS = tuple(reports(s, minute=6 + n) for n, s in enumerate(DEPENDENTS[:3]))


def roots(story: list[Observation], knowledge: Knowledge = WORLD) -> dict[str, tuple[str, ...]]:
    state, _ = play(story, knowledge=knowledge)
    return {incident.root: incident.services for incident in state.incidents.values()}


def trace_on(node: str, state: State, service: str) -> Trace:
    (trace,) = (trace for trace in state.index.evidence[node].newest if trace.service == service)
    return trace


def test_whom_nothing_connects_joins_nothing_however_sure_and_wide_it_is() -> None:
    loner = reports("loner", minute=13)

    assert roots([OWN, *NAMING, loner]) == {"cloudflare": ("alpha", "beta", "gamma")}


def a_crowd_of_strangers(count: int) -> Knowledge:
    strangers = {f"stranger-{n}": a_service(f"stranger-{n}") for n in range(count)}
    return replace(WORLD, catalog=replace(WORLD.catalog, services={**WORLD.catalog.services, **strangers}))


def test_however_many_strangers_report_they_crowd_nobody_out_who_is_known() -> None:
    alpha, beta = NAMING[0], reports("beta", "Dashboard down because of Cloudflare", 60)
    crowd = [reports(f"stranger-{n}", minute=6 + n / 4) for n in range(MAX_WEIGHED + 10)]
    state, _ = play([alpha, *crowd, beta], knowledge=a_crowd_of_strangers(MAX_WEIGHED + 10))

    assert only(state).root == "cloudflare"
    assert only(state).services == ("alpha", "beta")


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


def test_who_began_before_anybody_named_the_root_is_no_member() -> None:
    early = reports("delta", minute=0)
    naming = [reports(s, "Errors because of Cloudflare", 45 + n) for n, s in enumerate(DEPENDENTS[:3])]
    soon = reports("delta", minute=30)

    assert roots([early, *naming]) == {"cloudflare": DEPENDENTS[:3]}
    assert roots([soon, *naming]) == {"cloudflare": ("delta", *DEPENDENTS[:3])}


def test_a_member_leaves_when_it_turns_out_that_it_began_before_the_failure() -> None:
    """Three with the provider's own page are a suspicion before anybody has named it."""
    story = [reports("delta", minute=0), *(reports(s, minute=40 + n) for n, s in enumerate(DEPENDENTS[:2]))]
    state, _ = play([OWN, *story])
    assert "delta" in only(state).services
    naming = [
        adds(reports(s, minute=40 + n), "Caused by Cloudflare", 50) for n, s in enumerate(DEPENDENTS[:2])
    ]
    state, changes = play(naming, state=state)

    assert "delta" not in only(state).services
    assert any(change.reason == "Delta began before it" for change in changes)
