"""What the correlator keeps whatever happens."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from immutables import Map

from bot.correlation.correlator import Correlation, advance, correlate
from bot.correlation.rebuilding import rebuilt
from bot.correlation.state import State
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, IncidentChange
from bot.domain.observation import Observation
from bot.storage.codec import encode
from bot.watching.replay import in_order
from tests.correlation_builders import DEPENDENTS, LISTENED, WORLD, after, ends, index_of, play, reports
from tests.correlation_timelines import STORIES, Step, a_story

# Finding the smallest example is worth its time, saying which parts of it matter is not.
properties = settings(max_examples=60, phases=(Phase.explicit, Phase.generate, Phase.shrink))


def bytes_of(changes: Iterable[IncidentChange]) -> list[bytes]:
    return [encode(change) for change in changes]


def to_the_end(story: Sequence[Observation], state: State | None = None) -> list[IncidentChange]:
    """The changes of a story, and of the two days after it."""
    state, changes = play(story, state=state)
    end = (state.now or after(0)) + timedelta(days=2)
    return [*changes, *advance(state, end, WORLD).changes]


@properties
@given(STORIES, st.lists(st.floats(0, 1), max_size=12))
def test_time_may_pass_in_any_steps(steps: list[Step], moments: list[float]) -> None:
    """Ticks of the clock between the observations bring nothing about that the next one would not have."""
    story = a_story(steps)
    span = story[-1].at - after(0) if story else timedelta()
    pauses = sorted(after(0) + span * moment for moment in moments)
    state, changes = LISTENED, list[IncidentChange]()
    for observation in story:
        while pauses and pauses[0] <= observation.at:
            outcome = advance(state, pauses.pop(0), WORLD)
            state, changes = outcome.state, [*changes, *outcome.changes]
        outcome = correlate(state, observation, WORLD)
        state, changes = outcome.state, [*changes, *outcome.changes]

    assert bytes_of([*changes, *to_the_end([], state)]) == bytes_of(to_the_end(story))


@properties
@given(STORIES, st.randoms(use_true_random=False))
def test_what_happens_in_one_second_may_come_in_any_order(steps: list[Step], random: Random) -> None:
    once = {(o.at, o.service, o.source, o.report.id if o.report else ""): o for o in a_story(steps)}
    story = list(once.values())
    shuffled = random.sample(story, len(story))

    assert bytes_of(to_the_end(in_order(shuffled))) == bytes_of(to_the_end(in_order(story)))


@properties
@given(STORIES)
def test_what_is_told_twice_counts_once(steps: list[Step]) -> None:
    """The second time only lets those timers run that are due at that very moment."""
    state = LISTENED
    for observation in a_story(steps):
        state = correlate(state, observation, WORLD).state
        again = correlate(state, observation, WORLD)
        waited = advance(state, observation.at, WORLD)

        assert again.changes == waited.changes
        assert again.state == waited.state


@properties
@given(STORIES, st.integers(0, 19), st.integers(0, 19))
def test_what_is_delivered_again_late_changes_nothing(steps: list[Step], one: int, other: int) -> None:
    """As long as nothing else was said of the same report meanwhile."""
    story = a_story(steps)
    first, last = sorted((min(one, len(story)), min(other, len(story))))
    if first == len(story) or any(_same(o, story[first]) for o in story[first + 1 : last]):
        return
    redelivered = [*story[:last], story[first], *story[last:]]

    assert bytes_of(to_the_end(redelivered)) == bytes_of(to_the_end(story))


def _same(one: Observation, other: Observation) -> bool:
    return one.source == other.source


@properties
@given(STORIES)
def test_every_change_is_in_its_place(steps: list[Step]) -> None:
    """Versions count up, what ends was opened and opens once, and nothing happens after the end."""
    changes = to_the_end(a_story(steps))
    versions, ended = dict[str, int](), set[str]()
    for change in changes:
        incident = change.incident
        assert incident.id not in ended
        assert incident.version == versions.get(incident.id, 0) + 1
        assert (change.kind is ChangeKind.OPENED) == (incident.id not in versions)
        assert change.at == incident.updated_at
        assert incident.merged_into is None or incident.merged_into in versions
        versions[incident.id] = incident.version
        if incident.resolved_at is not None:
            ended.add(incident.id)

    assert ended == set(versions)
    assert [change.at for change in changes] == sorted(change.at for change in changes)


@properties
@given(STORIES)
def test_what_is_claimed_is_announced_probable_and_joined_by_evidence(steps: list[Step]) -> None:
    for change in to_the_end(a_story(steps)):
        incident = change.incident
        assert incident.grade is not Grade.COINCIDENT
        assert incident.peak_grade.rank >= incident.grade.rank
        assert 0 <= incident.probability <= 1
        assert all(0 <= candidate.probability <= 1 for candidate in incident.root_candidates)
        assert incident.root in {candidate.id for candidate in incident.root_candidates}
        assert incident.members or incident.look
        shown = {(evidence.service, evidence.report) for evidence in incident.evidence}
        assert {(member.service, member.report) for member in incident.members} <= shown


@properties
@given(STORIES)
def test_a_rejected_root_explains_no_more_reports_than_there_are(steps: list[Step]) -> None:
    for change in to_the_end(a_story(steps)):
        for evidence in change.incident.counter_evidence:
            if evidence.kind is EvidenceKind.REJECTED_ROOT:
                _, _, counts = evidence.says.partition("would explain ")
                explained, _, total, *_ = counts.split()
                assert int(explained) <= int(total)


V = TypeVar("V")


def patched(before: Map[str, V], after_: Map[str, V], keys: Iterable[str]) -> dict[str, V]:
    found = {key: value for key, value in before.items() if key not in keys}
    return found | {key: after_[key] for key in keys if key in after_}


def assert_touched_exactly(before: State, outcome: Correlation) -> None:
    new, touched = outcome.state, outcome.touched
    assert patched(before.sightings, new.sightings, touched.sightings) == dict(new.sightings)
    assert patched(before.sources, new.sources, touched.sources) == dict(new.sources)
    assert patched(before.incidents, new.incidents, touched.incidents) == dict(new.incidents)
    assert patched(before.early, new.early, touched.early) == dict(new.early)
    assert patched(before.looks, new.looks, touched.looks) == dict(new.looks)
    assert patched(before.corroborations, new.corroborations, touched.corroborations) == dict(
        new.corroborations
    )
    told = {change.incident.id for change in outcome.changes}
    assert touched.incidents | touched.early >= told
    for old, now, ids in (
        (before.incidents, new.incidents, touched.incidents),
        (before.early, new.early, touched.early),
    ):
        for id_ in ids - told:
            heard, look = now[id_].heard_at, now[id_].look
            assert heard == new.now != old[id_].heard_at or look != old[id_].look
            assert replace(old[id_], heard_at=heard, look=look) == now[id_]


@properties
@given(STORIES)
def test_only_what_was_touched_differs(steps: list[Step]) -> None:
    state = LISTENED
    for observation in a_story(steps):
        outcome = correlate(state, observation, WORLD)
        assert_touched_exactly(state, outcome)
        state = outcome.state
    assert_touched_exactly(state, advance(state, (state.now or after(0)) + timedelta(days=40), WORLD))


@properties
@given(STORIES, st.integers(0, 20))
def test_a_state_whose_index_is_made_again_goes_on_the_same(steps: list[Step], cut: int) -> None:
    story = a_story(steps)
    state, first = play(story[:cut])

    rest = to_the_end(story[cut:], rebuilt(state, WORLD))

    assert bytes_of([*first, *rest]) == bytes_of(to_the_end(story))


def test_a_report_that_ends_without_a_word_is_as_old_when_the_index_is_made_again() -> None:
    alpha = reports("alpha", "API errors due to a Cloudflare outage")
    beta = reports("beta", "Dashboard down because of Cloudflare", 190)
    state, _ = play([alpha, ends(alpha, 170)])

    assert bytes_of(play([beta], state=rebuilt(state, WORLD))[1]) == bytes_of(play([beta], state=state)[1])


@properties
@given(STORIES)
def test_the_index_is_what_follows_from_the_rest(steps: list[Step]) -> None:
    state, _ = play(a_story(steps))

    assert index_of(state) == index_of(rebuilt(state, WORLD))


WITNESSES = (*DEPENDENTS[:3], "sister", "cloudflare")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(WITNESSES),
        st.sampled_from(
            ("Elevated errors", "Errors due to a Cloudflare outage", "Errors from an upstream provider")
        ),
        st.sampled_from((0, 1, 3, 8, 20, 50)),
    ),
    min_size=1,
    max_size=9,
)


def peak(story: Iterable[Observation]) -> int:
    changes = [c for c in play(story)[1] if c.incident.root == "cloudflare"]
    return max((change.incident.peak_grade.rank for change in changes), default=Grade.COINCIDENT.rank)


@properties
@given(ROWS, st.sampled_from(DEPENDENTS[:3]))
def test_less_evidence_never_earns_a_higher_grade(rows: list[tuple[str, str, float]], gone: str) -> None:
    """One organisation's reports are left out of a story about one root."""
    story = a_story(Step(service=s, does="posts", says=says, gap=gap) for s, says, gap in rows)
    without = [o for o in story if WORLD.catalog.organisation_of(o.service) != gone]

    assert peak(without) <= peak(story)


@pytest.mark.parametrize("service", ["alpha", "cloudflare"])
def test_a_state_is_a_value(service: str) -> None:
    state, _ = play([reports("beta", "Dashboard down because of Cloudflare")])
    seen: list[tuple[datetime | None, int]] = [(state.now, len(state.sightings))]

    play([reports(service, "Down because of Cloudflare", 5)], state=state, until=100)

    assert [(state.now, len(state.sightings))] == seen
