"""Every exception we raise on purpose.

    BotError
    ├── ConfigurationError      a setting, a catalogue file or an argument is wrong: a person must mend it
    │   └── MissingSecret       a token is not set: says which variable and where to get it
    ├── StoreUnavailable        Redis cannot be reached, or the embedded server cannot be started
    ├── LeaseLost               we do not hold the lease that reading or writing here takes
    ├── StaleState              somebody else has written since we loaded: load again
    ├── PageUnreadable          a page could not be read; carries an UnreadableReason; neither up nor down
    │   └── ParseError          the bytes are not what the format promises
    ├── ArrivalRefused          what was handed in cannot be taken; carries the HTTP status that says why
    ├── RequestRefused          a request gets no answer; carries the HTTP status that says why
    ├── DeliveryError           a chat platform failed for now: try again later
    │   └── RateLimited         it said how long to wait
    └── Undeliverable           a chat platform refused; carries a Refusal that says what follows of it

A message says what was tried, on what, and what to do. What strangers can put into one is cut to a line.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bot.domain.refusal import Refusal
from bot.domain.status import UnreadableReason
from bot.domain.unreadable import UNREADABLE
from bot.domain.unseen import bounded_line

if TYPE_CHECKING:
    from bot.domain.probe import HttpAnswer, Silence

# Strangers have a word in what pages and platforms are refused for: their texts, their addresses.
MAX_FOREIGN_CHARACTERS: Final = 500


class BotError(Exception):
    """Whatever we raise on purpose; `str()` of it is one line for a person."""


class ConfigurationError(BotError):
    """A setting, a catalogue file or an argument is wrong."""


class MissingSecret(ConfigurationError):  # noqa: N818  -- named for what a person must do
    """A token is not set."""

    def __init__(self, variable: str, where_to_get_it: str) -> None:
        super().__init__(f"{variable} is not set: {where_to_get_it}")
        self.variable = variable


class StoreUnavailable(BotError):  # noqa: N818  -- reads as the fact it states
    """Redis cannot be reached, or the embedded server cannot be started."""


class LeaseLost(BotError):  # noqa: N818  -- reads as the fact it states
    """We do not hold the lease, or another has taken it since: nothing was read or stored."""


class StaleState(BotError):  # noqa: N818  -- reads as the fact it states
    """The store is not where we left it: load again."""


class PageUnreadable(BotError):  # noqa: N818  -- reads as the fact it states
    """A page could not be read: this says nothing about the service behind it.

    `answer` is what came instead of it, or how far we got; None where it was not asked, or what came was
    no error.
    """

    def __init__(
        self,
        reason: UnreadableReason,
        detail: str,
        *,
        retry_after_seconds: float | None = None,
        answer: "HttpAnswer | Silence | None" = None,
    ) -> None:
        self.detail = bounded_line(detail, MAX_FOREIGN_CHARACTERS)
        super().__init__(f"cannot read the page: {UNREADABLE[reason]} ({self.detail})")
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds
        self.answer = answer


class ParseError(PageUnreadable):
    """The bytes are not what the format promises."""

    def __init__(self, detail: str, *, reason: UnreadableReason = UnreadableReason.NOT_THIS_FORMAT) -> None:
        super().__init__(reason, detail)


class ArrivalRefused(BotError):  # noqa: N818  -- reads as the fact it states
    """What was handed in cannot be taken: `status` is that of HTTP, by default "bad request"."""

    def __init__(self, message: str, *, status: int = 400, retry_after_seconds: int | None = None) -> None:
        super().__init__(bounded_line(message, MAX_FOREIGN_CHARACTERS))
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class RequestRefused(BotError):  # noqa: N818  -- reads as the fact it states
    """A request gets no answer. `headers` are those that its HTTP status asks for."""

    def __init__(self, message: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


class DeliveryError(BotError):
    """A chat platform failed for now: the alert stays pending and is tried again."""

    def __init__(self, message: str) -> None:
        super().__init__(bounded_line(message, MAX_FOREIGN_CHARACTERS))


class RateLimited(DeliveryError):  # noqa: N818  -- the field's word
    """A chat platform asks us to wait."""

    def __init__(self, message: str, *, retry_after_seconds: float) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Undeliverable(BotError):  # noqa: N818  -- reads as the fact it states
    """A chat platform refused: the same again cannot help, unless its `refusal` says otherwise."""

    def __init__(self, message: str, refusal: Refusal = Refusal.MESSAGE) -> None:
        super().__init__(bounded_line(message, MAX_FOREIGN_CHARACTERS))
        self.refusal = refusal
