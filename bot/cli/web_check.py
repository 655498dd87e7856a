"""What is wrong with how the board may be looked at, and how far it is open."""

from collections.abc import Iterator

from adapters.web.access import is_loopback
from bot.cli.diagnosis import Diagnosis
from bot.cli.inbound_check import secret_faults
from bot.domain.web_access import WebAccess
from bot.settings import BotSettings

_TOKEN = "SHAREDFATE_WEB_TOKEN"  # noqa: S105  -- the name of the setting
_HEADER = "SHAREDFATE_WEB_PROXY_HEADER"


def web_faults(settings: BotSettings) -> Iterator[str]:
    """What keeps the settings from being used, a sentence each. No part of a secret is repeated."""
    mode, token = settings.web_access, settings.web_token
    if token is not None:
        yield from secret_faults(_TOKEN, token)
    elif mode is WebAccess.TOKEN:
        yield f"SHAREDFATE_WEB_ACCESS=token, and {_TOKEN} is not set: choose one (openssl rand -hex 32)"
    if mode is WebAccess.PROXY and not settings.web_proxy_header:
        yield (
            f"SHAREDFATE_WEB_ACCESS=proxy, and {_HEADER} is not set: name the header in which your proxy "
            "says whom it has let in"
        )
    elif mode is WebAccess.PROXY and not settings.web_proxies.strip(" ,"):
        yield "SHAREDFATE_WEB_ACCESS=proxy, and SHAREDFATE_WEB_PROXIES names none: nobody could come by one"
    if settings.web_proxy_header and mode is not WebAccess.PROXY:
        yield f"{_HEADER} is set, and lets nobody in: set SHAREDFATE_WEB_ACCESS=proxy, or unset it"


def web_findings(settings: BotSettings) -> Iterator[Diagnosis]:
    """Who may look at the board, and where it is."""
    if not settings.web_port:
        yield Diagnosis("board", ok=True, says="off: SHAREDFATE_WEB_PORT is 0")
        return
    yield Diagnosis("board", ok=True, says=f"{_who(settings)}; see docs/web.md")


def _who(settings: BotSettings) -> str:
    is_here = is_loopback(settings.web_host)
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    place = settings.public_url or f"http://{host}:{settings.web_port}"
    clear = ""
    if not is_here and not settings.public_url.startswith("https:"):
        clear = ", in the clear: put TLS in front of it and set SHAREDFATE_PUBLIC_URL"
    match settings.web_access:
        case WebAccess.PRIVATE if is_here:
            return f"for who sits at this machine, at {place}"
        case WebAccess.PRIVATE:
            return (
                f"for who sits at this machine, though the port is open at {host}: to others it is closed "
                "(SHAREDFATE_WEB_ACCESS)"
            )
        case WebAccess.TOKEN:
            return f"for who shows the token, at {place}{clear}"
        case WebAccess.PROXY:
            header, proxies = settings.web_proxy_header, settings.web_proxies
            return f"for whom {header} names, from {proxies}, at {place}"
        case WebAccess.PUBLIC:
            return f"for everybody, without channels and people, at {place}"
