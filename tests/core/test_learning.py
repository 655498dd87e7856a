"""What is learned from history, from drawn worlds whose numbers are known."""

import random
from dataclasses import replace
from datetime import date, timedelta
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.correlation.edge_reach import reach_on
from bot.domain.status import Impact
from bot.errors import ConfigurationError
from bot.lab.learning.learner import Learner
from bot.learned.learned import Learned
from bot.learned.loader import load, load_text
from bot.learned.text import as_toml
from tests.builders import a_catalog, an_edge, edge_evidence
from tests.learning_builders import (
    BLAMING,
    CALM,
    CATALOG,
    END,
    PAGES,
    START,
    YEAR,
    arrivals,
    failures,
    learned,
    learner_of,
    seen,
)


def test_rates_are_recovered() -> None:
    draw = random.Random(1)
    true = {page: 1 / (24 * draw.uniform(1.5, 8)) for page in PAGES}
    reports = [seen(page, at) for page, rate in true.items() for at in arrivals(draw, rate)]

    found = learned(reports)

    ratios = [found.rates[page] / rate for page, rate in true.items()]
    assert all(0.6 < ratio < 1.6 for ratio in ratios)
    assert sum(ratios) / len(ratios) == pytest.approx(1, abs=0.1)
    assert min(true.values()) < found.typical < max(true.values())


def test_a_rate_follows_a_change_and_forgets_what_was_before() -> None:
    draw = random.Random(2)
    before = [at for at in arrivals(draw, 1 / 24) if at < YEAR / 2]
    since = [YEAR / 2 + at for at in arrivals(draw, 1 / 240, YEAR / 2)]

    found = learned(seen("page-0", at) for at in (*before, *since))

    assert found.rates["page-0"] < 1 / 80


@pytest.mark.parametrize(("first", "last"), [(0.7, 0.95), (0.3, 0.9)])
def test_months_without_data_are_no_silence(first: float, last: float) -> None:
    """Months in which nobody collected an organisation's page do not lower its rate."""
    draw = random.Random(3)
    times = {page: [at for at in arrivals(draw, 1 / 48) if not first < at / YEAR < last] for page in PAGES}

    found = learned(seen(page, at) for page in PAGES for at in times[page])

    assert sum(found.rates.values()) / len(PAGES) == pytest.approx(1 / 48, rel=0.2)


def test_few_data_are_drawn_to_what_is_typical() -> None:
    draw = random.Random(4)
    reports = [seen(page, at) for page in PAGES[1:] for at in arrivals(draw, 1 / 100)]
    burst = [seen("page-0", YEAR - hours) for hours in (3.0, 6.0, 9.0)]

    found = learned([*reports, *burst])

    assert found.typical == pytest.approx(1 / 100, rel=0.25)
    assert found.rates["page-0"] < 2 * found.typical


def test_sister_pages_count_once_in_two_hours() -> None:
    draw = random.Random(5)
    times = arrivals(draw, 1 / 72)
    alone = learned(seen("sister-a", at) for at in times)

    both = learned([seen(s, at + late) for at in times for s, late in (("sister-a", 0.0), ("sister-b", 0.5))])

    assert set(both.rates) == {"family"}
    assert both.rates["family"] == pytest.approx(alone.rates["family"], rel=0.05)


def test_the_profile_of_the_week_is_recovered_and_flat_without_data() -> None:
    draw = random.Random(6)
    by_day = [
        seen(page, at)
        for page in PAGES
        for at in arrivals(draw, 1 / 6)
        if draw.random() < (1.0 if 12 <= at % 24 < 18 else 0.25)
    ]

    found = learned(by_day)
    noon, night = START + timedelta(hours=14), START + timedelta(hours=3)

    assert sum(found.week) / 168 == pytest.approx(1)
    assert found.background("page-0", noon) > 2.2 * found.background("page-0", night)
    assert all(0.9 < factor < 1.1 for factor in learned([seen("page-0", 1.0)]).week)


def test_a_provider_of_many_small_posts_has_few_grave_ones() -> None:
    draw = random.Random(7)
    small = [seen("hostcloud", at) for at in arrivals(draw, 1 / 12)]
    grave = [seen("hostcloud", at, impact=Impact.MAJOR) for at in arrivals(draw, 1 / 480)]
    others = [seen(p, at, impact=Impact.MAJOR) for p in PAGES for at in arrivals(draw, 1 / 100)]

    found = learned(sorted([*small, *grave, *others], key=lambda s: s[2]))

    any_impact = found.own_rate("hostcloud", None)
    assert any_impact == found.own_rate("hostcloud", Impact.NONE) == found.rates["hostcloud"]
    assert any_impact / 50 < found.own_rate("hostcloud", Impact.MAJOR) < any_impact / 15
    assert found.own_rate("page-0", Impact.MAJOR) > 0.9 * found.rates["page-0"]
    assert found.own_rate("hostcloud", Impact.CRITICAL) < found.own_rate("hostcloud", Impact.MAJOR)


