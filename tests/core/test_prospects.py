"""What is left unweighed could not have been announced."""

from collections import defaultdict

from hypothesis import Phase, given, settings

from bot.correlation import parameters as p
from bot.correlation.correlator import correlate
from bot.correlation.draft import Draft
from bot.correlation.judgement import Judgement
from bot.correlation.lifecycle import grade_on
from bot.correlation.opening import judged
from bot.correlation.prospects import is_enough, may_be_announced
from bot.correlation.roots import verdict_on
from bot.correlation.state import State
from bot.correlation.witnesses import Hearing
from bot.domain.incident import ChangeKind
from tests.correlation_builders import LISTENED, WORLD, after, play, reports
from tests.correlation_timelines import STORIES, Step, a_story


def announced(state: State) -> list[str]:
    """The nodes that would be announced if all hypotheses were weighed. Each of them has a prospect."""
    assert state.now is not None
    draft = Draft(state, WORLD)
    hearing = Hearing(draft, state.now)
    found = [*judged(state.index.evidence, hearing)]
    by_provider = defaultdict[str, list[Judgement]](list)
    for judgement in found:
        by_provider[WORLD.provider(judgement.node)].append(judgement)
    nodes = []
    for judgement in found:
        if grade_on(verdict_on(judgement, found, WORLD), draft).is_announced:
            assert may_be_announced(judgement.node, hearing)
            assert is_enough(judgement, by_provider[WORLD.provider(judgement.node)], draft)
            nodes.append(judgement.node)
    return nodes


def test_others_take_more_of_a_share_than_they_add_to_the_group() -> None:
    assert p.CALIBRATION[1] <= 1


def test_two_that_blame_a_provider_are_announced_and_one_has_no_prospect() -> None:
    one, _ = play([reports("alpha", "Errors due to a Cloudflare outage", 0)], state=LISTENED)
    two, changes = play([reports("beta", "Errors due to a Cloudflare outage", 5)], state=one)

    assert announced(one) == []
    assert not may_be_announced("cloudflare", Hearing(Draft(one, WORLD), after(0)))
    assert "cloudflare" in announced(two)
    assert [change.kind for change in changes][:1] == [ChangeKind.GRADED]  # what one said becomes a claim


def test_two_of_whom_only_the_time_speaks_have_none() -> None:
    silent, _ = play(
        [reports("alpha", "Elevated errors", 0), reports("beta", "Elevated errors", 5)], state=LISTENED
    )

    assert not may_be_announced("cloudflare", Hearing(Draft(silent, WORLD), after(5)))


@settings(max_examples=8, phases=(Phase.explicit, Phase.generate, Phase.shrink))
@given(STORIES)
def test_whatever_would_be_announced_had_a_prospect(steps: list[Step]) -> None:
    state = LISTENED
    for observation in a_story(steps):
        state = correlate(state, observation, WORLD).state
        announced(state)
