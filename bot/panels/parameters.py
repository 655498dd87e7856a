"""The numbers of panels: how often whom, how long an answer counts, and how many must agree."""

from datetime import timedelta
from typing import Final

# Manners. A front page is asked once in five minutes; a public endpoint of a cloud (made for machines) in 2.
CADENCE: Final = timedelta(minutes=5)
CANARY_CADENCE: Final = timedelta(minutes=2)
# A turn comes later by up to this part of the cadence, never sooner.
JITTER: Final = 0.02
# All panels together, as long as nothing fails; and in any one minute, whatever fails: so many saved up, and
# so many that come back in a minute.
MOST_A_MINUTE: Final = 40.0
SAVED_REQUESTS: Final = 60.0
REFILL_A_MINUTE: Final = 60.0
# What is watched beyond the panels has at least this part of the budget.
LEAST_FOR_WATCHED: Final = 4.0

# A failure is asked again after this; then the rest of its panel, within so long, and at most so often. What
# goes on failing is not asked by the minute: after so many rounds in an hour only once in five minutes.
REPEAT_AFTER: Final = timedelta(seconds=15)
BURST_WITHIN: Final = timedelta(seconds=12)
BURST_EVERY: Final = timedelta(seconds=60)
BURSTS_AT_FIRST: Final = 5
BURST_EVERY_LATER: Final = timedelta(minutes=5)
BURSTS_FORGOTTEN_AFTER: Final = timedelta(minutes=15)
CONTROLS_OF_AN_EDGE: Final = 2
CONTROLS_OF_A_BURST: Final = 14
# Who challenges us, or asks for fewer requests, is left alone for a day; `Retry-After` is believed so far.
DROPPED_FOR: Final = timedelta(days=1)
LONGEST_RETRY_AFTER: Final = timedelta(days=7)
REFUSALS: Final = frozenset({403, 429})

# A failure counts once it was seen twice, so far apart and no farther; a run of them has no longer gap.
CONFIRMED_FROM: Final = timedelta(seconds=10)
CONFIRMED_WITHIN: Final = timedelta(minutes=2)
RUN_GAP: Final = timedelta(minutes=15)
# What was asked so long ago counts, and among the controls so long. Clocks of vantages differ by as much.
WINDOW: Final = timedelta(seconds=180)
CONTROL_WINDOW: Final = timedelta(seconds=60)
CLOCK_SKEW: Final = timedelta(seconds=30)

# The rules, by organisations.
LEAST_BLAMING: Final = 3
LEAST_SHARE_BLAMING: Final = 0.15
LEAST_FAILING_MIXED: Final = 5
LEAST_SHARE_MIXED: Final = 0.3
# So many fell silent before an edge blames itself, and so many are silent after: else the two are two things.
LEAST_AROUND_A_BLAME: Final = 3
LEAST_SILENT: Final = 5
LEAST_SHARE_SILENT: Final = 0.5
LEAST_ASKED_SILENT: Final = 8
LEAST_CANARIES: Final = 2
# Sites elsewhere that must answer before silence counts.
LEAST_CONTROL_NODES: Final = 3
LEAST_CONTROLS: Final = 8
MOST_SHARE_OF_CONTROLS_SILENT: Final = 0.1
# Of endpoints of other clouds so many may fail where a region does.
MOST_SHARE_OF_CANARIES_FAILING: Final = 0.25

# A look that was met lasts while so many organisations fail (of a region: endpoints), and is over so long
# after they did.
LEAST_TO_LAST: Final = 2
LEAST_CANARIES_TO_LAST: Final = 1
ENDS_AFTER: Final = timedelta(minutes=15)
MOST_EXAMPLES: Final = 5

# Our own network, over targets that were asked so lately; too few, and it takes those of the longer window.
NETWORK_WINDOW: Final = timedelta(seconds=60)
LEAST_ASKED_OF_NETWORK: Final = 8
LEAST_NODES_OF_NETWORK: Final = 3
