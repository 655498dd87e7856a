"""How often a part of ours says that it is well, and how long a silence is an illness."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=15)
# Four missed beats.
STALLED_AFTER: Final = 4 * BEAT_EVERY
# The part that reads pages.
POLLER: Final = "poll"
