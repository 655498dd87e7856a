"""The wheel as it is built: everything that runs is in it, and nothing else. All of it: `make package`."""

import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from bot import __version__, expressions, made_catalog
from bot.catalog.files import texts_of

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "adapters")
MADE = {
    (made_catalog.KIND, made_catalog.make_of(texts_of(None, shipped=True))),
    (expressions.KIND, expressions.make_here()),
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")))
    return zipfile.Path(built)


def _names(wheel: zipfile.Path) -> set[str]:
    return {name for name in wheel.root.namelist() if not name.endswith("/")}


def _metadata(wheel: zipfile.Path, name: str) -> str:
    return (wheel / f"sharedfate-{__version__}.dist-info" / name).read_text(encoding="utf-8")


def test_the_wheel_holds_all_code_and_all_data_and_nothing_else(wheel: zipfile.Path) -> None:
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in _names(wheel) if ".dist-info/" not in name}
    made = {f"bot/made/{kind}-{make}" for kind, make in MADE}

    assert packed == here | made
    # What is read at run time beside code: catalogue, languages, fingerprints, pages of the board.
    assert {".toml", ".gz", ".po", ".html", ".css", ".js", ".svg"} <= {Path(name).suffix for name in packed}


def test_the_wheel_says_what_it_is_and_what_it_needs(wheel: zipfile.Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = Parser().parsestr(_metadata(wheel, "METADATA"))

    assert said["Version"] == __version__ == project["version"]
    assert said["License-Expression"] == "Apache-2.0"
    assert len(said.get_all("Requires-Dist", [])) >= len(project["dependencies"])
    assert "sharedfate = bot.__main__:main" in _metadata(wheel, "entry_points.txt")
    assert (wheel / f"sharedfate-{__version__}.dist-info" / "licenses" / "LICENSE").exists()
