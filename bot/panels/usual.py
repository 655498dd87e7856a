"""What a target answers on most days: a status that differs from it is a change, whoever wrote it."""

from dataclasses import dataclass, replace
from typing import Final

# As many as a day of probes; an error is usual after so many in a row, not while an outage lasts.
MOST_VOTES: Final = 288
# So many more than all others, and it is the usual one.
ENOUGH_VOTES: Final = 6
LEAST_ERROR: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualStatus:
    """The status that has most votes, by the vote of Boyer and Moore: each answer adds one, or takes one.

    R. S. Boyer, J S. Moore, "MJRTY - A Fast Majority Vote Algorithm" (1991). An error (5xx) has no vote;
    `errors` are those in a row, the newest of which was `error`.
    """

    status: int | None = None
    votes: int = 0
    error: int | None = None
    errors: int = 0

    @property
    def known(self) -> int | None:
        """The usual status; None while too few have answered alike."""
        if self.errors >= MOST_VOTES:
            return self.error
        return self.status if self.votes >= ENOUGH_VOTES else None


def counted(usual: UsualStatus | None, status: int) -> UsualStatus:
    """The same after one more answer."""
    usual = usual or UsualStatus()
    if status >= LEAST_ERROR:
        return replace(usual, error=status, errors=min(usual.errors + 1, MOST_VOTES))
    if usual.status != status and usual.votes == 0:
        return UsualStatus(status=status, votes=1)
    votes = usual.votes + 1 if usual.status == status else usual.votes - 1
    return UsualStatus(status=usual.status, votes=min(votes, MOST_VOTES))
