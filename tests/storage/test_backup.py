"""Backup and restore: what people set and said outlives its store, and no wrong file ever harms one."""

import asyncio
import hashlib
import json
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import StoreSettings
from bot.storage import keys as k
from bot.storage.channels import Channels
from bot.storage.client import Client
from bot.storage.connection import open_store
from bot.storage.keepsake import Holding, holding, keepsakes_in, put_back
from bot.storage.migration import bring_up_to_date
from bot.storage.notifications import Notifications, ReactionLog
from bot.storage.vault import StoredVault
from tests.builders import NOON
from tests.command_line import Result, sharedfate
from tests.storage.earlier_stores import fill, schema_4

ALL_OF_IT = Holding(channels=3, marks=2, votes=3, secrets=2)
VAULT_KEY = SecretStr("correct horse battery staple")
Placement = Callable[[Client], Awaitable[object]]


def in_store(folder: Path, look: Placement) -> object:
    async def opened() -> object:
        async with open_store(StoreSettings(sharedfate_data_dir=folder)) as client:
            return await look(client)

    return asyncio.run(opened())


async def _filled(client: Client) -> None:
    await fill(client, schema_4())


async def _held(client: Client) -> Holding:
    return holding(await keepsakes_in(client))


def command(name: str, folder: Path, *arguments: str) -> Result:
    return sharedfate(name, *arguments, SHAREDFATE_DATA_DIR=str(folder))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A backup of a store with something of everything."""
    in_store(tmp_path / "old", _filled)
    file = tmp_path / "kept"
    result = command("backup", tmp_path / "old", str(file))
    assert (result.returncode, result.stderr) == (0, "")
    assert "3 channels, 2 marks, 3 votes, 2 secrets; keep SHAREDFATE_VAULT_KEY" in result.stdout
    return file


def test_field_d9_a_backup_restored_elsewhere_holds_all_that_people_set(tmp_path: Path, made: Path) -> None:
    restored = command("restore", tmp_path / "new", str(made), "--json")

    assert json.loads(restored.stdout) == {
        "file": str(made),
        "channels": 3,
        "marks": 2,
        "votes": 3,
        "secrets": 2,
    }
    in_store(tmp_path / "old", bring_up_to_date)
    older = in_store(tmp_path / "old", lambda client: Channels(client).load_all())
    assert in_store(tmp_path / "new", lambda client: Channels(client).load_all()) == older

    async def secret(client: Client) -> object:
        return await StoredVault(client, VAULT_KEY).get("slack/installation/T01")

    assert in_store(tmp_path / "new", secret) == b'{"bot_token":"xoxb-a-sample"}'
    votes = in_store(tmp_path / "new", lambda client: ReactionLog(client).votes())
    assert isinstance(votes, tuple)
    assert len(votes) == 3


def test_a_backup_is_for_our_eyes_and_holds_no_secret_in_the_clear(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert b"xoxb-a-sample" not in made.read_bytes()
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []


async def test_what_was_told_and_what_expires_come_back_as_they_were(redis: Client) -> None:
    await fill(redis, schema_4())
    kept = await keepsakes_in(redis)
    await redis.flushall()

    await put_back(redis, kept, NOON)

    assert (await Notifications(redis).load("inc-1", "slack:T01/C0123ABCD")).card is not None
    assert await redis.pttl(k.REACTIONS.of("inc-1")) > 0
    assert await redis.zscore(k.READY.at(0).name, "webhook:ops") == NOON.timestamp()
    assert [name for name in await redis.keys("*") if b"source" in name or b"incident" in name] == []


def test_field_d9_a_store_that_holds_something_is_overwritten_only_when_told_to(
    tmp_path: Path, made: Path
) -> None:
    refused = command("restore", tmp_path / "old", str(made))

    assert refused.returncode == 2
    assert "holds 3 channels, 2 marks, 3 votes, 2 secrets already: --replace" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert command("restore", tmp_path / "old", str(made), "--replace").returncode == 0
    assert in_store(tmp_path / "old", _held) == ALL_OF_IT


def test_a_backup_without_secrets_leaves_those_that_are_there(tmp_path: Path) -> None:
    in_store(tmp_path / "old", _filled)
    file = tmp_path / "kept"
    assert command("backup", tmp_path / "old", str(file), "--without-secrets").returncode == 0
    assert b":secret:" not in file.read_bytes()

    assert command("restore", tmp_path / "old", str(file), "--replace").returncode == 0

    assert in_store(tmp_path / "old", _held) == ALL_OF_IT


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _without_last(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:-1])


def _touched(data: bytes) -> bytes:
    return data.replace(b"stripe", b"strips")


def _newer(data: bytes) -> bytes:
    return data.replace(b'"sharedfate_backup":2', b'"sharedfate_backup":3')


def _newer_schema(data: bytes) -> bytes:
    return data.replace(b'"schema":"4"', b'"schema":"5"')


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_half, "is cut short"),
        (_without_last, "is cut short"),
        (_touched, "is damaged: its checksum does not fit"),
        (_newer, "newer version of Sharedfate"),
        (_newer_schema, "newer version of Sharedfate"),
        (lambda _: b"", "is no backup of Sharedfate"),
        (lambda _: b'{"hello": 1}\n', "is no backup of Sharedfate"),
        (lambda _: bytes(range(256)), "is no backup of Sharedfate"),
        (lambda data: data[:20], "is no backup of Sharedfate"),
        (lambda data: data[:-20] + b"\xf7" + data[-20:], "is cut short"),
    ],
)
def test_field_d9_a_wrong_file_gets_one_line_and_touches_nothing(
    tmp_path: Path, made: Path, spoil: Callable[[bytes], bytes], says: str
) -> None:
    made.write_bytes(spoil(made.read_bytes()))

    result = command("restore", tmp_path / "old", str(made), "--replace")

    assert result.returncode == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert in_store(tmp_path / "old", _held) == ALL_OF_IT


def _forged(*lines: object) -> bytes:
    text = b"".join(
        json.dumps(line).encode() + b"\n" for line in ({"sharedfate_backup": 1, "schema": "4"}, *lines)
    )
    end = {"keys": len(lines), "sha256": hashlib.sha256(text).hexdigest()}
    return text + json.dumps(end).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"key": "{sf}:sources", "type": "hash", "values": []}, "line 2: a backup has no key"),
        ({"key": "someone-elses", "type": "hash", "values": []}, "line 2: a backup has no key"),
        ({"key": "{sf}:channels", "type": "zset", "values": []}, "line 2: Invalid enum value"),
        ({"key": "{sf}:channels", "type": "hash", "values": [["a", "5{}"]]}, "newer version of Sharedfate"),
        ({"key": "{sf}:channels", "type": "hash", "values": [["a", "4{}"]]}, "cannot read"),
    ],
)
def test_a_forged_line_is_refused_and_named(tmp_path: Path, line: object, says: str) -> None:
    file = tmp_path / "forged"
    file.write_bytes(_forged(line))

    result = command("restore", tmp_path / "new", str(file))

    assert result.returncode in (1, 2)
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert in_store(tmp_path / "new", _held) == Holding()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("backup", "kept"), "there is no store in"),
        (("restore", "no-such-file"), "cannot read no-such-file: No such file"),
        (("restore", "."), "cannot read .: Is a directory"),
    ],
)
def test_field_d9_without_a_store_or_a_file_one_line_says_so(
    tmp_path: Path, arguments: tuple[str, str], says: str
) -> None:
    result = command(arguments[0], tmp_path / "none", arguments[1])

    assert result.returncode in (1, 2)
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_a_backup_that_cannot_be_written_leaves_the_older_one(tmp_path: Path, made: Path) -> None:
    before = made.read_bytes()
    missing = command("backup", tmp_path / "old", str(tmp_path / "no-folder" / "kept"))
    folder = command("backup", tmp_path / "old", str(tmp_path))

    assert (missing.returncode, folder.returncode) == (2, 2)
    assert "cannot write" in missing.stderr
    assert made.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
