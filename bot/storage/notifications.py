"""The notification log: what each channel was told of a subject, and what people there did about it.

A record is kept before and after every call to a chat platform.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final

from redis.exceptions import WatchError

from bot.alerting.notification import Notification
from bot.clock import in_slices
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.reactions import Acknowledgement, Mute, Reactions, Vote
from bot.storage.client import Client
from bot.storage.codec import decode, decoder_of, encode
from bot.storage.keys import MAX_STREAM_ENTRIES, NOTIFICATIONS, REACTIONS, VOICES, VOTES
from bot.storage.outbox import FieldChange
from bot.storage.shards import by_shard, shard_of, shards_of
from bot.storage.shared_trips import SharedTrips
from bot.storage.streams import Stream
from bot.storage.told_records import encode_record, record_in

# Of so many subjects we ask at a time who was told: it may be ten thousand each.
AT_ONCE: Final = 50
# What turned so long ago has nothing to do with what turns now.
FLAPPING_TTL: Final = timedelta(days=3)
# So often may one person change their mind about one incident.
MAX_VOTES_EACH: Final = 10
VOTE_STREAM: Final = Stream(VOTES, decoder_of(Vote))


# What these fields of these hashes hold, where they do: the number of each, and the value.
_FIELDS: Final = """
local found = {}
for i, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    for j, data in ipairs(redis.call('HMGET', key, unpack(ARGV))) do
      if data then
        table.insert(found, i - 1)
        table.insert(found, j - 1)
        table.insert(found, data)
      end
    end
  end
end
return found
"""


class Notifications:
    """One record a subject and destination."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._fields = client.register_script(_FIELDS)
        self._trips = SharedTrips(client)

    async def load(self, subject: str, destination: str) -> Notification:
        """What a destination has been told of a subject."""
        return (await self.load_many([subject], destination))[subject]

    async def load_many(self, subjects: Sequence[str], destination: str) -> dict[str, Notification]:
        """What a destination has been told of each of these, in one round trip."""
        key = NOTIFICATIONS.at(shard_of(self._client, destination))
        async with self._client.pipeline(transaction=False) as pipe:
            for subject in subjects:
                pipe.hget(key.of(subject), destination)
            rows = await pipe.execute()
        return {
            subject: record_in(data, subject, destination)
            for subject, data in zip(subjects, rows, strict=True)
        }

    async def told(
        self, subjects: Sequence[str], destinations: Sequence[str]
    ) -> dict[tuple[str, str], bytes]:
        """What there is of these destinations and subjects, as it is stored, by subject and destination."""
        found: dict[tuple[str, str], bytes] = {}
        for shard, names in by_shard(self._client, destinations).items():
            keys = [NOTIFICATIONS.at(shard).of(subject) for subject in subjects]
            rows = await self._trips.call(self._fields, keys, names) if keys else []
            found |= _by_place(rows, subjects, names)
        return found

    def change_to(self, notification: Notification) -> FieldChange:
        """What stores a record."""
        key = NOTIFICATIONS.at(shard_of(self._client, notification.destination)).of(notification.subject)
        return FieldChange(key, notification.destination, encode_record(notification), ttl_of(notification))

    async def destinations_of(self, subjects: Sequence[str]) -> dict[str, frozenset[str]]:
        """The destinations that have a record of each of these."""
        found = {subject: frozenset[str]() for subject in subjects}
        asked = product(subjects, shards_of(self._client))
        async for some in in_slices(asked, AT_ONCE):
            async with self._client.pipeline(transaction=False) as pipe:
                for subject, shard in some:
                    pipe.hkeys(NOTIFICATIONS.at(shard).of(subject))
                rows = await pipe.execute()
            async for (((subject, _), names),) in in_slices(zip(some, rows, strict=True), 1):
                found[subject] |= {name.decode() for name in names}
        return found

    async def save(self, notification: Notification) -> None:
        """Store a record."""
        change = self.change_to(notification)
        assert change.ttl is not None
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(change.key, change.field, change.data)
            pipe.expire(change.key, change.ttl)
            await pipe.execute()


def ttl_of(notification: Notification) -> timedelta | None:
    """How long a record is kept after the last of its subject."""
    return FLAPPING_TTL if notification.flapping is not None else NOTIFICATIONS.ttl


