"""A chat platform in memory: a real implementation of the port, which fails when it is told to.

It is as forgetful as the forgetful ones: a nonce that comes again is looked for only where the sender says
that it is uncertain.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.presence import UNKNOWN_ACCESS, ChannelAccess, Identity
from bot.domain.refusal import Refusal
from bot.errors import Undeliverable
from bot.ports import Respondent


@dataclass
class Posted:
    """A message as it stands: what it has said so far, newest last."""

    id: str
    channel: str
    nonce: str
    thread: str | None
    said: list[Message]
    at: datetime | None = None

    @property
    def headline(self) -> str:
        return self.said[-1].headline

    @property
    def text(self) -> str:
        """All its words as they stand."""
        message = self.said[-1]
        lines = [str(span) for section in message.sections for line in section.lines for span in line]
        titles = [section.title or "" for section in message.sections]
        return "\n".join((message.headline, *titles, *lines))


@dataclass
class Trouble:
    """What is to go wrong with one call: before it takes effect, or after it, when nobody learns of it."""

    error: BaseException
    is_late: bool


@dataclass
class MemoryChat:
    """Satisfies the port `ChatPlatform`.

    `down` fails every call; `refuses` are channels that do not exist, `accesses` what it says of
    others; answers wait for the `gate` to open. `fate` says of each call what is to go wrong with it: by its
    kind, its channel, the message's nonce, and whether it is for a thread. With a `clock` each message has
    the time at which it was posted.
    """

    platform: str = "memory"
    posted: list[Posted] = field(default_factory=list)
    down: BaseException | None = None
    refuses: set[str] = field(default_factory=set)
    calls: int = 0
    ails: str = ""
    accesses: dict[str, ChannelAccess] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    fate: Callable[[str, str, str, bool], Trouble | None] = lambda *_: None
    clock: Clock | None = None
    _troubles: list[tuple[str, Trouble]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fail(self, call: str, error: BaseException, *, is_late: bool = False) -> None:
        """Let the next `send` or `edit` fail."""
        self._troubles.append((call, Trouble(error, is_late)))

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,
    ) -> MessageRef:
        with_trouble = self._begin("send", to.channel, nonce, is_in_thread=thread is not None)
        found = next((p for p in self.posted if (p.channel, p.nonce) == (to.channel, nonce)), None)
        if found is None or not uncertain:
            under = thread.id if thread else None
            at = self.clock.now() if self.clock else None
            found = Posted(str(next(self._ids)), to.channel, nonce, under, [message], at)
            self.posted.append(found)
        await self._end(with_trouble)
        return MessageRef(platform=self.platform, channel=to.channel, id=found.id)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        edited = next((p for p in self.posted if p.id == ref.id), None)
        with_trouble = self._begin("edit", ref.channel, edited.nonce if edited else "")
        if edited is None:
            raise Undeliverable(f"no message {ref.id} in {ref.channel}", Refusal.GONE)
        edited.said.append(message)
        await self._end(with_trouble)

    async def listen(self, respondent: Respondent) -> None:  # noqa: ARG002  -- nobody is at the other end
        await asyncio.Event().wait()

    async def ailment(self) -> str:
        return self.ails

    async def identity(self) -> Identity:
        return Identity(name="a platform in memory")

    async def access(self, place: Destination) -> ChannelAccess:
        return self.accesses.get(place.channel, UNKNOWN_ACCESS)

    def delete(self, posted: Posted) -> None:
        """As somebody with the right to may."""
        self.posted.remove(posted)

    def top(self, channel: str) -> list[Posted]:
        """The messages of a channel that are in no thread, oldest first."""
        return [p for p in self.posted if p.channel == channel and p.thread is None]

    def headlines(self, channel: str) -> list[str]:
        """What they say now."""
        return [p.headline for p in self.top(channel)]

    def threads(self, channel: str) -> list[str]:
        """What stands in threads."""
        return [p.headline for p in self.posted if p.channel == channel and p.thread is not None]

    def _begin(self, call: str, channel: str, nonce: str, *, is_in_thread: bool = False) -> Trouble | None:
        self.calls += 1
        if self.down is not None:
            raise self.down
        if channel in self.refuses:
            raise Undeliverable(f"no channel {channel}", Refusal.CHANNEL)
        trouble = next(self._due(call), None) or self.fate(call, channel, nonce, is_in_thread)
        if trouble is not None and not trouble.is_late:
            raise trouble.error
        return trouble

    def _due(self, call: str) -> Iterator[Trouble]:
        for n, (name, trouble) in enumerate(self._troubles):
            if name == call:
                del self._troubles[n]
                yield trouble
                return

    async def _end(self, trouble: Trouble | None) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if trouble is not None:
            raise trouble.error
