"""The part that answers over HTTP: how we are doing, what other tools hand in, and what we know.

It is imported when it starts: no page is read later because of a server.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from adapters.web.area import Area
from adapters.web.handing_in import Entrance
from adapters.web.health import health_area
from adapters.web.inbound import INBOUND
from adapters.web.server import face, serve
from adapters.web.tokens import Keyring
from bot.own_health import OwnHealth
from bot.pipeline import Pipeline
from bot.ports import Binding
from bot.settings import BotSettings
from bot.storage.availability import impatiently
from bot.web_areas import shown_areas

PATIENCE_SECONDS: Final = 3.0


async def serve_web(
    pipeline: Pipeline, settings: BotSettings, started: datetime, with_heart: Sequence[str]
) -> None:
    """Answer until cancelled. `with_heart` are the parts of this process that have a heartbeat."""
    address = Binding("SHAREDFATE_WEB_PORT", settings.web_host, settings.web_port)
    own = OwnHealth(pipeline=pipeline, started=started, parts=with_heart)
    # Who asks over HTTP asks again: what ails the store is a better answer than a late one.
    with impatiently(PATIENCE_SECONDS):
        await serve(address, face(pipeline.clock, _areas(pipeline, settings, own)))


def _areas(pipeline: Pipeline, settings: BotSettings, own: OwnHealth) -> list[Area]:
    """All that we answer over HTTP: what is open to whoever reaches the port, and what is guarded."""
    areas = [health_area(own.load, pipeline.clock, own.metrics.exposition)]
    if (entrance := _entrance(pipeline, settings)) is not None:
        areas.append(entrance.area)
    return [*areas, *shown_areas(pipeline, settings)]


def _entrance(pipeline: Pipeline, settings: BotSettings) -> Entrance | None:
    """Where other tools hand in what they see, if somebody may."""
    keyring = Keyring.of(settings.inbound_token, settings.inbound_secret)
    if not keyring:
        return None
    return Entrance(sources=INBOUND, keyring=keyring, reception=pipeline.receiver(), clock=pipeline.clock)
