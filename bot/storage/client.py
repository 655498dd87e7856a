"""The type of a Redis client, as the rest of the storage sees it.

redis-py types every reply as a union over protocol versions and decoding settings, none of which we use:
bytes in, bytes out. `Client` is that library boundary. It is one of `waiting_client.py`, or of
`cluster_client.py` where the store is a Cluster, and does the same.
"""

from typing import Any, Final, TypeAlias

from redis.exceptions import RedisClusterException, RedisError

Client: TypeAlias = Any
STORE_FAILURES: Final = (RedisError, RedisClusterException)
"""What the library raises when the store is away, read-only or full: no fault of ours."""
