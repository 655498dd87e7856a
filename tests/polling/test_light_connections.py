"""The light way and httpx: whatever a server says, both ask in the same words and say the same of it."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Final

import pytest

from bot.clock import SystemClock
from bot.demo.certificates import certificate
from bot.domain.probe import Silence
from bot.domain.report import Validators
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from bot.polling.byte_streams import ByteStream, connected
from bot.polling.connections import Attempt, Connections, Timeouts
from bot.polling.exchanges import Exchange
from bot.polling.fetcher import Fetcher, within
from bot.polling.kept_streams import KEPT_FOR, KeptStreams
from bot.polling.light_connections import LightConnections
from bot.polling.public_addresses import check
from bot.polling.tls_sessions import VERIFIED_FOR, TlsSessions
from tests.builders import NOON
from tests.polling.test_refusals import JSON, READABLE, SERVED, ZIPPED, _answer, _resolve
from tests.servers.loopback import connections
from tests.servers.raw import Raw, raw_server

AGENT: Final = "sharedfate/1 (+https://example.org; me@example.org)"
PATIENT: Final = Timeouts(connect=20, read=20, total=20)
QUICK: Final = Timeouts(connect=20, read=0.3, total=0.6)
KNOWN: Final = Validators(body_hash="0" * 32)
ENOUGH: Final = 300_000
Way = Connections | LightConnections
OK: Final = b"HTTP/1.1 200 OK\r\n"
LENGTH: Final = b"Content-Length: %d\r\n" % len(JSON)
BODY: Final = b"\r\n" + JSON
CHUNKED: Final = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE: Final = OK + LENGTH + BODY

ODD: Final = {
    "no length, HTTP/1.1": OK + BODY,
    "no length, HTTP/1.0": b"HTTP/1.0 200 OK\r\n" + BODY,
    "kept open, HTTP/1.0": b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + LENGTH + BODY,
    "HTTP/1.2": WHOLE.replace(b"1.1", b"1.2"),
    "HTTP/2": WHOLE.replace(b"1.1", b"2"),
    "HTTP/0.9": JSON,
    "no reason": WHOLE.replace(b" OK", b""),
    "no space": WHOLE.replace(b" OK", b"").replace(b" 200", b"200"),
    "reason in UTF-8": WHOLE.replace(b"OK", "Schön".encode()),
    "status of two digits": WHOLE.replace(b"200", b"20"),
    "status of four digits": WHOLE.replace(b"200", b"2000"),
    "status below 100": WHOLE.replace(b"200", b"099"),
    "status above 599": WHOLE.replace(b"200", b"999"),
    "empty line before": b"\r\n" + WHOLE,
    "lines end in LF": WHOLE.replace(b"\r\n", b"\n"),
    "lines end in CR": WHOLE.replace(b"\r\n", b"\r"),
    "folded header": OK + b"X-Long: a\r\n  b\r\n\tc\r\n" + LENGTH + BODY,
    "folded first header": OK + b" X: a\r\n" + LENGTH + BODY,
    "space before colon": OK + b"X : a\r\n" + LENGTH + BODY,
    "no name": OK + b": a\r\n" + LENGTH + BODY,
    "no colon": OK + b"what is this\r\n" + LENGTH + BODY,
    "no value": OK + b"ETag:\r\nX-Empty:   \r\n" + LENGTH + BODY,
    "spaces around": OK + b'ETag:  \t"x" \t \r\n' + LENGTH + BODY,
    "name in capitals": OK.upper() + b"CONTENT-TYPE: a/b\r\n" + LENGTH.upper() + BODY,
    "NUL in a value": OK + b"X: a\0b\r\n" + LENGTH + BODY,
    "NUL in a name": OK + b"X\0Y: a\r\n" + LENGTH + BODY,
    "control character in a value": OK + b'ETag: "a\x01\x7f"\r\n' + LENGTH + BODY,
    "CR in a value": OK + b"X: a\rSet-Cookie: b\r\n" + LENGTH + BODY,
    "UTF-8 in a value": OK + "X: é\r\nY: a\r\n".encode() + LENGTH + BODY,
    "Latin-1 in a value": OK + b"X: \xe9\r\nY: \xc3\xa9\r\n" + LENGTH + BODY,
    "twice": OK + b"Via: 1.1 a\r\nVia: 1.1 b\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n" + LENGTH + BODY,
    "many": OK + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + LENGTH + BODY,
    "long value": OK + b"Server: " + b"s" * 20_000 + b"\r\n" + LENGTH + BODY,
    "long name": OK + b"s" * 20_000 + b": x\r\n" + LENGTH + BODY,
    "head of 90 kB": OK + b"X: y\r\n" * 15_000 + LENGTH + BODY,
    "endless empty lines": b"\r\n" * 100_000,
    "length in words": OK + b"Content-Length: all\r\n" + BODY,
    "length with a sign": OK + b"Content-Length: +5\r\n" + BODY,
    "length as a list": OK + b"Content-Length: 63, 63\r\n" + BODY,
    "the same length twice": OK + LENGTH + LENGTH + BODY,
    "length of many digits": OK + b"Content-Length: " + b"9" * 30 + b"\r\n" + BODY,
    "length and chunks": OK + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
    "more than it says": WHOLE + b"HTTP/1.1 500 X\r\n\r\n",
    "less than it says": OK + b"Content-Length: 100\r\n" + BODY,
    "transfer coding unknown": OK + b"Transfer-Encoding: gzip\r\n\r\n" + ZIPPED,
    "transfer codings, two": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunks": CHUNKED + b"4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n",
    "chunks, HTTP/1.0": CHUNKED.replace(b"1.1", b"1.0") + b"4\r\nabcd\r\n0\r\n\r\n",
    "chunks with extensions": CHUNKED + b'4;a=b;c="d"\r\nabcd\r\n0\r\n\r\n',
    "chunks with trailers": CHUNKED + b'4\r\nabcd\r\n0\r\nETag: "late"\r\nX: y\r\n\r\n',
    "chunks with bad trailers": CHUNKED + b"4\r\nabcd\r\n0\r\nno trailer\r\n\r\n",
    "chunks of a byte": CHUNKED + b"1\r\nx\r\n" * 999 + b"0\r\n\r\n",
    "chunk without an end": CHUNKED + b"4\r\nabcdef\r\n0\r\n\r\n",
    "chunk of no size": CHUNKED + b"\r\nabcd\r\n0\r\n\r\n",
    "chunk of negative size": CHUNKED + b"-4\r\nabcd\r\n0\r\n\r\n",
    "chunk of great size": CHUNKED + b"f" * 30 + b"\r\nabcd\r\n0\r\n\r\n",
    "chunk with endless extension": CHUNKED + b"4;" + b"x" * 200_000,
    "chunks that break off": CHUNKED + b"4\r\nab",
    "chunks without the last": CHUNKED + b"4\r\nabcd\r\n",
    "204 with a body": WHOLE.replace(b"200 OK", b"204 X"),
    "304 with a length": OK.replace(b"200 OK", b"304 X") + b'Content-Length: 500\r\nETag: "x"\r\n\r\n',
    "304 with a body": WHOLE.replace(b"200 OK", b"304 X"),
    "304 with chunks": CHUNKED.replace(b"200 OK", b"304 X") + b"4\r\nabcd\r\n0\r\n\r\n",
    "205": OK.replace(b"200 OK", b"205 X") + b"Content-Length: 0\r\n\r\n",
    "407": WHOLE.replace(b"200 OK", b"407 X"),
    "429 with a wait": OK.replace(b"200 OK", b"429 X") + b"Retry-After: 90\r\n" + LENGTH + BODY,
    "500": OK.replace(b"200 OK", b"500 X") + b"CF-Ray: 1-FRA\r\n" + LENGTH + BODY,
    "503 without a length": OK.replace(b"200 OK", b"503 X") + BODY,
    "301 to nowhere": OK.replace(b"200 OK", b"301 X") + b"Content-Length: 0\r\n\r\n",
    "100, then the answer": b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE,
    "102 and 103, then the answer": b"HTTP/1.1 102 X\r\n\r\nHTTP/1.1 103 X\r\nLink: </x>\r\n\r\n" + WHOLE,
    "150 hints, then the answer": b"HTTP/1.1 103 X\r\nLink: </x>\r\n\r\n" * 150 + WHOLE,
    "100 with a length": b"HTTP/1.1 100 X\r\nContent-Length: 5\r\n\r\n" + WHOLE,
    "100 alone": b"HTTP/1.1 100 Continue\r\n\r\n",
    "101": b"HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n" + WHOLE,
    "101, unasked": b"HTTP/1.1 101 X\r\n\r\n" + WHOLE,
    "199": b"HTTP/1.1 199 X\r\n\r\n" + WHOLE,
    "upgrade that is none": OK + b"Connection: Upgrade\r\nUpgrade: h2\r\n" + LENGTH + BODY,
    "two codings": OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(ZIPPED),
    "TLS": b"\x15\x03\x03\x00\x02\x02\x28",
}  # fmt: skip
TARGETS: Final = [
    "", "?", "a", "/a/b.json?x=1&y=2", "//a//b", "/./a/../b/", "/..", "/a;b=c", "/%41%2f%zz%", "/é/ü?é=ü",
    "/{a}|^`\"<>[]\\'", "/a?b?c/d", "/a?'\"<>`{}|^[]", "/a#b", "/a?b#c", "/a:b@c", "/~_-.!$&'()*+,;=",
    "/\u202eb",
]  # fmt: skip


TRUST: Final = ssl.create_default_context()


def both(timeouts: Timeouts, trust: ssl.SSLContext = TRUST) -> tuple[Connections, LightConnections]:
    return (
        Connections(AGENT, timeouts, trust=trust),
        LightConnections(AGENT, timeouts, trust=trust, resumes=True),
    )


async def here(host: str, port: int) -> Sequence[str]:
    assert host
    assert port
    return ["127.0.0.1"]


async def said(way: Way, url: str, timeouts: Timeouts, headers: Mapping[str, str] | None = None) -> object:
    """All that comes of a request: the answer with how its body begins and ends, or the refusal."""
    attempt = Attempt(Silence.RESOLVER)
    chunks = b""
    try:
        async with within(timeouts.total, url, attempt):
            target = await check(url, here, allow_private=True)
            attempt.silence = None
            opened = await way.open(url, target, attempt, headers)
            async with aclosing(opened):
                async for chunk in opened.chunks():
                    chunks = (chunks + chunk)[:ENOUGH]
                    if len(chunks) == ENOUGH:
                        break
    except PageUnreadable as error:
        return error.reason, error.answer
    return opened.status, opened.headers, opened.is_verified, chunks


async def differences(raws: Mapping[str, Raw], timeouts: Timeouts) -> dict[str, object]:
    """What httpx and the light way make of each answer, where that is not the same."""
    httpx, light = both(timeouts)
    told: dict[str, list[tuple[object, bytes]]] = {name: [] for name in raws}

    async def tell(name: str, way: Way) -> None:
        async with raw_server(raws[name]) as server:
            found = await said(way, server.url(), timeouts)
            told[name].append((found, server.asked.replace(b"%d" % server.port, b"port")))

    async with aclosing(httpx), aclosing(light), asyncio.TaskGroup() as tasks:
        for name in raws:
            for way in (httpx, light):
                tasks.create_task(tell(name, way))
    return {name: pair for name, pair in told.items() if pair[0] != pair[1]}


async def test_whatever_a_server_answers_both_ways_ask_and_say_the_same() -> None:
    raws = {name: Raw(sent) for name, sent in ODD.items()}
    for n, (body, coding) in enumerate(row for rows in READABLE.values() for row in rows):
        raws[f"{coding}, {n}"] = Raw(_answer(body, b"Content-Encoding: " + coding.encode()))

    assert await differences(raws, PATIENT) == {}


async def test_what_is_refused_is_refused_alike() -> None:
    slow = {name: raw for name, raw, reason in SERVED if reason is R.TIMEOUT}
    quick = {
        name: raw for name, raw, reason in SERVED if reason is not R.TIMEOUT and b" 302 " not in raw.sent
    }

    assert await differences(quick, PATIENT) == {}
    assert await differences(slow, QUICK) == {}


async def test_a_known_page_that_is_elsewhere_is_followed_as_an_unknown_one_is() -> None:
    reasons = dict[str, tuple[R, R]]()
    async with Fetcher(AGENT, timeouts=PATIENT, resolve=_resolve, trust=TRUST) as fetcher:
        for name, raw, reason in SERVED:
            if b" 302 " in raw.sent:
                async with raw_server(raw) as server:
                    with pytest.raises(PageUnreadable) as raised:
                        await fetcher.fetch(server.url(), now=NOON, allow_private=True, validators=KNOWN)
                reasons[name] = raised.value.reason, reason

    assert len(reasons) > 30
    assert {name: pair for name, pair in reasons.items() if pair[0] is not pair[1]} == {}


async def test_both_ways_ask_for_the_same_to_the_byte() -> None:
    asked = dict[str, list[bytes]]()
    conditions = {"If-None-Match": 'W/"a  b"', "If-Modified-Since": "Tue, 18 Nov 2025 12:00:00 GMT"}
    async with raw_server(Raw(WHOLE)) as server:
        for target in TARGETS:
            for way in both(PATIENT):
                await said(way, server.url("status.example") + target.removeprefix("/"), PATIENT, conditions)
                asked.setdefault(target, []).append(server.asked)

    assert {target: pair for target, pair in asked.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", " a", "a ", ""])
async def test_no_header_ends_a_line(value: str) -> None:
    async with raw_server(Raw(WHOLE)) as server:
        found = await said(both(PATIENT)[1], server.url(), PATIENT, {"If-None-Match": value})

    assert found == (R.CONNECTION_FAILED, None)
    assert server.requests == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """How site.example serves, and who trusts it."""
    serving, trusted = certificate(tmp_path_factory.mktemp("tls"), "site.example", SystemClock().now())
    return serving, ssl.create_default_context(cafile=str(trusted))


async def test_over_tls_both_ways_say_the_same(site: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    serving, trust = site
    found = dict[str, list[object]]()
    names = ("site.example", "other.example", "127.0.0.1")
    for known in (trust, TRUST):
        for raw in (Raw(WHOLE), Raw(OK + BODY), Raw(b"")):
            async with raw_server(raw, serving) as server:
                for name in names:
                    url = server.url(name).replace("http:", "https:")
                    for way in both(PATIENT, known):
                        case = f"{name}, {known is trust}, {raw.sent[:60]!r}"
                        found.setdefault(case, []).append(await said(way, url, PATIENT))
    for raw in (Raw(b""), Raw(b"HTTP/1.1 400 X\r\n\r\n"), Raw(ODD["TLS"])):
        async with raw_server(raw) as server:
            url = server.url("site.example").replace("http:", "https:")
            for way in both(PATIENT, trust):
                found.setdefault(f"no TLS, {raw.sent[:60]!r}", []).append(await said(way, url, PATIENT))

    assert {case: pair for case, pair in found.items() if pair[0] != pair[1]} == {}
    assert sum(pair[0][0] == 200 for pair in found.values()) == 2  # type: ignore[index]


async def test_tls_goes_on_where_it_ended_under_the_same_name_and_port_alone(
    site: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trust = site
    light, before = both(PATIENT, trust)[1], serving.session_stats()["hits"]
    async with raw_server(Raw(WHOLE), serving) as server, raw_server(Raw(WHOLE), serving) as another:
        url = server.url("site.example").replace("http:", "https:")
        for _ in range(3):
            assert await said(light, url, PATIENT) == (200, {"content-length": f"{len(JSON)}"}, True, JSON)
        assert serving.session_stats()["hits"] == before + 2
        elsewhere = another.url("site.example").replace("http:", "https:")
        await said(light, elsewhere, PATIENT)
        assert await said(light, url.replace("site", "other"), PATIENT) == (R.TLS_FAILED, Silence.TLS)
        assert serving.session_stats()["hits"] == before + 2


async def test_who_stumbles_over_a_session_is_met_as_a_stranger(
    site: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trust = site
    met: list[bool] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Whoever comes a second time is turned away."""
        met.append(len(met) != 1)
        if met[-1]:
            await writer.start_tls(serving)
            await reader.readuntil(b"\r\n\r\n")
            writer.write(WHOLE)
            await writer.drain()

    light = both(PATIENT, trust)[1]
    async with connections(answer) as port:
        url = f"https://site.example:{port}/"
        found = [await said(light, url, PATIENT) for _ in range(3)]

    assert [row[0] for row in found] == [200, 200, 200]  # type: ignore[index]
    assert met == [True, False, True, True]


