"""The webhook against an endpoint on loopback that checks signatures with the scheme's own library."""

import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr
from standardwebhooks.webhooks import WebhookVerificationError
from structlog.testing import capture_logs

from adapters.chat.webhook import PLATFORM, Webhook, WebhookSettings, body_of, connected
from bot.clock import SimulatedClock, SystemClock
from bot.domain.alert import Alert, AlertKind, AlertSeverity
from bot.domain.incident import Grade
from bot.domain.message import (
    Destination,
    Link,
    Message,
    MessageRef,
    Moment,
    Picture,
    Quote,
    Section,
    Text,
    Tone,
)
from bot.errors import ConfigurationError, DeliveryError, MissingSecret, RateLimited, Undeliverable
from bot.ports import SettingsUse
from tests.servers.raw import Raw, raw_server
from tests.servers.respondent import HOSTILE, a_message
from tests.servers.vault import MemoryVault
from tests.servers.webhook import Endpoint, endpoint

OPS = Destination(platform="webhook", channel="ops")
NOON = datetime(2025, 11, 18, 12, tzinfo=UTC)
DOCUMENT = Path(__file__).parents[2] / "docs" / "webhook.md"
EXAMPLE = Message(
    headline="Cloudflare outage (its status page confirms it): Groq, Grafana, Anthropic and 4 more",
    tone=Tone.OUTAGE,
    sections=(
        Section(
            lines=(
                (
                    Text("Yours: Groq is hit", bold=True),
                    Text(" · since "),
                    Moment(NOON - timedelta(minutes=8), NOON),
                ),
                (
                    Text("Cloudflare's status page: "),
                    Link("“Trouble across the global network”", "https://www.cloudflarestatus.com"),
                ),
                (Quote("Console, website and API hard to reach"),),
            ),
            more=4,
        ),
    ),
    footer=(Text("Confirmed"),),
    picture=Picture(png=b"\x89PNG", name="map.png", alt="A map of who depends on whom"),
    alert=Alert(
        key="inc-20251118-40d56150",
        kind=AlertKind.INCIDENT,
        severity=AlertSeverity.CRITICAL,
        is_over=False,
        cause="cloudflare",
        cause_name="Cloudflare",
        started_at=NOON - timedelta(minutes=8),
        updated_at=NOON,
        affected=("groq", "grafana", "anthropic"),
        grade=Grade.CONFIRMED,
        url="https://www.cloudflarestatus.com",
    ),
)


@asynccontextmanager
async def a_client(
    url: str, *, secret: str = "one", clock: SimulatedClock | None = None, seconds: float = 10
) -> AsyncIterator[Webhook]:
    settings = WebhookSettings(endpoints=SecretStr(f"ops={url}"), secret=SecretStr(secret))
    clock = clock or SimulatedClock(NOON)
    async with connected(settings, clock=clock, within=timedelta(seconds=seconds)) as client:
        yield client


async def refused(there: Endpoint, status: int, body: str = "", headers: Any = None) -> BaseException:
    there.answer(status, body, headers)
    async with a_client(there.url("/hook?key=hidden")) as client:
        with pytest.raises((DeliveryError, Undeliverable)) as raised:
            await client.send(a_message(), OPS, nonce="n1")
    assert len(there.requests) == 1
    assert "hidden" not in str(raised.value)
    assert there.base not in str(raised.value)
    return raised.value


async def test_the_schemes_own_library_verifies_what_is_sent_with_every_secret() -> None:
    key = bytes(range(24))
    whsec = "whsec_" + base64.b64encode(key).decode()
    clock = SimulatedClock(SystemClock().now())
    async with endpoint() as there, a_client(there.url(), secret=f"{whsec}, old", clock=clock) as client:
        await client.send(a_message(), OPS, nonce="inc-1:3:card")

    sent = there.requests[0]
    for known in (whsec, key, b"old", base64.b64encode(b"old").decode()):
        assert sent.verified(known) == sent.json
    with pytest.raises(WebhookVerificationError):
        sent.verified(b"other")
    changed = replace(sent, body=sent.body + b" ")
    with pytest.raises(WebhookVerificationError):
        changed.verified(whsec)
    assert sent.headers["webhook-id"].startswith("msg_")
    assert "." not in sent.headers["webhook-id"]


