"""What is watched or asked about is read before all else, and who asked us to stay away is left alone."""

from datetime import timedelta

from bot.storage.client import Client
from bot.storage.sources import Sources
from bot.watching.record import SourceRecord
from tests.builders import NOON, at


async def test_field_d3_what_is_watched_is_read_first_whether_new_or_due(redis: Client) -> None:
    sources = Sources(redis)
    await sources.schedule({"old": at(11), "new": at(12, 3), "due": at(11, 59), "resting": at(12, 5)})
    for name, due in (("due", at(11, 59)), ("resting", at(12, 5)), ("old", at(11))):
        await sources.commit(SourceRecord(source=name, service=name), (), due)

    assert await sources.hasten(["new", "due", "resting", "of nobody"], NOON) == 2

    taken = await sources.claim(NOON, timedelta(minutes=1), 2)
    assert set(taken) == {"new", "due"}
    assert list(await sources.claim(NOON, timedelta(minutes=1), 5)) == ["old"]


async def test_what_is_being_read_for_somebody_is_left_to_them(redis: Client) -> None:
    sources = Sources(redis)
    await sources.schedule({"asked": at(11), "later": at(13)})

    await sources.postpone(["asked", "later", "of nobody"], at(12, 1))

    assert await sources.claim(NOON, timedelta(minutes=1), 5) == {}
    assert set(await sources.claim(at(12, 2), timedelta(minutes=1), 5)) == {"asked"}
    assert set(await sources.claim(at(13, 5), timedelta(minutes=1), 5)) == {"asked", "later"}
