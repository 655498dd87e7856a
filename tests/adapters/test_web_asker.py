"""Who asks, by address."""

from ipaddress import ip_network

import pytest
from starlette.requests import Request

from adapters.web.asker import asker_of

PROXIES = (ip_network("127.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "asker"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["10.0.0.1, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["10.0.0.1", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("2001:db8:1:2:3::4", [], "2001:db8:1:2::/64"),
        ("::1", ["2001:db8:1:2::9"], "2001:db8:1:2::/64"),
        ("", [], ""),
    ],
)
def test_an_asker_is_where_a_request_comes_from_or_whom_our_proxy_names(
    peer: str, forwarded: list[str], asker: str
) -> None:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    request = Request({"type": "http", "client": (peer, 1) if peer else None, "headers": headers})

    assert asker_of(request, PROXIES) == asker
