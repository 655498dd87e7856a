"""Members of a JSON document that are not of the type that its format promises, mended where nothing is lost.

One odd member makes no page unreadable: `null` where a list was promised is none, a number where a text was
promised is that number's text, and what a template engine leaves for nothing is nothing. What would lose a
report or a component is not mended.
"""

import re
from typing import Any, Final, TypeVar

import msgspec

from adapters.wire_types import converted, decoder_of

T = TypeVar("T")

# How msgspec says where it is: "Expected `str | null`, got `int` - at `$.incidents[0].started`".
_COMPLAINT: Final = re.compile(r"Expected `([^`]+)`, got `([^`]+)` - at `\$([^`]*)`")
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
# Go's and Jinja's word for nothing (https://pkg.go.dev/text/template), and what others print.
_NOTHING: Final = frozenset({"", "<no value>", "<nil>", "none", "null", "nil", "n/a", "-"})
# Each kind of oddity is mended at once wherever it stands; a document has few.
MOST_KINDS: Final = 30


def decode_leniently(text: bytes, wire_type: type[T]) -> T:
    """Decode JSON into a wire type, odd members mended. Raises msgspec.MsgspecError for what stays wrong."""
    try:
        return decoder_of(wire_type).decode(text)
    except msgspec.ValidationError as error:
        complaint = error
    document = msgspec.json.decode(text)
    for _ in range(MOST_KINDS):
        if not _mend(document, str(complaint)):
            break
        try:
            return converted(document, wire_type)
        except msgspec.ValidationError as error:
            complaint = error
    raise complaint


def _mend(document: Any, complaint: str) -> bool:
    """Mend what a complaint is about, everywhere in the lists on the way; whether anything was mended."""
    match = _COMPLAINT.match(complaint)
    steps = [(step[1], step[2]) for step in _STEP.finditer(match[3])] if match else []
    if match is None or not steps:
        return False
    places: list[Any] = [document]
    for name, _ in steps[:-1]:
        places = [inner for place in places for inner in _within(place, name)]
    return sum([_mend_at(place, steps[-1][0], match[1]) for place in places]) > 0


def _within(place: Any, name: str | None) -> list[Any]:
    if name:
        return [place[name]] if isinstance(place, dict) and name in place else []
    return list(place.values()) if isinstance(place, dict) else place if isinstance(place, list) else []


def _mend_at(place: Any, name: str | None, expected: str) -> int:
    """How many members of this object, or of this list, were mended."""
    if isinstance(place, list) and not name:
        kept = [_named(value) if expected == "object" else value for value in place if not _is_nothing(value)]
        changed = kept != place
        place[:] = kept
        return int(changed)
    if not isinstance(place, dict) or name not in place:
        return 0
    value = place[name]
    if _is_nothing(value):
        del place[name]
    elif "str" in expected.split(" | ") and isinstance(value, int | float) and not isinstance(value, bool):
        place[name] = str(value)
    elif expected.startswith("array") and isinstance(value, dict) and all(map(str.isdecimal, value)):
        place[name] = list(value.values())  # PHP writes a list with gaps as an object
    else:
        return 0
    return 1


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING)


def _named(value: Any) -> Any:
    """A list of names where objects with a name were promised."""
    return {"name": value} if isinstance(value, str) else value
