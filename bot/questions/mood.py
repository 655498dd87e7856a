"""What a row of the grammar is: an intent, how sure it is that somebody asks, and patterns."""

from enum import Enum
from typing import TypeAlias

from bot.domain.question import Intent


class Mood(Enum):
    """How sure it is that a sentence of a shape is meant as a question."""

    ASKED = "asked"  # is it down
    ASKED_MILDLY = "asked mildly"  # is it ok: people ask that of days and meals, too
    TOLD = "told"  # it is down: a question if nothing else is said
    TOLD_MILDLY = "told mildly"  # it is ok: a question with a question mark only


Row: TypeAlias = tuple[Intent, Mood, tuple[str, ...]]
