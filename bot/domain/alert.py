"""Someone should hear of this: a change of an incident that is worth a word."""

from dataclasses import dataclass

from bot.domain.incident import IncidentChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A change worth telling. What a channel is told of it depends on what it was told before."""

    change: IncidentChange
