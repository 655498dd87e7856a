"""Notify: alerts to one destination, in order, each sent at least once and recorded before and after."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog

from bot.alerting.plan import Act, Action, Notification, plan
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.alert import Alert, AlertReason
from bot.domain.message import Destination, Message, MessageRef
from bot.errors import DeliveryError, RateLimited, Undeliverable
from bot.metrics import DELIVERIES
from bot.ports import ChatPlatform
from bot.rendering.card import card, closing, update
from bot.storage.notifications import Notifications
from bot.storage.streams import Group

logger = structlog.get_logger(__name__)

BLOCK_MS: Final = 2_000
FIRST_BACK_OFF: Final = timedelta(seconds=2)
LONGEST_BACK_OFF: Final = timedelta(minutes=5)


@dataclass(slots=True, kw_only=True)
class Notify:
    """Delivers alerts to one destination. A failing platform is tried again; the order is kept."""

    alerts: Group[Alert]
    log: Notifications
    platform: ChatPlatform
    destination: Destination
    catalog: Catalog
    clock: Clock
    failures: int = 0

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            try:
                await self.step(block_ms=BLOCK_MS)
            except DeliveryError as error:
                wait = self._back_off(error)
                logger.warning("Delivery failed", to=str(self.destination), error=str(error), wait=str(wait))
                await self.clock.sleep(wait)

    async def step(self, *, block_ms: int | None = None) -> int:
        """Deliver the next alerts; return how many. Raises DeliveryError: the alert stays pending."""
        entries = await self.alerts.read(10, block_ms=block_ms)
        for entry in entries:
            try:
                told = await self._deliver(entry.value)
            except DeliveryError:
                self.failures += 1
                self.alerts.again()
                raise
            self.failures = 0
            await self.log.commit(told, self.alerts, entry)
        return len(entries)

    async def _deliver(self, alert: Alert) -> Notification:
        incident = alert.change.incident
        told = await self.log.load(incident.id, str(self.destination))
        for action in plan(alert, told):
            try:
                told = await self._act(action, alert, told)
                DELIVERIES.labels(platform=self.destination.platform, outcome="sent").inc()
            except Undeliverable as error:
                DELIVERIES.labels(platform=self.destination.platform, outcome="undeliverable").inc()
                logger.warning("Undeliverable", to=str(self.destination), error=str(error))
                told = told.with_done(action, None)
        return replace(told, shown=max(told.shown, incident.version))

    async def _act(self, action: Action, alert: Alert, told: Notification) -> Notification:
        message = self._message(action, alert)
        if action.act is Act.EDIT_CARD:
            assert told.card is not None
            await self.platform.edit(told.card, message)
            return told.with_done(action, None)
        uncertain = told.sending == action.nonce
        told = replace(told, sending=action.nonce)
        await self.log.save(told)
        ref = await self.platform.send(
            message,
            self.destination,
            nonce=action.nonce,
            thread=self._thread(action, told),
            uncertain=uncertain,
        )
        told = told.with_done(action, ref)
        await self.log.save(told)
        return told

    def _message(self, action: Action, alert: Alert) -> Message:
        if action.act in (Act.POST_CARD, Act.EDIT_CARD):
            return card(alert.change.incident, self.catalog, alert.change.at)
        if alert.reason in (AlertReason.RESOLVED, AlertReason.WITHDRAWN):
            return closing(alert.change, self.catalog)
        return update(alert.change, self.catalog)

    @staticmethod
    def _thread(action: Action, told: Notification) -> MessageRef | None:
        if action.act is not Act.POST_IN_THREAD or told.card is None:
            return None
        return replace(told.card, thread=told.thread or told.card.thread)

    def _back_off(self, error: DeliveryError) -> timedelta:
        wait: timedelta = min(FIRST_BACK_OFF * 2 ** min(self.failures, 10), LONGEST_BACK_OFF)
        if isinstance(error, RateLimited):
            wait = max(wait, timedelta(seconds=error.retry_after_seconds))
        return wait
