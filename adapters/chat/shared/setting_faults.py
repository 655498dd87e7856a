"""What can be wrong with the settings of any platform: addresses, and destinations that nothing reaches."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.domain.message import Destination

_ODD = re.compile(r"[\s\x00-\x1f\x7f]")


def address_faults(variable: str, address: str, *schemes: str) -> Iterator[str]:
    """What is wrong with an address, which may be empty. It may hold secrets and is not repeated."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.scheme not in schemes or _ODD.search(address):
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        yield f"{variable} is no whole address: write one that begins with {begins}"


def unreachable(destinations: Iterable[Destination], because: str) -> Iterator[str]:
    """One sentence a destination that nothing leads to. `because`: why, and what to do."""
    for destination in destinations:
        yield f"SHAREDFATE_ANNOUNCE_TO names {destination}, but {because}"
