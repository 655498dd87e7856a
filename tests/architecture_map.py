"""The picture in docs/architecture.md, drawn from the contract on layers and the imports that there are.

    python -m tests.architecture_map

prints it. An arrow leads from who imports to what is imported; where one leads there by way of others, only
the steps are drawn. What everything stands on is one box, without arrows.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import grimp

ROOT: Final = Path(__file__).parent.parent
CONTRACT: Final = "Imports point down"
# From this package's layer on downwards.
GROUND: Final = "bot.settings"
Imports = Mapping[str, frozenset[str]]


def layers() -> list[list[str]]:
    """The layers of the contract, from the top, each with its packages."""
    return [[name.strip() for name in line.split("|")] for line in contract(CONTRACT)["layers"]]


def contract(name: str) -> dict[str, Any]:
    """A contract of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return next(c for c in contracts if c["name"] == name)


def imports_between(packages: Iterable[str]) -> Imports:
    """Which of these packages each imports."""
    graph = grimp.build_graph("bot", "adapters", cache_dir=None)
    known = list(packages)
    inside = {p: {p, *graph.find_descendants(p)} for p in known}
    owner = {module: p for p, modules in inside.items() for module in modules}
    return {
        p: frozenset(
            owner[found]
            for module in inside[p]
            for found in graph.find_modules_directly_imported_by(module)
            if found in owner and owner[found] != p
        )
        for p in known
    }


def reduced(imports: Imports) -> Iterator[tuple[str, str]]:
    """The arrows that no way over others replaces."""
    for package, found in imports.items():
        beyond = set[str]()
        for other in found:
            beyond |= _reached(other, imports)
        yield from ((package, other) for other in sorted(found - beyond))


def mermaid() -> str:
    """The whole picture."""
    every = layers()
    floor = next(number for number, line in enumerate(every) if GROUND in line)
    ground = [name for line in every[floor:] for name in line]
    arrows = reduced(imports_between(name for line in every for name in line))
    lines = ["flowchart TD"]
    for number, line in enumerate(every[:floor]):
        lines += [
            f'    subgraph layer{number}[" "]',
            *(f'        {_id(n)}["{_name(n)}"]' for n in line),
            "    end",
        ]
    lines += [f"    {_id(a)} --> {_id(b)}" for a, b in arrows if b not in ground]
    return "\n".join([*lines, f'    ground["{" · ".join(map(_name, ground))}"]'])


def _reached(start: str, imports: Imports) -> set[str]:
    """All that a package imports, by whatever way."""
    seen, waiting = set[str](), [start]
    while waiting:
        fresh = imports[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    return seen


def _id(package: str) -> str:
    return package.replace("__", "").replace(".", "_")


def _name(package: str) -> str:
    return package.removeprefix("bot.").replace("__main__", "sharedfate")


if __name__ == "__main__":
    print(mermaid())  # noqa: T201  -- that is what it is for
