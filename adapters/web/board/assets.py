"""What pages are drawn with: style, script, icon. Read once; their addresses name their contents."""

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

FOLDER: Final = "/static/"
_TYPES: Final = {
    "board.css": "text/css; charset=utf-8",
    "board.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_FOREVER: Final = "public, max-age=31536000, immutable"


def asset_address(name: str) -> str:
    """Where a page finds it: another address whenever its contents are others."""
    return f"{FOLDER}{name}?v={mark_of(name)}"


@cache
def mark_of(name: str) -> str:
    """A mark of its contents."""
    return blake2b(asset_bytes(name), digest_size=6).hexdigest()


@cache
def asset_bytes(name: str) -> bytes:
    """Its contents."""
    return files("adapters.web.board").joinpath("static", name).read_bytes()


async def asset_response(request: Request) -> Response:
    """The asset of this name."""
    name = request.path_params["name"]
    if name not in _TYPES:
        return PlainTextResponse("There is no such file.", 404)
    is_current = request.query_params.get("v") == mark_of(name)
    return Response(
        asset_bytes(name),
        media_type=_TYPES[name],
        headers={
            "Cache-Control": _FOREVER if is_current else "no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )
