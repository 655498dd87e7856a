"""The field's own methods: each turns the same posts into claims that are scored as ours are.

To add a method: write a file with a function from a Feed and a setting to claims and a Baseline that says
what it is, and add one line below. Every claim of a baseline is `probable` from the moment it would have been
sent, with probability 1: none of them says how sure it is.
"""

from typing import Final

from bot.lab.evaluation.baselines.baseline import Baseline
from bot.lab.evaluation.baselines.grouping import LABEL_GROUPING
from bot.lab.evaluation.baselines.pair import DECLARED_PAIR
from bot.lab.evaluation.baselines.score import SCORE_GREEDY
from bot.lab.evaluation.baselines.spells import PROVIDERS_TURNED_BAD, TIME_WINDOW

BASELINES: Final[tuple[Baseline, ...]] = (
    TIME_WINDOW,
    PROVIDERS_TURNED_BAD,
    LABEL_GROUPING,
    DECLARED_PAIR,
    SCORE_GREEDY,
)
