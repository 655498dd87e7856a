"""Traits of a platform on which nobody is mentioned and no channel is paired: it has nothing but names."""

from datetime import timedelta
from functools import partial

from bot.domain.chat_traits import ChatTraits, as_it_is
from bot.domain.message import Destination


def bare_traits(
    name: str, *, edits: bool, is_terminal: bool = False, repeats_every: timedelta | None = None
) -> ChatTraits:
    """Its channels are called whatever stands behind the colon."""
    return ChatTraits(
        parse_destination=partial(_destination, name),
        spelt=as_it_is,
        pair_notation=None,
        parse_mention=_nobody,
        mention_examples="",
        ping_words=_nobody,
        own_service=None,
        refusal=None,
        edits=edits,
        is_terminal=is_terminal,
        repeats_every=repeats_every,
    )


def _destination(name: str, channel: str) -> Destination:
    return Destination(platform=name, channel=channel)


def _nobody(_: str) -> None:
    """Whatever is written names nobody."""
