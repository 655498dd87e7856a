"""How much the people prove who ask about one service at once: a sequential test against its usual rate.

Whoever asks is counted within a quarter of an hour, as little as can be: a person once, of one channel two
(and of all direct messages to us in one workspace two: accounts cost nothing), of one workspace or server
six; and nobody at all before there are three people in two channels. So an installation of one workspace can
speak, and neither fifty accounts in one channel nor fifty that write to us directly can.

The test is an e-detector of Shiryaev and Roberts for a Poisson process (Shin, Ramdas and Rinaldo,
"E-detectors: a nonparametric framework for sequential change detection", 2022, https://arxiv.org/abs/2203.03532).
For each whole minute `s` of the last fifteen, with `n` people since then in `w` hours, it weighs a rate that
is higher, unknown and exponentially distributed (mean 1/b), against the usual rate `r`:

    E_s = integral of b exp(-b x) (x/r)^n exp(-(x - r) w) dx  =  b n! / (b + w)^(n+1) * r^-n * exp(r w)

Each is a supermartingale as long as people come no faster than `r`: those who are not counted only make it
less. R, the sum of all E_s, grows by at most one a minute then, so that by optional stopping it takes c
minutes on average, or more, until R reaches c. With c = FALSE_ALARM_AFTER a service gives a false alarm once
in that time or less often; minutes that are forgotten only make R smaller. What is beyond it, log(R/c), is
the evidence in nats: capped, in all and by the head, as people talk to each other and read of it elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp, lgamma, log
from typing import Final

from bot.domain.crowd import Crowd, crowd_words
from bot.domain.look import Corroboration, CorroborationKind
from bot.speech.language import Language
from bot.speech.speech import speaking

WINDOW: Final = timedelta(minutes=15)
MAX_A_CHANNEL: Final = 2
MAX_A_WORKSPACE: Final = 6
# They are in two channels at least, of which one counts two.
MIN_PEOPLE: Final = 3
# More than these in a quarter of an hour say nothing more.
MAX_COUNTED: Final = 100
MAX_NATS: Final = 3.0
# People talk to each other: each beyond the second proves no more than this, whatever the test says.
MAX_NATS_EACH: Final = 0.75
FALSE_ALARM_AFTER: Final = timedelta(days=300)
# So many an hour are taken to ask about what nobody asks about: one in two days.
LEAST_AN_HOUR: Final = 0.02
# People ask while they work: a third of the week holds nearly all of it, at three times the average.
PEAK: Final = 3.0
# Half of what is usual is what was counted within this many days.
HALF_LIFE: Final = timedelta(days=30)
# What is taken to be usual before anything is counted weighs as much as a day.
_PRIOR: Final = timedelta(days=1)
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)
# The correlator lets a corroboration lapse by itself this long after it was made.
LAPSES_AFTER: Final = timedelta(minutes=15)
# It is told again where it changed by so much, or would lapse while people still ask; once a minute at most.
_CHANGE_NATS: Final = 0.5
_RENEWED_AFTER: Final = timedelta(minutes=5)
_TOLD_EVERY: Final = timedelta(minutes=1)
# The mean of the exponential distribution: twelve people an hour ask when something fails.
_B: Final = 1 / 12
_THRESHOLD: Final = log(FALSE_ALARM_AFTER / _MINUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody asks. Names are hashes that mean nothing. `pool` is the channel, or all direct messages."""

    person: str
    channel: str
    pool: str
    workspace: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingTally:
    """How many people were counted of a service, as of then; what was counted before counts less."""

    at: datetime
    people: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCrowd:
    """What the correlator was told last of the people who ask about a service."""

    nats: float
    at: datetime


def still_counted(askings: Iterable[Asking], now: datetime) -> tuple[Asking, ...]:
    """Those who asked within the window."""
    return tuple(asking for asking in askings if timedelta() <= now - asking.at < WINDOW)


def with_asking(known: Iterable[Asking], new: Asking) -> tuple[Asking, ...]:
    """Those who asked within the window before the new one, and the new one, unless it does not count."""
    recent = still_counted(known, new.at)
    return (*recent, new) if len(recent) < MAX_COUNTED and _counts(recent, new) else recent


