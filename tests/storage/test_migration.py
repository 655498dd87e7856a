"""A store of another version: brought up to date, or left alone with one line. What is people's survives."""

import asyncio
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from redis.asyncio import Redis

from bot.domain.channel import DigestSchedule, Ping, QuietHours, Watch, WatchKind
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.reactions import Acknowledgement, Mute, Reactions, VoteKind
from bot.domain.status import Impact
from bot.errors import StoreUnavailable
from bot.settings import StoreSettings
from bot.storage import keys as k
from bot.storage.channel_cache import ChannelCache
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from bot.storage.codec import SCHEMA, encode
from bot.storage.connection import open_store
from bot.storage.incidents import Incidents
from bot.storage.key import Key, in_shard
from bot.storage.migration import Document, Migrated, bring_up_to_date
from bot.storage.notifications import Notifications, ReactionLog
from bot.storage.regrouped import name_now, regroup
from bot.storage.sources import Sources
from bot.storage.subjects import SUBJECT_STREAM, SubjectGroup, Subjects
from bot.storage.vault import StoredVault
from tests.builders import NOON, at
from tests.chat_builders import CARD, reported
from tests.command_line import sharedfate
from tests.killing import Halted
from tests.storage.earlier_stores import contents, fill, schema_4

SLACK = Destination(platform="slack", channel="C0123ABCD", team="T01")
DISCORD = Destination(platform="discord", channel="123456789012345678")
VAULT_KEY = SecretStr("correct horse battery staple")


def _in_its_shard(name: bytes) -> bytes:
    return in_shard(name_now(name.decode()), 0).encode()


async def test_what_was_set_before_a_store_was_regrouped_goes_before_what_it_held(redis: Client) -> None:
    await fill(redis, schema_4())
    await redis.hset(k.CHANNELS.at(0).name, mapping={str(SLACK): "newer", "slack:C2": "new"})

    await regroup(redis)

    rows = await redis.hgetall(k.CHANNELS.at(0).name)
    assert len(rows) == 4
    assert rows[str(SLACK).encode()] == b"newer"
    assert [name for name in await redis.keys("*") if name != name_now(name.decode()).encode()] == []


async def test_field_d9_a_store_of_the_version_before_opens_with_nothing_lost(redis: Client) -> None:
    await fill(redis, schema_4())
    before = await contents(redis)

    assert await bring_up_to_date(redis) == Migrated()

    assert await contents(redis) == {_in_its_shard(name): value for name, value in before.items()}
    slack, discord, _ = sorted(await Channels(redis).load_all(), key=lambda c: (c.cap, str(c.destination)))
    assert discord.watches == (Watch(kind=WatchKind.SERVICE, target="stripe"),)
    assert slack.watches == (
        Watch(kind=WatchKind.SERVICE, target="github", component="actions"),
        Watch(kind=WatchKind.CATEGORY, target="cloud"),
        Watch(kind=WatchKind.SHARED),
    )
    assert (slack.impact, slack.grade, slack.regions) == (Impact.MAJOR, Grade.PROBABLE, ("us-east-1", "eu"))
    assert slack.ping == Ping(who="S012", grade=Grade.CONFIRMED)
    assert isinstance(slack.quiet, QuietHours)
    assert slack.quiet.zone == "Europe/Berlin"
    assert isinstance(slack.digest, DigestSchedule)
    assert (slack.paired, slack.editors, slack.cap, slack.guild) == (DISCORD, ("U1", "U2"), 3, "T01")
    assert await Channels(redis).name_of(SLACK) == "slack:#incidents"
    assert (await ChannelHealths(redis).load(str(SLACK))).trouble == "no answer"
    log = ReactionLog(redis)
    assert await log.load("inc-1", SLACK) == Reactions(
        acknowledgement=Acknowledgement(by="Ada", at=NOON),
        mute=Mute(by="Bob", until=at(13), grade=Grade.PROBABLE, root="cloudflare"),
        affected=("U1", "U2"),
    )
    assert [vote.verdict for vote in await log.votes()] == list(VoteKind)
    assert (await Notifications(redis).load("inc-1", str(SLACK))).card == CARD
    vault = StoredVault(redis, VAULT_KEY)
    assert await vault.get("slack/installation/T01") == b'{"bot_token":"xoxb-a-sample"}'
    assert await vault.keys("slack/") == ("slack/installation/T01", "slack/state/abc")
    (incident,) = (await Incidents(redis).load()).incidents.values()
    assert incident.id == "inc-1"
    assert await Subjects(redis).load(["inc-1"])


