"""What a text says of others: whom it names, and in which manner."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.message import MAX_QUOTE_CHARACTERS


class Manner(StrEnum):
    """How a text names a node, from the strongest."""

    BLAMED = "blamed"  # it is the cause, or is said to be failing
    PLACED = "placed"  # only says where, or with whom: "clusters in AWS us-east-1", "exports to Loggly fail"
    AFFECTED = "affected"  # it suffers too, or is what customers use: "customers using GitHub may see errors"
    MENTIONED = "mentioned"  # named, and that is all: "log in with GitHub"
    DENIED = "denied"  # it is not the cause, or no longer

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return _RANK[self]


_RANK: Final = {manner: rank for rank, manner in enumerate(Manner)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One node named by a text, with the sentence: whole words, at most 200 characters.

    `is_link` where it is named by the address of its status page; `is_hedged` where the text is not sure.
    """

    node: str
    manner: Manner
    sentence: str
    is_link: bool = False
    is_hedged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """An unnamed upstream is blamed. `kinds` are what it may be (cloud, dns, email …); empty for anything."""

    kinds: frozenset[str]
    sentence: str
    is_hedged: bool = False

    def may_mean(self, node_kinds: Collection[str]) -> bool:
        """Whether a node of these kinds may be meant. A node of unknown kind may always be."""
        return not self.kinds or not node_kinds or not self.kinds.isdisjoint(node_kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCause:
    """A cause of its own: a deploy, a database. `is_hedged` where it is in doubt, or only implied."""

    sentence: str
    is_hedged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one text, or one report, says of others. Each node is there once.

    Beside `own_cause` nobody is blamed without doubt: whoever has the last word is the cause.
    """

    mentions: tuple[Mention, ...] = ()
    upstream: Upstream | None = None
    own_cause: OwnCause | None = None

    @property
    def blamed(self) -> frozenset[str]:
        """The nodes that the text blames."""
        return frozenset(m.node for m in self.mentions if m.manner is Manner.BLAMED)


NOTHING_SAID: Final = Words()


def cut(sentence: str) -> str:
    """At most 200 characters, whole words, whitespace folded."""
    folded = " ".join(sentence.split())
    if len(folded) <= MAX_QUOTE_CHARACTERS:
        return folded
    return folded[: MAX_QUOTE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
