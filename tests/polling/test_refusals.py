"""What a page's address, its redirects and its bytes may try on us: each refused, with its exact reason."""

import gzip
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

import pytest
import pytest_asyncio
from _pytest.mark import ParameterSet

from adapters.status_pages import FORMATS
from bot.domain.report import MAX_BODY_BYTES
from bot.domain.status import UnreadableReason as R
from bot.errors import PageUnreadable
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.polling.public_addresses import Resolve, check
from tests.builders import NOON, a_page
from tests.servers.raw import Raw, raw_server

IN_ONE_LOOP: Final = pytest.mark.asyncio(loop_scope="module")
QUICK: Final = Timeouts(connect=0.5, read=0.3, total=0.6)
PATIENT: Final = Timeouts(connect=20, read=20, total=20)  # a busy machine must not turn a refusal into this

# fmt: off
PRIVATE_HOSTS: Final = {
    "loopback": "127.0.0.1 127.255.255.254 127.0.0.1. 127.1 127.0.1 127.000.000.001 2130706433 2130706433.",
    "loopback, hexadecimal and octal": "0x7f000001 0x7f.0x0.0x0.0x1 0x7f.1 0177.0.0.1 017700000001",
    # What a resolver folds to digits and dots.
    "loopback, folded": "\uff11\uff12\uff17.\uff10.\uff10.\uff11 \u2460\u2461\u2466.0.0.1 "
        "127\u30020\u30020\u30021 127\uff0e0\uff0e0\uff0e1 127\uff610\uff610\uff611 127.0.0.1\u3002",
    "localhost": "localhost localhost. LOCALHOST \uff4cocalhost status.localhost. STATUS.LocalHost",
    "this host": "0 0.0.0.0 0.1.2.3",
    "private": "10.0.0.1 10.1 172.16.0.1 172.31.255.255 192.168.1.1 3232235777",
    "link-local and metadata": "169.254.0.1 169.254.169.254 2852039166 0xa9fea9fe 0xA9.0376.43518",
    "metadata of Alibaba, Azure, Oracle": "100.100.100.200 168.63.129.16 192.0.0.192",
    "carrier-grade NAT": "100.64.0.1 100.127.255.255",
    "special": "192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 240.0.0.1",
    "multicast and broadcast": "224.0.0.1 239.255.255.250 255.255.255.255",
    "IPv6 host": "[::] [::1] [0:0:0:0:0:0:0:1] [::1%25lo]",
    "IPv6 local": "[fe80::1] [fe80::1%eth0] [fe80::1%25eth0] [fec0::1] [fc00::1] [fd00:ec2::254]",
    "IPv6 special": "[ff02::1] [ff0e::1] [2001:db8::1] [3fff::1] [100::1]",
    "IPv4 in IPv6": "[::ffff:127.0.0.1] [::ffff:a9fe:a9fe] [::127.0.0.1] [::8.8.8.8] [::ffff:0:7f00:1]",
    "6to4 and Teredo": "[2002:7f00:1::] [2002:a9fe:a9fe::] [2001:0:4136:e378:8000:63bf:80ff:fffe] "
        "[2001:0:7f00:1::f7f7:f7f7]",
    "NAT64": "[64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::7f00:1] [64:ff9b:1:7f00:0:100:808:808]",
}
# What each name resolves to. The resolver fails the test when it is asked for another: that was no refusal.
NAMES: Final[dict[str, Sequence[str]]] = {
    "localhost": ["127.0.0.1"], "status.localhost": ["::1", "127.0.0.1"],
    "metadata.google.internal": ["169.254.169.254"],
    "private.example": ["10.0.0.1"], "zone.example": ["fe80::1%eth0"], "rubbish.example": ["not an address"],
    "mixed.example": ["93.184.216.34", "10.0.0.1"], "mixed6.example": ["2606:4700::1111", "::ffff:127.0.0.1"],
    "nothing.example": [],  # a name that is there, without an address
}
BAD_URLS: Final = {
    "no scheme": ["", "status.example", "//status.example/", "/path"],
    "no host": ["http://", "http:///path", "http://../", "http:/status.example/"],
    "scheme": [
        "file:///etc/passwd", "ftp://status.example/", "gopher://127.0.0.1:6379/_INFO", "data:text/plain,{}",
        "javascript:alert(1)", "ws://status.example/", "dict://127.0.0.1/", "http+unix://%2Frun%2Fdocker.sock/",
    ],
    "user": ["https://user:secret@status.example/", "http://status.example@127.0.0.1/", "http://@a.example/"],
    "backslash": ["http://status.example\\@127.0.0.1/", "http:\\\\127.0.0.1\\"],
    "space": ["http://status example/", " http://status.example/", "http://status.example/\u2028"],
    "control": [
        "http://a.example/\n", "ht\ttp://a.example/", "http://a.example/ HTTP/1.1\r\nX-Evil: 1",
        "http://a.example/\0", "http://a.example/\x7f", "http://a\x85.example/", "http://a.example/\ud800",
    ],
    "unseen": ["http://127.0.0.1\u200b/", "http://local\u00adhost/"],
    "escaped": ["http://127%2e0%2e0%2e1/", "http://127.0.0.1%00.a.example/", "http://a.example%0d%0aX-Evil:1/"],
    "port": [
        "http://a.example:0/", "http://a.example:65536/", "http://a.example:99999999999999999999/",
        "http://a.example:-1/", "http://a.example:\uff18\uff10/",
    ],
    "folds to a delimiter": ["http://a.example\uff0f@127.0.0.1/", "http://a.ex\u2100mple/"],
    "brackets": ["http://[::1", "http://[]/", "http://[127.0.0.1]/", "http://[::1::]/", "http://::1/"],
    "number": ["http://1.2.3.4.5/", "http://4294967297/", "http://256.1.1.1/", "http://08.0.0.1/", "http://0x/"],
    "label": ["http://a..example/", f"http://{'a' * 64}.example/", f"http://{'.'.join(['a' * 60] * 5)}/"],
    "length": [f"http://status.example/{'a' * 2000}"],
}
# fmt: on