def test_reports_of_unknown_impact_are_as_grave_as_those_of_others() -> None:
    draw = random.Random(8)
    unknown = [seen("hostcloud", at, impact=None) for at in arrivals(draw, 1 / 48)]
    half = [
        seen("page-0", at, impact=draw.choice([Impact.MINOR, Impact.MAJOR])) for at in arrivals(draw, 1 / 48)
    ]

    found = learned([*unknown, *half])

    share = found.own_rate("hostcloud", Impact.MAJOR) / found.rates["hostcloud"]
    assert share == pytest.approx(0.5, abs=0.12)


def test_naming_and_blaming_shares_are_recovered() -> None:
    draw = random.Random(9)
    texts = (["The slow clusters are in Hostcloud North."] * 10, [BLAMING] * 5, [CALM] * 85)
    said = [text for kind in texts for text in kind]
    reports = [seen("page-2", at, draw.choice(said)) for at in arrivals(draw, 1 / 20)]

    found = learned(reports)

    assert found.naming_share("page-2", "hostcloud") == pytest.approx(0.15, abs=0.05)
    assert found.naming_share("page-2", "hostcloud/north") == pytest.approx(0.1, abs=0.04)
    assert found.blaming_share("page-2", "hostcloud") == pytest.approx(0.05, abs=0.03)


def test_pairs_never_seen_have_the_share_of_others_or_less() -> None:
    draw = random.Random(10)
    naming = [seen("page-2", at, draw.choice([BLAMING, CALM])) for at in arrivals(draw, 1 / 40)]
    silent = [seen("page-3", at) for at in arrivals(draw, 1 / 40)]

    found = learned([*naming, *silent])

    assert found.blaming_share("page-4", "hostcloud") == found.blaming_of["hostcloud"]
    assert found.blaming_share("page-3", "hostcloud") < found.blaming_share("page-4", "hostcloud") / 4
    assert found.naming_share("page-4", "othercloud") == found.naming_typical
    assert 0 < found.naming_share("page-3", "othercloud") < found.naming_typical


def test_two_reports_that_blame_do_not_make_a_habit() -> None:
    draw = random.Random(17)
    many = [seen("page-3", at) for at in arrivals(draw, 1 / 40)]

    found = learned([*many, seen("page-2", 10.0, BLAMING), seen("page-2", 900.0, BLAMING)])

    assert found.blaming_share("page-2", "hostcloud") < 0.2


def test_titles_alone_do_not_make_an_organisation_reticent() -> None:
    draw = random.Random(11)
    titles = [
        (service, replace(report, updates=()), at)
        for service, report, at in (seen("page-3", hours) for hours in arrivals(draw, 1 / 40))
    ]

    found = learned(titles)

    assert found.naming_share("page-3", "hostcloud") == found.naming_share("page-4", "hostcloud")
    assert "page-3" in found.rates


def test_an_unnamed_upstream_is_counted() -> None:
    draw = random.Random(12)
    said = ["Our upstream provider has an outage."] + [CALM] * 4
    reports = [seen("page-2", at, draw.choice(said)) for at in arrivals(draw, 1 / 20)]

    found = learned(reports)

    assert found.upstream_share("page-2") == pytest.approx(0.2, abs=0.06)
    assert found.upstream_share("page-9") == found.upstream_typical


def test_reports_of_a_shared_failure_do_not_count_as_chance() -> None:
    draw = random.Random(13)
    calm = [seen(page, at) for page in PAGES for at in arrivals(draw, 1 / 200)]
    shared = failures(range(100, 8600, 150), ("page-0", "page-1"))

    found, without = learned([*calm, *shared]), learned(calm)

    assert found.rates["page-0"] == pytest.approx(without.rates["page-0"], rel=0.15)
    assert "page-0 > hostcloud" not in found.blaming
    alone = learned([*calm, *(s for s in shared if s[0] == "page-0")])
    assert alone.rates["page-0"] > 1.3 * without.rates["page-0"]
    assert alone.blaming["page-0 > hostcloud"] > 0.1


