"""What a signal is asked: one report under one hypothesis."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.correlation.knowledge import Knowledge
from bot.correlation.state import Sighting
from bot.correlation.trace import Finding
from bot.domain.times import clock
from bot.wording.words import Mention, Words


@dataclass(frozen=True, kw_only=True)
class ReportInWords:
    """A report and what holds of it under every hypothesis: worked out once for all of them.

    `words` are whom its texts name and how; `listed` the components that name anybody, each with the nodes
    that it names.
    """

    sighting: Sighting
    knowledge: Knowledge
    words: Words
    listed: tuple[tuple[str, tuple[str, ...]], ...]

    @cached_property
    def name(self) -> str:
        """The reporting service's name."""
        return self.knowledge.catalog.name_of(self.sighting.service)

    @cached_property
    def blamed(self) -> frozenset[str]:
        """The nodes that its words blame."""
        return self.words.blamed

    @cached_property
    def declared(self) -> Mapping[str, Finding]:
        """The reasons by edges, by node."""
        return self.knowledge.declared(self.sighting.service)

    @cached_property
    def began_at(self) -> str:
        """When it began, as a time of day."""
        return clock(self.sighting.onset)


class Placement(NamedTuple):
    """One report under the hypothesis that `node` failed.

    `related` are its mentions of the node, a part of it, or the whole of it, that are about a cause or a
    place; `is_mentioned` says whether there is any such mention, be it of one that suffers, too.
    """

    node: str
    report: ReportInWords
    related: tuple[Mention, ...] = ()
    is_mentioned: bool = False


Signal = Callable[[Placement], Finding | None]