ADDRESSES: Final = [
    *((f"{k}: {x}", f"http://{x}/", R.PRIVATE_ADDRESS) for k, v in PRIVATE_HOSTS.items() for x in v.split()),
    *((name, f"https://{name}/", R.PRIVATE_ADDRESS) for name, found in NAMES.items() if found),
    *((f"{kind}: {url[:60]}", url, R.BAD_ADDRESS) for kind, urls in BAD_URLS.items() for url in urls),
    ("name of no address", "http://nothing.example/", R.NAME_NOT_FOUND),
    ("name that is not there", "http://missing.example/", R.NAME_NOT_FOUND),
]

# The server is on 127.0.0.1, which is allowed: that one machine, not those to which it redirects.
# fmt: off
REDIRECTS: Final = {
    R.PRIVATE_ADDRESS: [
        "http://127.0.0.2/", "http://2130706434/", "http://127\u30020\u30020\u30022/", "http://0.0.0.0:{port}/",
        "http://10.0.0.1/", "//172.16.0.1/", "https://192.168.0.1/", "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://[::1]:{port}/",
        "http://[fd00:ec2::254]/", "http://[::ffff:127.0.0.1]:{port}/", "http://mixed.example/",
    ],
    R.NAME_NOT_FOUND: ["http://missing.example/"],
    R.BAD_ADDRESS: [
        "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ws://127.0.0.1:{port}/", "http://127.0.0.1:0/",
        "http://user:secret@127.0.0.1:{port}/", "http://[@127.0.0.1:{port}/", "\\\\169.254.169.254\\",
        "/" + "a" * 3000,
    ],
    R.CONNECTION_FAILED: ["/\x7f", "/\0", "http://[::1", "data:text/plain,{}"],  # refused by httpx
    R.TLS_FAILED: ["https://127.0.0.1:{port}/"],
    # To itself, without an address (which is itself), and ever deeper.
    R.TOO_MANY_REDIRECTS: ["/", "http://127.0.0.1:{port}/", "", "?", "deeper/"],
}
# fmt: on


