"""What is said of services by feeds that are about nobody in particular."""

from dataclasses import dataclass

from bot.domain.report import NewsEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsMention:
    """An entry of a news feed that names services. Shown as said by others; evidence of nothing."""

    source: str
    services: tuple[str, ...]
    mention: NewsEntry
