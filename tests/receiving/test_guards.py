"""Whoever hands something in shows who he is, and sends neither too much nor too often nor the same twice."""

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs
from yarl import URL

from adapters.web.health import health_area
from adapters.web.rate import PER_MINUTE
from adapters.web.request_body import MAX_BYTES
from bot.clock import SimulatedClock
from bot.storage.checks import Checks
from bot.storage.client import Client
from tests.builders import NOON
from tests.receiving.inbox import BEARER, SECRET, TOKEN, an_inbox
from tests.receiving.payloads import a_group, an_alert
from tests.servers.web import asked

BODY = json.dumps({"status": "failing", "service": "acme", "id": "login"}).encode()
CHECKS = ("alertmanager", "uptime-kuma", "gatus", "generic")
PAGES = ("statuspage", "betterstack", "instatus")


STRANGERS: tuple[dict[str, str], ...] = (
    {},
    {"Authorization": "Bearer "},
    {"Authorization": f"Bearer {TOKEN}x"},
    {"Authorization": f"Bearer {TOKEN[:-1]}"},
    {"Authorization": f"Basic {TOKEN}"},
    {"Authorization": TOKEN},
    {"X-Signature": "sha256=00", "X-Timestamp": str(int(NOON.timestamp()))},
)


async def test_without_the_token_nothing_is_taken(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for headers in STRANGERS:
            for source in (*CHECKS, *PAGES):
                status, line = await inbox.post(f"/in/{source}", BODY, headers)
                assert (status, TOKEN in line, len(line.splitlines())) == (401, False, 1), headers
    assert await redis.keys("*") == []


async def test_a_token_in_the_address_is_good_for_pages_alone(redis: Client) -> None:
    async with an_inbox(redis, token=f"{TOKEN},pages:only-for-status-pages") as inbox:
        for token in (TOKEN, "only-for-status-pages"):
            for source in PAGES:
                for path in (f"/in/{source}?token={token}", f"/in/{source}/{token}"):
                    status, _ = await inbox.post(path, {"page": {"id": "none of ours"}}, {})
                    assert status == 202
            for source in CHECKS:
                for path in (f"/in/{source}?token={token}", f"/in/{source}/{token}"):
                    assert (await inbox.post(path, BODY, {}))[0] == 401
        stolen = {"Authorization": "Bearer only-for-status-pages"}
        assert (await inbox.post("/in/generic", BODY, stolen))[0] == 401
        assert await inbox.heard() == []


async def test_a_token_of_any_characters_is_the_same_in_a_header_and_in_an_address(redis: Client) -> None:
    async with an_inbox(redis, token="schlüssel/und+mehr") as inbox:
        bearer = {"Authorization": "Bearer schlüssel/und+mehr"}
        assert (await inbox.post("/in/generic", BODY, bearer))[0] == 202
        for path in ("schl%C3%BCssel%2Fund+mehr", "?token=schl%C3%BCssel%2Fund%2Bmehr"):
            url = URL(f"/in/statuspage{'' if path.startswith('?') else '/'}{path}", encoded=True)
            async with inbox.client.post(url, json={"page": {"id": "none of ours"}}) as response:
                assert response.status == 202


async def test_tokens_are_changed_without_a_gap(redis: Client) -> None:
    async with an_inbox(redis, token=f"a-new-token-of-many-characters, {TOKEN}") as inbox:
        assert (await inbox.post("/in/generic", BODY))[0] == 202
        new = {"Authorization": "bearer a-new-token-of-many-characters"}
        assert (await inbox.post("/in/generic", BODY, new))[0] == 202


async def test_what_is_unknown_says_what_there_is(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        status, line = await inbox.post("/in/nagios", BODY)
        assert (status, "alertmanager" in line) == (404, True)
        async with inbox.client.get("/in/generic", headers=BEARER) as response:
            assert response.status == 405


async def _dripping(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024 + 1):
        yield b" " * 1024


async def test_256_kilobytes_are_taken_and_one_byte_more_is_not(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        full = BODY + b" " * (MAX_BYTES - len(BODY))
        assert (await inbox.post("/in/generic", full))[0] == 202
        assert (await inbox.post("/in/generic", full + b" "))[0] == 413
        async with inbox.client.post("/in/generic", data=_dripping(MAX_BYTES), headers=BEARER) as response:
            assert response.status == 413  # in chunks, without a length


async def test_gzip_is_taken_within_the_same_bounds_and_no_other_coding(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        packed = BEARER | {"Content-Encoding": "gzip"}
        bomb = gzip.compress(b" " * 50_000_000)
        assert len(bomb) < MAX_BYTES
        assert (await inbox.post("/in/generic", gzip.compress(BODY), packed))[0] == 202
        assert (await inbox.post("/in/generic", bomb, packed))[0] == 413
        assert (await inbox.post("/in/generic", gzip.compress(BODY)[:-9], packed))[0] == 400
        assert (await inbox.post("/in/generic", b"\x1f\x8bnonsense", packed))[0] == 400
        assert (await inbox.post("/in/generic", BODY, BEARER | {"Content-Encoding": "br"}))[0] == 415


BODIES = (
    (b"", "application/json", 400),
    (b"   ", "application/json", 400),
    (b"status=failing&service=acme", "application/x-www-form-urlencoded", 415),
    (b"<html></html>", "text/html", 415),
    (b"it is down", "text/plain", 400),
    (b'"failing"', "application/json", 400),
    (b'{"status": "failing"', "application/json", 400),
    (b"{" * 5_000, "application/json", 400),
    (b"[" * 200_000, "application/json", 400),
    (b'{"status": {"a": 1}, "service": "acme"}', "application/json", 400),
    (b'{"status": "perhaps", "service": "acme"}', "application/json", 400),
    (b'{"status": "failing"}', "application/json", 400),
    (b"\xff\xfe{\x00", "application/json", 400),
    (b'{"status": "fail\xff", "service": "acme"}', "application/json", 400),
    (b"\xef\xbb\xbf" + BODY, "application/json", 202),
    (BODY, "application/x-www-form-urlencoded", 202),  # curl -d without a header
    (BODY, "application/vnd.acme+json", 202),
)


async def test_what_is_no_json_gets_one_clear_line(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for body, kind, status in BODIES:
            got, line = await inbox.post("/in/generic", body, BEARER | {"Content-Type": kind})
            assert got == status, body[:50]
            assert len(line.splitlines()) == 1
            assert len(line) < 300
            assert all(character.isprintable() for character in line)


async def test_more_than_sixty_a_minute_of_one_sender_wait(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        for _ in range(PER_MINUTE):
            assert (await inbox.post("/in/generic", BODY))[0] != 429
        await inbox.clock.advance(timedelta(seconds=20))
        async with inbox.client.post("/in/generic", data=BODY, headers=BEARER) as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "40")
        assert (await inbox.post("/in/gatus", BODY))[0] == 202  # another name
        await inbox.clock.advance(timedelta(seconds=40))
        assert (await inbox.post("/in/generic", BODY))[0] == 202


@pytest.mark.parametrize("header", ["webhook-id", "Idempotency-Key"])
async def test_what_has_an_id_of_its_own_is_taken_once(redis: Client, header: str) -> None:
    async with an_inbox(redis) as inbox:
        assert (await inbox.post("/in/generic", BODY, BEARER | {header: "msg_1"}))[0] == 202
        well = BODY.replace(b"failing", b"ok")
        assert (await inbox.post("/in/generic", well, BEARER | {header: "msg_1"})) == (200, "already known")
        assert set(await inbox.looks()) == {"acme"}
        assert (await inbox.post("/in/generic", well, BEARER | {header: "msg_2"}))[0] == 202
        assert await inbox.looks() == {}


def _signed(kind: str, body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """The headers of a signature."""
    seconds = str(int(at.timestamp()))

    def of(message: bytes, key: bytes = secret.encode()) -> bytes:
        return hmac.new(key, message, hashlib.sha256).digest()

    match kind:
        case "own":
            digest = of(f"{seconds}.".encode() + body).hex()
            return {"X-Timestamp": seconds, "X-Signature": f"sha256={digest}"}
        case "grafana":
            digest = of(f"{seconds}:".encode() + body).hex()
            name = "X-Grafana-Alerting-Signature"
            return {f"{name}-Timestamp": seconds, name: digest}
        case "grafana without a time":
            return {"X-Grafana-Alerting-Signature": of(body).hex()}
        case _:
            key = base64.b64decode(secret.removeprefix("whsec_"))
            digest = base64.b64encode(of(f"msg_1.{seconds}.".encode() + body, key)).decode()
            signature = f"v1,{base64.b64encode(b'of another secret').decode()} v1,{digest}"
            return {"webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": signature}


WHSEC = f"whsec_{base64.b64encode(b'many bytes that nobody knows').decode()}"
KINDS = [("own", SECRET), ("grafana", SECRET), ("standard", WHSEC)]


@pytest.mark.parametrize(("kind", "secret"), KINDS)
async def test_a_signature_of_these_minutes_is_as_good_as_a_token(
    redis: Client, kind: str, secret: str
) -> None:
    async with an_inbox(redis, token=None, secret=f"another-secret-of-ours,{secret}") as inbox:
        body = json.dumps(a_group(an_alert(service="acme"))).encode()
        wrong = json.dumps(a_group(an_alert(service="farm"))).encode()
        minutes = timedelta(minutes=1)
        for at in (NOON - 6 * minutes, NOON + 6 * minutes):
            assert (await inbox.post("/in/alertmanager", body, _signed(kind, body, at, secret)))[0] == 401
        good = _signed(kind, body, NOON - 4 * minutes, secret)
        assert (await inbox.post("/in/alertmanager", wrong, good))[0] == 401
        later = {name: str(int(NOON.timestamp())) if v.isdigit() else v for name, v in good.items()}
        assert (await inbox.post("/in/alertmanager", body, later))[0] == 401  # an old one with a new time
        for name in good:
            if name != "webhook-id":
                less = {other: value for other, value in good.items() if other != name}
                assert (await inbox.post("/in/alertmanager", body, less))[0] == 401
        assert (await inbox.post("/in/alertmanager", body, good))[0] == 202
        assert (await inbox.post("/in/alertmanager", body, good))[0] == 200
        assert len(await inbox.heard()) == 1


@pytest.mark.parametrize("header", ["Idempotency-Key", "X-Delivery-Id", "webhook-id", "webhook-signature"])
async def test_what_was_signed_is_taken_once_whatever_is_put_beside_it(redis: Client, header: str) -> None:
    async with an_inbox(redis, token=None, secret=SECRET) as inbox:
        failing, well = (_signed("own", body, NOON) for body in (BODY, BODY.replace(b"failing", b"ok")))
        assert (await inbox.post("/in/generic", BODY, failing))[0] == 202
        assert (await inbox.post("/in/generic", BODY.replace(b"failing", b"ok"), well))[0] == 202
        heard_again = failing | {"X-Signature": failing["X-Signature"].upper().replace("SHA256=", "")}
        for n, headers in enumerate((failing, heard_again)):
            status, _ = await inbox.post("/in/generic", BODY, headers | {header: f"another-{n}"})
            assert status == 200
        assert await inbox.looks() == {}


async def test_grafana_may_sign_without_a_time_and_nobody_else_may(redis: Client) -> None:
    async with an_inbox(redis, token=None, secret=SECRET) as inbox:
        body = json.dumps(a_group(an_alert(service="acme"))).encode()
        headers = _signed("grafana without a time", body, NOON)
        assert (await inbox.post("/in/alertmanager", body, headers))[0] == 202
        assert (await inbox.post("/in/generic", body, headers))[0] == 401
        instatus = {"x-instatus-webhook-signature": headers["X-Grafana-Alerting-Signature"]}
        assert (await inbox.post("/in/alertmanager", body, instatus))[0] == 401


async def test_the_secret_of_a_page_signs_for_pages_alone(redis: Client) -> None:
    async with an_inbox(redis, token=None, secret=f"pages:{SECRET}") as inbox:
        body = json.dumps({"page": {"id": "none of ours"}}).encode()
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert (await inbox.post("/in/instatus", body, {"x-instatus-webhook-signature": digest}))[0] == 202
        assert (await inbox.post("/in/generic", BODY, _signed("own", BODY, NOON)))[0] == 401


async def test_what_comes_at_the_same_time_is_taken_all_the_same(redis: Client) -> None:
    async with an_inbox(redis) as inbox, an_inbox(redis) as other:
        async with asyncio.TaskGroup() as tasks:
            posts = [
                tasks.create_task(
                    (inbox, other)[n % 2].post("/in/generic", BODY.replace(b"login", b"%d" % n))
                )
                for n in range(30)
            ]
        assert {post.result()[0] for post in posts} == {202}
        (look,) = (await inbox.looks()).values()
        assert (look.asked, look.silent) == (30, 30)

        nobody = json.dumps({"status": "failing", "service": "nobody"}).encode()
        with capture_logs() as logs:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(20):
                    tasks.create_task(inbox.post("/in/generic", nobody))
        assert len(logs) == 1
        assert [one.count for one in await Checks(redis).load_unmatched()] == [20]


async def test_a_store_that_is_away_is_said_without_a_token(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        await redis.set("{sf}:checks", "not what belongs here")
        with capture_logs() as logs:
            status, line = await inbox.post(f"/in/generic?token={TOKEN}", BODY)
        assert status == 503
        assert [log["event"] for log in logs] == ["Cannot take what was handed in"]
        assert TOKEN not in f"{line}{logs}"
        await redis.delete("{sf}:checks")
        assert (await inbox.post("/in/generic", BODY))[0] == 202  # nothing of it was taken before


async def test_without_token_and_secret_there_is_no_way_in(redis: Client) -> None:
    async def load() -> dict[str, datetime]:
        return {"poll": NOON}

    async with asked(health_area(load, SimulatedClock(NOON))) as client:
        assert (await client.post("/in/generic", data=BODY, headers=BEARER)).status == 404
        assert (await client.get("/healthz")).status == 200
    assert await redis.keys("*") == []
