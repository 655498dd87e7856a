"""What an earlier version left behind: it kept notices in a stream of their own."""

from datetime import timedelta
from typing import Final

from bot.domain.subject import Notice, NoticeSubject
from bot.storage.client import Client
from bot.storage.codec import decoder_of
from bot.storage.keys import NOTICES
from bot.storage.streams import Group, Stream
from bot.storage.subjects import GROUP, SUBJECT_STREAM

BATCH: Final = 100


async def move_notices(client: Client, consumer: str) -> int:
    """Append the notices that nobody has routed to the stream of subjects; return how many there were.

    One that somebody routes at this very moment comes twice, which changes nothing.
    """
    if not await client.exists(NOTICES.name):
        return 0
    stream = Stream(NOTICES, decoder_of(Notice))
    notices = Group(client, stream, GROUP, consumer, reclaim_after=timedelta(0))
    await notices.create(from_start=False)
    moved = 0
    while entries := await notices.read(BATCH):
        async with client.pipeline(transaction=True) as pipe:
            for entry in entries:
                SUBJECT_STREAM.append(pipe, NoticeSubject(notice=entry.value))
            notices.acknowledge(pipe, *entries)
            await pipe.execute()
        moved += len(entries)
    return moved
