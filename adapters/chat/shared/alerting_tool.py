"""What is the same for tools that wake people: an alert is opened, said more of, and closed under one key.

Only what is about one incident or report is sent there: greetings, digests and the like would wake somebody
for nothing. A card that is edited while it is open changes nothing: what matters is posted anew, and an alert
that somebody has closed by hand must not open again for less.
"""

import json
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from adapters.chat.shared.lines import is_web_address, lines_of
from adapters.chat.shared.only_sends import OnlySends, unnamed
from adapters.chat.shared.posts import JsonPosts, PostTarget
from adapters.chat.shared.untrusted_text import cut, inert
from bot.domain.alert import Alert, AlertKind
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.refusal import Refusal
from bot.errors import Undeliverable

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSetup:
    """A tool as the settings set it up: what it is called, and the key or address of each place in it.

    `variable` is the setting that holds the places, `what` the word for one. `of_key` is what stands in the
    refusal of a message that is about the key.
    """

    platform: str
    title: str
    places: Mapping[str, str]
    variable: str
    what: str
    of_key: str = ""


class AlertingTool(OnlySends):
    """Satisfies the port. What a tool takes, its own module says in `tell`.

    A test is closed as soon as it is open, unless the tool `ends_tests` by itself.
    """

    ends_tests: ClassVar[bool] = False

    def __init__(self, setup: ToolSetup, posts: JsonPosts) -> None:
        super().__init__(tuple(setup.places), setup.variable, setup.what)
        self._setup = setup
        self._posts = posts

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,  # noqa: ARG002  -- all that is said of an alert has its key
        uncertain: bool = False,  # noqa: ARG002  -- a repeat has the same key, and the tool knows it
    ) -> MessageRef:
        """Open the alert, or say more of it; close it where it is over."""
        alert = message.alert
        if alert is not None:
            secret = self.secret_of(to.channel)
            await self.tell(to.channel, secret, message, alert)
            if alert.kind is AlertKind.TEST and not self.ends_tests:
                await self.tell(to.channel, secret, message, replace(alert, is_over=True))
        return MessageRef(platform=self._setup.platform, channel=to.channel, id=alert.key if alert else nonce)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Close the alert where it is over."""
        if message.alert is not None and message.alert.is_over:
            await self.tell(ref.channel, self.secret_of(ref.channel), message, message.alert)

    @abstractmethod
    async def tell(self, place: str, secret: str, message: Message, alert: Alert) -> None:
        """Bring the tool's alert to this state. Whatever is told twice changes nothing the second time.

        `secret` is the key or the address of the place.
        """

    async def post(
        self, place: str, url: str, document: object, headers: Mapping[str, str] | None = None
    ) -> None:
        """Post a document for a place."""
        target = PostTarget(
            url=url,
            what=f"{self._setup.title} “{place}”",
            variable=self._setup.variable,
        )
        try:
            await self._posts.post(target, json.dumps(document, ensure_ascii=False).encode(), headers)
        except Undeliverable as error:
            if error.refusal is Refusal.MESSAGE and self._setup.of_key and self._setup.of_key in str(error):
                raise Undeliverable(f"{error}: see {self._setup.variable}", Refusal.CHANNEL) from error
            raise

    def secret_of(self, place: str) -> str:
        """The key or address of a place. Raises Undeliverable where there is none."""
        secret = self._setup.places.get(place)
        if secret is None:
            why = unnamed(self._setup.what, place, self._setup.variable)
            raise Undeliverable(f"{self._setup.title}: {why}", Refusal.CHANNEL)
        return secret


def alert_key(alert: Alert, place: str) -> str:
    """What one alert is called in one place: short, and the same for ever."""
    return f"sharedfate/{place}/{alert.key}"


def summary_of(message: Message, limit: int) -> str:
    """One line, of at most so many characters."""
    return cut(inert(message.headline), limit)


def text_of_alert(message: Message, limit: int) -> str:
    """All that the message says, in plain text."""
    return cut("\n".join([inert(message.headline), *lines_of(message, inert)]), limit)


def details_of(alert: Alert) -> dict[str, str]:
    """The facts that people search and route by."""
    details = {
        "kind": str(alert.kind),
        "grade": str(alert.grade) if alert.grade else "",
        "severity": str(alert.severity),
        "cause": alert.cause,
        "affected": cut(", ".join(alert.affected), 1_000),
        "id": alert.key,
        "url": link_of(alert) or "",
    }
    return {name: value for name, value in details.items() if value}


def link_of(alert: Alert) -> str | None:
    """Where there is more of it, if that may be shown as an address."""
    return inert(alert.url) if alert.url and is_web_address(alert.url) else None
