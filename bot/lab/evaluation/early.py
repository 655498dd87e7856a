"""What we say on the word of one dependent: how often it is wrong, how often ahead of the root's own page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import Claim
from bot.lab.evaluation.first_naming import FirstNaming, OwnPosts
from bot.lab.evaluation.matching import Judged, judged
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.truth import Outcome, Truth


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
class EarlyScore:
    """Claims that began on one dependent's word, and the cases in which that word came first.

    `namings` are all first namings, `with_own_post` those of which the root's own page spoke, too. Of a claim
    that no label tells of the root's own page decides: `own_page` are those with a post of it near, without one
    it is a coincidence; where the records do not hold that page at the time, the claim is unclear.
    """

    period: Period
    namings: int
    with_own_post: int
    cases: tuple[EarlyCase, ...]
    claims: tuple[Judged, ...]
    own_page: int

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
    on_page = [_beside_its_page(one, own, naming) for one in ours]
    return EarlyScore(
        period=period,
        namings=len(namings),
        with_own_post=sum(first.own_post is not None for first in namings),
        cases=tuple(
            EarlyCase(naming=first, claimed_at=_claimed_at(first, heard.values(), naming))
            for first in namings
            if first.is_ahead
        ),
        claims=tuple(on_page),
        own_page=sum(b.is_wrong and a.outcome.is_right for b, a in zip(ours, on_page, strict=True)),
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


def _beside_its_page(one: Judged, own: OwnPosts, naming: Naming) -> Judged:
    """What a claim is that no label tells of, by the own page of the root that it first named."""
    if one.outcome is not Outcome.COINCIDENCE:
        return one
    first = one.claim.announced[0]
    provider = naming.provider(first.root)
    if own.near(provider, first.at) is not None:
        return replace(one, outcome=Outcome.ONE_VICTIM)
    return one if own.are_held(provider, first.at) else replace(one, outcome=Outcome.UNCLEAR)


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
