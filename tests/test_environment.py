"""Settings from `.env`: read where we stand, behind the environment; what is none of ours is told."""

import json
import os
from pathlib import Path

import pytest

from bot.environment import Environment, environment_of
from bot.errors import ConfigurationError
from tests.command_line import sharedfate


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, without anybody's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHAREDFATE_DOTENV", raising=False)
    return tmp_path / ".env"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b"SHAREDFATE_CONTACT=you@example.org", "you@example.org"),
        (b"export SHAREDFATE_CONTACT=you@example.org", "you@example.org"),
        (b"  SHAREDFATE_CONTACT = you@example.org  ", "you@example.org"),
        (b'SHAREDFATE_CONTACT="you # me"', "you # me"),
        (b"SHAREDFATE_CONTACT='you # me'", "you # me"),
        (b"SHAREDFATE_CONTACT=you@example.org # that is me", "you@example.org"),
        (b"SHAREDFATE_CONTACT=you#me", "you#me"),
        (b"\xef\xbb\xbfSHAREDFATE_CONTACT=you@example.org\r\n", "you@example.org"),
        (b"# a comment\r\n\r\nSHAREDFATE_CONTACT=you@example.org\r\nOTHER=1\r\n", "you@example.org"),
        ("SHAREDFATE_CONTACT=you@example.org\r\n".encode("utf-16"), "you@example.org"),
        ("SHAREDFATE_CONTACT=Zoë".encode(), "Zoë"),
        (b'SHAREDFATE_CONTACT="two\\nlines"', "two\nlines"),
        (b"SHAREDFATE_CONTACT=one\nSHAREDFATE_CONTACT=two", "two"),
        (b"WHO=you\nSHAREDFATE_CONTACT=${WHO}@example.org", "you@example.org"),
    ],
)
def test_field_d1_a_dotenv_is_read_as_everybody_writes_it(here: Path, line: bytes, value: str) -> None:
    here.write_bytes(line)

    found = environment_of({})

    assert found.variables["SHAREDFATE_CONTACT"] == value
    assert "SHAREDFATE_CONTACT" in found.from_file
    assert found.unread == ()


def test_field_d1_the_environment_wins_in_every_spelling(here: Path) -> None:
    here.write_text(
        "SHAREDFATE_CONTACT=file\nREDIS_URL=redis://file\nSLACK_BOT_TOKEN_FILE=/file\nDISCORD_BOT_TOKEN=\n"
    )
    process = {"SHAREDFATE_CONTACT": "", "REDIS_URL_FILE": "/run/secrets/url", "SLACK_BOT_TOKEN": "xoxb-1"}

    assert environment_of(process) == Environment(variables=process, file=Path(".env"))


def test_a_dotenv_may_be_elsewhere_or_nowhere(here: Path, tmp_path: Path) -> None:
    here.write_text("SHAREDFATE_CONTACT=here")
    other = tmp_path / "other.env"
    other.write_text("SHAREDFATE_CONTACT=there")

    assert environment_of({"SHAREDFATE_DOTENV": ""}).file is None
    assert environment_of({"SHAREDFATE_DOTENV": str(other)}).variables["SHAREDFATE_CONTACT"] == "there"
    with pytest.raises(ConfigurationError, match="cannot read nowhere: No such file"):
        environment_of({"SHAREDFATE_DOTENV": "nowhere"})


