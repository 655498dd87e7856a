"""Addresses with names, as settings list them: `ops=https://example.org/hook, mail=mailto://…`."""

import re
from typing import Final

from bot.errors import ConfigurationError

_NAME: Final = r"[A-Za-z0-9][\w.-]*"
# Addresses have commas of their own, so an entry ends only where the next one begins.
_BETWEEN: Final = re.compile(rf"[\s,]+(?={_NAME}=[A-Za-z][\w+.-]*://)")
_ENTRY: Final = re.compile(rf"({_NAME})=([A-Za-z][\w+.-]*://\S+)")


def named_addresses(text: str, variable: str) -> dict[str, str]:
    """Read a list of `name=address`, separated by commas or lines.

    Raises ConfigurationError for what cannot be read, by its place or name: an address may hold a secret.
    """
    addresses: dict[str, str] = {}
    for number, entry in enumerate(_BETWEEN.split(text.strip(" \t\r\n,")), start=1):
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ConfigurationError(f"{variable}: entry {number} is not of the form name=address://…")
        name, address = found.groups()
        if name in addresses:
            raise ConfigurationError(f"{variable}: two addresses are named “{name}”: give each its own name")
        addresses[name] = address
    return addresses
