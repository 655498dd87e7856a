"""The terminal: messages as text, kept in a journal so that a repeat shows one message."""

import asyncio
import errno
import io
import json
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import structlog
from pydantic import Field

from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat.shared.terminal_text import print_message, text_of
from adapters.chat.shared.typed_form import invitation, is_typed_in, typed_in
from adapters.chat.shared.typed_lines import terminal_here, typed_lines
from bot.domain.contact import Form, Inquiry, Reply, Submission
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.presence import ChannelAccess, Identity
from bot.errors import DeliveryError
from bot.ports import ChatPlatform, Platform, Respondent, SettingsUse, Vault
from bot.settings import EnvironmentSettings

logger = structlog.get_logger(__name__)

NAME: Final = "console"
_TERMINAL: Final = Destination(platform=NAME, channel="terminal")
_SOMEBODY: Final = "you"


class ConsoleSettings(EnvironmentSettings):
    """How the terminal behaves."""

    env_prefix = "CONSOLE_"

    journal: Path = Field(
        default=Path("data/console.jsonl"),
        description="Where the terminal's messages are kept, so that none is shown twice after a restart.",
    )
    quiet: bool = Field(default=False, description="Keep messages in the journal without printing them.")


class Console:
    """A journal of what was said, printed as it grows. Each line of the file is one post or edit."""

    def __init__(self, settings: ConsoleSettings) -> None:
        self._settings = settings
        self._sent: dict[tuple[str, str], str] = {}
        self._last = 0
        # A process's number may come again: in a container it is always the same.
        own = secrets.token_hex(8)
        self._ids = (f"{NAME}:{own}:{number}" for number in count(1))
        settings.journal.parent.mkdir(parents=True, exist_ok=True)
        self._remember()

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,  # noqa: ARG002  -- the journal always knows
    ) -> MessageRef:
        """Post once per nonce, whatever happened before."""
        id_ = self._sent.get((to.channel, nonce))
        if id_ is None:
            id_ = str(self._last + 1)
            self._write({"post": id_, "nonce": nonce, **self._record(to.channel, message, thread)})
            self._sent[to.channel, nonce], self._last = id_, self._last + 1
            if not self._settings.quiet:
                print_message(message, indent=thread is not None)
        return MessageRef(platform=NAME, channel=to.channel, id=id_)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Append the new text of a message to the journal; the terminal keeps the old lines."""
        self._write({"edit": ref.id, **self._record(ref.channel, message, None)})

    async def listen(self, respondent: Respondent) -> None:
        """Answer lines typed on standard input, if it is a terminal."""
        terminal = terminal_here()
        if terminal is not None:
            await self._answer(typed_lines(terminal), respondent)
        await asyncio.Event().wait()

    async def _answer(self, lines: AsyncIterator[str], respondent: Respondent) -> None:
        async for line in lines:
            if not line.strip():
                continue
            reply = await respondent.answer(
                Inquiry(id=next(self._ids), place=_TERMINAL, user=_SOMEBODY, text=line)
            )
            self._show(reply)
            if reply is not None and reply.form is not None and is_typed_in(reply.form):
                self._show(await respondent.submit(await self._filled_in(reply.form, lines)))

    async def _filled_in(self, form: Form, lines: AsyncIterator[str]) -> Submission:
        (only,) = form.fields
        values = {only.id: await typed_in(lines)}
        return Submission(id=next(self._ids), place=_TERMINAL, user=_SOMEBODY, form=form.id, values=values)

    def _show(self, reply: Reply | None) -> None:
        if reply is None:
            return
        message = reply.message if reply.form is None else invitation(reply.form)
        if message is not None and not self._settings.quiet:
            print_message(message, indent=False)

    async def ailment(self) -> str:
        """A terminal cannot be lost."""
        return ""

    async def identity(self) -> Identity:
        """Nobody but us is there."""
        return Identity(name=f"this terminal; what is said is kept in {self._settings.journal}")

    async def access(self, place: Destination) -> ChannelAccess:
        """There is always room on a terminal."""
        return ChannelAccess(id=place.channel)

    def _record(self, channel: str, message: Message, thread: MessageRef | None) -> dict[str, Any]:
        return {"channel": channel, "thread": thread.id if thread else None, "text": text_of(message)}

    def _write(self, record: dict[str, Any]) -> None:
        """One write, one line, whole or not at all: a disk that is full takes the beginning of one."""
        line = json.dumps(record, ensure_ascii=False).encode(errors="replace") + b"\n"
        try:
            with self._settings.journal.open("ab", buffering=0) as file:
                _write_whole(file, line)
        except OSError as error:
            raise DeliveryError(f"cannot write {self._settings.journal}: {error.strerror}") from error

    def _remember(self) -> None:
        journal = self._settings.journal
        if not journal.exists():
            return
        data = journal.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with journal.open("r+b") as file:
                file.truncate(len(whole))
        broken = [number for number, line in enumerate(whole.split(b"\n")[:-1], 1) if not self._knows(line)]
        if broken:
            logger.warning(
                "Lines of the terminal's journal cannot be read: what they said may be said again",
                journal=str(journal),
                lines=broken[:10],
                broken=len(broken),
            )

    def _knows(self, line: bytes) -> bool:
        """Take up one line of the journal; whether it can be read."""
        try:
            record = json.loads(line)
            if "post" in record:
                place = str(record["channel"]), str(record["nonce"])
                self._last = max(self._last, int(record["post"]))
                self._sent[place] = str(record["post"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return False
        return True


def _write_whole(file: io.FileIO, line: bytes) -> None:
    """Raises OSError, and leaves the file as it was."""
    before = file.seek(0, os.SEEK_END)
    try:
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # noqa: TRY301  -- one end for both
    except OSError:
        file.truncate(before)
        raise


@asynccontextmanager
async def _connect(settings: ConsoleSettings, _: Vault) -> AsyncIterator[ChatPlatform]:
    yield Console(settings)


def _faults(settings: ConsoleSettings, _: SettingsUse) -> Iterator[str]:
    """Whether the journal can be written."""
    journal = settings.journal
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("ab"):
            pass
    except OSError as error:
        yield f"CONSOLE_JOURNAL: cannot write {journal}: {error.strerror}; set a path that can be written"


def _always(_: ConsoleSettings) -> bool:
    return True


PLATFORM: Final = Platform(
    settings=ConsoleSettings,
    connect=_connect,
    is_configured=_always,
    faults=_faults,
    traits=bare_traits(NAME, edits=True, is_terminal=True),
)
