"""To whom alerts go."""

from bot.domain.message import Destination
from bot.errors import ConfigurationError


def destinations_in(text: str, platforms: frozenset[str]) -> tuple[Destination, ...]:
    """Read `console:terminal, slack:#incidents`. Raises ConfigurationError for what is no destination."""
    found = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        platform, separator, channel = part.partition(":")
        if platform not in platforms or not separator or not channel:
            known = ", ".join(f"{name}:CHANNEL" for name in sorted(platforms))
            raise ConfigurationError(f"“{part}” is no destination: write one of {known}")
        found.append(Destination(platform=platform, channel=channel))
    return tuple(dict.fromkeys(found))