def _by_place(
    rows: Sequence[Any], keys: Sequence[str], fields: Sequence[str]
) -> dict[tuple[str, str], bytes]:
    """What the script found, by key and field."""
    numbers = zip(rows[::3], rows[1::3], rows[2::3], strict=True)
    return {(keys[key], fields[field]): data for key, field, data in numbers}


class ReactionLog:
    """One record an incident and channel."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._fields = client.register_script(_FIELDS)
        self._trips = SharedTrips(client)

    async def load(self, incident: str, destination: Destination) -> Reactions:
        """What a channel did about an incident."""
        data = await self._client.hget(REACTIONS.of(incident), str(destination))
        return reactions_in(data) if data else Reactions()

    async def load_many(
        self, incidents: Sequence[str], destinations: Sequence[str]
    ) -> dict[tuple[str, str], Reactions]:
        """What these channels did about these incidents, by incident and destination, where they did."""
        if not incidents or not destinations:
            return {}
        rows = await self._trips.call(self._fields, [REACTIONS.of(id_) for id_ in incidents], destinations)
        places = _by_place(rows, incidents, destinations)
        return {place: reactions_in(data) for place, data in places.items()}

    async def change(
        self, incident: str, destination: Destination, step: Callable[[Reactions], Reactions]
    ) -> Reactions:
        """Replace the reactions by what `step` makes of them. Two who press at once both count."""
        key, field = REACTIONS.of(incident), str(destination)
        while True:
            async with self._client.pipeline(transaction=True) as pipe:
                await pipe.watch(key)
                data = await pipe.hget(key, field)
                after = step(reactions_in(data) if data else Reactions())
                pipe.multi()
                pipe.hset(key, field, _encode(after))
                pipe.expire(key, REACTIONS.ttl or 0)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
                return after

    async def vote(self, vote: Vote) -> bool:
        """Keep somebody's word; whoever counts takes each person's last.

        False, and not kept, once it is enough: the stream is trimmed, and who presses on and on would push
        out what others have said.
        """
        key = VOICES.of(vote.incident)
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hincrby(key, vote.voter, 1)
            pipe.expire(key, VOICES.ttl or 0)
            times, _ = await pipe.execute()
        if times > MAX_VOTES_EACH:
            return False
        async with self._client.pipeline(transaction=True) as pipe:
            VOTE_STREAM.append(pipe, vote)
            await pipe.execute()
        return True

    async def votes(self) -> tuple[Vote, ...]:
        """Every word that is still kept, oldest first."""
        return tuple(await VOTE_STREAM.newest(self._client, MAX_STREAM_ENTRIES * 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reactions:
    """Reactions in the store: flat. Without `muted_by` nobody mutes it, whatever the rest says."""

    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    muted_by: str | None = None
    muted_until: datetime | None = None
    muted_grade: Grade | None = None
    muted_root: str | None = None
    muted_severity: int | None = None
    affected: tuple[str, ...] = ()


def _encode(reactions: Reactions) -> bytes:
    done, mute = reactions.acknowledgement, reactions.mute
    return encode(
        _Reactions(
            acknowledged_by=done.by if done else None,
            acknowledged_at=done.at if done else None,
            muted_by=mute.by if mute else None,
            muted_until=mute.until if mute else None,
            muted_grade=mute.grade if mute else None,
            muted_root=mute.root if mute else None,
            muted_severity=mute.severity if mute else None,
            affected=reactions.affected,
        )
    )


def reactions_in(data: bytes) -> Reactions:
    """Reactions as they are stored. Raises StoreUnavailable as `decode` does."""
    stored = decode(data, _Reactions)
    done = mute = None
    if stored.acknowledged_by is not None and stored.acknowledged_at is not None:
        done = Acknowledgement(by=stored.acknowledged_by, at=stored.acknowledged_at)
    if stored.muted_by is not None:
        mute = Mute(
            by=stored.muted_by,
            until=stored.muted_until,
            grade=stored.muted_grade,
            root=stored.muted_root,
            severity=stored.muted_severity,
        )
    return Reactions(acknowledgement=done, mute=mute, affected=stored.affected)
