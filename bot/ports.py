"""What an adapter must provide, and what it is given: the whole contract, on one page."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from bot.domain.chat_traits import ChatTraits
from bot.domain.check import Arrival, ArrivalOutcome
from bot.domain.command_outcome import WatchVerb
from bot.domain.contact import Begin, Choice, Inquiry, Press, Reply, Submission, begin_silently
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.presence import ChannelAccess, Identity
from bot.domain.probe import EdgeStatement, HttpAnswer
from bot.domain.report import Page, Reading
from bot.domain.shown import WatchListShown
from bot.domain.slash_command import SlashCommand
from bot.settings import EnvironmentSettings

ParsePage = Callable[[Page], Reading]
"""Raises ParseError (or PageUnreadable), nothing else; never fetches, never reads the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One entry of the format registry, and the `name` by which sources and commands call it.

    `sniff` says whether the bytes look like this format, cheaply and without raising. `probes` are the
    addresses where it is usually found, best first: paths under a page's own address, or whole addresses.
    `hosts` are endings of host names where this format is likely; with `only_there` its probes are tried
    nowhere else. `history` gives the address that still lists resolved reports, for a page address that does
    not: asked when a report vanishes. `beside` gives the addresses of what a page leaves out, read each time
    with it. `unproven` says why no payload of a provider stands behind it.
    """

    name: str
    parse: ParsePage
    sniff: Callable[[Page], bool]
    probes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    only_there: bool = False
    history: Callable[[str], str | None] = lambda _url: None
    beside: Callable[[str], tuple[str, ...]] = lambda _url: ()
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
class EdgeProfile:
    """One entry of the registry of edges: how a provider's edge is told, and what its answers say.

    `node` is its id in the catalogue, None for the one that takes what no other knows. `recognises` asks
    whether it wrote or passed on an answer; `reads` says what that answer means, given the status that the
    target usually has (None: not known). Neither fetches, reads the time, or raises.
    """

    node: str | None
    recognises: Callable[[HttpAnswer], bool]
    reads: Callable[[HttpAnswer, int | None], EdgeStatement]


ReadAnswer = Callable[[HttpAnswer, int | None], EdgeStatement]
"""What an answer says, by the registry of edges; the second argument is the target's usual status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundSource:
    """One entry of the registry of what may be handed in at `/in/NAME`.

    `parse` makes an arrival of a body; it raises ArrivalRefused, nothing else, and never reads the time.
    `is_page` is for status pages: they cannot send headers, so their token may stand in the address; what
    they bring makes a page due, and nothing else.
    """

    parse: Callable[[bytes], Arrival]
    is_page: bool = False


class Reception(Protocol):
    """Who takes what is handed in."""

    async def take(self, source: str, arrival: Arrival) -> ArrivalOutcome:
        """Take in what one request brought."""
        ...

    def refused(self, source: str, status: int) -> None:
        """Count a request that was refused with this HTTP status."""
        ...


class Respondent(Protocol):
    """What a platform calls when somebody turns to us.

    Each returns None when this very contact is dealt with elsewhere (a platform's retry, another process) or
    is not meant for us: then nothing at all is to be shown. Else `begin` is called first. None raises for
    what a person wrote. `commands` are those to list where the platform has such lists, in this order.
    """

    @property
    def commands(self) -> Sequence[SlashCommand]:
        """What there is to choose."""
        ...

    async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
        """Answer a question, or carry out a command. An edit is answered in place of what it `replaces`."""
        ...

    async def answered(self, inquiry: Inquiry, answer: MessageRef | None) -> None:
        """Note where the answer to something written is, so that an edit may change it; None for nowhere."""
        ...

    async def press(self, press: Press, begin: Begin = begin_silently) -> Reply | None:
        """Do what a button says. An empty Reply says that nothing is to be shown."""
        ...

    async def submit(self, submission: Submission, begin: Begin = begin_silently) -> Reply | None:
        """Take in a form."""
        ...

    def opens_form(self, text: str) -> bool:
        """Whether `answer` will reply to these words with a form: some platforms must know beforehand."""
        ...

    def suggest(self, prefix: str) -> tuple[Choice, ...]:
        """Names of services that fit what has been typed so far, best first, at most 25."""
        ...

    async def leave(self, platform: str, team: str) -> None:
        """Forget the channels of a workspace or server that has removed us."""
        ...


class WatchListKeeper(Protocol):
    """What channels watch, for whoever runs us: a change is carried out as if it were written there.

    All of it raises StoreUnavailable, too.
    """

    async def load_all(self) -> tuple[WatchListShown, ...]:
        """Those of all channels that watch anything, by destination."""
        ...

    async def load(self, destination: str) -> WatchListShown | None:
        """That of one; None where no such channel has been set. Raises ConfigurationError."""
        ...

    async def change(self, destination: str, verb: WatchVerb, names: Sequence[str]) -> Message:
        """Add names to one, or remove them; what chat says of it. Raises ConfigurationError."""
        ...


class Vault(Protocol):
    """Where an adapter keeps what must outlive it, encrypted at rest. Keys are the adapter's own.

    Raises MissingSecret when no key to encrypt with is set.
    """

    async def put(self, key: str, value: bytes, *, ttl: timedelta | None = None) -> None:
        """Store a value, for ever or for a while."""
        ...

    async def get(self, key: str) -> bytes | None:
        """The value, None if there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Remove a value, if it is there."""
        ...

    async def keys(self, prefix: str) -> tuple[str, ...]:
        """The keys that begin so, sorted."""
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
        """Post a message, under `thread` if given; where nothing can be posted there, beside it.

        `nonce` names this very post: sending the same nonce twice must show one message wherever the
        platform can tell. `uncertain` says that an earlier try may have arrived: look before posting.
        Raises RateLimited or DeliveryError (try later), or Undeliverable with what follows of it.
        """
        ...

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message in place: words, buttons and picture. Raises as `send` does."""
        ...

    async def listen(self, respondent: Respondent) -> None:
        """Answer people until cancelled. Raises DeliveryError when the connection is lost for good."""
        ...

    async def ailment(self) -> str:
        """What keeps people from reaching us, or us from posting: a sentence; empty while all is well.

        Asked every few seconds while `listen` runs. Never raises, and takes ten seconds at most.
        """
        ...

    async def identity(self) -> Identity:
        """Ask the platform who we are and what we may do. Raises DeliveryError or Undeliverable."""
        ...

    async def access(self, place: Destination) -> ChannelAccess:
        """Ask the platform whether we may post in a channel. Never raises; posts nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Binding:
    """An address that we listen on, and the variable that sets its port."""

    variable: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsUse:
    """What a platform's settings are to serve.

    `destinations` are those of its channels that the settings name; `listens` says that people are to be
    heard, too; `has_vault` that a vault to keep secrets in is set up.
    """

    destinations: Sequence[Destination] = ()
    listens: bool = True
    has_vault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One entry of the chat registry.

    `connect` takes an instance of `settings` and a vault, and yields a platform: it waits for no network. It
    raises MissingSecret when a token is not set. `is_configured` says whether enough is set to try. `faults`
    says of settings and their use what is wrong, a sentence each, and `bindings` where they would listen;
    neither asks the network. `traits` are all that the rest of us knows of how this platform differs from
    others.
    """

    settings: type[EnvironmentSettings]
    connect: Callable[[Any, Vault], AbstractAsyncContextManager[ChatPlatform]]
    is_configured: Callable[[Any], bool]
    faults: Callable[[Any, SettingsUse], Iterable[str]]
    traits: ChatTraits
    bindings: Callable[[Any], Sequence[Binding]] = lambda _settings: ()
