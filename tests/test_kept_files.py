"""What is made once to start faster: found again as it was, and never needed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bot import expressions, kept_files
from bot.asked_catalog import catalog_of
from bot.catalog.files import texts_of
from bot.catalog.loader import load
from bot.made_catalog import KIND, content_of, made_of, make_of
from bot.questions.intents import PHRASES
from bot.questions.names import name_table
from bot.questions.phrases import filled_in
from bot.settings import BotSettings

EXPRESSIONS = [
    (r"(?P<name>\w+)(?: (?P<rest>.*))?", re.IGNORECASE),
    (r"(?<!\w)[\u0400-\u04ff\u3041-\u30ff]+(?!\w)|a{2,3}?", re.MULTILINE | re.DOTALL),
    *[(filled_in(phrase.pattern), re.NOFLAG) for _, _, phrase in PHRASES[:10]],
]

TEXT = '[[service]]\nid = "one"\nname = "{}"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where things are kept, and nothing is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "sharedfate"


def test_what_is_kept_is_found_by_its_make(folder: Path) -> None:
    kept_files.keep("thing", "one", b"content")

    assert kept_files.kept("thing", "one") == b"content"
    assert kept_files.kept("thing", "two") is None
    assert [path.name for path in folder.iterdir()] == ["thing-one"]


@pytest.mark.parametrize("left", [b"", b"x", b"0123456789abcdefcontent"])
def test_half_a_file_or_another_is_none(folder: Path, left: bytes) -> None:
    kept_files.keep("thing", "one", b"content")
    (folder / "thing-one").write_bytes(left)

    assert kept_files.kept("thing", "one") is None


def test_the_newest_of_a_kind_are_kept(folder: Path) -> None:
    for number in range(kept_files.MOST_OF_A_KIND + 3):
        kept_files.keep("thing", str(number), b"content")
        os.utime(folder / f"thing-{number}", (number, number))

    assert {path.name for path in folder.iterdir()} == {f"thing-{number}" for number in (3, 4, 5, 6)}


def test_where_others_may_write_nothing_is_kept(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)

    kept_files.keep("thing", "one", b"content")

    assert kept_files.kept("thing", "one") is None


def test_without_a_place_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", Path("relative")):
        monkeypatch.setenv("XDG_CACHE_HOME", str(place))

        kept_files.keep("thing", "one", b"content")

        assert kept_files.kept("thing", "one") is None


@pytest.mark.usefixtures("folder")
def test_an_expression_that_is_kept_is_the_one_that_python_compiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expressions, "_missed", {})
    expressions.table.cache_clear()
    made = [expressions.compiled(pattern, flags) for pattern, flags in EXPRESSIONS]
    expressions.keep_new()
    expressions.table.cache_clear()

    kept = [expressions.compiled(pattern, flags) for pattern, flags in EXPRESSIONS]

    assert len(expressions.table()) == len(EXPRESSIONS)
    assert kept == made == [re.compile(pattern, flags) for pattern, flags in EXPRESSIONS]
    assert not any(one is other for one, other in zip(kept, made, strict=True))
    assert kept[0].fullmatch("One two")["rest"] == "two"  # type: ignore[index]


@pytest.mark.usefixtures("folder")
def test_what_is_no_expression_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = msgspec.msgpack.encode({"0 a+": (0, [1, 2, 3], 0, {}), "0 b+": ["what"]})
    kept_files.keep(expressions.KIND, expressions.make_here(), wrong)
    monkeypatch.setattr(expressions, "_missed", {})
    expressions.table.cache_clear()

    assert [expressions.compiled(pattern) for pattern in ("a+", "b+")] == [re.compile("a+"), re.compile("b+")]


def test_what_is_not_shipped_is_kept_beside_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "SHIPPED", tmp_path)
    for place, pattern in ((tmp_path, "shipped+"), (folder, "kept+")):
        monkeypatch.setattr(expressions, "_missed", {f"0 {pattern}": re.compile(pattern)})
        place.mkdir(exist_ok=True, mode=0o700)
        kept_files.write(place, expressions.KIND, expressions.make_here(), expressions.content())
    monkeypatch.setattr(expressions, "_missed", {})
    expressions.table.cache_clear()

    found = [expressions.compiled(pattern) for pattern in ("shipped+", "kept+")]

    assert [pattern.pattern for pattern in found] == ["shipped+", "kept+"]
    assert expressions._missed == {}


def test_where_the_disk_is_full_nothing_unfinished_is_left(folder: Path) -> None:
    kept_files.keep("thing", "one", b"content")
    (folder / "thing-two").mkdir()  # no file can take its place

    kept_files.keep("thing", "two", b"content")

    assert {path.name for path in folder.iterdir()} == {"thing-one", "thing-two"}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("lacking", ["_sre", "re._compiler", "re._parser"])
def test_a_python_that_shows_nobody_its_compiler_compiles_as_ever(lacking: str) -> None:
    code = (
        f"import re, sys, msgspec; sys.modules[{lacking!r}] = None\n"
        "from bot import expressions as e\n"
        "assert e.compiled('a+') == re.compile('a+'); e.keep_new(); e.make_here()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.usefixtures("folder")
def test_the_catalogue_that_is_kept_is_the_one_of_its_texts() -> None:
    catalog = load()
    made_of.cache_clear()

    first = catalog_of(BotSettings())
    made_of.cache_clear()
    again = catalog_of(BotSettings())

    assert again is not first
    assert again == first == catalog
    assert again.names == first.names == name_table(catalog)


@pytest.mark.usefixtures("folder")
def test_it_is_read_from_where_it_is_kept_and_made_anew_where_that_is_wrong(tmp_path: Path) -> None:
    settings = BotSettings(catalog=_own(tmp_path, "One"), shipped_catalog=False)
    texts = texts_of(settings.catalog, shipped=False)
    found = []
    for content in (content_of({"other.toml": TEXT.format("Other")}), b"no catalogue"):
        kept_files.keep(KIND, make_of(texts), content)
        made_of.cache_clear()
        found.append(catalog_of(settings).name_of("one"))

    assert found == ["Other", "One"]


@pytest.mark.usefixtures("folder")
def test_another_text_is_another_catalogue(tmp_path: Path) -> None:
    settings = BotSettings(catalog=tmp_path / "own.toml", shipped_catalog=False)
    found = []
    for name in ("One", "Two"):
        _own(tmp_path, name)
        found.append(catalog_of(settings).name_of("one"))

    assert found == ["One", "Two"]


def _own(folder: Path, name: str) -> Path:
    path = folder / "own.toml"
    path.write_text(TEXT.format(name), encoding="utf-8")
    return path