def test_reach_counts_failures_that_others_told_of() -> None:
    draw = random.Random(14)
    calm = [seen(page, at) for page in PAGES for at in arrivals(draw, 1 / 300)]
    times = list(range(100, 8000, 200))
    often, seldom = (t for t in times if draw.random() < 0.8), (t for t in times if draw.random() < 0.1)
    told = failures(times, ("page-5", "page-6"))

    found = learned([*calm, *told, *failures(often, ("page-0",)), *failures(seldom, ("page-1",))])

    assert found.reach_of("page-0", "hostcloud") == pytest.approx(0.76, abs=0.12)
    assert found.reach_of("page-1", "hostcloud") == pytest.approx(0.14, abs=0.1)
    assert found.reach_of("page-7", "hostcloud") is None, "neither an edge nor a blame of its own"


def test_a_failure_that_others_did_not_tell_of_says_nothing_of_reach() -> None:
    times = range(100, 8000, 200)

    assert learned(failures(times, ("page-0", "page-5"))).reach == {}
    assert learned(failures(times, ("page-0", "page-5", "page-6"))).reach != {}


def test_a_post_that_blames_another_is_not_of_the_failure() -> None:
    times = range(100, 8000, 200)
    told = failures(times, ("page-5", "page-6"))

    silent = learned([*told, *(seen("page-0", at + 1.0) for at in times)])
    elsewhere = learned([*told, *(seen("page-0", at + 1.0, "Othercloud has an outage.") for at in times)])

    prior = reach_on(CATALOG.edges[0], END) * 6 / (6 + len(times))
    assert elsewhere.reach["page-0 > hostcloud"] == pytest.approx(prior, rel=0.05)
    assert silent.reach["page-0 > hostcloud"] > 2 * prior


def test_one_blame_beside_the_providers_own_grave_report_is_a_failure() -> None:
    times = range(100, 8000, 200)
    blamed = failures(times, ("page-5",))
    grave = [seen("hostcloud", at - 1.0, impact=Impact.CRITICAL) for at in times]
    small = [seen("hostcloud", at - 1.0, impact=Impact.MINOR) for at in times]
    watched = [seen("page-0", at + 50.0) for at in times]

    assert learned([*blamed, *grave, *watched]).reach_of("page-0", "hostcloud") is not None
    assert learned([*blamed, *small, *watched]).reach_of("page-0", "hostcloud") is None


def test_an_edge_found_out_later_has_no_reach_before() -> None:
    evidence = (edge_evidence(known_from=date(2025, 6, 1)),)
    learner = Learner(
        a_catalog(CATALOG.services.values(), [an_edge("page-0", "hostcloud", evidence=evidence)])
    )
    times = range(100, 8000, 200)
    for service, report, at in [*failures(times, PAGES[5:7]), *(seen("page-0", t + 50.0) for t in times)]:
        learner.take(service, report, at)

    assert learner.learned(date(2025, 6, 1)).reach_of("page-0", "hostcloud") is None
    assert learner.learned(date(2025, 6, 2)).reach_of("page-0", "hostcloud") is not None


@pytest.mark.parametrize(("median", "sigma"), [(16.0, 1.09), (40.0, 0.8)])
def test_delays_are_recovered_without_the_start_being_told(median: float, sigma: float) -> None:
    draw = random.Random(15)
    reports = []
    for start in range(100, 8000, 60):
        for page in draw.sample(PAGES, 4):
            late = exp(log(median) + sigma * draw.gauss(0, 1)) / 60
            reports.append(seen(page, start + late, BLAMING))

    found = learned(reports)

    assert found.delay_median == pytest.approx(median, rel=0.3)
    assert found.delay_sigma == pytest.approx(sigma, abs=0.25)


def test_delays_are_what_was_measured_elsewhere_without_failures() -> None:
    found = learned([seen("page-0", 1.0)])

    assert found.delay_median == pytest.approx(16)
    assert found.delay_sigma == pytest.approx(1.09)


HOURS = st.integers(min_value=0, max_value=24 * 60).map(float)
REPORTS = st.lists(
    st.tuples(
        st.sampled_from(PAGES[:4]), HOURS, st.sampled_from([CALM, BLAMING]), st.sampled_from(["", BLAMING])
    ),
    min_size=1,
    max_size=25,
)


