"""The demo's first words: what it replays, from when to when, and how long that takes."""

from datetime import datetime, timedelta

from bot.demo.recording import Recording
from bot.demo.staged_sites import ENDS, SITES, STARTS
from bot.domain.times import clock, day, duration, hour


def opening(recording: Recording, speed: float) -> str:
    """What somebody reads before anything else happens.

    `speed`: simulated seconds a second, 0 for as fast as it goes.
    """
    starts, ends = recording.starts, recording.ends
    hours = f"{hour(starts)} to {clock(ends, ends)}"
    return (
        f"Replaying {day(starts)}, {hours}: {len(recording.page)} status pages\n"
        "on the day of a Cloudflare outage, as they read each minute.\n"
        f"{_pace(ends - starts, speed)} Times are those of that day."
    )


def early_opening(speed: float) -> str:
    """What somebody reads before the staged outage."""
    hours = f"{hour(STARTS)} to {clock(ENDS, ENDS)}"
    return (
        f"A staged day, {hours}: {len(SITES)} invented sites on this machine,\n"
        "behind edges that answer with the marks of real ones. None of it happened.\n"
        f"{_pace(ENDS - STARTS, speed)}"
    )


def going_on(recording: Recording, reached: datetime | None, speed: float) -> str | None:
    """Where a kept store goes on; None where it is fresh."""
    if reached is None or reached <= recording.starts:
        return None
    at = clock(reached, reached)
    if reached >= recording.ends:
        return f"This store has reached the end, {at}: all is told.\nAnother --data begins anew."
    return f"Going on at {at}, where this store stands.\n{_pace(recording.ends - reached, speed)}"


def _pace(span: timedelta, speed: float) -> str:
    if speed <= 0:
        return "As fast as this machine can."
    second = duration(timedelta(seconds=speed)) if speed >= 120 and speed % 60 == 0 else f"{speed:g} s"
    takes = timedelta(seconds=max(1, round(span.total_seconds() / speed)))
    return f"{second} a second: about {duration(takes)}."
