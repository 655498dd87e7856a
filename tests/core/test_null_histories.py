"""Null histories: years of dependents' records moved in time and given to others."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.catalog.loader import load as shipped_catalog
from bot.domain.incident import Grade, IncidentChange
from bot.lab.evaluation.records import ReportRecord
from bot.lab.null.counting import null_claims, null_figure, without
from bot.lab.null.donors import WEEK, donors_in
from bot.lab.null.giving import NullKind, Year
from bot.lab.null.history import NullHistory, NullPlan, best_read_year, null_history
from bot.lab.null.reading import GivenReader
from bot.lab.null.trades import Trade, trade_of
from bot.learned.learned import Learned
from bot.wording.reading import PROSE
from tests.builders import a_catalog, a_change, a_member, a_report, a_service, an_edge, an_incident, an_update

START = datetime(2024, 1, 1, tzinfo=UTC)
YEAR = Year(start=START, end=datetime(2025, 1, 1, tzinfo=UTC))
TAKERS = tuple(f"taker-{n}" for n in range(12))
CATALOG = a_catalog(
    [
        a_service("aws", name="AWS", category="cloud-hosting", mentions=("AWS",)),
        a_service("aws/north", organisation="aws", parent="aws", sources=(), mentions=("AWS North",)),
        a_service("hostly", name="Hostly", category="cloud-hosting", mentions=("Hostly",)),
        a_service("datly", name="Datly", category="database-data"),
        a_service("saydesk", organisation="say", category="crm-support"),
        a_service("saytalk", organisation="say", category="communication"),
        a_service("saywiki", organisation="say", category="productivity"),
        *(
            a_service(taker, category="database-data" if n % 2 else "hr", mentions=(f"Taker {n}",))
            for n, taker in enumerate(TAKERS)
        ),
    ],
    [an_edge("taker-7", "aws"), an_edge("hostly", "aws")],
)


def a_record(service: str, id_: str, days: float, text: str = "We look into it.") -> ReportRecord:
    """A report of four hours, with two posts, seen a few minutes after it began."""
    at = START + timedelta(days=days)
    posts = an_update(text, at=at), an_update("It is over.", at=at + timedelta(hours=4))
    report = replace(
        a_report(id_, title=text, started_at=at, updates=posts),
        updated_at=at + timedelta(hours=4),
        resolved_at=at + timedelta(hours=4),
    )
    return ReportRecord(
        service=service, report=report, seen=at + timedelta(minutes=5), gone=at + timedelta(hours=9)
    )


def rhythm(service: str, every: float, *, since: float = 0.0, until: float = 366.0) -> list[ReportRecord]:
    """A report every so many days."""
    count = int((until - since) / every)
    return [a_record(service, f"{service}-{n}", since + n * every) for n in range(count)]


HISTORY = [
    *rhythm("aws", 15),
    *rhythm("hostly", 5),
    *rhythm("datly", 7),
    *rhythm("saydesk", 9),
    *rhythm("saytalk", 10),
    *rhythm("saywiki", 11),
]


def made(services: int = 8, *, kind: NullKind = NullKind.RANDOM, seed: int = 1) -> NullHistory:
    return null_history(HISTORY, CATALOG, NullPlan(services=services, year=YEAR, kind=kind, seed=seed))


def by_service(records: Iterable[ReportRecord]) -> dict[str, list[ReportRecord]]:
    found: dict[str, list[ReportRecord]] = defaultdict(list)
    for record in records:
        found[record.service].append(record)
    return found


def test_a_seed_always_makes_the_same_and_another_seed_another() -> None:
    assert made() == made()
    assert made().records != made(seed=2).records


def test_providers_records_stay_and_dependents_own_are_gone() -> None:
    history = made(services=100)

    of = by_service(history.records)
    assert of.pop("aws") == by_service(HISTORY)["aws"]
    assert history.own == 24
    assert of.keys() == history.donors.keys()
    own = {(record.service, record.seen) for record in HISTORY}
    assert not [
        record for records in of.values() for record in records if (record.service, record.seen) in own
    ]


def test_all_times_of_a_record_move_alike_and_its_words_not_at_all() -> None:
    history = made(services=100)
    originals = {record.report.id: record for record in HISTORY}

    copies = [record for record in history.records if record.service != "aws"]
    assert len(copies) > 100
    for copy in copies:
        original = originals[copy.report.id.split("~")[0]]
        by = copy.seen - original.seen
        report = original.report
        assert abs(by) >= timedelta(weeks=3)
        assert copy.gone == original.gone + by if original.gone else copy.gone is None
        assert copy.report.started_at == report.started_at + by
        assert copy.report.updated_at == report.updated_at + by
        assert copy.report.resolved_at == report.resolved_at + by if report.resolved_at else False
        assert [u.at for u in copy.report.updates] == [u.at + by for u in report.updates]
        assert copy.report.text == report.text
        assert YEAR.start <= copy.seen < YEAR.end


def test_a_service_has_the_year_of_one_donor_each_report_by_an_id_of_its_own() -> None:
    history = made()

    for service, records in by_service(history.records).items():
        ids = [record.report.id for record in records]
        assert len(set(ids)) == len(ids)
        if service != "aws":
            assert {id_.rsplit("-", 1)[0] for id_ in ids} == {history.donors[service]}
    assert [record.seen for record in history.records] == sorted(record.seen for record in history.records)


@pytest.mark.parametrize("kind", [*NullKind])
def test_no_copy_meets_itself_however_many_services_there_are(kind: NullKind) -> None:
    many = a_catalog([*CATALOG.services.values(), *(f"more-{n}" for n in range(400))])

    history = null_history(HISTORY, many, NullPlan(services=1_000, year=YEAR, kind=kind))

    times: dict[str, list[datetime]] = defaultdict(list)
    for record in history.records:
        if record.service != "aws":
            times[record.report.id.split("~")[0]].append(record.seen)
    assert 150 < len(history.donors) < 400  # as many as there are weeks to give
    apart = [later - at for seen in times.values() for at, later in pairwise(sorted(seen))]
    assert min(apart) >= timedelta(days=1)


def test_organisations_give_alike_however_many_pages_they_have() -> None:
    given = Counter(CATALOG.organisation_of(donor) for donor in made(services=9).donors.values())

    assert given == {"hostly": 3, "datly": 3, "say": 3}


def test_by_category_a_service_gets_the_records_of_its_own_trade() -> None:
    history = made(services=12, kind=NullKind.CATEGORY)

    assert len(history.donors) == 12
    for service, donor in history.donors.items():
        categories = (CATALOG.services[id_].category for id_ in (service, donor))
        assert len({trade_of(category) for category in categories}) == 1


def test_a_trade_that_has_nothing_left_takes_from_anybody() -> None:
    history = [record for record in HISTORY if record.service in ("aws", "saydesk")]

    given = null_history(history, CATALOG, NullPlan(services=20, year=YEAR, kind=NullKind.CATEGORY))

    assert set(given.donors.values()) == {"saydesk"}
    assert len(given.donors) == len(CATALOG.services) - 2


def test_every_category_with_a_trade_of_its_own_is_one_of_the_catalogue() -> None:
    categories = {service.category for service in shipped_catalog(None, shipped=True).services.values()}

    placed = {category for category in categories if trade_of(category) is not Trade.APPLICATION}

    assert placed == {
        "cloud-hosting", "cdn-dns", "telecom-network", "database-data", "ai", "research", "observability",
        "it-management", "analytics", "developer-tools", "security-identity",
    }  # fmt: skip


def test_services_with_an_edge_come_first() -> None:
    assert set(made(services=2).donors) == {"taker-7", "hostly"}


def test_who_shows_no_rhythm_or_is_a_machine_gives_nothing() -> None:
    usual = rhythm("datly", 7)
    few, short = usual[:7], rhythm("datly", 7, until=80)
    machine = rhythm("datly", 0.5)

    assert [donors_in(records, CATALOG) for records in (few, short, machine)] == [(), (), ()]
    (donor,) = donors_in(usual, CATALOG)
    assert (donor.service, donor.weeks, len(donor.records)) == ("datly", 52, 52)


def test_the_time_in_which_nobody_read_a_page_is_not_given() -> None:
    records = [*rhythm("datly", 5, until=150), *rhythm("datly", 5, since=600, until=750)]

    (donor,) = donors_in(records, CATALOG)

    assert donor.weeks == 43  # 300 days and not 750
    assert max(placed.after for placed in donor.records) < donor.weeks * WEEK


def test_a_short_ring_goes_round_again() -> None:
    (donor,) = donors_in(rhythm("datly", 7, until=200), CATALOG)
    history = null_history(rhythm("datly", 7, until=200), CATALOG, NullPlan(services=1, year=YEAR))

    (records,) = by_service(history.records).values()
    assert donor.weeks < 30
    assert len(records) == pytest.approx(52, abs=3)
    assert any(record.report.id.endswith("~2") for record in records)


def test_the_year_is_the_one_in_which_most_services_were_read() -> None:
    more = rhythm("extra", 20, since=366, until=500)

    assert best_read_year([*HISTORY, *more], 12, None) == YEAR
    assert best_read_year(HISTORY, 2, datetime(2024, 3, 10, tzinfo=UTC)) == Year(
        start=datetime(2024, 3, 10, tzinfo=UTC), end=datetime(2024, 5, 10, tzinfo=UTC)
    )
    assert best_read_year([], 12, None) is None


def test_a_donor_and_the_service_are_nobody_else_in_the_donors_words() -> None:
    reader = GivenReader(reader=PROSE, donors={"taker-1": "hostly"})
    text = "Errors because of an outage at Hostly. Taker 1 is down because of an outage at AWS."

    def named(service: str) -> set[str]:
        return {mention.node for mention in reader.words(text, service, CATALOG).mentions}

    assert named("taker-1") == {"aws"}
    assert named("datly") == {"hostly", "taker-1", "aws"}


def test_the_donors_words_are_no_word_on_parts_of_the_service() -> None:
    reader = GivenReader(reader=PROSE, donors={})

    assert reader.own_parts("AWS North is down", "aws", CATALOG) == {"aws/north"}
    assert (
        GivenReader(reader=PROSE, donors={"aws": "hostly"}).own_parts("AWS North is down", "aws", CATALOG)
        == set()
    )


def test_what_was_learned_of_who_is_given_records_is_forgotten() -> None:
    numbers = {"say": 0.1, "aws": 0.2}
    pairs = {"say > aws": 0.1, "aws > hostly": 0.2}
    learned = Learned(
        rates=numbers,
        impacts={"say": {"major": 1.0}, "aws": {"minor": 1.0}},
        naming=pairs,
        naming_of={"aws": 0.3},
        blaming=pairs,
        reticence=numbers,
        upstreams=numbers,
        reach={"saydesk > aws": 0.4, "aws > hostly": 0.5},
    )

    left = without(learned, ["saydesk"], CATALOG)

    assert left == replace(
        learned,
        rates={"aws": 0.2},
        impacts={"aws": {"minor": 1.0}},
        naming={"aws > hostly": 0.2},
        blaming={"aws > hostly": 0.2},
        reticence={"aws": 0.2},
        upstreams={"aws": 0.2},
        reach={"aws > hostly": 0.5},
    )


def test_a_claim_counts_at_its_highest_grade_and_not_where_providers_are_alone() -> None:
    def change(id_: str, grade: Grade, minute: int, *members: str) -> IncidentChange:
        incident = an_incident(id=id_, grade=grade, members=tuple(a_member(m) for m in members))
        return a_change(at=START + timedelta(minutes=minute), incident=incident)

    claims = null_claims(
        [
            change("one", Grade.COINCIDENT, 0, "taker-1", "taker-2"),
            change("one", Grade.PROBABLE, 1, "taker-1", "taker-2"),
            change("one", Grade.SUSPECTED, 2, "taker-1", "taker-2"),
            change("two", Grade.COINCIDENT, 3, "taker-1", "taker-2"),
            change("three", Grade.CONFIRMED, 4, "github", "openai"),
            change("four", Grade.SUSPECTED, 5, "github", "openai"),
            change("four", Grade.SUSPECTED, 6, "github", "taker-1"),
        ],
        {"taker-1", "taker-2"},
    )

    assert [(c.incident.id, c.incident.grade, c.is_chance) for c in claims] == [
        ("one", Grade.PROBABLE, True),
        ("three", Grade.CONFIRMED, False),
        ("four", Grade.SUSPECTED, True),
    ]
    assert claims[0].at == START + timedelta(minutes=1)


def test_two_that_blame_one_provider_within_the_hour_by_chance_are_counted() -> None:
    blaming = "Errors because of an outage at AWS."
    records = tuple(
        a_record(taker, "r", 40 + n / 100, blaming)
        for n, taker in enumerate(("taker-1", "taker-7", "taker-3"))
    )
    history = NullHistory(
        plan=NullPlan(services=3, year=YEAR),
        records=records,
        donors={record.service: "datly" for record in records},
        own=0,
    )

    figure = null_figure(history, CATALOG, Learned(), learns=False)

    assert [claim.incident.root for claim in figure.claims] == ["aws"]
    assert figure.reached(Grade.SUSPECTED) == figure.reached(Grade.PROBABLE) == 1
    assert figure.per_30_days(Grade.PROBABLE) == pytest.approx(30 / 366)
