"""The test behind each grade, in one table.

`RULES` is that table; docs/correlation.md explains it. A grade is given when the root's posterior probability
and one of the rule's kinds of evidence are there; once given it is kept until the probability falls
`HYSTERESIS` below the rule's.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.correlation import parameters as p
from bot.correlation.judgement import Judgement, is_grave
from bot.correlation.knowledge import is_unknown
from bot.domain.incident import Grade
from bot.domain.look import LookRule

HYSTERESIS: Final = 0.1
# Without a root there is nothing but time: so many organisations have to report.
MANY_ORGANISATIONS: Final = 6


class Facts(NamedTuple):
    """What is counted for a grade.

    Organisations that report, that name the root, that blame it, that blame an upstream without its name;
    the root's own page, whether it calls its trouble grave, and whether such a post is rare; whether a root
    is named at all; and whether probes see it fail (`seen`), or a check of whoever runs us does (`checked`).
    `reported` is the probability by reports and pages alone.
    """

    probability: float
    reported: float
    organisations: int
    speaking: int
    naming: int
    blaming: int
    vague: int
    own: bool
    grave: bool
    rare: bool
    has_root: bool
    seen: bool = False
    checked: bool = False
    many: float = MANY_ORGANISATIONS


@dataclass(frozen=True, slots=True)
class Demand:
    """Something of which a way to a grade asks for at least so many; a fact that is true counts as 1.

    `one` and `more` say what is missing, with {root} and {missing}; empty for what nobody can add.
    """

    count: Callable[[Facts], int]
    least: Callable[[Facts], float]
    one: str = ""
    more: str = ""

    def missing(self, facts: Facts) -> int:
        """How many more it takes."""
        return max(0, math.ceil(self.least(facts) - self.count(facts)))


Way = tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A grade's test: the least probability, and the ways to it, of which one must be gone in full."""

    grade: Grade
    probability: float
    ways: tuple[Way, ...]
    says: str

    def has_evidence(self, facts: Facts) -> bool:
        """Whether one of the ways is gone."""
        return any(all(demand.missing(facts) == 0 for demand in way) for way in self.ways)


def _at_least(count: Callable[[Facts], int], one: str, more: str) -> Callable[[int], Demand]:
    """The demand for so many of what is counted."""
    return lambda least: Demand(count, lambda _: least, one, more)


_affected: Final = _at_least(
    lambda f: f.organisations, "one more affected organisation", "{missing} more affected organisations"
)
_naming: Final = _at_least(
    lambda f: f.naming,
    "one more organisation that names {root}",
    "{missing} more organisations that name {root}",
)
_blaming: Final = _at_least(
    lambda f: f.blaming,
    "one more organisation that blames {root}",
    "{missing} more organisations that blame {root}",
)
_hinting: Final = _at_least(
    lambda f: f.naming + f.vague,
    "one more organisation that names {root} or blames an upstream",
    "{missing} more organisations that name {root} or blame an upstream",
)
_vague: Final = _at_least(
    lambda f: f.vague,
    "one more organisation that blames an upstream",
    "{missing} more organisations that blame an upstream",
)

_ROOT: Final = Demand(lambda f: f.has_root, lambda _: 1, "one organisation that names the cause")
_SPEAKING: Final = Demand(
    lambda f: f.speaking, lambda _: 1, "one organisation that speaks of {root} or an upstream"
)
_OWN: Final = Demand(lambda f: f.own, lambda _: 1, "a report on {root}'s own status page")
_GRAVE: Final = Demand(lambda f: f.grave, lambda _: 1, "{root}'s status page calling it major or critical")
_RARE: Final = Demand(lambda f: f.rare, lambda _: 1)
_SEEN: Final = Demand(lambda f: f.seen, lambda _: 1)
_CHECKED: Final = Demand(lambda f: f.checked, lambda _: 1)
_MANY: Final = Demand(
    lambda f: f.organisations,
    lambda f: f.many,
    "one more affected organisation",
    "{missing} more affected organisations",
)

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        Grade.CONFIRMED,
        0.95,
        (
            (_ROOT, _affected(3), _OWN, _naming(2)),
            (_ROOT, _affected(3), _OWN, _GRAVE, _naming(1)),
            (_ROOT, _affected(3), _blaming(3)),
        ),
        "three affected organisations, and either the root's own page and two that name it, or its own page "
        "calling it major or critical and one that names it, or three that blame it in so many words",
    ),
    Rule(
        Grade.PROBABLE,
        0.8,
        (
            (_ROOT, _affected(2), _naming(2)),
            (_ROOT, _affected(2), _OWN, _hinting(2)),
            (_ROOT, _affected(2), _RARE, _hinting(1)),
            (_ROOT, _affected(5), _naming(1)),
        ),
        "two affected organisations that name the root; or the root's own page, and two that name it or "
        "blame an upstream, or one if that page seldom says such a thing; or five, one of which names it",
    ),
    Rule(
        Grade.SUSPECTED,
        0.45,
        (
            (_ROOT, _affected(2), _naming(2)),
            (_ROOT, _affected(2), _vague(2)),
            (_ROOT, _affected(2), _blaming(1)),
            (_ROOT, _affected(2), _OWN, _SPEAKING),
            (_ROOT, _affected(3), _OWN),
            (_ROOT, _affected(2), _RARE),
            (_ROOT, _SEEN, _affected(1)),
            (_ROOT, _SEEN, _OWN),
            (_MANY,),
        ),
        "two affected organisations that name the root or blame an upstream, or one of two that blames it in "
        "so many words; or the root's own page, and one of two that speaks of it or an upstream, or three, "
        "or two if that page seldom says such a thing; or one of either where our probes see it fail; or, "
        "whatever they say, six and twice as many again as post by chance",
    ),
    Rule(
        Grade.EARLY,
        p.EARLY_PROBABILITY,
        ((_ROOT, _blaming(1)), (_ROOT, _SEEN), (_ROOT, _CHECKED)),
        "one affected organisation that blames the root in so many words, or our probes see it fail, or a "
        "check of whoever runs us does",
    ),
)


