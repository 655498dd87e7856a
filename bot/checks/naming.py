"""Whom a check is about, by the names and hosts of the catalogue; and whose page a platform speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.catalog.catalog import Catalog
from bot.checks.everyday_words import is_everyday, may_run_at_home
from bot.checks.hosts import LENT, ends_of, host_of
from bot.domain.check import UserCheck


@dataclass(frozen=True, kw_only=True)
class CheckNaming:
    """Every name and host of a catalogue, ready to be looked up. Build it once and keep it."""

    catalog: Catalog

    def service_of(self, check: UserCheck) -> str | None:
        """The one service that a check names; None where it names none, or several.

        What is said on purpose decides. Then a label, then what it asks. What many run at home, and a mere
        name, count where nothing that is asked speaks against it: a job "github" at 10.0.0.7 is their own.
        """
        if check.service:
            return self._resolved(check.service)
        telling = [label for label in check.labels if not (check.hosts and may_run_at_home(label))]
        by_label = _only(self._named(telling))
        if by_label is not None:
            return by_label
        if check.hosts:
            return _only({self._at(host) for host in check.hosts} - {None})
        return _only(self._named(name for name in check.names if not may_run_at_home(name)))

    def sources_at(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """The sources whose page is at the host of one of these."""
        hosts = dict.fromkeys(host_of(address).removeprefix("www.") for address in addresses)
        found = (source for host in hosts for source in self._sources_by_host.get(host, ()))
        return tuple(dict.fromkeys(found))

    def _named(self, names: Iterable[str]) -> set[str | None]:
        return {self._resolved(name) for name in names if not is_everyday(name)} - {None}

    def _resolved(self, name: str) -> str | None:
        return self.catalog.resolve(name) or self.catalog.resolve(name.replace("_", "-"))

    def _at(self, address: str) -> str | None:
        """The service at an address. What is asked where its status page stands is no check of it."""
        host = host_of(address).removeprefix("www.")
        is_front = host in self._services_by_domain
        if not is_front and (host.startswith("status.") or host in self._sources_by_host):
            return None
        end = next((end for end in ends_of(host) if end in self._services_by_domain), None)
        if end is None or (not is_front and not LENT.isdisjoint(ends_of(host))):
            return None
        return _only(self._services_by_domain[end])

    @cached_property
    def _services_by_domain(self) -> Mapping[str, set[str | None]]:
        found: dict[str, set[str | None]] = defaultdict(set)
        for service in self.catalog.services.values():
            domain = host_of(service.domain or "").removeprefix("www.")
            if domain:
                found[domain].add(service.id)
        return found

    @cached_property
    def _sources_by_host(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for service in self.catalog.services.values():
            for source in service.sources:
                for address in (source.url, source.page_url, service.status_url or ""):
                    found[host_of(address).removeprefix("www.")][source.id] = None
        return {host: tuple(sources) for host, sources in found.items() if host}


def _only(found: set[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
