"""Web addresses of the operator's own: signed JSON by POST. The wire format is docs/webhook.md's."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import quote, urlsplit

import structlog
from pydantic import Field, SecretStr

from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat.shared.lines import is_web_address, lines_of
from adapters.chat.shared.named import named_addresses
from adapters.chat.shared.only_sends import OnlySends, unnamed_faults
from adapters.chat.shared.posts import TIMEOUT, JsonPosts, PostTarget, posting
from adapters.chat.shared.signatures import SigningKeys
from adapters.chat.shared.untrusted_text import inert
from bot.clock import Clock, SystemClock
from bot.domain.alert import Alert
from bot.domain.message import Destination, Line, Link, Message, MessageRef, Moment, Quote, Span, Text
from bot.domain.refusal import Refusal
from bot.domain.times import instant
from bot.errors import ConfigurationError, Undeliverable
from bot.ports import ChatPlatform, Platform, SettingsUse, Vault
from bot.settings import EnvironmentSettings

logger = structlog.get_logger(__name__)

Json = dict[str, Any]

NAME: Final = "webhook"
VERSION: Final = 2
USER_AGENT: Final = f"Sharedfate-Webhook/{VERSION}"


class WebhookSettings(EnvironmentSettings):
    """How we reach web addresses of your own: signed JSON by POST, see docs/webhook.md."""

    env_prefix = "WEBHOOK_"

    endpoints: SecretStr | None = Field(
        default=None,
        description="Named addresses: ops=https://example.org/hook, other=https://… for webhook:ops and "
        "webhook:other. You set them, so they may lie inside your network, and http:// is taken.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="What signs what we send: a long random text (openssl rand -hex 32), or whsec_ and "
        "base64. To change it: the new one, a comma, the old one; each signs.",
    )


class Webhook(OnlySends):
    """The named endpoints. Nothing is kept here: a message's id follows from its place and nonce."""

    def __init__(self, settings: WebhookSettings, posts: JsonPosts) -> None:
        self._endpoints = _endpoints_in(settings)
        super().__init__(tuple(self._endpoints), "WEBHOOK_ENDPOINTS", "webhook")
        for name, url in self._endpoints.items():
            if url.startswith("http:") and not _is_loopback(urlsplit(url).hostname or ""):
                logger.warning("A webhook is not encrypted: whoever is on the way can read it", endpoint=name)
        self._keys = SigningKeys.of(settings.secret, "WEBHOOK_SECRET")
        self._posts = posts

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,  # noqa: ARG002  -- a repeat has the same id, and the receiver knows it
    ) -> MessageRef:
        """Post as `post`, or as `thread` under another message."""
        id_ = _digest(f"{to}\0{nonce}")
        ref = MessageRef(platform=NAME, channel=to.channel, id=id_, thread=thread.id if thread else None)
        await self._post("thread" if thread else "post", ref, message, delivery=quote(nonce, safe=":"))
        return ref

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Post as `edit`, whole again."""
        await self._post("edit", ref, message, delivery=f"{ref.id}.{_revision(message)}")

    async def _post(self, action: str, ref: MessageRef, message: Message, *, delivery: str) -> None:
        """Deliver one request."""
        url = self._endpoints.get(ref.channel)
        if url is None:
            unnamed = f"No webhook is named “{ref.channel}”: add it to WEBHOOK_ENDPOINTS"
            raise Undeliverable(unnamed, Refusal.CHANNEL)
        now = self._posts.clock.now()
        body = json.dumps(body_of(action, ref, message, now), ensure_ascii=False).encode()
        target = PostTarget(url=url, what=f"Webhook “{ref.channel}”", variable="WEBHOOK_ENDPOINTS")
        id_ = "msg_" + _digest(f"{ref.channel}\0{delivery}")
        older = self._keys.headers_of_version_1(body, delivery, now)
        await self._posts.post(target, body, {**self._keys.headers(body, id_, now), **older})


def body_of(action: str, ref: MessageRef, message: Message, now: datetime) -> Json:
    """The body of one request. Buttons, pings and the bytes of a picture stay here: nobody can use them."""
    return {
        "version": VERSION,
        "action": action,
        "id": ref.id,
        "thread": ref.thread,
        "revision": _revision(message),
        "sent_at": instant(now),
        "alert": _alert(message.alert) if message.alert else None,
        "message": _message(message),
        "text": "\n".join([inert(message.headline), *lines_of(message, inert)]),
    }


@asynccontextmanager
async def connected(
    settings: WebhookSettings, *, clock: Clock, within: timedelta = TIMEOUT
) -> AsyncIterator[Webhook]:
    """Open a session; nothing is sent yet. `within` is for a whole request."""
    async with posting(USER_AGENT, clock, within) as posts:
        yield Webhook(settings, posts)


def _message(message: Message) -> Json:
    picture = message.picture
    return {
        "headline": inert(message.headline),
        "tone": message.tone.value,
        "sections": [
            {
                "title": inert(section.title) if section.title else None,
                "lines": [{"spans": _spans(line)} for line in section.lines],
                "more": section.more,
            }
            for section in message.sections
        ],
        "footer": {"spans": _spans(message.footer)},
        "picture": {"alt": inert(picture.alt)} if picture else None,
    }


def _alert(alert: Alert) -> Json:
    return {
        "key": alert.key,
        "kind": alert.kind,
        "severity": alert.severity,
        "grade": alert.grade,
        "is_over": alert.is_over,
        "cause": {"id": alert.cause, "name": inert(alert.cause_name)},
        "affected": list(alert.affected),
        "started_at": instant(alert.started_at),
        "updated_at": instant(alert.updated_at),
        "ended_at": instant(alert.ended_at) if alert.ended_at else None,
        "url": inert(alert.url) if alert.url and is_web_address(alert.url) else None,
    }


def _spans(line: Line) -> list[Json]:
    return [_span(span) for span in line]


def _span(span: Span) -> Json:
    match span:
        case Text(value=value, bold=bold):
            return {"type": "text", "text": inert(value), "bold": bold}
        case Quote(value=value):
            return {"type": "quote", "text": inert(value)}
        case Link(label=label, url=url):
            if not is_web_address(url):
                return {"type": "text", "text": inert(label), "bold": False}
            return {"type": "link", "text": inert(label), "url": inert(url)}
        case Moment(at=at):
            return {"type": "time", "at": instant(at)}


def _revision(message: Message) -> str:
    """A hash of what is said: the same words, the same revision."""
    return _digest(json.dumps(_message(message), sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _endpoints_in(settings: WebhookSettings) -> dict[str, str]:
    text = settings.endpoints.get_secret_value() if settings.endpoints else ""
    endpoints = named_addresses(text, "WEBHOOK_ENDPOINTS")
    for name, url in endpoints.items():
        try:
            parts = urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise ConfigurationError(f"WEBHOOK_ENDPOINTS: “{name}” is no http(s) address")
    return endpoints


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@asynccontextmanager
async def _connect(settings: WebhookSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    async with connected(settings, clock=SystemClock()) as webhook:
        yield webhook


def _is_configured(settings: WebhookSettings) -> bool:
    return settings.endpoints is not None


def _faults(settings: WebhookSettings, use: SettingsUse) -> Iterator[str]:
    """What is wrong with the endpoints, the secret, and who is to be told through them."""
    try:
        endpoints = _endpoints_in(settings) if settings.endpoints else {}
    except ConfigurationError as error:
        yield str(error)
        return
    if endpoints and settings.secret is None:
        yield "WEBHOOK_ENDPOINTS is set without WEBHOOK_SECRET, a long random text: openssl rand -hex 32"
    elif endpoints:
        try:
            SigningKeys.of(settings.secret, "WEBHOOK_SECRET")
        except ConfigurationError as error:
            yield str(error)
    if settings.secret is not None and not endpoints:
        yield "WEBHOOK_SECRET is set without WEBHOOK_ENDPOINTS: set ops=https://…, or take it out"
    yield from unnamed_faults(use.destinations, endpoints, "webhook", "WEBHOOK_ENDPOINTS")


PLATFORM: Final = Platform(
    settings=WebhookSettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=_faults,
    traits=bare_traits(NAME, edits=True),
)
