"""The model: a hypothesis against a slow enumeration by hand, and simulated chance."""

import math
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.correlation import parameters as p
from bot.correlation.hypothesis import Delays, HypothesisInput, delays, fit, probability_of
from bot.correlation.trace import Trace
from tests.builders import NOON

# A whole hour, so that onsets and minutes meet.
HOUR = float(NOON.timestamp() // 3600)
STEP = p.ONSET_STEP_MINUTES / 60
DELAYS = delays(16.0, 1.09)
OWN_DELAYS = delays(p.OWN_DELAY_MEDIAN_MINUTES, p.OWN_DELAY_SIGMA)


def a_trace(minute: int, organisation: str = "alpha", number: int = 0) -> Trace:
    seen = NOON + timedelta(minutes=minute)
    return Trace(
        key=f"{organisation}-{number}",
        service=organisation,
        organisation=organisation,
        seen=seen,
        last_news_at=seen,
        hours=HOUR + minute / 60,
        reach=0.45,
        ratio=1.0,
        background=1 / 240,
    )


def an_input(
    *reports: tuple[int, str, float],
    own: tuple[tuple[int, float], ...] = (),
    silent: float = 0.0,
    scale: float = 1.0,
    anchor: int = 0,
    now: int = 120,
) -> HypothesisInput:
    """Reports as (minute, organisation, strength), own posts as (minute, rate); minutes count from HOUR."""
    return HypothesisInput(
        traces=[a_trace(minute, org, n) for n, (minute, org, _) in enumerate(reports)],
        strengths=[strength for _, _, strength in reports],
        own=[(HOUR + minute / 60, rate) for minute, rate in own],
        silent=silent,
        scale=scale,
        earliest=HOUR + anchor / 60 - p.ONSET_SPAN_HOURS,
        latest=HOUR + anchor / 60 - p.ONSET_SPAN_HOURS + p.ONSET_LIMIT_HOURS,
        now=HOUR + now / 60,
        monthly=0.3,
        delays=DELAYS,
    )


def onsets_of(given: HypothesisInput) -> list[float]:
    first = math.floor(given.earliest / STEP) * STEP
    return [first + STEP * n for n in range(math.ceil((given.now - first) / STEP))]


def after_delay(table: Callable[[int], float], time: float, onset: float) -> float:
    minutes = round((time - onset) * 60)
    return table(minutes) if minutes >= 0 else 0.0


def weight_of(given: HypothesisInput, onset: float, radius: float) -> float:
    """The likelihood ratio of one onset and one blast radius, multiplied out."""
    density: Callable[[int], float] = lambda m: float(given.delays.density[m])  # noqa: E731
    own_density: Callable[[int], float] = lambda m: float(OWN_DELAYS.density[m])  # noqa: E731
    weight = 1.0
    for organisation in {t.organisation for t in given.traces}:
        best = max(
            1 + radius * strength * after_delay(density, trace.hours, onset)
            for trace, strength in zip(given.traces, given.strengths, strict=True)
            if trace.organisation == organisation
        )
        weight *= best**given.scale
    if given.own:
        weight *= max(
            1 + p.OWN_POST_SHARE * after_delay(own_density, time, onset) / rate for time, rate in given.own
        )
    arrived = after_delay(lambda m: float(given.delays.arrived[m]), given.now, onset)
    return weight * math.exp(-given.silent * radius * arrived)


def by_hand(given: HypothesisInput) -> tuple[float, list[float], float]:
    """Posterior odds, the intensity of each report, and the likeliest onset, without any array."""
    weights = {
        (onset, radius): prior * weight_of(given, onset, radius)
        for onset in onsets_of(given)
        for radius, prior in p.RADII
    }
    total = math.fsum(weights.values())
    intensities = [
        math.fsum(
            weight
            / total
            * radius
            * strength
            * after_delay(lambda m: float(given.delays.density[m]), trace.hours, onset)
            for (onset, radius), weight in weights.items()
        )
        for trace, strength in zip(given.traces, given.strengths, strict=True)
    ]
    by_onset = {o: math.fsum(w for (x, _), w in weights.items() if x == o) for o, _ in weights}
    prior = given.monthly / p.HOURS_PER_MONTH * STEP
    return prior * total, intensities, max(by_onset, key=lambda onset: by_onset[onset])


REPORTS = st.lists(
    st.tuples(st.integers(-170, 110), st.sampled_from("abcd"), st.sampled_from((0.01, 1.0, 40.0, 3e3))),
    min_size=1,
    max_size=6,
)
OWN = st.lists(st.tuples(st.integers(-100, 110), st.sampled_from((1e-4, 1e-2))), max_size=3).map(tuple)


@settings(max_examples=40)
@given(REPORTS, OWN, st.sampled_from((0.0, 0.4, 9.0)), st.sampled_from((1.0, 2.5)))
def test_a_fit_is_what_an_enumeration_by_hand_gives(
    reports: list[tuple[int, str, float]], own: tuple[tuple[int, float], ...], silent: float, scale: float
) -> None:
    given = an_input(*reports, own=own, silent=silent, scale=scale)
    odds, intensities, onset = by_hand(given)
    found = fit(given)

    assert math.exp(found.log_odds) == pytest.approx(odds, rel=1e-6)
    assert found.shares == pytest.approx([x / (1 + x) for x in intensities], rel=1e-6)
    assert found.weights == pytest.approx([math.log1p(x) for x in intensities], rel=1e-6)
    assert found.onset == pytest.approx(onset)
    assert found.silence_weight <= 0
    assert all(weight >= 0 for weight in found.own_weights)


@settings(max_examples=30)
@given(REPORTS, st.integers(0, 5), st.floats(1.0, 50.0))
def test_a_stronger_report_never_makes_a_failure_less_likely(
    reports: list[tuple[int, str, float]], which: int, factor: float
) -> None:
    stronger = list(reports)
    minute, organisation, strength = stronger[which % len(stronger)]
    stronger[which % len(stronger)] = (minute, organisation, strength * factor)

    assert fit(an_input(*stronger)).log_odds >= fit(an_input(*reports)).log_odds - 1e-9


def prior_odds(given: HypothesisInput) -> float:
    return given.monthly / p.HOURS_PER_MONTH * STEP * len(onsets_of(given))


@pytest.mark.parametrize("reports", [(), ((-60 * 40, "alpha", 3e3), (-60 * 40, "beta", 3e3))])
def test_without_a_report_of_these_hours_only_the_prior_is_left(
    reports: tuple[tuple[int, str, float], ...],
) -> None:
    given = an_input(*reports)

    assert math.exp(fit(given).log_odds) == pytest.approx(prior_odds(given))
    assert fit(given).shares == tuple(0.0 for _ in reports)


def test_sister_pages_and_repetitions_count_once() -> None:
    once, twice = an_input((5, "alpha", 900.0)), an_input((5, "alpha", 900.0), (5, "alpha", 900.0))
    both = an_input((5, "alpha", 900.0), (5, "beta", 900.0))

    assert fit(twice).log_odds == pytest.approx(fit(once).log_odds)
    assert fit(both).log_odds > fit(once).log_odds


def test_silence_speaks_against_it_and_more_so_with_time() -> None:
    def loss(now: int) -> float:
        noisy, silent = (an_input((5, "alpha", 900.0), silent=s, now=now) for s in (0.0, 9.0))
        return fit(noisy).log_odds - fit(silent).log_odds

    assert 0 < loss(10) < loss(30) < loss(120)


def test_reports_close_together_say_more_than_reports_far_apart() -> None:
    def log_odds(minute: int) -> float:
        return fit(an_input((0, "alpha", 900.0), (minute, "beta", 900.0), now=180)).log_odds

    assert log_odds(2) > log_odds(60) > log_odds(170)


def test_no_onset_lies_in_the_future() -> None:
    assert fit(an_input((0, "alpha", 9e3), now=1)).onset <= HOUR + 1 / 60


def test_only_the_best_of_its_own_posts_counts() -> None:
    one, two = (an_input((20, "alpha", 100.0), own=((25, 1e-3),) * n) for n in (1, 2))
    rare = an_input((20, "alpha", 100.0), own=((25, 1e-4),))

    assert fit(two).log_odds == pytest.approx(fit(one).log_odds)
    assert fit(rare).log_odds > fit(one).log_odds > fit(an_input((20, "alpha", 100.0))).log_odds


def arrived_by(table: Delays, minute: int) -> float:
    return float(table.density[1 : minute + 1].sum() / 60)


@pytest.mark.parametrize(("median", "sigma"), [(16.0, 1.09), (30.0, 0.8)])
def test_a_delay_is_spread_as_its_median_and_sigma_say(median: float, sigma: float) -> None:
    table = delays(median, sigma)

    assert table.arrived[0] == 0
    assert table.arrived[round(median)] == pytest.approx(0.5)
    assert table.arrived[round(median * math.exp(sigma))] == pytest.approx(0.8413, abs=0.01)
    assert np.all(np.diff(table.arrived) >= 0)
    assert arrived_by(table, 24 * 60) == pytest.approx(1, abs=0.02)
    assert arrived_by(table, 60) == pytest.approx(table.arrived[60], abs=0.03)


def test_a_probability_stays_one_however_sure() -> None:
    assert [probability_of(x) for x in (-1e9, 0.0, 1e9)] == [pytest.approx(0), 0.5, 1]


def by_chance(random: np.random.Generator, organisations: int, rate: float, reach: float) -> HypothesisInput:
    """Six hours in which organisations report by chance alone; who does not report is silent."""
    minutes = range(-180, 180)
    first = {}
    for n in range(organisations):
        told = [m for m, is_hit in zip(minutes, random.random(360) < rate / 60, strict=True) if is_hit]
        if told:
            first[n] = told[0]
    reports = [(minute, str(n), reach / rate) for n, minute in first.items()]
    given = an_input(*reports, silent=reach * (organisations - len(first)), now=180)
    return given._replace(earliest=HOUR - p.ONSET_SPAN_HOURS)


@pytest.mark.parametrize(("rate", "reach"), [(1 / 60, 0.1), (1 / 240, 0.45)])
def test_chance_alone_looks_like_no_failure_on_average(rate: float, reach: float) -> None:
    """The mean likelihood ratio over histories of chance is 1 where the model holds, and never far above."""
    random = np.random.default_rng(20251118)
    inputs = [by_chance(random, 30, rate, reach) for _ in range(200)]
    ratios = [math.exp(fit(given).log_odds) / prior_odds(given) for given in inputs]

    assert any(given.traces for given in inputs)
    assert 0.2 < sum(ratios) / len(ratios) < 1.5
