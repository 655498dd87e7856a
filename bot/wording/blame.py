"""What the words of a whole report come down to for counting: which nodes it names, and which it blames."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.report import Report
from bot.wording.reading import PROSE, words_of
from bot.wording.text_reader import TextReader
from bot.wording.words import Manner, Mention

# Naming what suffers too, or what is not the cause, is not naming it as something that may be.
_NOT_NAMED: Final = frozenset({Manner.DENIED, Manner.AFFECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class BlameSoFar:
    """What a report's words said so far. `named` and `blamed` hold the wholes of each node, too.

    `pointed` are the very nodes blamed, without their wholes; `linked` those blamed by a link.
    """

    is_worded: bool = False
    named: frozenset[str] = frozenset()
    blamed: frozenset[str] = frozenset()
    pointed: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    blames_upstream: bool = False


def blame_of(report: Report, service: str, catalog: Catalog, reader: TextReader = PROSE) -> BlameSoFar:
    """What a report of a service says. Naming oneself is no naming."""
    words = words_of(report, service, catalog, reader)
    own = catalog.organisation_of(service)
    mentions = [m for m in words.mentions if provider_of(m.node, catalog) != own]
    blamed = [m for m in mentions if m.manner is Manner.BLAMED]
    return BlameSoFar(
        is_worded=any(update.text.strip() for update in report.updates),
        named=_with_wholes((m for m in mentions if m.manner not in _NOT_NAMED), catalog),
        blamed=_with_wholes(blamed, catalog),
        pointed=frozenset(m.node for m in blamed),
        linked=frozenset(m.node for m in mentions if m.is_link),
        blames_upstream=words.upstream is not None,
    )


def provider_of(node: str, catalog: Catalog) -> str:
    """The organisation behind a node, and behind all that it is a part of."""
    return catalog.organisation_of((node, *catalog.ancestors(node))[-1])


def _with_wholes(mentions: Iterable[Mention], catalog: Catalog) -> frozenset[str]:
    return frozenset(node for m in mentions for node in (m.node, *catalog.ancestors(m.node)))
