"""What an adapter must provide, and what it is given: the whole contract, on one page."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.message import Destination, Message, MessageRef
from bot.domain.report import Page, Reading
from bot.settings import EnvironmentSettings

ParsePage = Callable[[Page], Reading]
"""Raises ParseError (or PageUnreadable), nothing else; never fetches, never reads the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One entry of the format registry.

    `sniff` says whether the bytes look like this format, cheaply and without raising. `probes` are the
    addresses where it is usually found, best first: paths under a page's own address, or whole addresses.
    `hosts` are endings of host names where this format is likely; with `only_there` its probes are tried
    nowhere else. `history` gives the address that still lists resolved reports, for a page address that does
    not: asked when a report vanishes. `unproven` says why no payload of a provider stands behind it.
    """

    parse: ParsePage
    sniff: Callable[[Page], bool]
    probes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    only_there: bool = False
    history: Callable[[str], str | None] = lambda _url: None
    unproven: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """How to find out what an address serves. None of these fetches.

    `detect` names the format of bytes or raises ParseError. `names_a_document` says that nothing lies below
    an address. `probes` are the addresses to try for a page, likeliest first; `links` those that a web page
    names itself.
    """

    detect: Callable[[Page], str]
    names_a_document: Callable[[str], bool]
    probes: Callable[[str], tuple[str, ...]]
    links: Callable[[Page], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Something that a person wrote to us. `id` is the platform's own id of the event: retries repeat it."""

    id: str
    text: str
    platform: str
    channel: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One line of an autocomplete list: what is shown, and what is sent."""

    label: str
    value: str


class Respondent(Protocol):
    """What a platform calls when somebody writes to us."""

    async def answer(self, inquiry: Inquiry) -> Message | None:
        """Answer, or return None when this very inquiry was answered before (a platform's retry)."""
        ...

    def suggest(self, prefix: str) -> tuple[Suggestion, ...]:
        """Names of services that fit what has been typed so far, best first, at most 25."""
        ...


class ChatPlatform(Protocol):
    """A connected chat platform."""

    async def send(
        self,
        message: Message,
        to: Destination,
        *,
        nonce: str,
        thread: MessageRef | None = None,
        uncertain: bool = False,
    ) -> MessageRef:
        """Post a message, under `thread` if given.

        `nonce` names this very post: sending the same nonce twice must show one message wherever the
        platform can tell. `uncertain` says that an earlier try may have arrived: look before posting.
        Raises RateLimited or DeliveryError (try later) or Undeliverable (never will).
        """
        ...

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message in place. Raises as `send` does."""
        ...

    async def listen(self, respondent: Respondent) -> None:
        """Answer people until cancelled. Raises DeliveryError when the connection is lost for good."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One entry of the chat registry.

    `connect` takes an instance of `settings` and yields a connected platform. It raises MissingSecret when
    a token is not set. `is_configured` says whether enough is set to try.
    """

    settings: type[EnvironmentSettings]
    connect: Callable[[Any], AbstractAsyncContextManager[ChatPlatform]]
    is_configured: Callable[[Any], bool]
