"""Recorded times of real outages, pooled as one panel.

The times are facts: commits of public monitors, as `timelines.csv` of the corpus has them. What is not
recorded is made up here: the outcomes (nobody kept the bodies: an answer 500 of an edge is taken for
one that blames it), the repeat of each failure after fifteen seconds, the organisations of 2025-11-18 (three
sites of one owner, taken for three), the sites that were served meanwhile, and the sites elsewhere. That a
canary would have failed on 2025-10-20 is an inference from what failed that day: one name's DNS, to which a
second product of the region is added here.
"""

import csv
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.look import Look, LookRule
from bot.domain.probe import ProbeOutcome, ProbeResult, ProbeTarget, Silence
from bot.panels.quorum import judge
from bot.panels.standing import TargetState, noted
from tests.panel_builders import EDGES, a_panel, a_result, canaries

CORPUS = os.environ.get("SHAREDFATE_CORPUS")
pytestmark = pytest.mark.skipif(not CORPUS, reason="SHAREDFATE_CORPUS is not set")
AGAIN = timedelta(seconds=15)
EVERY = timedelta(seconds=30)
BLAMES, SILENT = ProbeOutcome.BLAMES_EDGE, ProbeOutcome.SILENT
PANEL = a_panel("cloudflare")
ELSEWHERE = [target for edge in EDGES[1:] for target in a_panel(edge, 4)]


def recorded(event: str, monitor: str) -> datetime:
    """When a monitor first saw an event, by the corpus."""
    with (Path(CORPUS or "") / "early" / "timelines.csv").open(encoding="utf-8") as lines:
        times = [
            row["first_seen_utc"]
            for row in csv.DictReader(lines)
            if row["event"] == event and monitor in row["source"]
        ]
    return min(datetime.fromisoformat(time) for time in times)


def failing(
    target: ProbeTarget, at: datetime, outcome: ProbeOutcome, silence: Silence = Silence.TCP
) -> list[ProbeResult]:
    """A failure, and its repeat; it goes on every minute."""
    times = [at, at + AGAIN, *[at + timedelta(minutes=minute) for minute in range(1, 20)]]
    return [a_result(target, outcome, at=time, silence=silence) for time in times]


def served(targets: Iterable[ProbeTarget], start: datetime, end: datetime) -> list[ProbeResult]:
    steps = int((end - start) / EVERY)
    return [a_result(target, at=start + step * EVERY) for target in targets for step in range(steps)]


def first_look(results: Iterable[ProbeResult]) -> tuple[datetime, Look] | None:
    """When the first look that tells is there, judged as each result comes."""
    standings: dict[str, TargetState] = {}
    looks: dict[str, Look] = {}
    for result in sorted(results, key=lambda one: one.at):
        standings[result.target] = noted(standings.get(result.target), result)
        looks = judge({"here": standings}, {}, looks, result.at)
        for look in looks.values():
            if look.is_telling:
                return result.at, look
    return None


def test_cloudflare_2022_06_21_is_seen_by_06_34() -> None:
    felipo = recorded("cloudflare-2022-06-21", "FelipoAntonoff")
    failed = [
        *failing(
            PANEL[0], felipo, SILENT
        ),  # four sites within 32 s: no answer, 530, and digitalocean.com 500
        *failing(PANEL[1], felipo + timedelta(seconds=2), SILENT),
        *failing(PANEL[2], felipo + timedelta(seconds=10), ProbeOutcome.BLAMES_ORIGIN),
        *failing(PANEL[3], felipo + timedelta(seconds=32), BLAMES),
        *failing(PANEL[4], recorded("cloudflare-2022-06-21", "ory/status"), SILENT),
        *failing(PANEL[5], recorded("cloudflare-2022-06-21", "11vyo"), SILENT),
    ]
    start = felipo - timedelta(minutes=5)
    fine = served([*PANEL[6:12], *ELSEWHERE], start, felipo + timedelta(minutes=10))

    seen = first_look([*failed, *fine])

    assert seen is not None
    at, look = seen
    assert (look.node, look.rule) == ("cloudflare", LookRule.MIXED)
    assert at <= datetime(2022, 6, 21, 6, 34, tzinfo=UTC)


def test_cloudflare_2025_11_18_is_seen_by_11_39() -> None:
    first = recorded("cloudflare-2025-11-18", "33Fraise33")
    failed = [
        result
        for number in range(3)  # three sites within 4 s
        for result in failing(PANEL[number], first + timedelta(seconds=2 * number), BLAMES)
    ]
    fine = served([*PANEL[3:], *ELSEWHERE], first - timedelta(minutes=5), first + timedelta(minutes=10))

    seen = first_look([*failed, *fine])

    assert seen is not None
    at, look = seen
    assert (look.node, look.rule) == ("cloudflare", LookRule.ANSWERED)
    assert at <= datetime(2025, 11, 18, 11, 39, tzinfo=UTC)


def test_a_canary_whose_name_stops_resolving_is_seen_by_06_51_on_2025_10_20() -> None:
    started = datetime(2025, 10, 20, 6, 48, tzinfo=UTC)
    region = [one for one in canaries() if one.node == "aws/us-east-1"]
    failed = [
        result
        for number, target in enumerate(region)
        # In the worst case a canary was asked just before, and is again after its two minutes.
        for result in failing(target, started + timedelta(seconds=100 + 20 * number), SILENT, Silence.DNS)
    ]
    others = [one for one in canaries() if one.node != "aws/us-east-1"]
    fine = served([*others, *ELSEWHERE], started - timedelta(minutes=5), started + timedelta(minutes=10))

    seen = first_look([*failed, *fine])

    assert seen is not None
    at, look = seen
    assert (look.node, look.rule) == ("aws/us-east-1", LookRule.REGION)
    assert at <= datetime(2025, 10, 20, 6, 51, tzinfo=UTC)


@pytest.mark.parametrize("day", [29, 30, 31, 32])
def test_the_days_of_403_in_2022_announce_nothing(day: int) -> None:
    start = datetime(2022, 6, 1, 10, tzinfo=UTC) + timedelta(days=day - 1)
    refused = [
        a_result(target, ProbeOutcome.CHALLENGED, at=start + step * EVERY)
        for target in PANEL
        for step in range(30)
    ]

    assert first_look([*refused, *served(ELSEWHERE, start, start + timedelta(minutes=15))]) is None
