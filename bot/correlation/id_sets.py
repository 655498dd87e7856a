"""Sets of ids by key, in an immutable map: sorted tuples, and none that is empty."""

from immutables import Map


def added(ids: Map[str, tuple[str, ...]], key: str, id_: str) -> Map[str, tuple[str, ...]]:
    """The sets with an id more under a key."""
    return ids.set(key, tuple(sorted({*ids.get(key, ()), id_})))


def removed(ids: Map[str, tuple[str, ...]], key: str, id_: str) -> Map[str, tuple[str, ...]]:
    """The sets without an id under a key."""
    left = tuple(other for other in ids.get(key, ()) if other != id_)
    return ids.set(key, left) if left else ids.delete(key)
