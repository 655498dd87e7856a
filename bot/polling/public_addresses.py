"""Which addresses may be fetched: public ones only, whatever name or spelling leads there."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final
from urllib.parse import urlsplit

from bot.domain.probe import Silence
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.polling.exhaustion import is_exhaustion

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Name and port to addresses. Raises OSError when there is none."""

# No such name, and a name without an address: the second has a number of its own in some systems.
_NAMELESS: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})

# Networks that embed an IPv4 address: NAT64 (RFC 6052), its local twin (RFC 8215), 6to4 (RFC 3056).
# Teredo and IPv4-compatible addresses are in networks that are not global: refused, whatever they embed.
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/96"))
_SIX_TO_FOUR: Final = ipaddress.ip_network("2002::/16")
# What some versions of Python call global all the same.
_NOT_PUBLIC: Final = (
    ipaddress.ip_network("168.63.129.16/32"),  # the host of every Azure machine, which hands out its secrets
    ipaddress.ip_network("192.0.0.0/24"),  # IETF protocols (RFC 6890); .192 is Oracle's old metadata service
    ipaddress.ip_network("192.88.99.0/24"),  # relays of 6to4 (RFC 7526)
    ipaddress.ip_network("64:ff9b:1::/48"),  # local NAT64 with a prefix that hides where the IPv4 address is
    ipaddress.ip_network("3fff::/20"),  # documentation (RFC 9637)
    ipaddress.ip_network("fec0::/10"),  # site-local (RFC 3879)
)
_NAME: Final = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
MAX_URL_CHARACTERS: Final = 2_000
# What is found out of an address by looking at it is found out once: as many as are asked in turn.
_MOST_REMEMBERED: Final = 5_000
# The system looks up for as long as it likes, whoever has given up on it. Names whose servers are silent take
# no thread from what parses and draws, nor, with so many, from other names.
LOOKED_UP_AT_ONCE: Final = 128
_LOOK_UPS: Final = ThreadPoolExecutor(LOOKED_UP_AT_ONCE, thread_name_prefix="look-up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A checked address: where to connect, and under which name."""

    scheme: str
    host: str
    port: int
    address: str
    path: str
    addresses: tuple[str, ...]
    """Every IP behind the name; `address` is one of them."""

    @property
    def url(self) -> str:
        """The address to connect to, with the name replaced by the checked IP: nothing resolves it again."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    @property
    def host_header(self) -> str:
        """The name as the server expects it."""
        default = {"http": 80, "https": 443}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == default else f"{host}:{self.port}"


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    rows = await asyncio.get_running_loop().run_in_executor(_LOOK_UPS, look_up)
    return [str(row[4][0]) for row in rows]


async def check(url: str, resolve: Resolve, *, allow_private: bool, trusted: Collection[str] = ()) -> Target:
    """Resolve an address and refuse it unless every IP behind its name is public. Raises PageUnreadable.

    The `trusted` IPs pass although they may not be public.
    """
    scheme, host, port, path = _split(url)
    literal = _literal(host)
    if literal is None and (_looks_numeric(host) or not _NAME.fullmatch(host)):
        raise PageUnreadable(UnreadableReason.BAD_ADDRESS, f"{host} is neither a name nor a plain IP")
    try:
        addresses = [str(literal)] if literal else list(await resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise _unresolved(host, _silence_of(error)) from error
    if not addresses:
        raise _unresolved(host, Silence.DNS)
    for address in addresses:
        if not allow_private and address not in trusted and not is_public(address):
            raise PageUnreadable(
                UnreadableReason.PRIVATE_ADDRESS,
                f"{host} is {address}, which is not public: "
                "if you mean it, give that address to a source with allow_private, or check --allow-private",
            )
    # IPv4 first: a machine without IPv6 routes would otherwise fail on every dual-stack page.
    best = min(addresses, key=lambda address: ":" in address)
    return Target(
        scheme=scheme,
        host=host,
        port=port,
        address=best.split("%")[0],
        path=path,
        addresses=tuple(addresses),
    )


def _silence_of(error: Exception) -> Silence | None:
    """A resolver that cannot be reached, or fails, says nothing of the name: RFC 3493, section 6.1."""
    if is_exhaustion(error):
        return None
    is_known = not isinstance(error, socket.gaierror) or error.errno in _NAMELESS
    return Silence.DNS if is_known else Silence.RESOLVER


def _unresolved(host: str, silence: Silence | None) -> PageUnreadable:
    return PageUnreadable(UnreadableReason.NAME_NOT_FOUND, f"no address for {host}", answer=silence)


@lru_cache(_MOST_REMEMBERED)
def is_public(address: str) -> bool:
    """Whether an IP may be reached over the public internet, embedded IPv4 addresses included."""
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    embedded = _embedded(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if embedded is not None:
        return is_public(str(embedded))
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    return ip.is_global and not any(ip in network for network in _NOT_PUBLIC)


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if any(ip in network for network in _NAT64):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip in _SIX_TO_FOUR:
        return ip.sixtofour
    return None


@lru_cache(_MOST_REMEMBERED)
def _split(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path with query. Raises PageUnreadable for what we do not fetch."""
    if len(url) > MAX_URL_CHARACTERS or " " in url or not url.isprintable():
        raise PageUnreadable(UnreadableReason.BAD_ADDRESS, "an address of impossible length or with spaces")
    try:
        parts = urlsplit(url)
        # As a resolver would fold it: full-width digits and ideographic full stops are spellings of an IP.
        host = (parts.hostname or "").encode("idna").decode("ascii").rstrip(".")
        port = parts.port
    except ValueError as error:
        raise PageUnreadable(UnreadableReason.BAD_ADDRESS, f"{url}: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise PageUnreadable(UnreadableReason.BAD_ADDRESS, f"{url}: only http and https are fetched")
    if not host or port == 0 or parts.username is not None or parts.password is not None or "\\" in url:
        raise PageUnreadable(
            # The address itself is not repeated: it may hold a password, and messages go to logs.
            UnreadableReason.BAD_ADDRESS,
            "no host, no port, or credentials in the address",
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or {"http": 80, "https": 443}[parts.scheme], path


@lru_cache(_MOST_REMEMBERED)
def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IP literal, in any spelling that a resolver would take (decimal, octal, hex, short forms)."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if not _looks_numeric(host):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _looks_numeric(host: str) -> bool:
    """Whether the last label is a number: no public name ends in one (RFC 3696 §2)."""
    last = host.rsplit(".", 1)[-1].lower()
    return last.isdigit() or (last.startswith("0x") and all(c in "0123456789abcdef" for c in last[2:]))
