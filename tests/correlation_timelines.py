"""Random stories about the small world, for what has to hold whatever happens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from bot.domain.observation import Observation
from bot.domain.status import Impact
from tests.correlation_builders import (
    DEPENDENTS,
    ROOTS,
    SITES,
    TENANTS,
    adds,
    ends,
    is_fine,
    is_unreadable,
    reports,
    vanishes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens on a service's page, `gap` minutes after the last."""

    service: str
    does: str
    says: str = "Elevated errors"
    gap: float = 0
    impact: Impact = Impact.MAJOR


WORDS: Final = (
    "Elevated errors",
    "Errors due to a Cloudflare outage",
    "Slow because of a Fastly outage",
    "This is unrelated to Fastly. It is caused by a Cloudflare outage.",
    "Errors due to an AWS outage",
    "Errors in AWS us-east-1",
    "Slow queries in AWS eu-west-1",
    "Errors from an upstream provider",
    "This is not related to Cloudflare.",
)
# A page that is fine comes first: to it the smallest example of a failure comes down. Stories are long enough
# for every kind of change, for which most of them are told within hours.
STEPS: Final = st.builds(
    Step,
    service=st.sampled_from((*DEPENDENTS, *DEPENDENTS, *TENANTS, *SITES, "loner", "sister", *ROOTS)),
    does=st.sampled_from(("fine", *["posts"] * 9, "ends", "ends", "vanishes", "unreadable")),
    says=st.sampled_from((*WORDS, *WORDS[:4])),
    gap=st.sampled_from((0, 0, 0, 1, 2, 5, 5, 5, 10, 10, 20, 20, 45, 120, 1500)),
    impact=st.sampled_from(Impact),
)
STORIES: Final = st.lists(STEPS, min_size=14, max_size=24)


def a_story(steps: Iterable[Step]) -> list[Observation]:
    """Steps as observations: a service posts anew when its last report has ended, else adds to it."""
    minute, numbers = 0.0, dict[str, int]()
    last: dict[str, Observation] = {}
    story = []
    for step in steps:
        minute += step.gap
        known = last.get(step.service)
        if step.does == "posts" and known is None:
            number = numbers[step.service] = numbers.get(step.service, 0) + 1
            told = reports(step.service, step.says, minute, number=number, impact=step.impact)
            last[step.service] = told
        elif step.does == "posts" and known is not None:
            told = last[step.service] = adds(known, step.says, minute)
        elif step.does in ("ends", "vanishes") and known is not None:
            told = ends(known, minute) if step.does == "ends" else vanishes(known, minute)
            del last[step.service]
        else:
            told = (
                is_unreadable(step.service, minute)
                if step.does == "unreadable"
                else is_fine(step.service, minute)
            )
        story.append(told)
    return story
