"""The type of a Redis client, as the rest of the storage sees it.

redis-py types every reply as a union over protocol versions and decoding settings, none of which we use:
bytes in, bytes out. `Client` is that library boundary.
"""

from typing import Any, TypeAlias

Client: TypeAlias = Any
