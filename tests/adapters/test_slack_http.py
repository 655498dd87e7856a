"""What reaches /slack/events without Slack's signature, or malformed: refused in a word, and no fault."""

import hashlib
import hmac
from collections.abc import Mapping

import aiohttp
import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.clock import SystemClock
from tests.servers.respondent import Echo
from tests.servers.slack import fake_slack
from tests.servers.slack_clients import a_client, listening_over_http

NOW = str(int(SystemClock().now().timestamp()))
FORM = "application/x-www-form-urlencoded"
HOSTILE = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b'{"type": []}',
    b"payload=%7B",
    b"payload=[]",
    b"\xff\xfe",
    b"payload=%FF",
    b"[" * 100_000,
)


def signed(body: bytes, secret: bytes, at: str = "") -> dict[str, str]:
    at = at or NOW
    digest = hmac.new(secret, f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


async def statuses(headers_of: Mapping[str, str] | None) -> set[int]:
    """What all hostile bodies are answered, in both forms; with Slack's own signature where none is given."""
    found = set()
    async with fake_slack() as slack:
        client = a_client(slack, app_token=None, signing_secret=SecretStr("right"))
        async with (
            listening_over_http(slack, client, Echo()) as base,
            aiohttp.ClientSession() as session,
        ):
            for body in HOSTILE:
                for kind in ("application/json", FORM):
                    own = signed(body, b"right") if headers_of is None else headers_of
                    headers = {"Content-Type": kind, **own}
                    async with session.post(f"{base}/slack/events", data=body, headers=headers) as answer:
                        found.add(answer.status)
    return found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": "9" * 5000, "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=\u00e9"},
        signed(b"", b"wrong"),
    ],
    ids=["none", "no time", "long time", "no text", "another secret"],
)
async def test_what_slack_has_not_signed_goes_no_further(headers: dict[str, str]) -> None:
    counted = REGISTRY.get_sample_value("sharedfate_slack_requests_refused_total", {"status": "401"}) or 0
    with capture_logs() as logs:
        assert await statuses(headers) == {401}

    after = REGISTRY.get_sample_value("sharedfate_slack_requests_refused_total", {"status": "401"})
    assert after == counted + 2 * len(HOSTILE)
    assert logs == []


async def test_what_slack_signs_and_nobody_can_read_is_no_fault_of_ours() -> None:
    assert all(status < 500 for status in await statuses(None))
