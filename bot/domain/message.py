"""Platform-neutral messages. Untrusted text lives in spans, so that a platform escapes it in one place.

A message is a headline (useful alone, as a notification) and sections of lines; a line is a tuple of spans.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.alert import Alert

# Discord takes custom ids of 100 characters: https://docs.discord.com/developers/components/reference
MAX_ACTION_CHARACTERS: Final = 100
# Of a provider's words we quote no more at once.
MAX_QUOTE_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, ours or a provider's. Never markup: a platform shows every character as it is."""

    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A label and an http(s) address. The label is plain text."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, shown in the reader's zone where the platform can, else in words by the rule of `times`.

    `now` is when it is said, in the zone of whom it is said to. `is_aged`: how long ago is said, too;
    `is_dated`: its day is shown even where that is today. `is_brief`: one of the two is enough, which is how
    long ago where the platform keeps that current, and else the time.
    """

    at: datetime
    now: datetime | None = None
    is_aged: bool = True
    is_dated: bool = False
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A provider's own words, shown as a quotation."""

    value: str


Span = Text | Link | Moment | Quote
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under an optional title. `more` counts the lines left out ("and 31 more")."""

    title: str | None = None
    lines: tuple[Line, ...] = ()
    more: int = 0


class Tone(StrEnum):
    """What colour a message has, where the platform has colours."""

    OUTAGE = "outage"
    DEGRADED = "degraded"
    MAINTENANCE = "maintenance"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    NEUTRAL = "neutral"


class ButtonStyle(StrEnum):
    """How loud a button is."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press. `action` comes back with the press, at most 100 characters; it is all the state.

    `is_in_menu`: it is seldom wanted, and shown behind "More" where the platform has menus.
    """

    label: str
    action: str
    style: ButtonStyle = ButtonStyle.PLAIN
    is_in_menu: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG, its file name, and the words for who cannot see it."""

    png: bytes
    name: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What we say, before any platform has a hand in it.

    `ping` is the platform's own id of the one role, group or person that this message calls: nobody else is
    ever called. It counts when a message is posted, not when it is edited. `alert` is what it is about where
    that is one incident or report: digests, greetings and answers have none.
    """

    headline: str
    tone: Tone = Tone.NEUTRAL
    sections: tuple[Section, ...] = ()
    footer: Line = ()
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None
    ping: str | None = None
    alert: Alert | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a message goes: a registry name of a platform, and that platform's own channel id or name.

    `team` is the workspace's id where one installation serves many (Slack by OAuth), else empty.
    """

    platform: str
    channel: str
    team: str = ""

    def __str__(self) -> str:
        return (
            f"{self.platform}:{self.team}/{self.channel}" if self.team else f"{self.platform}:{self.channel}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Handle to edit, or to open a thread under, a message that was sent. `id` is the platform's own."""

    platform: str
    channel: str
    id: str
    thread: str | None = None
    team: str = ""
