"""Netlify. Its errors do not say whose they are: a function that fails and the platform answer alike."""

from typing import Final

from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import edge_profile
from bot.ports import EdgeProfile

_HEADERS: Final = "https://github.com/enthec/webappanalyzer"

EDGE: Final[EdgeProfile] = edge_profile(
    node="netlify",
    marks=(
        mark("x-nf-request-id", source=_HEADERS),
        mark("server", r"^Netlify$", source=_HEADERS),
        mark("cache-status", r'"Netlify (?:Edge|Durable)"', source=_HEADERS),
    ),
)
