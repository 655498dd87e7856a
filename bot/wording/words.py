"""What a text says of others: whom it names, and in which manner; the words around a name decide."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.message import MAX_QUOTE_CHARACTERS
from bot.wording import cues

_BEFORE: Final = 200
_AFTER: Final = 120
_SHORT_FILLER: Final = 2  # words


class Manner(StrEnum):
    """How a text names a node, from the strongest."""

    BLAMED = "blamed"  # it is the cause, or is said to be failing
    PLACED = "placed"  # only says where: "clusters in AWS us-east-1"
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
class Words:
    """What one text, or one report, says of others. Each node is there once."""

    mentions: tuple[Mention, ...] = ()
    upstream: Upstream | None = None

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


@dataclass(frozen=True, slots=True, kw_only=True)
class NameContext:
    """A name in its sentence. `is_cloud`: texts say what runs there; `is_region`: part of such a provider.

    `is_model`: the name of a model, which others offer too.
    """

    before: str
    after: str
    is_cloud: bool = False
    is_region: bool = False
    is_model: bool = False

    @property
    def is_where(self) -> bool:
        """Whether it stands for a place: a region, or a cloud with "in" before it."""
        return self.is_region or (self.is_cloud and bool(cues.INSIDE_PLACE.search(self.before)))


def place_of(
    sentence: str, start: int, end: int, *, is_cloud: bool, is_region: bool, is_model: bool
) -> NameContext:
    """The name from `start` to `end`, with as much around it as matters."""
    return NameContext(
        before=sentence[max(0, start - _BEFORE) : start],
        after=sentence[end : end + _AFTER],
        is_cloud=is_cloud,
        is_region=is_region,
        is_model=is_model,
    )


def manner_of(place: NameContext) -> Manner:
    """The manner in which a name is used."""
    if _is_denied(place):
        return Manner.DENIED
    if cues.LOGIN_AFTER.search(place.after) or cues.LOGIN_BEFORE.search(place.before):
        return Manner.MENTIONED
    if cues.COMPOUND_AFTER.search(place.after):
        return Manner.PLACED if place.is_cloud else Manner.MENTIONED
    if not place.is_where and (
        cues.AFFECTED_AFTER.search(place.after) or cues.TOOLS_AFTER.search(place.after)
    ):
        return Manner.AFFECTED
    if _is_cause(place):
        return Manner.BLAMED
    if not (place.is_where or place.is_model) and any(c.search(place.before) for c in cues.AFFECTED_BEFORE):
        return Manner.AFFECTED
    if _is_blamed_before(place) or _is_blamed_after(place):
        return Manner.BLAMED
    return Manner.PLACED if _is_placed(place) else Manner.MENTIONED


def _is_denied(place: NameContext) -> bool:
    if cues.DENIED_AFTER.search(place.after) or any(cue.search(place.before) for cue in cues.DENIED_BEFORE):
        return True
    return bool(cues.DENIED_ADJECTIVE_BEFORE.search(place.before) and cues.TROUBLE_AFTER.search(place.after))


def _is_cause(place: NameContext) -> bool:
    found = cues.CAUSE_BEFORE.search(place.before)
    if found is None:
        return False
    filler = found["filler"]
    if place.is_region and len(filler.split()) > _SHORT_FILLER and not cues.TROUBLE_WORD.search(filler):
        return False
    if place.is_model and cues.FAR_FILLER.search(filler):
        return False
    return "upstream" in filler.lower() or not cues.OWN_FILLER.search(filler)


def _is_blamed_before(place: NameContext) -> bool:
    patterns = cues.MODEL_BLAMED_BEFORE if place.is_model else cues.BLAMED_BEFORE
    for pattern in patterns:
        found = pattern.search(place.before)
        if found and not (cues.OWN_FILLER.search(found["filler"]) or cues.FAR_FILLER.search(found["filler"])):
            return True
    return False


def _is_blamed_after(place: NameContext) -> bool:
    if place.is_model:
        return False
    if place.is_region:
        return not place.before.endswith("-") and bool(cues.REGION_TROUBLE_AFTER.search(place.after))
    if cues.INSIDE_BEFORE.search(place.before):
        return False
    if cues.HEADLINE_BEFORE.search(place.before) and cues.HEADLINE_AFTER.search(place.after):
        return True
    return bool(cues.TROUBLE_AFTER.search(place.after)) or any(c.search(place.after) for c in cues.VERB_AFTER)


def _is_placed(place: NameContext) -> bool:
    if place.is_region:
        return True
    if not (place.is_cloud or place.is_model):
        return False
    return (
        not place.before.strip(" ([-\"'")
        or bool(cues.PLACED_BEFORE.search(place.before))
        or bool(cues.PLACED_AFTER.search(place.after))
    )
