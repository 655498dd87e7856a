"""An incident as data: everything that its page shows, under the names of our own values."""

from datetime import datetime
from typing import Any

import msgspec

from bot.domain.shown import IncidentPage
from bot.domain.times import instant


def incident_json(page: IncidentPage, now: datetime) -> bytes:
    """One JSON document; times are UTC, ISO 8601 with Z."""
    found: dict[str, Any] = msgspec.to_builtins(page, builtin_types=(datetime,))
    # What chat makes of it says the same in other words, and lays it out.
    for message in ("card", "why"):
        found.pop(message)
    return msgspec.json.format(msgspec.json.encode(_plain({"as_of": now, **found})), indent=1)


def _plain(value: Any) -> Any:
    """The same with times as we write them."""
    match value:
        case datetime():
            return instant(value)
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
