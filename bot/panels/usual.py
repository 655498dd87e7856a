"""What a target answers on most days: a status that differs from it is a change, whoever wrote it."""

from dataclasses import dataclass, replace
from typing import Final

# As many as a day of probes: what an outage makes it answer is not its usual answer before the next day.
MOST_VOTES: Final = 288
# So many more than all others, and it is the usual one.
ENOUGH_VOTES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualStatus:
    """The status that has most votes, by the vote of Boyer and Moore: each answer adds one, or takes one.

    R. S. Boyer, J S. Moore, "MJRTY - A Fast Majority Vote Algorithm" (1991).
    """

    status: int
    votes: int = 0

    @property
    def known(self) -> int | None:
        """The usual status; None while too few have answered alike."""
        return self.status if self.votes >= ENOUGH_VOTES else None


def counted(usual: UsualStatus | None, status: int) -> UsualStatus:
    """The same after one more answer."""
    if usual is None or (usual.votes == 0 and usual.status != status):
        return UsualStatus(status=status, votes=1)
    votes = usual.votes + 1 if usual.status == status else usual.votes - 1
    return replace(usual, votes=min(votes, MOST_VOTES))
