"""What the machine that we run on lacks: that says nothing about whom we wanted to ask."""

import errno
from typing import Final

_EXHAUSTED: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL})


def is_exhaustion(error: BaseException) -> bool:
    """Whether an error, or what it came of, is that there was no file, memory or port left for us."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _EXHAUSTED:
            return True
        cause = cause.__cause__ or cause.__context__
    return False