def _answer(body: bytes, *headers: bytes, length: int | None = None) -> bytes:
    size = b"Content-Length: %d" % (len(body) if length is None else length)
    return b"\r\n".join((b"HTTP/1.1 200 OK", size, *headers, b"", body))


TWICE: Final = b"Content-Encoding: gzip, gzip"
FOUND: Final = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %b\r\n\r\n"
GZIP: Final = b"Content-Encoding: gzip"
ENDLESS: Final = b"HTTP/1.1 200 OK\r\n"
CHUNKED: Final = ENDLESS + b"Transfer-Encoding: chunked\r\n"
CHUNK: Final = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
BOMB: Final = gzip.compress(bytes(10 * MAX_BODY_BYTES))
BOMB_CHUNK: Final = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BOMB), BOMB)
JSON: Final = b'{"page":{"id":"x","name":"Acme"},"status":{"indicator":"none"}}'
ZIPPED: Final = gzip.compress(JSON)
DEFLATED: Final = zlib.compress(JSON)
BARE: Final = zlib.compressobj(wbits=-zlib.MAX_WBITS)
UNWRAPPED: Final = BARE.compress(JSON) + BARE.flush()

# fmt: off
BODIES: Final = [
    ("gzip bomb", Raw(_answer(BOMB, GZIP)), R.TOO_LARGE),
    ("gzip bomb, chunked", Raw(CHUNKED + GZIP + b"\r\n\r\n" + BOMB_CHUNK), R.TOO_LARGE),
    ("gzip in gzip, one header", Raw(_answer(gzip.compress(BOMB), TWICE)), R.TOO_LARGE),
    ("gzip in gzip, two headers", Raw(_answer(gzip.compress(BOMB), GZIP, GZIP)), R.TOO_LARGE),
    ("gzip, cut off", Raw(_answer(ZIPPED[:-12], GZIP)), R.TRUNCATED),
    ("gzip, cut off before its checksum", Raw(_answer(ZIPPED[:-8], GZIP)), R.TRUNCATED),
    ("gzip, wrong checksum", Raw(_answer(ZIPPED[:-8] + bytes(8), GZIP)), R.TRUNCATED),
    ("gzip, its second member cut off", Raw(_answer(ZIPPED + ZIPPED[:-12], GZIP)), R.TRUNCATED),
    ("deflate, cut off", Raw(_answer(DEFLATED[:-6], b"Content-Encoding: deflate")), R.TRUNCATED),
    ("deflate bomb", Raw(_answer(zlib.compress(bytes(10 * MAX_BODY_BYTES)), b"Content-Encoding: deflate")),
     R.TOO_LARGE),
    ("brotli", Raw(_answer(b"\x0b\x02\x80ok\x03", b"Content-Encoding: br")), R.NOT_THIS_FORMAT),
    ("zstandard", Raw(_answer(b"\x28\xb5\x2f\xfd", b"Content-Encoding: zstd")), R.NOT_THIS_FORMAT),
    ("not modified, as nobody asked", Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), R.NOT_MODIFIED),
    ("too large by a byte", Raw(_answer(bytes(MAX_BODY_BYTES + 1))), R.TOO_LARGE),
    ("endless, of a length", Raw(_answer(b"", length=10**12), CHUNK), R.TOO_LARGE),
    ("endless, of no length", Raw(ENDLESS + b"\r\n", CHUNK), R.TOO_LARGE),
    ("endless, chunked", Raw(CHUNKED + b"\r\n", CHUNK), R.TOO_LARGE),
    ("dripping", Raw(_answer(b"", length=100_000), b" ", drips=True), R.TIMEOUT),
    ("dripping, gzip", Raw(_answer(ZIPPED[:20], GZIP, length=9_000), b"", drips=True), R.TIMEOUT),
    ("dripping head", Raw(ENDLESS, b"X: y\r\n", drips=True), R.TIMEOUT),
    ("never a word", Raw(b"", drips=True), R.TIMEOUT),
    ("endless head", Raw(ENDLESS, b"X-Header: and one more\r\n" * 2_000), R.CONNECTION_FAILED),
    ("endless header", Raw(ENDLESS + b"X-Header: ", b"x" * 50_000), R.CONNECTION_FAILED),
    ("endless Continue", Raw(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), R.TIMEOUT),
    ("shorter than it says", Raw(_answer(JSON, length=9_999)), R.CONNECTION_FAILED),
    ("two lengths", Raw(_answer(JSON, b"Content-Length: 1")), R.CONNECTION_FAILED),
    ("length below 0", Raw(_answer(JSON, length=-1)), R.CONNECTION_FAILED),
    ("broken chunk", Raw(CHUNKED + b"\r\nzz\r\n"), R.CONNECTION_FAILED),
    ("no HTTP", Raw(b"SSH-2.0-OpenSSH_9.6\r\n"), R.CONNECTION_FAILED),
    ("nothing", Raw(b""), R.CONNECTION_FAILED),
]

