"""The recorder over a real Cluster: what commits together sits together, and what is kept is found."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.clock import SimulatedClock
from bot.domain.overview import PastQuery
from bot.settings import StoreSettings
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.history import History
from bot.storage.history_log import HistoryLog
from bot.storage.keepsake import keepsakes_in, put_back
from bot.storage.keys import PAST_TIMES
from bot.storage.sources import Sources
from bot.watching.record import SourceRecord
from tests.builders import at
from tests.recording.test_recorder import DAY, ENDED, record, tell
from tests.servers.stores import store_cluster


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[Client]:
    async with store_cluster(tmp_path) as running:
        settings = StoreSettings(redis_url=SecretStr(running.url))
        async with open_store(settings, waits=True) as client:
            yield client


async def test_what_is_kept_in_a_cluster_is_found_and_put_back(cluster: Client) -> None:
    page = SourceRecord(source="discord/0", service="discord", read_at=at(15))
    await Sources(cluster).commit(page, (), at(15))
    await tell(cluster, *DAY)

    await record(cluster, SimulatedClock(at(15)))

    history = History(cluster)
    found = [kept.id for kept in (await history.search(PastQuery())).entries]
    assert ENDED.id in found
    assert len(found) == 4
    assert len(await history.readings("discord")) == 1
    assert (await history.uptime("discord", 2, at(15) + timedelta(hours=1))).days[-1].reports == 1
    kept = await keepsakes_in(cluster)
    await cluster.delete(PAST_TIMES.name)
    await put_back(cluster, kept, at(15))
    assert await HistoryLog(cluster).repair() == 4
    assert [one.id for one in (await history.search(PastQuery())).entries] == found
