"""Scoring: which claims speak of which events, and every measure against values worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.incident import ChangeKind, Grade, IncidentState
from bot.domain.report import Report
from bot.lab.evaluation.claims import Claim, Stage, claims_of
from bot.lab.evaluation.clusters import truth_of
from bot.lab.evaluation.comparing import Point, at_recall, our_curve
from bot.lab.evaluation.evaluation import evaluated
from bot.lab.evaluation.events import event_score
from bot.lab.evaluation.knowing import Lessons, known_then, standstills
from bot.lab.evaluation.matching import Judged, judged
from bot.lab.evaluation.measures import b_cubed, brier, expected_calibration_error, poisson_interval
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.period import Period, period_of
from bot.lab.evaluation.records import Key, ReportRecord
from bot.lab.evaluation.truth import (
    Cluster,
    Event,
    Label,
    OneCause,
    Outcome,
    Reread,
    Truth,
    labelled_by_group,
)
from bot.learned.learned import Learned
from tests.builders import (
    NOON,
    a_catalog,
    a_change,
    a_member,
    a_report,
    a_service,
    an_edge,
    an_incident,
    at,
    edge_evidence,
)

VENDORS = ("discord", "openai", "vercel", "netlify", "groq", "twilio", "zoom", "box")
CATALOG = a_catalog(
    services=(
        *VENDORS,
        a_service("cloudflare", mentions=("Cloudflare",)),
        "aws",
        a_service("aws/us-east-1", parent="aws"),
        a_service("jira", organisation="atlassian"),
        a_service("confluence", organisation="atlassian"),
        a_service("lumen", aliases=("level3",)),
    ),
    edges=[(vendor, "cloudflare") for vendor in VENDORS],
)
NAMING = Naming(catalog=CATALOG)
HALF_PAST_TWELVE, TWO, THREE = at(12, 30), at(14), at(15)
DAY = Period(start=at(0), end=at(23, 59), covered=((at(0), at(23, 59)),))


def an_event(
    provider: str = "cloudflare",
    *,
    victims: tuple[str, ...] = ("discord", "openai", "vercel"),
    unrelated: tuple[str, ...] = (),
    start: datetime = NOON,
    end: datetime = TWO,
    own_post: datetime | None = None,
) -> Event:
    """Victims post in their order, ten minutes apart, from ten minutes after the start."""
    labels: dict[Key, Label] = {(service, "r"): Label.VICTIM for service in victims}
    labels |= {(service, "r"): Label.UNRELATED for service in unrelated}
    seen = {key: start + timedelta(minutes=10 * (n + 1)) for n, key in enumerate(labels)}
    return Event(
        id=f"{provider}-event",
        provider=provider,
        start=start,
        end=end,
        own_post=own_post,
        labels=labels,
        seen=seen,
        naming=NAMING,
    )


def a_stage(
    moment: datetime = HALF_PAST_TWELVE,
    *,
    root: str = "cloudflare",
    members: tuple[str, ...] = ("discord", "openai"),
    grade: Grade = Grade.PROBABLE,
    probability: float = 0.9,
) -> Stage:
    return Stage(
        at=moment,
        grade=grade,
        probability=probability,
        root=root,
        members=frozenset((service, "r") for service in members),
    )


def a_claim(
    *stages: Stage,
    id: str = "one",  # noqa: A002  -- the field's name
    closed_at: datetime | None = THREE,
    merged_into: str | None = None,
) -> Claim:
    return Claim(
        id=id,
        stages=stages or (a_stage(),),
        closed_at=closed_at,
        ending=IncidentState.MERGED if merged_into else IncidentState.RESOLVED,
        merged_into=merged_into,
    )


def a_cluster(verdict: OneCause, *, provider: str = "aws", moment: datetime = NOON) -> Cluster:
    return Cluster(
        id="cluster",
        provider=provider,
        verdict=verdict,
        times=(moment,),
        labels=dict.fromkeys((("discord", "r"), ("openai", "r"), ("zoom", "other")), Label.VICTIM),
    )


def a_record(
    service: str, id_: str = "r", *, moment: datetime = NOON, gone: datetime | None = None
) -> ReportRecord:
    return ReportRecord(service=service, report=a_report(id_), seen=moment, gone=gone)


def held(*records: ReportRecord) -> dict[Key, ReportRecord]:
    return {record.key: record for record in records}


RECORDS = held(a_record("discord"), a_record("openai"), a_record("zoom", "other"))


def judge(claim: Claim, *, event: Event | None = None, cluster: Cluster | None = None) -> Judged:
    truth = truth_of([event] if event else [], [cluster] if cluster else [], [], RECORDS, NAMING)
    return judged([claim], truth, NAMING)[0]


# Matching


@pytest.mark.parametrize(
    ("opened", "closed", "matches"),
    [
        (at(12, 30), at(13), True),
        (at(11), at(11, 50), True),  # still stands within a quarter of an hour before the start
        (at(11), at(11, 40), False),
        (at(14, 59), at(16), True),
        (at(15, 1), at(16), False),
    ],
)
def test_a_claim_with_the_right_provider_matches_near_the_event(
    opened: datetime, closed: datetime, *, matches: bool
) -> None:
    claim = a_claim(a_stage(opened, members=("zoom",)), closed_at=closed)

    assert judge(claim, event=an_event()).is_wrong is not matches


def test_a_part_of_the_provider_is_the_right_root() -> None:
    found = judge(a_claim(a_stage(root="aws/us-east-1", members=())), event=an_event("aws"))

    assert not found.is_wrong
    assert not found.has_wrong_root


def test_two_affected_groups_match_under_another_root_and_the_root_is_counted_as_wrong() -> None:
    found = judge(a_claim(a_stage(root="aws")), event=an_event())

    assert found.matches
    assert found.has_wrong_root
    assert found.is_wrong


def test_two_affected_groups_among_seven_are_too_few() -> None:
    crowd = a_claim(
        a_stage(root="aws", members=("discord", "openai", "netlify", "groq", "twilio", "zoom", "box"))
    )

    assert judge(crowd, event=an_event()).is_wrong


def test_sister_pages_are_one_group() -> None:
    sisters = a_claim(a_stage(root="aws", members=("jira", "confluence")))

    assert judge(sisters, event=an_event(victims=("jira", "confluence", "openai"))).is_wrong


def test_what_was_never_announced_is_not_judged() -> None:
    quiet = a_claim(a_stage(grade=Grade.COINCIDENT))

    assert judged([quiet], Truth(events=(an_event(),), clusters=()), NAMING) == []


def test_a_claim_that_had_the_right_root_only_while_it_was_not_announced_has_the_wrong_one() -> None:
    quiet = a_stage(at(12, 20), grade=Grade.COINCIDENT)
    found = judge(a_claim(quiet, a_stage(at(12, 40), root="aws")), event=an_event())

    assert found.has_wrong_root


@pytest.mark.parametrize(("hours", "outcome"), [(5, Outcome.ONE_VICTIM), (7, Outcome.COINCIDENCE)])
def test_a_claim_near_a_shared_cluster_with_its_provider_is_right(hours: int, outcome: Outcome) -> None:
    claim = a_claim(a_stage(at(12) + timedelta(hours=hours), root="aws", members=("box",)), closed_at=None)

    assert judge(claim, cluster=a_cluster(OneCause.YES)).outcome is outcome


def test_two_records_of_a_shared_cluster_under_another_root_are_a_wrong_root() -> None:
    assert judge(a_claim(), cluster=a_cluster(OneCause.YES)).has_wrong_root


@pytest.mark.parametrize("root", ["aws", "cloudflare"])
def test_what_speaks_of_an_unsure_cluster_counts_for_nobody(root: str) -> None:
    claim = a_claim(a_stage(root=root))
    found = judge(claim, cluster=a_cluster(OneCause.UNSURE))
    truth = Truth(events=(), clusters=(a_cluster(OneCause.UNSURE),))
    sums = evaluated([claim], truth, DAY, NAMING).overall

    assert found.outcome is Outcome.UNCLEAR
    assert not found.is_wrong
    assert (sums.grades[Grade.PROBABLE].claims, sums.grades[Grade.PROBABLE].counted) == (1, 0)
    assert sums.grades[Grade.PROBABLE].right_root.precision is None
    assert sums.calibration[Grade.PROBABLE].cases == 0


def test_with_one_known_victim_a_claim_is_right_about_the_provider_only() -> None:
    one = judge(a_claim(a_stage(members=("discord", "box"))), event=an_event())
    two = judge(a_claim(a_stage(members=("discord", "openai"))), event=an_event())

    assert (one.outcome, two.outcome) == (Outcome.ONE_VICTIM, Outcome.RIGHT)


def test_both_precisions_are_told_and_the_headline_counts_one_victim_as_right() -> None:
    claims = [
        a_claim(id="two"),
        a_claim(a_stage(members=("discord", "box")), id="one"),
        a_claim(a_stage(at(20), root="aws", members=("box",)), id="none", closed_at=None),
    ]
    score = evaluated(claims, Truth(events=(an_event(),)), DAY, NAMING).overall.grades[Grade.PROBABLE]

    assert score.right_root.precision == pytest.approx(2 / 3)
    assert score.strict_precision == pytest.approx(1 / 3)


def a_reread(outcome: Outcome, *, right_provider: str | None = None) -> Truth:
    row = Reread(at=NOON, provider="aws", outcome=outcome, right_provider=right_provider)
    return Truth(events=(), rereads=(row,))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_claim_that_was_read_again_is_what_was_found(outcome: Outcome) -> None:
    claim = a_claim(a_stage(at(14), root="aws/us-east-1"))
    late = a_claim(a_stage(at(15, 1), root="aws"), closed_at=None)
    other = a_claim(a_stage(at(14), root="cloudflare"))

    assert judged([claim], a_reread(outcome), NAMING)[0].outcome is outcome
    assert judged([late], a_reread(outcome), NAMING)[0].outcome is Outcome.COINCIDENCE
    assert judged([other], a_reread(outcome), NAMING)[0].outcome is Outcome.COINCIDENCE


def test_who_names_the_provider_that_the_reader_found_is_right() -> None:
    truth = a_reread(Outcome.WRONG_ROOT, right_provider="cloudflare")
    found = judged([a_claim()], truth, NAMING)[0]

    assert found.outcome is Outcome.ONE_VICTIM
    assert evaluated([a_claim()], truth, DAY, NAMING).overall.calibration[Grade.PROBABLE].brier == (
        pytest.approx(0.01)
    )


def test_a_reader_may_find_more_victims_than_labels_know() -> None:
    row = Reread(at=NOON, provider="cloudflare", outcome=Outcome.RIGHT)
    claim = a_claim(a_stage(members=("discord", "box")))
    found = judged([claim], Truth(events=(an_event(),), rereads=(row,)), NAMING)[0]

    assert found.outcome is Outcome.RIGHT


def test_the_right_provider_is_luck_where_labels_know_another_cause_of_every_member() -> None:
    event = an_event(unrelated=("zoom", "box"))
    unrelated = a_stage(members=("zoom", "box"))

    assert judge(a_claim(unrelated), event=event).outcome is Outcome.COINCIDENCE
    assert judge(a_claim(a_stage(members=("zoom", "groq"))), event=event).outcome is Outcome.ONE_VICTIM


def test_an_event_with_the_right_provider_says_more_than_a_reader_without_one() -> None:
    row = Reread(at=NOON, provider="cloudflare", outcome=Outcome.COINCIDENCE)
    truth = Truth(events=(an_event(),), rereads=(row,))

    assert judged([a_claim()], truth, NAMING)[0].outcome is Outcome.RIGHT


def test_what_is_seen_hours_after_the_end_still_speaks_of_the_event_by_its_members() -> None:
    late = at(19)

    assert judge(a_claim(a_stage(late), closed_at=None), event=an_event()).outcome is Outcome.RIGHT
    assert judge(a_claim(a_stage(late, members=("box",)), closed_at=None), event=an_event()).is_wrong
    assert judge(a_claim(a_stage(at(20, 1)), closed_at=None), event=an_event()).is_wrong


@pytest.mark.parametrize(
    ("grade", "root", "offends"),
    [
        (Grade.PROBABLE, "aws", True),
        (Grade.SUSPECTED, "aws", False),
        (Grade.PROBABLE, "cloudflare", False),
    ],
)
def test_a_coincidence_taken_for_a_cause_is_an_offence_from_probable_on(
    grade: Grade, root: str, *, offends: bool
) -> None:
    found = judge(a_claim(a_stage(grade=grade, root=root)), cluster=a_cluster(OneCause.NO))

    assert bool(found.offences) is offends
    assert found.is_wrong


def test_what_was_merged_into_a_matching_claim_is_a_duplicate_and_not_wrong() -> None:
    kept = a_claim(id="kept")
    gone = a_claim(a_stage(root="aws", members=("box",)), id="gone", merged_into="kept")
    one, other = judged([kept, gone], Truth(events=(an_event(),), clusters=()), NAMING)

    assert not one.is_duplicate
    assert other.is_duplicate
    assert not other.is_wrong


# Names and labels


def test_names_of_labels_go_through_aliases_and_to_the_outermost_whole() -> None:
    assert NAMING.provider("level3") == "lumen"
    assert NAMING.provider("aws/us-east-1") == "aws"
    assert NAMING.provider("nobody-knows") == "nobody-knows"


def test_an_unknown_sister_page_goes_with_the_page_whose_name_it_begins_with() -> None:
    assert NAMING.group("jira-core") == NAMING.group("confluence") == NAMING.group("jira*") == "atlassian"
    assert NAMING.group("jiraffe") == "jiraffe"


def test_an_event_needs_three_groups_besides_the_infrastructure_itself() -> None:
    assert an_event(victims=("discord", "openai", "vercel")).is_eligible
    assert not an_event(victims=("discord", "jira", "confluence")).is_eligible
    assert not an_event("aws", victims=("discord", "openai", "aws")).is_eligible


def test_the_third_group_has_posted_with_the_first_record_of_a_third_company() -> None:
    event = an_event(victims=("jira", "confluence", "openai", "discord"))

    assert event.third_group_at == event.start + timedelta(minutes=40)


def test_where_only_groups_were_judged_their_records_in_the_window_get_the_label() -> None:
    def record(service: str, moment: datetime) -> ReportRecord:
        return ReportRecord(service=service, report=a_report("r"), seen=moment)

    found = labelled_by_group(
        (at(12), at(13)),
        {"atlassian": Label.VICTIM},
        [record("jira", at(12, 30)), record("confluence", at(13, 30)), record("box", at(12, 30))],
        NAMING,
    )

    assert found == {("jira", "r"): Label.VICTIM}


# Claims


def test_a_stream_of_changes_becomes_one_claim_an_incident() -> None:
    first = an_incident(
        grade=Grade.SUSPECTED, probability=0.6, members=(a_member("discord"), a_member("openai"))
    )
    second = an_incident(grade=Grade.PROBABLE, probability=0.95, root="aws")
    closed = an_incident(grade=Grade.PROBABLE, state=IncidentState.WITHDRAWN)
    claims = claims_of(
        [
            a_change(incident=first, at=at(12)),
            a_change(ChangeKind.REROOTED, incident=second, at=at(13)),
            a_change(incident=an_incident("inc-2"), at=at(13)),
            a_change(ChangeKind.WITHDRAWN, incident=closed, at=at(14)),
        ]
    )

    assert [claim.id for claim in claims] == ["inc-1", "inc-2"]
    assert [(s.at, s.grade, s.root) for s in claims[0].stages] == [
        (at(12), Grade.SUSPECTED, "cloudflare"),
        (at(13), Grade.PROBABLE, "aws"),
    ]
    assert claims[0].closed_at == at(14)
    assert claims[0].ending is IncidentState.WITHDRAWN
    assert claims[0].stages[0].members == {("discord", "r1"), ("openai", "r1")}


# One event


def test_an_event_is_timed_against_start_third_group_and_own_page() -> None:
    event = an_event(own_post=at(12, 50))
    stages = (
        a_stage(at(12, 20), grade=Grade.SUSPECTED, root="aws"),
        a_stage(at(12, 40)),
        a_stage(at(14, 30), grade=Grade.CONFIRMED, members=("discord", "openai", "zoom")),
    )
    score = event_score(
        event, judged([a_claim(*stages)], Truth(events=(event,), clusters=()), NAMING), NAMING
    )

    assert score.grade is Grade.CONFIRMED
    assert [
        score.minutes_from(event.start, g) for g in (Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED)
    ] == [
        20,
        40,
        150,
    ]
    assert score.minutes_from(event.third_group_at) == -10
    assert score.minutes_from(event.own_post) == -30
    assert score.is_probable_in_time
    assert (score.root_first, score.root_first_right) == ("aws", False)
    assert (score.root, score.root_right) == ("cloudflare", True)


def test_members_are_counted_by_group_and_by_record() -> None:
    event = an_event(victims=("discord", "jira", "confluence", "openai"), unrelated=("zoom",))
    claim = a_claim(a_stage(members=("discord", "jira", "zoom", "box")))
    members = event_score(event, judged([claim], Truth(events=(event,), clusters=()), NAMING), NAMING).members

    assert members.found == ("discord", "atlassian")
    assert members.missed == ("openai",)
    assert members.wrong == ("zoom",)
    assert (members.records_found, members.records_affected) == (2, 4)
    assert (members.records_wrong, members.unlabelled) == (1, 1)


def test_what_was_claimed_long_before_counts_from_the_windows_start() -> None:
    event = an_event()
    early = a_claim(a_stage(at(9), members=()))
    score = event_score(event, judged([early], Truth(events=(event,), clusters=()), NAMING), NAMING)

    assert score.first[Grade.PROBABLE] == at(11, 45)


def test_a_missed_event_has_no_times_and_all_groups_missed() -> None:
    score = event_score(an_event(), [], NAMING)

    assert (score.is_detected, score.grade, score.root) == (False, None, None)
    assert score.members.missed == ("discord", "openai", "vercel")


# Sums


def test_sums_count_every_grade_that_was_reached() -> None:
    truth = Truth(events=(an_event(),), clusters=())
    wrong = a_claim(
        a_stage(at(18), root="aws", members=("box",), grade=Grade.SUSPECTED, probability=0.6),
        a_stage(at(19), root="aws", members=("box",), grade=Grade.PROBABLE, probability=0.8),
        id="wrong",
        closed_at=at(20),
    )
    only_suspected = a_claim(
        a_stage(at(21), root="aws", members=("box",), grade=Grade.SUSPECTED), id="too", closed_at=at(22)
    )
    sums = evaluated([a_claim(), wrong, only_suspected], truth, DAY, NAMING).overall

    suspected, probable = sums.grades[Grade.SUSPECTED], sums.grades[Grade.PROBABLE]
    assert (suspected.claims, suspected.wrong) == (3, 2)
    assert (probable.claims, probable.wrong) == (2, 1)
    assert probable.found.precision == 0.5
    assert probable.found.recall == 1
    assert sums.grades[Grade.CONFIRMED].found.recall == 0
    assert probable.wrong_per_30_days == pytest.approx(30, rel=0.01)


def test_a_right_claim_with_the_wrong_root_counts_against_its_probability() -> None:
    truth = Truth(events=(an_event(),), clusters=())
    sums = evaluated([a_claim(a_stage(root="aws", probability=0.9))], truth, DAY, NAMING).overall

    assert sums.wrong_roots == 1
    assert sums.calibration[Grade.PROBABLE].brier == pytest.approx(0.81)
    assert sums.grades[Grade.PROBABLE].right_root.recall == 0


def test_an_unrelated_record_taken_in_spoils_the_clusters() -> None:
    truth = Truth(events=(an_event(unrelated=("zoom",)),), clusters=())
    clean = a_claim(a_stage(members=("discord", "openai", "vercel")))
    spoilt = a_claim(a_stage(members=("discord", "openai", "vercel", "zoom")))

    assert evaluated([clean], truth, DAY, NAMING).overall.b_cubed.f1 == 1
    shares = evaluated([spoilt], truth, DAY, NAMING).overall.b_cubed
    assert shares.precision == pytest.approx((3 * 3 / 4 + 1 / 4) / 4)
    assert shares.recall == 1


def test_months_without_records_are_no_exposure_and_what_is_claimed_in_them_does_not_count() -> None:
    period = period_of(
        datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC), {(2025, 1): 20, (2025, 2): 19}
    )

    assert period.days == 31
    assert period.holds(datetime(2025, 1, 31, tzinfo=UTC))
    assert not period.holds(datetime(2025, 2, 1, tzinfo=UTC))


# Measures


def test_b_cubed_is_as_worked_out_by_hand() -> None:
    truth = {"a": "event", "b": "event", "c": "event", "d": "d"}
    shares = b_cubed(truth, {"a": 1, "b": 1, "d": 1})

    assert shares.precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3) / 4)
    assert shares.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert shares.f1 == pytest.approx(2 / 3)
    assert b_cubed(truth, {"a": 1, "b": 1, "c": 1}).f1 == 1


def test_brier_and_calibration_error_are_as_worked_out_by_hand() -> None:
    forecasts = [(0.9, True), (0.8, False), (0.3, False)]

    assert brier(forecasts) == pytest.approx((0.01 + 0.64 + 0.09) / 3)
    assert expected_calibration_error(forecasts) == pytest.approx((0.1 + 0.8 + 0.3) / 3)
    assert expected_calibration_error([(0.82, True), (0.88, False)]) == pytest.approx(0.35)
    assert expected_calibration_error([(1.0, True)]) == 0
    assert brier([]) is None


def test_the_interval_of_a_count_is_the_exact_one() -> None:
    assert list(poisson_interval(0)) == pytest.approx([0, 3.6889], abs=1e-4)
    assert list(poisson_interval(3)) == pytest.approx([0.6187, 8.7673], abs=1e-4)


# Comparing


def test_our_curve_announces_only_what_reaches_a_score_and_only_from_then_on() -> None:
    truth = Truth(events=(an_event(),), clusters=())
    sure = a_claim(a_stage(at(12, 30), grade=Grade.SUSPECTED, probability=0.6), a_stage(at(12, 50)))
    wrong = a_claim(
        a_stage(at(18), root="aws", members=("box",), grade=Grade.SUSPECTED, probability=0.7), id="wrong"
    )
    curve = our_curve([sure, wrong], truth, DAY, NAMING)

    assert [(point.setting, point.precision, point.recall) for point in curve] == [
        ("suspected 0.70", 0.5, 1),
        ("probable 0.90", 1, 1),
    ]


def test_a_claim_that_is_sure_only_after_the_event_did_not_find_it_at_that_score() -> None:
    truth = Truth(events=(an_event(),), clusters=())
    late = a_claim(
        a_stage(at(12, 30), grade=Grade.SUSPECTED, probability=0.6),
        a_stage(at(18), root="aws", members=("box",)),
        closed_at=at(19),
    )

    assert our_curve([late], truth, DAY, NAMING)[0].precision == 0


def test_equal_recall_takes_the_most_precise_point_that_finds_as_much() -> None:
    points = [
        Point(setting="loose", precision=0.3, recall=1.0, of_nothing_per_30_days=None),
        Point(setting="middle", precision=0.6, recall=0.7, of_nothing_per_30_days=None),
        Point(setting="strict", precision=0.9, recall=0.2, of_nothing_per_30_days=None),
    ]

    assert at_recall(points, 0.5) == points[1]
    assert at_recall(points, 0.8) == points[0]
    assert at_recall(points[1:], 0.8) is None


# What was known


class Notebook:
    """A learner that only says until when it was asked."""

    def take(self, service: str, report: Report, seen: datetime) -> None:
        """Nothing is learned."""

    def learned(self, until: date) -> Learned:
        return Learned(until=until)


def lessons_of(months: int) -> Lessons:
    """Of 2025's first months, with as many reports as make a month count, and one report in June."""
    moments = [datetime(2025, month + 1, 1 + day, tzinfo=UTC) for month in range(months) for day in range(20)]
    records = [
        ReportRecord(service="discord", report=a_report(f"r{n}"), seen=seen)
        for n, seen in enumerate([*moments, datetime(2025, 6, 30, tzinfo=UTC)])
    ]
    return Lessons(records, Notebook(), Learned(typical=0.5))


