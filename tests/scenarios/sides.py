"""Slack and Discord as one person sees them, over the real SDKs and the local servers."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bot.domain.message import Destination
from bot.ports import ChatPlatform, Respondent
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_clients import connected
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import a_client
from tests.waiting import wait_until

MANAGE = 0x30  # Discord's rights to manage channels and the server


class Side(ABC):
    """One platform: what a person does there, and what they see."""

    name: str
    destination: Destination
    platform: ChatPlatform

    @abstractmethod
    async def say(self, text: str) -> str:
        """Use the slash command; the words of the answer."""

    @abstractmethod
    async def fill_in(self, text: str, values: dict[str, str]) -> str:
        """Use the slash command, fill in the form that opens; the words of the answer."""

    @abstractmethod
    async def press(self, label: str, *, message: int = 0) -> str:
        """Press a button of the channel's nth message since the start; the words of the answer."""

    @abstractmethod
    async def share(self) -> None:
        """Press the button that shares the last private answer."""

    @abstractmethod
    def posts(self) -> list[str]:
        """The channel's messages since the start, threads left out: all the words of each."""

    @abstractmethod
    def thread(self) -> list[str]:
        """What stands in the threads: all the words of each."""

    @abstractmethod
    async def restart(self, respondent: Respondent) -> None:
        """Stop the client and start a fresh one."""

    @abstractmethod
    def lose_next_answer(self) -> None:
        """Let the next post arrive and its answer be lost."""

    @abstractmethod
    def start(self) -> None:
        """Forget what was posted until now."""


class SlackSide(Side):
    name = "slack"
    destination = Destination(platform="slack", channel="C1", team="T1")

    def __init__(self, server: FakeSlack, stack: AsyncExitStack) -> None:
        self.server = server
        self._stack = stack
        self._from = 0

    async def say(self, text: str) -> str:
        before = len(self.server.replies)
        await self.server.slash(text)
        await wait_until(lambda: len(self.server.replies) > before, f"an answer to {text}")
        return _words(self.server.replies[-1])

    async def fill_in(self, text: str, values: dict[str, str]) -> str:
        await self.server.slash(text)
        await wait_until(lambda: self.server.views, "a form opens")
        told = ("chat.postMessage", "chat.postEphemeral")
        before = [len(self.server.called(method)) for method in told]
        await self.server.submit(values)
        await wait_until(lambda: [len(self.server.called(m)) for m in told] != before, "the form is answered")
        return _words(next(a for m, a in reversed(self.server.calls) if m in told))

    async def press(self, label: str, *, message: int = 0) -> str:
        before = len(self.server.replies)
        top = [m for m in self.server.messages("C1")[self._from :] if "thread_ts" not in m]
        await self.server.press_in(top[message], label)
        await wait_until(lambda: len(self.server.replies) > before, f"an answer to {label}")
        return _words(self.server.replies[-1])

    async def share(self) -> None:
        before = len(self.server.replies)
        await self.server.press_in(self.server.replies[-1], "Share with the channel", is_ephemeral=True)
        await wait_until(lambda: len(self.server.replies) > before, "the answer is shared")
        assert self.server.replies[-1]["response_type"] == "in_channel"

    def posts(self) -> list[str]:
        return [_words(m) for m in self.server.messages("C1")[self._from :] if "thread_ts" not in m]

    def thread(self) -> list[str]:
        return [_words(m) for m in self.server.messages("C1")[self._from :] if "thread_ts" in m]

    async def restart(self, respondent: Respondent) -> None:
        await self._stack.aclose()
        client = a_client(self.server)
        self.platform = client
        await self._stack.enter_async_context(_listening(client, respondent))
        await wait_until(lambda: self.server.is_connected, "the app connects")

    def lose_next_answer(self) -> None:
        self.server.lose_answer("chat.postMessage")

    def start(self) -> None:
        self._from = len(self.server.messages("C1"))


