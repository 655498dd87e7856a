"""Which looks the correlator gets: only what tells it something, and seldom enough not to flood it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.look import Look, LookEnd, NetworkState, OwnNetwork
from bot.domain.observation import PROBES, Observation
from bot.domain.probe import ProbeMode
from bot.domain.status import ComponentStatus

AT_MOST_EVERY: Final = timedelta(minutes=1)
# Who is told nothing for long cannot know whether it still is so.
AT_LEAST_EVERY: Final = timedelta(minutes=10)
# So many organisations more or fewer are chance: one is asked now, another was asked minutes ago.
NOISE: Final = 0.2


def to_hand_on(look: Look, handed: Look | None) -> bool:
    """Whether the correlator is to get a look, of whose node it holds the one that it last got.

    A beginning and an end at once; what changes in between once a minute at most. What has no rule is shown
    to who asks, and handed to nobody; neither is an end of what never was.
    """
    if handed is None:
        return look.is_telling
    if look.end is not None:
        return True
    if look.rule is None:
        return False
    waited = look.at - handed.at
    if waited < AT_MOST_EVERY:
        return False
    return waited >= AT_LEAST_EVERY or look.rule is not handed.rule or _differs(look, handed)


def handed_on(
    looks: Mapping[str, Look],
    handed: Mapping[str, Look],
    networks: Mapping[str, OwnNetwork],
    now: datetime,
    mode: ProbeMode,
) -> dict[str, Look]:
    """What the correlator is to get now, by node: `handed` is what it last got, and still holds.

    In shadow it gets nothing, and what it held from before is taken back; so is what is seen no more. While
    it is our own network nothing begins, and nothing grows.
    """
    if mode is not ProbeMode.ON:
        return {node: ended(look, now, LookEnd.UNASKED) for node, look in handed.items()}
    lost = {node: ended(look, now, LookEnd.UNASKED) for node, look in handed.items() if node not in looks}
    due = {
        node: look
        for node, look in looks.items()
        if to_hand_on(look, handed.get(node)) and (look.end is not None or not _is_ours(look, networks))
    }
    return lost | due


def _is_ours(look: Look, networks: Mapping[str, OwnNetwork]) -> bool:
    """Whether every place from which it was seen is cut off itself."""
    states = [networks[vantage].state for vantage in look.vantages if vantage in networks]
    return bool(states) and all(state is NetworkState.OURS for state in states)


def ended(handed: Look, now: datetime, why: LookEnd) -> Look:
    """The same look, over."""
    return replace(handed, at=max(now, handed.at), end=why)


def observation_of(look: Look) -> Observation:
    """What the correlator gets."""
    return Observation(
        service=look.node,
        source=f"{PROBES}{look.node}",
        at=look.at,
        status=ComponentStatus.UNKNOWN,
        look=look,
    )


def _differs(look: Look, other: Look) -> bool:
    """Whether more changed than chance changes: in how many blame the edge, are silent, or are served."""
    pairs = (
        (look.blaming, other.blaming),
        (look.silent, other.silent),
        (look.served, other.served),
    )
    enough = max(2, round(NOISE * max(look.asked, other.asked)))
    return look.vantages != other.vantages or any(abs(now - then) >= enough for now, then in pairs)
