"""Which provider and which group of services a name belongs to, by the catalogue.

*Provider*: the outermost whole of a node, aws of aws/us-east-1. Names that labels use (level3) are resolved
through the catalogue's aliases; a name that it does not know stands for itself.

*Group*: the company behind a service, because sister pages post of one cause together. A page the catalogue
does not know goes with the longest beginning of its name that it does know (jira-core with jira).
"""

from dataclasses import dataclass, field

from bot.catalog.catalog import Catalog


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Names on the level at which they are compared."""

    catalog: Catalog
    _groups: dict[str, str] = field(default_factory=dict)
    _providers: dict[str, str] = field(default_factory=dict)

    def service(self, name: str) -> str:
        """The catalogue's id for a name."""
        return self.catalog.resolve(name) or name

    def provider(self, name: str) -> str:
        """The outermost whole of a node; `unknown` for a cause that nobody can name."""
        if name not in self._providers:
            node = self.service(name)
            above = self.catalog.ancestors(node)
            self._providers[name] = above[-1] if above else node.split("/", 1)[0]
        return self._providers[name]

    def group(self, name: str) -> str:
        """The company behind a service. A star at the end (atlassian*) says the same."""
        if name not in self._groups:
            self._groups[name] = self._worked_out(name.removesuffix("*"))
        return self._groups[name]

    def _worked_out(self, name: str) -> str:
        parts = name.split("-")
        for length in range(len(parts), 0, -1):
            known = self.catalog.resolve("-".join(parts[:length]))
            if known is not None:
                return self.catalog.organisation_of(known)
        return name
