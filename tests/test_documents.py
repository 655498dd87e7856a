"""What the documents say of the code is what the code does."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from adapters import edges
from adapters.mcp.server import TOOLS
from adapters.status_pages import FORMATS
from adapters.web.inbound import INBOUND
from bot.channel_commands.settings import SETTINGS
from bot.channel_commands.table import COMMANDS
from bot.correlation.grading import RULES
from bot.domain.card_button import CardButton
from bot.panels.rules import RULES as LOOK_RULES
from tests.architecture_map import contract, layers, mermaid
from tests.metrics_table import instruments, table

ROOT = Path(__file__).parent.parent
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CHAT = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")


def test_the_table_of_grades_is_the_one_that_is_applied() -> None:
    document = (ROOT / "docs" / "correlation.md").read_text(encoding="utf-8")

    for rule in RULES:
        assert f"| {rule.grade} | {rule.probability} | {rule.says} |" in document


def test_the_table_of_looks_is_the_one_that_is_applied() -> None:
    document = (ROOT / "docs" / "probes.md").read_text(encoding="utf-8")

    for look in LOOK_RULES:
        assert f"| {look.rule} | {look.says} | {look.vantages} | {look.rate} |" in document


def test_the_manual_of_chat_has_every_command() -> None:
    assert [c.name for c in COMMANDS if not re.search(rf"`{c.name}[` ]", CHAT)] == []


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


def test_the_table_of_edges_is_that_of_the_registry() -> None:
    document = (ROOT / "docs" / "probes.md").read_text(encoding="utf-8")
    section = document.partition("\n## Edges\n")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ([\w/-]+) \|", section, re.MULTILINE))
    files = [one.name for one in iter_modules(edges.__path__) if not one.ispkg]

    assert told == {file: import_module(f"{edges.__name__}.{file}").EDGE.node or "none" for file in files}


def test_the_picture_of_the_architecture_is_drawn_from_the_contract() -> None:
    assert mermaid() in MAP  # else: python -m tests.architecture_map


def test_the_page_on_inbound_has_every_source() -> None:
    document = (ROOT / "docs" / "inbound.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `/in/([\w-]+)` \|", document, re.MULTILINE) == list(INBOUND)


def test_the_page_on_agents_has_every_tool() -> None:
    document = (ROOT / "docs" / "mcp.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `([a-z_]+)` \|", document, re.MULTILINE) == list(TOOLS)


def test_every_room_has_a_place_in_the_layers() -> None:
    rooms = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "bot").iterdir()
        if path.name != "__init__.py" and (path.suffix == ".py" or (path / "__init__.py").exists())
    }

    placed = {name for layer in layers() for name in layer}

    assert rooms - placed == set()  # what has no line in the contract "Imports point down" in pyproject.toml
    assert placed - rooms == {"adapters"}


def test_every_room_that_the_map_calls_core_is_held_to_it() -> None:
    called = {name.replace("/", ".") for name in re.findall(r"`(bot/\w+)` \| \*core\*", MAP)}

    assert called
    assert called - set(contract("The core does no I/O and never reads the time")["source_modules"]) == set()


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
        n
        for n in named
        if not n.endswith(("NAME.py", "CATEGORY.toml", "CODE.toml", "CODE.po")) and not (ROOT / n).exists()
    } == set()


def test_the_table_of_metrics_is_that_of_the_code() -> None:
    document = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")

    assert table() in document  # else: python -m tests.metrics_table
    assert all(one._documentation.endswith(".") for one in instruments())
