"""What the correlator knows beforehand: who stands on what, how well, and by how much."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.catalog.catalog import UNKNOWN, Catalog
from bot.correlation import parameters as p
from bot.correlation.knowledge import Knowledge, Switches
from bot.domain.incident import EvidenceKind
from bot.domain.service import EdgeEvidence, Strength
from bot.learned.learned import Learned
from bot.wording.reading import PROSE
from bot.wording.scope import Scope
from bot.wording.words import Words
from tests.builders import a_catalog, a_service, an_edge, at, edge_evidence
from tests.correlation_builders import (
    DEPENDENTS,
    IRELAND,
    SITES,
    TENANTS,
    VIRGINIA,
    WORLD,
    is_fine,
    play,
    reports,
)


def test_an_edge_reaches_as_far_as_its_strength_or_as_was_learned() -> None:
    edges = [an_edge("discord", "cloudflare"), an_edge("discord", "fastly", strength=Strength.USES)]
    catalog = a_catalog(services=("cloudflare", "fastly", "discord"), edges=edges)
    plain = Knowledge(catalog=catalog).standings("discord")
    learned = Knowledge(catalog=catalog, learned=Learned(reach={"discord > fastly": 0.8}))

    assert plain["cloudflare"].reach == pytest.approx(p.REACH[Strength.HARD])
    assert plain["fastly"].reach == pytest.approx(p.REACH[Strength.USES])
    assert learned.standings("discord")["fastly"].reach == 0.8


def test_a_lapsed_edge_is_no_worse_than_none_for_who_names_the_infrastructure() -> None:
    lapsed = an_edge(
        "alpha", "cloudflare", evidence=(edge_evidence(kind="news", known_from=date(2005, 1, 1)),)
    )
    knowledge = Knowledge(catalog=replace(WORLD.catalog, edges=(lapsed,)), day=date(2026, 1, 1))

    state, _ = play([reports("alpha", "Errors due to a Cloudflare outage")], knowledge=knowledge)

    assert knowledge.standings("alpha")["cloudflare"].reach < p.REACH_BY_TEXT
    assert [trace.reach for trace in state.index.evidence["cloudflare"].newest] == [p.REACH_BY_TEXT]


def test_who_stands_on_a_part_stands_on_the_whole_and_who_on_the_whole_not_on_every_part() -> None:
    part = replace(edge_evidence(), part=VIRGINIA)
    catalog = replace(
        WORLD.catalog, edges=(an_edge("kappa", "aws", evidence=(part,)), an_edge("lima", "aws"))
    )
    knowledge = Knowledge(catalog=catalog)

    assert set(knowledge.standings("kappa")) == {"aws", VIRGINIA}
    assert set(knowledge.standings("lima")) == {"aws"}
    only_part = Knowledge(catalog=replace(catalog, edges=(an_edge("kappa", VIRGINIA),))).standings("kappa")
    assert only_part["aws"].reach == pytest.approx(p.REACH_OF_WHOLE * only_part[VIRGINIA].reach)


def test_what_stands_on_a_provider_stands_more_weakly_on_what_that_stands_on() -> None:
    standing = WORLD.standings("papa")

    assert (standing["netlify"].via, standing["aws"].via) == (None, "netlify")
    assert 0 < standing["aws"].reach < standing["netlify"].reach
    assert standing["aws"].edge.infrastructure == "aws"


def test_nobody_stands_on_its_own_company() -> None:
    services = (a_service("aws"), a_service("aws/s3", parent="aws", organisation="aws"), "discord")
    catalog = a_catalog(services=services, edges=(("aws", "aws/s3"), ("discord", "aws/s3")))

    assert Knowledge(catalog=catalog).standings("aws") == {}
    assert set(Knowledge(catalog=catalog).standings("discord")) == {"aws/s3", "aws"}


def test_an_organisation_reaches_as_far_as_the_best_of_its_services() -> None:
    strong, weak = an_edge("alpha", "cloudflare"), an_edge("sister", "cloudflare", strength=Strength.USES)
    catalog = replace(WORLD.catalog, edges=(weak, strong))

    assert Knowledge(catalog=catalog).reaches("alpha")["cloudflare"] == round(p.REACH[Strength.HARD] * 1e6)


def test_wholes_and_parts_are_related_and_parts_among_each_other_are_not() -> None:
    assert WORLD.lineage(VIRGINIA) == (VIRGINIA, "aws")
    assert WORLD.provider(VIRGINIA) == "aws"
    assert WORLD.related("aws", VIRGINIA)
    assert WORLD.related(VIRGINIA, "aws")
    assert not WORLD.related(VIRGINIA, IRELAND)
    assert not WORLD.related("aws", "cloudflare")


def test_causes_that_nobody_can_name_are_one_for_all_and_one_a_category() -> None:
    assert WORLD.unknowns("alpha") == (UNKNOWN, f"{UNKNOWN}/chat")
    assert WORLD.unknowns("nobody-knows") == (UNKNOWN,)
    assert WORLD.provider(f"{UNKNOWN}/chat") == UNKNOWN
    assert {WORLD.catalog.name_of(node) for node in WORLD.unknowns("alpha")} == {"an unknown shared cause"}


def test_only_providers_that_many_stand_on_leak_and_fail_more_often_for_others() -> None:
    crowd = tuple(f"tenant-{n}" for n in range(100))
    catalog = a_catalog(
        services=("aws", "tiny", *crowd),
        edges=[*((tenant, "aws") for tenant in crowd), an_edge("tenant-1", "tiny", strength=Strength.USES)],
    )
    knowledge = Knowledge(catalog=catalog)

    assert knowledge.leaks == {"aws": pytest.approx(p.REACH[Strength.HARD])}
    assert knowledge.failures_a_month("aws") > knowledge.failures_a_month("tiny")
    assert knowledge.failures_a_month(UNKNOWN) == p.UNKNOWN_FAILURES_PER_MONTH


BLAMING = "Errors due to a Cloudflare outage"
STORY = (
    *(is_fine(service) for service in DEPENDENTS[3:]),
    reports("cloudflare", "Global network issues", 1),
    *(reports(s, BLAMING, 2 + n) for n, s in enumerate(DEPENDENTS[:3])),
)


@pytest.mark.parametrize(
    ("switches", "gone"),
    [
        (Switches(text=False), EvidenceKind.TEXT),
        (Switches(edges=False), EvidenceKind.EDGE),
        (Switches(root_page=False), EvidenceKind.ROOT_PAGE),
    ],
)
def test_a_kind_of_evidence_that_is_switched_off_is_used_by_nothing(
    switches: Switches, gone: EvidenceKind
) -> None:
    without = play(STORY, knowledge=replace(WORLD, switches=switches))[1]
    with_all = play(STORY)[1]

    assert gone in {e.kind for change in with_all for e in change.incident.evidence}
    assert gone not in {e.kind for change in without for e in change.incident.evidence}


class Translator:
    """Knows one foreign title, and what it says."""

    def words(self, text: str, service: str, catalog: Catalog) -> Words:
        return PROSE.words(text.replace("Panne bei", "due to an outage at"), service, catalog)

    def own_parts(self, text: str, service: str, catalog: Catalog) -> frozenset[str]:
        return PROSE.own_parts(text.replace("Störung in Irland", "Errors in eu-west-1"), service, catalog)

    def scope(self, text: str) -> Scope:
        return PROSE.scope(text)


def test_what_texts_say_is_asked_of_whoever_reads_them() -> None:
    foreign = [reports(s, "Fehler: Panne bei Cloudflare", n) for n, s in enumerate(DEPENDENTS[:3])]
    own = reports("aws", "Störung in Irland", 3)
    plain, _ = play([*foreign, own])
    state, changes = play([*foreign, own], knowledge=replace(WORLD, reader=Translator()))

    assert changes[-1].incident.root == "cloudflare"
    assert plain.index.own["aws"].newest[0].parts == frozenset()
    assert state.index.own["aws"].newest[0].parts == {IRELAND}
    assert not any(trace.blames for trace in plain.index.evidence["cloudflare"].newest)
    assert all(trace.blames for trace in state.index.evidence["cloudflare"].newest)


def test_without_silence_those_that_are_fine_cost_nothing() -> None:
    story = [*STORY[:3], *(reports(s, BLAMING, 75 * n) for n, s in enumerate(DEPENDENTS[:2]))]
    deaf = replace(WORLD, switches=Switches(silence=False))
    with_silence = play(story)[1][-1].incident
    without = play(story, knowledge=deaf)[1][-1].incident

    assert without.probability > with_silence.probability


def test_those_that_are_watched_and_fine_are_counted_by_organisation() -> None:
    fine = [is_fine(s) for s in ("alpha", "sister", "beta", "kappa")]
    state, _ = play([*fine, reports("beta", minute=1)])
    tally = state.index.tallies["cloudflare"]

    assert (tally.watched, tally.healthy) == (2, 1)
    assert tally.reach == WORLD.reaches("alpha")["cloudflare"]
    assert state.index.tallies["aws"].healthy == 1


@pytest.mark.parametrize("service", [*TENANTS[:1], *SITES[:1], "loner", "nobody-knows"])
def test_a_report_leaves_traces_where_its_service_stands_and_nowhere_else(service: str) -> None:
    state, _ = play([reports(service)])

    assert set(state.index.evidence) == {*WORLD.standings(service), *WORLD.unknowns(service)}


def test_hindsight_is_left_out() -> None:
    later = an_edge(evidence=(edge_evidence(known_from=date(2025, 11, 18)), edge_evidence(known_from=None)))
    catalog = a_catalog(edges=(later,))

    assert catalog.known_on(date(2025, 11, 18)).edges == ()
    assert len(catalog.known_on(date(2025, 11, 19)).edges[0].evidence) == 1


@pytest.mark.parametrize("lesson", [edge_evidence(event="e-1"), edge_evidence(kind="status_incident")])
def test_what_an_outage_taught_counts_from_two_days_after_it(lesson: EdgeEvidence) -> None:
    taught = replace(lesson, known_from=date(2025, 11, 18))
    catalog = a_catalog(edges=(an_edge(evidence=(taught,)),))

    assert catalog.known_on(at(12).date() + timedelta(days=2)).edges == ()
    assert catalog.known_on(at(12).date() + timedelta(days=3)).edges != ()


def test_a_weak_edge_weighs_less_than_a_hard_one() -> None:
    def probability(strength: Strength) -> float:
        edges = [an_edge(s, "cloudflare", strength=strength) for s in DEPENDENTS]
        catalog = a_catalog(
            services=(a_service("cloudflare", mentions=("Cloudflare",)), *DEPENDENTS), edges=edges
        )
        story = [reports(s, BLAMING, 75 * n) for n, s in enumerate(DEPENDENTS[:2])]
        _, changes = play(story, knowledge=Knowledge(catalog=catalog))
        return changes[-1].incident.probability if changes else 0.0

    assert probability(Strength.USES) < probability(Strength.PARTIAL) < probability(Strength.HARD)


def test_with_other_numbers_what_follows_from_reaches_is_worked_out_again_only_where_they_differ() -> None:
    catalog = a_catalog(services=("cloudflare", "discord"), edges=[an_edge("discord", "cloudflare")])
    before = Knowledge(catalog=catalog, learned=Learned(reach={"discord > cloudflare": 0.8}))
    kept = before.standings("discord")

    other_rates = before.with_numbers(replace(before.learned, typical=0.5))
    other_reach = before.with_numbers(Learned(reach={"discord > cloudflare": 0.2}))

    assert other_rates.learned.typical == 0.5
    assert other_rates.standings("discord") is kept
    assert other_reach.standings("discord")["cloudflare"].reach == 0.2
    assert other_reach.reaches("discord")["cloudflare"] == 200_000


def test_field_f_what_is_no_more_is_known_by_name_alone() -> None:
    """Judging the past, it stood until its end; today nobody reads it, and nothing stands on it."""
    end = date(2023, 5, 31)
    gone = replace(a_service("dyn", unreadable_because="its maker ended it"), retired=end)
    edge = an_edge("discord", "dyn", evidence=(edge_evidence(known_from=date(2016, 10, 21)),))
    catalog = a_catalog(services=(gone, "discord"), edges=[edge])
    before = end - timedelta(days=1)

    assert [bool(catalog.known_on(day).edges) for day in (before, end)] == [True, False]
    assert [bool(catalog.alive_on(day).edges) for day in (before, end)] == [True, False]
    assert [bool(catalog.alive_on(day).sources_of(["dyn"])) for day in (before, end)] == [True, False]
    assert catalog.alive_on(end).resolve("Dyn") == "dyn"
    assert gone.never_read_because == "it is no more, since 31 May 2023: its maker ended it"
