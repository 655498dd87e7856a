"""What the store's trouble is: which failures pass by themselves, and what they are in words."""

import re
from typing import Final

from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    ClusterError,
    MaxConnectionsError,
    RedisClusterException,
    ResponseError,
)
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import TimeoutError as StoreTimeoutError

UNREACHABLE: Final = "cannot be reached"
# The first word of what a server refuses with, https://valkey.io/topics/protocol/#simple-errors.
_CODES: Final = {
    "LOADING": "is loading its data",
    "READONLY": "is read-only: it is a replica, or its primary is changing",
    "OOM": "is full: it has reached its maxmemory",
    "MISCONF": "takes no writes: it cannot save to its disk, which may be full",
    "NOREPLICAS": "takes no writes: too few of its replicas are in step",
    "CLUSTERDOWN": "is a Cluster of which a part is down",
    "MASTERDOWN": "has lost its primary",
    "TRYAGAIN": "is moving keys between its nodes",
    "MOVED": "is moving keys between its nodes",
    "ASK": "is moving keys between its nodes",
    "BUSY": "is busy with a script",
    "UNBLOCKED": "is changing its primary",
}
# Of a pipeline redis-py quotes the command before what the server said; EXEC quotes its first refusal.
_QUOTED: Final = re.compile(r"(?:caused error: \(['\"]|because of: )-?([A-Z]+) ")
_CODE: Final = re.compile(r"-?([A-Z]+) ")
_NEVER_MENDED: Final = (AuthenticationError, AuthorizationError)
# A Cluster that is away has no class of its own in redis-py: these are its words for that.
_AWAY: Final = re.compile(r"cannot be connected|not covered|could not agree")
# What redis-py says once a command was redirected, or was to be tried again, too often.
_SENT_ABOUT: Final = "TTL exhausted"
_SILENT: Final = (StoreConnectionError, StoreTimeoutError, OSError)


def passing_trouble(error: BaseException) -> str | None:
    """What ails the store, to be read behind "the store"; None for what waiting does not mend."""
    if isinstance(error, _NEVER_MENDED):
        return None
    code = _code_of(error)
    if code in _CODES:
        return _CODES[code]
    if isinstance(error, MaxConnectionsError):
        return "has no connection left for us"
    if isinstance(error, ClusterError) and _SENT_ABOUT in str(error):
        return _CODES["TRYAGAIN"]
    is_away = isinstance(error, RedisClusterException) and _AWAY.search(str(error))
    return UNREACHABLE if is_away or isinstance(error, _SILENT) else None


def in_words(error: BaseException) -> str:
    """A failure of the store as one line for a person."""
    trouble = passing_trouble(error)
    said = " ".join(str(error).split())
    what = f"the store {trouble or 'failed'}"
    # What gave up waiting has no words.
    return f"{what}: {said}" if said else f"{what} ({type(error).__name__})"


def _code_of(error: BaseException) -> str | None:
    code = getattr(error, "status_code", None)
    if code is not None and code != "EXECABORT":
        return str(code)
    if not isinstance(error, ResponseError):
        return None
    found = _QUOTED.search(str(error)) or _CODE.match(str(error))
    return found.group(1) if found else None
