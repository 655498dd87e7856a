"""How a channel is doing: can it be reached, what was it posted lately, and what beside its subjects."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.backoff import back_off
from bot.domain.message import MessageRef

CAP_WINDOW: Final = timedelta(minutes=10)
FIRST_BACK_OFF: Final = timedelta(seconds=2)
LONGEST_BACK_OFF: Final = timedelta(minutes=5)
# A platform that fails for this long is down for the reader, too: the paired channel is told.
TELL_PAIR_AFTER: Final = timedelta(minutes=2)
MAX_TROUBLE_CHARACTERS: Final = 300


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletins:
    """What a destination was told beside its subjects.

    `storm` is the message that says what is held back, `held` what it names; `digest_at` when the last digest
    was due. `sending` is the nonce of such a message in flight.
    """

    storm: MessageRef | None = None
    held: tuple[str, ...] = ()
    digest_at: datetime | None = None
    sending: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """One destination's record.

    `failures` counts tries in a row that failed, the first at `failing_since`; `retry_at` is when the next
    one is due, `trouble` what the last one said.
    """

    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    trouble: str = ""
    budget: CardBudget = field(default_factory=CardBudget)
    bulletins: Bulletins = field(default_factory=Bulletins)

    def failed(self, now: datetime, trouble: str) -> "ChannelHealth":
        """After a try that failed: each time in a row we wait twice as long."""
        # Nothing was tried since that was due long ago: whether it failed all the time nobody knows.
        is_in_a_row = self.retry_at is not None and now - self.retry_at <= LONGEST_BACK_OFF
        failures, since = (self.failures, self.failing_since or now) if is_in_a_row else (0, now)
        retry_at = now + back_off(FIRST_BACK_OFF, LONGEST_BACK_OFF, failures)
        failing = replace(self, failing_since=since, failures=failures + 1, retry_at=retry_at)
        return failing.troubled(trouble)

    def asked_to_wait(self, now: datetime, wait: timedelta) -> "ChannelHealth":
        """After a try that the platform, or our own heed of its limits, put off: that is no failure."""
        return replace(self, retry_at=now + wait)

    def refused(self, now: datetime, trouble: str) -> "ChannelHealth":
        """After a post that the platform will never take: there is no use in waiting."""
        return replace(self, failing_since=self.failing_since or now).troubled(trouble)

    def troubled(self, trouble: str) -> "ChannelHealth":
        """After a refusal that says nothing of the channel: one message of it cannot be changed."""
        return replace(self, trouble=trouble[:MAX_TROUBLE_CHARACTERS])

    def well(self) -> "ChannelHealth":
        """After a try that did not fail."""
        return replace(self, failing_since=None, failures=0, retry_at=None, trouble="")

    def with_card(self, now: datetime, cap: int) -> "ChannelHealth":
        """After a card was posted."""
        return replace(self, budget=self.budget.with_card(now, cap))

    def tells_pair(self, now: datetime) -> bool:
        """Whether it has been out of reach for so long that its pair is told instead."""
        return self.failing_since is not None and now - self.failing_since >= TELL_PAIR_AFTER
