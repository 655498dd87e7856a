"""Vercel. Its error header names the error; those of the platform begin with INTERNAL_.

https://vercel.com/docs/errors parts the codes into errors of the application (functions, deployments,
names, routes) and of the platform. A few of the latter are about what the customer configured: they blame
nobody.
"""

import re
from typing import Final

from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://vercel.com/docs/headers/response-headers"
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{2,80}")
_DOUBTFUL: Final = frozenset(
    {
        "INTERNAL_CACHE_KEY_TOO_LONG",
        "INTERNAL_FUNCTION_NOT_FOUND",
        "INTERNAL_MICROFRONTENDS_BUILD_ERROR",
        "INTERNAL_MICROFRONTENDS_INVALID_CONFIGURATION_ERROR",
        "INTERNAL_ROUTER_CANNOT_PARSE_PATH",
        "INTERNAL_STATIC_REQUEST_FAILED",
    }
)


def _place(answer: HttpAnswer) -> str:
    """The first region is the nearest to us: `fra1::iad1::...`."""
    return answer.headers.get("x-vercel-id", "").split(":", maxsplit=1)[0]


def _attribution(answer: HttpAnswer) -> Attribution | None:
    code = answer.headers.get("x-vercel-error", "").strip()
    if not _CODE.fullmatch(code) or code in _DOUBTFUL:
        return None
    if not code.startswith("INTERNAL_"):
        return Attribution(ProbeOutcome.BLAMES_ORIGIN, f"Vercel blames the application ({code})")
    if "x-vercel-id" not in answer.headers:
        return None
    return Attribution(ProbeOutcome.BLAMES_EDGE, f"Vercel names an error of its own platform ({code})")


EDGE: Final[EdgeProfile] = edge_profile(
    node="vercel",
    marks=(
        mark("x-vercel-id", source=_HEADERS),
        mark("server", r"^Vercel$", source=_HEADERS),
        mark("x-vercel-cache", source=_HEADERS),
    ),
    attribution=_attribution,
    place=_place,
)
