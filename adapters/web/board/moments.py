"""Times in pages: in UTC and how long ago, marked so that a browser can say them in the reader's zone."""

from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from bot.domain.times import ago, clock, hour, instant

# How a browser says the time again: both, the time alone, how long ago alone.
BOTH: Final = ""
CLOCK: Final = "c"
AGE: Final = "a"
# The time of day, in UTC wherever it is read.
HOUR: Final = "u"


def moment(at: datetime, now: datetime, shows: str = BOTH) -> Markup:
    """A `time` element: "11:48 UTC, 82 min ago", or one half of that."""
    age = ago(at, now) or "just now"
    shown = {CLOCK: clock(at, now), AGE: age, HOUR: hour(at.astimezone(UTC))}.get(
        shows, f"{clock(at, now)}, {age}"
    )
    how = Markup(' data-t="{}"').format(shows) if shows else Markup()
    return Markup('<time datetime="{}"{}>{}</time>').format(instant(at), how, shown)
