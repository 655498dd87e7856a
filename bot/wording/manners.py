"""The manner in which a name is used in a sentence: the words around it decide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.wording import cues
from bot.wording.intention import is_intended
from bot.wording.words import Manner

_BEFORE: Final = 200
_AFTER: Final = 120
_SHORT_FILLER: Final = 2  # words


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
    return next((manner for manner, holds in _READINGS if holds(place)), Manner.MENTIONED)


def _is_denied(place: NameContext) -> bool:
    if cues.DENIED_AFTER.search(place.after) or any(cue.search(place.before) for cue in cues.DENIED_BEFORE):
        return True
    return bool(cues.DENIED_ADJECTIVE_BEFORE.search(place.before) and cues.TROUBLE_AFTER.search(place.after))


def _is_login(place: NameContext) -> bool:
    return bool(cues.LOGIN_AFTER.search(place.after) or cues.LOGIN_BEFORE.search(place.before))


def _is_compound(place: NameContext) -> bool:
    return bool(cues.COMPOUND_AFTER.search(place.after))


def _is_planned_for(place: NameContext) -> bool:
    return is_intended(place.before, place.after)


def _is_counterpart(place: NameContext) -> bool:
    """Whether the way to it, or an integration with it, is said to fail. One in a list of several is not."""
    if place.is_where:
        return False
    if cues.LISTED_BEFORE.search(place.before) or cues.AFFECTED_BEFORE[0].search(place.before):
        return False
    after = cues.COUNTERPART_AFTER.match(place.after)
    if after is None and not cues.COUNTERPART_BEFORE.search(place.before):
        return False
    rest = place.after[after.end() :] if after else place.after
    return not cues.LISTED_AFTER.match(rest) and bool(
        cues.FAILING.search(place.before) or cues.FAILING.search(rest)
    )


def _is_used(place: NameContext) -> bool:
    """Whether what follows is about its users, its add-ons or its tools."""
    after = cues.AFFECTED_AFTER.search(place.after) or cues.TOOLS_AFTER.search(place.after)
    return not place.is_where and bool(after)


def _is_victim(place: NameContext) -> bool:
    may_be = not (place.is_where or place.is_model)
    return may_be and any(cue.search(place.before) for cue in cues.AFFECTED_BEFORE)


def _is_blamed(place: NameContext) -> bool:
    return _is_blamed_before(place) or _is_blamed_after(place)


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
    if place.is_region and cues.WITHIN_BEFORE.search(place.before):
        return False
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
    if cues.CALLED_PROVIDER_AFTER.search(place.after) and cues.IN_TROUBLE.search(place.before):
        return True
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


# In the order in which they are asked.
_READINGS: Final[tuple[tuple[Manner, Callable[[NameContext], bool]], ...]] = (
    (Manner.DENIED, _is_denied),
    (Manner.MENTIONED, _is_login),
    (Manner.PLACED, lambda place: place.is_cloud and _is_compound(place)),
    (Manner.MENTIONED, _is_compound),
    (Manner.MENTIONED, _is_planned_for),
    (Manner.PLACED, _is_counterpart),
    (Manner.AFFECTED, _is_used),
    (Manner.BLAMED, _is_cause),
    (Manner.AFFECTED, _is_victim),
    (Manner.BLAMED, _is_blamed),
    (Manner.PLACED, _is_placed),
)
