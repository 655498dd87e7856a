"""The faults that are combined: each is something that is so for some seconds, and then no longer."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from redis.exceptions import RedisError

from tests.faults.scene import Scene, pause
from tests.faults.truth import HOSTILE, SERVICES
from tests.servers.trouble import Mood, Trouble

Fault = Callable[[Scene], AbstractAsyncContextManager[None]]
"""So it is within."""

# Whatever says 200 has taken what a webhook sends.
_TAKEN: Final = (Mood.WELL, Mood.GARBLED, Mood.COVERED)
NOT_A_STORE: Final = ("127.0.0.1", "1")


@asynccontextmanager
async def store_killed(scene: Scene) -> AsyncIterator[None]:
    """The server's process is killed; what it had written down is there when it is back."""
    scene.server.kill()
    yield
    await scene.server.start()


@asynccontextmanager
async def store_killed_often(scene: Scene) -> AsyncIterator[None]:
    """Killed and started again and again."""
    async with _all_the_while(_kill_and_start, scene):
        yield


@asynccontextmanager
async def store_stopped(scene: Scene) -> AsyncIterator[None]:
    """The server's process stands still."""
    scene.server.hold()
    yield
    scene.server.let_go()


@asynccontextmanager
async def store_line_dead(scene: Scene) -> AsyncIterator[None]:
    """What is sent to it is swallowed, by connections that are there and by new ones."""
    scene.proxy.open.clear()
    yield
    scene.proxy.swallow()
    scene.proxy.open.set()


@asynccontextmanager
async def store_line_cut(scene: Scene) -> AsyncIterator[None]:
    """All connections to it are killed, again and again."""
    async with _all_the_while(_kill_clients, scene):
        yield


@asynccontextmanager
async def store_read_only(scene: Scene) -> AsyncIterator[None]:
    """It follows another that is not there, as after a fail-over."""
    await scene.command("REPLICAOF", *NOT_A_STORE)
    yield
    await scene.command("REPLICAOF", "NO", "ONE")


@asynccontextmanager
async def store_full(scene: Scene) -> AsyncIterator[None]:
    """It has no memory left, and evicts nothing."""
    await scene.command("CONFIG", "SET", "maxmemory", "100kb")
    yield
    await scene.command("CONFIG", "SET", "maxmemory", "0")


@asynccontextmanager
async def store_disk_full(scene: Scene) -> AsyncIterator[None]:
    """Its files may not grow."""
    logs = list((scene.server.folder / "appendonlydir").glob("*.incr.aof"))
    with contextlib.suppress(ProcessLookupError):
        scene.server.may_write(max((log.stat().st_size for log in logs), default=0))
    yield
    with contextlib.suppress(ProcessLookupError):
        scene.server.may_write(None)


@asynccontextmanager
async def store_emptied(scene: Scene) -> AsyncIterator[None]:
    """Somebody empties it."""
    await scene.command("FLUSHALL")
    scene.was_emptied()
    yield


@asynccontextmanager
async def bot_killed(scene: Scene) -> AsyncIterator[None]:
    """Our own process is killed, and started again."""
    scene.kept.kill()
    yield
    scene.kept.kill()


@asynccontextmanager
async def journal_disk_full(scene: Scene) -> AsyncIterator[None]:
    """The files of our own process may not grow: the terminal's messages cannot be written."""
    journal = scene.journal
    scene.kept.may_write(journal.stat().st_size + 100 if journal.exists() else 0)
    yield
    scene.kept.may_write(None)


@asynccontextmanager
async def slack_token_invalid(scene: Scene) -> AsyncIterator[None]:
    """Slack does not know our token."""
    scene.slack.refuses_all = "invalid_auth"
    yield
    scene.slack.refuses_all = ""


@asynccontextmanager
async def slack_socket_dropped(scene: Scene) -> AsyncIterator[None]:
    """Slack breaks the connection of Socket Mode again and again."""

    async def drop(scene: Scene) -> None:
        if scene.slack.is_connected:
            await scene.slack.drop()
        await pause(0.5)

    async with _all_the_while(drop, scene):
        yield


def discord_gateway_closes(code: int) -> Fault:
    """Discord closes every connection to its gateway with this code; 1006 stands for one that breaks."""

    @asynccontextmanager
    async def fault(scene: Scene) -> AsyncIterator[None]:
        scene.discord.closes_with = code
        if scene.discord.is_connected:
            await scene.discord.close(code)
        yield
        if scene.discord.closes_with == code:
            scene.discord.closes_with = 0

    return fault


def pages(mood: str, *services: str) -> Fault:
    """These pages are so."""

    @asynccontextmanager
    async def fault(scene: Scene) -> AsyncIterator[None]:
        scene.truth.moods |= dict.fromkeys(services, mood)
        yield
        for service in services:
            scene.truth.moods.pop(service, None)

    return fault


def answers(of: Callable[[Scene], Trouble], mood: Mood) -> Fault:
    """A server answers so."""

    @asynccontextmanager
    async def fault(scene: Scene) -> AsyncIterator[None]:
        of(scene).become(mood)
        yield
        of(scene).become(Mood.WELL)

    return fault


def _slack(scene: Scene) -> Trouble:
    return scene.slack.trouble


def _discord(scene: Scene) -> Trouble:
    return scene.discord.trouble


def _hook(scene: Scene) -> Trouble:
    return scene.hook.trouble


async def _kill_and_start(scene: Scene) -> None:
    scene.server.kill()
    await pause(0.5)
    await scene.server.start()
    await pause(0.7)


async def _kill_clients(scene: Scene) -> None:
    with contextlib.suppress(RedisError, OSError, TimeoutError):
        async with asyncio.timeout(1), scene.server.client() as admin:
            await admin.client_kill_filter(_type="normal", skipme=True)
    await pause(0.1)


@asynccontextmanager
async def _all_the_while(does: Callable[[Scene], object], scene: Scene) -> AsyncIterator[None]:
    """Do it over and over, the last time to its end."""
    over = asyncio.Event()

    async def often() -> None:
        while not over.is_set():
            await does(scene)  # type: ignore[misc]

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(often())
        yield
        over.set()


FAULTS: Final[Mapping[str, Fault]] = {
    "store killed": store_killed,
    "store killed often": store_killed_often,
    "store stopped": store_stopped,
    "store line dead": store_line_dead,
    "store line cut": store_line_cut,
    "store read-only": store_read_only,
    "store full": store_full,
    "store disk full": store_disk_full,
    "store emptied": store_emptied,
    "bot killed": bot_killed,
    "journal disk full": journal_disk_full,
    **{f"slack {mood}": answers(_slack, mood) for mood in Mood if mood is not Mood.WELL},
    "slack invalid_auth": slack_token_invalid,
    "slack socket dropped": slack_socket_dropped,
    **{f"discord {mood}": answers(_discord, mood) for mood in Mood if mood is not Mood.WELL},
    **{f"discord gateway {code}": discord_gateway_closes(code) for code in (1006, 1011, 4000, 4004, 4014)},
    **{f"webhook {mood}": answers(_hook, mood) for mood in Mood if mood not in _TAKEN},
    "pages hanging": pages("hanging", *SERVICES[::2]),
    "pages dropping": pages("dropping", *SERVICES[::2]),
    "pages broken": pages("broken", *SERVICES),
    "pages garbled": pages("garbled", *SERVICES[1::2]),
    "page flooding": pages("flooding", HOSTILE),
    "page deep": pages("deep", HOSTILE),
}
"""By name; two of one server's, or of one side of it, may be chosen together: the later word holds."""