async def test_the_older_headers_stand_beside_them() -> None:
    async with endpoint() as there, a_client(there.url(), secret="new, old") as client:
        await client.send(a_message(), OPS, nonce="inc-1:3:card")

    sent = there.requests[0]
    assert sent.is_signed_as_before("new")
    assert sent.is_signed_as_before("old")
    assert not sent.is_signed_as_before("other")
    assert sent.headers["Sharedfate-Timestamp"] == str(int(NOON.timestamp()))
    assert sent.headers["Sharedfate-Delivery"] == "inc-1:3:card"
    assert sent.headers["User-Agent"] == "Sharedfate-Webhook/2"
    assert sent.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("secret", ["whsec_", "whsec_not base64!", "good, whsec_é"])
async def test_a_secret_that_is_no_base64_is_refused_without_being_shown(secret: str) -> None:
    settings = WebhookSettings(endpoints=SecretStr("ops=https://example.org"), secret=SecretStr(secret))

    faults = list(PLATFORM.faults(settings, SettingsUse()))
    assert len(faults) == 1
    assert "WEBHOOK_SECRET" in faults[0]
    assert "base64!" not in faults[0]
    with pytest.raises(ConfigurationError, match="WEBHOOK_SECRET"):
        async with PLATFORM.connect(settings, MemoryVault()):
            pass


async def test_the_document_shows_what_is_sent_and_its_check_works() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1], names)

    async with endpoint() as there, a_client(there.url()) as client:
        await client.send(EXAMPLE, OPS, nonce="inc-20251118-40d56150:1:card")
    assert there.requests[0].json == json.loads(shown[1])

    clock = SimulatedClock(SystemClock().now())
    async with endpoint() as there, a_client(there.url(), secret="new,old", clock=clock) as client:
        await client.send(EXAMPLE, OPS, nonce="inc-20251118-40d56150:1:card")
    sent = there.requests[0]
    for secret in ("new", "old"):
        assert names["read"](secret, sent.body, sent.headers) == sent.json
    with pytest.raises(WebhookVerificationError):
        names["read"]("else", sent.body, sent.headers)


async def test_a_message_is_posted_edited_and_threaded_under_one_id() -> None:
    async with endpoint() as there, a_client(there.url()) as client:
        card = await client.send(a_message("first"), OPS, nonce="n1")
        await client.edit(card, a_message("second"))
        reply = await client.send(a_message("reply"), OPS, nonce="n2", thread=card)
        await client.edit(reply, a_message("reply, again"))

    said = [(r.json["action"], r.json["id"], r.json["thread"]) for r in there.requests]
    assert said == [
        ("post", card.id, None),
        ("edit", card.id, None),
        ("thread", reply.id, card.id),
        ("edit", reply.id, card.id),
    ]
    assert reply.id != card.id
    assert there.requests[1].json["text"].startswith("second\n")


