"""Names of providers letter by letter, as methods look for them that do not read."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from bot.lab.evaluation.naming import Naming

# Whether a text holds a name of a provider, or of a part of it, as a whole word.
Spells = Callable[[str, str], bool]


def spelling(naming: Naming) -> Spells:
    """Look for the names that the catalogue has, whatever their case."""
    pattern: Final = cache(lambda provider: _pattern(provider, naming))
    return lambda text, provider: pattern(provider).search(text) is not None


def _pattern(provider: str, naming: Naming) -> re.Pattern[str]:
    phrases = {provider}
    for service in naming.catalog.services.values():
        if naming.provider(service.id) == provider:
            phrases |= {*service.mentions, service.name} if service.id == provider else {*service.mentions}
    words = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
