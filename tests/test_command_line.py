"""What every command line has: a version, short help, completion, one line for what is wrong, JSON."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot import __version__
from bot.cli import COMMANDS
from bot.cli.lazy_command import app_named
from bot.domain.status import UnreadableReason
from bot.domain.unreadable import UNREADABLE
from bot.errors import PageUnreadable
from tests.command_line import as_a_process, sharedfate
from tests.scenarios.newcomer import Statuspage
from tests.servers.sites import sites

# These print for people, or for ever, or speak a protocol.
FOR_PEOPLE = {"demo", "run", "mcp"}


def _commands() -> Iterator[tuple[str, ...]]:
    for name in COMMANDS:
        command = typer.main.get_command(app_named(name))
        inner = getattr(command, "commands", None)
        yield from ((name, sub) for sub in inner) if inner else ((name,),)


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_field_d7_there_is_a_version(option: str) -> None:
    result = sharedfate(option)

    assert (result.returncode, result.stdout) == (0, f"sharedfate {__version__}\n")


@pytest.mark.parametrize("command", list(_commands()), ids=" ".join)
def test_field_d7_every_command_has_short_help_with_an_example_and_json(command: tuple[str, ...]) -> None:
    short, long = sharedfate(*command, "-h"), sharedfate(*command, "--help")

    assert (short.returncode, short.stdout) == (0, long.stdout)
    assert f"Example: sharedfate {' '.join(command)}" in short.stdout or "sharedfate run" in short.stdout
    assert "--json" in short.stdout or set(command) & FOR_PEOPLE


def test_field_d7_help_says_what_exit_codes_mean() -> None:
    shown = " ".join(sharedfate("-h").stdout.split())

    assert "Exit codes: 0 well, 1 failed or found nothing, 2 misused or unreadable, 130 interrupted." in shown
    assert all(command in shown for command in COMMANDS)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_field_d7_each_shell_has_its_completion(shell: str) -> None:
    assert "_SHAREDFATE_COMPLETE" in sharedfate("--show-completion", shell).stdout


@pytest.mark.parametrize(
    ("typed", "word", "offered"),
    [("sharedfate cat", "1", "catalog"), ("sharedfate catalog show --le", "3", "--learned")],
)
def test_field_d7_commands_and_options_are_completed(typed: str, word: str, offered: str) -> None:
    environ = {"_SHAREDFATE_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": word}

    assert as_a_process(**environ).stdout.split() == [offered]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ask",),
        ("check", "--nope", "x"),
        ("catalog", "nonsense"),
        ("catalog", "show"),
        ("restore",),
        ("evaluate", "x", "--null", "sideways"),
        ("check", "page.json"),
        ("check", "no such host"),
    ],
)
def test_field_d7_what_is_wrong_is_one_line_on_standard_error(arguments: tuple[str, ...]) -> None:
    result = sharedfate(*arguments)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("sharedfate: ")
    assert len(result.stderr.splitlines()) == 1


async def test_field_d7_check_takes_a_bare_host() -> None:
    page = Statuspage("Everything is down")
    async with sites(page.serve) as site:
        host = site.url("127.0.0.1").removeprefix("http://")
        bare = await _checked(host)
        below = await _checked(f"{host}/api/v2/summary.json")

    assert json.loads(bare)["service"] == json.loads(below)["service"] == "Acme"


async def _checked(target: str) -> str:
    result = await asyncio.to_thread(as_a_process, "check", target, "--allow-private", "--json")
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("host", ["169.254.169.254", "localhost:1", "127.0.0.1/status"])
def test_a_bare_host_is_guarded_as_an_address_is(host: str) -> None:
    result = sharedfate("check", host)

    assert result.returncode == 2
    assert "its address is in a private network" in result.stderr


@pytest.mark.parametrize("reason", UnreadableReason)
def test_field_d7_a_reason_is_said_in_words(reason: UnreadableReason) -> None:
    said = str(PageUnreadable(reason, "https://x.example answered"))

    assert said == f"cannot read the page: {UNREADABLE[reason]} (https://x.example answered)"
    assert "_" not in said


def test_a_reader_that_has_read_enough_is_no_failure_to_shout_about() -> None:
    run = subprocess.run(
        f"{sys.executable} -m bot env | head -1", shell=True, capture_output=True, text=True, check=True
    )

    assert "Traceback" not in run.stderr
    assert run.stdout.startswith("# Every setting")


def test_a_channel_answers_programs_in_json(tmp_path: Path) -> None:
    result = sharedfate("channel", "webhook:ops", "watch github", "--json", SHAREDFATE_DATA_DIR=str(tmp_path))

    document = json.loads(result.stdout)
    assert document["channel"] == "webhook:ops"
    assert "GitHub" in document["headline"]