async def test_a_repeat_is_recognised_and_a_change_is_seen() -> None:
    clock = SimulatedClock(NOON)
    async with endpoint() as there, a_client(there.url(), clock=clock) as client:
        card = await client.send(a_message("first"), OPS, nonce="n1")
        await clock.advance(timedelta(minutes=1))
        again = await client.send(a_message("first"), OPS, nonce="n1", uncertain=True)
        for words in ("second", "second", "third"):
            await client.edit(card, a_message(words))

    post, repeat, edit, edit_again, change = there.requests
    assert again == card
    assert {**repeat.json, "sent_at": post.json["sent_at"]} == post.json
    assert repeat.json["sent_at"] == "2025-11-18T12:01:00Z"
    assert repeat.headers["webhook-id"] == post.headers["webhook-id"] != edit.headers["webhook-id"]
    assert edit_again.headers["webhook-id"] == edit.headers["webhook-id"] != change.headers["webhook-id"]
    assert repeat.headers["Sharedfate-Delivery"] == post.headers["Sharedfate-Delivery"]
    assert edit_again.json["revision"] == edit.json["revision"] != change.json["revision"]
    assert edit_again.headers["Sharedfate-Delivery"] == edit.headers["Sharedfate-Delivery"]
    assert edit.headers["Sharedfate-Delivery"] != change.headers["Sharedfate-Delivery"]


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        (429, "7", 7),
        (503, "120", 120),
        (429, "Tue, 18 Nov 2025 12:00:30 GMT", 30),
        (429, "Tue, 18 Nov 2025 11:00:00 GMT", 0),
        (429, None, 60),
        (429, "soon", 60),
        (429, "-5", 60),
        (429, "99999999999", 3600),
        (429, "Fri, 18 Nov 9999 12:00:00 GMT", 3600),
    ],
)
async def test_an_endpoint_says_how_long_to_wait(
    status: int, retry_after: str | None, seconds: float
) -> None:
    async with endpoint() as there:
        error = await refused(there, status, headers={"Retry-After": retry_after} if retry_after else None)

    assert isinstance(error, RateLimited)
    assert error.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("status", "expected", "says"),
    [
        (500, DeliveryError, "500: because"),
        (503, DeliveryError, "503: because"),
        (408, DeliveryError, "408"),
        (400, Undeliverable, "400: because"),
        (404, Undeliverable, "404"),
        (410, Undeliverable, "gone.*WEBHOOK_ENDPOINTS"),
    ],
)
async def test_every_refusal_becomes_one_of_our_errors(
    status: int, expected: type[Exception], says: str
) -> None:
    async with endpoint() as there:
        error = await refused(there, status, "because\n\x1b[31m")

    assert type(error) is expected
    assert re.search(f"“ops”.*{says}", str(error))
    assert "\x1b" not in str(error)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed_and_said(status: int) -> None:
    async with endpoint() as there:
        error = await refused(there, status, headers={"Location": there.url("/elsewhere")})

    assert isinstance(error, Undeliverable)
    assert "redirect" in str(error)
    assert [request.path for request in there.requests] == ["/hook"]


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
async def test_an_answer_without_end_is_not_read(status: str) -> None:
    endless = Raw(f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n\r\n".encode(), repeated=b"x" * 65_536)
    async with raw_server(endless) as there, a_client(there.url()) as client:
        if status == "200 OK":
            await client.send(a_message(), OPS, nonce="n1")
        else:
            with pytest.raises(Undeliverable) as raised:
                await client.send(a_message(), OPS, nonce="n1")
            assert len(str(raised.value)) < 300


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 9\r\n\r\n"])
async def test_an_endpoint_that_does_not_finish_is_tried_again(sent: bytes) -> None:
    async with raw_server(Raw(sent, drips=True)) as there, a_client(there.url(), seconds=0.05) as client:
        with pytest.raises(DeliveryError, match=r"“ops”: no answer in time"):
            await client.send(a_message(), OPS, nonce="n1")


@pytest.mark.parametrize("sent", [b"", b"this is no HTTP\r\n\r\n"])
async def test_an_endpoint_that_breaks_off_is_tried_again(sent: bytes) -> None:
    async with raw_server(Raw(sent)) as there, a_client(there.url()) as client:
        with pytest.raises(DeliveryError, match="“ops”") as raised:
            await client.send(a_message(), OPS, nonce="n1")
    assert str(there.port) not in str(raised.value)


async def test_an_unreachable_endpoint_is_tried_again_without_its_address_in_the_log() -> None:
    async with a_client("http://127.0.0.1:9/secret") as client:
        with pytest.raises(DeliveryError, match="“ops”") as raised:
            await client.send(a_message(), OPS, nonce="n1")
    assert "127.0.0.1" not in str(raised.value)


async def test_an_unknown_name_says_where_to_add_it() -> None:
    elsewhere = MessageRef(platform="webhook", channel="gone", id="1")
    async with a_client("https://example.org") as client:
        with pytest.raises(Undeliverable, match=r"“nobody”.*WEBHOOK_ENDPOINTS"):
            await client.send(a_message(), Destination(platform="webhook", channel="nobody"), nonce="n1")
        with pytest.raises(Undeliverable, match="“gone”"):
            await client.edit(elsewhere, a_message())


@pytest.mark.parametrize(
    "endpoints",
    ["https://hidden.example", "ops=ftp://hidden", "ops=http:///hidden", "a=https://x, a=https://hidden",
     "ops=https://x, =https://hidden", "ops=https://[hidden"],
)  # fmt: skip
async def test_an_endpoint_that_cannot_be_read_is_refused_without_being_shown(endpoints: str) -> None:
    settings = WebhookSettings(endpoints=SecretStr(endpoints), secret=SecretStr("s"))

    with pytest.raises(ConfigurationError, match="WEBHOOK_ENDPOINTS") as raised:
        async with PLATFORM.connect(settings, MemoryVault()):
            pass
    assert "hidden" not in str(raised.value)


async def test_a_missing_secret_is_named_and_endpoints_alone_count_as_configured() -> None:
    settings = WebhookSettings.read({"WEBHOOK_ENDPOINTS": "ops=https://example.org/hook"})

    assert PLATFORM.is_configured(settings)
    assert not PLATFORM.is_configured(WebhookSettings.read({}))
    with pytest.raises(MissingSecret, match="WEBHOOK_SECRET"):
        async with PLATFORM.connect(settings, MemoryVault()):
            pass


async def test_endpoints_are_separated_by_commas_or_lines_and_keep_their_own_commas() -> None:
    async with endpoint() as there:
        base = there.base
        listed = f"a=http://{base}/a?x=1,2, b=http://{base}/b\nc=http://{base}/c,\n"
        settings = WebhookSettings(endpoints=SecretStr(listed), secret=SecretStr("s"))
        async with PLATFORM.connect(settings, MemoryVault()) as client:
            for name in "abc":
                await client.send(a_message(), Destination(platform="webhook", channel=name), nonce="n")

    assert [request.path for request in there.requests] == ["/a", "/b", "/c"]


@pytest.mark.parametrize(
    ("url", "warnings"),
    [("https://example.org", 0), ("http://127.0.0.1:1", 0), ("http://localhost", 0), ("http://10.0.0.1", 1)],
)
async def test_an_endpoint_in_the_clear_is_warned_of_once(url: str, warnings: int) -> None:
    with capture_logs() as logs:
        async with a_client(url):
            pass

    assert [log["endpoint"] for log in logs] == ["ops"] * warnings
    assert url not in str(logs)


async def test_hostile_words_stay_words() -> None:
    hostile = Message(
        headline=HOSTILE,
        sections=(Section(lines=((Text(HOSTILE), Link("label", "javascript:alert(1)")),)),),
    )
    async with endpoint() as there, a_client(there.url()) as client:
        await client.send(hostile, OPS, nonce="n1\r\nX-Evil: é")

    sent = there.requests[0]
    assert sent.is_signed_as_before("one")
    assert "X-Evil" not in sent.headers
    assert "javascript:" not in sent.body.decode()
    assert "\u202e" not in sent.body.decode()
    assert sent.json["message"]["headline"] == HOSTILE.replace("\u200b", "").replace("\u202e", "")


@given(st.text(), st.text())
@example("\ud800", "\ud800")  # half a character, as broken JSON may hold it
def test_any_words_and_addresses_become_json(words: str, address: str) -> None:
    line = (Text(words), Quote(words), Link(words, f"https://{address}"))
    message = Message(headline=words, sections=(Section(title=words, lines=(line,)),), footer=line)
    ref = MessageRef(platform="webhook", channel="ops", id="1")

    body = json.dumps(body_of("post", ref, message, NOON), ensure_ascii=False).encode()

    spans = json.loads(body)["message"]["footer"]["spans"]
    assert [span["type"] for span in spans[:2]] == ["text", "quote"]
    assert len(json.loads(body)["text"].splitlines()) <= 5
