"""`sharedfate channel`: what is written in chat, from a shell."""

from pathlib import Path

import pytest

from tests.command_line import sharedfate


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHAREDFATE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def test_a_stack_in_a_file_is_watched_and_what_is_not_known_is_named(environ: Path) -> None:
    stack = environ / "stack.txt"
    stack.write_text("GitHub\n- Stripe (payments)\nNoSuchThingX\n")

    imported = sharedfate("channel", "webhook:ops", "--stack", str(stack))
    listed = sharedfate("channel", "webhook:ops", "list")

    assert imported.returncode == 0, imported.stderr
    assert "NoSuchThingX" in imported.stdout
    assert "GitHub" in listed.stdout
    assert "Stripe" in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["slack:C1", "what is this"], "is no command for a channel"),
        (["nowhere:C1", "list"], "is no destination"),
        (["slack:C1"], "one of the two"),
        (["slack:C1", "--stack", "missing.txt"], "cannot read the stack missing.txt"),
    ],
)
def test_bad_input_gets_exit_2_and_one_line(environ: Path, arguments: list[str], said: str) -> None:
    assert environ.is_dir()
    result = sharedfate("channel", *arguments)

    assert result.returncode == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
