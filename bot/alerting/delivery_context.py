"""What holds in a channel at a moment: who muted, whether it is quiet, whether there is room for a card."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alerting.notification import Notification
from bot.domain.channel import Channel
from bot.domain.incident import Grade
from bot.domain.reactions import Reactions

# An edit every so often: both platforms limit them, Discord severely once a message is an hour old
# (error 30046, https://docs.discord.com/developers/topics/opcodes-and-status-codes#json).
EDIT_EVERY: Final = timedelta(seconds=20)
EDIT_OLD_EVERY: Final = timedelta(minutes=5)
OLD_AFTER: Final = timedelta(hours=1)
NO_MARKS: Final = Reactions()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """A channel at a moment.

    `quiet_until` is the end of the quiet hours that it is in; `full_until` when its cap has room again.
    `edits` says whether the platform edits messages and has threads. `speaks_for` names a channel that cannot
    be told: then nothing of this channel's own wishes counts. `is_silent`: cards are kept current, and
    nothing is posted about them.
    """

    now: datetime
    channel: Channel
    marks: Reactions = NO_MARKS
    quiet_until: datetime | None = None
    full_until: datetime | None = None
    edits: bool = True
    speaks_for: str = ""
    is_silent: bool = False

    def is_muted_for(self, grade: Grade | None, root: str) -> bool:
        """Whether a mute holds; a higher grade or another root than when it was set breaks it."""
        marks = self.marks
        if self.is_silent or not marks.is_muted(self.now):
            return self.is_silent
        if grade is None or marks.muted_grade is None:
            return True
        return grade.rank <= marks.muted_grade.rank and root == marks.muted_root

    def is_muted_at(self, severity: int) -> bool:
        """Whether a mute holds about a report; a higher severity than when it was set breaks it."""
        marks = self.marks
        if self.is_silent or not marks.is_muted(self.now):
            return self.is_silent
        return marks.muted_severity is None or severity <= marks.muted_severity

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

    def next_edit(self, told: Notification) -> datetime:
        """The earliest time at which the card may be changed again."""
        is_old = told.posted_at is not None and self.now - told.posted_at > OLD_AFTER
        return (told.shown_at or self.now) + (EDIT_OLD_EVERY if is_old else EDIT_EVERY)
