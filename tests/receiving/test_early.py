"""What one's own checks see is an early signal about the service that they name, and no more."""

from datetime import timedelta

from bot.correlation.knowledge import Knowledge
from bot.domain.incident import Grade
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from tests.builders import a_catalog, a_service
from tests.receiving.inbox import an_inbox
from tests.receiving.payloads import a_group, an_alert

WORLD = a_catalog(
    [
        a_service("acme", name="Acme Cloud", domain="acme.example"),
        *(a_service(f"shop-{n}", domain=f"shop-{n}.example") for n in range(9)),
    ],
    [(f"shop-{n}", "acme") for n in range(9)],
)


async def test_a_check_that_fails_is_early_for_its_service_until_it_is_well(redis: Client) -> None:
    async with an_inbox(redis, catalog=WORLD) as inbox:
        pipeline = Pipeline(client=redis, catalog=WORLD, clock=inbox.clock)
        await pipeline.prepare(tells=False)
        worker = pipeline.correlator(Knowledge(catalog=WORLD))

        async def seen() -> dict[str, Grade]:
            while await worker.step():
                pass
            await worker.pass_time()
            state = await Incidents(redis).load()
            return {i.root or "": i.grade for i in (*state.incidents.values(), *state.early.values())}

        await inbox.post("/in/alertmanager", a_group(an_alert(instance="https://shop-1.example")))
        assert await seen() == {"shop-1": Grade.EARLY}

        for _ in range(12):  # for two hours nobody repeats it, and it still holds
            await inbox.clock.advance(timedelta(minutes=10))
            await inbox.receiver.sweep()
            assert await seen() == {"shop-1": Grade.EARLY}

        over = an_alert(instance="https://shop-1.example", ended=inbox.clock.now())
        await inbox.post("/in/alertmanager", a_group(over))
        assert await seen() == {}


async def test_checks_of_many_services_at_once_claim_nothing(redis: Client) -> None:
    async with an_inbox(redis, catalog=WORLD) as inbox:
        pipeline = Pipeline(client=redis, catalog=WORLD, clock=inbox.clock)
        await pipeline.prepare(tells=False)
        worker = pipeline.correlator(Knowledge(catalog=WORLD))
        for n in range(9):
            await inbox.post("/in/alertmanager", a_group(an_alert(instance=f"https://shop-{n}.example")))
            await inbox.clock.advance(timedelta(seconds=10))
        while await worker.step():
            pass

        state = await Incidents(redis).load()
        assert (dict(state.incidents), dict(state.early)) == ({}, {})
