"""Host names, compared by whole labels: notcloudfront.net is no cloudfront.net."""

from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import urlsplit

MAX_NAME: Final = 253
MAX_LABEL: Final = 63


def labels_of(name: str) -> tuple[str, ...]:
    """The labels of a name in lower case and ASCII, the outermost first; empty for what is no name."""
    bare = name.strip().removesuffix(".").casefold()
    try:
        # Of names that are ASCII already only the length is to be looked at: real ones have underscores.
        ascii_only = bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError:
        return ()
    labels = ascii_only.split(".")
    fits = len(ascii_only) <= MAX_NAME and all(0 < len(label) <= MAX_LABEL for label in labels)
    return tuple(reversed(labels)) if fits else ()


def host_in(url: str) -> str:
    """The host of an address, without port; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def normal(name: str) -> str:
    """The one way to write a name; empty for what is no name."""
    return ".".join(reversed(labels_of(name)))


def is_within(name: str, domain: str) -> bool:
    """Whether a name is a domain, or below it."""
    labels, ends = labels_of(name), labels_of(domain)
    return bool(ends) and labels[: len(ends)] == ends


def fits(labels: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether labels end with those of a pattern, whose innermost may have wildcards of its own."""
    *outer, innermost = pattern
    depth = len(outer)
    return len(labels) > depth and labels[:depth] == tuple(outer) and fnmatchcase(labels[depth], innermost)
