"""Addresses and keys with names, as settings list them: `ops=https://example.org/hook, mail=mailto://…`."""

import re
from typing import Final

from bot.errors import ConfigurationError

_NAME: Final = r"[A-Za-z0-9][\w.-]*"
# Addresses have commas of their own, so an entry ends only where the next one begins.
_BETWEEN: Final = re.compile(rf"[\s,]+(?={_NAME}=[A-Za-z][\w+.-]*://)")
_KEY: Final = re.compile(rf"({_NAME})=([\x21-\x7e]+)")
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


def named_keys(text: str, variable: str) -> dict[str, str]:
    """Read a list of `name=key`, separated by commas or white space; a key holds neither.

    Raises ConfigurationError for what cannot be read, by its place or name: a key is a secret.
    """
    keys: dict[str, str] = {}
    for number, entry in enumerate(filter(None, re.split(r"[\s,]+", text)), start=1):
        found = _KEY.fullmatch(entry)
        if found is None:
            raise ConfigurationError(f"{variable}: entry {number} is not of the form name=key")
        name, key = found.groups()
        if name in keys:
            raise ConfigurationError(f"{variable}: two keys are named “{name}”: give each its own name")
        keys[name] = key
    return keys
