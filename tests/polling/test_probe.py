"""A probe: one request, as little of its answer as tells whose edge it is, and silence by how far we got."""

import gzip
import resource
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from bot.clock import SystemClock
from bot.demo.certificates import certificate
from bot.domain.probe import MAX_ANSWER_BYTES, HttpAnswer, Silence
from bot.domain.report import Validators
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.polling.http_answers import MAX_HEADER_CHARACTERS, MAX_HEADERS
from tests.builders import NOON
from tests.servers.raw import Raw, RawServer, raw_server

AGENT: Final = "sharedfate/1 (+https://example.org; me@example.org)"
PATIENT: Final = Timeouts(connect=20, read=20, answer=20, body=20)
QUICK: Final = Timeouts(connect=20, read=20, answer=0.3, body=0.3)
HTTP: Final = b"HTTP/1.1 %d X\r\n"
CHUNKED: Final = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK: Final = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
PAGE: Final = b'<!doctype html><div id="cf-cloudflare-status">'
ZIPPED: Final = gzip.compress(PAGE)
Asks = Callable[[Fetcher, str], Awaitable[object]]


async def resolve(host: str, port: int) -> Sequence[str]:
    assert port
    if host == "missing.example":
        raise OSError(f"no address for {host}")
    return [] if host == "empty.example" else ["127.0.0.1"]


async def probed(server: RawServer, timeouts: Timeouts = PATIENT) -> HttpAnswer | Silence:
    async with Fetcher(AGENT, timeouts=timeouts, resolve=resolve) as fetcher:
        return await fetcher.probe(server.url(), allow_private=True)


def page(status: int, body: bytes, *headers: bytes, length: int | None = None) -> Raw:
    size = b"Content-Length: %d" % (len(body) if length is None else length)
    return Raw(HTTP % status + b"\r\n".join((size, *headers, b"", body)))


@pytest.mark.parametrize("status", [200, 204, 206, 300, 301, 302, 304, 307, 401, 403, 404, 429, 451, 499])
async def test_below_500_it_hangs_up_after_the_headers(status: int) -> None:
    raw = Raw(HTTP % status + b"CF-Ray: 1-FRA\r\nLocation: /elsewhere\r\n" + CHUNKED, CHUNK)
    async with raw_server(raw) as server:
        answer = await probed(server)

    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.body, answer.headers["cf-ray"]) == (status, b"", "1-FRA")
    assert server.requests == 1


@pytest.mark.parametrize("status", [500, 502, 503, 520, 530, 599, 999])
async def test_from_500_on_it_reads_64_kb_of_a_body_that_never_ends(status: int) -> None:
    async with raw_server(Raw(HTTP % status + CHUNKED, CHUNK)) as server:
        answer = await probed(server)

    assert isinstance(answer, HttpAnswer)
    assert answer.body == b"x" * MAX_ANSWER_BYTES


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        pytest.param(page(503, PAGE), PAGE, id="as it is"),
        pytest.param(page(503, b""), b"", id="none"),
        pytest.param(page(503, ZIPPED, b"Content-Encoding: gzip"), PAGE, id="gzip"),
        pytest.param(
            page(503, gzip.compress(bytes(50_000_000)), b"Content-Encoding: gzip"),
            bytes(MAX_ANSWER_BYTES),
            id="gzip bomb",
        ),
        pytest.param(
            page(503, gzip.compress(gzip.compress(bytes(50_000_000))), b"Content-Encoding: gzip, gzip"),
            bytes(MAX_ANSWER_BYTES),
            id="gzip bomb in gzip",
        ),
        pytest.param(page(503, b"\x0b\x02\x80ok\x03", b"Content-Encoding: br"), b"", id="brotli"),
        pytest.param(
            page(503, b"\x1f\x8b" + b"\xff" * 99, b"Content-Encoding: gzip"), b"", id="gzip, broken"
        ),
        pytest.param(page(503, PAGE, length=9_999), PAGE, id="shorter than it says"),
        pytest.param(
            page(503, ZIPPED[:-8], b"Content-Encoding: gzip", length=9_999), PAGE, id="gzip that breaks off"
        ),
        pytest.param(Raw(HTTP % 503 + CHUNKED + b"5\r\n<html\r\nzz\r\n"), b"<html", id="broken chunk"),
    ],
)
async def test_an_error_page_is_read_as_far_as_it_comes(raw: Raw, body: bytes) -> None:
    async with raw_server(raw) as server:
        answer = await probed(server)

    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.body) == (503, body)