async def test_whoever_regroups_is_killed_again_and_again_and_nothing_is_lost(
    server: Path, redis: Client
) -> None:
    await fill(redis, schema_4())
    before, kills = await contents(redis), 0
    for kills in count():
        async with Redis(unix_socket_path=str(server)) as client:
            work = Halted(regroup(client), 2 * kills)
            if not await work.reach():
                break
            await work.kill()

    assert kills > 5
    assert await contents(redis) == {_in_its_shard(name): value for name, value in before.items()}


# What hypothesis makes of the version before is written by hand here: our own code may have moved on since.
_names = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=20)
_watch = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["service", "category", "shared"]),
        "target": _names,
        "component": st.none() | _names,
    }
)
_days = st.lists(st.integers(0, 6), unique=True)
_grade = st.sampled_from(["coincident", "early", "suspected", "probable", "confirmed"])
_place = st.fixed_dictionaries(
    {"platform": st.sampled_from(["slack", "discord", "webhook"]), "channel": _names, "team": st.just("")}
)
_channel = st.fixed_dictionaries(
    {
        "destination": _place,
        "watches": st.lists(_watch, max_size=5),
        "impact": st.sampled_from([None, "none", "minor", "major", "critical"]),
        "grade": _grade,
        "regions": st.lists(_names, max_size=3),
        "maintenance": st.booleans(),
        "ping": st.none() | st.fixed_dictionaries({"who": _names, "grade": _grade}),
        "editors": st.lists(_names, max_size=3),
        "quiet": st.none()
        | st.fixed_dictionaries(
            {
                "start": st.just("22:00:00"),
                "end": st.just("07:30:00"),
                "zone": st.just("Europe/Berlin"),
                "days": _days,
                "defers": st.booleans(),
                "unless": st.none() | _grade,
            }
        ),
        "digest": st.none()
        | st.fixed_dictionaries({"at": st.just("09:00:00"), "zone": st.just("UTC"), "days": _days}),
        "paired": st.none() | _place,
        "cap": st.integers(0, 100),
        "since": st.sampled_from([None, "2025-11-18T12:00:00Z"]),
        "guild": _names,
    }
)
_mark = st.fixed_dictionaries(
    {
        "acknowledged_by": st.none() | _names,
        "acknowledged_at": st.just("2025-11-18T12:00:00Z"),
        "muted_by": st.none() | _names,
        "muted_until": st.none() | st.just("2025-11-18T13:00:00Z"),
        "muted_grade": st.none() | _grade,
        "muted_root": st.none() | _names,
        "muted_severity": st.none() | st.integers(0, 3),
        "affected": st.lists(_names, max_size=4),
    }
)
_store = st.fixed_dictionaries(
    {
        "channels": st.lists(_channel, max_size=6),
        "marks": st.dictionaries(_names, _mark, max_size=4),
        "secrets": st.dictionaries(_names, st.binary(max_size=50), max_size=2),
    }
)


