"""Akamai. Its page has a reference number; the digits before the first point are the code of the error.

Codes: the table of Akamai's Edge Diagnostics for its "translate error string", the commonest of them also
in https://gist.github.com/chrisvanpatten/dc02f0d5727369801dc7e9e6fded1837. Most errors of the edge are
about the way to the origin (97 is a timeout of the connection); a few are its own, which the table calls
internal and for Akamai's support. What is not named here blames nobody.
"""

import re
from typing import Final

from adapters.edges.shared.bodies import words_of
from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://github.com/enthec/webappanalyzer"
_REFERENCE: Final = re.compile(
    r"Reference ?# ?(\d{1,3})\.[0-9a-f]{4,16}\.\d{6,12}\.[0-9a-f]{4,16}\b", re.IGNORECASE
)
# Denied by a rule with a page of its own, by any rule, by the referer.
_REFUSALS: Final = frozenset({0, 18, 24})
# Timeouts and errors of reading, writing, connecting, of TLS and of the name; an empty answer; an origin that
# was flagged as bad; no configuration for the host.
_ORIGIN: Final = frozenset({1, 3, 4, 6, 9, 11, 15, 30, 32, 38, 39, 97, 98, 99, 102, 221})
# Shutting down, socket failure, cannot forward, no relay, out of handshakes, out of resources.
_OWN: Final = frozenset({5, 10, 12, 14, 29, 217})


def _attribution(answer: HttpAnswer) -> Attribution | None:
    found = _REFERENCE.search(words_of(answer))
    code = int(found[1]) if found else None
    if code in _REFUSALS:
        return Attribution(ProbeOutcome.CHALLENGED, f"an Akamai page that refuses us (#{code})")
    if code in _ORIGIN:
        return Attribution(ProbeOutcome.BLAMES_ORIGIN, f"an Akamai page that blames the origin (#{code})")
    if code in _OWN and answer.headers.get("server", "").lower() == "akamaighost":
        return Attribution(
            ProbeOutcome.BLAMES_EDGE, f"an Akamai page that blames Akamai's own server (#{code})"
        )
    return None


EDGE: Final[EdgeProfile] = edge_profile(
    node="akamai",
    marks=(
        mark("server", r"^AkamaiGHost$", source=_HEADERS),
        mark("server", r"^AkamaiNetStorage$", source=_HEADERS),
        mark("x-akamai-request-id", source=_HEADERS),
        mark("x-akamai-transformed", source=_HEADERS),
        mark("akamai-grn", source="Akamai's Global Request Number"),
        mark("x-cache", r"\.deploy\.akamaitechnologies\.com\b", source=_HEADERS),
    ),
    attribution=_attribution,
)