@pytest.mark.parametrize("hangs_up", [True, False])
async def test_who_gives_sessions_and_no_answer_for_them_is_asked_without_one_and_given_up_once(
    site: tuple[ssl.SSLContext, ssl.SSLContext], *, hangs_up: bool
) -> None:
    serving, trust = site
    met, released = list[bool](), asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await writer.start_tls(serving)
        met.append(writer.transport.get_extra_info("ssl_object").session_reused)
        await reader.readuntil(b"\r\n\r\n")
        if not met[-1]:
            writer.write(WHOLE)
            await writer.drain()
        elif not hangs_up:
            await released.wait()

    light = both(PATIENT if hangs_up else replace(PATIENT, kept=0.05), trust)[1]
    async with connections(answer) as port:
        found = [await said(light, f"https://site.example:{port}/", PATIENT) for _ in range(4)]
        released.set()

    assert [row[0] for row in found] == [200] * 4  # type: ignore[index]
    assert met == [False, True, False, False, False]


async def test_others_have_their_turn_after_each_head_that_only_informs() -> None:
    hints, turns = 60, 0
    ours, theirs = socket.socketpair()
    ours.settimeout(0)
    with ours, theirs:
        theirs.sendall(b"HTTP/1.1 103 X\r\n\r\n" * hints + WHOLE)
        asking = asyncio.ensure_future(Exchange(ByteStream(ours, "here"), 20).ask(b"GET / HTTP/1.1\r\n\r\n"))
        while not asking.done():
            await asyncio.sleep(0)  # noqa: TID251
            turns += 1
        await asking

    assert turns > hints


