"""When one target is asked, and the marks that failures leave on that."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.panels import parameters as p
from bot.panels.chance import fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When one target is asked: next in its turn, and before that out of turn, if at all.

    `beside_at` is when it was last asked because others failed. `is_in_doubt` says that it has just failed
    and is asked again. Until `left_alone_until` it is not asked at all.
    """

    due_at: datetime
    extra_at: datetime | None = None
    beside_at: datetime | None = None
    is_in_doubt: bool = False
    left_alone_until: datetime | None = None

    @property
    def next_at(self) -> datetime:
        """When it is asked next."""
        at = self.due_at if self.extra_at is None else min(self.due_at, self.extra_at)
        return at if self.left_alone_until is None else max(at, self.left_alone_until)

    @property
    def urgency(self) -> tuple[int, datetime]:
        """What comes first: what is asked again, then what is asked beside others, then turns."""
        if self.extra_at is None:
            return 2, self.due_at
        return (0 if self.is_in_doubt else 1), self.extra_at

    def is_left_alone(self, now: datetime) -> bool:
        """Whether it has asked not to be asked, or challenged us."""
        return self.left_alone_until is not None and self.left_alone_until > now

    def is_free(self, now: datetime) -> bool:
        """Whether it may be asked because others failed: not again within the minute."""
        if self.is_in_doubt or self.extra_at is not None or self.is_left_alone(now):
            return False
        return self.beside_at is None or now - self.beside_at >= p.BURST_EVERY

    def taken(self, id_: str, cadence: timedelta, now: datetime) -> "Turn":
        """The turn once the target was asked. One that is asked out of turn keeps its turn."""
        if self.extra_at is not None and self.extra_at <= now:
            return replace(self, extra_at=None, beside_at=self.beside_at if self.is_in_doubt else now)
        cycle = int(now.timestamp() // cadence.total_seconds())
        return replace(self, due_at=now + cadence * (1 + p.JITTER * fraction(id_, cycle)))

    def again(self, now: datetime) -> "Turn":
        """The turn of one that has just failed."""
        return replace(self, is_in_doubt=True, extra_at=now + p.REPEAT_AFTER)

    def left_alone(self, until: datetime) -> "Turn":
        """The turn of one that wants to be left alone."""
        return replace(self, is_in_doubt=False, extra_at=None, left_alone_until=until)
