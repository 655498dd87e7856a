"""What cannot be answered, as RFC 9457 has it: one line for a person, a status for a program."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from bot.errors import RequestRefused

MEDIA_TYPE: Final = "application/problem+json"


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True):
    """An error. `detail` says in one line what was asked and what to do; `status` is that of HTTP."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def refusal(refused: RequestRefused, *, is_bodiless: bool = False) -> Response:
    """The answer that says so; to HEAD without its body."""
    title = HTTPStatus(refused.status).phrase
    details = ProblemDetails(title=title, status=refused.status, detail=str(refused))
    body = msgspec.json.encode(details)
    headers = {"Cache-Control": "no-store", "Content-Length": str(len(body)), **refused.headers}
    sent = b"" if is_bodiless else body
    return Response(sent, status_code=refused.status, headers=headers, media_type=MEDIA_TYPE)


def not_found(what: str) -> RequestRefused:
    """Nobody knows it."""
    return RequestRefused(what, status=HTTPStatus.NOT_FOUND)
