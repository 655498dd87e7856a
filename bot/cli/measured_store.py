"""What was measured, from the store here."""

import asyncio
from collections.abc import Mapping

from bot.cli.surroundings import environment
from bot.domain.measurement import MeasuredService
from bot.errors import StoreUnavailable
from bot.settings import StoreSettings
from bot.storage.connection import open_existing
from bot.storage.measurements import Measurements


def measured_here() -> Mapping[str, MeasuredService]:
    """What services were measured to stand on, by the store here; nothing where there is none."""
    return asyncio.run(_measured(StoreSettings.read(environment().variables)))


async def _measured(settings: StoreSettings) -> Mapping[str, MeasuredService]:
    try:
        async with open_existing(settings) as client:
            return await Measurements(client).load_all()
    except StoreUnavailable:
        return {}
