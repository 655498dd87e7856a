"""What options of several commands have in common."""

from datetime import UTC, datetime


def aware(moment: datetime | None) -> datetime | None:
    """A time given on the command line; without a zone it is UTC."""
    return None if moment is None else moment.replace(tzinfo=moment.tzinfo or UTC)
