"""The keys of what we see by ourselves: probes, checks, measurements. See `keys.py`."""

from datetime import timedelta
from typing import Final

from bot.storage.key import Keeping, Key

PROBES: Final = Key(
    name="{sf}:probes:*",
    ttl=timedelta(hours=1),
    reason="vantage → target → its Standing, what its newest probes came to; one field a target",
)
TURNS: Final = Key(
    name="{sf}:turns:*",
    ttl=timedelta(days=8),
    reason="vantage → target → its Turn: when it is probed next, and until when it is left alone",
)
PACING: Final = Key(
    name="{sf}:pacing:*",
    ttl=timedelta(hours=1),
    reason="vantage → which panels were lately asked at once, and how many requests are left",
)
USUAL: Final = Key(
    name="{sf}:usual:*",
    ttl=timedelta(days=30),
    reason="vantage → target → its UsualStatus: what it answers on most days",
)
LOOKS: Final = Key(
    name="{sf}:looks",
    ttl=timedelta(hours=1),
    reason="node → its newest Look, while its probes fail; gone when they do not, or nobody probes",
)
HANDED_LOOKS: Final = Key(
    name="{sf}:handed-looks",
    ttl=None,
    reason="node → the Look that the correlator last got of it; gone when that has ended",
)
VANTAGES: Final = Key(
    name="{sf}:vantages",
    ttl=timedelta(minutes=15),
    reason="vantage → OwnNetwork, how sites elsewhere answer from there; gone when nobody probes from there",
)
PAGE_PROBES: Final = Key(
    name="{sf}:page-probes:*",
    ttl=timedelta(minutes=15),
    reason="vantage → vendor and edge → ProbeResult, what polls of its pages came to; one field each",
)
ROBOTS: Final = Key(
    name="{sf}:robots", ttl=None, reason="origin → what its robots.txt allows us; one field a site probed"
)
ROBOTS_ASKED: Final = Key(
    name="{sf}:robots-asked", ttl=None, reason="origin scored by when its robots.txt was asked for"
)
CHECKED: Final = Key(
    name="{sf}:checks", ttl=None, reason="tool and id of a check → KnownCheck; those spoken of within a day"
)
CHECK_LOOKS: Final = Key(
    name="{sf}:check-looks",
    ttl=None,
    reason="service → Look by checks of whoever runs us; gone when they end",
)
UNMATCHED_CHECKS: Final = Key(
    name="{sf}:unmatched-checks",
    ttl=None,
    reason="what checks name nobody that we know; the newest two hundred",
)
ARRIVALS: Final = Key(
    name="{sf}:arrived:*",
    ttl=timedelta(hours=1),
    reason="ids of what tools handed in: the same twice has no effect; later it is said anew",
)
MEASURED: Final = Key(
    name="{sf}:measured",
    ttl=None,
    reason="service → MeasuredService, on whose edge and cloud it was seen; an edge unseen for 90 days goes",
    keeping=Keeping.READABLE,
)
