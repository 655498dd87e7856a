"""How one chat platform differs from another, as far as what is the same for all must know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.message import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMention:
    """Whom a text names. `ping` is the id to call them by, `user` the one that comes with what they do.

    `user` is None for what is no person: a role or a group.
    """

    ping: str
    user: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairNotation:
    """How people write the channel that theirs is paired with.

    `fits` says whether a destination can be a channel at all. `hint` stands for one behind the platform's
    name and a colon; `examples` are whole.
    """

    fits: Callable[[Destination], bool]
    hint: str
    examples: str


def as_it_is(to: Destination) -> Destination:
    """The spelling of a destination where there is but one."""
    return to


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTraits:
    """What sets a chat platform apart. Its functions are pure and never raise.

    `parse_destination` reads what stands behind the platform's name and a colon, and takes it on trust;
    `spelt` gives the one spelling of what can be written in several. `pair_notation` is None where no channel
    can be paired with. `parse_mention` reads a mention as the platform writes it or an id as it is typed;
    `ping_words` says an id to call in words that call nobody. Both give None for what is none of the
    platform's. `mention_examples` says how to name somebody; it is empty where nobody can be. `own_service`
    is the id in the catalogue of the service that the platform itself is. `refusal` says who may change a
    channel's settings where the platform has rights of its own, which decide then; where it is None anybody
    may until editors are set. `edits` says whether messages can be changed and have threads: where not, only
    news that is worth a post is sent. `is_terminal`: whoever reads it is who runs us. `repeats_every`: the
    platform forgets, so what it shows of something open is sent to it again that often. `at_once`: it takes
    no more of us at the same time, None if it has no such limit.
    """

    parse_destination: Callable[[str], Destination]
    spelt: Callable[[Destination], Destination]
    pair_notation: PairNotation | None
    parse_mention: Callable[[str], ChatMention | None]
    mention_examples: str
    ping_words: Callable[[str], str | None]
    own_service: str | None
    refusal: str | None
    edits: bool
    is_terminal: bool = False
    repeats_every: timedelta | None = None
    at_once: int | None = None


Traits = Mapping[str, ChatTraits]
"""By the platform's name in the registry."""
