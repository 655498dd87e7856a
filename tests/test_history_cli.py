"""`sharedfate history`: what was, for a terminal and as an export."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import StoreSettings
from bot.storage.connection import open_store
from bot.storage.history_log import HistoryLog, Recorded
from bot.storage.history_rows import ALL
from tests.builders import NOON
from tests.command_line import Result, sharedfate
from tests.storage.test_history import a_claim, a_row, keep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that keeps two reports and a claim."""
    folder = tmp_path_factory.mktemp("kept")

    async def fill() -> None:
        async with open_store(StoreSettings(sharedfate_data_dir=folder)) as client:
            rows = (
                a_row("a", title="Logins fail"),
                a_row("b", service="zoom", start=NOON - timedelta(days=9)),
            )
            await keep(client, *rows, a_claim("inc-1", start=NOON + timedelta(hours=1)))
            log = HistoryLog(client)
            await log.commit(await log.position(), Recorded(since={ALL: NOON - timedelta(days=30)}), NOON)

    asyncio.run(fill())
    return folder


def history(folder: Path, *arguments: str) -> Result:
    return sharedfate("history", *arguments, SHAREDFATE_DATA_DIR=str(folder))


def test_what_was_is_listed_newest_first_with_how_much_is_kept(folder: Path) -> None:
    lines = history(folder).stdout.splitlines()

    assert lines[0].startswith("18 Nov 2025 13:00 UTC  Probable Cloudflare Workers outage")
    assert lines[0].endswith("  inc-1")
    assert lines[1] == "18 Nov 2025 12:00 UTC  Slack: Logins fail  1 h"
    assert lines[2].startswith("9 Nov 2025 12:00 UTC  Zoom: ")
    assert lines[3] == "kept: 3 entries since 19 Oct 2025; 0.0 MB of 64 MB, then the oldest go"


def test_it_is_searched_by_name_time_and_words(folder: Path) -> None:
    assert "Logins fail" in history(folder, "slack", "--text", "login").stdout
    assert "Logins" not in history(folder, "--until", "2025-11-18").stdout
    assert "Zoom" not in history(folder, "--since", "2025-11-18", "--text", "late").stdout
    assert "nothing is known" in history(folder, "Zoom").stdout


def test_an_export_has_all_of_each_a_line(folder: Path) -> None:
    exported = [json.loads(line) for line in history(folder, "--limit", "0", "--json").stdout.splitlines()]

    assert [one["kind"] for one in exported] == ["incident", "report", "report"]
    assert [entry["reason"] for entry in exported[0]["timeline"]] == ["two name it"]
    assert exported[0]["state"] == "open"
    assert exported[1]["updates"][0]["text"] == "We look into it."


def test_what_is_more_is_said_and_what_is_nothing_fails(folder: Path, tmp_path: Path) -> None:
    cut = history(folder, "--limit", "1", "--json")
    assert (len(cut.stdout.splitlines()), cut.stderr) == (1, "there is more: --limit 0 shows all\n")
    assert history(folder, "--text", "nothing like it").returncode == 1
    wrong = history(folder, "nosuchthing")
    assert (wrong.returncode, len(wrong.stderr.splitlines())) == (2, 1)
    empty = history(tmp_path)
    assert (empty.returncode, empty.stdout.startswith("kept: 0 entries nothing yet")) == (1, True)


def test_doctor_says_how_much_is_kept(folder: Path) -> None:
    shown = sharedfate("doctor", "--offline", SHAREDFATE_DATA_DIR=str(folder)).stdout

    assert "history: 3 entries since 19 Oct 2025; 0.0 MB of 64 MB, then the oldest go" in shown
