"""What the score is held to: each aim with what it came to."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.incident import Grade
from bot.lab.evaluation.claims import SURE
from bot.lab.evaluation.lines import number
from bot.lab.evaluation.measures import share
from bot.lab.evaluation.score import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One figure and its bound: at least it, or at most it. A figure of nothing keeps no bound."""

    name: str
    value: float | None
    bound: float
    at_least: bool = True
    digits: int = 2

    @property
    def is_met(self) -> bool:
        """Whether it holds."""
        if self.value is None:
            return False
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def cells(self) -> tuple[str, str, str, str]:
        """Name, bound, value, whether it is met."""
        bound = f"{'≥' if self.at_least else '≤'} {self.bound:.{self.digits}f}"
        return self.name, bound, number(self.value, self.digits), "yes" if self.is_met else "no"


AIM_HEADS = ("aim", "bound", "is", "met")


def aims_of(score: Score) -> Iterator[Aim]:
    """Every aim."""
    sums, early = score.ours.overall, score.early
    probable, suspected = sums.grades[Grade.PROBABLE], sums.grades[Grade.SUSPECTED]
    in_time = share(sums.probable_in_time, sums.eligible)
    precise = "claims with the right provider, of those at"
    yield Aim(name=f"{precise} probable", value=probable.right_root.precision, bound=0.97, digits=3)
    yield Aim(name=f"{precise} suspected", value=suspected.right_root.precision, bound=0.85, digits=3)
    yield Aim(
        name=f"eligible events found with the right provider, of {sums.eligible}",
        value=sums.detected_with_root,
        bound=21,
        digits=0,
    )
    yield Aim(name="eligible events at probable while they were on", value=in_time, bound=0.85)
    yield Aim(name="affected records found", value=sums.members.recall, bound=0.8)
    yield Aim(name="claims with the wrong root", value=sums.wrong_roots, bound=1, at_least=False, digits=0)
    yield Aim(
        name="calibration error of all claims",
        value=sums.calibration[Grade.SUSPECTED].ece,
        bound=0.08,
        at_least=False,
    )
    yield Aim(
        name=f"claims of a probability of {SURE} or more below probable",
        value=sums.sure_but_low,
        bound=0,
        at_least=False,
        digits=0,
    )
    yield Aim(
        name=f"roots claimed before their own page, of {len(early.cases)} that a dependent named before",
        value=early.claimed,
        bound=10,
        digits=0,
    )
    yield Aim(
        name="wrong early claims in 30 days for each hundred services",
        value=early.wrong_a_hundred,
        bound=1,
        at_least=False,
    )
