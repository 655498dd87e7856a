"""Who is let in to the board, its API and the MCP server, by what a request shows."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from adapters.web.tokens import Keyring
from bot.domain.web_access import WebAccess
from bot.settings import BotSettings

_BASIC: Final = "basic "
_BEARER: Final = "bearer "
# Whoever writes one of these passes on what somebody else asks: proxies, load balancers, CDNs, tunnels.
_PASSED_ON: Final = frozenset(
    {
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-original-forwarded-for",
        "x-envoy-external-address",
        "true-client-ip",
        "cf-connecting-ip",
        "fastly-client-ip",
    }
)
_PASSED_ON_AS: Final = "x-forwarded"
# No browser asks so, and nginx does unless told otherwise, without a word of for whom it asks:
# https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_http_version
_OF_PROXIES: Final = "1.0"
# A browser asks its user for the one, scripts send the other.
_CHALLENGES: Final = ('Basic realm="Sharedfate", charset="UTF-8"', 'Bearer realm="Sharedfate"')

_PRIVATE: Final = (
    "this is shown on the machine that it runs on alone: look at it there, or set SHAREDFATE_WEB_ACCESS"
)


@dataclass(frozen=True, slots=True)
class Admittance:
    """Whether somebody is let in: without a `status`. `line` says why not, `challenges` what he is to show.

    `is_own`: he may see channels. `has_token`: he has shown the token, and may change what a script may.
    """

    is_own: bool = False
    has_token: bool = False
    status: int = 0
    line: str = ""
    challenges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the settings say of it. `proxies` may say in `header` that they have let somebody in."""

    mode: WebAccess = WebAccess.PRIVATE
    keyring: Keyring = field(default_factory=Keyring)
    header: str = ""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    public_url: str = ""
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: BotSettings) -> "Access":
        """That of the settings, which have been checked."""
        return cls(
            mode=settings.web_access,
            keyring=Keyring.of(settings.web_token, None),
            header=settings.web_proxy_header,
            proxies=tuple(ip_network(part) for part in parts_of(settings.web_proxies)),
            public_url=settings.public_url,
            names=frozenset(filter(None, (urlsplit(settings.public_url).hostname, settings.web_host))),
        )

    def admit(self, peer: str, headers: Headers, version: str = "1.1") -> Admittance:
        """Whether a request from this address is let in; `version` is that of HTTP."""
        has_token = self._has_token(headers)
        match self.mode:
            case WebAccess.PUBLIC:
                return Admittance(is_own=has_token, has_token=has_token)
            case WebAccess.PRIVATE:
                if version == _OF_PROXIES:
                    return Admittance(status=403, line=_PRIVATE)
                return self._here(peer, headers, has_token=has_token)
            case WebAccess.TOKEN if not has_token:
                line = "show the token: Authorization: Bearer …, or as the password of any name"
                return Admittance(status=401, line=line, challenges=_CHALLENGES)
            case WebAccess.PROXY if not has_token and not self._is_passed_on(peer, headers):
                return Admittance(status=403, line="come by way of the proxy that lets people in here")
            case _:
                return Admittance(is_own=True, has_token=has_token)

    def _here(self, peer: str, headers: Headers, *, has_token: bool) -> Admittance:
        """Who sits at this machine is let in, and asks for it by a name of this machine.

        A page of a stranger can give its own name our address (DNS rebinding) and read what is ours; the name
        that it is asked by betrays it. What a proxy passes on may come from anywhere.
        """
        if not is_loopback(peer) or any(map(_is_of_a_proxy, headers)):
            return Admittance(status=403, line=_PRIVATE)
        host = host_in(headers.get("host", ""))
        if not is_loopback(host) and host not in self.names:
            return Admittance(status=403, line="ask for it as localhost, or set SHAREDFATE_PUBLIC_URL")
        return Admittance(is_own=True, has_token=has_token)

    def _has_token(self, headers: Headers) -> bool:
        shown = shown_token(headers.get("authorization", ""))
        return bool(shown) and self.keyring.holder_of(shown, is_page=False) is not None

    def _is_passed_on(self, peer: str, headers: Headers) -> bool:
        if not self.header or not headers.get(self.header, "").strip():
            return False
        address = _address_of(peer)
        return address is not None and any(address in proxy for proxy in self.proxies)


def _is_of_a_proxy(header: str) -> bool:
    name = header.casefold()
    return name in _PASSED_ON or name.startswith(_PASSED_ON_AS)


def parts_of(listed: str) -> Iterable[str]:
    """The entries of a list separated by commas."""
    return filter(None, (part.strip() for part in listed.split(",")))


def shown_token(authorization: str) -> str:
    """The token in a header: Bearer, or the password of Basic, whatever the name is."""
    scheme = authorization[: len(_BEARER)].casefold()
    if scheme == _BEARER:
        return authorization[len(_BEARER) :].strip()
    if not scheme.startswith(_BASIC):
        return ""
    try:
        pair = base64.b64decode(authorization[len(_BASIC) :].strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]


def host_in(written: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{written}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether this address, or name, is this very machine's and nobody else's."""
    if host.rstrip(".").casefold() == "localhost":
        return True
    address = _address_of(host)
    return address is not None and address.is_loopback


def _address_of(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
