"""What somebody meets who has never seen us: odd files, odd streams, and words that would sound like calm."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.chat.shared.typed_form import invitation, is_typed_in, typed_in
from adapters.chat.shared.typed_lines import typed_lines
from bot.catalog.files import MAX_FILE_BYTES
from bot.catalog.loader import load
from bot.channel_commands.forms import settings_form, stack_form
from bot.channel_commands.settings import SETTINGS
from bot.cli.settings_check import busy
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.message import Destination
from bot.errors import ConfigurationError
from bot.notifying.outset import outset_of
from bot.ports import Binding
from bot.rendering.channel.watch_list import render_list
from bot.rendering.first_words import start_lines
from tests.builders import a_catalog
from tests.chat_builders import ALL_TRAITS, watching
from tests.command_line import sharedfate

TERMINAL = Destination(platform="console", channel="terminal")
SHARED, MAJOR = Watch(kind=WatchKind.SHARED), Watch(kind=WatchKind.MAJOR)
OWN = b'[[service]]\nid = "acme"\nname = "Acme"\nreference = "this test"\nunreadable_because = "a test"\n'


def shell(line: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """A line for a shell, in which "$@" is our command line."""
    return subprocess.run(
        ["sh", "-c", line, "sh", sys.executable, "-m", "bot"],
        capture_output=True,
        text=True,
        env={**os.environ, **environ},
        check=False,
    )


@pytest.mark.parametrize(
    ("held", "said"),
    [
        pytest.param(b"\x80\x81binary", "byte 0 is not UTF-8", id="binary"),
        pytest.param(b'x = "caf\xe9"', "byte 8 is not UTF-8", id="latin 1"),
        pytest.param(b"#" * (MAX_FILE_BYTES + 1), "larger than", id="huge"),
        pytest.param(b"x = " + b"[" * 100_000, "too deep", id="deep"),
        pytest.param(b"x = [", "Invalid value", id="cut short"),
    ],
)
def test_field_d6_a_catalogue_that_is_none_is_one_line(tmp_path: Path, held: bytes, said: str) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(held)

    with pytest.raises(ConfigurationError, match=said):
        load(file, shipped=False)


def test_field_d6_a_catalogue_may_begin_with_the_mark_of_an_editor(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xef\xbb\xbf" + OWN)

    assert "acme" in load(tmp_path / "own.toml", shipped=False).services


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_field_d7_closed_streams_end_no_command(closed: str) -> None:
    assert shell(f'"$@" env {closed}').returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_field_d7_what_cannot_be_written_is_one_line() -> None:
    run = shell('"$@" env >/dev/full')

    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == (
        "sharedfate: cannot write to standard output: No space left on device"
    )
    assert "Traceback" not in run.stderr


def test_field_d7_a_narrow_encoding_gets_question_marks() -> None:
    asked = ("ask", "--parse-only", "is grün… down?")
    run = shell(f'"$@" {" ".join(map(repr, asked))}', PYTHONIOENCODING="ascii")

    assert (run.returncode, run.stderr) == (0, "")


def test_field_d9_a_backup_to_nowhere_is_one_line(tmp_path: Path) -> None:
    store = {"SHAREDFATE_DATA_DIR": str(tmp_path)}
    sharedfate("channel", "console:terminal", "watch", "github", **store)

    for place in ("", ".", "/", "/nonesuch/file"):
        result = sharedfate("backup", place, **store)
        assert (result.returncode, result.stderr.count("\n")) == (2, 1)
        assert result.stderr.startswith("sharedfate: cannot write ")


def test_field_d5_a_channel_on_a_platform_that_is_not_set_up_is_told_of(tmp_path: Path) -> None:
    store = {"SHAREDFATE_DATA_DIR": str(tmp_path)}

    told = sharedfate("channel", "webhook:ops", "watch", "github", **store)
    found = sharedfate("doctor", "--offline", **store)

    assert "but alerts cannot be posted yet" in told.stdout
    assert "webhook is not set up" in told.stdout
    assert found.returncode == 1
    assert "FAIL  webhook: not set up, and yet to be told: webhook:ops" in found.stdout
    assert "ok    apprise: not set up\n" in found.stdout


def test_field_d3_the_start_says_who_cannot_be_told_and_that_nothing_is_read() -> None:
    stored = (
        Channel(destination=TERMINAL, watches=(SHARED, *watching("github"))),
        Channel(destination=Destination(platform="webhook", channel="ops"), watches=watching("github")),
    )
    empty = outset_of(a_catalog((), ()), stored, (), ("console",), ALL_TRAITS, types_here=False)

    reading, _, announced, unreached, _ = start_lines(empty)
    assert reading.startswith("No page is read: the catalogue names none.")
    assert announced == "Shared incidents are announced to console:terminal"
    assert unreached.startswith("Nothing can be told to webhook:ops: set up that platform")


def test_field_d3_doctor_is_not_content_with_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(OWN)
    found = sharedfate(
        "doctor",
        "--offline",
        SHAREDFATE_DATA_DIR=str(tmp_path),
        SHAREDFATE_CATALOG=str(tmp_path / "own.toml"),
        SHAREDFATE_SHIPPED_CATALOG="false",
    )

    assert found.returncode == 1
    assert "FAIL  catalogue: 1 services, 0 sources," in found.stdout
    assert "no page is read" in found.stdout


def test_field_d3_a_list_names_what_is_in_force() -> None:
    def listed(*watches: Watch) -> str:
        channel = Channel(destination=TERMINAL, watches=watches)
        return render_list(channel, SETTINGS, a_catalog(), ALL_TRAITS).headline

    assert listed(SHARED, MAJOR) == (
        "Watching every shared incident and every major outage, until something is watched"
    )
    assert listed(SHARED, MAJOR, *watching("github")) == "Watching 1 service and every shared incident"


def test_field_d4_an_address_that_is_none_is_no_matter_of_its_port() -> None:
    (said,) = busy([Binding("SHAREDFATE_WEB_PORT", "no such host", 8080)])

    assert said.startswith("SHAREDFATE_WEB_HOST: cannot listen on no such host:8080")
    assert said.endswith("set an address of this machine")


async def test_field_d3_lines_are_read_as_they_are_typed_until_the_end_of_input() -> None:
    ours, theirs = os.openpty()
    os.write(ours, "is github down?\n\nüber\n".encode() + b"caf\xe9\n")
    os.write(ours, b"\x04")

    async with asyncio.timeout(60):
        typed = [line async for line in typed_lines(theirs)]

    assert typed == ["is github down?", "", "über", "caf\ufffd"]
    os.close(ours)
    async with asyncio.timeout(60):
        assert [line async for line in typed_lines(theirs)] == []
    os.close(theirs)


async def test_field_d3_a_form_is_typed_or_said_how_to_be() -> None:
    channel = Channel(destination=TERMINAL, watches=(SHARED, *watching("github")))
    stack, settings = stack_form(channel, a_catalog()), settings_form(channel)

    async def pasted() -> AsyncIterator[str]:
        for line in ("github", "stripe", " ", "is github down?"):
            yield line

    assert is_typed_in(stack)
    assert not is_typed_in(settings)
    assert "an empty line ends it" in invitation(stack).headline
    assert "Watched already: 1." in str(invitation(stack).sections)
    assert "write settings, a name and a value" in invitation(settings).headline
    assert len(invitation(settings).sections[0].lines) == len(settings.fields)
    lines = pasted()
    assert await typed_in(lines) == "github\nstripe"
    assert await anext(lines) == "is github down?"
