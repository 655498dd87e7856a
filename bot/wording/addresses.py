"""Links in texts, and by what a status page's address is recognised."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

LINK: Final = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
# A bare host counts only where it is a known status page.
BARE_HOST: Final = re.compile(r"(?<![\w@./-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"://|\w\.[a-z]{2}", re.IGNORECASE)
_STATUS: Final = re.compile(r"status|^health\.")


def host_keys(url: str) -> tuple[str, ...]:
    """The host of a status page, or host and first part of the path where only that says it is one."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ()
    first = parts.path.strip("/").split("/", 1)[0]
    if "." not in host:
        return ()
    if _STATUS.search(host):
        return (host,)
    return (f"{host}/{first}",) if "status" in first else ()


def has_address(text: str) -> bool:
    """Whether there may be a link or a host name in a text."""
    return bool(_ADDRESS.search(text))


def links(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and address of every link, and of every bare host."""
    end = 0
    for found in LINK.finditer(sentence):
        for bare in BARE_HOST.finditer(sentence, end, found.start()):
            yield bare.start(), bare.end(), bare.group()
        yield found.start(), found.end(), found.group()
        end = found.end()
    for bare in BARE_HOST.finditer(sentence, end):
        yield bare.start(), bare.end(), bare.group()