async def test_a_session_is_forgotten_when_its_certificate_was_verified_too_long_ago(
    site: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    sessions = TlsSessions(most=1)
    first = shaken(site, None)
    sessions.keep("a.example", 443, first, 0)
    sessions.keep("b.example", 443, first, 1)  # there is room for one
    held = sessions.session("a.example", 443, 2)
    again = shaken(site, held)
    early = first.session.ticket_lifetime_hint / 4 - 1  # type: ignore[union-attr]
    sessions.keep("a.example", 443, again, early)
    assert sessions.session("a.example", 443, early) is held
    sessions.keep("a.example", 443, again, VERIFIED_FOR - 1)
    renewed = sessions.session("a.example", 443, VERIFIED_FOR - 1)

    assert again.session_reused
    assert renewed not in (None, held)
    assert sessions.session("a.example", 443, VERIFIED_FOR) is None
    assert sessions.session("a.example", 444, 2) is None
    assert sessions.session("b.example", 443, 2) is None
    sessions.keep("b.example", 443, first, VERIFIED_FOR)  # there is room again
    assert sessions.session("b.example", 443, VERIFIED_FOR)


def shaken(site: tuple[ssl.SSLContext, ssl.SSLContext], session: ssl.SSLSession | None) -> ssl.SSLObject:
    """What a client has of a connection on which something was read."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = site[0].wrap_bio(up, down, server_side=True)
    client = site[1].wrap_bio(down, up, server_hostname="site.example", session=session)
    for side in (client, server, client, server):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    server.write(b"x")
    client.read()
    return client


async def test_every_place_is_given_back(site: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    light = LightConnections(AGENT, PATIENT, trust=site[1], resumes=True, most=1)
    async with raw_server(Raw(b"", drips=True)) as silent, raw_server(Raw(WHOLE)) as server:
        hasty = Timeouts(total=0.01)
        assert await said(light, silent.url(), hasty) == (R.TIMEOUT, Silence.HTTP)
        assert await said(light, silent.url().replace("http:", "https:"), hasty) == (R.TIMEOUT, Silence.TLS)
        for _ in range(2):
            opened = await light.open("x", await check(server.url(), here, allow_private=True), Attempt())
            async with asyncio.TaskGroup() as tasks:
                waiting = tasks.create_task(said(light, server.url(), PATIENT))
                await asyncio.sleep(0)  # noqa: TID251
                assert not waiting.done()
                await opened.aclose()
                await opened.aclose()
            assert waiting.result() == await said(light, server.url(), PATIENT)
    assert await said(light, server.url(), PATIENT) == (R.CONNECTION_FAILED, Silence.TCP)
    assert light._places._value == 1


UNCHANGED: Final = b"HTTP/1.1 304 Not Modified\r\n\r\n"


class Lines:
    """A server that says the same on every request of a connection, and `after` that, until it hangs up."""

    def __init__(self, *said: bytes, answered: int = 99) -> None:
        self.said, self.answered = said, answered
        self.requests: list[int] = []
        self.released = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append(0)
        number = len(self.requests) - 1
        while await reader.readuntil(b"\r\n\r\n"):
            self.requests[number] += 1
            if self.requests[number] > self.answered:
                await self.released.wait()
            for part in self.said:
                writer.write(part)
                await writer.drain()


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_connection_on_which_nothing_changed_stays_open_for_the_next_request(
    site: tuple[ssl.SSLContext, ssl.SSLContext], scheme: str
) -> None:
    lines = Lines(UNCHANGED)
    async with (
        aclosing(both(PATIENT, site[1])[1]) as light,
        connections(lines.answer, site[0] if scheme == "https" else None) as port,
    ):
        url = f"{scheme}://site.example:{port}/"
        found = [await said(light, url, PATIENT) for _ in range(3)]
        elsewhere = replace(await check(url, here, allow_private=True), address="::1", addresses=("::1",))
        with pytest.raises(PageUnreadable):  # nobody listens there: the connection is to another IP
            await light.open(url, elsewhere, Attempt())

    assert found == [(304, {}, scheme == "https", b"")] * 3
    assert lines.requests == [3]


@pytest.mark.parametrize(
    ("lines", "requests"),
    [
        pytest.param(Lines(UNCHANGED + b"HTTP/1.1 200 OK\r\n\r\n"), [1, 1, 1], id="more than was asked for"),
        pytest.param(Lines(UNCHANGED.replace(b"1.1", b"1.0")), [1, 1, 1], id="HTTP/1.0"),
        pytest.param(Lines(UNCHANGED[:-2] + b"Connection: close\r\n\r\n"), [1, 1, 1], id="close"),
        pytest.param(Lines(WHOLE), [1, 1, 1], id="a page"),
        pytest.param(Lines(UNCHANGED, answered=1), [2, 1, 1], id="silent from then on"),
    ],
)
async def test_a_connection_of_which_nothing_is_to_be_hoped_is_given_up(
    lines: Lines, requests: list[int]
) -> None:
    impatient = replace(PATIENT, kept=0.05)
    async with aclosing(both(impatient)[1]) as light, connections(lines.answer) as port:
        for _ in range(3):
            found = await said(light, f"http://site.example:{port}/", PATIENT)
            assert found[0] in (200, 304)  # type: ignore[index]
        lines.released.set()

    assert lines.requests == requests


async def test_who_hangs_up_between_two_requests_is_asked_anew_and_kept_no_more() -> None:
    async with (
        aclosing(both(PATIENT)[1]) as light,
        raw_server(Raw(UNCHANGED)) as server,
    ):
        assert [await said(light, server.url(), PATIENT) for _ in range(3)] == [(304, {}, False, b"")] * 3
        assert light._kept.take(("http", "127.0.0.1", server.port), ["127.0.0.1"], 0) is None

    assert server.requests == 3


async def test_no_more_connections_are_kept_than_there_is_room_for_nor_for_longer_than_is_of_use() -> None:
    lines, kept = Lines(UNCHANGED), KeptStreams(most=1)
    async with connections(lines.answer) as port:
        for name in ("a", "b"):
            kept.keep(("http", name, port), await connected("127.0.0.1", port), 0)
        taken = kept.take(("http", "a", port), ["127.0.0.1"], KEPT_FOR - 1)
        assert taken
        assert kept.take(("http", "b", port), ["127.0.0.1"], KEPT_FOR - 1) is None
        kept.keep(("http", "a", port), taken, 0)
        assert kept.take(("http", "a", port), ["127.0.0.1"], KEPT_FOR) is None
        kept.keep(("http", "a", port), await connected("127.0.0.1", port), KEPT_FOR)  # of no use lately
        assert kept.take(("http", "a", port), ["127.0.0.1"], KEPT_FOR) is None
