"""How an answer is sent: its mark, who may keep it, and 304 where the asker has it already."""

import hashlib
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

# Whatever is opened by itself runs nothing, loads nothing, and stands in no frame.
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What holds for all answers. `is_public`: anybody may read them, other sites' pages, too."""

    is_public: bool = False

    def headers(self) -> dict[str, str]:
        """Those of every answer."""
        if not self.is_public:
            return dict(_SAFE)
        return {
            **_SAFE,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "ETag",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }

    def send(self, request: Request, body: bytes, media_type: str, max_age: int = 0) -> Response:
        """Send it, or say that it has not changed. It may be kept for `max_age` seconds."""
        tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        kept = f"max-age={max_age}" if max_age else "no-cache"
        scope = "public" if self.is_public else "private"
        headers = {**self.headers(), "ETag": tag, "Cache-Control": f"{scope}, {kept}"}
        is_read = request.method in ("GET", "HEAD")
        if is_read and _has(request.headers.getlist("If-None-Match"), tag):
            return Response(status_code=304, headers=headers)
        headers |= {"Content-Type": media_type, "Content-Length": str(len(body))}
        return Response(b"" if request.method == "HEAD" else body, headers=headers)


def _has(conditions: list[str], tag: str) -> bool:
    """Whether the asker holds what has this mark (RFC 9110, 13.1.2: a weak one is as good)."""
    marks = [mark.strip().removeprefix("W/") for line in conditions for mark in line.split(",")]
    return tag in marks or marks == ["*"]
