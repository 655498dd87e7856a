"""The numbers of the model that are not learned, each with its origin. Rates are per hour."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from bot.domain.look import CorroborationKind, LookRule
from bot.domain.service import Strength
from bot.domain.status import Impact

# Share of an infrastructure's failures in which a dependent posts, by the strength of the edge, where nothing
# was learned of the pair. Priors of the model: hard .45, ordinary .33, weak .1. What we measured ourselves is
# between the last two (their geometric mean): in the way of requests for sure, but only to the front page.
REACH: Final[Mapping[Strength, float]] = MappingProxyType(
    {
        Strength.HARD: 0.45,
        Strength.PARTIAL: 0.33,
        Strength.MEASURED: 0.18,
        Strength.USES: 0.1,
        Strength.UNKNOWN: 0.1,
    }
)
# What is left of an edge that our own looks contradict: who left a network took its front page along, and may
# use it for another host still. Assumed.
REACH_LEFT_WHEN_CONTRADICTED: Final = 0.5
# A part of a used infrastructure that nobody said the service uses; a whole whose part it uses; and an
# infrastructure that another one stands on.
REACH_OF_UNPROVEN_PART: Final = 0.3
REACH_OF_WHOLE: Final = 0.9
REACH_THROUGH_ANOTHER: Final = 0.3
# A text that names an infrastructure without a known edge makes an edge for that report alone.
REACH_BY_TEXT: Final = 0.05
# A cause that nobody can name: how likely one that it could touch reports.
REACH_OF_UNKNOWN: Final = 0.1
# Nobody has found out what most organisations stand on: one without a known edge is as likely to stand on a
# provider as the others are. The fewest organisations to tell that from.
FEWEST_ORGANISATIONS: Final = 50
LEAST_LEAK: Final = 0.004

# How often a report that a failure caused blames it by name, places itself there, or mentions it; what an
# organisation does by chance is learned.
BLAMES_WHEN_CAUSED: Final = 0.3
PLACES_WHEN_CAUSED: Final = 0.3
MENTIONS_WHEN_CAUSED: Final = 0.05
BLAMES_UNNAMED_WHEN_CAUSED: Final = 0.25
# Of those, the share that names a part where the whole has failed, and the whole where a part has.
NAMES_PART_OF_WHOLE: Final = 0.3
NAMES_WHOLE_OF_PART: Final = 0.5
# How much likelier or less likely words can make a report at most.
MAX_RATIO_OF_WORDS: Final = 150.0
# Pages list regions and upstreams as components, and reports tick them freely.
MAX_RATIO_OF_COMPONENT: Final = 8.0
# A text that blames, or places itself with, somebody else; one that denies; a provider of another kind.
RATIO_OTHER_BLAMED: Final = 0.05
RATIO_OTHER_PLACE: Final = 0.1
RATIO_DENIED: Final = 0.02
RATIO_OTHER_KIND: Final = 0.2
# What a provider of another kind may itself stand on, and how much less its blame then says of that.
FOUNDATIONS: Final = frozenset({"cloud", "cdn", "dns", "transit"})
RATIO_THROUGH_ANOTHER_KIND: Final = 0.5
# Severity: how reports that a shared failure caused are spread over the impacts, and how far it counts.
IMPACT_WHEN_CAUSED: Final[Mapping[Impact, float]] = MappingProxyType(
    {Impact.NONE: 0.05, Impact.MINOR: 0.45, Impact.MAJOR: 0.35, Impact.CRITICAL: 0.15}
)
MAX_RATIO_OF_IMPACT: Final = 3.0
MIN_RATIO_OF_IMPACT: Final = 0.7

# The infrastructure's own first post: median 30 min after the start, sigma .8; 4 in 5 failures are posted.
OWN_DELAY_MEDIAN_MINUTES: Final = 30.0
OWN_DELAY_SIGMA: Final = 0.8
OWN_POST_SHARE: Final = 0.8
# A post about another part than the hypothesis names counts as this many times more common.
OWN_OTHER_PART: Final = 10.0

# A post that lists n components, or comes with n others, is rarer than one that lists this many, by this
# power: of 2,902 Cloudflare posts 2 in 100 list 15 or more and 1 in 100 list 50; other pages fall off faster.
USUAL_BREADTH: Final = 2
RARITY_OF_BREADTH: Final = 1.3
# Reports that name another part than most do, under the hypothesis that the whole has failed.
NAMES_ANOTHER_PART: Final = 0.15

# What a look adds, in nats. By an answer: four an organisation at which the edge blames itself, of whom three
# are asked for. With no false alarm in 48 simulated months its rate is .06 a month at most over eight edges
# (95 %), or 9e-7 in five minutes of one edge, and log(.9 / 9e-7) is 13.8. The others are measured less well.
# A check of whoever runs us speaks of the service that it names.
LOOK_NATS: Final[Mapping[LookRule, float]] = MappingProxyType(
    {
        LookRule.ANSWERED: 12.0,
        LookRule.MIXED: 12.0,
        LookRule.SILENT: 11.0,
        LookRule.REGION: 11.0,
        LookRule.CHECKS: 12.0,
    }
)
# A failure is seen so soon after it began: each target is asked every five minutes.
LOOK_DELAY_HOURS: Final = 0.5
# Who asks again says so: a look of which nothing is heard for so long has lapsed.
LOOK_LAPSES: Final = timedelta(minutes=30)
# What people who ask, and news, add at most, for how long, and how long before it the failure may have begun.
CORROBORATION_NATS: Final[Mapping[CorroborationKind, float]] = MappingProxyType(
    {CorroborationKind.PEOPLE: 3.0, CorroborationKind.NEWS: 2.0}
)
CORROBORATION_LASTS: Final = timedelta(minutes=15)
CORROBORATION_DELAY_HOURS: Final = 1.0

# Blast radius: the fraction of the usual reach that one failure touches, with its prior.
RADII: Final = ((0.02, 0.25), (0.06, 0.3), (0.2, 0.3), (0.6, 0.15))
# Failures per month that reach others: of one infrastructure, of one that many stand on, and of all causes
# that nobody can name.
FAILURES_PER_MONTH: Final = 0.15
FAILURES_PER_MONTH_OF_WIDELY_USED: Final = 0.3
UNKNOWN_FAILURES_PER_MONTH: Final = 0.1
HOURS_PER_MONTH: Final = 720.0
ONSET_STEP_MINUTES: Final = 5
ONSET_SPAN_HOURS: Final = 3
ONSET_LIMIT_HOURS: Final = 27

# Reports are not as independent as the model has it: what is said is this intercept plus this slope times its
# log-odds (Platt), fitted on the claims of 2020-11 to 2026-08 by whether they name a provider that failed,
# drawn a little towards doubt; docs/score.md shows by year how it holds.
CALIBRATION: Final = (1.1, 0.9)
# A report that leaves its page so soon after its start was taken back; later it has ended without a word.
TAKEN_BACK_WITHIN: Final = timedelta(minutes=30)

# A report that another open incident explains is this many times less surprising by itself.
EXPLAINED_ELSEWHERE: Final = 30.0
# Words count as naming the root where they are at least this many times likelier than by chance; its own page
# counts where its post adds at least so many nats, and is rare where it adds so many.
TELLING_RATIO: Final = 3.0
TELLING_POST_NATS: Final = 1.0
RARE_POST_NATS: Final = 6.0
# A report joins when the hypothesis explains so much of it. At half, more true members were left out on
# history (B-cubed F1 .80 for .82), and at neither was one taken in that is labelled unrelated.
JOIN_AT: Final = 0.4
# So many reports are weighed one by one; beyond, the rest count like the mean of these.
MAX_WEIGHED: Final = 64

# How often the watched list names a node: half of a count is left after this time, and before anything was
# counted the expected rate weighs like this many reports.
NAMINGS_FADE: Final = timedelta(days=90)
NAMINGS_EXPECTED: Final = 1.0
LEAST_NAMINGS: Final = 0.01  # less is as good as none
# A list that was never listened to may name anybody: it is taken to do so this many times more often than
# expected, half as many after each such time.
NAMINGS_OF_A_NEW_LIST: Final = 30.0
LIST_IS_NEW: Final = timedelta(days=2)
# The expected failures are a budget of the whole list: beyond so many organisations each hypothesis has less
# of it, below more, up to twice.
BUDGET_FOR_ORGANISATIONS: Final = 100
MOST_OF_BUDGET: Final = 2.0
# A failure that could be a hypothesis is expected to reach as many of the list, at full radius.
LEAST_REACHED: Final = 1.0

# A provider's own post that ended so recently may still be about what others report now.
JUST_OVER: Final = timedelta(hours=1)

# Who says nothing and began so long before anybody named the node began before the failure did.
BEFORE_IT_IS_NAMED_HOURS: Final = 0.5

# Lifecycle.
LIFE_AS_EVIDENCE: Final = timedelta(hours=3)
OWN_LIFE_AS_EVIDENCE: Final = timedelta(hours=6)
RESOLVE_AFTER: Final = timedelta(minutes=30)
STALE_AFTER: Final = timedelta(hours=24)
FORGET_OPEN_AFTER: Final = timedelta(days=14)
FORGET_SOURCE_AFTER: Final = timedelta(days=60)
REROOT_MARGIN: Final = 2.0  # nats by which another root must explain better
# A part takes its whole's place where so many organisations name it, and it explains worse by less than this.
NAMING_A_PART: Final = 2
NARROWING_MARGIN: Final = 1.5
# A suspicion is looked at again after these times, so that one that nothing confirms is taken back.
REVIEW_AFTER: Final = (timedelta(minutes=45), timedelta(minutes=120))
# What one dependent says: of 115 first namings on history 17 became a claim or are of a labelled event. (Of
# the 77 whose provider's own page is held too, that page reported trouble within hours in 50.)
EARLY_PROBABILITY: Final = 0.15
# While an incident this wide is open, reports of which only the time speaks open no other.
WIDE_FROM_ORGANISATIONS: Final = 5
# Fewer organisations than this are no shared failure: such a hypothesis need not be weighed.
FEWEST_TO_JUDGE: Final = 2
MAX_CANDIDATES: Final = 5
# An incident lists at most so many members.
MAX_MEMBERS: Final = 250
