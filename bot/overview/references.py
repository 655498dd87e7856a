"""Names beside ids, and addresses that may be followed."""

from collections.abc import Iterable

from bot.catalog.catalog import Catalog
from bot.domain.shown import ServiceRef


def ref(id_: str, catalog: Catalog) -> ServiceRef:
    """A service, or what services stand on, with its name."""
    return ServiceRef(id_, catalog.name_of(id_))


def refs(ids: Iterable[str], catalog: Catalog) -> tuple[ServiceRef, ...]:
    """Several of them, in their order."""
    return tuple(ref(id_, catalog) for id_ in ids)


def web_address(url: str | None) -> str | None:
    """The same address if a browser may follow it: pages are written by strangers, and so are their links."""
    return url if url is not None and url[:8].casefold().startswith(("http://", "https://")) else None
