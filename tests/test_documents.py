"""What the documents say of the code is what the code does."""

import re
from pathlib import Path

from adapters.status_pages import FORMATS
from bot.channel_commands.settings import SETTINGS
from bot.channel_commands.table import COMMANDS
from bot.correlation.grading import RULES
from bot.domain.card_button import CardButton
from tests.architecture_map import contract, layers, mermaid

ROOT = Path(__file__).parent.parent
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CHAT = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")


def test_the_table_of_grades_is_the_one_that_is_applied() -> None:
    document = (ROOT / "docs" / "correlation.md").read_text(encoding="utf-8")

    for rule in RULES:
        assert f"| {rule.grade} | {rule.probability} | {rule.says} |" in document


def test_the_manual_of_chat_has_every_command() -> None:
    assert [command.name for command in COMMANDS if f"`{command.name}" not in CHAT] == []


def test_the_manual_of_chat_has_every_setting() -> None:
    for setting in SETTINGS:
        assert f"| `settings {setting.name} " in CHAT or f"`{setting.name}` alone shows" in CHAT, setting.name


def test_the_manual_of_chat_has_every_button() -> None:
    section = CHAT.partition("\n## Buttons\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    told = [label for cell in cells for label in cell.split(", ")]

    assert [button.value.label for button in CardButton if button.value.label not in told] == []


def test_the_table_of_formats_is_that_of_the_registry() -> None:
    document = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in document.splitlines() if line.startswith("| `")]
    proven = {cells[1].strip(" `"): cells[4].strip().startswith("yes") for cells in rows}

    assert set(FORMATS) - set(proven) == set()  # a format without a row of its own
    assert proven == {name: format_.unproven is None for name, format_ in FORMATS.items()}


def test_the_picture_of_the_architecture_is_drawn_from_the_contract() -> None:
    assert mermaid() in MAP  # else: python -m tests.architecture_map


def test_the_map_has_every_room_and_no_other() -> None:
    rooms = {
        path.relative_to(ROOT).as_posix()
        for folder in ("bot", "adapters")
        for path in (ROOT / folder).iterdir()
        if (path / "__init__.py").exists()
    }
    named = set(re.findall(r"`((?:bot|adapters)/[\w/.]+?)/?`", MAP))

    assert rooms - named == set()
    assert {
        n for n in named if not n.endswith(("NAME.py", "CATEGORY.toml")) and not (ROOT / n).exists()
    } == set()
