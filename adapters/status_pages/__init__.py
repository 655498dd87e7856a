"""Status page formats; FORMATS is the registry.

To add a format: write a file here with `sniff(page)`, which says cheaply whether the bytes look like it, and
`parse(page)`, which returns a Reading or raises ParseError and nothing else; then add one line to FORMATS, in
the order in which formats are to be recognised. The tests over FORMATS find it by themselves.
"""

from collections.abc import Mapping
from typing import Final

from adapters.status_pages import feed, statuspage, vultr
from bot.ports import Format

FORMATS: Final[Mapping[str, Format]] = {
    "statuspage": Format(
        parse=statuspage.parse,
        sniff=statuspage.sniff,
        probes=("/api/v2/summary.json",),
        history=statuspage.history,
    ),
    "vultr": Format(parse=vultr.parse, sniff=vultr.sniff, probes=("/status.json",)),
    "feed": Format(
        parse=feed.parse, sniff=feed.sniff, probes=("/history.atom", "/feed.atom", "/history.rss", "/rss")
    ),
}
