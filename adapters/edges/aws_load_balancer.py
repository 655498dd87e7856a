"""AWS' load balancers. What they write themselves has their server name, and is about what is behind them.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html: 502,
503 and 504 are a target that breaks off, none that is registered or healthy, and one that is too slow. A
500 of theirs has many causes, also in the customer's rules: it blames nobody.
"""

import re
from typing import Final

from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html"
_SERVER: Final = re.compile(r"^awselb/", re.IGNORECASE)


def _attribution(answer: HttpAnswer) -> Attribution | None:
    if answer.status in (502, 503, 504) and _SERVER.match(answer.headers.get("server", "")):
        return Attribution(
            ProbeOutcome.BLAMES_ORIGIN, f"an AWS load balancer blames what is behind it ({answer.status})"
        )
    return None


EDGE: Final[EdgeProfile] = edge_profile(
    node="aws",
    marks=(
        mark("server", _SERVER.pattern, source=_HEADERS),
        mark(
            "set-cookie", r"(?:^|[,;] ?)AWS(?:ALB|ALBCORS|ALBAPP-\d|ELB|ELBCORS)(?:[=,;]|$)", source=_HEADERS
        ),
    ),
    attribution=_attribution,
)
