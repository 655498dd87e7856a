"""What follows of a chat platform's refusal: whom it concerns, and what may be done about it."""

from enum import StrEnum


class Refusal(StrEnum):
    """What a platform's answer to one call means for that message, and for those behind it."""

    MESSAGE = "message"  # this message is never taken; the others are
    FORM = "form"  # it is not taken as it is: shorter and plainer it may be
    THREAD = "thread"  # nothing can be posted under this message; beside it, it may be
    GONE = "gone"  # the message to be changed or answered is there no more, or not ours
    PASSING = "passing"  # the platform's own trouble, or it asks us to wait: try again later
    CHANNEL = "channel"  # nothing can be posted in this channel until somebody mends that
    ACCOUNT = "account"  # nothing can be posted by us at all until somebody mends that
    UNKNOWN = "unknown"  # an answer that nothing is documented of here: a few tries, then never

    @property
    def is_of_channel(self) -> bool:
        """Whether it would be the same for every other message to this channel."""
        return self in (Refusal.CHANNEL, Refusal.ACCOUNT)

    @property
    def may_be_mended(self) -> bool:
        """Whether the same message may be taken later, without a change of it."""
        return self.is_of_channel or self in (Refusal.PASSING, Refusal.UNKNOWN)

    @property
    def is_unclear(self) -> bool:
        """Of a post: nothing that we know, no answer to a post, or the same to the plainest words."""
        return self in (Refusal.UNKNOWN, Refusal.GONE, Refusal.FORM)

    @property
    def may_fit_elsewhere(self) -> bool:
        """Whether the same message may be taken at another place, as beside a thread that takes none."""
        return self not in (Refusal.ACCOUNT, Refusal.FORM, Refusal.PASSING)
