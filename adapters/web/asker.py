"""Who asks, by address: where a request comes from, or whom a proxy of ours names."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import Request

Networks = Collection[IPv4Network | IPv6Network]

# Whoever has one address of IPv6 has all that begin so.
_OF_ONE = 64


def asker_of(request: Request, proxies: Networks) -> str:
    """An address, or a network of which anybody has all addresses. What a stranger claims is not believed."""
    peer = request.client.host if request.client is not None else ""
    address = _address(peer)
    if address is not None and any(address in proxy for proxy in proxies):
        # What stands before the last one whoever asks may have written.
        named = ",".join(request.headers.getlist("X-Forwarded-For")).rpartition(",")[2]
        address = _address(named.strip()) or address
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _OF_ONE), strict=False))
    return str(address) if address is not None else peer


def _address(written: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
