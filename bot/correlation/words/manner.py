"""In which manner a sentence names somebody: the words before and after the name decide."""

from typing import Final

from bot.correlation.words import cues
from bot.correlation.words.words import Manner

_BEFORE: Final = 200
_AFTER: Final = 120


def manner_of(sentence: str, start: int, end: int, *, is_place: bool, is_model: bool) -> Manner:
    """The manner of the name at `start`. Places (clouds, regions) are places, models products by default."""
    before, after = sentence[max(0, start - _BEFORE) : start], sentence[end : end + _AFTER]
    if _is_denied(before, after):
        return Manner.DENIED
    if cues.MENTIONED_AFTER.search(after) or cues.MENTIONED_BEFORE.search(before):
        return Manner.MENTIONED
    if _is_victim(before, after):
        return Manner.AFFECTED
    if _is_blamed(before, after, is_model=is_model, is_place=is_place):
        return Manner.BLAMED
    if is_place and (
        cues.PLACED_BEFORE.search(before) or cues.PLACED_AFTER.search(after) or not before.strip()
    ):
        return Manner.PLACED
    return Manner.MENTIONED


def _is_denied(before: str, after: str) -> bool:
    return any(cue.search(before) for cue in cues.DENIED_BEFORE) or bool(cues.DENIED_AFTER.search(after))


def _is_victim(before: str, after: str) -> bool:
    if cues.AFFECTED_AFTER.search(after):
        return True
    if cues.BLAMED_BEFORE[0].search(before):
        return False
    return any(cue.search(before) for cue in cues.AFFECTED_BEFORE)


def _is_blamed(before: str, after: str, *, is_model: bool, is_place: bool) -> bool:
    for number, cue in enumerate(cues.BLAMED_BEFORE):
        found = cue.search(before)
        if found and not cues.OWN_FILLER.search(found["filler"]):
            if number == 1 and is_model:
                continue
            return True
    if is_model:
        return False
    return any(cue.search(after) for cue in cues.BLAMED_AFTER)
