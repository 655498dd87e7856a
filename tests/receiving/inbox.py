"""A place where things can be handed in, over a real server and a real store, and what came of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.web.handing_in import Entrance
from adapters.web.inbound import INBOUND
from adapters.web.tokens import Keyring
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.domain.look import Look
from bot.domain.observation import Observation
from bot.pipeline import Pipeline
from bot.receiving.receiver import Receiver
from bot.storage.checks import Checks
from bot.storage.client import Client
from bot.storage.sources import OBSERVATION_STREAM
from tests.builders import NOON, a_catalog, a_service
from tests.servers.web import asked

TOKEN = "a-token-of-many-characters"
SECRET = "a-secret-of-many-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def a_world() -> Catalog:
    """A few services that checks may be about."""
    many = (a_service(f"shop-{n}", domain=f"shop-{n}.example") for n in range(12))
    acme = a_service("acme", name="Acme Cloud", domain="acme.example", aliases=("acme grid",))
    return a_catalog([acme, a_service("borealis", domain="borealis.example"), *many])


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Hands things in, and looks what came of them."""

    client: ClientSession
    redis: Client
    clock: SimulatedClock
    receiver: Receiver

    async def post(self, path: str, body: object, headers: Mapping[str, str] = BEARER) -> tuple[int, str]:
        """Post JSON, or bytes as they are; the status and the line of the answer."""
        given = {"data": body} if isinstance(body, bytes) else {"json": body}
        async with self.client.post(path, headers=headers, **given) as response:
            return response.status, (await response.text()).strip()

    async def heard(self) -> list[Observation]:
        """What the correlator hears."""
        return await OBSERVATION_STREAM.newest(self.redis, 1_000)

    async def looks(self) -> dict[str, Look]:
        """The looks that hold."""
        return await Checks(self.redis).load_looks()


@asynccontextmanager
async def an_inbox(
    redis: Client, *, token: str | None = TOKEN, secret: str | None = None, catalog: Catalog | None = None
) -> AsyncIterator[Inbox]:
    """Open one, at noon."""
    clock = SimulatedClock(NOON)
    receiver = Pipeline(client=redis, catalog=catalog or a_world(), clock=clock).receiver()
    keyring = Keyring.of(SecretStr(token) if token else None, SecretStr(secret) if secret else None)
    entrance = Entrance(sources=INBOUND, keyring=keyring, reception=receiver, clock=clock)

    async with asked(entrance.area) as client:
        yield Inbox(client=client, redis=redis, clock=clock, receiver=receiver)
