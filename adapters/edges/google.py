"""Google's front end, which also is Google Cloud's load balancer.

A backend that fails is a plain page with "Error: Server Error", and so is an application of App Engine or
Cloud Run that does; "no healthy upstream" is the same in Envoy's words
(https://docs.cloud.google.com/load-balancing/docs/https/troubleshooting-ext-https-lbs, and the issues
spotify/terraform-google-grr#4 and GoogleCloudPlatform/deploymentmanager-samples#399). The page with "!!1"
in its title is the front end's own. With "a temporary error ... try again in 30 seconds" it is what a load
balancer says of backends, too, and blames nobody. On 2021-11-16 load balancers answered 404: that is a
change.
"""

import re
from typing import Final

from adapters.edges.shared.bodies import page_of, words_of
from adapters.edges.shared.marks import mark
from adapters.edges.shared.reading import Attribution, edge_profile
from bot.domain.probe import HttpAnswer, ProbeOutcome
from bot.ports import EdgeProfile

_HEADERS: Final = "https://docs.cloud.google.com/load-balancing/docs/https"
_SERVERS: Final = r"^(?:gws|sffe|ESF|GSE|Golfe2|GFE/[\d.]+|Google Frontend|UploadServer|Google-Edge-Cache)\b"
# What the balancer leaves out, and an edge before it writes: any other is a backend's.
_NOBODYS: Final = ("", "cloudflare")
_VIA: Final = re.compile(r"\b(?:HTTP/)?[\d.]+ google\b", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title>\s*Error (5\d\d) \(Server Error\)!!1\s*</title>", re.IGNORECASE)
_BACKEND: Final = re.compile(
    r"^(?:\d{3} Server Error )?Error: Server Error The server encountered an?(?: temporary)? error"
    r"|^no healthy upstream$|^upstream (?:connect error|request timeout)",
    re.IGNORECASE,
)
_TEMPORARY: Final = re.compile(r"encountered a temporary error|backend|upstream", re.IGNORECASE)


def _attribution(answer: HttpAnswer) -> Attribution | None:
    words = words_of(answer)
    if _BACKEND.search(words):
        return Attribution(
            ProbeOutcome.BLAMES_ORIGIN,
            f"a page of Google's load balancer for a failing backend ({answer.status})",
        )
    title = _TITLE.search(page_of(answer))
    is_balancer = _VIA.search(answer.headers.get("via", "")) and answer.headers.get("server", "") in _NOBODYS
    if title and int(title[1]) == answer.status and is_balancer and not _TEMPORARY.search(words):
        return Attribution(
            ProbeOutcome.BLAMES_EDGE, f"a page of Google's front end that names no backend ({answer.status})"
        )
    return None


EDGE: Final[EdgeProfile] = edge_profile(
    node="gcp",
    marks=(mark("via", _VIA.pattern, source=_HEADERS), mark("server", _SERVERS, source=_HEADERS)),
    attribution=_attribution,
)
