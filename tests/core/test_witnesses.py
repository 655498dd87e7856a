"""Whose report counts for whom: guesses, other places, causes of one's own, the provider's own posts."""

from dataclasses import replace

import pytest

from bot.catalog.catalog import UNKNOWN
from bot.correlation import parameters as p
from bot.correlation.hypothesis import HypothesisInput, delays, fit
from bot.correlation.knowledge import Knowledge
from bot.correlation.state import State
from bot.correlation.trace import Trace
from bot.domain.incident import EvidenceKind, Grade
from bot.domain.observation import Observation
from bot.domain.status import Impact
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
    ends,
    is_fine,
    only,
    play,
    reports,
    told,
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


def test_a_guess_is_shown_as_what_it_is() -> None:
    incident = only(play([*NAMING, reports("loner", minute=13)])[0])

    assert [(e.kind, e.says) for e in incident.evidence if e.service == "loner"] == [
        (EvidenceKind.TIMING, "Loner began to report at 12:13 UTC")
    ]


def test_guesses_make_nothing_likelier_and_earn_no_grade() -> None:
    """Three more that blame nobody would turn a probable claim into a confirmed one, were they known."""
    story = [
        OWN,
        *(reports(s, "Errors from an upstream provider", 4 + n) for n, s in enumerate(DEPENDENTS[:3])),
    ]
    guesses = [reports(s, minute=13) for s in ("loner", *TENANTS[:3])]
    before, after_guesses = only(play(story)[0]), only(play([*story, *guesses])[0])

    assert set(after_guesses.services) > set(before.services)
    assert after_guesses.grade is before.grade
    assert after_guesses.probability <= before.probability


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


# The provider's own posts.


def test_a_post_that_is_just_over_still_counts_and_one_long_over_does_not() -> None:
    own = reports("cloudflare", "Global network issues", 0, impact=Impact.CRITICAL)

    def shows_own_page(minute: float) -> bool:
        story = [
            own,
            ends(own, 5),
            *(reports(s, "API errors", minute + n) for n, s in enumerate(DEPENDENTS[:3])),
        ]
        return any(change.incident.root_report is not None for change in told(story))

    assert shows_own_page(20)
    assert not shows_own_page(90)


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Network errors", True),
        ("Usage reports are late", False),
        ("Invoices are late", False),
    ],
)
def test_a_post_about_a_thing_beside_is_no_word_of_the_root(title: str, *, counts: bool) -> None:
    own = reports("cloudflare", title, 2, impact=Impact.CRITICAL)
    changes = told([own, *WORDLESS])

    assert bool(changes) is counts
    assert all(change.incident.root_report is not None for change in changes)


def test_a_post_about_one_product_counts_for_less_unless_a_report_names_that_product() -> None:
    def own_weight(title: str, words: str) -> float:
        own = reports("cloudflare", title, 2, impact=Impact.MINOR)
        naming = [
            reports(s, f"{words} due to a Cloudflare outage", 5 + n) for n, s in enumerate(DEPENDENTS[:2])
        ]
        evidence = only(play([own, *naming])[0]).evidence
        return sum(e.weight for e in evidence if e.kind is EvidenceKind.ROOT_PAGE)

    whole = own_weight("Network errors", "Uploads fail")
    part = own_weight("Uploads to R2 fail", "Errors")
    named = own_weight("Uploads to R2 fail", "R2 errors")

    assert 0 <= part < named
    assert named == pytest.approx(whole, rel=0.05)


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
