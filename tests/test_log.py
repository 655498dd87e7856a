"""Logs as lines of JSON, and no secret in any."""

import json
import logging
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot import log
from bot.cli.surroundings import secrets_in

TOKEN = 'xoxb-"1234"-ü'


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What stands on standard error; logging is as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield lambda: capsys.readouterr().err
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def failing(error: Exception) -> None:
    raise error


def lines(written: Callable[[], str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in written().splitlines()]


def test_a_line_is_an_object_with_time_level_event_and_fields(written: Callable[[], str]) -> None:
    log.configure("INFO", json=True)

    structlog.get_logger().info("Message posted", channel="slack:C1", seconds=0.5)
    structlog.get_logger().debug("Too much")

    (line,) = lines(written)
    assert line.pop("time").endswith("Z")
    assert line == {"level": "info", "event": "Message posted", "channel": "slack:C1", "seconds": 0.5}


def test_a_traceback_is_one_field_of_one_line(written: Callable[[], str]) -> None:
    log.configure("INFO", json=True)

    try:
        failing(ValueError("two\nlines"))
    except ValueError:
        structlog.get_logger().exception("Part crashed", part="poll")

    (line,) = lines(written)
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("ValueError: two\nlines")


def test_what_libraries_write_is_such_a_line_too(written: Callable[[], str]) -> None:
    log.configure("INFO", json=True)

    logging.getLogger("discord.gateway").warning("Shard ID %s has stopped\nresponding", 3)
    logging.getLogger("discord.gateway").info("Connected")
    try:
        failing(OSError("gone"))
    except OSError:
        logging.getLogger("asyncio").exception("Task failed")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    first, second, third = lines(written)
    assert first["logger"] == "discord.gateway"
    assert (first["level"], first["event"]) == ("warning", "Shard ID 3 has stopped\nresponding")
    assert second["exception"].endswith("OSError: gone")
    assert third["logger"] == "py.warnings"


@pytest.mark.parametrize("is_json", [True, False])
def test_no_line_shows_a_secret_wherever_it_stands(written: Callable[[], str], *, is_json: bool) -> None:
    log.configure("INFO", json=is_json, secrets={TOKEN, "x"})

    structlog.get_logger().warning("Refused", why=f"bad token {TOKEN}", all={"given": [TOKEN]})
    try:
        failing(ValueError(TOKEN))
    except ValueError:
        structlog.get_logger().exception("Part crashed")
        logging.getLogger("slack_sdk").exception("Failed with %s", TOKEN)

    text = written()
    assert "1234" not in text
    assert text.count(log.MASKED) == 5
    assert text.count("Traceback") == 2


def test_the_secrets_are_those_of_the_settings_each_of_a_list_and_passwords_in_addresses() -> None:
    found = secrets_in(
        {
            "REDIS_URL": "redis://user:p%40ssword@127.0.0.1:6379/0",
            "SHAREDFATE_INBOUND_TOKEN": "pages:first-token, second-token",
            "WEBHOOK_ENDPOINTS": "ops=https://example.org/hook-of-ops",
            "SHAREDFATE_CONTACT": "ops@example.org",
        }
    )

    assert {"p@ssword", "p%40ssword", "second-token", "https://example.org/hook-of-ops"} <= found
    assert "ops@example.org" not in found
