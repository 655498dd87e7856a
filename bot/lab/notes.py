"""What was noted of texts, for a history without the texts: a reader that looks up instead of reading.

In such a history a text is a reference: a title `github/abc`, a post `github/abc, post 2`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.wording.reading import PROSE
from bot.wording.scope import Scope
from bot.wording.words import NOTHING_SAID, Words

_UNSAID: Final = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNotes:
    """What one text says, as values. Its sentences are numbered within their report, never quoted.

    `scope` is what it is about, `own_parts` are the other nodes of its writer's own company that a title has.
    `spelled` are those that the writer stands on whose name is in the text letter by letter, for methods that
    do not read.
    """

    words: Words = NOTHING_SAID
    scope: Scope = _UNSAID
    own_parts: frozenset[str] = frozenset()
    spelled: frozenset[str] = frozenset()


NOTHING_NOTED: Final = TextNotes()


class NotedTexts:
    """A `TextReader` for texts that are references; any other text, such as a component's name, is read."""

    def __init__(self, notes: Mapping[str, TextNotes]) -> None:
        self._notes = notes

    def words(self, text: str, service: str, catalog: Catalog) -> Words:
        """What the text said of others."""
        notes = self._notes.get(text)
        return PROSE.words(text, service, catalog) if notes is None else notes.words

    def own_parts(self, text: str, service: str, catalog: Catalog) -> frozenset[str]:
        """The other nodes of its own company that the title named."""
        notes = self._notes.get(text)
        return PROSE.own_parts(text, service, catalog) if notes is None else notes.own_parts

    def scope(self, text: str) -> Scope:
        """What the text was about."""
        notes = self._notes.get(text)
        return PROSE.scope(text) if notes is None else notes.scope

    def spells(self, text: str, provider: str) -> bool:
        """Whether a name of a provider stood in any of these texts, one reference a line."""
        return any(provider in self._notes.get(line, NOTHING_NOTED).spelled for line in text.splitlines())
