"""The house rules that no other tool checks: sizes, settings, registries."""

import ast
import statistics
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from adapters import edges
from adapters.chat_platforms import PLATFORMS
from adapters.status_pages import FORMATS
from adapters.web.inbound import INBOUND
from bot.cli import COMMANDS
from bot.cli.env import env_example
from bot.cli.surroundings import variables_of
from bot.correlation.signals import SIGNALS
from bot.lab.evaluation import baselines
from bot.lab.evaluation.baselines.baseline import Baseline
from bot.settings import BotSettings, EnvironmentSettings, ProbeSettings, StoreSettings
from bot.storage.keys import KEYS

ROOT = Path(__file__).parent.parent
PLATFORM_SETTINGS = [platform.settings for platform in PLATFORMS.values()]
OWNERS: list[type[EnvironmentSettings]] = [StoreSettings, BotSettings, ProbeSettings, *PLATFORM_SETTINGS]
MODULES = [p for folder in ("bot", "adapters") for p in (ROOT / folder).rglob("*.py")]


def test_modules_are_small() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert statistics.median(sizes.values()) <= 120
    assert {path: size for path, size in sizes.items() if size > 300} == {}


def test_functions_are_short() -> None:
    long = [
        (path.name, node.name)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= 45
    ]

    assert long == []


def test_a_public_class_name_exists_once() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.relative_to(ROOT).as_posix())

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_every_package_says_what_it_is() -> None:
    packages = [path for path in MODULES if path.name == "__init__.py"]

    assert [p for p in packages if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))] == []


def test_every_signal_of_a_file_is_asked() -> None:
    folder = ROOT / "bot" / "correlation" / "signals"
    found = {
        node.name
        for path in folder.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }

    assert found == {signal.__name__ for signal in SIGNALS}  # what is missing has no line in SIGNALS


def test_every_method_of_a_file_is_compared_with() -> None:
    files = (import_module(f"{baselines.__name__}.{one.name}") for one in iter_modules(baselines.__path__))
    found = {one.name for file in files for one in vars(file).values() if isinstance(one, Baseline)}

    assert found == {one.name for one in baselines.BASELINES}  # what is missing has no line in BASELINES


def test_every_command_of_a_file_is_in_the_list_of_commands() -> None:
    found = {
        path.stem
        for path in (ROOT / "bot" / "cli").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == path.stem)
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == path.stem)
    }

    assert found == set(COMMANDS)  # what is missing has no line in COMMANDS


def test_every_file_or_folder_of_a_platform_is_in_the_registry() -> None:
    found = {path.stem for path in (ROOT / "adapters" / "chat").iterdir() if not path.name.startswith("__")}

    assert found - {"shared"} == set(PLATFORMS)  # what is missing has no line in PLATFORMS


def test_every_file_of_an_inbound_source_is_in_the_registry() -> None:
    files = {path.stem for path in (ROOT / "adapters" / "web" / "inbound").glob("*.py")} - {"__init__"}

    assert files == {name.replace("-", "_") for name in INBOUND}  # what is missing has no line in INBOUND


def test_one_module_imports_httpx_and_one_package_redis() -> None:
    importers: dict[str, set[str]] = {name: set() for name in ("httpx", "h11", "redis", "feedparser", "dns")}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in importers:
                    importers[name.split(".")[0]].add(path.relative_to(ROOT).as_posix())

    assert importers["httpx"] == {"bot/polling/connections.py"}
    assert importers["h11"] == {"bot/polling/exchanges.py"}
    assert [path for path in importers["redis"] if not path.startswith("bot/storage/")] == []
    assert importers["dns"] == {"bot/probing/resolver.py"}
    assert importers["feedparser"] == {"adapters/status_pages/shared/feed_text.py"}


def test_the_example_environment_is_true() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()
    assert all(f"# {name}=" in env_example() for owner in OWNERS for name in variables_of(owner))


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for owner in OWNERS for field in owner.model_fields.values())


def test_every_file_of_a_format_is_listed_under_its_own_name() -> None:
    files = {path.stem for path in (ROOT / "adapters" / "status_pages").glob("*.py")} - {"__init__"}

    assert files - set(FORMATS) == set()  # a file whose FORMAT is not in the list of `__init__.py`
    assert set(FORMATS) - files == set()  # a FORMAT that has another name than its file


def test_every_file_of_an_edge_is_in_the_registry() -> None:
    names = [one.name for one in iter_modules(edges.__path__) if not one.ispkg]
    found = [import_module(f"{edges.__name__}.{name}").EDGE for name in names]

    assert [name for name, edge in zip(names, found, strict=True) if edge not in edges.EDGES] == []
    assert edges.EDGES[-1].node is None  # what takes any answer stands last


def test_the_readme_names_every_platform_and_command_and_where_the_formats_stand() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for name in (*PLATFORMS, "docs/formats.md", "make demo", "make test", "doctor", "replay", "check", "ask"):
        assert name in readme.lower()


def test_keys_carry_a_hash_tag_of_ours_and_say_why() -> None:
    assert all(
        key.name.startswith(("{sf}:", "{sf:poll}:", "{sf:tell}:", "{sf:past}:")) and key.reason
        for key in KEYS
    )
    assert len({key.name for key in KEYS}) == len(KEYS)
