"""What a signal is asked: one report under one hypothesis."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.correlation.knowledge import Knowledge, Standing
from bot.correlation.state import Sighting
from bot.correlation.trace import Finding
from bot.wording.words import Manner, Mention, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One report under the hypothesis that `node` failed, and how its service stands on that node."""

    node: str
    sighting: Sighting
    knowledge: Knowledge
    words: Words
    standing: Standing | None

    @property
    def name(self) -> str:
        """The reporting service's name."""
        return self.knowledge.catalog.name_of(self.sighting.service)

    def related(self) -> Iterator[Mention]:
        """Mentions of the node, a part of it, or the whole of it, that are about a cause or a place."""
        for mention in self.words.mentions:
            if mention.manner is not Manner.AFFECTED and self.knowledge.related(mention.node, self.node):
                yield mention


Signal = Callable[[Placement], Finding | None]
