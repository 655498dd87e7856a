"""How often may be asked: so many questions a minute of one asker, and so many of all."""

from datetime import datetime
from typing import Final

from adapters.web.rate import SenderRate

A_MINUTE: Final = 30
_OF_ALL_A_MINUTE: Final = 240
_ALL: Final = ""


class QuestionPace:
    """Counts questions. Whoever comes from ever new addresses meets the limit for all."""

    def __init__(self, limit: int = A_MINUTE, of_all: int = _OF_ALL_A_MINUTE) -> None:
        self._each = SenderRate(limit)
        self._all = SenderRate(of_all)

    def wait_of(self, asker: str, now: datetime) -> int:
        """Count one more; 0 where it may pass, else for how many seconds it is to wait."""
        return self._each.wait_of(asker, now) or self._all.wait_of(_ALL, now)
