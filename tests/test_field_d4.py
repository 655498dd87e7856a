"""All settings are checked before anything runs: one line a fault, all at once, exit code 2."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.catalog.intervals import SHORTEST, SHORTEST_PRIVATE
from bot.catalog.loader import load_texts, raised_intervals
from bot.errors import ConfigurationError
from tests.command_line import Result, sharedfate

SERVICE = """
[[service]]
id = "acme"
name = "Acme"
reference = "this test"
[[service.source]]
url = "https://status.acme.example"
format = "statuspage"
"""


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        yield int(server.getsockname()[1])


def run_with(tmp_path: Path, **environ: str) -> Result:
    """A run that must not begin: with a fault."""
    journal = str(tmp_path / "journal.jsonl")
    own = {"SHAREDFATE_DATA_DIR": str(tmp_path), "CONSOLE_JOURNAL": journal, "SHAREDFATE_WEB_PORT": "0"}
    result = sharedfate("run", **{**own, **environ})

    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "Running" not in result.stderr
    assert all(line.startswith("sharedfate: ") for line in result.stderr.splitlines())
    return result


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN is set without SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_APP_TOKEN is set without SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "ab12"}, "SLACK_SIGNING_SECRET is set without SLACK_BOT_TOKEN"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_ID is set without SLACK_CLIENT_SECRET"),
        ({"SLACK_CLIENT_SECRET": "ab12"}, "SLACK_CLIENT_SECRET is set without SLACK_CLIENT_ID"),
        (
            {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "ab12", "SHAREDFATE_VAULT_KEY": "x" * 40},
            "SLACK_CLIENT_ID is set without SLACK_SIGNING_SECRET",
        ),
        (
            {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "ab", "SLACK_SIGNING_SECRET": "cd"},
            "without SHAREDFATE_VAULT_KEY",
        ),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": "xapp-1"}, "begins with xoxb-"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "begins with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "xapp-1"}, "SLACK_SIGNING_SECRET is a token"),
        ({"SLACK_PUBLIC_URL": "http://example.org"}, "begins with https://"),
        ({"SLACK_API_BASE_URL": "slack.com/api"}, "SLACK_API_BASE_URL is no whole address"),
        ({"DISCORD_DEV_GUILD_ID": "50"}, "DISCORD_DEV_GUILD_ID is set without DISCORD_BOT_TOKEN"),
        ({"DISCORD_DEV_GUILD_ID": "ops", "DISCORD_BOT_TOKEN": "t"}, "DISCORD_DEV_GUILD_ID is not usable"),
        ({"DISCORD_BOT_TOKEN": "Bot abc.def"}, "DISCORD_BOT_TOKEN is no bot token"),
        ({"DISCORD_BOT_TOKEN": "t", "DISCORD_GATEWAY_URL": "https://x"}, "begins with wss://"),
        ({"WEBHOOK_ENDPOINTS": "ops=https://example.org/h"}, "without WEBHOOK_SECRET"),
        ({"WEBHOOK_SECRET": "s"}, "WEBHOOK_SECRET is set without WEBHOOK_ENDPOINTS"),
        ({"WEBHOOK_ENDPOINTS": "ops=ftp://example.org"}, "no http(s) address"),
        ({"APPRISE_URLS": "team=nonsense://x"}, "Apprise cannot read the URL named “team”"),
        (
            {"SHAREDFATE_ANNOUNCE_TO": "slack:C0"},
            "SHAREDFATE_ANNOUNCE_TO names slack:C0, but SLACK_BOT_TOKEN",
        ),
        ({"SHAREDFATE_ANNOUNCE_TO": "webhook:ops"}, "no webhook is named “ops”: add it to WEBHOOK_ENDPOINTS"),
        ({"SHAREDFATE_ANNOUNCE_TO": "apprise:x"}, "no Apprise URL is named “x”: add it to APPRISE_URLS"),
        ({"SHAREDFATE_ANNOUNCE_TO": "discord:1"}, "discord:1, but DISCORD_BOT_TOKEN is not set"),
        ({"SHAREDFATE_ANNOUNCE_TO": "discord:foo", "DISCORD_BOT_TOKEN": "t"}, "Discord has no such channel"),
        ({"SHAREDFATE_ANNOUNCE_TO": "teams:x"}, "“teams:x” is no destination"),
        ({"SHAREDFATE_WEB_PORT": "http"}, "SHAREDFATE_WEB_PORT is not usable"),
        ({"SHAREDFATE_LOG_LEVEL": "loud"}, "SHAREDFATE_LOG_LEVEL: “loud” is none of DEBUG"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL=localhost:6379 is no Redis address"),
        ({"CONSOLE_JOURNAL": "/proc/none/j"}, "CONSOLE_JOURNAL: cannot write"),
        ({"SHAREDFATE_DATA_DIR": "/proc/none"}, "SHAREDFATE_DATA_DIR: cannot use"),
        ({"SHAREDFATE_CATALOG": "/nowhere.toml"}, "cannot read the catalogue file"),
        ({"SHAREDFATE_LEARNED": "/nowhere.toml"}, "/nowhere.toml"),
    ],
)
def test_field_d4_a_wrong_setting_is_one_line_that_says_what_to_do(
    environ: dict[str, str], says: str, tmp_path: Path
) -> None:
    assert says in run_with(tmp_path, **environ).stderr


def test_field_d4_all_faults_are_told_at_once_and_no_secret_with_them(tmp_path: Path) -> None:
    told = run_with(
        tmp_path,
        SLACK_BOT_TOKEN="xoxp-topsecret",
        SHAREDFATE_ANNOUNCE_TO="webhook:ops,discord:foo,teams:x",
        SHAREDFATE_WEB_PORT="99999",
        DISCORD_DEV_GUILD_ID="ops",
    ).stderr

    for each in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "webhook:ops", "discord:foo", "teams:x", "WEB_PORT"):
        assert each in told
    assert "DISCORD_DEV_GUILD_ID" in told
    assert "topsecret" not in told


def test_field_d4_a_busy_port_is_said_before_anything_runs(taken: int, tmp_path: Path) -> None:
    told = run_with(tmp_path, SHAREDFATE_WEB_PORT=str(taken)).stderr

    assert f"SHAREDFATE_WEB_PORT: cannot listen on 127.0.0.1:{taken}: Address already in use" in told


def test_field_d4_so_is_that_of_slack_over_http(taken: int, tmp_path: Path) -> None:
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "ab12", "SLACK_HTTP_PORT": str(taken)}

    assert "SLACK_HTTP_PORT: cannot listen on" in run_with(tmp_path, **slack).stderr


def test_field_d4_and_one_port_for_two_things(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "ab12", "SLACK_HTTP_PORT": free}

    assert "SLACK_HTTP_PORT: cannot listen on" in run_with(tmp_path, SHAREDFATE_WEB_PORT=free, **slack).stderr


@pytest.mark.parametrize("seconds", [0, -1, -86_400, 86_401, 10**12])
def test_field_d4_what_is_no_interval_is_refused(seconds: int, tmp_path: Path) -> None:
    catalog = tmp_path / "own.toml"
    catalog.write_text(f"{SERVICE}interval_seconds = {seconds}\n")

    told = run_with(tmp_path, SHAREDFATE_CATALOG=str(catalog), SHAREDFATE_SHIPPED_CATALOG="false").stderr

    assert f"acme: interval_seconds = {seconds} is no interval: write seconds from 30 to 86400" in told


@pytest.mark.parametrize(
    ("seconds", "private", "polled"),
    [(1, "false", SHORTEST), (29, "false", SHORTEST), (1, "true", SHORTEST_PRIVATE)],
)
def test_field_d4_a_short_interval_is_raised_to_the_floor_and_that_is_said(
    seconds: int, private: str, polled: object, tmp_path: Path
) -> None:
    text = f"{SERVICE}interval_seconds = {seconds}\nallow_private = {private}\n"
    catalog = tmp_path / "own.toml"
    catalog.write_text(text)

    assert load_texts({"own.toml": text}).sources["acme"].interval == polled
    assert [
        f"interval_seconds = {seconds} is below the floor" in said for said in raised_intervals(catalog)
    ] == [True]


@pytest.mark.parametrize("seconds", [30, 86_400])
def test_field_d4_an_interval_from_the_floor_on_is_taken_as_it_is(seconds: int) -> None:
    text = f"{SERVICE}interval_seconds = {seconds}\n"

    assert load_texts({"own.toml": text}).sources["acme"].interval.total_seconds() == seconds


def test_field_d4_a_page_in_a_format_that_nothing_reads_is_a_fault(tmp_path: Path) -> None:
    catalog = tmp_path / "own.toml"
    catalog.write_text(SERVICE.replace('"statuspage"', '"statuspagge"'))

    told = run_with(tmp_path, SHAREDFATE_CATALOG=str(catalog), SHAREDFATE_SHIPPED_CATALOG="false").stderr

    assert "acme: nothing reads the format statuspagge" in told


def test_field_d4_the_loader_says_so_too() -> None:
    with pytest.raises(ConfigurationError, match=r"own\.toml: acme: interval_seconds = 0"):
        load_texts({"own.toml": f"{SERVICE}interval_seconds = 0\n"})
