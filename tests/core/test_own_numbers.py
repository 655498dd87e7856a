"""The learned numbers as an installation's own counts make them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.learned.background import MAX_NODES, BackgroundTally, after_a_day, plus
from bot.learned.learned import LEAST_RATE, LEAST_SHARE, Learned
from bot.learned.own import with_own

DAY = date(2026, 3, 1)
SHIPPED = Learned(
    typical=1 / 90,
    rates={"busy": 1 / 10},
    naming_of={"aws": 0.02, "aws/us-east-1": 0.004, "aws/eu-west-1": 0.002, "fastly": 0.003},
    naming={"busy > aws": 0.4},
    reticence={"busy": 0.1, "silent": 0.1},
)


def watched(days: int, per_day: float = 0.0, reports: float | None = None, **named: float) -> BackgroundTally:
    """An organisation watched so many days, with so many first reports a day."""
    tally = BackgroundTally(since=DAY, day=DAY)
    for number in range(days):
        tally = after_a_day(tally, DAY + timedelta(days=number))
    firsts = per_day * tally.days
    nodes = {node.replace("_", "/", 1).replace("_", "-"): count for node, count in named.items()}
    return BackgroundTally(
        since=tally.since,
        day=tally.day,
        days=tally.days,
        firsts=firsts,
        impacts={"minor": firsts},
        reports=firsts if reports is None else reports,
        named=nodes,
    )


def own(**tallies: BackgroundTally) -> Learned:
    return with_own(SHIPPED, tallies, DAY)


def test_who_has_seen_nothing_has_the_numbers_that_were_there() -> None:
    assert with_own(SHIPPED, {}, DAY) is SHIPPED


def test_a_new_service_is_never_taken_for_quieter_than_one_that_nobody_knows() -> None:
    unknown = SHIPPED.background("new", datetime(2026, 3, 1, tzinfo=UTC))

    for days in (0, 3, 200):
        assert own(new=watched(days)).rates["new"] == pytest.approx(unknown)
    assert (
        unknown < own(new=watched(3, per_day=2)).rates["new"] < own(new=watched(30, per_day=2)).rates["new"]
    )


def test_nobody_is_taken_for_quieter_than_half_a_year_of_silence_can_tell() -> None:
    quiet = replace(SHIPPED, rates={"quiet": LEAST_RATE})

    assert with_own(quiet, {"quiet": watched(300)}, DAY).rates["quiet"] == LEAST_RATE


def test_a_new_service_that_posts_every_hour_is_soon_known_for_it() -> None:
    assert own(new=watched(3, per_day=24)).rates["new"] > 1 / 3
    assert own(new=watched(60, per_day=24)).rates["new"] == pytest.approx(1, rel=0.1)


def test_few_days_change_little_of_a_known_rate_and_many_days_much() -> None:
    assert own(busy=watched(2)).rates["busy"] == pytest.approx(1 / 10, rel=0.1)
    assert own(busy=watched(300)).rates["busy"] < 1 / 30


def test_what_is_rarely_seen_stays_near_what_is_usual() -> None:
    found = own(new=watched(30, reports=3, aws=1))

    assert SHIPPED.naming_of["aws"] < found.naming_share("new", "aws") < 0.1


def test_who_names_a_cloud_all_the_time_is_known_for_it() -> None:
    found = own(new=watched(200, reports=80, aws=40))

    assert found.naming_share("new", "aws") == pytest.approx(0.4, abs=0.05)


def test_what_many_name_is_less_telling_of_all() -> None:
    many = {f"page-{number}": watched(100, reports=20, aws=6) for number in range(50)}

    found = own(**many)

    assert found.naming_of["aws"] == pytest.approx(0.3, abs=0.05)
    assert found.naming_share("never-seen", "aws") == found.naming_of["aws"]
    assert found.naming_of["fastly"] < SHIPPED.naming_of["fastly"]


def test_a_habit_that_was_known_and_is_not_seen_any_more_fades() -> None:
    before = SHIPPED.naming_share("busy", "aws")

    assert before * 0.8 < own(busy=watched(30, reports=10)).naming_share("busy", "aws") < before
    assert own(busy=watched(300, reports=1000)).naming_share("busy", "aws") < before / 4


def test_who_writes_much_and_never_names_a_node_is_less_likely_to() -> None:
    found = own(silent=watched(100, reports=180), new=watched(100, reports=180))

    assert found.reticence["silent"] == pytest.approx(20 / 380)
    assert found.reticence["new"] == pytest.approx(20 / 200)


def test_shares_are_shares_whatever_was_counted() -> None:
    found = own(new=watched(5, per_day=3, aws=15), busy=watched(1, reports=0))

    numbers = [*found.naming.values(), *found.naming_of.values(), *found.upstreams.values()]
    assert all(LEAST_SHARE <= number <= 1 for number in numbers)
    assert all(sum(shares.values()) == pytest.approx(1) for shares in found.impacts.values())


def test_the_past_fades_and_what_is_kept_is_bounded() -> None:
    tally = watched(1, per_day=8, aws=8)
    for number in range(75):
        tally = after_a_day(tally, DAY + timedelta(days=number))
    assert tally.firsts == pytest.approx(4)
    assert tally.named["aws"] == pytest.approx(4)

    for number in range(1000):
        tally = after_a_day(tally, DAY + timedelta(days=number))
    assert tally.named == {}
    assert tally.days < 110

    crowd = plus({"often": 3.0}, {f"node-{number}": 1 for number in range(2 * MAX_NODES)})
    assert len(crowd) == MAX_NODES
    assert crowd["often"] == 3.0


def test_edges_and_reaches_are_not_touched() -> None:
    before = Learned(reach={"new > aws": 0.5})

    assert with_own(before, {"new": watched(50, per_day=1, aws=50)}, DAY).reach == before.reach