def facts_of(judgement: Judgement, probability: float, reported: float, by_chance: float) -> Facts:
    """What a judgement has to show, with its probability, and that by reports and pages alone."""
    traces = [trace for trace, _ in judgement.joined if trace.key not in judgement.apart]
    telling = [trace for trace in traces if trace.is_telling]
    own = judgement.own is not None
    look = judgement.backing.look
    return Facts(
        probability=probability,
        reported=reported,
        organisations=len({trace.organisation for trace in traces}),
        speaking=len({trace.organisation for trace in traces if trace.speaks}),
        naming=len({trace.organisation for trace in telling}),
        blaming=len({trace.organisation for trace in telling if trace.blames}),
        vague=len({trace.organisation for trace in traces if trace.vague}),
        own=own,
        seen=look is not None and look.rule is not LookRule.CHECKS,
        checked=look is not None and look.rule is LookRule.CHECKS,
        grave=own and is_grave(judgement.own),
        rare=own and judgement.own_weight >= p.RARE_POST_NATS,
        has_root=not is_unknown(judgement.node),
        many=many_by_chance(by_chance),
    )


def many_by_chance(by_chance: float) -> float:
    """How many organisations are more than chance, where so many post by it."""
    return MANY_ORGANISATIONS + 2 * by_chance


def needs_of(facts: Facts, grade: Grade, root: str) -> str | None:
    """What the next higher grade asks for beyond what there is; None for the highest.

    Of several ways the one that is nearest: "for confirmed: one more affected organisation (2 of 3)".
    """
    rule = next((rule for rule in reversed(RULES) if rule.grade.rank > grade.rank), None)
    if rule is None:
        return None
    if not facts.has_root:
        return f"for {rule.grade}: {_ROOT.one}"
    ways = [_missing(way, facts) for way in rule.ways]
    sayable = [way for way in ways if all(demand.one for demand in way)]
    nearest = min(sayable, key=lambda way: sum(demand.missing(facts) for demand in way))
    lacks = " and ".join(_lack(demand, facts, root) for demand in nearest)
    return f"for {rule.grade}: {lacks or f'more reports that point to {root}'}"


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
        if _probability_for(rule.grade, facts) >= rule.probability - slack and rule.has_evidence(facts):
            return rule.grade
    return Grade.COINCIDENT


def _probability_for(grade: Grade, facts: Facts) -> float:
    """What counts for a grade: neither probes nor people nor news lift a claim above suspected."""
    return facts.reported if grade.rank >= Grade.PROBABLE.rank else facts.probability


def _missing(way: Way, facts: Facts) -> Way:
    """What a way still asks for. Who names the root is affected, too: that is not asked for twice."""
    lacking = [demand for demand in way if demand.missing(facts)]
    most = max((d.missing(facts) for d in lacking if "organisation that" in d.one), default=0)
    return tuple(d for d in lacking if "organisation that" in d.one or not 0 < d.missing(facts) <= most)


def _lack(demand: Demand, facts: Facts, root: str) -> str:
    missing, least = demand.missing(facts), math.ceil(demand.least(facts))
    said = (demand.one if missing == 1 else demand.more).format(root=root, missing=missing)
    # Of what nobody has done yet there is no more.
    said = said if facts.organisations else said.replace(" more ", " ", 1)
    return f"{said} ({demand.count(facts)} of {least})" if least > 1 else said
