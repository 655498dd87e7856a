"""What chat platforms themselves say: who we are there, what we may do, and where we may post."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from adapters.chat_platforms import PLATFORMS, TRAITS
from bot.alerting.routing import destinations_in
from bot.chat.access_check import is_told
from bot.cli.diagnosis import Diagnosis
from bot.domain.message import Destination
from bot.errors import BotError
from bot.ports import ChatPlatform, Platform
from bot.rendering.text import listing
from bot.settings import BotSettings
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from bot.storage.vault import StoredVault

# Channels that one platform is asked about; of more, the first.
MOST: Final = 100
_AT_ONCE: Final = 8


async def asked(environ: Mapping[str, str], client: Client, *, is_offline: bool) -> list[Diagnosis]:
    """What each platform says, and what is known of each channel that is told."""
    places = await _places(environ, client)
    troubles = {n: h.trouble for n, h in (await ChannelHealths(client).load_all()).items() if h.trouble}
    findings = []
    for name, platform in PLATFORMS.items():
        own = [to for to in places if to.platform == name]
        findings += await _of(name, platform, environ, client, own, is_offline=is_offline)
    seen = {finding.what for finding in findings}
    findings += [
        Diagnosis(f"channel {name}", ok=False, says=trouble)
        for name, trouble in troubles.items()
        if f"channel {name}" not in seen
    ]
    return findings


async def _places(environ: Mapping[str, str], client: Client) -> tuple[Destination, ...]:
    """Every channel that is told something by itself: those of the settings, and those set up in chat."""
    try:
        fixed = destinations_in(BotSettings.read(environ).announce_to, TRAITS)
    except BotError:  # said elsewhere
        fixed = ()
    channels = await Channels(client).load_all()
    return tuple(dict.fromkeys((*fixed, *(c.destination for c in channels if is_told(c)))))


async def _of(
    name: str,
    platform: Platform,
    environ: Mapping[str, str],
    client: Client,
    places: Sequence[Destination],
    *,
    is_offline: bool,
) -> list[Diagnosis]:
    try:
        settings = platform.settings.read(environ)
        if not platform.is_configured(settings):
            though = f", and yet to be told: {listing([str(to) for to in places], 5)}" if places else ""
            return [Diagnosis(name, ok=not places, says=f"not set up{though}")]
        if is_offline:
            return [Diagnosis(name, ok=True, says="configured; not asked")]
        vault = StoredVault(client, BotSettings.read(environ).vault_key)
        async with platform.connect(settings, vault) as connected:
            return [await _identity(name, connected), *await _accesses(connected, places, client)]
    except BotError as error:
        return [Diagnosis(name, ok=False, says=str(error))]


async def _identity(name: str, platform: ChatPlatform) -> Diagnosis:
    identity = await platform.identity()
    lacking = "; ".join(f"{right.name} ({right.reason})" for right in identity.lacking)
    says = f"{identity.name} lacks {lacking}: allow that, and install again" if lacking else identity.name
    return Diagnosis(name, ok=not lacking, says=says)


async def _accesses(platform: ChatPlatform, places: Iterable[Destination], client: Client) -> list[Diagnosis]:
    """Whether each channel can be posted to, in the order given."""
    channels, room = Channels(client), asyncio.Semaphore(_AT_ONCE)

    async def one(place: Destination) -> Diagnosis:
        async with room:
            access = await platform.access(await channels.address_of(place))
        trouble = (await ChannelHealths(client).load(str(place))).trouble
        says = access.trouble or (f"last trouble: {trouble}" if trouble else "")
        ok = not access.trouble and not access.advice and (access.is_known or not trouble)
        fine = "can be posted to" if access.is_known else "its platform does not say whether we may post"
        parts = (fine if not access.trouble else "", says, access.advice)
        return Diagnosis(f"channel {place}", ok=ok, says="; ".join(filter(None, parts)))

    async with asyncio.TaskGroup() as tasks:
        asking = [tasks.create_task(one(place)) for place in list(places)[:MOST]]
    return [task.result() for task in asking]
