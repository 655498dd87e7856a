"""What we say on the word of one dependent: how often it is wrong, how often ahead of the root's own page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import fsum

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import Claim
from bot.lab.evaluation.first_naming import FirstNaming, OwnPosts
from bot.lab.evaluation.matching import Judged, judged
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.truth import CLUSTER_REACH, Outcome, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyCase:
    """A root that one dependent named before its own page spoke; `claimed_at` is when we did, if before."""

    naming: FirstNaming
    claimed_at: datetime | None

    def minutes_before(self, at: datetime | None) -> float | None:
        """How long before the own page something was."""
        if at is None or self.naming.own_post is None:
            return None
        return (self.naming.own_post - at) / timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """Early claims that only the own page of their root can speak for: how many, and for how many it does.

    `near` of them have a post of it within two hours, `far` within six, where `by_chance` would have one.
    """

    held: int
    near: int
    far: int
    by_chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyScore:
    """Claims that began on one dependent's word, and the cases in which that word came first.

    `namings` are all first namings, `with_own_post` those of which the root's own page spoke, too. Of a claim
    that no label tells of the root's own page decides: right are those with a post of it within six hours, as
    near a judged cluster; without one a claim is a coincidence; where the records lack that page at the time,
    it is unclear. `pages` tell how that went.
    """

    period: Period
    namings: int
    with_own_post: int
    cases: tuple[EarlyCase, ...]
    claims: tuple[Judged, ...]
    pages: PageEvidence

    @property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many claims were what."""
        found = Counter(one.outcome for one in self.claims)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """Those that nothing speaks for."""
        return tuple(one for one in self.claims if one.is_wrong)

    @property
    def wrong_per_30_days(self) -> float | None:
        """Wrong ones in 30 days."""
        return self.period.per_30_days(len(self.wrong))

    @property
    def wrong_a_hundred(self) -> float | None:
        """Wrong ones in 30 days for each hundred services watched."""
        return self.period.per_30_days_a_hundred(len(self.wrong))

    @property
    def claimed(self) -> int:
        """Cases in which we spoke before the root's own page."""
        return sum(case.claimed_at is not None for case in self.cases)


def early_score(
    claims: Iterable[Claim],
    namings: Sequence[FirstNaming],
    own: OwnPosts,
    truth: Truth,
    naming: Naming,
    period: Period,
) -> EarlyScore:
    """Judge what was claimed early as if it had been announced then."""
    heard = {claim.id: shown for claim in claims if (shown := as_if_announced(claim)) is not None}
    began_early = [heard[claim.id] for claim in claims if claim.id in heard and is_early(claim)]
    ours = [one for one in judged(began_early, truth, naming) if period.holds(one.claim.announced[0].at)]
    return EarlyScore(
        period=period,
        namings=len(namings),
        with_own_post=sum(first.own_post is not None for first in namings),
        cases=tuple(
            EarlyCase(naming=first, claimed_at=_claimed_at(first, heard.values(), naming))
            for first in namings
            if first.is_ahead
        ),
        claims=tuple(beside_its_page(one, own, naming) for one in ours),
        pages=pages_of([one for one in ours if one.outcome is Outcome.COINCIDENCE], own, naming),
    )


def is_early(claim: Claim) -> bool:
    """Whether a claim ever stood below what people are told unasked, and above coincidence."""
    return any(s.grade is not Grade.COINCIDENT and not s.grade.is_announced for s in claim.stages)


def as_if_announced(claim: Claim) -> Claim | None:
    """A claim as those hear of it who asked for early ones; None when it never was more than coincident."""
    stages = tuple(
        stage if stage.grade.is_announced else replace(stage, grade=Grade.SUSPECTED)
        for stage in claim.stages
        if stage.grade is not Grade.COINCIDENT
    )
    return replace(claim, stages=stages) if stages else None


def beside_its_page(one: Judged, own: OwnPosts, naming: Naming) -> Judged:
    """What a claim is that no label tells of, by the own page of the root that it first named."""
    if one.outcome is not Outcome.COINCIDENCE:
        return one
    provider, at = _first(one, naming)
    if own.near(provider, at, CLUSTER_REACH) is not None:
        return replace(one, outcome=Outcome.ONE_VICTIM)
    return one if own.chance_of(provider, at, CLUSTER_REACH) else replace(one, outcome=Outcome.UNCLEAR)


def pages_of(untold: Sequence[Judged], own: OwnPosts, naming: Naming) -> PageEvidence:
    """For how many claims that no label tells of the own page of their root speaks."""
    firsts = [_first(one, naming) for one in untold]
    chances = [own.chance_of(provider, at, CLUSTER_REACH) for provider, at in firsts]
    return PageEvidence(
        held=sum(chance > 0 for chance in chances),
        near=sum(own.near(provider, at) is not None for provider, at in firsts),
        far=sum(own.near(provider, at, CLUSTER_REACH) is not None for provider, at in firsts),
        by_chance=fsum(chances),
    )


def _first(one: Judged, naming: Naming) -> tuple[str, datetime]:
    """Whom a claim first named, and when."""
    stage = one.claim.announced[0]
    return naming.provider(stage.root), stage.at


def _claimed_at(first: FirstNaming, claims: Iterable[Claim], naming: Naming) -> datetime | None:
    """When a claim with that root stood between the naming and the root's own post."""
    if first.own_post is None:
        return None
    return min(
        (
            max(stage.at, first.at)
            for claim in claims
            for stage in claim.standing(first.at, first.own_post)
            if naming.provider(stage.root) == first.provider and stage.at < first.own_post
        ),
        default=None,
    )
