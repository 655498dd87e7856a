"""What was, read from the stream of what was news."""

from datetime import datetime
from typing import Final

from bot.answers.snapshot import KeptPast
from bot.domain.subject import Subject
from bot.storage.client import Client
from bot.storage.keys import ALERTS
from bot.storage.subjects import SUBJECT_STREAM

_AT_ONCE: Final = 500


class PastReader:
    """Reads it backwards, as far as somebody asks."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def load(self, since: datetime) -> KeptPast:
        """What changed since then, each subject in its newest state, and since when nothing is missing."""
        newest = dict[str, Subject]()
        oldest: datetime | None = None
        end = "+"
        while rows := await self._client.xrevrange(ALERTS.name, max=end, count=_AT_ONCE):
            for subject in SUBJECT_STREAM.values(rows):
                newest.setdefault(subject.id, subject)
                oldest = subject.at if oldest is None else min(oldest, subject.at)
            if oldest is not None and oldest < since:
                break
            end = f"({rows[-1][0].decode()}"
        return KeptPast(subjects=tuple(newest.values()), since=oldest)
