"""Texts to notes: what each text of a report says, without its sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.lab.evaluation.spelling import Spells
from bot.lab.notes import TextNotes
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader

Tree = str | bool | float | None | list["Tree"] | dict[str, "Tree"]

# The field, of whatever is noted, that quotes.
_QUOTE: Final = "sentence"


@dataclass(frozen=True, kw_only=True)
class NoteTaker:
    """Notes what reports of a catalogue's services say."""

    catalog: Catalog
    spells: Spells
    reader: TextReader = PROSE

    def trees(self, report: Report, service: str, providers: frozenset[str]) -> Iterator[Tree]:
        """Notes of the title, then of each post; None for one without words. See `tree_of` for their form.

        A name of one of `providers` is looked for letter by letter, too.
        """
        numbers: dict[str, int] = {}
        for place, text in enumerate((report.title, *(update.text for update in report.updates))):
            yield tree_of(self._notes(text, service, providers, place), numbers) if text.strip() else None

    def _notes(self, text: str, service: str, providers: frozenset[str], place: int) -> TextNotes:
        is_title = place == 0
        return TextNotes(
            words=self.reader.words(text, service, self.catalog),
            scope=self.reader.scope(text),
            own_parts=self.reader.own_parts(text, service, self.catalog) if is_title else frozenset(),
            spelled=frozenset(provider for provider in providers if self.spells(text, provider)),
        )


def tree_of(value: object, numbers: dict[str, int]) -> Tree:
    """Notes in JSON's kinds of values, without what is as it would be by default, sets sorted.

    A quoted sentence becomes its number; `numbers` grows by those that are new.
    """
    if is_dataclass(value):
        found = {field: getattr(value, field.name) for field in fields(value)}
        return {
            field.name: f"sentence {numbers.setdefault(inner, len(numbers) + 1)}"
            if field.name == _QUOTE
            else tree_of(inner, numbers)
            for field, inner in found.items()
            if inner != field.default
        }
    if isinstance(value, frozenset):
        return sorted((tree_of(one, numbers) for one in value), key=str)
    if isinstance(value, tuple):
        return [tree_of(one, numbers) for one in value]
    assert value is None or isinstance(value, str | bool | int | float)
    return str(value) if isinstance(value, str) else value
