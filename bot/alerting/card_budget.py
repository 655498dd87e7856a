"""How many cards a channel takes in ten minutes, and when it takes another."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

CAP_WINDOW: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBudget:
    """When the newest cards were posted, oldest first."""

    cards: tuple[datetime, ...] = ()

    def full_until(self, now: datetime, cap: int) -> datetime | None:
        """When there is room for another card; None when there is now."""
        recent = [at for at in self.cards if now - at < CAP_WINDOW]
        return recent[-cap] + CAP_WINDOW if len(recent) >= cap else None

    def with_card(self, now: datetime, cap: int) -> "CardBudget":
        """After a card was posted."""
        return replace(self, cards=(*self.cards, now)[-cap:])
