"""Where a redirect leads, if an answer is one to a web page."""

from typing import Final
from urllib.parse import urljoin

from bot.domain.probe import HttpAnswer
from bot.measuring.host_names import host_in, normal

STATUSES: Final = frozenset({301, 302, 303, 307, 308})


def redirect(answer: HttpAnswer) -> str | None:
    """The address that it names; None for no redirect, and for one to what is no page."""
    location = answer.headers.get("location", "")
    if answer.status not in STATUSES or not location:
        return None
    try:
        target = urljoin(answer.url, location)
    except ValueError:
        return None
    return target if target.startswith(("http://", "https://")) and host_in(target) else None


def redirect_host(answer: HttpAnswer) -> str | None:
    """The host that it names."""
    target = redirect(answer)
    return normal(host_in(target)) or None if target is not None else None
