"""Who may look at the board, its API and the MCP server."""

from enum import StrEnum


class WebAccess(StrEnum):
    """By what somebody is let in. /healthz, /metrics and /in are not part of it."""

    PRIVATE = "private"  # whoever sits at this machine
    TOKEN = "token"  # noqa: S105  -- the name of a way in: whoever shows the token
    PROXY = "proxy"  # whom a proxy has let in, which says so in a header
    PUBLIC = "public"  # everybody; no channel and no person is shown
