"""How a page is sent: what a browser may do with it, and nothing again that it holds already."""

from hashlib import blake2b
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from adapters.web.board.assets import mark_of

# Nothing inline, nothing from elsewhere, nowhere else to.
CSP: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def tag_of(request: Request, revision: str, minute: str) -> str:
    """A mark of a page: another whenever what it says may be another. Ages in it are good for a minute."""
    parts = (request.url.path, request.url.query, revision, minute, mark_of("board.css"), mark_of("board.js"))
    return f'W/"{blake2b(chr(0).join(parts).encode(), digest_size=9).hexdigest()}"'


def is_held(request: Request, tag: str) -> bool:
    """Whether the browser says that it has this very page."""
    held = request.headers.get("if-none-match", "")
    return tag in [one.strip() for one in held.split(",")]


def unchanged(tag: str) -> Response:
    """That nothing has changed."""
    return Response(status_code=304, headers={"ETag": tag})


def html(page: str, *, status: int = 200, tag: str | None = None) -> Response:
    """A page. How long it may be kept, the guard before it says."""
    known = {"ETag": tag} if tag is not None else {}
    return HTMLResponse(page, status, SECURITY | known)


def file(content: bytes | str, media_type: str, name: str | None = None) -> Response:
    """Something to take along; `name` is that of the file."""
    kept = {"Content-Disposition": f'attachment; filename="{name}"'} if name is not None else {}
    return Response(content, headers=SECURITY | kept, media_type=media_type)
