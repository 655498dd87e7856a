"""Whom the operator wants left alone."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from bot.domain.probe import ProbeTarget


@dataclass(frozen=True, slots=True)
class OptOut:
    """Hosts, domains with all below them, and ids of services: who is named here is never probed."""

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a list: a name a line, or separated by commas; behind a # stands a remark.

        Addresses count by their host, `*.example.org` is `example.org`.
        """
        lines = (line.partition("#")[0] for line in text.splitlines())
        names = (name for line in lines for name in re.split(r"[,;\s]+", line))
        return cls(frozenset(name for name in map(_name, names) if name))

    def covers(self, target: ProbeTarget) -> bool:
        """Whether a target is to be left alone."""
        if {target.id.casefold(), target.service.casefold(), target.organisation.casefold()} & self.names:
            return True
        labels = (host_of(target.url)).split(".")
        return any(".".join(labels[n:]) in self.names for n in range(len(labels)))


def host_of(url: str) -> str:
    """The host of an address in lower case, without port; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").casefold()
    except ValueError:
        return ""


def _name(text: str) -> str:
    name = text.strip().casefold()
    host = host_of(name) if "://" in name else name
    return host.removeprefix("*").strip(".")
