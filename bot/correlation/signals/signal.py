"""What a signal is asked: one report under one hypothesis."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.correlation.knowledge import Knowledge
from bot.correlation.state import Sighting
from bot.correlation.trace import Finding
from bot.wording.words import Mention, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInWords:
    """A report and what holds of it under every hypothesis: worked out once for all of them.

    `words` are whom its texts name and how, `blamed` the nodes that they blame; `listed` the components that
    name anybody, each with the nodes that it names; `declared` the reasons by edges, by node. `name` is the
    reporting service's, `began_at` when it began, as a time of day.
    """

    sighting: Sighting
    knowledge: Knowledge
    words: Words
    blamed: frozenset[str]
    listed: tuple[tuple[str, tuple[str, ...]], ...]
    declared: Mapping[str, Finding]
    name: str
    began_at: str


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