class DiscordSide(Side):
    name = "discord"
    destination = Destination(platform="discord", channel="60")

    def __init__(self, server: FakeDiscord, stack: AsyncExitStack) -> None:
        self.server = server
        self._asked = ""
        self._stack = stack
        self._from = 0

    async def say(self, text: str) -> str:
        before = len(self.server.messages("60"))
        self._asked = await self.server.command("isdown", {"name": text}, permissions=MANAGE)
        return await self._answer(self._asked, before)

    async def fill_in(self, text: str, values: dict[str, str]) -> str:
        id_ = await self.server.command(f"sharedfate {text}", permissions=MANAGE)
        await wait_until(lambda: self.server.response(id_), "a form opens")
        before = len(self.server.messages("60"))
        return await self._answer(await self.server.submit(id_, values, permissions=MANAGE), before)

    async def press(self, label: str, *, message: int = 0) -> str:
        buttons = [
            button
            for row in self.server.messages("60")[self._from + message]["components"]
            for button in row["components"]
        ]
        labelled = {button["label"]: button["custom_id"] for button in buttons if "label" in button}
        labelled |= {o["label"]: o["value"] for button in buttons for o in button.get("options", ())}
        before = len(self.server.messages("60"))
        return await self._answer(await self.server.press(labelled[label], permissions=MANAGE), before)

    async def _answer(self, id_: str, before: int) -> str:
        def found() -> list[dict[str, Any]]:
            return self.server.answers(id_) or self.server.messages("60")[before:]

        await wait_until(found, "an answer")
        return _words(found()[-1])

    async def share(self) -> None:
        before = len(self.server.messages("60"))
        row = self.server.answers(self._asked)[-1]["components"][0]
        action = next(b["custom_id"] for b in row["components"] if b["label"] == "Share with the channel")
        await self.server.press(action, answer=self._asked)
        await wait_until(lambda: len(self.server.messages("60")) > before, "the answer is shared")

    def posts(self) -> list[str]:
        return [_words(m) for m in self.server.messages("60")[self._from :]]

    def thread(self) -> list[str]:
        ids = [m["id"] for m in self.server.messages("60")[self._from :]]
        return [_words(m) for id_ in ids for m in self.server.messages(id_)]

    async def restart(self, respondent: Respondent) -> None:
        await self._stack.aclose()
        self.server.identified = 0
        settings = {"dev_guild_id": 50}
        self.platform = await self._stack.enter_async_context(connected(self.server, **settings))
        await self._stack.enter_async_context(_listening(self.platform, respondent))
        await wait_until(lambda: self.server.is_connected, "the client connects")

    def lose_next_answer(self) -> None:
        self.server.lose_answer("/messages")

    def start(self) -> None:
        self._from = len(self.server.messages("60"))


@asynccontextmanager
async def a_side(name: str) -> AsyncIterator[Side]:
    """A platform's server, with nobody connected yet: `restart` connects."""
    async with AsyncExitStack() as outer, AsyncExitStack() as inner:
        side: Side
        if name == "slack":
            side = SlackSide(await outer.enter_async_context(fake_slack()), inner)
        else:
            side = DiscordSide(await outer.enter_async_context(fake_discord()), inner)
        yield side


@asynccontextmanager
async def _listening(platform: ChatPlatform, respondent: Respondent) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(platform.listen(respondent))
        yield
        task.cancel()


def _words(message: dict[str, Any]) -> str:
    """All that a person reads of a message: Slack's blocks, or Discord's content and embeds."""
    blocks = " ".join(_texts(message.get("blocks", [])))
    embeds = " ".join(
        f"{e.get('description', '')} {e.get('footer', {}).get('text', '')}" for e in message.get("embeds", [])
    )
    said = f"{message.get('text') or message.get('content', '')} {blocks} {embeds}"
    return re.sub(r"[\\\u2060\u200b*]", "", said)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [t for v in value.values() if not isinstance(v, str) for t in _texts(v)]
    return [t for v in value for t in _texts(v)] if isinstance(value, list) else []