@pytest.fixture(scope="module")
def ciphers() -> dict[str, StoredVault]:
    """One vault for all examples: scrypt takes its time."""
    return {}


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(store=_store)
async def test_field_d9_fifty_upgrades_lose_nothing(
    redis: Client, ciphers: dict[str, StoredVault], store: dict[str, Any]
) -> None:
    """A store of the version before, filled with channels, marks and secrets, opens with nothing lost."""
    await redis.flushall()
    vault = ciphers.setdefault("vault", StoredVault(redis, VAULT_KEY))
    vault._client = redis
    for channel in store["channels"]:
        place = channel["destination"]
        name = f"{place['platform']}:{place['channel']}"
        await redis.hset(k.CHANNELS.at(0).name, name, "4" + json.dumps(channel))
    for incident, mark in store["marks"].items():
        await redis.hset(k.REACTIONS.of(incident), str(SLACK), "4" + json.dumps(mark))
        await redis.expire(k.REACTIONS.of(incident), 60)
    for name, secret in store["secrets"].items():
        await vault.put(name, secret)
    before = await contents(redis)

    await bring_up_to_date(redis)

    assert await contents(redis) == before
    stored = {str(c.destination): c for c in await ChannelCache(redis).load()}
    for channel in store["channels"]:
        place = channel["destination"]
        found = stored[f"{place['platform']}:{place['channel']}"]
        last = [c for c in store["channels"] if c["destination"] == place][-1]
        assert [(w.kind, w.target, w.component) for w in found.watches] == [
            (w["kind"], w["target"], w["component"]) for w in last["watches"]
        ]
        assert (found.impact, found.grade, found.cap, list(found.editors), list(found.regions)) == (
            last["impact"],
            last["grade"],
            last["cap"],
            last["editors"],
            last["regions"],
        )
    for incident, mark in store["marks"].items():
        found_mark = await ReactionLog(redis).load(incident, SLACK)
        assert list(found_mark.affected) == mark["affected"]
        assert (found_mark.mute.by if found_mark.mute else None) == mark["muted_by"]
    for name, secret in store["secrets"].items():
        assert await vault.get(name) == secret


def _renamed(key: Key, document: Document) -> Document:
    """Two steps of a history that never was: channels were called rooms, and floors had other words."""
    if key is k.CHANNELS:
        watches = document.pop("subscriptions")
        return {**document, "watches": watches}
    return document


def _of_schema_2(store: dict[str, Any]) -> dict[str, Any]:
    """The same store as if two schemas ago a channel's watches had been called otherwise."""
    text = json.dumps(store, ensure_ascii=False).replace('"4{', '"2{')
    older: dict[str, Any] = json.loads(text)
    rooms = older["{sf}:channels"]["value"]
    for name in rooms:
        rooms[name] = rooms[name].replace('"watches"', '"subscriptions"')
    return older


STEPS = {b"2": _renamed, b"3": lambda _, document: document}


async def test_field_d9_older_schemas_are_climbed_one_after_the_other_in_every_kind_of_key(
    redis: Client,
) -> None:
    await fill(redis, _of_schema_2(schema_4()))

    migrated = await bring_up_to_date(redis, STEPS)

    assert migrated.dropped == 0
    assert migrated.lifted > 10
    (slack,) = [c for c in await Channels(redis).load_all() if c.destination == SLACK]
    assert len(slack.watches) == 3
    assert [vote.verdict for vote in await ReactionLog(redis).votes()] == list(VoteKind)
    assert (await redis.hget(k.CHANNELS.at(0).name, str(SLACK))).startswith(SCHEMA + b"{")
    assert await Subjects(redis).timeline("inc-1")
    assert [record.source for record in await Sources(redis).load_all()] == ["github"]
    assert await bring_up_to_date(redis, STEPS) == Migrated()


async def test_field_d9_a_migration_that_was_cut_short_goes_on_where_it_was(redis: Client) -> None:
    await fill(redis, _of_schema_2(schema_4()))
    await redis.hset(
        "{sf}:channels", str(SLACK), schema_4()["{sf}:channels"]["value"][str(SLACK)]
    )  # this one was done

    await bring_up_to_date(redis, STEPS)

    assert len(await Channels(redis).load_all()) == 3


async def test_field_d9_a_store_too_old_to_be_migrated_is_named_and_left_alone(redis: Client) -> None:
    await fill(redis, _of_schema_2(schema_4()))
    before = await contents(redis)

    with pytest.raises(StoreUnavailable, match=r"nothing leads from schema '2'.*nothing was touched"):
        await bring_up_to_date(redis)

    assert await contents(redis) == before


