"""Which provider and which group of services a name belongs to, by the catalogue.

*Provider*: the outermost whole of a node, aws of aws/us-east-1. Names that labels use (level3) are resolved
through the catalogue's aliases; a name that it does not know stands for itself.

*Group*: the company behind a service, because sister pages post of one cause together. A page the catalogue
does not know goes with the longest beginning of its name that it does know (jira-core with jira).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from bot.catalog.catalog import Catalog


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Names on the level at which they are compared."""

    catalog: Catalog

    def service(self, name: str) -> str:
        """The catalogue's id for a name."""
        return self.catalog.resolve(name) or name

    @cached_property
    def provider(self) -> Callable[[str], str]:
        """Of a name: the outermost whole of its node; `unknown` for a cause that nobody can name."""
        return cache(self._provider_of)

    @cached_property
    def group(self) -> Callable[[str], str]:
        """Of a service: the company behind it. A star at the end (atlassian*) says the same."""
        return cache(lambda name: self._group_of(name.removesuffix("*")))

    def _provider_of(self, name: str) -> str:
        node = self.service(name)
        above = self.catalog.ancestors(node)
        return above[-1] if above else node.split("/", 1)[0]

    def _group_of(self, name: str) -> str:
        parts = name.split("-")
        for length in range(len(parts), 0, -1):
            known = self.catalog.resolve("-".join(parts[:length]))
            if known is not None:
                return self.catalog.organisation_of(known)
        return name
