"""How strong an edge is by its evidence, on a day: kind, tier, age, and how many say it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.loader import load
from bot.correlation import parameters as p
from bot.correlation.edge_reach import LEAST_REACH, LIVES, quarter_of, reach_on, weight_on
from bot.correlation.knowledge import Knowledge
from bot.domain.service import EdgeEvidence, Strength, Tier
from bot.lab.evaluation.knowing import known_then
from bot.learned.learned import Learned
from tests.builders import a_catalog, an_edge, edge_evidence

TODAY = date(2026, 10, 1)
YEAR = timedelta(days=365)


def said(
    kind: str = "status_incident",
    strength: Strength = Strength.HARD,
    *,
    years: float = 0.0,
    tier: Tier = Tier.A,
    source: str = "https://status.example/1",
    event: str | None = None,
) -> EdgeEvidence:
    day = TODAY - years * YEAR
    return edge_evidence(kind=kind, strength=strength, tier=tier, known_from=day, source=source, event=event)


def reach(*evidence: EdgeEvidence, day: date | None = TODAY) -> float:
    return reach_on(an_edge(evidence=evidence), day)


@pytest.mark.parametrize("strength", list(Strength))
def test_what_the_service_itself_said_this_quarter_reaches_as_far_as_its_strength(strength: Strength) -> None:
    assert reach(said(strength=strength)) == pytest.approx(p.REACH[strength])
    assert reach(said(strength=strength, years=50), day=None) == pytest.approx(p.REACH[strength])


def test_news_of_ten_years_ago_is_no_hard_edge_and_the_services_own_word_is_more_than_weak() -> None:
    assert reach(said("news", years=10, tier=Tier.C)) < p.REACH[Strength.USES]
    assert reach(said("status_incident", years=10)) > p.REACH[Strength.USES]


@pytest.mark.parametrize("kind", sorted(LIVES))
def test_after_its_life_a_piece_of_evidence_says_half(kind: str) -> None:
    fresh, old = said(kind), said(kind, years=LIVES[kind])

    assert weight_on(old, TODAY) == pytest.approx(weight_on(fresh, TODAY) / 2, rel=0.01)


def test_news_and_blogs_age_faster_than_answers_on_the_wire_and_kept_lists() -> None:
    fast = [LIVES[kind] for kind in ("news", "engineering_blog", "case_study")]
    slow = [LIVES[kind] for kind in ("dns_measurement", "http_measurement", "subprocessor")]

    assert max(fast) < min(slow)


def test_the_shipped_kinds_of_evidence_all_have_a_life() -> None:
    assert {e.kind for edge in load().edges for e in edge.evidence} <= LIVES.keys()


def test_whoever_tells_it_matters_in_the_order_of_the_tiers() -> None:
    by_tier = [reach(said(tier=tier)) for tier in Tier]

    assert by_tier == sorted(by_tier, reverse=True)
    assert len(set(by_tier)) == len(by_tier)


def test_an_undated_source_is_taken_to_be_as_old_as_its_life() -> None:
    undated = edge_evidence(known_from=None)

    assert weight_on(undated, TODAY) == pytest.approx(0.5)
    assert weight_on(undated, None) == pytest.approx(1.0)


def test_newer_evidence_refreshes_an_old_edge() -> None:
    old = said("news", years=8, tier=Tier.C)

    assert reach(old, said(source="https://elsewhere.example/2")) == pytest.approx(p.REACH[Strength.HARD])


def test_independent_pieces_add_and_copies_of_one_do_not() -> None:
    once = said("news", tier=Tier.C, event="cloudflare-2025-11-18")
    copied = said("news", tier=Tier.C, event="cloudflare-2025-11-18", source="https://copy.example/2")
    again = said("news", tier=Tier.C, event="cloudflare-2025-12-05", source="https://other.example/3")
    same_site = said("news", tier=Tier.C, source="https://status.example/2")

    assert reach(once, copied) == pytest.approx(reach(once))
    assert reach(said("news", tier=Tier.C), same_site) == pytest.approx(reach(once))
    assert reach(once) < reach(once, again) < p.REACH[Strength.HARD]


def test_what_is_hard_by_old_news_is_still_what_a_fresh_list_says() -> None:
    list_of_today = said("docs", Strength.USES, source="https://acme.example/docs")
    both = reach(said("news", years=9, tier=Tier.C), list_of_today)

    assert reach(list_of_today) < both < p.REACH[Strength.PARTIAL]


EVIDENCE = st.lists(
    st.builds(
        said,
        st.sampled_from([*LIVES, "something else"]),
        st.sampled_from(list(Strength)),
        years=st.floats(0, 30),
        tier=st.sampled_from(list(Tier)),
        source=st.sampled_from([f"https://{n}.example/" for n in range(4)]),
        event=st.sampled_from([None, "e-1", "e-2"]),
    ),
    max_size=6,
)


@given(EVIDENCE, EVIDENCE, st.integers(0, 4000))
def test_more_evidence_never_weakens_an_edge_and_time_never_strengthens_it(
    some: list[EdgeEvidence], more: list[EdgeEvidence], days: int
) -> None:
    found = reach(*some)

    assert LEAST_REACH <= found <= p.REACH[Strength.HARD] + 1e-9
    assert found <= reach(*some, *more) + 1e-9
    assert reach(*some, day=TODAY + timedelta(days=days)) <= found + 1e-9


def test_evidence_ages_by_the_quarter_and_only_then_is_anything_worked_out_anew() -> None:
    catalog = a_catalog(edges=[an_edge(evidence=(said("news", years=8, tier=Tier.C),))])
    learned = Learned()
    known = known_then(catalog, lambda _: learned)
    first, last, next_quarter = (known(date(2026, *day)) for day in ((1, 1), (3, 31), (4, 1)))

    assert quarter_of(date(2026, 3, 31)) == date(2026, 1, 1)
    assert quarter_of(date(2026, 12, 1)) == date(2026, 10, 1)
    assert reach_on(catalog.edges[0], date(2026, 1, 1)) == reach_on(catalog.edges[0], date(2026, 3, 31))
    assert first is last
    assert next_quarter is not first
    assert next_quarter.standings("discord")["cloudflare"].reach > LEAST_REACH
    assert (
        next_quarter.standings("discord")["cloudflare"].reach < first.standings("discord")["cloudflare"].reach
    )


def test_the_past_is_judged_by_the_age_of_evidence_then() -> None:
    edge = an_edge(evidence=(edge_evidence(kind="news", tier=Tier.C, known_from=date(2016, 10, 21)),))
    catalog = a_catalog(edges=[edge])

    then, now = (
        Knowledge(catalog=catalog, day=day).standings("discord")["cloudflare"].reach
        for day in (date(2016, 11, 1), TODAY)
    )

    assert then == reach_on(edge, date(2016, 11, 1)) > 3 * now
