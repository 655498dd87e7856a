"""What may be asked for, with its bounds: read from the address of a request, and shown in the document."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from bot.domain.incident import Grade
from bot.errors import RequestRefused

P = TypeVar("P", bound=msgspec.Struct)

MAX_QUESTION: Final = 300
MAX_ID: Final = 120
_MOST: Final = 200

Id = Annotated[str, Meta(min_length=1, max_length=MAX_ID, description="As other answers name it.")]
Words = Annotated[str, Meta(min_length=1, max_length=100)]
Instant = Annotated[datetime, Meta(tz=True, description="ISO 8601 with a zone.")]
Limit = Annotated[int, Meta(ge=1, le=_MOST, description="At most so many, in one page.")]
Cursor = Annotated[str, Meta(min_length=1, max_length=500, description="`next` of the page before.")]


class Nothing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters."""


class OfOne(Nothing, frozen=True, kw_only=True):
    """One thing."""

    id: Id


class Paged(Nothing, frozen=True, kw_only=True):
    """Part of a list."""

    limit: Limit = 50
    cursor: Cursor | UnsetType = UNSET


class OfIncidents(Paged, frozen=True, kw_only=True):
    """Some incidents: open, or past; of at least a grade, about a service."""

    state: Annotated[str, Meta(pattern="^(open|past)$", description="`open` or `past`.")] = "open"
    grade: Annotated[Grade, Meta(description="Of this grade at least, at its highest.")] | UnsetType = UNSET
    service: Annotated[Id, Meta(description="Of which this is a member or the root.")] | UnsetType = UNSET


class OfServices(Paged, frozen=True, kw_only=True):
    """Some services."""

    q: Annotated[Words, Meta(description="In the name or id.")] | UnsetType = UNSET
    category: Words | UnsetType = UNSET
    verdict: (
        Annotated[str, Meta(pattern="^(up|degraded|down|maintenance|unknown)$", description="How it is.")]
        | UnsetType
    ) = UNSET


class OfPast(Paged, frozen=True, kw_only=True):
    """Some of what was."""

    service: Annotated[Id, Meta(description="By it, or an incident that it is part of.")] | UnsetType = UNSET
    cause: Annotated[Id, Meta(description="Incidents that it, or a part of it, caused.")] | UnsetType = UNSET
    q: Annotated[Words, Meta(description="In titles and reasons.")] | UnsetType = UNSET
    kind: Annotated[str, Meta(pattern="^(incident|report)$", description="Only these.")] | UnsetType = UNSET
    since: Instant | UnsetType = UNSET
    until: Instant | UnsetType = UNSET


class OfMaintenance(Paged, frozen=True, kw_only=True):
    """Planned work, of one service or of all."""

    service: Id | UnsetType = UNSET


class AskedQuestion(Nothing, frozen=True, kw_only=True):
    """A question."""

    q: Annotated[str, Meta(min_length=1, max_length=MAX_QUESTION, description="Such as: is github down?")]


def read(kind: type[P], path: Mapping[str, str], query: Iterable[tuple[str, str]]) -> P:
    """The parameters of a request. Raises RequestRefused: with the one that is wrong, and what it may be."""
    given: dict[str, object] = dict(path)
    for name, value in query:
        if name not in kind.__struct_fields__ or name in path:
            known = ", ".join(one for one in kind.__struct_fields__ if one not in path)
            raise RequestRefused(
                f"no such parameter here: {f'choose from {known}' if known else 'give none'}"
            )
        if name in given:
            raise RequestRefused(f"{name}: give it once")
        given[name] = int(value) if name == "limit" and _is_number(value) else value
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise RequestRefused(said(error)) from error


def said(error: msgspec.ValidationError) -> str:
    """What is wrong, beginning with where."""
    what, _, where = str(error).partition(" - at `$.")
    return f"{where.rstrip('`')}: {what}" if where else what


def given(value: str | UnsetType) -> str | None:
    """A parameter that may be left out."""
    return None if isinstance(value, UnsetType) else value


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10
