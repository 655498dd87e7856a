"""Providers that are only told by their headers: what their errors blame, nobody has published.

The headers are those of https://github.com/enthec/webappanalyzer (src/technologies), unless said otherwise.
"""

from collections.abc import Mapping
from typing import Final

from adapters.edges.shared.marks import HeaderMark, mark
from adapters.edges.shared.reading import edge_profile
from bot.ports import EdgeProfile

_LIST: Final = "https://github.com/enthec/webappanalyzer"

# They stand before other edges.
_FRONTS: Final[Mapping[str, tuple[HeaderMark, ...]]] = {
    "imperva": (
        mark("x-iinfo", source=_LIST),
        mark("x-cdn", r"^(?:Incapsula|Imperva)\b", source=_LIST),
    ),
    "sucuri": (
        mark("x-sucuri-id", source=_LIST),
        mark("server", r"^Sucuri/Cloudproxy\b", source=_LIST),
    ),
}
# They host, or stand alone.
_HOSTS: Final[Mapping[str, tuple[HeaderMark, ...]]] = {
    "bunny-net": (
        mark("server", r"^BunnyCDN\b", source="https://docs.bunny.net/cdn/troubleshooting/run-traceroute"),
    ),
    "keycdn": (mark("server", r"^keycdn\b", source=_LIST),),
    "cdn77": (mark("server", r"^CDN77\b", source=_LIST), mark("x-77-pop", source=_LIST)),
    "fly-io": (mark("fly-request-id", source=_LIST), mark("server", r"^Fly/", source=_LIST)),
    "heroku": (mark("via", r"\b(?:vegur|heroku-router)\b", source=_LIST),),
    "render": (mark("x-render-origin-server", source=_LIST),),
    "railway": (mark("server", r"^railway\b", source=_LIST),),
    "github": (
        mark("server", r"^GitHub\.com$", source=_LIST),
        mark("x-github-request-id", source=_LIST),
    ),
    "pantheon": (mark("x-pantheon-styx-hostname", source=_LIST),),
    "shopify": (mark("x-shopid", source=_LIST), mark("x-shopify-stage", source=_LIST)),
    "wix": (mark("x-wix-request-id", source=_LIST),),
    "squarespace": (mark("server", r"^Squarespace$", source=_LIST),),
    "aws/s3": (
        mark("server", r"^AmazonS3$", source=_LIST),
        mark(
            "x-amz-id-2",
            source="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html",
        ),
    ),
    "aws/api-gateway": (
        mark(
            "x-amz-apigw-id",
            source="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html",
        ),
    ),
}

FRONTS: Final[tuple[EdgeProfile, ...]] = tuple(
    edge_profile(node=node, marks=marks) for node, marks in _FRONTS.items()
)
HOSTS: Final[tuple[EdgeProfile, ...]] = tuple(
    edge_profile(node=node, marks=marks) for node, marks in _HOSTS.items()
)