def test_numbers_are_those_of_the_months_before() -> None:
    lessons = lessons_of(6)

    assert lessons(date(2025, 7, 18)).until == date(2025, 7, 1)
    assert lessons(date(2025, 7, 19)) is lessons(date(2025, 7, 18))
    assert lessons.borrowed == set()


def test_where_too_few_months_lie_before_the_shipped_numbers_serve_and_it_is_said() -> None:
    lessons = lessons_of(6)

    assert lessons(date(2025, 6, 18)).typical == 0.5
    assert lessons.borrowed == {date(2025, 6, 1)}


def test_hindsight_learns_until_the_month_of_the_last_record_is_over() -> None:
    assert lessons_of(6).all_told().until == date(2025, 7, 1)


def test_what_is_drawn_from_an_event_never_serves_while_it_lasts() -> None:
    later = an_edge("discord", evidence=(edge_evidence(known_from=date(2025, 11, 18)),))
    catalog = a_catalog(edges=(later,))
    noon = datetime(2025, 11, 18, 12, tzinfo=UTC)
    event = an_event(start=noon, end=noon + timedelta(hours=30))

    learned = Learned()
    known = known_then(catalog, lambda _day: learned, standstills([event]))

    assert known(date(2025, 11, 19)).catalog.edges == ()
    assert known(date(2025, 11, 20)).catalog.edges == (later,)
    assert known(date(2025, 11, 21)) is known(date(2025, 11, 20))
