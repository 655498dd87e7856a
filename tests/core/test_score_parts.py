"""Parts of the score: clusters as events, early claims, margins, aims and the picture, on values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp

import pytest

from bot.domain.incident import Grade
from bot.domain.report import ReportUpdate
from bot.domain.status import ReportStatus
from bot.lab.evaluation.claims import Stage
from bot.lab.evaluation.clusters import LONGEST_TAIL, truth_of
from bot.lab.evaluation.diagram import reliability_diagram
from bot.lab.evaluation.early import as_if_announced, beside_its_page, early_score, pages_of
from bot.lab.evaluation.evaluation import evaluated
from bot.lab.evaluation.first_naming import FirstNaming, OwnPosts, first_namings
from bot.lab.evaluation.margins import figures_of, margins_of, thinned
from bot.lab.evaluation.matching import judged
from bot.lab.evaluation.period import period_of
from bot.lab.evaluation.records import ReportRecord, services_a_month
from bot.lab.evaluation.score import Case
from bot.lab.evaluation.truth import Label, OneCause, Outcome, Truth
from tests.builders import NOON, a_report, at
from tests.core.test_evaluation import (
    DAY,
    NAMING,
    a_claim,
    a_cluster,
    a_record,
    a_stage,
    an_event,
    held,
)

# Clusters


def test_a_cluster_of_one_cause_is_an_event_that_is_over_when_half_of_its_reports_are() -> None:
    records = held(
        a_record("discord", gone=at(13)),
        a_record("openai", gone=at(15)),
        a_record("zoom", "other", gone=at(20)),
    )
    (event,) = truth_of([], [a_cluster(OneCause.YES)], [], records, NAMING).events

    assert (event.start, event.end) == (NOON, at(15))
    assert event.window == (NOON - timedelta(hours=6), NOON + timedelta(hours=6))
    assert event.groups == ("discord", "openai", "zoom")
    assert event.is_cluster
    assert event.is_eligible


def test_a_report_that_nobody_closes_for_days_does_not_make_its_event_last() -> None:
    days = NOON + timedelta(days=5)
    records = held(a_record("discord", gone=days), a_record("openai", gone=days))
    (event,) = truth_of([], [a_cluster(OneCause.YES)], [], records, NAMING).events

    assert event.end == NOON + LONGEST_TAIL
    assert event.is_pair


def test_a_cluster_of_a_labelled_event_joins_it_and_the_events_own_labels_count() -> None:
    records = held(a_record("discord"), a_record("openai"), a_record("zoom", "other"))
    event = an_event(victims=("discord",), unrelated=("openai",))
    cluster = a_cluster(OneCause.YES, provider="cloudflare")
    (joined,) = truth_of([event], [cluster], [], records, NAMING).events

    assert joined.id == event.id
    assert joined.groups == ("discord", "zoom")
    assert joined.labels["openai", "r"] is Label.UNRELATED


def test_clusters_that_nobody_is_sure_of_are_no_events() -> None:
    truth = truth_of([], [a_cluster(OneCause.UNSURE), a_cluster(OneCause.NO)], [], {}, NAMING)

    assert truth.events == ()
    assert len(truth.clusters) == 2


# Periods


def test_a_rate_for_a_hundred_services_goes_by_those_watched_in_each_month() -> None:
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    reports = {(2025, 1): 20, (2025, 2): 20}
    period = period_of(start, end, reports, {(2025, 1): 50, (2025, 2): 150})

    assert period.watched == pytest.approx((31 * 50 + 28 * 150) / 59)
    assert period.per_30_days(59) == pytest.approx(30)
    assert period.per_30_days_a_hundred(59) == pytest.approx(3000 / ((31 * 50 + 28 * 150) / 59))
    assert DAY.per_30_days_a_hundred(1) is None


def test_a_service_counts_in_a_month_once_and_only_with_a_record() -> None:
    records = [a_record("discord", "a"), a_record("discord", "b"), a_record("zoom")]

    assert services_a_month(records) == {(NOON.year, NOON.month): 2}


def test_years_without_covered_days_are_left_out() -> None:
    start, end = datetime(2023, 6, 1, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)
    period = period_of(start, end, {(2023, 6): 20, (2025, 1): 20})

    assert [(year.start.year, year.days) for year in period.years()] == [(2023, 30), (2025, 31)]


# Early


def a_naming(service: str, minutes: float, text: str = "Caused by an outage of Cloudflare.") -> ReportRecord:
    """A report of a service that blames somebody some minutes after noon, an hour after its first post."""
    moment = NOON + timedelta(minutes=minutes)
    first = ReportUpdate(at=moment - timedelta(hours=1), status=ReportStatus.INVESTIGATING, text="We look.")
    later = ReportUpdate(at=moment, status=ReportStatus.IDENTIFIED, text=text)
    report = replace(a_report(f"{service}-{minutes:.0f}"), title="Errors", updates=(first, later))
    return ReportRecord(service=service, report=report, seen=first.at)


def namings_of(*records: ReportRecord, truth: Truth | None = None) -> list[FirstNaming]:
    return list(first_namings(records, truth or Truth(events=()), NAMING, DAY))


def test_the_first_naming_in_hours_is_ahead_where_the_roots_page_speaks_after_it() -> None:
    own = a_record("cloudflare", moment=at(12, 30))
    first, again = a_naming("discord", 0), a_naming("openai", 10)

    (found,) = namings_of(own, first, again)

    assert (found.at, found.provider, found.key[0]) == (NOON, "cloudflare", "discord")
    assert found.own_post == at(12, 30)
    assert found.is_ahead


@pytest.mark.parametrize(("own", "post"), [(at(11, 30), at(11, 30)), (at(14, 1), None), (at(9, 59), None)])
def test_it_is_not_ahead_of_a_page_that_has_spoken_or_speaks_of_something_else(
    own: datetime, post: datetime | None
) -> None:
    (found,) = namings_of(a_record("cloudflare", moment=own), a_naming("discord", 0))

    assert found.own_post == post
    assert not found.is_ahead


def test_of_a_labelled_event_the_own_post_is_the_events() -> None:
    record = a_naming("discord", 0)
    event = replace(
        an_event(own_post=at(12, 50)), labels={record.key: Label.VICTIM}, seen={record.key: record.seen}
    )
    noise = a_record("cloudflare", moment=at(11, 45))

    (found,) = namings_of(noise, record, truth=Truth(events=(event,)))
    (late,) = namings_of(noise, record, truth=Truth(events=(replace(event, end=at(11, 59)),)))

    assert found.is_ahead
    assert late.own_post is None


def test_a_case_is_claimed_where_we_named_the_root_before_its_own_page() -> None:
    records = [a_record("cloudflare", moment=at(12, 30)), a_naming("discord", 0)]
    namings = namings_of(*records)
    own, truth = OwnPosts(records, NAMING), Truth(events=())

    def claimed_at(*stages: tuple[datetime, str]) -> datetime | None:
        claim = a_claim(*(a_stage(moment, root=root, members=("discord",)) for moment, root in stages))
        return early_score([claim], namings, own, truth, NAMING, DAY).cases[0].claimed_at

    assert claimed_at((at(12, 5), "cloudflare")) == at(12, 5)
    assert claimed_at((at(11), "cloudflare")) == NOON
    assert claimed_at((at(12, 5), "aws"), (at(12, 20), "cloudflare")) == at(12, 20)
    assert claimed_at((at(12, 30), "cloudflare")) is None
    assert claimed_at((at(12, 5), "aws")) is None


def test_where_no_label_speaks_the_own_page_of_the_root_does() -> None:
    own = OwnPosts([a_record("cloudflare", moment=at(12, 30)), a_record("aws", moment=at(1))], NAMING)
    claims = [
        a_claim(a_stage(at(13), root=root, members=("discord",)), id=f"{root}-{hour}", closed_at=None)
        for root, hour in (("cloudflare", 13), ("aws/us-east-1", 13), ("lumen", 13))
    ]
    found = judged(claims, Truth(events=()), NAMING)
    outcomes = [beside_its_page(one, own, NAMING).outcome for one in found]
    pages = pages_of(found, own, NAMING)

    assert outcomes == [Outcome.ONE_VICTIM, Outcome.COINCIDENCE, Outcome.UNCLEAR]
    assert (pages.held, pages.near, pages.far) == (2, 1, 1)
    assert pages.by_chance == pytest.approx(2 * (1 - exp(-6 / (30 * 24))))


def test_what_labels_say_of_an_early_claim_counts_before_any_page() -> None:
    own = OwnPosts([a_record("aws", moment=at(12, 30))], NAMING)
    (one,) = judged([a_claim(a_stage(root="aws"))], Truth(events=(an_event(),)), NAMING)

    assert beside_its_page(one, own, NAMING).outcome is Outcome.WRONG_ROOT


def test_what_was_never_more_than_coincident_is_nothing_that_anybody_heard_of() -> None:
    assert as_if_announced(a_claim(a_stage(grade=Grade.COINCIDENT))) is None


# Margins


def a_case(services: int) -> Case:
    records = tuple(a_record(f"service-{n}") for n in range(services))
    event = replace(
        an_event(),
        labels={record.key: Label.VICTIM for record in records},
        seen={record.key: record.seen for record in records},
    )
    return Case(records=records, truth=Truth(events=(event,)), naming=NAMING)


def test_a_tenth_is_left_out_with_what_is_known_of_it_and_the_same_seed_leaves_out_the_same() -> None:
    case = a_case(40)
    one, again, other = thinned(case, 1), thinned(case, 1), thinned(case, 2)

    assert len(one.records) == 36
    assert one.records == again.records != other.records
    assert {record.key for record in one.records} == one.truth.events[0].labels.keys()
    assert one.truth.events[0].labels.keys() == one.truth.events[0].seen.keys()


def test_margins_tell_what_the_runs_make_of_each_figure() -> None:
    sums = evaluated([a_claim()], Truth(events=(an_event(),)), DAY, NAMING).overall
    whole = figures_of(sums)
    runs = [{**whole, "probable: claims": claims} for claims in (1, 3)]
    margins = {margin.name: margin for margin in margins_of(whole, [*runs, {}])}
    claims = margins["probable: claims"]

    assert (claims.whole, claims.runs, claims.mean, claims.deviation) == (1, (1, 3), 2, 1)
    assert margins["probable: precision"].runs == (1.0, 1.0)


# The picture


def test_a_forecast_that_holds_stands_on_the_diagonal_and_the_same_forecasts_give_the_same_bytes() -> None:
    forecasts = [(0.75, True), (0.75, True), (0.75, True), (0.75, False)]
    picture = reliability_diagram({"suspected": forecasts, "probable": []})

    assert '<circle cx="360.0" cy="145.0" r="4.0"' in picture  # three quarters across, a quarter down
    assert "suspected (4)" in picture
    assert "probable (0)" in picture
    assert picture == reliability_diagram({"suspected": list(reversed(forecasts)), "probable": []})


# What stands below its probability


def test_a_high_probability_below_probable_contradicts_its_grade() -> None:
    low = a_claim(a_stage(grade=Grade.SUSPECTED, probability=0.8), a_stage(at(13)))
    fair = a_claim(a_stage(grade=Grade.SUSPECTED, probability=0.79), id="fair")
    quiet = a_claim(a_stage(grade=Grade.COINCIDENT, probability=0.9), a_stage(at(13)), id="quiet")
    sums = evaluated([low, fair, quiet], Truth(events=(an_event(),)), DAY, NAMING).overall

    assert sums.sure_but_low == 1


# All records


def test_a_member_that_no_label_knows_spoils_the_clusters_on_all_records_only() -> None:
    truth = Truth(events=(an_event(),))
    claim = a_claim(a_stage(members=("discord", "openai", "vercel", "box")))
    sums = evaluated([claim], truth, DAY, NAMING).overall

    assert (sums.b_cubed.precision, sums.members.precision) == (1, 1)
    assert sums.b_cubed_on_all.precision == pytest.approx((3 * 3 / 4 + 1 / 4) / 4)
    assert sums.members_on_all.precision == pytest.approx(3 / 4)


def test_two_group_events_are_counted_apart() -> None:
    pair = an_event(victims=("discord", "openai"))
    sums = evaluated([a_claim()], Truth(events=(pair,)), DAY, NAMING).overall

    assert (sums.eligible, sums.pairs, sums.pairs_found) == (0, 1, 1)


def test_probable_in_time_asks_for_the_right_provider_while_the_failure_lasts() -> None:
    event = an_event()

    def in_time(stage: Stage) -> int:
        return evaluated([a_claim(stage)], Truth(events=(event,)), DAY, NAMING).overall.probable_in_time

    assert in_time(a_stage(at(13, 59))) == 1
    assert in_time(a_stage(at(14, 1))) == 0
    assert in_time(a_stage(at(13), root="aws")) == 0
