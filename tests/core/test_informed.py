"""The correlator over days: what it counts of them, and what it then knows."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.correlation.correlator import advance
from bot.correlation.informed import Informed, Progress, informed, joined, passed, taken_in
from bot.correlation.rebuilding import rebuilt
from bot.correlation.state import State
from bot.domain.incident import Grade
from bot.domain.observation import Observation
from bot.lab.evaluation.running import lived_changes
from bot.learned.background import FORGET_AFTER, BackgroundTally
from bot.storage.codec import decode, encode
from tests.correlation_builders import (
    NAMING,
    OWN,
    VIRGINIA,
    WORLD,
    adds,
    after,
    ends,
    index_of,
    is_fine,
    is_unreadable,
    reports,
)
from tests.correlation_timelines import STORIES, Step, a_story

DAY = 24 * 60  # minutes
properties = settings(max_examples=40, phases=(Phase.explicit, Phase.generate, Phase.shrink))
# Alpha's page is watched; on the second day it posts, three times in one night and once in the evening.
WATCHED = (is_fine("alpha", -3 * DAY), is_fine("beta", -3 * DAY))
IN_VIRGINIA = "Slow queries in AWS us-east-1"


def lived(observations: Iterable[Observation], until: float | None = None) -> Progress:
    """Feed a story from nothing, then let time pass up to minute `until`."""
    progress = Progress(after=informed(State(), WORLD))
    for observation in observations:
        progress = joined(progress, taken_in(progress.after, observation))
    return progress if until is None else joined(progress, passed(progress.after, after(until)))


def posted(service: str, minute: float, title: str = "Slow", *, lasts: float = 30) -> list[Observation]:
    """A report, and its end."""
    report = reports(service, title, minute, number=round(minute))
    return [report, ends(report, minute + lasts)]


def story(*parts: Iterable[Observation]) -> list[Observation]:
    return sorted((o for part in parts for o in part), key=lambda o: o.at)


def tally(
    observations: Iterable[Observation], service: str = "alpha", until: float = 3 * DAY
) -> BackgroundTally:
    return lived(observations, until).after.state.backgrounds[service]


def test_reports_of_an_organisation_count_once_in_two_hours_and_its_words_each_time() -> None:
    seen = story(
        WATCHED,
        posted("alpha", 0, IN_VIRGINIA),
        posted("sister", 20),
        posted("alpha", 90),
        posted("alpha", 300),
    )

    found = tally(seen)

    assert found.firsts == pytest.approx(2, abs=0.1)
    assert found.reports == pytest.approx(4, abs=0.2)
    assert found.impacts.keys() == {"major"}
    assert found.named.keys() == {VIRGINIA, "aws"}
    assert "sister" not in lived(seen, 3 * DAY).after.state.backgrounds


def test_days_count_while_a_page_can_be_read() -> None:
    seen = story(WATCHED, [is_unreadable("beta", -1 * DAY)])

    found = lived(seen, 10 * DAY).after.state.backgrounds

    assert found["alpha"].days == pytest.approx(13, rel=0.1)
    assert found["beta"].days == pytest.approx(2, rel=0.1)
    assert (after(0).date() - found["beta"].day).days == 2
    assert "gamma" not in found


def test_what_was_there_at_first_sight_and_what_is_still_open_is_not_counted() -> None:
    old = [replace(o, baseline=True) for o in posted("alpha", -2 * DAY)]
    still_open = reports("beta", "Slow", 0)

    found = lived(story(WATCHED, old, [still_open]), DAY).after.state.backgrounds

    assert found["alpha"].reports == found["beta"].reports == 0


def test_a_shared_failure_teaches_nothing_of_chance() -> None:
    ended = [ends(o, 120) for o in (OWN, *NAMING)]
    afterwards = adds(ended[1], "Cloudflare tells more of its outage.", 500)
    progress = lived(story(WATCHED, [OWN, *NAMING], ended, [afterwards], posted("alpha", 2 * DAY)), 5 * DAY)

    assert max(change.incident.peak_grade.rank for change in progress.changes) >= Grade.PROBABLE.rank
    found = progress.after.state.backgrounds
    assert found["alpha"].firsts == pytest.approx(1, abs=0.1)
    assert found["alpha"].named == {}
    assert found["cloudflare"].firsts == found["gamma"].reports == 0


def test_a_recorded_history_is_lived_through_in_the_same_way() -> None:
    seen = story(WATCHED, [OWN, *NAMING], [ends(o, 120) for o in (OWN, *NAMING)], posted("alpha", 2 * DAY))

    changes = [*lived_changes(seen, WORLD, after(5 * DAY))]

    assert changes
    assert changes == [*lived(seen, 5 * DAY).changes]


def test_what_is_counted_is_known_from_the_next_day_on() -> None:
    habit = [posted("alpha", day * DAY + minute, IN_VIRGINIA) for day in range(5) for minute in (0, 300, 600)]
    progress = lived(story(WATCHED, *habit), 5 * DAY)
    learned = progress.after.knowledge.learned

    assert learned.until == progress.after.state.now.date() if progress.after.state.now else False
    assert learned.naming_share("alpha", VIRGINIA) > 0.2
    assert learned.rates["alpha"] > 2 * WORLD.learned.typical
    assert progress.after.shipped is WORLD
    assert "alpha" not in WORLD.learned.rates


def test_a_habit_of_naming_a_region_makes_it_no_shared_failure() -> None:
    """Two that name a region every day are a suspicion at first, and none when we know them."""
    one = reports("kappa", IN_VIRGINIA, 40 * DAY, number=1)
    other = reports("lima", IN_VIRGINIA, 40 * DAY + 20, number=1)
    habits = [
        posted(service, day * DAY + offset, IN_VIRGINIA)
        for day in range(39)
        for service, offset in (("kappa", 0), ("lima", 600))
    ]

    assert lived([one, other]).changes
    assert not lived(story(WATCHED, *habits, [one, other])).changes


def test_who_is_not_watched_for_long_is_forgotten() -> None:
    gone = BackgroundTally(since=after(0).date(), day=after(-2 * DAY).date() - FORGET_AFTER)
    state = replace(
        lived(WATCHED).after.state, backgrounds=lived(WATCHED).after.state.backgrounds.set("old", gone)
    )

    progress = passed(informed(state, WORLD), after(0))

    assert "old" not in progress.after.state.backgrounds
    assert "old" in progress.touched.backgrounds


def taken_up_again(before: Informed) -> Informed:
    """Stored, lost and loaded."""
    state = before.state
    kept = {o: decode(encode(tally), BackgroundTally) for o, tally in state.backgrounds.items()}
    return informed(replace(state, backgrounds=state.backgrounds.update(kept)), WORLD)


@properties
@given(STORIES, st.sets(st.integers(0, 23)), st.lists(st.floats(0, 1), max_size=6))
def test_pauses_and_restarts_change_nothing(
    steps: Sequence[Step], stops: set[int], moments: list[float]
) -> None:
    seen = a_story(steps)
    end = seen[-1].at + timedelta(days=3)
    whole = Progress(after=informed(State(), WORLD))
    broken = whole
    for number, observation in enumerate(seen):
        whole = joined(whole, taken_in(whole.after, observation))
        before = broken.after.state.now or observation.at
        for moment in sorted(moments):
            between = before + max(observation.at - before, timedelta()) * moment
            broken = joined(broken, passed(broken.after, between))
        if number in stops:
            broken = replace(broken, after=taken_up_again(broken.after))
        broken = joined(broken, taken_in(broken.after, observation))
    whole, broken = (joined(p, passed(p.after, end)) for p in (whole, broken))

    assert [encode(change) for change in broken.changes] == [encode(change) for change in whole.changes]
    assert broken.after.state.backgrounds == whole.after.state.backgrounds
    assert broken.after.state.sightings == whole.after.state.sightings
    assert broken.after.knowledge.learned == whole.after.knowledge.learned


@properties
@given(STORIES)
def test_the_index_after_a_night_is_the_one_derived_from_nothing(steps: Sequence[Step]) -> None:
    night = lived([*WATCHED, *a_story(steps)])
    end = (night.after.state.now or after(0)) + timedelta(days=1)
    now = passed(night.after, end.replace(hour=0, minute=0, second=0)).after

    assert now.state.namings == advance(night.after.state, now.state.now or end, WORLD).state.namings
    afresh = replace(WORLD, learned=now.knowledge.learned)
    assert index_of(now.state) == index_of(rebuilt(now.state, afresh))
    assert now.knowledge.standings("alpha") == afresh.standings("alpha")