@given(REPORTS, st.randoms(use_true_random=False))
def test_nothing_from_the_day_on_is_used_and_the_order_of_taking_is_none(
    rows: list[tuple[str, float, str, str]], shuffled: random.Random
) -> None:
    cut = START + timedelta(days=1 + rows[0][1] // 24)  # between the first row's posts
    until = cut.date()
    all_of_it = [seen(service, hours, text, later=later) for service, hours, text, later in rows]
    then = [
        (s, replace(r, updates=tuple(u for u in r.updates if u.at < cut)), at)
        for s, r, at in all_of_it
        if at < cut
    ]

    known_then = learned(then, until)
    learner = learner_of(shuffled.sample(all_of_it, len(all_of_it)))
    learner.learned(END)  # asking for a later day first changes nothing

    assert learner.learned(until) == known_then


def test_a_blame_posted_later_is_not_known_before() -> None:
    learner = learner_of([seen("page-0", 30.0, CALM, later=BLAMING), seen("page-1", 31.0)])

    assert learner.learned(date(2025, 1, 9)).blaming.keys() == {"page-0 > hostcloud"}
    assert learner.learned(date(2025, 1, 8)).blaming == {}


def test_edges_that_the_catalogue_lacks_are_suggested_from_two_reports_on() -> None:
    twice = [seen("page-5", 10.0, BLAMING), seen("page-5", 500.0, BLAMING)]
    once, known = seen("page-6", 20.0, BLAMING), [seen("page-0", t, BLAMING) for t in (30.0, 600.0)]
    learner = learner_of([*twice, once, *known])

    (suggestion,) = learner.suggestions(END)

    assert (suggestion.service, suggestion.node) == ("page-5", "hostcloud")
    assert [blame.day for blame in suggestion.evidence] == [date(2025, 1, 6), date(2025, 1, 26)]
    assert suggestion.evidence[0].url == twice[0][1].url
    assert learner.suggestions(date(2025, 1, 20)) == ()


def test_a_part_is_suggested_as_a_part_and_each_report_counts_once() -> None:
    text = "This is due to an outage of Hostcloud North."
    learner = learner_of([seen("page-5", 10.0, text)])
    assert learner.suggestions(END) == ()

    (suggestion,) = learner_of(seen("page-5", at, text) for at in (10.0, 500.0)).suggestions(END)

    assert suggestion.node == "hostcloud"
    assert [blame.node for blame in suggestion.evidence] == ["hostcloud/north"] * 2


def test_one_report_that_links_to_the_providers_page_suffices() -> None:
    linking = seen("page-5", 10.0, "See https://status.hostcloud.example/incidents/1 for what they say.")

    (suggestion,) = learner_of([linking]).suggestions(END)

    assert (suggestion.service, suggestion.node) == ("page-5", "hostcloud")


def test_a_file_gives_back_what_was_learned_to_four_digits() -> None:
    draw = random.Random(16)
    reports = [
        seen(page, at, draw.choice([CALM, BLAMING])) for page in PAGES for at in arrivals(draw, 1 / 300)
    ]
    found = learned([*reports, *failures(range(100, 4000, 400), PAGES[:3])])

    text = as_toml(found, ("Where it is from.",))
    read = load_text("numbers.toml", text)

    assert text.startswith("# Where it is from.\n")
    assert as_toml(read, ("Where it is from.",)) == text
    assert read.until == END
    assert read.rates.keys() == found.rates.keys()
    assert read.rates["page-3"] == pytest.approx(found.rates["page-3"], rel=1e-3)
    assert read.reach.keys() == found.reach.keys() != set()


def test_an_empty_file_of_this_version_is_the_defaults() -> None:
    assert load_text("numbers.toml", "version = 1") == Learned()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = 1\n[rates]\nx = 0.0", "rates.x: 0.0 is not more than 0"),
        ('version = 1\n[rates]\nx = "often"', "rates.x: a number is wanted"),
        ("version = 1\n[naming]\n'x > y' = 1.5", "naming.x > y: 1.5 is not a share"),
        ("version = 1\nweek = [1.0]", "week: 168 numbers"),
        ("version = 1\nuntil = 5", "until: a date is wanted"),
        ("version = 1\nreach = 3", "reach: a table is wanted"),
        ("version = 1\n[impacts]\nx = { awful = 0.1 }", "impacts.x.awful: no such impact"),
        ("version = 1\ndelay_sigma = nan", "delay_sigma: a number is wanted"),
        ("version = 1\nspeed = 3", "speed: no such key"),
        ("version = 9", "version: 1 is wanted"),
        ("version = ", "numbers.toml: "),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_the_key(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^numbers\.toml: ") as refused:
        load_text("numbers.toml", text)

    assert says in str(refused.value)


def test_the_shipped_numbers_are_plausible() -> None:
    found = load()

    assert found.until is not None
    assert 1 / (24 * 30) < found.typical < 1 / 24
    assert len(found.week) == 168
    assert sum(found.week) / 168 == pytest.approx(1, abs=0.01)
    assert found.rates["twilio"] > 10 * found.typical, "the busiest page that we know"
    assert found.own_rate("cloudflare", Impact.MAJOR) < found.own_rate("cloudflare", Impact.MINOR) / 5
    assert 10 < found.delay_median < 40