async def test_an_error_page_that_drips_is_an_answer_all_the_same() -> None:
    raw = Raw(HTTP % 500 + b"Content-Length: 100000\r\n\r\n" + PAGE, b" ", drips=True)
    async with raw_server(raw) as server:
        answer = await probed(server, Timeouts(connect=20, read=20, answer=20, body=0.3))

    assert isinstance(answer, HttpAnswer)
    assert answer.body.rstrip() == PAGE


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(Raw(b"", drips=True), id="never a word"),
        pytest.param(Raw(HTTP % 200, b"X: y\r\n", drips=True), id="dripping head"),
        pytest.param(Raw(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="endless Continue"),
        pytest.param(Raw(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", drips=True), id="hints"),
    ],
)
async def test_no_answer_in_time_is_silence(raw: Raw) -> None:
    async with raw_server(raw) as server:
        assert await probed(server, QUICK) is Silence.HTTP


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(Raw(HTTP % 200, b"X-Header: and one more\r\n" * 2_000), id="endless head"),
        pytest.param(Raw(HTTP % 200 + b"X-Header: ", b"x" * 50_000), id="endless header"),
        pytest.param(Raw(b"<html>hello</html>"), id="HTTP/0.9"),
        pytest.param(Raw(b"SSH-2.0-OpenSSH_9.6\r\n"), id="no HTTP"),
        pytest.param(Raw(b""), id="hangs up"),
        pytest.param(Raw(HTTP % 200 + b"X: y\r\n"), id="hangs up amidst its headers"),
        pytest.param(Raw(b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), id="upgraded"),
        pytest.param(Raw(b"HTTP/1.1 099 X\r\n\r\n"), id="no status"),
        pytest.param(Raw(b"HTTP/1.1 100 Continue\r\n\r\n"), id="hangs up after Continue"),
    ],
)
async def test_what_is_no_answer_is_silence(raw: Raw) -> None:
    async with raw_server(raw) as server:
        assert await probed(server) is Silence.HTTP


async def test_hints_that_come_before_an_answer_are_passed_over() -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nCF-Ray: no\r\n\r\n"
    async with raw_server(Raw(hint * 3 + HTTP % 200 + b"CF-Ray: yes\r\n\r\n")) as server:
        answer = await probed(server)

    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.headers["cf-ray"]) == (200, "yes")


@pytest.mark.parametrize("host", ["missing.example", "empty.example"])
async def test_a_name_without_an_address_is_silence_of_dns(host: str) -> None:
    async with Fetcher(AGENT, resolve=resolve) as fetcher:
        assert await fetcher.probe(f"https://{host}/") is Silence.DNS


@pytest.mark.parametrize(
    ("code", "silence"),
    [
        (socket.EAI_NONAME, Silence.DNS),
        (socket.EAI_NODATA, Silence.DNS),
        (socket.EAI_AGAIN, Silence.RESOLVER),
        (socket.EAI_FAIL, Silence.RESOLVER),
    ],
)
async def test_a_resolver_that_fails_says_nothing_of_the_name(code: int, silence: Silence) -> None:
    async def fails(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(code, f"{host}:{port}")

    async with Fetcher(AGENT, resolve=fails) as fetcher:
        assert await fetcher.probe("https://site.example/") is silence


async def test_a_resolver_that_hangs_says_nothing_of_the_name() -> None:
    async with raw_server(Raw(b"", drips=True)) as server:

        async def hang(host: str, port: int) -> Sequence[str]:
            assert host
            assert port
            await server.released.wait()
            return []

        async with Fetcher(AGENT, timeouts=QUICK, resolve=hang) as fetcher:
            assert await fetcher.probe("https://site.example/") is Silence.RESOLVER


async def test_nobody_at_the_door_is_silence_of_tcp() -> None:
    async with raw_server(Raw(b"")) as server:
        url = server.url()
    async with Fetcher(AGENT, timeouts=PATIENT) as fetcher:
        assert await fetcher.probe(url, allow_private=True) is Silence.TCP


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(Raw(b"HTTP/1.1 400 X\r\n\r\n"), id="no TLS"),
        pytest.param(Raw(b""), id="hangs up"),
        pytest.param(Raw(b"", drips=True), id="never a word"),
    ],
)
async def test_no_handshake_is_silence_of_tls(raw: Raw) -> None:
    timeouts = QUICK if raw.drips else PATIENT
    async with raw_server(raw) as server, Fetcher(AGENT, timeouts=timeouts) as fetcher:
        url = server.url().replace("http:", "https:")
        assert await fetcher.probe(url, allow_private=True) is Silence.TLS


async def test_only_a_certificate_of_that_name_which_we_trust_is_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusted = certificate(tmp_path, "site.example", SystemClock().now())
    said = {}
    async with raw_server(page(500, PAGE), tls) as server:
        for name, file in (("site.example", trusted), ("other.example", trusted), ("site.example", None)):
            if file:
                monkeypatch.setenv("SSL_CERT_FILE", str(file))
            else:
                monkeypatch.delenv("SSL_CERT_FILE")
            async with Fetcher(AGENT, timeouts=PATIENT, resolve=resolve) as fetcher:
                url = server.url(name).replace("http:", "https:")
                said[name, file] = await fetcher.probe(url, allow_private=True)

    answer = said.pop(("site.example", trusted))
    assert isinstance(answer, HttpAnswer)
    assert (answer.is_verified, answer.body) == (True, PAGE)
    assert set(said.values()) == {Silence.TLS}


