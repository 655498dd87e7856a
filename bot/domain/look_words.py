"""What probes have seen, in sentences: for evidence, cards, answers and our own health.

Names of services and vantages, and what checks say, are put in as they are: who shows it makes them harmless.
Without a `now` times are of the day itself, in UTC: such a sentence can be kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from bot.domain.look import HERE, Look, LookEnd, LookExample, LookRule, NetworkState, OwnNetwork
from bot.domain.probe import ProbeOutcome
from bot.domain.times import clock, hour
from bot.speech.speech import mark, say, say_many

NameOf = Callable[[str], str]
"""The name of a service or node for people, by its id."""

_SERVED_AGAIN: Final = mark("the sites behind {name} that we ask answer again")
_REGION_AGAIN: Final = mark("the public endpoints of {name} that we ask answer again")
_CHECKS_AGAIN: Final = mark("the checks of {name} are well again")
_OURS: Final = mark("it was our own network")
_UNASKED: Final = mark("we have not asked for a while how {name} is")
_GONE: Final = mark("nothing that we ask speaks of trouble at {name} any more")
_AGAIN: Final[Mapping[LookRule, str]] = MappingProxyType(
    {LookRule.REGION: _REGION_AGAIN, LookRule.CHECKS: _CHECKS_AGAIN}
)
_OUTCOMES: Final[Mapping[ProbeOutcome, str]] = MappingProxyType(
    {
        ProbeOutcome.SERVED: mark("served"),
        ProbeOutcome.CHANGED: mark("another answer than usual"),
        ProbeOutcome.CHALLENGED: mark("asks for a person"),
        ProbeOutcome.BLAMES_EDGE: mark("error"),
        ProbeOutcome.BLAMES_ORIGIN: mark("error of its own"),
        ProbeOutcome.FAILED: mark("error"),
        ProbeOutcome.SILENT: mark("no answer"),
    }
)


def look_sentence(look: Look, name_of: NameOf, now: datetime | None = None) -> str:
    """What was asked, when, and what came back; and how it was elsewhere. Without a full stop.

    What is over is told as it was, with since when it is. The lines of checks are their own words.
    """
    if look.says:
        return look.says
    return "; ".join((_here(look, name_of, now), *_elsewhere(look), *_over(look, now)))


def example_words(example: LookExample, name_of: NameOf) -> str:
    """One of those that fail: "Discord (error 500)", "GitLab (no answer)"."""
    status = f" {example.status}" if example.status is not None else ""
    return f"{name_of(example.service)} ({say(_OUTCOMES[example.outcome])}{status})"


def end_words(look: Look, name_of: NameOf, *, is_reported: bool = False) -> str:
    """Why it says nothing any more, as the end of a sentence. `is_reported`: a page has said so, too."""
    name = name_of(look.node)
    match look.end:
        case LookEnd.OURS:
            return say(_OURS)
        case LookEnd.UNASKED:
            return say(_UNASKED, name=name)
        case LookEnd.SERVED:
            again = say(_AGAIN.get(look.rule or LookRule.ANSWERED, _SERVED_AGAIN), name=name)
            return again if is_reported else say("{again}, and nobody has reported trouble", again=again)
        case None:
            return say(_GONE, name=name)


def network_sentence(own: OwnNetwork, looks: Iterable[Look] = (), name_of: NameOf = str) -> str:
    """Whether it is us: how sites all over answer from there, and behind what they do not.

    "From here, 14 of 14 sites elsewhere answer; 9 of 20 behind Cloudflare do not."
    """
    place = place_words(own.vantage)
    if own.state is NetworkState.OURS:
        return say("From {place} {answering}: it is our own network.", place=place, answering=_how_few(own))
    if own.state is NetworkState.UNKNOWN or not own.asked:
        return say("Cannot tell: we have asked too few sites lately.")
    failing = [look for look in looks if failing_of(look) and _is_from(look, own)]
    # Elsewhere is where none of these fails: what was asked beside the look, if it was.
    beside = next((look for look in failing if look.controls_asked), None)
    fine = say(
        "From {place}, {answering} of {asked} sites elsewhere answer",
        place=place,
        answering=own.answering if beside is None else beside.controls_answering,
        asked=own.asked if beside is None else beside.controls_asked,
    )
    return "; ".join((fine, *(_failing_words(look, name_of) for look in failing))) + "."


def us_sentence(own: OwnNetwork, now: datetime | None = None) -> str:
    """While it is us: that what we see may be."""
    return say(
        "It may be us: from {place} {answering} since {at}",
        place=place_words(own.vantage),
        answering=_how_few(own),
        at=_clock(own.since, now),
    )


def place_words(vantage: str) -> str:
    """Where it was seen from: "here", or the vantage by its name."""
    return vantage if vantage not in ("", HERE) else say("here")


def failing_of(look: Look) -> int:
    """How many of those asked show that the node fails now. Checks are taken at their word."""
    return _failing(look) if look.end is None else 0


def _failing(look: Look) -> int:
    if look.rule is LookRule.CHECKS:
        return max(1, look.asked - look.served)
    return max(look.blaming + look.silent, look.asked - look.served if look.rule is LookRule.REGION else 0)


def _is_from(look: Look, own: OwnNetwork) -> bool:
    return not look.vantages or own.vantage in look.vantages


def _here(look: Look, name_of: NameOf, now: datetime | None) -> str:
    name = name_of(look.node)
    if look.rule is LookRule.CHECKS:
        return say("checks of {name} fail", name=name)
    if look.rule is LookRule.REGION:
        return say_many(
            "{number} of {asked} public endpoints of {name} fails",
            "{number} of {asked} public endpoints of {name} fail",
            _failing(look),
            asked=look.asked,
            name=name,
        )
    asked = {"asked": look.asked, "name": name, "at": _clock(_seen_at(look), now)}
    if not look.blaming and not look.silent:
        return say(
            "{number} of {asked} sites behind {name} that we asked at {at} answer as usual",
            number=look.served,
            **asked,
        )
    if look.rule is LookRule.SILENT or not look.blaming:
        return say(
            "{number} of {asked} sites behind {name} that we asked at {at} cannot be reached {places}",
            number=look.silent,
            places=_from(look.vantages),
            **asked,
        )
    blaming = say_many(
        "{number} of {asked} sites behind {name} that we asked at {at} answers with a page on which {name}"
        " blames itself",
        "{number} of {asked} sites behind {name} that we asked at {at} answer with a page on which {name}"
        " blames itself",
        look.blaming,
        **asked,
    )
    if look.rule is LookRule.ANSWERED or not look.silent:
        return blaming
    return say(
        "{blaming}, and {silent} cannot be reached {places}",
        blaming=blaming,
        silent=look.silent,
        places=_from(look.vantages),
    )


def _elsewhere(look: Look) -> Iterator[str]:
    if not look.controls_asked or look.rule is LookRule.CHECKS:
        return
    values = {"answering": look.controls_answering, "asked": look.controls_asked}
    yield (
        say("{answering} of {asked} of other regions answer", **values)
        if look.rule is LookRule.REGION
        else say("{answering} of {asked} elsewhere are fine", **values)
    )


def _over(look: Look, now: datetime | None) -> Iterator[str]:
    if look.end is LookEnd.SERVED:
        yield say("since {at} that is over", at=_clock(look.at, now))


def _seen_at(look: Look) -> datetime:
    """When it was last seen to fail: one that is over was last judged when it ended."""
    return look.failing_at or (look.at if look.end is None else look.since)


def _failing_words(look: Look, name_of: NameOf) -> str:
    if look.rule is LookRule.CHECKS:
        return say("checks of {name} fail", name=name_of(look.node))
    values = {"failing": failing_of(look), "asked": look.asked, "name": name_of(look.node)}
    if look.rule is LookRule.REGION:
        return say("{failing} of {asked} endpoints of {name} do not", **values)
    return say("{failing} of {asked} behind {name} do not", **values)


def _how_few(own: OwnNetwork) -> str:
    if not own.answering:
        return say("nothing answers")
    return say("{answering} of {asked} sites answer", answering=own.answering, asked=own.asked)


def _from(vantages: Sequence[str]) -> str:
    places = [say("from {place}", place=place_words(vantage)) for vantage in vantages or (HERE,)]
    return say(" and ").join(places)


def _clock(at: datetime, now: datetime | None) -> str:
    return clock(at, now) if now is not None else f"{hour(at.astimezone(UTC))} UTC"
