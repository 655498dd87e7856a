"""The terminal's journal on a disk that is full, and one that somebody has broken: no line is half there."""

import resource
import signal
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.chat.console import Console, ConsoleSettings
from bot.domain.message import Destination
from bot.errors import DeliveryError
from tests.servers.respondent import a_message

TO = Destination(platform="console", channel="t")


@pytest.mark.parametrize("room", [0, 1, 40])
async def test_a_line_that_does_not_fit_on_the_disk_is_not_sent_and_leaves_nothing(
    tmp_path: Path, room: int
) -> None:
    """A limit on the size of files is as a full disk: the first bytes are taken, the rest is not."""
    settings = ConsoleSettings(journal=tmp_path / "journal.jsonl", quiet=True)
    console = Console(settings)
    first = await console.send(a_message(), TO, nonce="n1")
    before = settings.journal.read_bytes()
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, limits[1]))
    try:
        with pytest.raises(DeliveryError, match="cannot write"):
            await console.send(a_message(), TO, nonce="n2")
        with pytest.raises(DeliveryError, match="cannot write"):
            await console.edit(first, a_message())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert settings.journal.read_bytes() == before
    second = await console.send(a_message(), TO, nonce="n2")
    assert [(await Console(settings).send(a_message(), TO, nonce=n)).id for n in ("n1", "n2")] == [
        "1",
        second.id,
    ]


async def test_broken_lines_of_the_journal_are_skipped_and_said(tmp_path: Path) -> None:
    settings = ConsoleSettings(journal=tmp_path / "journal.jsonl", quiet=True)
    console = Console(settings)
    sent = [await console.send(a_message(), TO, nonce=f"n{n}") for n in range(3)]
    lines = settings.journal.read_bytes().split(b"\n")
    lines[1] = b'{"post": "2", "non\xff{"post"'
    settings.journal.write_bytes(b"\n".join([*lines[:2], b"[]", b'{"post": []}', *lines[2:]]))

    with capture_logs() as logs:
        again = Console(settings)

    assert [(log["lines"], log["broken"]) for log in logs] == [([2, 4], 2)]
    assert await again.send(a_message(), TO, nonce="n2") == sent[2]
    assert (await again.send(a_message(), TO, nonce="n9")).id == "4"
