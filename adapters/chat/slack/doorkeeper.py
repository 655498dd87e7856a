"""Who reaches us over HTTP at the address that Slack was given: what Slack has not signed goes no further.

The SDK reads a request's body before it looks at the signature, and fails at one that is malformed; so do the
pages of an installation at what nobody's browser sends.
"""

from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import Counter
from slack_sdk.signature import SignatureVerifier

logger = structlog.get_logger(__name__)

REFUSED: Final = Counter(
    "sharedfate_slack_requests_refused_total",
    "Requests over HTTP that Slack has not signed (401), or that cannot be read (400).",
    ["status"],
)
# What comes of reading what is malformed: no fault of ours.
_MALFORMED: Final = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def guarded(pages: web.Application, events_path: str, signing_secret: str) -> web.Application:
    """The same pages, behind a doorkeeper."""
    verifier = SignatureVerifier(signing_secret)

    @web.middleware
    async def doorkeeper(request: web.Request, handler: Handler) -> web.StreamResponse:
        is_event = request.path == events_path
        if is_event and not _is_signed(verifier, await request.read(), request):
            return _refused(401)
        try:
            return await handler(request)
        except _MALFORMED as error:
            logger.warning(
                "Request over HTTP cannot be read",
                path=request.path,
                error=type(error).__name__,
                # What Slack itself sends should be readable: what fails at it may be ours.
                exc_info=error if is_event else None,
            )
            return _refused(400)

    pages.middlewares.append(doorkeeper)
    return pages


def _is_signed(verifier: SignatureVerifier, body: bytes, request: web.Request) -> bool:
    try:
        return verifier.is_valid_request(body, request.headers)
    except (ValueError, TypeError):  # a time that is no number, a signature or a body that is no text
        return False


def _refused(status: int) -> web.Response:
    REFUSED.labels(status=str(status)).inc()
    return web.Response(status=status)
