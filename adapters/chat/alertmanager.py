"""Prometheus Alertmanager, by its API v2: an alert is what has the same labels.

https://prometheus.io/docs/alerting/latest/alerts_api/: it fires until its `endsAt`, and what is sent anew
replaces the annotations. Alerts are kept in memory alone, so open ones are sent again every few minutes; an
end is an `endsAt` of now. Several addresses of one name are the peers of one cluster, which share no alerts:
each is sent all.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog
from pydantic import Field, SecretStr

from adapters.chat.shared.alerting_tool import (
    AlertingTool,
    Json,
    ToolSetup,
    details_of,
    link_of,
    summary_of,
    text_of_alert,
)
from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat.shared.named import named_addresses
from adapters.chat.shared.only_sends import unnamed_faults
from adapters.chat.shared.posts import TIMEOUT, JsonPosts, posting
from adapters.chat.shared.setting_faults import address_faults
from bot.clock import Clock, SystemClock
from bot.domain.alert import Alert, AlertKind
from bot.domain.message import Message, MessageRef
from bot.domain.times import instant
from bot.errors import BotError, ConfigurationError, MissingSecret
from bot.ports import ChatPlatform, Platform, SettingsUse, Vault
from bot.settings import EnvironmentSettings

logger = structlog.get_logger(__name__)

NAME: Final = "alertmanager"
VARIABLE: Final = "ALERTMANAGER_URLS"
PEERS: Final = "|"
REPEATS_EVERY: Final = timedelta(minutes=5)
# We close what we open. This only bounds how long an alert fires when nobody is left to close it.
FIRES_FOR: Final = timedelta(days=1)
TESTS_FOR: Final = timedelta(minutes=5)
MAX_SUMMARY: Final = 300
MAX_TEXT: Final = 4_000
_NAMES: Final = {
    AlertKind.INCIDENT: "SharedfateIncident",
    AlertKind.REPORT: "SharedfateReport",
    AlertKind.MAINTENANCE: "SharedfateMaintenance",
    AlertKind.OURSELVES: "SharedfateTrouble",
    AlertKind.TEST: "SharedfateTest",
}


class AlertmanagerSettings(EnvironmentSettings):
    """How we alert through Prometheus Alertmanager, see docs/escalation.md."""

    env_prefix = "ALERTMANAGER_"

    urls: SecretStr | None = Field(
        default=None,
        description="Named Alertmanagers: ops=http://alertmanager:9093, other=https://user:password@… for "
        "alertmanager:ops and alertmanager:other. Peers of one cluster with | between them.",
    )


class Alertmanager(AlertingTool):
    """The named Alertmanagers."""

    ends_tests = True

    def __init__(self, setup: ToolSetup, posts: JsonPosts) -> None:
        super().__init__(setup, posts)
        self._clock = posts.clock

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Bring the alert to this state: it is asked for again and again while it is open."""
        if message.alert is not None:
            await self.tell(ref.channel, self.secret_of(ref.channel), message, message.alert)

    async def tell(self, place: str, secret: str, message: Message, alert: Alert) -> None:
        """Send it to every peer. One that takes it is enough; raises what the last one answered."""
        if alert.is_news:
            return  # the state comes with the card, and the annotations are all of it
        document = [alert_document(place, message, alert, self._clock.now())]
        failures = list[BotError]()
        peers = secret.split(PEERS)
        for peer in peers:
            try:
                await self.post(place, f"{peer.rstrip('/')}/api/v2/alerts", document)
            except BotError as error:
                failures.append(error)
        if len(failures) == len(peers):
            raise failures[-1]
        for failure in failures:
            logger.warning("A peer of an Alertmanager takes no alert", place=place, error=str(failure))


def alert_document(place: str, message: Message, alert: Alert, now: datetime) -> Json:
    """An alert. Its labels never change while it is open, else it would be another one."""
    fires_for = TESTS_FOR if alert.kind is AlertKind.TEST else FIRES_FOR
    ends_at = min(alert.ended_at or now, now) if alert.is_over else now + fires_for
    details = details_of(alert)
    details.pop("id")
    return {
        "labels": {
            "alertname": _NAMES[alert.kind],
            "sharedfate_id": alert.key,
            "place": place,
            "kind": str(alert.kind),
        },
        "annotations": {
            "summary": summary_of(message, MAX_SUMMARY),
            "description": text_of_alert(message, MAX_TEXT),
            **details,
        },
        # An end before the beginning is refused.
        "startsAt": instant(min(alert.started_at, ends_at)),
        "endsAt": instant(ends_at),
        **({"generatorURL": link} if (link := link_of(alert)) else {}),
    }


@asynccontextmanager
async def connected(
    settings: AlertmanagerSettings, *, clock: Clock, within: timedelta = TIMEOUT
) -> AsyncIterator[Alertmanager]:
    """Open a session; nothing is sent yet. `within` is for a whole request."""
    places = _places_in(settings)
    if not places:
        raise MissingSecret(VARIABLE, "name the addresses, such as ops=http://alertmanager:9093")
    setup = ToolSetup(
        platform=NAME,
        title="Alertmanager",
        places=places,
        variable=VARIABLE,
        what="Alertmanager",
    )
    async with posting("Sharedfate", clock, within) as posts:
        yield Alertmanager(setup, posts)


def _places_in(settings: AlertmanagerSettings) -> dict[str, str]:
    text = settings.urls.get_secret_value() if settings.urls else ""
    places = named_addresses(text, VARIABLE) if text.strip() else {}
    for name, peers in places.items():
        for peer in peers.split(PEERS):
            if any(address_faults(VARIABLE, peer or "-", "http", "https")) or urlsplit(peer).query:
                raise ConfigurationError(f"{VARIABLE}: “{name}” is no http(s) address")
    return places


@asynccontextmanager
async def _connect(settings: AlertmanagerSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    async with connected(settings, clock=SystemClock()) as client:
        yield client


def _is_configured(settings: AlertmanagerSettings) -> bool:
    return settings.urls is not None


def _faults(settings: AlertmanagerSettings, use: SettingsUse) -> Iterator[str]:
    """What is wrong with the addresses, and who is to be told through them."""
    try:
        places = _places_in(settings)
    except ConfigurationError as error:
        yield str(error)
        return
    yield from unnamed_faults(use.destinations, places, "Alertmanager", VARIABLE)


PLATFORM: Final = Platform(
    settings=AlertmanagerSettings,
    connect=_connect,
    is_configured=_is_configured,
    faults=_faults,
    traits=bare_traits(NAME, edits=True, repeats_every=REPEATS_EVERY),
)
