"""How a channel is doing: can it be reached, what was it posted lately, and what beside its subjects."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.backoff import back_off, is_over
from bot.domain.message import MessageRef

CAP_WINDOW: Final = timedelta(minutes=10)
FIRST_BACK_OFF: Final = timedelta(seconds=2)
LONGEST_BACK_OFF: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(minutes=10)
# A platform that fails for this long is down for the reader, too: the paired channel is told.
TELL_PAIR_AFTER: Final = timedelta(minutes=2)
MAX_TROUBLE_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBudget:
    """When the newest cards were posted, oldest first."""

    cards: tuple[datetime, ...] = ()

    def full_until(self, now: datetime, cap: int) -> datetime | None:
        """When there is room for another card; None when there is now."""
        recent = [at for at in self.cards if abs(now - at) < CAP_WINDOW]
        return recent[-cap] + CAP_WINDOW if len(recent) >= cap else None

    def with_card(self, now: datetime, cap: int) -> "CardBudget":
        """After a card was posted."""
        return replace(self, cards=(*self.cards, now)[-cap:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletins:
    """What a destination was told beside its subjects.

    `storm` is the message that says what is held back, `held` what it names; `digest_at` when the last digest
    was due. `sending` is the nonce of such a message in flight. `refusals` counts by kind how often in a row
    one was refused with an answer that may mean "not now".
    """

    storm: MessageRef | None = None
    held: tuple[str, ...] = ()
    digest_at: datetime | None = None
    sending: str | None = None
    refusals: Mapping[str, int] = field(default_factory=dict)

    def refused(self, kind: str) -> "Bulletins":
        """After a refusal of one of this kind that may not be the last word."""
        return replace(self, refusals={**self.refusals, kind: self.refusals.get(kind, 0) + 1})

    def settled(self, kind: str) -> "Bulletins":
        """After one of this kind was taken, or refused for good."""
        left = {other: count for other, count in self.refusals.items() if other != kind}
        return replace(self, sending=None, refusals=left)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """One destination's record.

    It has taken nothing since `failing_since`. `failures` counts tries in a row that failed for all of it.
    Before `retry_at` nothing is tried again that has failed, and nothing at all where the platform asked us
    to wait. `trouble` is what the last one said.
    """

    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    trouble: str = ""
    budget: CardBudget = field(default_factory=CardBudget)
    bulletins: Bulletins = field(default_factory=Bulletins)

    def failed(self, now: datetime, trouble: str) -> "ChannelHealth":
        """After a try that failed for the channel as a whole: each time in a row we wait twice as long."""
        failures = self.failures if self._is_in_a_row(now) else 0
        retry_at = now + back_off(FIRST_BACK_OFF, LONGEST_BACK_OFF, failures)
        return replace(self.doubted(now, trouble), failures=failures + 1, retry_at=retry_at)

    def doubted(self, now: datetime, trouble: str) -> "ChannelHealth":
        """After one message that failed where no other was tried: the next may get through."""
        since = self.failing_since if self._is_in_a_row(now) else None
        return replace(self, failing_since=since or now).troubled(trouble)

    def asked_to_wait(self, now: datetime, wait: timedelta) -> "ChannelHealth":
        """After a try that the platform, or our own heed of its limits, put off.

        Whatever the platform says, it is asked again after a while.
        """
        since = self.failing_since if self._is_in_a_row(now) else None
        return replace(self, failing_since=since or now, failures=0, retry_at=now + min(wait, LONGEST_WAIT))

    @property
    def is_asked_to_wait(self) -> bool:
        """Whether `retry_at` is what the platform, or our own heed of its limits, asked for."""
        return self.failures == 0

    def is_waiting(self, now: datetime) -> bool:
        """Whether what has failed before is not to be tried again yet."""
        return self.retry_at is not None and not is_over(self.retry_at, now, LONGEST_WAIT)

    def troubled(self, trouble: str) -> "ChannelHealth":
        """After a refusal that says nothing of the channel: one message of it cannot be changed."""
        return replace(self, trouble=trouble[:MAX_TROUBLE_CHARACTERS])

    def well(self) -> "ChannelHealth":
        """After a try that did not fail."""
        if self.failing_since is None and not self.failures and self.retry_at is None and not self.trouble:
            return self
        return replace(self, failing_since=None, failures=0, retry_at=None, trouble="")

    def with_card(self, now: datetime, cap: int) -> "ChannelHealth":
        """After a card was posted."""
        return replace(self, budget=self.budget.with_card(now, cap))

    def tells_pair(self, now: datetime) -> bool:
        """Whether it has been out of reach for so long that its pair is told instead."""
        return self.failing_since is not None and abs(now - self.failing_since) >= TELL_PAIR_AFTER

    def _is_in_a_row(self, now: datetime) -> bool:
        """Whether it has been failing until now.

        Where nothing was tried since that was due long ago, nobody knows whether it failed all the time.
        """
        return self.retry_at is None or now - self.retry_at <= LONGEST_BACK_OFF
