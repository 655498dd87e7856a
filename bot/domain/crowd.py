"""People who ask about one service at once, in figures and in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from bot.speech.speech import mark, say, say_many

_FIVE_MINUTES: Final = timedelta(minutes=5)
_DAYS_A_WEEK: Final = 7
# From so many a day or a week on a number is said.
_SEVERAL: Final = 1.5
_ONE: Final = 0.75
_WITHIN: Final = {
    1: mark("{who} asked in the last five minutes"),
    2: mark("{who} asked in the last ten minutes"),
    3: mark("{who} asked in the last quarter of an hour"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many distinct people asked about a service or said that it hits them, in how many channels.

    `since` is when the first of them did, `at` the last. `usual_a_day` is how many do on most days, None
    where we have not been counting for a day. `nats` is what it proves.
    """

    people: int
    channels: int
    since: datetime
    at: datetime
    usual_a_day: float | None
    nats: float


def crowd_words(crowd: Crowd) -> str:
    """Say so: "6 people in 4 channels asked in the last ten minutes; usually one a day"."""
    people = say_many("{number} person", "{number} people", crowd.people)
    channels = say_many("{number} channel", "{number} channels", crowd.channels)
    who = say("{people} in {channels}", people=people, channels=channels)
    steps = min(max(ceil((crowd.at - crowd.since) / _FIVE_MINUTES), 1), max(_WITHIN))
    asked = say(_WITHIN[steps], who=who)
    return asked if crowd.usual_a_day is None else f"{asked}; {_usually(crowd.usual_a_day)}"


def _usually(a_day: float) -> str:
    if a_day >= _SEVERAL:
        return say("usually {number} a day", number=round(a_day))
    if a_day >= _ONE:
        return say("usually one a day")
    a_week = a_day * _DAYS_A_WEEK
    if a_week >= _SEVERAL:
        return say("usually {number} a week", number=round(a_week))
    return say("usually one a week") if a_week >= _ONE else say("usually nobody does")
