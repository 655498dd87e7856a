"""From pages to chat, with the real store, the real SDKs and local servers."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from adapters.chat.console import Console, ConsoleSettings
from adapters.chat.discord.platform import PLATFORM as DISCORD
from adapters.chat.discord.settings import DiscordSettings
from adapters.chat.slack.client import Slack
from adapters.chat.slack.settings import SlackSettings
from adapters.chat_platforms import TRAITS
from adapters.status_pages import FORMATS
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.correlating.correlation_worker import CorrelationWorker
from bot.correlation.knowledge import Knowledge
from bot.domain.contact import Inquiry
from bot.domain.incident import ChangeKind
from bot.domain.message import Destination
from bot.domain.observation import Observation
from bot.domain.service import Source
from bot.domain.status import Impact, ReportStatus
from bot.pipeline import Pipeline
from bot.polling.connections import Timeouts
from bot.polling.fetcher import Fetcher
from bot.polling.poller import Poller
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.incidents import Incidents
from bot.storage.keys import LEASES
from bot.storage.lease import ALL
from bot.storage.sources import OBSERVATION_STREAM, Sources
from tests.builders import NOON, a_catalog, a_report, a_service, a_source, an_observation, at
from tests.desk import Desk, a_desk, shared_channel
from tests.servers.discord import fake_discord
from tests.servers.respondent import a_message
from tests.servers.slack import fake_slack
from tests.servers.status_page import bad_server
from tests.servers.vault import MemoryVault

CATALOG = a_catalog(
    services=(a_service("cloudflare", mentions=("Cloudflare",)), "alpha", "beta", "gamma", "delta"),
    edges=tuple((service, "cloudflare") for service in ("alpha", "beta", "gamma", "delta")),
)
ROOT = an_observation(
    "cloudflare", at=NOON, report=a_report("root", title="Global trouble", impact=Impact.CRITICAL)
)
STORY = (
    ROOT,
    *(
        an_observation(
            service,
            at=at(12, 5 + n),
            report=a_report(f"{service}-1", title="Cloudflare outage hits us", started_at=at(12, 5 + n)),
        )
        for n, service in enumerate(("alpha", "beta", "gamma", "delta"))
    ),
)
QUICK = Timeouts(connect=2, read=1, total=2.5)


def ended(observations: Sequence[Observation]) -> list[Observation]:
    found = []
    for n, observation in enumerate(observations):
        assert observation.report is not None
        moment = at(13, n)
        report = replace(
            observation.report, status=ReportStatus.RESOLVED, resolved_at=moment, updated_at=moment
        )
        found.append(replace(observation, at=moment, report=report))
    return found


async def tell(client: Client, *observations: Observation) -> None:
    async with client.pipeline(transaction=True) as pipe:
        for observation in observations:
            OBSERVATION_STREAM.append(pipe, observation)
        await pipe.execute()


async def a_correlator(client: Client, clock: SimulatedClock, consumer: str = "c1") -> CorrelationWorker:
    pipeline = Pipeline(client=client, catalog=CATALOG, clock=clock, holder=consumer)
    await pipeline.prepare(tells=False)
    return pipeline.correlator(Knowledge(catalog=CATALOG))


async def drain(worker: CorrelationWorker, desk: Desk) -> None:
    while await worker.step():
        pass
    await worker.pass_time()
    await desk.drain()


async def test_an_incident_is_one_message_edited_threaded_and_closed_on_both_platforms(redis: Client) -> None:
    clock = SimulatedClock(at(12, 10))
    async with fake_slack() as slack, fake_discord() as discord:
        settings = SlackSettings(bot_token=SecretStr("xoxb"), api_base_url=slack.api)
        to_discord = DiscordSettings(bot_token=SecretStr("t"), api_base_url=discord.api)
        async with DISCORD.connect(to_discord, MemoryVault()) as discord_client:
            platforms = {"slack": Slack(settings, per_second=1000), "discord": discord_client}
            channels = [shared_channel("slack", "#ops"), shared_channel("discord", "60")]
            desk = await a_desk(redis, CATALOG, clock, platforms, *channels)
            worker = await a_correlator(redis, clock)
            for observation in STORY:
                await tell(redis, observation)
                await drain(worker, desk)
            await clock.advance_to(at(14))
            await tell(redis, *ended(STORY))
            await drain(worker, desk)

        posted = slack.messages("ops")
        card, *rest = posted
        assert card["text"].startswith("🟢 Cloudflare outage is over: ")
        assert [m.get("thread_ts") == card["ts"] for m in rest] == [False, True, False]
        assert rest[0]["text"].startswith("🔴 Cloudflare outage (its status page confirms it)")
        assert rest[-1]["text"].startswith("🟢 Cloudflare outage is over")
        in_channel = discord.messages("60")
        assert len(in_channel) == 3
        assert in_channel[0]["content"].startswith("Cloudflare outage is over")
        assert len(discord.messages(in_channel[0]["id"])) == 1


async def test_a_rate_limited_channel_is_told_how_things_stand_by_then(redis: Client) -> None:
    async with fake_slack() as slack:
        client = Slack(SlackSettings(bot_token=SecretStr("x"), api_base_url=slack.api), per_second=1000)
        clock = SimulatedClock(NOON)
        desk = await a_desk(redis, CATALOG, clock, {"slack": client}, shared_channel("slack", "#ops"))
        worker = await a_correlator(redis, clock)
        slack.fail("chat.postMessage", 429, headers={"Retry-After": "5"})
        for observation in STORY:
            await tell(redis, observation)
            await drain(worker, desk)
        assert slack.messages("ops") == []

        await clock.advance(timedelta(seconds=6))
        await drain(worker, desk)

        assert [m["text"].split("\n")[0] for m in slack.messages("ops")] == [
            "🔴 Cloudflare outage (its status page confirms it): Alpha, Beta, Gamma and Delta",
        ]


async def test_a_post_whose_answer_was_lost_is_not_repeated(redis: Client) -> None:
    async with fake_slack() as slack:
        client = Slack(SlackSettings(bot_token=SecretStr("x"), api_base_url=slack.api), per_second=1000)
        clock = SimulatedClock(NOON)
        channel = shared_channel("slack", "C1")
        worker = await a_correlator(redis, clock)
        desk = await a_desk(redis, CATALOG, clock, {"slack": client}, channel)
        await tell(redis, *STORY[:3])
        slack.lose_answer("chat.postMessage")
        await drain(worker, desk)
        await tell(redis, *STORY[3:])
        await clock.advance(timedelta(minutes=1))

        restarted = await a_desk(redis, CATALOG, clock, {"slack": client}, channel, holder="d2")
        await drain(worker, restarted)

        assert [m["text"].split("\n")[0] for m in slack.messages("C1")] == [
            "🔴 Cloudflare outage (its status page confirms it): Alpha, Beta, Gamma and Delta",
        ]


async def test_a_correlator_that_stands_by_takes_nothing_and_goes_on_where_the_first_stopped(
    redis: Client,
) -> None:
    clock = SimulatedClock(at(12, 30))
    first, second = [await a_correlator(redis, clock, consumer) for consumer in ("c1", "c2")]
    await tell(redis, *STORY[:3])
    assert await first.step() == 3
    await tell(redis, STORY[3])
    assert await second.step() == 0

    await redis.delete(LEASES.of(ALL))
    assert await second.step() == 1

    changes = await Incidents(redis).changes()
    assert [change.kind for change in changes] == [ChangeKind.OPENED, ChangeKind.GRADED, ChangeKind.GRADED]
    assert [change.incident.version for change in changes] == [1, 2, 3]


async def test_the_console_posts_a_nonce_once_over_restarts(tmp_path: Path) -> None:
    settings = ConsoleSettings(journal=tmp_path / "journal.jsonl", quiet=True)
    to = Destination(platform="console", channel="t")
    first = await Console(settings).send(a_message(), to, nonce="n1")
    with settings.journal.open("ab") as file:
        file.write(b'{"post": "2", "nonce": "ha')

    again = Console(settings)

    assert await again.send(a_message(), to, nonce="n1") == first
    assert (await again.send(a_message(), to, nonce="n2")).id == "2"
    assert len(settings.journal.read_text().splitlines()) == 2


@asynccontextmanager
async def polling(
    client: Client, paths: dict[str, str]
) -> AsyncIterator[tuple[Poller, SimulatedClock, Catalog]]:
    async with bad_server() as server, Fetcher("t", timeouts=QUICK) as fetcher:
        services = [
            a_service(id_, sources=(a_source(id_, id=id_, url=server.url(path), allow_private=True),))
            for id_, path in paths.items()
        ]
        catalog = a_catalog(services=services, edges=())
        clock = SimulatedClock(NOON)
        pipeline = Pipeline(client=client, catalog=catalog, clock=clock)
        poller = pipeline.poller(reader_of(fetcher, FORMATS))
        await poller.schedule()
        yield poller, clock, catalog


BAD = {
    "html": ("html", "moved_to_html"),
    "cut": ("truncated", "truncated"),
    "login": ("status/401", "http_401"),
    "loop": ("loop", "too_many_redirects"),
    "large": ("large", "too_large"),
    "drip": ("drip", "timeout"),
    "bomb": ("bomb", "too_large"),
    "deep": ("deep", "not_this_format"),
}


async def test_bad_pages_are_unreadable_each_with_its_reason_and_stop_nobody(redis: Client) -> None:
    paths = {"good": "ok", **{id_: path for id_, (path, _) in BAD.items()}}
    async with polling(redis, paths) as (poller, clock, catalog):
        await clock.advance(timedelta(minutes=3))
        assert await poller.step() == len(paths)
        records = {record.source: record for record in await Sources(redis).load_all()}
        responder = Pipeline(client=redis, catalog=catalog, clock=clock, traits=TRAITS).responder()
        place = Destination(platform="console", channel="c")
        answers = [
            await responder.answer(Inquiry(id=id_, text=id_, place=place, user="u"))
            for id_ in ("good", "login", "login")
        ]

    assert {id_: str(records[id_].unreadable) for id_ in BAD} == {id_: why for id_, (_, why) in BAD.items()}
    assert records["good"].unreadable is None
    assert [a.message.headline if a and a.message else None for a in answers] == [
        "Good: up",
        "Login: unknown: we have not read its page",
        None,
    ]


async def test_what_was_known_survives_a_page_that_breaks(redis: Client) -> None:
    async with polling(redis, {"good": "ok"}) as (poller, clock, catalog):
        await clock.advance(timedelta(minutes=3))
        await poller.step()
        broken = replace(
            poller,
            catalog=a_catalog(services=(a_service("good", sources=(_moved(catalog, "html"),)),), edges=()),
        )
        await clock.advance(timedelta(minutes=5))
        await broken.step()
        (record,) = await Sources(redis).load_all()

    assert record.read_at == NOON + timedelta(minutes=3)
    assert str(record.page.status) == "operational"
    assert record.failures == 1


def _moved(catalog: Catalog, path: str) -> Source:
    source = catalog.sources["good"]
    return replace(source, url=source.url.replace("/ok", f"/{path}"))


async def test_a_source_that_leaves_the_catalogue_leaves_the_store(redis: Client) -> None:
    async with polling(redis, {"a": "ok", "b": "ok"}) as (poller, clock, _):
        await clock.advance(timedelta(minutes=3))
        await poller.step()
        await Sources(redis).schedule({"a": NOON})

        assert [record.source for record in await Sources(redis).load_all()] == ["a"]


async def test_a_claimed_source_comes_back_when_its_poller_died(redis: Client) -> None:
    sources = Sources(redis)
    await sources.schedule({"a": NOON})

    assert list(await sources.claim(NOON, timedelta(minutes=2), 10)) == ["a"]
    assert list(await sources.claim(at(12, 1), timedelta(minutes=2), 10)) == []
    assert list(await sources.claim(at(12, 3), timedelta(minutes=2), 10)) == ["a"]
    await sources.schedule({})