def crowd_of(
    askings: Iterable[Asking], tally: AskingTally | None, counting_since: datetime, now: datetime
) -> Crowd | None:
    """What those who asked come to; None where nobody did. What is usual is the tally without them."""
    recent = still_counted(askings, now)
    if not recent:
        return None
    before = max(0.0, faded(tally, now).people - len(recent)) if tally is not None else 0.0
    people, channels = len(recent), len({asking.channel for asking in recent})
    usual = usual_an_hour(before, counting_since, now)
    nats = 0.0
    if people >= MIN_PEOPLE:
        most = MAX_NATS_EACH * (people - MIN_PEOPLE + 1)
        nats = min(nats_of([asking.at for asking in recent], usual * PEAK, now), most)
    counted = now - counting_since
    return Crowd(
        people=people,
        channels=channels,
        since=recent[0].at,
        at=recent[-1].at,
        usual_a_day=before / (_faded_time(counted) / _DAY) if counted >= _DAY else None,
        nats=nats,
    )


def usual_an_hour(people: float, counting_since: datetime, now: datetime) -> float:
    """The usual rate, from a faded count of people and the time for which we have been counting."""
    counted = _faded_time(now - counting_since)
    rate = (people + LEAST_AN_HOUR * (_PRIOR / _HOUR)) / ((counted + _PRIOR) / _HOUR)
    return max(rate, LEAST_AN_HOUR)


def nats_of(times: Sequence[datetime], an_hour: float, now: datetime) -> float:
    """The evidence of people who came at these times, against a rate: between 0 and MAX_NATS."""
    start = now.replace(second=0, microsecond=0)
    logs = []
    for minutes in range(WINDOW // _MINUTE):
        since = start - minutes * _MINUTE
        logs.append(_log_e(sum(since < at <= now for at in times), (now - since) / _HOUR, an_hour))
    highest = max(logs)
    total = highest + log(sum(exp(value - highest) for value in logs))
    return min(max(total - _THRESHOLD, 0.0), MAX_NATS)


def faded(tally: AskingTally, now: datetime) -> AskingTally:
    """The tally as it counts later."""
    return replace(tally, at=now, people=tally.people * _fade(now - tally.at))


def counted_once_more(tally: AskingTally | None, now: datetime) -> AskingTally:
    """The tally with one more."""
    before = faded(tally, now).people if tally is not None else 0.0
    return AskingTally(at=now, people=before + 1.0)


def is_to_be_told(crowd: Crowd, told: ToldCrowd | None, now: datetime) -> bool:
    """Whether the correlator is to hear of it: it changed, or what it heard lapses while people still ask."""
    if told is not None and now - told.at < _TOLD_EVERY:
        return False
    stands = told.nats if told is not None and now - told.at < LAPSES_AFTER else 0.0
    has_faded = crowd.nats == 0.0 < stands
    is_due = told is not None and crowd.nats > 0.0 and now - told.at >= _RENEWED_AFTER
    return has_faded or is_due or abs(crowd.nats - stands) >= _CHANGE_NATS


def corroboration_of(service: str, crowd: Crowd, now: datetime) -> Corroboration:
    """What the correlator is told, in English whoever asked.

    Nobody takes it back when people stop to ask: the correlator lets it lapse after LAPSES_AFTER.
    """
    with speaking(Language.ENGLISH):
        says = crowd_words(crowd)
    return Corroboration(
        kind=CorroborationKind.PEOPLE,
        service=service,
        at=now,
        since=crowd.since,
        nats=crowd.nats,
        says=says,
    )


def _counts(counted: Sequence[Asking], new: Asking) -> bool:
    """Whether somebody is one more: not the same person again, nor one too many of a channel or workspace."""
    pools = Counter(asking.pool for asking in counted)
    workspaces = Counter(asking.workspace for asking in counted)
    return (
        all(asking.person != new.person for asking in counted)
        and pools[new.pool] < MAX_A_CHANNEL
        and workspaces[new.workspace] < MAX_A_WORKSPACE
    )


def _log_e(people: int, hours: float, an_hour: float) -> float:
    """The logarithm of E_s."""
    likelier = log(_B) + lgamma(people + 1) - (people + 1) * log(_B + hours)
    return likelier - people * log(an_hour) + an_hour * hours


def _fade(time: timedelta) -> float:
    return float(0.5 ** (time / HALF_LIFE))


def _faded_time(time: timedelta) -> timedelta:
    """How long a time is, of which what is past counts less."""
    return HALF_LIFE * ((1.0 - _fade(time)) / log(2))
