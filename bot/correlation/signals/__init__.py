"""Signals: reasons to believe that a report belongs to a hypothesis.

A signal is a function (Placement) -> Finding | None. To add one: write its file here, with one function, and
add one line to SIGNALS. A finding either gives the reach (how likely a dependent posts) or multiplies the
ratio (how much likelier this report looks under the hypothesis than by chance).
"""

from typing import Final

from bot.correlation.signals.declared import (
    component_named,
    declared_edge,
    may_share_an_unknown_cause,
)
from bot.correlation.signals.severity import graver_than_usual
from bot.correlation.signals.signal import Signal
from bot.correlation.signals.text import named_in_text, other_named, unnamed_upstream_blamed

SIGNALS: Final[tuple[Signal, ...]] = (
    declared_edge,
    may_share_an_unknown_cause,
    named_in_text,
    component_named,
    unnamed_upstream_blamed,
    other_named,
    graver_than_usual,
)
