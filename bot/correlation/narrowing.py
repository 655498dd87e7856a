"""What a report's words come down to: the most exact names, without lists of everything."""

from dataclasses import replace
from typing import Final

from bot.correlation.knowledge import Knowledge
from bot.wording.reading import kinds_of
from bot.wording.words import Manner, Mention, Words

# A text that places itself with so many providers says where it works, not where it fails.
MANY_PROVIDERS: Final = 3
_MODELS: Final = "llm"
SPEAKING: Final = (Manner.BLAMED, Manner.PLACED)


def focused(words: Words, service: str, knowledge: Knowledge) -> Words:
    """The words with a whole left out where one of its parts is named, and its blame on the part.

    "Due to an AWS outage in us-east-1" blames us-east-1. A title that lists three clouds names none of them,
    and who serves models of others names them as its own goods.
    """
    if not words.mentions:
        return words
    own = kinds_of(service, knowledge.catalog)
    found = tuple(
        _focused(mention, words, knowledge)
        for mention in words.mentions
        if not (
            _MODELS in own and _MODELS in kinds_of(mention.node, knowledge.catalog) and _is_place(mention)
        )
    )
    kept = tuple(m for m in found if not _is_whole_of_another(m, found, knowledge))
    places = {knowledge.provider(m.node) for m in kept if _is_place(m)}
    if len(places) >= MANY_PROVIDERS:
        kept = tuple(replace(m, manner=Manner.MENTIONED) if _is_place(m) else m for m in kept)
    return replace(words, mentions=kept)


def _is_place(mention: Mention) -> bool:
    return mention.manner is Manner.PLACED


def _focused(mention: Mention, words: Words, knowledge: Knowledge) -> Mention:
    """A part that is only placed is blamed where its whole is."""
    if _is_place(mention):
        wholes = knowledge.lineage(mention.node)[1:]
        for other in words.mentions:
            if other.node in wholes and other.manner is Manner.BLAMED:
                return replace(mention, manner=Manner.BLAMED, is_hedged=other.is_hedged)
    return mention


def _is_whole_of_another(mention: Mention, found: tuple[Mention, ...], knowledge: Knowledge) -> bool:
    return mention.manner in SPEAKING and any(
        other.manner in SPEAKING and mention.node in knowledge.lineage(other.node)[1:] for other in found
    )
