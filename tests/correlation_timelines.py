"""Random stories about the small world, for what has to hold whatever happens."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from bot.domain.look import Corroboration, CorroborationKind, LookEnd, LookRule
from bot.domain.observation import CHECKS, PROBES, Observation
from bot.domain.status import Impact
from tests.builders import a_look, an_observation
from tests.correlation_builders import (
    DEPENDENTS,
    ROOTS,
    SITES,
    TENANTS,
    adds,
    after,
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
# What is no page, about whatever provider the step is at.
BESIDE: Final = ("answers", "is ours", "checked", "asked about", "in the news")
# A page that is fine comes first: to it the smallest example of a failure comes down. Stories are long enough
# for every kind of change, for which most of them are told within hours.
STEPS: Final = st.builds(
    Step,
    service=st.sampled_from((*DEPENDENTS, *DEPENDENTS, *TENANTS, *SITES, "loner", "sister", *ROOTS)),
    does=st.sampled_from(
        ("fine", *["posts"] * 9, "ends", "ends", "vanishes", "unreadable", *["seen"] * 2, *BESIDE)
    ),
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
        elif step.does == "seen" or step.does in BESIDE:
            told = beside(step, minute)
        else:
            told = (
                is_unreadable(step.service, minute)
                if step.does == "unreadable"
                else is_fine(step.service, minute)
            )
        story.append(told)
    return story


def beside(step: Step, minute: float) -> Observation:
    """What probes, checks, people or the news say of the step's provider, else of Cloudflare."""
    node, at = step.service if step.service in ROOTS else "cloudflare", after(minute)
    if step.does in ("asked about", "in the news"):
        kind = CorroborationKind.PEOPLE if step.does == "asked about" else CorroborationKind.NEWS
        one = Corroboration(
            kind=kind, service=node, at=at, since=at, nats=9.0, says=f"{kind} speak of {node}"
        )
        return replace(an_observation(node, source=f"{kind}/{node}", at=at), corroboration=one)
    look = replace(a_look(node, at=at), since=after(minute - 3))
    if step.does == "checked":
        look = replace(look, rule=LookRule.CHECKS, says="your check fails")
        return replace(an_observation(node, source=f"{CHECKS}alertmanager", at=at), look=look)
    ends = {"answers": LookEnd.SERVED, "is ours": LookEnd.OURS}
    look = replace(look, end=ends.get(step.does))
    return replace(an_observation(node, source=f"{PROBES}{node}", at=at), look=look)
