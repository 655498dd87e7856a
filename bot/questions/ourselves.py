"""Whether a question asks, beside what it is about, if it is us: our own network, not somebody's trouble."""

import re
from typing import Final

from bot.expressions import compiled

# "Is it us-east-1?" is about a region.
_US: Final = r"(?:me|us(?!-| (?:gov )?(?:east|west|central|north|south|gov)\b))\b"
_OURS: Final = r"(?:my|our) (?:own )?(?:network|internet|connection|wi-?fi|uplink|isp|side|end)\b"
_ALL: Final = r"(?:is|are) (?:the )?(?:whole |entire )?internet\b|^(?:the )?internet (?:down|broken|dead)\b"
_IS_IT: Final = r"(?:is|was) (?:it|this|that)"
_ASKED: Final = compiled(
    rf"\b(?:(?:just|only) {_US}|{_IS_IT} {_US}|or (?:{_IS_IT} )?{_US}|{_US} or|{_OURS}|{_ALL})", re.IGNORECASE
)


def asks_of_us(text: str) -> bool:
    """Whether English words for that stand in it."""
    return _ASKED.search(" ".join(text.split())) is not None
