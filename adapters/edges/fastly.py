"""Fastly. Errors that it writes in VCL are a page of Varnish with a reason, and the node that wrote it.

Reasons: https://www.fastly.com/documentation/guides/full-site-delivery/fastly-vcl/synthetic-errors-in-vcl/.
Over HTTP/2 the reason is no longer in the status line, but it is in the page. The bare "Service
Unavailable" is what Fastly writes where it gives no reason, and what a customer's VCL gets that raises 503
without one: one site proves nothing. "Fastly error: unknown domain" asks the customer to add the domain:
nobody says whose fault it is.
"""

import re
from typing import Final

from adapters.edges.shared.bodies import words_of
from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://www.fastly.com/documentation/reference/http/http-headers/"
# A node has a number, and ends with its place in capitals: whoever runs Varnish may call a cache a cache.
_NODE: Final = r"cache-(?=[a-z-]*\d)[a-z0-9-]{3,40}-[A-Z]{3}"
_SERVED_BY: Final = re.compile(rf"\b{_NODE}\b")
_HEADING: Final = re.compile(r".{0,400}\bError (?P<status>\d{3}) (?P<reason>.{1,400}) ", re.IGNORECASE)
_DETAILS: Final = re.compile(rf" (?:Details: (?P<node>{_NODE}) \d{{1,20}} \d{{1,20}} )?Varnish cache server")
# The reason stands in the heading, and once more below.
_BARE: Final = re.compile(r"service unavailable(?: service unavailable)?", re.IGNORECASE)
# What is said of the way to the origin, and of the customer's configuration.
_ORIGIN: Final = re.compile(
    r"backend|timeout|timed out|connection|certificate|ssl|hostname|network unreachable|eof|vary|chunked"
    r"|gzip|gunzip|content.length|stale|healthy|quorum|restart|loop|overflow|header|operation now in progress"
    r"|parse|response|director|max threads|no route",
    re.IGNORECASE,
)


def _place(answer: HttpAnswer) -> str:
    """The last one is the nearest to us."""
    found = _SERVED_BY.findall(answer.headers.get("x-served-by", ""))
    return found[-1][-3:] if found else ""


def _attribution(answer: HttpAnswer) -> Attribution | None:
    above, _, below = words_of(answer).partition("Guru Mediation:")
    heading, details = _HEADING.fullmatch(above), _DETAILS.match(below)
    if heading is None or details is None:
        return None
    if _ORIGIN.search(heading["reason"]):
        return Attribution(
            ProbeOutcome.BLAMES_ORIGIN, f"a Fastly page that blames what is behind it ({answer.status})"
        )
    if (
        answer.status == 503
        and heading["status"] == "503"
        and _BARE.fullmatch(heading["reason"])
        and _is_real(answer, details["node"])
    ):
        return Attribution(ProbeOutcome.BLAMES_EDGE, "a Fastly page that names nobody but Fastly (503)")
    return None


def _is_real(answer: HttpAnswer, node: str | None) -> bool:
    """Whether the node that the page names is one of those that passed it on: else it is a copy."""
    return node is not None and node in _SERVED_BY.findall(answer.headers.get("x-served-by", ""))


EDGE: Final[EdgeProfile] = edge_profile(
    node="fastly",
    marks=(
        mark("x-served-by", rf"\b(?-i:{_NODE})\b", source=_HEADERS),
        mark("x-fastly-request-id", source=_HEADERS),
    ),
    attribution=_attribution,
    place=_place,
)