def test_what_a_dotenv_says_is_for_us_alone(here: Path) -> None:
    here.write_text("LD_PRELOAD=/tmp/evil.so\nSHAREDFATE_CONTACT=you@example.org\n")

    shown = sharedfate("env", "--json")

    assert "LD_PRELOAD" not in os.environ
    assert "you@example.org" not in shown.stdout
    (contact,) = [s for s in json.loads(shown.stdout)["settings"] if s["name"] == "SHAREDFATE_CONTACT"]
    assert contact["set_by"] == "file"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"SHAREDFATE_CONTACT=\xff\xfe\xfa", "byte 19 is not UTF-8"),
        (b"A=1\n" * 300_000, "is larger than"),
        (None, "Is a directory"),
    ],
)
def test_field_d1_a_dotenv_that_cannot_be_read_gets_one_line(
    here: Path, content: bytes | None, says: str
) -> None:
    if content is None:
        here.mkdir()
    else:
        here.write_bytes(content)

    for arguments in (("env",), ("ask", "--parse-only", "is github down?"), ("run",)):
        result = sharedfate(*arguments)

        assert result.returncode == 2
        assert says in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_that_says_nothing_is_named(here: Path, newline: str) -> None:
    lines = "# fine", "", "SHAREDFATE_CONTACT you@example.org", "SHAREDFATE_WEB_PORT=0", "'unclosed=1", ""
    here.write_bytes(newline.join(lines).encode())

    result = sharedfate("env")

    assert ".env, line 3: not understood; write NAME=value" in result.stderr
    assert ".env, line 5: not understood" in result.stderr
    assert "SHAREDFATE_WEB_PORT from .env" in result.stderr


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SHAREDFATE_ANOUNCE_TO", "SHAREDFATE_ANNOUNCE_TO"),
        ("SHAREDFATE_DATADIR", "SHAREDFATE_DATA_DIR"),
        ("SHARED_FATE_CONTACT", "SHAREDFATE_CONTACT"),
        ("sharedfate_contact", "SHAREDFATE_CONTACT"),
        ("SHAREDFATE_VAULTKEY_FILE", "SHAREDFATE_VAULT_KEY_FILE"),
        ("SLACK_BOT_TOKN", "SLACK_BOT_TOKEN"),
        ("DISCORD_TOKEN_BOT", None),
        ("DISCORD_BOTTOKEN", "DISCORD_BOT_TOKEN"),
        ("DISCORD_TOKEN", "DISCORD_BOT_TOKEN"),
        ("DISCORD_GUILD_ID", "DISCORD_DEV_GUILD_ID"),
        ("REDIS_URI", "REDIS_URL"),
        ("SLACK_WEBHOOK_URL", None),
        ("REDIS_HOST", None),
        ("PATH_INFO", None),
    ],
)
def test_field_d1_a_name_that_is_none_of_ours_is_told_with_the_nearest(
    here: Path, name: str, meant: str | None
) -> None:
    told = f"{name} is no setting of ours: did you mean {meant}?"

    by_environment = sharedfate("env", **{name: "secret-value"})
    here.write_text(f"{name}=secret-value")
    by_file = sharedfate("env")

    for result in (by_environment, by_file):
        assert (told in result.stderr) is (meant is not None)
        assert (f"{name} is no setting" in result.stderr) is (meant is not None)
        assert "secret-value" not in result.stdout + result.stderr


def test_a_name_like_nothing_is_told_where_to_look(here: Path) -> None:
    here.write_text("SHAREDFATE_XQZ=1")

    assert "SHAREDFATE_XQZ is no setting of ours: `sharedfate env` lists them" in sharedfate("env").stderr


def test_field_d1_run_and_doctor_say_first_which_settings_came_from_where(here: Path, tmp_path: Path) -> None:
    here.write_text("SHAREDFATE_CONTACT=you@example.org\nSHAREDFATE_ANOUNCE_TO=console:terminal\n")
    environ = {"SHAREDFATE_DATA_DIR": str(tmp_path / "data"), "SHAREDFATE_WEB_HOST": "127.0.0.1"}

    run = sharedfate("run", REDIS_URL="redis://127.0.0.1:9/0", SHAREDFATE_WEB_PORT="0", **environ)
    doctor = sharedfate("doctor", **environ)

    first, second, *_ = run.stderr.splitlines()
    assert "REDIS_URL, SHAREDFATE_DATA_DIR, SHAREDFATE_PROBES, SHAREDFATE_WEB_HOST" in first
    assert "SHAREDFATE_WEB_PORT from environment" in first
    assert "SHAREDFATE_CONTACT from .env" in first
    assert "did you mean SHAREDFATE_ANNOUNCE_TO?" in second
    assert "SHAREDFATE_CONTACT from .env" in doctor.stdout.splitlines()[0]
    assert "FAIL  settings: SHAREDFATE_ANOUNCE_TO is no setting of ours" in doctor.stdout
    assert "you@example.org" not in run.stderr
