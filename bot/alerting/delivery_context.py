"""What holds in a channel at a moment: who muted, whether it is quiet, whether there is room for a card."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alerting.channel_health import CardBudget
from bot.alerting.hours import quiet_until
from bot.alerting.notification import Notification
from bot.alerting.reason import Reason
from bot.domain.channel import Channel
from bot.domain.incident import Grade
from bot.domain.reactions import Reactions

# An edit every so often: both platforms limit them, Discord severely once a message is an hour old
# (error 30046, https://docs.discord.com/developers/topics/opcodes-and-status-codes#json).
EDIT_EVERY: Final = timedelta(seconds=20)
EDIT_OLD_EVERY: Final = timedelta(minutes=5)
OLD_AFTER: Final = timedelta(hours=1)
NO_REACTIONS: Final = Reactions()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """A channel at a moment.

    `quiet_until` is the end of the quiet hours that it is in; `full_until` when its cap has room again.
    `edits` says whether the platform edits messages and has threads, `repeats_every` how often it is to be
    sent again what it shows of something open, if it forgets. `speaks_for` names a channel that cannot
    be told: then nothing of this channel's own wishes counts. `is_silent`: cards are kept current, and
    nothing is posted about them. `own` are the services that the channel watches.
    `shows_flapping`: the subject flaps, of which its card is to tell; `is_flapping`: that holds its news.
    """

    now: datetime
    channel: Channel
    reactions: Reactions = NO_REACTIONS
    quiet_until: datetime | None = None
    full_until: datetime | None = None
    edits: bool = True
    repeats_every: timedelta | None = None
    speaks_for: str = ""
    is_silent: bool = False
    own: frozenset[str] = frozenset()
    shows_flapping: bool = False
    is_flapping: bool = False

    def withholds_claim(self, grade: Grade, root: str) -> Reason | None:
        """What keeps news of a claim from being posted; a higher grade or another root breaks a mute."""
        mute = self.reactions.at(self.now).mute
        is_muted = mute is not None and mute.holds_for_claim(grade, root)
        return self._withholds(grade, is_muted=is_muted)

    def withholds_report(self, severity: int) -> Reason | None:
        """What keeps news of a report from being posted; a higher severity breaks a mute."""
        mute = self.reactions.at(self.now).mute
        return self._withholds(None, is_muted=mute is not None and mute.holds_at(severity))

    def is_quiet_for(self, grade: Grade | None) -> bool:
        """Whether quiet hours hold back a claim of this grade."""
        quiet = self.channel.quiet
        if self.quiet_until is None or quiet is None or self.speaks_for:
            return False
        breaks = quiet.unless is not None and grade is not None and grade.rank >= quiet.unless.rank
        return not breaks

    @property
    def defers(self) -> bool:
        """Whether what quiet hours hold back is told when they end."""
        return self.channel.quiet is not None and self.channel.quiet.defers

    def next_edit(self, record: Notification) -> datetime:
        """The earliest time at which the card may be changed again."""
        is_old = record.posted_at is not None and self.now - record.posted_at > OLD_AFTER
        return (record.shown_at or self.now) + (EDIT_OLD_EVERY if is_old else EDIT_EVERY)

    def _withholds(self, grade: Grade | None, *, is_muted: bool) -> Reason | None:
        if self.is_silent:
            return Reason.NOT_WANTED
        if is_muted:
            return Reason.MUTED
        return Reason.QUIET_HOURS if self.is_quiet_for(grade) else None


def at_this_moment(
    channel: Channel, now: datetime, budget: CardBudget, *, stands_in: str = "", is_asked_for: bool = False
) -> DeliveryContext:
    """A channel in which nobody did anything yet. What is asked for heeds neither quiet hours nor the cap."""
    quiet = None if is_asked_for else channel.quiet
    return DeliveryContext(
        now=now,
        channel=channel,
        quiet_until=quiet_until(quiet, now) if quiet else None,
        full_until=None if is_asked_for else budget.full_until(now, channel.cap),
        speaks_for=stands_in,
        # Where nothing is watched any more, what stands is kept true in silence.
        is_silent=not channel.watches and not is_asked_for and not stands_in,
    )