async def test_without_tls_an_answer_is_not_verified() -> None:
    async with raw_server(page(200, b"")) as server:
        answer = await probed(server)

    assert isinstance(answer, HttpAnswer)
    assert not answer.is_verified


async def test_a_private_address_is_not_asked_and_is_no_silence() -> None:
    async with raw_server(page(200, b"")) as server, Fetcher(AGENT, resolve=resolve) as fetcher:
        for url in (
            server.url(),
            server.url("site.example"),
            "ftp://site.example/",
            "https://me@site.example/",
        ):
            with pytest.raises(PageUnreadable) as raised:
                await fetcher.probe(url)
            assert raised.value.reason in (R.PRIVATE_ADDRESS, R.BAD_ADDRESS)
            assert raised.value.answer is None

    assert server.requests == 0


async def test_whoever_waits_for_a_place_has_not_been_answered_with_silence() -> None:
    async with (
        raw_server(Raw(b"", drips=True)) as server,
        Fetcher(AGENT, timeouts=QUICK) as fetcher,
        fetcher._place_at("127.0.0.1"),
        fetcher._place_at("127.0.0.1"),
    ):
        with pytest.raises(PageUnreadable) as raised:
            await fetcher.probe(server.url(), allow_private=True)

    assert (raised.value.reason, raised.value.answer, server.requests) == (R.TIMEOUT, None, 0)


async def test_they_learn_who_we_are_and_get_no_cookie_back() -> None:
    async with (
        raw_server(page(200, b"", b"Set-Cookie: __cf_bm=secret; Path=/", b"Set-Cookie: b=2")) as server,
        Fetcher(AGENT, timeouts=PATIENT) as fetcher,
    ):
        answer = await fetcher.probe(server.url(), allow_private=True)
        await fetcher.probe(server.url(), allow_private=True)

    asked = server.asked.lower().split(b"\r\n")
    assert b"user-agent: " + AGENT.encode() in asked
    assert b"cookie" not in server.asked.lower()
    assert isinstance(answer, HttpAnswer)
    assert answer.headers["set-cookie"] == "__cf_bm, b"


async def test_headers_are_kept_within_bounds_and_a_wait_among_them() -> None:
    many = [b"X-%d: y" % n for n in range(300)]
    long = b"Server: " + b"s" * 20_000
    twice = (b"Via: 1.1 a", b"Via: 1.1 b")
    async with raw_server(page(429, b"", b"Retry-After: 90", long, *twice, *many)) as server:
        answer = await probed(server)

    assert isinstance(answer, HttpAnswer)
    assert (answer.headers["retry-after"], answer.headers["via"]) == ("90", "1.1 a, 1.1 b")
    assert len(answer.headers) == MAX_HEADERS
    assert len(answer.headers["server"]) == MAX_HEADER_CHARACTERS


@contextmanager
def no_file_left() -> Iterator[None]:
    "".encode("idna")  # a file the first time
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as next_file:
        lowest = next_file.fileno()
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize("host", ["127.0.0.1", "site.example"])
async def test_what_we_lack_ourselves_is_nobodys_silence(host: str) -> None:
    async def lookup(host: str, port: int) -> Sequence[str]:
        """As a resolver does, open a file."""
        with socket.socket():
            return await resolve(host, port)

    async with raw_server(page(200, b"")) as server, Fetcher(AGENT, resolve=lookup) as fetcher:
        with no_file_left(), pytest.raises(PageUnreadable) as raised:
            await fetcher.probe(server.url(host), allow_private=True)

    assert (raised.value.answer, server.requests) == (None, 0)


@pytest.mark.parametrize(
    "asks",
    [
        lambda fetcher, url: fetcher.fetch(url, now=NOON, allow_private=True),
        lambda fetcher, url: fetcher.probe(url, allow_private=True),
    ],
)
async def test_where_no_file_is_left_none_is_kept_for_an_idle_connection(asks: Asks) -> None:
    """Others need them: whoever looks at the board, and the pages themselves."""
    known = Validators(etag='"x"')
    async with raw_server(page(304, b"")) as server, Fetcher(AGENT, resolve=resolve) as fetcher:
        await fetcher.fetch(server.url(), now=NOON, allow_private=True, validators=known)
        assert fetcher._pages._kept._kept
        with no_file_left(), pytest.raises(PageUnreadable):
            await asks(fetcher, server.url("site.example"))
        assert not fetcher._pages._kept._kept
