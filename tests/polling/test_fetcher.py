"""Fetching from servers that misbehave: each refused with its reason, nothing else happens."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.report import Validators
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher, _retry_after
from bot.polling.public_addresses import is_public, system_resolve
from tests.servers.status_page import SUMMARY, bad_server

NOW = datetime(2025, 11, 18, 12, tzinfo=UTC)
QUICK = Timeouts(connect=0.5, read=0.3, total=0.6)
PATIENT = Timeouts(connect=20, read=20, total=20)  # a busy machine must not turn a refusal into a timeout


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("status/401", R.HTTP_401),
        ("status/403", R.HTTP_403),
        ("status/404", R.HTTP_404),
        ("status/410", R.HTTP_OTHER),
        ("status/429", R.HTTP_429),
        ("status/500", R.HTTP_5XX),
        ("status/503", R.HTTP_5XX),
        ("loop", R.TOO_MANY_REDIRECTS),
        ("large", R.TOO_LARGE),
        ("bomb", R.TOO_LARGE),
        ("drip", R.TIMEOUT),
        ("stall", R.TIMEOUT),
        ("reset", R.CONNECTION_FAILED),
        ("short", R.CONNECTION_FAILED),
        ("headers", R.CONNECTION_FAILED),
        ("to/ftp://example.org/", R.BAD_ADDRESS),
        ("to/file:///etc/passwd", R.BAD_ADDRESS),
    ],
)
async def test_a_bad_answer_is_unreadable_with_its_reason(path: str, reason: R) -> None:
    timeouts = QUICK if reason is R.TIMEOUT else PATIENT
    async with bad_server() as server, Fetcher("test", timeouts=timeouts) as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch(server.url(path), now=NOW, allow_private=True)

    assert raised.value.reason is reason


async def test_an_unchanged_page_is_told_by_its_etag_and_by_its_body() -> None:
    async with bad_server() as server, Fetcher("test") as fetcher:
        first = await fetcher.fetch(server.url("ok"), now=NOW, allow_private=True)
        again = await fetcher.fetch(
            server.url("ok"), now=NOW, validators=first.validators, allow_private=True
        )
        same = await fetcher.fetch(
            server.url("same"),
            now=NOW,
            validators=Validators(body_hash=first.validators.body_hash),
            allow_private=True,
        )

    assert first.page is not None
    assert first.page.body == SUMMARY
    assert again.page is None
    assert same.page is None


async def test_the_server_learns_our_name_and_the_wait_it_asks_for_is_kept() -> None:
    async with bad_server() as server, Fetcher("sharedfate/1 (me@example.org)") as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch(server.url("status/429"), now=NOW, allow_private=True)

    assert "sharedfate/1 (me@example.org)" in server.requests[0]
    assert raised.value.retry_after_seconds == 90


PRIVATE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "10.0.0.1", "10.1",
    "172.16.0.1", "192.168.1.1", "169.254.169.254", "2852039166", "100.64.0.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "[::1]", "[::]", "[fe80::1]", "[fc00::1]",
    "[ff02::1]", "[fd00:ec2::254]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001:db8::1]", "[::127.0.0.1]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
async def test_no_spelling_of_a_private_address_is_fetched(host: str) -> None:
    async with Fetcher("test") as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch(f"http://{host}/", now=NOW)

    assert raised.value.reason in (R.PRIVATE_ADDRESS, R.BAD_ADDRESS)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://",
        "http:///path",
        "https://user:secret@example.org/",
        "http://exam ple.org/",
        "http://example.org\\@evil.example/",
        "javascript:alert(1)",
        "http://[::1",
        "http://example.org:99999/",
        "http://1.2.3.4.5/",
        "http://0x7f.0.0.0x1zz/" + "x" * 3000,
    ],
)
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    async with Fetcher("test", resolve=_nowhere) as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch(url, now=NOW)

    assert raised.value.reason is R.BAD_ADDRESS


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["fe80::1%eth0"]])
async def test_a_name_with_any_private_address_is_refused(answers: Sequence[str]) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:  # noqa: ARG001  -- the resolver's signature
        return answers

    async with Fetcher("test", resolve=resolve) as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch("https://status.example.org/", now=NOW)

    assert raised.value.reason is R.PRIVATE_ADDRESS


async def test_a_name_that_changes_its_address_is_asked_once_a_hop() -> None:
    """The address that was checked is the one connected to: there is no second look-up to lie to."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
        asked.append(host)
        return ["93.184.216.34"] if len(asked) > 1 else ["127.0.0.1"]

    async with bad_server() as server:
        port = server.base.rsplit(":", 1)[1]
        async with Fetcher("test", resolve=resolve) as fetcher:
            fetched = await fetcher.fetch(f"http://rebind.example:{port}/ok", now=NOW, allow_private=True)

    assert asked == ["rebind.example"]
    assert fetched.page is not None
    assert f"host: rebind.example:{port}" in server.requests[0].lower()


async def test_names_whose_servers_are_silent_hold_up_neither_other_names_nor_what_runs_in_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = threading.Event()

    def silent(host: str, *arguments: object, **_: object) -> list[tuple[object, ...]]:
        if host != "well.example":
            released.wait()
        return [(0, 0, 0, "", ("192.0.2.1", *arguments))]

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    waiting = [asyncio.ensure_future(system_resolve(f"{n}.example", 80)) for n in range(40)]
    try:
        async with asyncio.timeout(20):
            await asyncio.sleep(0)  # noqa: TID251  -- all of them ask
            assert await system_resolve("well.example", 80) == ["192.0.2.1"]
            assert await asyncio.to_thread(lambda: 1) == 1
    finally:
        released.set()
        await asyncio.wait(waiting)


async def test_a_host_at_which_nobody_is_any_more_is_forgotten() -> None:
    async with bad_server() as server:
        port = server.base.rsplit(":", 1)[1]
        async with Fetcher("test", resolve=_here) as fetcher:
            for n in range(3):
                await fetcher.fetch(f"http://{n}.example:{port}/ok", now=NOW, allow_private=True)
            assert not fetcher._hosts


async def test_a_redirect_to_a_private_address_is_refused() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
        return ["93.184.216.34"]

    async with Fetcher("test", timeouts=QUICK, resolve=resolve) as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch("http://169.254.169.254/latest/meta-data", now=NOW)

    assert raised.value.reason is R.PRIVATE_ADDRESS


async def test_a_name_that_does_not_exist_says_so() -> None:
    async with Fetcher("test", resolve=_nowhere) as fetcher:
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.fetch("https://no-such-name.example/", now=NOW)

    assert raised.value.reason is R.NAME_NOT_FOUND


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


async def test_a_long_wait_is_cut_to_six_hours() -> None:
    assert _retry_after("999999999", NOW) == timedelta(hours=6)
    assert _retry_after("Tue, 18 Nov 2025 12:01:00 GMT", NOW) == timedelta(minutes=1)
    assert _retry_after("soon", NOW) is None


async def _here(host: str, port: int) -> Sequence[str]:  # noqa: ARG001  -- the resolver's signature
    return ["127.0.0.1"]


async def _nowhere(host: str, port: int) -> Sequence[str]:
    raise OSError(f"no address for {host}:{port}")
