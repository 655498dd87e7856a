"""What a reader of status texts must say of them: prose is read, what was noted of a text is looked up."""

from typing import Protocol

from bot.catalog.catalog import Catalog
from bot.wording.scope import Scope
from bot.wording.words import Words


class TextReader(Protocol):
    """Says what one text of a service's page comes to. All that is drawn from texts is asked of it."""

    def words(self, text: str, service: str, catalog: Catalog) -> Words:
        """What a title, a post or a component's name says of others; its own company never counts."""
        ...

    def own_parts(self, text: str, service: str, catalog: Catalog) -> frozenset[str]:
        """The other nodes of the service's own company, its parts mostly, that a text of its page names."""
        ...

    def scope(self, text: str) -> Scope:
        """What a text is about: what all use, one part, or a thing beside."""
        ...