DTD: Final = '<!DOCTYPE rss [<!ENTITY a "aaaa">]>'
RSS: Final = "<rss><channel><title>&a;</title><item><title>&a;</title></item></channel></rss>"
LAUGHS: Final = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
DECLARED: Final = '<?xml version="1.0" encoding="%s"?>'
ITEM: Final = b"<rss><channel><title>t</title><item>%b</item></channel></rss>"

DOCUMENTS: Final = [
    ("entity", DTD + RSS, R.FORBIDDEN_XML),
    ("billion laughs", f'<!DOCTYPE a [<!ENTITY a0 "lol">{LAUGHS}<!ENTITY a "&a9;">]>{RSS}', R.FORBIDDEN_XML),
    ("quadratic blow-up", f'<!DOCTYPE a [<!ENTITY a "{"a" * 100_000}">]>{RSS}', R.FORBIDDEN_XML),
    ("external entity", f'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>{RSS}', R.FORBIDDEN_XML),
    ("external document type", f'<!DOCTYPE a PUBLIC "-//x" "http://10.0.0.1/x.dtd">{RSS}', R.FORBIDDEN_XML),
    ("parameter entity", f'<!DOCTYPE a [<!ENTITY % a SYSTEM "http://10.0.0.1/"> %a;]>{RSS}', R.FORBIDDEN_XML),
    ("entity at the end", RSS.replace("</rss>", '<!ENTITY a "a"></rss>'), R.FORBIDDEN_XML),
    ("DTD in small letters", (DTD + RSS).lower(), R.FORBIDDEN_XML),
    ("DTD after white space", "\n\n \t" + DTD + RSS, R.FORBIDDEN_XML),
    ("DTD after a comment", "<!-- x -->" + DTD + RSS, R.FORBIDDEN_XML),
    ("DTD split by NUL", DTD.replace("CTY", "C\0TY") + RSS, R.FORBIDDEN_XML),
    *((f"DTD in {codec}", (DECLARED % codec + DTD + RSS).encode(codec), R.FORBIDDEN_XML)
      for codec in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7")),
    ("DTD in utf-16 after white space", ("\n " + DTD + RSS).encode("utf-16-le"), R.FORBIDDEN_XML),
    ("DTD all in utf-7", (DECLARED % "utf-7" + DTD + RSS).replace("<", "+ADw-"), R.NOT_THIS_FORMAT),
    ("DTD in EBCDIC", (DECLARED % "cp037" + DTD + RSS).encode("cp037"), R.NOT_THIS_FORMAT),
    ("nested elements", ITEM % (b"<a>" * 100_000 + b"</a>" * 100_000), R.TOO_LARGE),
    ("nested elements, unclosed", "<rss>" + "<a>" * 100_000, R.TRUNCATED),
    ("feed over its limit", ITEM % (b" " * 1_500_000), R.TOO_LARGE),
    ("nested arrays", "[" * 100_000, R.NOT_THIS_FORMAT),
    ("nested arrays, unread", '{"page":{},"x":' + "[" * 90_000 + "]" * 90_000 + "}", R.NOT_THIS_FORMAT),
    ("nested objects", '{"a":' * 100_000, R.NOT_THIS_FORMAT),
    ("number of 100,000 digits", '{"page":{"id":' + "9" * 100_000 + "}}", R.NOT_THIS_FORMAT),
    ("number beyond floats", '{"page":{"id":1e999}}', R.NOT_THIS_FORMAT),
    ("flood of one key", "{" + ",".join(['"page":{"id":"x"}'] * 100_000) + "}", R.NOT_THIS_FORMAT),
    ("NUL bytes", bytes(100_000), R.NOT_THIS_FORMAT),
    ("NUL in a string", '{"page":{"id":"a\0b"},"status":{}}', R.NOT_THIS_FORMAT),
    ("NUL at the end", JSON + b"\0", R.NOT_THIS_FORMAT),
    ("lone surrogate", '{"page":{"id":"\\ud800"},"status":{}}', R.NOT_THIS_FORMAT),
    ("two documents", JSON + JSON, R.NOT_THIS_FORMAT),
    ("cut off", JSON[:-5], R.TRUNCATED),
    ("gzip in gzip, its inside", ZIPPED, R.NOT_THIS_FORMAT),
]
# fmt: on
SERVED: Final = [
    *((f"to {to[:60]}", Raw(FOUND % to.encode()), reason) for reason, tos in REDIRECTS.items() for to in tos),
    *BODIES,
]
TABLE: Final = (*ADDRESSES, *SERVED, *DOCUMENTS)


def _params(rows: Iterable[tuple[str, object, R]]) -> list[ParameterSet]:
    return [pytest.param(value, reason, id=id_) for id_, value, reason in rows]


async def _resolve(host: str, port: int) -> Sequence[str]:
    if host == "missing.example":
        raise OSError(f"no address for {host}:{port}")
    return NAMES[host]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fetcher() -> AsyncIterator[Fetcher]:
    """One for all cases: what one of them leaves behind must not help the next."""
    async with Fetcher("test", timeouts=PATIENT, resolve=_resolve) as fetcher:
        yield fetcher


async def _refusal(fetcher: Fetcher, url: str, *, allow_private: bool = False) -> R:
    with pytest.raises(PageUnreadable) as raised:
        await fetcher.fetch(url, now=NOON, allow_private=allow_private)
    return raised.value.reason


@IN_ONE_LOOP
@pytest.mark.parametrize(("url", "reason"), _params(ADDRESSES))
async def test_an_address_is_refused(fetcher: Fetcher, url: str, reason: R) -> None:
    assert await _refusal(fetcher, url) is reason


@IN_ONE_LOOP
@pytest.mark.parametrize(("raw", "reason"), _params(SERVED))
async def test_an_answer_is_refused(raw: Raw, reason: R) -> None:
    timeouts = QUICK if reason is R.TIMEOUT else PATIENT
    async with raw_server(raw) as server, Fetcher("test", timeouts=timeouts, resolve=_resolve) as fetcher:
        assert await _refusal(fetcher, server.url(), allow_private=True) is reason


READABLE: Final = {
    "none": [
        (JSON, word) for word in ("", "identity", "aws-chunked", "UTF-8", "none", "binary", "utf8,, ;q=1")
    ],
    "said and not done": [(JSON, word) for word in ("gzip", "deflate", "br", "zstd")],
    "said and not done, in UTF-16": [("\ufeff{}".encode("utf-16-le"), "deflate")],
    "done and not said": [(ZIPPED, word) for word in ("", "identity", "aws-chunked", "br")],
    "among others": [(ZIPPED, word) for word in ("gzip", "x-gzip", "aws-chunked, gzip", "gzip,aws-chunked")],
    "twice": [(gzip.compress(ZIPPED), word) for word in ("gzip, gzip", "gzip")],
    "in members": [(gzip.compress(JSON[:9]) + gzip.compress(JSON[9:]), "gzip"), (ZIPPED + bytes(99), "gzip")],
    "deflate": [(DEFLATED, "deflate"), (UNWRAPPED, "deflate")],
}


@IN_ONE_LOOP
@pytest.mark.parametrize(
    ("body", "coding"),
    [pytest.param(*row, id=f"{k}: {row[1]}") for k, rows in READABLE.items() for row in rows],
)
async def test_field_e_a_coding_that_is_mislabelled_or_no_compression_is_no_reason(
    fetcher: Fetcher, body: bytes, coding: str
) -> None:
    headers = [b"Content-Encoding: " + coding.encode()] if coding else []
    async with raw_server(Raw(_answer(body, *headers))) as server:
        fetched = await fetcher.fetch(server.url(), now=NOON, allow_private=True)

    assert fetched.page is not None
    assert fetched.page.body in (JSON, "\ufeff{}".encode("utf-16-le"))


@IN_ONE_LOOP
async def test_field_e_what_a_proxy_touched_is_read(fetcher: Fetcher) -> None:
    async with raw_server(Raw(_answer(JSON).replace(b" 200 ", b" 203 ", 1))) as server:
        fetched = await fetcher.fetch(server.url(), now=NOON, allow_private=True)

    assert fetched.page is not None


@IN_ONE_LOOP
@pytest.mark.parametrize("status", [201, 202, 204, 205, 206, 300])
async def test_field_e_a_success_that_is_no_page_is_refused(fetcher: Fetcher, status: int) -> None:
    answer = _answer(b"" if status in (204, 205) else JSON).replace(b" 200 ", b" %d " % status, 1)
    async with raw_server(Raw(answer)) as server:
        assert await _refusal(fetcher, server.url(), allow_private=True) is R.HTTP_OTHER


@pytest.mark.parametrize(("document", "reason"), _params(DOCUMENTS))
def test_a_document_is_refused(document: str | bytes, reason: R) -> None:
    body = document.encode() if isinstance(document, str) else document
    form = "feed" if reason is R.FORBIDDEN_XML or b"<" in body else "statuspage"

    with pytest.raises(PageUnreadable) as raised:
        FORMATS[form].parse(a_page(body))

    assert raised.value.reason is reason


@IN_ONE_LOOP
async def test_an_etag_that_no_request_can_carry_is_forgotten(fetcher: Fetcher) -> None:
    async with raw_server(Raw(_answer(JSON, 'ETag: "\u00e9"'.encode()))) as server:
        first = await fetcher.fetch(server.url(), now=NOON, allow_private=True)
        again = await fetcher.fetch(server.url(), now=NOON, allow_private=True, validators=first.validators)

    assert (first.validators.etag, again.page) == (None, None)


async def test_a_name_that_is_rebound_is_asked_once_and_connected_to_where_it_was_checked() -> None:
    target = await check("https://rebind.example/x", _answering("93.184.216.34"), allow_private=False)

    assert target.url == "https://93.184.216.34:443/x"


async def test_a_name_that_is_rebound_between_two_redirects_is_refused() -> None:
    rebind = _answering("127.0.0.1", "169.254.169.254")
    async with (
        raw_server(Raw(FOUND % b"/again")) as server,
        Fetcher("test", timeouts=PATIENT, resolve=rebind) as fetcher,
    ):
        reason = await _refusal(fetcher, server.url("rebind.example"), allow_private=True)

    assert reason is R.PRIVATE_ADDRESS
    assert server.requests == 1


def test_the_table_is_whole() -> None:
    assert len(TABLE) >= 60
    assert {reason for _, _, reason in TABLE} == {
        *(R.PRIVATE_ADDRESS, R.BAD_ADDRESS, R.NAME_NOT_FOUND, R.TOO_MANY_REDIRECTS, R.TLS_FAILED, R.TIMEOUT),
        *(R.CONNECTION_FAILED, R.TOO_LARGE, R.TRUNCATED, R.NOT_THIS_FORMAT, R.FORBIDDEN_XML),
        R.NOT_MODIFIED,
    }


def _answering(*addresses: str) -> Resolve:
    """A resolver with one address a look-up: one look-up more than that is an error."""
    answers = iter(addresses)

    async def resolve(host: str, port: int) -> Sequence[str]:  # noqa: ARG001  -- the resolver's signature
        return [next(answers)]

    return resolve
