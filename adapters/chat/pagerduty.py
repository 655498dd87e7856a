"""PagerDuty, by its Events API v2: an alert is triggered and resolved under one `dedup_key`.

https://developer.pagerduty.com/docs/events-api-v2-overview: what is triggered again while it is open is
another entry in its log, and wakes nobody anew; what resolves an alert that is not open is dropped.
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from pydantic import Field, SecretStr

from adapters.chat.shared.alerting_tool import (
    AlertingTool,
    Json,
    ToolSetup,
    alert_key,
    details_of,
    link_of,
    summary_of,
    text_of_alert,
)
from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat.shared.named import named_keys
from adapters.chat.shared.only_sends import unnamed_faults
from adapters.chat.shared.posts import TIMEOUT, JsonPosts, posting
from adapters.chat.shared.setting_faults import address_faults
from bot.clock import Clock, SystemClock
from bot.domain.alert import Alert
from bot.domain.message import Message
from bot.domain.times import instant
from bot.errors import ConfigurationError, MissingSecret
from bot.ports import ChatPlatform, Platform, SettingsUse, Vault
from bot.settings import EnvironmentSettings

NAME: Final = "pagerduty"
VARIABLE: Final = "PAGERDUTY_ROUTING_KEYS"
# https://developer.pagerduty.com/docs/send-alert-event: 1,024 characters of summary, 512 KB in all.
MAX_SUMMARY: Final = 1_024
MAX_TEXT: Final = 8_000
_ROUTING_KEY: Final = re.compile(r"[0-9A-Za-z]{32}")


class PagerDutySettings(EnvironmentSettings):
    """How we wake people through PagerDuty, see docs/escalation.md."""

    env_prefix = "PAGERDUTY_"

    routing_keys: SecretStr | None = Field(
        default=None,
        description="Named integration keys of Events API v2 integrations: ops=…, db=… for pagerduty:ops and "
        "pagerduty:db.",
    )
    url: str = Field(
        default="https://events.pagerduty.com",
        description="Where events are sent; accounts in the EU: https://events.eu.pagerduty.com.",
    )


class PagerDuty(AlertingTool):
    """The named integrations."""

    def __init__(self, setup: ToolSetup, posts: JsonPosts, url: str) -> None:
        super().__init__(setup, posts)
        self._url = url.rstrip("/")

    async def tell(self, place: str, secret: str, message: Message, alert: Alert) -> None:
        """Trigger or resolve."""
        await self.post(place, f"{self._url}/v2/enqueue", event_of(place, secret, message, alert))


def event_of(place: str, routing_key: str, message: Message, alert: Alert) -> Json:
    """One event. Words go with the end, too: they say whether it was an end or a correction."""
    link = link_of(alert)
    return {
        "routing_key": routing_key,
        "event_action": "resolve" if alert.is_over else "trigger",
        "dedup_key": alert_key(alert, place),
        "client": "Sharedfate",
        "payload": {
            "summary": summary_of(message, MAX_SUMMARY),
            "severity": str(alert.severity),
            "source": alert.cause,
            "component": alert.cause_name,
            "class": str(alert.kind),
            "timestamp": instant(alert.updated_at),
            "custom_details": {**details_of(alert), "text": text_of_alert(message, MAX_TEXT)},
        },
        "links": [{"href": link, "text": "What is said of it"}] if link else [],
    }


@asynccontextmanager
async def connected(
    settings: PagerDutySettings, *, clock: Clock, within: timedelta = TIMEOUT
) -> AsyncIterator[PagerDuty]:
    """Open a session; nothing is sent yet. `within` is for a whole request."""
    keys = _keys_in(settings)
    if not keys:
        raise MissingSecret(VARIABLE, "a service's Integrations tab has the key: Events API v2")
    setup = ToolSetup(
        platform=NAME,
        title="PagerDuty",
        places=keys,
        variable=VARIABLE,
        what="PagerDuty integration",
        of_key="routing_key",
    )
    async with posting("Sharedfate", clock, within) as posts:
        yield PagerDuty(setup, posts, settings.url)


def _keys_in(settings: PagerDutySettings) -> dict[str, str]:
    keys = named_keys(settings.routing_keys.get_secret_value() if settings.routing_keys else "", VARIABLE)
    for name, key in keys.items():
        if not _ROUTING_KEY.fullmatch(key):
            raise ConfigurationError(f"{VARIABLE}: the key of “{name}” is not 32 letters and digits")
    return keys


@asynccontextmanager
async def _connect(settings: PagerDutySettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    async with connected(settings, clock=SystemClock()) as client:
        yield client


def _is_configured(settings: PagerDutySettings) -> bool:
    return settings.routing_keys is not None


def _faults(settings: PagerDutySettings, use: SettingsUse) -> Iterator[str]:
    """What is wrong with the keys, the address, and who is to be told through them."""
    yield from address_faults("PAGERDUTY_URL", settings.url, "https", "http")
    try:
        keys = _keys_in(settings)
    except ConfigurationError as error:
        yield str(error)
        return
    yield from unnamed_faults(use.destinations, keys, "PagerDuty integration", VARIABLE)


PLATFORM: Final = Platform(
    settings=PagerDutySettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=_faults,
    traits=bare_traits(NAME, edits=True),
)
