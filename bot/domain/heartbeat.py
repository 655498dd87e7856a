"""How often a part of ours says that it is alive, and how long a silence is a death."""

from datetime import timedelta
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=15)
# Four missed beats.
STALLED_AFTER: Final = 4 * BEAT_EVERY
