"""Everything else, through Apprise: Teams, Mattermost, Telegram, e-mail and some hundred more.

Messages are plain text, and none is ever changed: services differ too much for more. The library is imported
when connecting.
"""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Final

from pydantic import Field, SecretStr

from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat.shared.lines import lines_of
from adapters.chat.shared.named import named_addresses
from adapters.chat.shared.only_sends import OnlySends, unnamed_faults
from adapters.chat.shared.untrusted_text import inert
from bot.domain.message import Destination, Message, MessageRef, Tone
from bot.domain.refusal import Refusal
from bot.errors import ConfigurationError, DeliveryError, MissingSecret, Undeliverable
from bot.ports import ChatPlatform, Platform, SettingsUse, Vault
from bot.settings import EnvironmentSettings

NAME: Final = "apprise"
# Services answer within seconds; a slow mail server needs some more. Apprise's own limit is a minute.
TIMEOUT_SECONDS: Final = 30.0
# Mentions, tags and links of the services that Apprise knows go on behind these: a word joiner, which is not
# seen, breaks them. Other markup only changes how words look, and Apprise escapes it where it knows how.
_BREAKS: Final = re.compile(r"([@<\]]|:(?=//))")
_KINDS: Final = {Tone.OUTAGE: "failure", Tone.DEGRADED: "warning", Tone.RESOLVED: "success"}
# How Apprise's plugins log what a server answered. Their other words may hold tokens and addresses.
_STATUS: Final = re.compile(r"\berror=(\d{3})\b")


class AppriseSettings(EnvironmentSettings):
    """How we reach everything else: Teams, Mattermost, Telegram, e-mail, … through Apprise."""

    env_prefix = "APPRISE_"

    urls: SecretStr | None = Field(
        default=None,
        description="Named Apprise URLs: teams=msteams://…, mail=mailto://… for apprise:teams and "
        "apprise:mail. They hold secrets. All kinds: https://appriseit.com/services/",
    )


class Apprise(OnlySends):
    """The named services, each an Apprise of its own."""

    def __init__(self, settings: AppriseSettings) -> None:
        text = settings.urls.get_secret_value() if settings.urls else ""
        if not text.strip():
            raise MissingSecret("APPRISE_URLS", "set named URLs, such as mail=mailto://…, see .env.example")
        _silence()
        self._services = {
            name: _service(name, url) for name, url in named_addresses(text, "APPRISE_URLS").items()
        }
        super().__init__(tuple(self._services), "APPRISE_URLS", "Apprise URL")

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,  # noqa: ARG002  -- a thread's post is a message like any other
        uncertain: bool = False,  # noqa: ARG002  -- no service can be asked what has arrived
    ) -> MessageRef:
        """Hand a message on. Apprise waits in threads of its own, so the loop goes on."""
        service = self._services.get(to.channel)
        if service is None:
            unnamed = f"No Apprise URL is named “{to.channel}”: add it to APPRISE_URLS"
            raise Undeliverable(unnamed, Refusal.CHANNEL)
        title, body = words_of(message)
        outcome = await service.async_notify(
            title=title,
            body=body,
            notify_type=_KINDS.get(message.tone, "info"),
            body_format="text",
            interpret_escapes=False,
            attach=_picture(message),
        )
        if not outcome:
            raise DeliveryError(
                f"Apprise could not deliver to “{to.channel}”{_status(outcome)}: try its URL with the "
                "`apprise` command"
            )
        return MessageRef(platform=NAME, channel=to.channel, id=nonce)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Do nothing: Apprise hands messages on and cannot reach them again. What matters is posted anew."""


def words_of(message: Message) -> tuple[str, str]:
    """Title and body in plain text. A message of a headline alone has it as its body, which none may lack."""
    lines = lines_of(message, harmless)
    if message.picture:
        lines += ["", harmless(message.picture.alt)]
    headline = harmless(message.headline)
    return (headline, "\n".join(lines).strip("\n")) if lines else ("", headline)


def harmless(text: str) -> str:
    """Words that no service takes for a mention, a tag, a command or a link."""
    return _BREAKS.sub("\\1\u2060", inert(text))


def _silence() -> None:
    """Keep the library's warnings to itself: they name servers and receivers, and outcomes say enough."""
    logging.getLogger("apprise").propagate = False


def _service(name: str, url: str) -> Any:
    """An Apprise with one service. Raises ConfigurationError with the name alone."""
    import apprise  # noqa: PLC0415  -- 0.1 s to import

    asset = apprise.AppriseAsset(
        app_id="Sharedfate",
        app_desc="Shared-infrastructure incidents",
        image_url_mask="",
        interpret_emojis=False,
        interpret_escapes=False,
        http_redirects=False,
        storage_mode="memory",
        service_timeout=TIMEOUT_SECONDS,
    )
    service = apprise.Apprise.instantiate(url, asset=asset)
    if service is None:
        raise ConfigurationError(
            f"APPRISE_URLS: Apprise cannot read the URL named “{name}”: see https://appriseit.com/services/"
        )
    if "overflow=" not in url:
        # Cut rather than refused: the headline is useful alone.
        service.overflow_mode = apprise.OverflowMode.TRUNCATE
    return apprise.Apprise(service, asset=asset)


def _picture(message: Message) -> Any:
    from apprise.attachment.memory import AttachMemory  # noqa: PLC0415  -- loaded since connecting

    if message.picture is None:
        return None
    picture = message.picture
    return AttachMemory(  # type: ignore[no-untyped-call]
        content=picture.png, name=picture.name, mimetype="image/png"
    )


def _status(outcome: Any) -> str:
    """The HTTP statuses in what a failed delivery logged, and nothing else of it."""
    logged = " ".join(
        entry.message for result in outcome.results for attempt in result.attempts for entry in attempt.logs
    )
    statuses = sorted(set(_STATUS.findall(logged)))
    return f" ({', '.join(statuses)})" if statuses else ""


@asynccontextmanager
async def _connect(settings: AppriseSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    yield Apprise(settings)


def _is_configured(settings: AppriseSettings) -> bool:
    return settings.urls is not None


def _faults(settings: AppriseSettings, use: SettingsUse) -> Iterator[str]:
    """What is wrong with the URLs, and who is to be told through them."""
    text = settings.urls.get_secret_value() if settings.urls else ""
    try:
        addresses = named_addresses(text, "APPRISE_URLS") if text.strip() else {}
    except ConfigurationError as error:
        yield str(error)
        return
    for name, url in addresses.items():
        try:
            _service(name, url)
        except ConfigurationError as error:
            yield str(error)
    yield from unnamed_faults(use.destinations, addresses, "Apprise URL", "APPRISE_URLS")


PLATFORM: Final = Platform(
    settings=AppriseSettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=_faults,
    traits=bare_traits(NAME, edits=False),
)