@pytest.mark.parametrize("name", ["{sf}:channels", "{sf}:sources", k.CHANNELS.at(0).name, k.SIGHTINGS.name])
async def test_field_d9_a_store_of_a_newer_version_is_named_and_left_alone(redis: Client, name: str) -> None:
    await fill(redis, schema_4())
    await redis.hset(name, "new", b'5{"what": "ever"}')
    before = await contents(redis)

    with pytest.raises(StoreUnavailable, match=r"newer version of Sharedfate .schema 5, this one reads 4"):
        await bring_up_to_date(redis)

    assert await contents(redis) == before


@pytest.mark.parametrize(
    "data", [b"4{", b"4z123", b"", b"3{}", b"nonsense", b'4{"id": 7}', b'4{"source": "\xf7"}']
)
async def test_field_d9_what_pages_tell_again_never_holds_up_what_people_set(
    redis: Client, data: bytes
) -> None:
    await fill(redis, schema_4())
    await redis.hset("{sf}:sources", "broken", data)

    assert await bring_up_to_date(redis) == Migrated(dropped=1)

    assert [record.source for record in await Sources(redis).load_all()] == ["github"]
    assert len(await Channels(redis).load_all()) == 3
    assert (await Incidents(redis).load()).incidents


async def test_a_correlator_without_a_part_of_its_memory_begins_anew_with_the_pages(redis: Client) -> None:
    await fill(redis, schema_4())
    await redis.hset(k.SIGHTINGS.name, "broken", b"4{")

    assert await bring_up_to_date(redis) == Migrated(dropped=1)

    state = await Incidents(redis).load()
    assert (len(state.sightings), len(state.incidents), state.since) == (0, 0, None)
    assert await Sources(redis).load_all() == []
    assert len(await Channels(redis).load_all()) == 3


async def test_a_broken_channel_stops_us_and_is_named(redis: Client) -> None:
    await fill(redis, schema_4())
    await redis.hset("{sf}:channels", "slack:C9", b'4{"watches": "all"}')

    with pytest.raises(StoreUnavailable, match=r"under {sf}:channels slack:C9: .*nothing was touched"):
        await bring_up_to_date(redis)


async def test_what_a_router_had_not_read_is_read_after_the_upgrade_and_nothing_else_is(
    redis: Client,
) -> None:
    group = SubjectGroup(redis, "r1")
    await group.create(from_start=True)
    routed, taken, waiting = (encode({"notice": reported(service=f"s{n}").notice}) for n in range(3))
    for data in (routed, taken, waiting):
        await redis.xadd(k.ALERTS.name, {b"v": b"3" + data[1:]})
    names = [name for name, _ in (await redis.xreadgroup("route", "r1", {k.ALERTS.name: ">"}, count=2))[0][1]]
    await redis.xack(k.ALERTS.name, "route", names[0])

    await bring_up_to_date(redis, {b"3": lambda _, document: document})

    assert [entry.value for entry in await SubjectGroup(redis, "r2").read(10)] == [
        reported(service="s1"),
        reported(service="s2"),
    ]
    assert len(await SUBJECT_STREAM.newest(redis, 10)) == 2


async def _left_behind(data_dir: Path, value: bytes) -> None:
    async with open_store(StoreSettings(sharedfate_data_dir=data_dir)) as client:
        await client.hset(k.CHANNELS.at(0).name, "slack:C1", value)


async def _found(data_dir: Path) -> object:
    async with open_store(StoreSettings(sharedfate_data_dir=data_dir)) as client:
        return await client.hget(k.CHANNELS.at(0).name, "slack:C1")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (b'5{"watches": []}', "newer version of Sharedfate"),
        (b'2{"rooms": []}', "nothing leads from schema '2'"),
    ],
)
def test_field_d9_run_stops_with_one_line_at_a_store_it_cannot_read_and_keeps_it(
    tmp_path: Path, value: bytes, says: str
) -> None:
    asyncio.run(_left_behind(tmp_path, value))

    result = sharedfate("run", SHAREDFATE_DATA_DIR=str(tmp_path), SHAREDFATE_WEB_PORT="0")

    assert result.returncode == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("sharedfate:")]
    assert says in line
    assert "Running" not in result.stderr
    assert asyncio.run(_found(tmp_path)) == value
