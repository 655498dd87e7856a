"""Reads given records as their donors wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.catalog.catalog import Catalog
from bot.wording.scope import Scope
from bot.wording.text_reader import TextReader
from bot.wording.words import Words


@dataclass(frozen=True, kw_only=True)
class GivenReader:
    """A `TextReader` of a null history. `donors` says whose words a service has been given.

    A donor speaks of itself by name, and is nobody else for that: so its texts are read as those of its own
    page. Nor does the service that now has them speak of its own parts in them.
    """

    reader: TextReader
    donors: Mapping[str, str]
    _read: dict[tuple[str, str], Words] = field(default_factory=dict)

    def words(self, text: str, service: str, catalog: Catalog) -> Words:
        """What the text says of others than the donor and the service. Every text of a donor is read once."""
        donor = self.donors.get(service, service)
        words = self._read.get((text, donor))
        if words is None:
            words = self._read[text, donor] = self.reader.words(text, donor, catalog)
        own = catalog.organisation_of(service)
        if all(catalog.organisation_of(mention.node) != own for mention in words.mentions):
            return words
        others = (m for m in words.mentions if catalog.organisation_of(m.node) != own)
        return replace(words, mentions=tuple(others))

    def own_parts(self, text: str, service: str, catalog: Catalog) -> frozenset[str]:
        """The parts of its own company that the text names, where it is the service's own text."""
        return frozenset() if service in self.donors else self.reader.own_parts(text, service, catalog)

    def scope(self, text: str) -> Scope:
        """What the text is about, whoever has it."""
        return self.reader.scope(text)
