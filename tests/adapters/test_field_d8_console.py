"""Addresses on a narrow terminal, on one that knows no links, and in a pipe."""

import asyncio
import io
import re
import sys
from pathlib import Path

import pytest

from adapters.chat.console import Console, ConsoleSettings
from bot.domain.message import Destination, Link, Message, MessageRef, Section, Text, Tone

PAGE = "https://jira-align.status.atlassian.com/incidents/8sy169zqr1my/updates/and-one-more"
LONG = f"https://status.example.com/{'incident-' * 40}end"
HERE = Destination(platform="console", channel="demo")
CARD = MessageRef(platform="console", channel="demo", id="1")
ESCAPES = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[\d;]*m")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(
    url: str, screen: io.StringIO, folder: Path, patch: pytest.MonkeyPatch, thread: MessageRef | None
) -> list[str]:
    patch.setattr(sys, "stdout", screen)
    patch.setenv("COLUMNS", "60")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        patch.delenv(name, raising=False)
    quoted = (Text("Jira Align names Cloudflare: "), Link("“A Cloudflare issue affects Jira Align”", url))
    message = Message(
        headline="Jira Align joined", tone=Tone.OUTAGE, sections=(Section(lines=(quoted,)),), footer=()
    )
    console = Console(ConsoleSettings(journal=folder / "journal.jsonl"))
    asyncio.run(console.send(message, HERE, nonce="n", thread=thread))
    return screen.getvalue().splitlines()


@pytest.mark.parametrize("thread", [None, CARD])
@pytest.mark.parametrize("url", [PAGE, LONG])
def test_field_d8_a_terminal_of_60_columns_makes_links_of_words(
    url: str, thread: MessageRef | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    lines = shown(url, Terminal(), tmp_path, monkeypatch, thread)

    bare = [ESCAPES.sub("", line) for line in lines]
    assert max(len(line) for line in bare) <= 60
    assert "http" not in "".join(bare)
    links = re.findall(r"\x1b\]8;[^;]*;([^\x1b]+)\x1b", "\n".join(lines))
    assert set(links) == {url}


@pytest.mark.parametrize("thread", [None, CARD])
@pytest.mark.parametrize("url", [PAGE, LONG])
@pytest.mark.parametrize("screen", [Terminal, io.StringIO])
def test_field_d8_without_links_an_address_stands_whole_in_one_line(
    url: str,
    screen: type[io.StringIO],
    thread: MessageRef | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    lines = shown(url, screen(), tmp_path, monkeypatch, thread)

    assert sum(f"<{url}>" in line for line in lines) == 1
    assert "\x1b" not in "".join(lines)
