"""The test behind each grade, in one table.

`RULES` is that table; docs/correlation.md explains it. A grade is given when the root's posterior probability
and one of the rule's kinds of evidence are there; once given it is kept until the probability falls
`HYSTERESIS` below the rule's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.correlation import parameters as p
from bot.correlation.judgement import Judgement, is_grave
from bot.correlation.knowledge import is_unknown
from bot.domain.incident import Grade

HYSTERESIS: Final = 0.1
# Without a root there is nothing but time: so many organisations have to report.
MANY_ORGANISATIONS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is counted for a grade.

    Organisations that report, that name the root, that blame it, that blame an upstream without its name;
    the root's own page, whether it calls its trouble grave, and whether such a post is rare; and whether a
    root is named at all.
    """

    probability: float
    organisations: int
    speaking: int
    naming: int
    blaming: int
    vague: int
    own: bool
    grave: bool
    rare: bool
    has_root: bool
    many: float = MANY_ORGANISATIONS


@dataclass(frozen=True, slots=True)
class Rule:
    """A grade's test: the least probability, and the evidence without which no probability is enough."""

    grade: Grade
    probability: float
    evidence: Callable[[Facts], bool]
    says: str


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        Grade.CONFIRMED,
        0.95,
        lambda f: (
            f.has_root
            and f.organisations >= 3
            and ((f.own and f.naming >= 2) or f.blaming >= 3 or (f.own and f.grave and f.naming >= 1))
        ),
        "three affected organisations, and either the root's own page and two that name it, or its own page "
        "that calls it grave and one that names it, or three that blame it in so many words",
    ),
    Rule(
        Grade.PROBABLE,
        0.8,
        lambda f: (
            f.has_root
            and f.organisations >= 2
            and (
                f.naming >= 2
                or (f.own and f.naming + f.vague >= 2)
                or (f.rare and f.naming + f.vague >= 1)
                or (f.naming >= 1 and f.organisations >= 5)
            )
        ),
        "two affected organisations that name the root; or the root's own page, and two that name it or "
        "blame an upstream, or one if that page seldom says such a thing; or five, one of which names it",
    ),
    Rule(
        Grade.SUSPECTED,
        0.45,
        lambda f: (
            f.organisations >= f.many
            or (
                f.has_root
                and f.organisations >= 2
                and (
                    f.naming >= 2
                    or f.vague >= 2
                    or f.blaming >= 1
                    or (f.own and (f.speaking >= 1 or f.organisations >= 3))
                    or f.rare
                )
            )
        ),
        "two affected organisations that name the root or blame an upstream, or one of two that blames it in "
        "so many words; or the root's own page, and one of two that speaks of it or an upstream, or three, "
        "or two if that page seldom says such a thing; or, whatever they say, six and twice as many again as "
        "post by chance",
    ),
    Rule(
        Grade.EARLY,
        p.EARLY_PROBABILITY,
        lambda f: f.has_root and f.blaming >= 1,
        "one affected organisation that blames the root in so many words",
    ),
)


def facts_of(judgement: Judgement, probability: float, by_chance: float) -> Facts:
    """What a judgement has to show."""
    traces = [trace for trace, _ in judgement.joined if trace.key not in judgement.apart]
    telling = [trace for trace in traces if trace.is_telling]
    own = judgement.own is not None
    return Facts(
        probability=probability,
        organisations=len({trace.organisation for trace in traces}),
        speaking=len({trace.organisation for trace in traces if trace.speaks}),
        naming=len({trace.organisation for trace in telling}),
        blaming=len({trace.organisation for trace in telling if trace.blames}),
        vague=len({trace.organisation for trace in traces if trace.vague}),
        own=own,
        grave=own and is_grave(judgement.own),
        rare=own and judgement.own_weight >= p.RARE_POST_NATS,
        has_root=not is_unknown(judgement.node),
        many=MANY_ORGANISATIONS + 2 * by_chance,
    )


def needs_of(grade: Grade) -> str | None:
    """What the next higher grade asks for; None for the highest."""
    higher = [rule for rule in RULES if rule.grade.rank > grade.rank]
    return f"{higher[-1].grade}: {higher[-1].says}" if higher else None


def most_of(grade: Grade) -> float:
    """The highest probability said of a claim of a grade: below probable, less than probable asks for.

    Who lacks the evidence of the next grade may be as sure by numbers; people read the number as the grade.
    """
    probable = next(rule.probability for rule in RULES if rule.grade is Grade.PROBABLE)
    return 1.0 if grade.rank >= Grade.PROBABLE.rank else probable - 0.01


def grade_of(facts: Facts, kept: Grade = Grade.COINCIDENT) -> Grade:
    """The highest grade whose test is passed; `kept` is the grade it has now."""
    for rule in RULES:
        slack = HYSTERESIS if kept.rank >= rule.grade.rank else 0.0
        if facts.probability >= rule.probability - slack and rule.evidence(facts):
            return rule.grade
    return Grade.COINCIDENT
