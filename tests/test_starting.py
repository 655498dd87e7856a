"""What people type answers soon: nothing is imported that it does not need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.asked_catalog import catalog_of
from bot.made_catalog import made_of
from bot.settings import BotSettings

RUN = """
import sys
from bot.__main__ import main
try:
    main()
finally:
    sys.stderr.write(" ".join(sys.modules))
"""
# Says which pages are worth reading.
NEEDED = {"bot.polling.worth_asking"}
# Each of these takes as long to import as all of help, or half of it.
HEAVY = {
    "aiohttp", "apprise", "asyncio", "babel", "cryptography.hazmat", "discord", "dns", "httpx",
    "jinja2", "lxml", "mcp", "numpy", "opentelemetry", "PIL", "prometheus_client",
    "pydantic_settings", "rapidfuzz", "redis", "slack_bolt", "starlette", "structlog", "tomli",
    "uvicorn", "valkey",
}  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue is kept where no other test keeps one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made_of.cache_clear()
    catalog_of(BotSettings())


def test_help_imports_neither_a_command_nor_a_library_but_that_of_the_command_line() -> None:
    imported = _imported("--help")

    assert imported & (HEAVY | {"attr", "markdown_it", "msgspec", "pydantic"}) == set()
    assert {name for name in imported if name.startswith(("bot.", "adapters."))} <= {
        "bot.__main__", "bot.absent", "bot.cli", "bot.cli.lazy_command", "bot.cli.look_of_help",
        "bot.cli.standard_streams",
        "bot.domain",
        "bot.domain.refusal", "bot.domain.status", "bot.domain.unreadable", "bot.domain.unseen", "bot.errors",
        "bot.speech", "bot.speech.language", "bot.speech.speech",
    }  # fmt: skip


@pytest.mark.usefixtures("kept")
def test_to_have_a_question_understood_needs_no_store_no_loop_and_nothing_that_answers() -> None:
    imported = _imported("ask", "is github down?", "--parse-only")

    assert imported & HEAVY == set()
    assert not any(name.startswith(("adapters", "bot.storage", "bot.rendering.answers")) for name in imported)


@pytest.mark.usefixtures("kept")
def test_an_answer_from_the_store_needs_no_http_no_format_and_no_platform(tmp_path: Path) -> None:
    imported = _imported("ask", "is github down?", "--no-read", SHAREDFATE_DATA_DIR=str(tmp_path / "data"))

    assert imported & (HEAVY - {"asyncio", "redis"}) == set()
    assert not any(name.startswith(("adapters.status_pages", "bot.polling.")) for name in imported - NEEDED)


def test_a_start_imports_neither_what_draws_nor_what_few_ask_for() -> None:
    imported = _imported("run", "--help")

    assert imported & {"PIL", "apprise", "babel", "cryptography.hazmat", "discord", "dns", "mcp"} == set()


def test_until_a_page_is_asked_for_nothing_is_imported_that_correlates_answers_or_serves() -> None:
    imported = _imported("run", "--help")

    assert "bot.polling.poller" in imported
    assert imported & {"jinja2", "lxml", "numpy", "uvicorn"} == set()
    assert imported & {"bot.chat.responder", "bot.web_part"} == set()


def _imported(*arguments: str, **environ: str) -> set[str]:
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environ})
    return set(done.stderr.split())
