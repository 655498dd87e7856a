"""What probes come to: one test a rule, its limits, and how a look ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from bot.domain.look import Look, LookEnd, LookRule, NetworkState
from bot.domain.probe import ProbeOutcome, ProbeResult, ProbeTarget, Silence
from bot.panels.quorum import judge
from bot.panels.standing import noted
from tests.page_builders import NOON
from tests.panel_builders import (
    EDGES,
    REGIONS,
    a_network,
    a_panel,
    a_result,
    a_target,
    canaries,
    judged,
    standings_of,
)

SERVED, BLAMES, SILENT = ProbeOutcome.SERVED, ProbeOutcome.BLAMES_EDGE, ProbeOutcome.SILENT
PANEL = a_panel("cloudflare")
ELSEWHERE = [target for edge in EDGES[1:] for target in a_panel(edge, 4)]
MINUTE = timedelta(minutes=1)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def twice(
    target: ProbeTarget,
    outcome: ProbeOutcome,
    *,
    at: datetime = NOON,
    vantage: str = "here",
    edge: str | None = None,
    silence: Silence = Silence.TCP,
) -> list[ProbeResult]:
    """A result, and its repeat after fifteen seconds, at `at`."""
    times = at - seconds(15), at
    return [a_result(target, outcome, at=t, vantage=vantage, edge=edge, silence=silence) for t in times]


def all_twice(
    targets: Iterable[ProbeTarget], outcome: ProbeOutcome, *, at: datetime = NOON, vantage: str = "here"
) -> list[ProbeResult]:
    return [result for one in targets for result in twice(one, outcome, at=at, vantage=vantage)]


def served(
    targets: Iterable[ProbeTarget], *, at: datetime = NOON, vantage: str = "here"
) -> list[ProbeResult]:
    return [a_result(target, at=at, vantage=vantage) for target in targets]


def rule_of(looks: dict[str, Look], node: str = "cloudflare") -> LookRule | None:
    return looks[node].rule if node in looks else None


def answered(count: int, of: int = 20, *, at: datetime = NOON) -> list[ProbeResult]:
    return all_twice(PANEL[:count], BLAMES, at=at) + served(PANEL[count:of], at=at)


def test_three_organisations_at_which_the_edge_blames_itself_are_a_look() -> None:
    look = judged(answered(3))["cloudflare"]

    assert look.rule is LookRule.ANSWERED
    assert (look.asked, look.served, look.blaming, look.silent) == (20, 17, 3, 0)
    assert look.since == NOON - seconds(15)
    assert [example.service for example in look.examples] == [one.service for one in PANEL[:3]]
    assert look.vantages == ("here",)


def test_two_organisations_are_none() -> None:
    assert judged(answered(2)) == {}
    assert judged(answered(2, 2)) == {}


def test_fewer_than_fifteen_in_a_hundred_are_none() -> None:
    many = a_panel("cloudflare", 21)

    assert judged(all_twice(many[:3], BLAMES) + served(many[3:])) == {}


def test_a_failure_that_was_seen_once_is_none() -> None:
    assert judged([a_result(target, BLAMES) for target in PANEL]) == {}


def test_a_failure_whose_repeat_was_served_is_none() -> None:
    failed = [a_result(target, BLAMES, at=NOON - seconds(15)) for target in PANEL]

    assert judged(failed + served(PANEL)) == {}


def test_the_same_result_read_twice_confirms_nothing() -> None:
    once = [a_result(target, BLAMES) for target in PANEL]

    assert judged(once + once) == {}


def test_two_failures_close_together_are_one() -> None:
    close = [a_result(target, BLAMES, at=NOON - seconds(gap)) for target in PANEL for gap in (9, 0)]

    assert judged(close) == {}


def test_two_failures_far_apart_are_two_single_ones() -> None:
    far = [a_result(target, BLAMES, at=NOON - seconds(gap)) for target in PANEL for gap in (121, 0)]

    assert judged(far) == {}


def test_results_count_in_any_order_of_arrival() -> None:
    results = answered(4)

    assert judged(results[::-1]) == judged(results)


@pytest.mark.parametrize(("age", "rule"), [(179, LookRule.ANSWERED), (181, None)])
def test_stale_results_do_not_count(age: int, rule: LookRule | None) -> None:
    assert rule_of(judged(answered(3, at=NOON - seconds(age)))) is rule


def test_a_result_of_the_future_does_not_count() -> None:
    assert judged(answered(3, at=NOON + seconds(31))) == {}


def test_a_clock_that_was_put_back_does_not_stop_what_counts() -> None:
    ahead = standings_of(served(PANEL, at=NOON + timedelta(hours=1)))
    for result in answered(3):
        ahead[result.target] = noted(ahead[result.target], result)

    assert rule_of(judge({"here": ahead}, {}, {}, NOON)) is LookRule.ANSWERED


def test_a_failure_hours_after_another_is_a_new_one() -> None:
    old = all_twice(PANEL[:3], BLAMES, at=NOON - timedelta(minutes=16))

    assert judged([*old, *[a_result(one, BLAMES) for one in PANEL[:3]]]) == {}


def test_sister_services_count_once() -> None:
    sisters = [a_target(f"google-{n}", organisation="google") for n in range(9)]
    two_more = PANEL[:1]

    assert judged(all_twice([*sisters, *two_more], BLAMES) + served(PANEL[1:8])) == {}
    look = judged(all_twice([*sisters, *PANEL[:2]], BLAMES) + served(PANEL[2:8]))["cloudflare"]
    assert (look.asked, look.blaming) == (9, 3)


def test_the_edge_that_answers_counts_and_not_the_one_expected() -> None:
    moved = [result for target in PANEL[:3] for result in twice(target, BLAMES, edge="fastly")]
    looks = judged(moved + served(PANEL[3:]) + served(a_panel("fastly", 10)))

    assert set(looks) == {"fastly"}
    assert looks["fastly"].asked == 13


def test_an_edge_and_its_provider_are_two_nodes() -> None:
    split = all_twice(a_panel("azure", 2), BLAMES) + all_twice(a_panel("azure/front-door", 2), BLAMES)

    assert judged(split) == {}


@pytest.mark.parametrize(
    "outcome",
    [ProbeOutcome.CHALLENGED, ProbeOutcome.CHANGED, ProbeOutcome.BLAMES_ORIGIN, ProbeOutcome.FAILED],
)
def test_what_blames_nobody_is_no_failure_of_the_edge(outcome: ProbeOutcome) -> None:
    looks = judged(all_twice(PANEL, outcome) + served(ELSEWHERE))

    assert looks == {}


def test_challenges_are_asked_and_not_served() -> None:
    challenged = all_twice(PANEL[3:], ProbeOutcome.CHALLENGED)
    look = judged(all_twice(PANEL[:3], BLAMES) + challenged)["cloudflare"]

    assert (look.asked, look.served, look.blaming) == (20, 0, 3)


def flapping(target: ProbeTarget, over: int) -> list[ProbeResult]:
    outcomes = (BLAMES, BLAMES, SERVED)
    return [a_result(target, outcomes[n % 3], at=NOON - seconds(15 * n)) for n in range(over)]


def test_one_flapping_target_is_none() -> None:
    assert judged([*flapping(PANEL[0], 12), *served(PANEL[1:])]) == {}


# --- mixed and silent -------------------------------------------------------------------------------


def mixed(
    silent: int, *, blaming: int = 1, of: int = 20, first: int = 40, blamed: int = 20, last: int = 0
) -> list[ProbeResult]:
    """Silence from `first` to `last` seconds ago, and a blame, repeated, so many seconds ago."""
    quiet = PANEL[blaming : blaming + silent]
    return [
        *[a_result(one, SILENT, at=NOON - seconds(ago)) for one in quiet for ago in (first, last)],
        *all_twice(PANEL[:blaming], BLAMES, at=NOON - seconds(blamed)),
        *served(PANEL[blaming + silent : of]),
    ]


def test_a_blame_amid_silence_is_a_look_while_sites_elsewhere_answer() -> None:
    look = judged(mixed(5) + served(ELSEWHERE))["cloudflare"]

    assert look.rule is LookRule.MIXED
    assert (look.blaming, look.silent, look.controls_asked, look.controls_answering) == (1, 5, 16, 16)


def test_five_organisations_are_the_fewest_of_a_mixed_look() -> None:
    assert rule_of(judged(mixed(4, of=10) + served(ELSEWHERE))) is LookRule.MIXED
    assert judged(mixed(3, of=8) + served(ELSEWHERE)) == {}


def test_three_in_ten_are_the_fewest_of_a_mixed_look() -> None:
    assert judged(mixed(4, of=17) + served(ELSEWHERE)) == {}
    assert rule_of(judged(mixed(5, of=20) + served(ELSEWHERE))) is LookRule.MIXED


def test_silence_without_a_blame_is_only_shown() -> None:
    look = judged(mixed(11, blaming=0) + served(ELSEWHERE))["cloudflare"]

    assert look.rule is None
    assert not look.is_telling
    assert (look.silent, look.asked) == (11, 20)


@pytest.mark.parametrize(("blamed", "why"), [(60, "before the silence"), (0, "after it")])
def test_a_site_of_its_own_error_and_a_broken_path_are_two_things(blamed: int, why: str) -> None:
    path = mixed(15, first=40, blamed=blamed, last=10)

    assert rule_of(judged(path + served(ELSEWHERE))) is None, why


@pytest.mark.parametrize("silent_elsewhere", [2, 16])
def test_silence_proves_nothing_where_sites_elsewhere_are_silent(silent_elsewhere: int) -> None:
    elsewhere = all_twice(ELSEWHERE[:silent_elsewhere], SILENT) + served(ELSEWHERE[silent_elsewhere:])

    assert "cloudflare" not in judged(mixed(15) + elsewhere)


def test_one_in_ten_elsewhere_may_be_silent() -> None:
    elsewhere = [a_result(ELSEWHERE[0], SILENT), *served(ELSEWHERE[1:])]

    assert rule_of(judged(mixed(15) + elsewhere)) is LookRule.MIXED


def test_sites_elsewhere_that_fall_silent_now_count_before_they_are_asked_again() -> None:
    elsewhere = [a_result(one, SILENT) for one in ELSEWHERE[:3]] + served(ELSEWHERE[3:])

    assert judged(mixed(15) + elsewhere) == {}


def test_sites_elsewhere_that_answered_before_the_failure_prove_nothing() -> None:
    assert judged(mixed(15, first=40) + served(ELSEWHERE, at=NOON - seconds(41))) == {}
    assert judged(mixed(15, first=120) + served(ELSEWHERE, at=NOON - seconds(61))) == {}


def test_two_other_edges_or_seven_sites_are_too_few_to_compare_with() -> None:
    two_edges = [one for one in ELSEWHERE if one.node in EDGES[1:3]]
    seven = [*two_edges[:3], *two_edges[4:6], *ELSEWHERE[8:10]]

    assert judged(mixed(15) + served(two_edges)) == {}
    assert judged(mixed(15) + served(seven)) == {}
    assert rule_of(judged(mixed(15) + served([*seven, ELSEWHERE[10]]))) is LookRule.MIXED


def test_two_silences_around_a_blame_are_too_few() -> None:
    before = [a_result(one, SILENT, at=NOON - seconds(gap)) for one in PANEL[1:3] for gap in (60, 0)]
    early = [a_result(one, SILENT, at=NOON - seconds(gap)) for one in PANEL[3:6] for gap in (60, 40)]
    blame = twice(PANEL[0], BLAMES, at=NOON - seconds(20))

    looks = judged([*before, *early, *blame, *served(PANEL[6:8]), *served(ELSEWHERE)])
    assert rule_of(looks) is None


def test_a_control_that_was_settled_as_answering_and_is_silent_now_is_silent() -> None:
    elsewhere = [
        result
        for one in ELSEWHERE[:3]
        for result in (a_result(one, at=NOON - seconds(30)), a_result(one, SILENT))
    ]

    assert judged([*mixed(15), *elsewhere, *served(ELSEWHERE[3:])]) == {}


def test_an_organisation_with_one_site_that_answers_is_not_silent() -> None:
    sisters = [a_target(f"sister-{n}", organisation=one.organisation) for n, one in enumerate(PANEL[:2])]
    look = judged([*silence("here", 12), *served(sisters)])["cloudflare"]

    assert (look.silent, look.served, look.asked) == (10, 10, 20)


def test_five_examples_are_enough() -> None:
    assert len(judged(answered(9))["cloudflare"].examples) == 5


def test_an_edge_of_the_same_provider_is_nothing_to_compare_with() -> None:
    panel = a_panel("azure/front-door")
    quiet = [a_result(one, SILENT, at=NOON - seconds(ago)) for one in panel for ago in (40, 0)]
    related = served([*a_panel("azure", 4), *ELSEWHERE[:8]])

    assert judged(quiet + related) == {}


def silence(vantage: str, silent: int = 10, *, elsewhere: bool = True) -> list[ProbeResult]:
    quiet = [
        a_result(one, SILENT, at=NOON - seconds(ago), vantage=vantage)
        for one in PANEL[:silent]
        for ago in (40, 0)
    ]
    controls = served(ELSEWHERE, vantage=vantage) if elsewhere else []
    return [*quiet, *served(PANEL[silent:], vantage=vantage), *controls]


def test_silence_from_two_vantages_is_a_look() -> None:
    look = judged(silence("here") + silence("there"))["cloudflare"]

    assert look.rule is LookRule.SILENT
    assert look.vantages == ("here", "there")


def test_silence_from_one_of_two_vantages_is_only_shown() -> None:
    there = served([*PANEL, *ELSEWHERE], vantage="there")

    assert judged(silence("here") + there)["cloudflare"].rule is None


def test_each_vantage_must_see_sites_elsewhere_answer() -> None:
    assert judged(silence("here") + silence("there", elsewhere=False))["cloudflare"].rule is None


def test_half_of_the_panel_is_the_least_of_silence() -> None:
    assert judged(silence("here", 9) + silence("there", 9)) == {}


@pytest.mark.parametrize(("silent", "of"), [(4, 8), (5, 7)])
def test_small_panels_are_never_silent(silent: int, of: int) -> None:
    small = [
        one
        for one in silence("here", silent) + silence("there", silent)
        if one.service not in {target.service for target in PANEL[of:]}
    ]

    assert judged(small) == {}


# --- regions ----------------------------------------------------------------------------------------

OF_REGION = [one for one in canaries() if one.node == "aws/us-east-1"]
OTHER_REGIONS = [one for one in canaries() if one.node != "aws/us-east-1"]


def failing_region(*outcomes: ProbeOutcome, silence: Silence = Silence.TCP) -> list[ProbeResult]:
    return [
        result
        for target, outcome in zip(OF_REGION, outcomes, strict=False)
        for result in twice(target, outcome, silence=silence)
    ]


@pytest.mark.parametrize(
    "failures",
    [
        failing_region(SILENT, SILENT, silence=Silence.DNS),
        failing_region(ProbeOutcome.FAILED, ProbeOutcome.FAILED),
    ],
    ids=["names", "errors"],
)
def test_two_endpoints_that_fail_are_a_look_of_their_region(failures: list[ProbeResult]) -> None:
    looks = judged(failures + served(OTHER_REGIONS))

    assert set(looks) == {"aws/us-east-1"}
    assert looks["aws/us-east-1"].rule is LookRule.REGION
    assert looks["aws/us-east-1"].asked == 2


def test_one_endpoint_of_a_region_is_none() -> None:
    assert judged(failing_region(ProbeOutcome.FAILED) + served(OTHER_REGIONS)) == {}


def test_an_endpoint_that_refuses_us_does_not_fail() -> None:
    refusing = [
        a_result(one, ProbeOutcome.CHALLENGED, at=NOON - seconds(gap), status=503)
        for one in OF_REGION
        for gap in (15, 0)
    ]

    assert judged([*refusing, *served(OTHER_REGIONS)]) == {}


def test_an_endpoint_that_failed_once_is_none() -> None:
    once = [a_result(one, ProbeOutcome.FAILED) for one in OF_REGION]

    assert judged(once + served(OTHER_REGIONS)) == {}


def test_canaries_that_are_silent_are_no_panel() -> None:
    many = canaries(regions=("aws/us-east-1",), of_each=8)
    quiet = [
        a_result(one, SILENT, at=NOON - seconds(gap), vantage=vantage)
        for one in many
        for gap in (40, 0)
        for vantage in ("here", "there")
    ]
    controls = [*served(ELSEWHERE), *served(ELSEWHERE, vantage="there")]

    assert judged([*quiet, *controls]) == {}
    assert judged([*all_twice(many, BLAMES), *controls]) == {}


def test_other_regions_that_fail_do_not_answer() -> None:
    regions = [one for one in OTHER_REGIONS if one.node in REGIONS[1:4]]
    errors = [a_result(one, ProbeOutcome.FAILED) for one in regions if one.node == REGIONS[3]]
    rest = served(one for one in regions if one.node != REGIONS[3])

    failing = failing_region(ProbeOutcome.FAILED, ProbeOutcome.FAILED)
    assert judged([*failing, *errors, *rest]) == {}
    assert rule_of(judged([*failing, *served(regions)]), "aws/us-east-1") is LookRule.REGION


def test_regions_of_all_clouds_that_fail_together_fail_nearer_to_us() -> None:
    failing = failing_region(ProbeOutcome.FAILED, ProbeOutcome.FAILED)
    errors = [a_result(one, ProbeOutcome.FAILED) for one in canaries(regions=("gcp/a", "gcp/b"))]

    assert judged([*failing, *errors, *served(OTHER_REGIONS)]) == {}


def test_regions_that_answer_only_after_the_failure_prove_that_all_is_over() -> None:
    failing = failing_region(ProbeOutcome.FAILED, ProbeOutcome.FAILED)
    then = NOON + seconds(1)

    assert judged([*failing, *served(OTHER_REGIONS, at=then)], now=then) == {}


def test_a_look_of_a_region_lasts_while_one_endpoint_fails() -> None:
    then = NOON + timedelta(minutes=16)
    looks = judged(failing_region(ProbeOutcome.FAILED, ProbeOutcome.FAILED) + served(OTHER_REGIONS))
    one = twice(OF_REGION[0], ProbeOutcome.FAILED, at=then)
    later = look_after([*one, *served(OTHER_REGIONS, at=then)], looks, then)

    assert later["aws/us-east-1"].end is None
    assert later["aws/us-east-1"].failing_at == then


def test_two_other_regions_are_too_few_to_compare_with() -> None:
    few = [one for one in OTHER_REGIONS if one.node in REGIONS[1:3]]

    assert judged(failing_region(ProbeOutcome.FAILED, ProbeOutcome.FAILED) + served(few)) == {}


@pytest.mark.parametrize("first", [SILENT, ProbeOutcome.FAILED])
def test_a_region_of_which_one_endpoint_is_only_silent_needs_two_vantages(first: ProbeOutcome) -> None:
    quiet = failing_region(first, SILENT) + served(OTHER_REGIONS)
    there = [result for target in OF_REGION for result in twice(target, SILENT, vantage="there")] + served(
        OTHER_REGIONS, vantage="there"
    )

    assert judged(quiet)["aws/us-east-1"].rule is None
    assert judged(quiet + there)["aws/us-east-1"].rule is LookRule.REGION


def test_a_resolver_that_says_nothing_needs_two_vantages() -> None:
    unheard = failing_region(SILENT, SILENT, silence=Silence.RESOLVER)

    assert judged(unheard + served(OTHER_REGIONS))["aws/us-east-1"].rule is None


def test_names_that_fail_everywhere_are_our_resolver() -> None:
    names = [result for target in OTHER_REGIONS[:2] for result in twice(target, SILENT, silence=Silence.DNS)]
    failures = failing_region(SILENT, SILENT, silence=Silence.DNS)

    assert judged(failures + names + served(OTHER_REGIONS[2:])) == {}


# --- how it goes on, and ends -----------------------------------------------------------------------


def look_after(
    results: Iterable[ProbeResult], before: dict[str, Look], now: datetime, **states: NetworkState
) -> dict[str, Look]:
    networks = {name: a_network(state, vantage=name, since=now) for name, state in states.items()}
    return judge({"here": standings_of(results)}, networks, before, now)


def test_a_look_lasts_while_two_organisations_fail() -> None:
    later = NOON + timedelta(minutes=40)
    looks = judged(answered(5))
    for minute in range(5, 41, 5):
        looks = look_after(answered(2, at=NOON + minute * MINUTE), looks, NOON + minute * MINUTE)

    assert looks["cloudflare"].rule is LookRule.ANSWERED
    assert looks["cloudflare"].end is None
    assert looks["cloudflare"].failing_at == later
    assert looks["cloudflare"].since == NOON - seconds(15)


def test_one_site_with_an_error_of_its_own_keeps_no_look_alive() -> None:
    then = NOON + timedelta(minutes=15)

    assert look_after(answered(1, at=then), judged(answered(5)), then)["cloudflare"].end is LookEnd.SERVED


def test_silence_keeps_no_look_alive_where_sites_elsewhere_are_silent_too() -> None:
    then = NOON + timedelta(minutes=15)
    quiet = all_twice([*PANEL[:4], *ELSEWHERE[:4]], SILENT, at=then)
    rest = served([*PANEL[4:], *ELSEWHERE[4:]], at=then)

    assert look_after([*quiet, *rest], judged(answered(5)), then)["cloudflare"].end is LookEnd.SERVED


def test_a_look_ends_when_served_for_a_quarter_of_an_hour() -> None:
    looks = judged(answered(5))
    before, then = NOON + timedelta(minutes=14), NOON + timedelta(minutes=15)

    assert look_after(served(PANEL, at=before), looks, before)["cloudflare"].end is None
    ended = look_after(served(PANEL, at=then), looks, then)
    assert ended["cloudflare"].end is LookEnd.SERVED
    assert look_after(served(PANEL, at=then), ended, then) == {}


def test_a_look_ends_when_nobody_has_asked_for_a_quarter_of_an_hour() -> None:
    then = NOON + timedelta(minutes=15)

    assert look_after([], judged(answered(5)), then)["cloudflare"].end is LookEnd.UNASKED


def test_a_challenge_is_no_answer_that_ends_a_look_as_served() -> None:
    then = NOON + timedelta(minutes=15)
    challenged = all_twice(PANEL, ProbeOutcome.CHALLENGED, at=then)

    assert look_after(challenged, judged(answered(5)), then)["cloudflare"].end is LookEnd.UNASKED


def test_five_minutes_on_and_off_are_one_look() -> None:
    looks: dict[str, Look] = {}
    begins = set()
    for minute in range(60):
        now = NOON + minute * MINUTE
        is_on = minute // 5 % 2 == 0
        looks = look_after(answered(6, at=now) if is_on else served(PANEL, at=now), looks, now)
        begins.add((looks["cloudflare"].since, looks["cloudflare"].end))

    assert begins == {(NOON - seconds(15), None)}


def test_the_strongest_rule_that_was_met_stays() -> None:
    looks = judged(mixed(6) + served(ELSEWHERE))
    then = NOON + MINUTE
    stronger = look_after(answered(5, at=then), looks, then)
    later = then + MINUTE
    weaker = [a_result(one, SILENT, at=later - seconds(ago)) for one in PANEL for ago in (40, 0)]
    after = look_after([*weaker, *served(ELSEWHERE, at=later)], stronger, later)

    assert stronger["cloudflare"].rule is LookRule.ANSWERED
    assert (after["cloudflare"].rule, after["cloudflare"].silent) == (LookRule.ANSWERED, 20)


def test_what_was_seen_as_silence_ends_as_ours_when_our_own_network_fails() -> None:
    then = NOON + MINUTE
    looks = judged(mixed(6) + served(ELSEWHERE))

    assert look_after([], looks, then, here=NetworkState.OURS)["cloudflare"].end is LookEnd.OURS
    assert look_after([], looks, then, here=NetworkState.UNKNOWN)["cloudflare"].end is None


def test_a_network_that_fails_much_later_takes_nothing_back() -> None:
    then = NOON + timedelta(minutes=10)
    looks = judged(mixed(6) + served(ELSEWHERE))

    assert look_after([], looks, then, here=NetworkState.OURS)["cloudflare"].end is None


def test_an_answer_is_never_our_network() -> None:
    then = NOON + MINUTE

    assert look_after([], judged(answered(5)), then, here=NetworkState.OURS)["cloudflare"].end is None


def test_while_it_is_us_silence_says_nothing() -> None:
    results = mixed(15) + served(ELSEWHERE)

    assert look_after(results, {}, NOON, here=NetworkState.OURS) == {}


def test_silence_from_before_our_own_network_came_back_says_nothing() -> None:
    results = silence("here") + silence("there")
    back = {name: a_network(vantage=name, since=NOON + seconds(1)) for name in ("here", "there")}
    long_fine = {name: a_network(vantage=name, since=NOON - MINUTE) for name in ("here", "there")}

    assert judged(results, networks=back) == {}
    assert rule_of(judged(results, networks=long_fine)) is LookRule.SILENT


def test_a_clock_that_is_put_back_makes_no_look_last() -> None:
    looks = judged(answered(5))
    back = NOON - timedelta(hours=1)
    looks = look_after(served(PANEL, at=back), looks, back)
    then = back + timedelta(minutes=15)

    assert look_after(served(PANEL, at=then), looks, then)["cloudflare"].end is LookEnd.SERVED
