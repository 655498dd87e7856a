"""The numbers of the model, each with its origin. Rates are per hour, durations are timedeltas."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from bot.domain.service import Strength
from bot.domain.status import Impact

# Share of an infrastructure's failures in which a dependent posts, by the strength of the edge.
# Priors of the model: hard .45, ordinary .33, weak .1.
REACH: Final[Mapping[Strength, float]] = MappingProxyType(
    {Strength.HARD: 0.45, Strength.PARTIAL: 0.33, Strength.USES: 0.1, Strength.UNKNOWN: 0.1}
)
# A part of a used infrastructure that nobody said the service uses; and a whole whose part it uses.
REACH_OF_UNPROVEN_PART: Final = 0.3
REACH_OF_WHOLE: Final = 0.9
# A text that names an infrastructure without a known edge makes an edge for that report alone.
REACH_BY_TEXT: Final = 0.05

# How much likelier a text is when the hypothesis holds than by chance. Blaming sentences name the right
# provider; a bare mention is weaker; naming another provider speaks against.
RATIO_BLAMED: Final = 150.0
RATIO_MENTIONED: Final = 20.0
RATIO_UPSTREAM_UNNAMED: Final = 3.0
RATIO_COMPONENT_NAMED: Final = 20.0
RATIO_OTHER_NAMED: Final = 0.05

# Delay from the start of a failure to a status post: median 16 min, mean 29 min over 25 outages of
# 14 products measured in 2023; a log-normal through both has sigma sqrt(2 ln(29/16)).
DELAY_MEDIAN: Final = timedelta(minutes=16)
DELAY_SIGMA: Final = 1.09
# The infrastructure's own first post: median 30 min after the start, and 4 in 5 failures are posted at all.
OWN_DELAY_MEDIAN: Final = timedelta(minutes=30)
OWN_DELAY_SIGMA: Final = 0.8
OWN_POST_SHARE: Final = 0.8

# Blast radius: the fraction of the usual reach that one failure touches, with its prior.
RADII: Final = ((0.02, 0.25), (0.06, 0.3), (0.2, 0.3), (0.6, 0.15))
# Failures per month of an infrastructure that reach others.
FAILURES_PER_MONTH: Final = 0.15
HOURS_PER_MONTH: Final = 720.0
ONSET_BIN: Final = timedelta(minutes=5)
ONSET_BINS: Final = 36  # three hours

# Reports per organisation per hour by chance, where nothing is known of it: one in ten days.
BACKGROUND: Final = 1 / 240
# Organisations that post much more often: incidents on their pages per hour, counted from 2023-08 to
# 2025-10 in public page histories (before the outage that the demo replays).
BUSY: Final[Mapping[str, float]] = MappingProxyType(
    {
        "twilio": 0.16,
        "cloudflare": 0.026,
        "github": 0.008,
        "anthropic": 0.03,
        "openai": 0.01,
        "atlassian": 0.02,
        "digitalocean": 0.0045,
        "vultr": 0.006,
        "supabase": 0.008,
        "grafana-cloud": 0.012,
        "confluent-cloud": 0.008,
        "vercel": 0.009,
    }
)
# An infrastructure's own posts by chance: its background, thinned by how grave the post is.
OWN_POST_RARITY: Final[Mapping[Impact | None, float]] = MappingProxyType(
    {None: 0.6, Impact.NONE: 1.0, Impact.MINOR: 0.9, Impact.MAJOR: 0.25, Impact.CRITICAL: 0.05}
)

# A report that another open incident explains is this many times less surprising by itself.
EXPLAINED_ELSEWHERE: Final = 10.0

# Grades, see grading.py.
SUSPECTED_AT: Final = 0.5
PROBABLE_AT: Final = 0.9
# A grade once given is kept until the probability falls this far below its threshold.
HYSTERESIS: Final = 0.15

# A report joins when the hypothesis explains at least half of it.
JOIN_AT: Final = 0.5
# Lifecycle.
REPORT_LIFE_AS_EVIDENCE: Final = timedelta(hours=3)
RESOLVE_AFTER: Final = timedelta(minutes=30)
STALE_AFTER: Final = timedelta(hours=24)
FORGET_OPEN_AFTER: Final = timedelta(days=14)
REROOT_MARGIN: Final = 2.0  # nats by which another root must explain better
