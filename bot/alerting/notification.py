"""The notification log's record: what one channel has been told of one subject."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.alerting.flapping import Flapping
from bot.alerting.setback import Setback
from bot.domain.incident import Grade
from bot.domain.message import MessageRef


class Act(StrEnum):
    """What to do with a message."""

    POST_CARD = "post_card"
    EDIT_CARD = "edit_card"
    POST_IN_THREAD = "post_in_thread"
    POST_ANEW = "post_anew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What was last said aloud: the claim or the severity, its highest so far, and whether it is over."""

    grade: Grade | None = None
    root: str = ""
    peak: int = 0
    is_over: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What a destination has been told of one subject.

    `shown` names the state that the card shows, `shown_at` is when it was last changed, `posted_at` when it
    was posted. `sending` is the nonce of a post in flight. `over_since` is when we first saw it over, while
    we wait whether it stays so. `group` is the incident that speaks for it. Quiet hours `dropped` it, or
    `deferred` it until they end. `updates` are the times of its news for the thread of late. `held`: instead
    of a message of its own it is on the card of what flaps, which is the one whose record has `flapping`.
    `topic` is what it flaps together with. `setback` is what the next post or edit has met by itself.
    """

    subject: str
    destination: str
    card: MessageRef | None = None
    thread: str | None = None
    posted_at: datetime | None = None
    shown: str = ""
    shown_at: datetime | None = None
    said: Announcement | None = None
    sending: str | None = None
    over_since: datetime | None = None
    group: str | None = None
    dropped: bool = False
    deferred: bool = False
    updates: tuple[datetime, ...] = ()
    held: bool = False
    topic: str | None = None
    flapping: Flapping | None = None
    setback: Setback | None = None

    @property
    def is_card_in_flight(self) -> bool:
        """Whether a card was sent of which we do not know that it arrived."""
        return self.card is None and self.sending is not None and self.sending.endswith(f":{Act.POST_CARD}")

    @property
    def failures(self) -> int:
        """How often in a row it has failed by itself."""
        return self.setback.failures if self.setback else 0

    def retry_at(self, state: str) -> datetime | None:
        """When it may be tried again, where it has failed by itself in this very state."""
        is_same = self.setback is not None and self.setback.state == state
        return self.setback.retry_at if self.setback is not None and is_same else None

    @property
    def is_unfinished(self) -> bool:
        """Whether it was told, and its end was not: the card may be gone meanwhile."""
        is_told = self.posted_at is not None or self.held
        return is_told and self.said is not None and not self.said.is_over

    @property
    def says_over(self) -> bool:
        """Whether its end was said aloud, or need not be any more."""
        return self.said is not None and self.said.is_over

    def after(self, act: Act, ref: MessageRef | None, now: datetime) -> "Notification":
        """The same, once an act is done."""
        if act is Act.EDIT_CARD:
            return replace(self, shown_at=now)
        known = replace(self, sending=None)
        if ref is not None and ref.thread:
            known = replace(known, thread=ref.thread)
        if act is Act.POST_CARD:
            return replace(known, card=ref, posted_at=now if ref else self.posted_at, shown_at=now)
        return known
