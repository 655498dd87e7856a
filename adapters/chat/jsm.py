"""Jira Service Management, and Opsgenie, whose alert API it has kept: an alert has one `alias`.

https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events and
https://docs.opsgenie.com/docs/alert-api: what is created again under an alias that is open is counted and
changes nothing, so what is new goes into a note. Requests are taken before they are carried out (202).
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from pydantic import Field, SecretStr

from adapters.chat.shared.alerting_tool import (
    AlertingTool,
    Json,
    ToolSetup,
    alert_key,
    details_of,
    summary_of,
    text_of_alert,
)
from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat.shared.named import named_keys
from adapters.chat.shared.only_sends import unnamed_faults
from adapters.chat.shared.posts import TIMEOUT, JsonPosts, posting
from adapters.chat.shared.setting_faults import address_faults
from bot.clock import Clock, SystemClock
from bot.domain.alert import Alert, AlertSeverity
from bot.domain.message import Message
from bot.errors import ConfigurationError, MissingSecret
from bot.ports import ChatPlatform, Platform, SettingsUse, Vault
from bot.settings import EnvironmentSettings

NAME: Final = "jsm"
VARIABLE: Final = "JSM_API_KEYS"
# Characters, by https://docs.opsgenie.com/docs/alert-api
MAX_MESSAGE: Final = 130
MAX_DESCRIPTION: Final = 15_000
MAX_NOTE: Final = 25_000
_PRIORITIES: Final = {
    AlertSeverity.CRITICAL: "P1",
    AlertSeverity.ERROR: "P2",
    AlertSeverity.WARNING: "P3",
    AlertSeverity.INFO: "P5",
}
_SOURCE: Final = {"source": "Sharedfate", "user": "Sharedfate"}


class JsmSettings(EnvironmentSettings):
    """How we wake people through Jira Service Management or Opsgenie, see docs/escalation.md."""

    env_prefix = "JSM_"

    api_keys: SecretStr | None = Field(
        default=None,
        description="Named keys of API integrations: ops=…, db=… for jsm:ops and jsm:db.",
    )
    url: str = Field(
        default="https://api.atlassian.com/jsm/ops/integration",
        description="Where alerts are sent; Opsgenie until April 2027: https://api.opsgenie.com, and "
        "https://api.eu.opsgenie.com for accounts in the EU.",
    )


class Jsm(AlertingTool):
    """The named integrations."""

    def __init__(self, setup: ToolSetup, posts: JsonPosts, url: str) -> None:
        super().__init__(setup, posts)
        self._url = url.rstrip("/")

    async def tell(self, place: str, secret: str, message: Message, alert: Alert) -> None:
        """Create the alert, with a note of what is new; or close it, with a note of why."""
        headers = {"Authorization": f"GenieKey {secret}"}
        one = f"{self._url}/v2/alerts/{quote(alert_key(alert, place), safe='')}"
        note = {**_SOURCE, "note": text_of_alert(message, MAX_NOTE)}
        if alert.is_over:
            await self.post(place, f"{one}/close?identifierType=alias", note, headers)
            return
        await self.post(place, f"{self._url}/v2/alerts", alert_document(place, message, alert), headers)
        if alert.is_news:
            await self.post(place, f"{one}/notes?identifierType=alias", note, headers)


def alert_document(place: str, message: Message, alert: Alert) -> Json:
    """An alert to be created."""
    return {
        **_SOURCE,
        "message": summary_of(message, MAX_MESSAGE),
        "alias": alert_key(alert, place),
        "description": text_of_alert(message, MAX_DESCRIPTION),
        "entity": alert.cause,
        "priority": _PRIORITIES[alert.severity],
        "tags": ["sharedfate", str(alert.kind), *([str(alert.grade)] if alert.grade else [])],
        "details": details_of(alert),
    }


@asynccontextmanager
async def connected(
    settings: JsmSettings, *, clock: Clock, within: timedelta = TIMEOUT
) -> AsyncIterator[Jsm]:
    """Open a session; nothing is sent yet. `within` is for a whole request."""
    keys = _keys_in(settings)
    if not keys:
        raise MissingSecret(VARIABLE, "an integration of the type API has one")
    setup = ToolSetup(
        platform=NAME,
        title="Jira Service Management",
        places=keys,
        variable=VARIABLE,
        what="Jira Service Management integration",
        of_key="Key format",
    )
    async with posting("Sharedfate", clock, within) as posts:
        yield Jsm(setup, posts, settings.url)


def _keys_in(settings: JsmSettings) -> dict[str, str]:
    return named_keys(settings.api_keys.get_secret_value() if settings.api_keys else "", VARIABLE)


@asynccontextmanager
async def _connect(settings: JsmSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    async with connected(settings, clock=SystemClock()) as client:
        yield client


def _is_configured(settings: JsmSettings) -> bool:
    return settings.api_keys is not None


def _faults(settings: JsmSettings, use: SettingsUse) -> Iterator[str]:
    """What is wrong with the keys, the address, and who is to be told through them."""
    yield from address_faults("JSM_URL", settings.url, "https", "http")
    try:
        keys = _keys_in(settings)
    except ConfigurationError as error:
        yield str(error)
        return
    yield from unnamed_faults(use.destinations, keys, "Jira Service Management integration", VARIABLE)


PLATFORM: Final = Platform(
    settings=JsmSettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=_faults,
    traits=bare_traits(NAME, edits=True),
)
