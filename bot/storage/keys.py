"""Every key we keep in Redis: its name, how long it lives, and why.

What stands in braces is a group, which sits in one slot of a Redis Cluster: what commits together is of one
group. `{sf:poll}` is spread over a store's shards by source, `{sf:tell}` by destination; all else is `{sf}`.
What one group has for another it hands over in a stream: see `relay.py` and `dispatch.py`.
All carry the hash tag `{sf}`, so that what commits together sits in one slot of a Redis Cluster; the past has
a tag of its own, because all of it commits together, and with nothing else.
"""

from datetime import timedelta
from typing import Final

from bot.storage import mark_keys, sight_keys
from bot.storage.key import Keeping, Key, without_shard

# Streams keep about this many entries: a month of a busy installation.
MAX_STREAM_ENTRIES: Final = 10_000
# Of large entries fewer: no more than these bytes, were all as large as the newest; but so many in any case.
MAX_STREAM_BYTES: Final = 16 * 1024 * 1024
MIN_STREAM_ENTRIES: Final = 500


def room_for(data: bytes) -> int:
    """How many entries a stream keeps when this one is appended: one page that floods never fills a store."""
    return min(MAX_STREAM_ENTRIES, max(MIN_STREAM_ENTRIES, MAX_STREAM_BYTES // max(1, len(data))))


SOURCES: Final = Key(
    name="{sf:poll}:sources", ttl=None, reason="source id → SourceRecord; one field a source"
)
DUE: Final = Key(
    name="{sf:poll}:due", ttl=None, reason="source id scored by when to poll it, or its lease's end"
)
OBSERVED: Final = Key(
    name="{sf:poll}:observed",
    ttl=None,
    reason="stream of what pollers saw, for the correlator; moved, trimmed",
)
NOTICED: Final = Key(
    name="{sf:poll}:noticed", ttl=None, reason="stream of what pollers have for chat; moved, trimmed"
)
PLACES: Final = Key(
    name="{sf}:places:*",
    ttl=None,
    reason="stream of ours → stream of a shard → how far that was moved into it",
)
OBSERVATIONS: Final = Key(name="{sf}:observations", ttl=None, reason="stream, to the correlator; trimmed")
SIGHTINGS: Final = Key(name="{sf}:sightings", ttl=None, reason="correlator state; pruned by the correlator")
SOURCE_HEALTH: Final = Key(name="{sf}:health", ttl=None, reason="correlator state; one field a source")
NAMINGS: Final = Key(
    name="{sf}:namings", ttl=None, reason="correlator state; how often a node is named, by node and way"
)
INCIDENTS: Final = Key(name="{sf}:incidents", ttl=None, reason="correlator state; open incidents only")
EARLY: Final = Key(name="{sf}:early", ttl=None, reason="correlator state; what single dependents say now")
LISTED: Final = Key(
    name="{sf}:listed", ttl=None, reason="hash and id of each of those two → digest of its bytes"
)
ABOUT: Final = Key(
    name="{sf}:about", ttl=None, reason="service → which of those that are listed are about it, as JSON"
)
LOOKED: Final = Key(
    name="{sf}:looked", ttl=None, reason="correlator state: node → Look, as far as the correlator was told"
)
CORROBORATED: Final = Key(
    name="{sf}:corroborated", ttl=None, reason="correlator state: kind and service → Corroboration"
)
BACKGROUNDS: Final = Key(
    name="{sf}:backgrounds",
    ttl=None,
    reason="correlator state: organisation → BackgroundTally, how it reports by chance; the past fades",
    keeping=Keeping.READABLE,
)
VERSION: Final = Key(name="{sf}:version", ttl=None, reason="correlator state: commits so far, and its time")
LEASES: Final = Key(
    name="{sf}:lease:*",
    ttl=timedelta(seconds=6),
    reason="a piece of work → who does it; gone when that one is",
)
FENCES: Final = Key(name="{sf}:fence:*", ttl=None, reason="shard → how many have held its lease; one a shard")
CHANGES: Final = Key(name="{sf}:changes", ttl=None, reason="stream of incident changes, for people; trimmed")
ALERTS: Final = Key(name="{sf}:alerts", ttl=None, reason="stream of subjects that are news, to chat; trimmed")
NOTIFICATIONS: Final = Key(
    name="{sf:tell}:told:*",
    ttl=timedelta(days=30),
    reason="destination → Notification, one key an incident; of what flaps for three days",
    keeping=Keeping.READABLE,
)
NOTICES: Final = Key(
    name="{sf}:notices", ttl=None, reason="what an earlier version left for chat; moved to alerts"
)
SUBJECTS: Final = Key(
    name="{sf}:subject:*", ttl=timedelta(days=30), reason="subject id → its newest state, for chat"
)
TIMELINES: Final = Key(
    name="{sf}:story:*", ttl=timedelta(days=30), reason="incident id → its timeline, for pictures"
)
GROUPED: Final = Key(
    name="{sf}:grouped", ttl=None, reason="subject id of a report → the open announced incident it is part of"
)
SAID: Final = Key(
    name="{sf}:said:*",
    ttl=timedelta(days=30),
    reason="subject id of a report → the incident that is what it said of its cause, before any claim",
)
CHANNELS: Final = Key(
    name="{sf:tell}:channels",
    ttl=None,
    reason="destination → Channel, as set from chat",
    keeping=Keeping.ALWAYS,
)
CHANNEL_CHANGES: Final = Key(
    name="{sf:tell}:channel-changes",
    ttl=None,
    reason="stream of the destinations whose settings changed, for who has all channels at hand; trimmed",
)
NAMED: Final = Key(
    name="{sf}:named",
    ttl=None,
    reason="destination by id → the same by its name, where we call it by that",
    keeping=Keeping.ALWAYS,
)
OUTBOX: Final = Key(
    name="{sf:tell}:outbox:*",
    ttl=None,
    reason="subject id → its state, what a destination is to be told; empty when told",
)
DISPATCH: Final = Key(
    name="{sf}:dispatch:*",
    ttl=None,
    reason="shard → stream of what its destinations are to be told, from the router; gone once in outboxes",
)
DISPATCHED: Final = Key(
    name="{sf:tell}:dispatched", ttl=None, reason="how far the stream of this shard is in the outboxes"
)
TELLING: Final = Key(
    name="{sf:tell}:telling:*",
    ttl=timedelta(seconds=60),
    reason="destination → who tells it right now; gone when that one is",
)
READY: Final = Key(
    name="{sf:tell}:ready", ttl=None, reason="destination scored by when to look at its outbox"
)
CHANNEL_HEALTH: Final = Key(
    name="{sf:tell}:paces",
    ttl=None,
    reason="destination → how it is doing: cards lately, failures, held back",
    keeping=Keeping.READABLE,
)
HEARD: Final = Key(
    name="{sf:tell}:heard:*",
    ttl=timedelta(days=10),
    reason="subject ids a destination heard of, by time, for digests",
)
REACTIONS: Final = Key(
    name="{sf}:marks:*",
    ttl=timedelta(days=30),
    reason="destination → Reactions, one key an incident",
    keeping=Keeping.ALWAYS,
)
VOTES: Final = Key(
    name="{sf}:votes",
    ttl=None,
    reason="stream of people's words on claims, for the score",
    keeping=Keeping.ALWAYS,
)
VOICES: Final = Key(
    name="{sf}:voices:*",
    ttl=timedelta(days=30),
    reason="incident id → voter → how often they voted",
    keeping=Keeping.ALWAYS,
)
PLATFORMS: Final = Key(
    name="{sf}:platforms", ttl=None, reason="format or edge → PlatformFailure; those failing now"
)
NEWS: Final = Key(name="{sf:poll}:hearsay", ttl=None, reason="stream of what news feeds say; trimmed")
BURSTS: Final = Key(
    name="{sf}:bursts",
    ttl=timedelta(hours=2),
    reason="service → stories that it fails now, and what the correlator was told of them",
)
INQUIRIES: Final = Key(
    name="{sf}:asked:*", ttl=timedelta(minutes=10), reason="ids of questions answered: platforms repeat them"
)
ANSWERED: Final = Key(
    name="{sf}:answered:*",
    ttl=timedelta(days=1),
    reason="id of what somebody wrote → its newest revision, and where our answer is, which an edit changes",
)
ASKED_BY: Final = Key(
    name="{sf}:asked-by:*",
    ttl=timedelta(minutes=1),
    reason="person → how often they turned to us this minute",
)
ASKING: Final = Key(
    name="{sf}:crowd:*",
    ttl=timedelta(minutes=15),
    reason="service → who asked about it lately, as salted hashes: people are counted once",
)
ASKING_TALLIES: Final = Key(
    name="{sf}:usually",
    ttl=None,
    reason="service → how many people ask about it, and since when we count; the past fades",
    keeping=Keeping.READABLE,
)
SECRETS: Final = Key(
    name="{sf}:secret:*",
    ttl=None,
    reason="what adapters keep, encrypted; one an installation",
    keeping=Keeping.ALWAYS,
)
GREETED: Final = Key(
    name="{sf}:greeted",
    ttl=None,
    reason="destination → when we said hello to it",
    keeping=Keeping.READABLE,
)
HEARTBEATS: Final = Key(name="{sf}:beats", ttl=None, reason="part → when it was last well; a field a part")
AILMENTS: Final = Key(name="{sf}:ailments", ttl=None, reason="part that is ill → why; gone when it is well")
BLINDNESS: Final = Key(
    name="{sf}:blind", ttl=None, reason="since when no page can be read; gone when one can"
)
NUDGED: Final = Key(
    name="{sf:poll}:nudged:*",
    ttl=timedelta(minutes=1),
    reason="sources that were made due because somebody spoke of their page: one poll a minute",
)
PAST: Final = Key(
    name="{sf:past}:kept:*",
    ttl=None,
    reason="id of a report or an incident → how it was, and became; bounded in days and bytes",
    keeping=Keeping.READABLE,
    packed=True,
)
PAST_SINCE: Final = Key(
    name="{sf:past}:since",
    ttl=None,
    reason="service → since when what is kept of it is whole; without a name: of incidents",
    keeping=Keeping.READABLE,
)
PAST_READ: Final = Key(
    name="{sf:past}:read:*",
    ttl=timedelta(days=400),
    reason="service → the stretches in which its page could be read, for how long it was well",
    keeping=Keeping.READABLE,
)
PAST_STATE: Final = Key(
    name="{sf:past}:state", ttl=None, reason="the recorder's place in each stream, and how much is kept"
)
PAST_TIMES: Final = Key(
    name="{sf:past}:times", ttl=None, reason="id scored by when it began; made again from what is kept"
)
PAST_LONG: Final = Key(
    name="{sf:past}:long",
    ttl=None,
    reason="the same of what is open, or was for more than a week; made again from what is kept",
)
PAST_OF: Final = Key(
    name="{sf:past}:of:*",
    ttl=None,
    reason="service → ids scored by when they began; made again from what is kept",
)
DEMO: Final = Key(name="{sf}:demo", ttl=None, reason="where the demo's simulated clock stands")

KEYS: Final[tuple[Key, ...]] = tuple(
    value
    for value in (*vars().values(), *vars(sight_keys).values(), *mark_keys.MARKS)
    if isinstance(value, Key)
)
"""All that are declared, here, in `sight_keys` and in `mark_keys`."""


def declared(name: str) -> Key | None:
    """The declaration of a key found in Redis, in whichever shard; None means a leak."""
    name = without_shard(name)
    for key in KEYS:
        if name == key.name or (key.name.endswith("*") and name.startswith(key.name[:-1])):
            return key
    return None
