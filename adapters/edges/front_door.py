"""Azure Front Door. "Our services aren't available right now" stands on its page whoever failed.

Two headers tell, for those who ask with `X-Azure-DebugInfo: 1`: `x-azure-internalerror` is Front Door's own
fault, `x-azure-externalerror` one on the way to the origin, whose status is in `x-azure-originstatuscode`
(https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol).
"""

import re
from typing import Final

from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol"
_PLACE: Final = re.compile(r"\bRef B: ([A-Z]{3})[A-Z0-9]{2,}\b")
_ERROR_STATUS: Final = re.compile(r"5\d\d")


def _place(answer: HttpAnswer) -> str:
    found = _PLACE.search(answer.headers.get("x-msedge-ref", ""))
    return found[1] if found else ""


def _attribution(answer: HttpAnswer) -> Attribution | None:
    theirs = answer.headers.get("x-azure-originstatuscode", "").strip()
    if answer.headers.get("x-azure-externalerror") or _ERROR_STATUS.fullmatch(theirs):
        return Attribution(
            ProbeOutcome.BLAMES_ORIGIN, f"Azure Front Door says that the origin failed ({answer.status})"
        )
    if answer.headers.get("x-azure-internalerror") and not theirs and "x-azure-ref" in answer.headers:
        return Attribution(
            ProbeOutcome.BLAMES_EDGE, f"Azure Front Door names an error of its own ({answer.status})"
        )
    return None


EDGE: Final[EdgeProfile] = edge_profile(
    node="azure/front-door",
    marks=(
        mark("x-azure-ref", source=_HEADERS),
        mark("x-msedge-ref", source=_HEADERS),
    ),
    attribution=_attribution,
    place=_place,
)
