"""What people do with us in chat: they write, press buttons, fill in forms; and what they get back."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.message import Destination, Message, MessageRef

Begin = Callable[[], Awaitable[None]]
"""What a platform does first with what nobody else deals with: "thinking …"."""


async def begin_silently() -> None:
    """Begin without a sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody turns to us. `id` is the platform's own id of the event: retries repeat it.

    `place` is the channel it came from, `team` the workspace (Slack) or server (Discord). `may_manage` says
    whether the platform lets this person change the channel's settings; None where it has no such right
    (Slack). `is_direct` marks a direct message, `is_private` that nobody else sees the reply. `name` is how
    the platform shows the person. `hindrance` is what keeps us from posting at `place`, with what to do:
    empty where nothing does, None where the platform did not say.
    """

    id: str
    place: Destination
    user: str
    team: str = ""
    may_manage: bool | None = None
    is_direct: bool = False
    is_private: bool = False
    name: str = ""
    hindrance: str | None = None

    @property
    def who(self) -> str:
        """How to speak of the person: nobody is called by it."""
        return self.name or self.user

    @property
    def platform(self) -> str:
        """The platform it came from."""
        return self.place.platform

    @property
    def channel(self) -> str:
        """The platform's own id of the channel."""
        return self.place.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry(Contact):
    """Somebody writes: a slash command without its name, a mention without ours, a direct message.

    `command` is the name of a slash command, and `argument` what was chosen or typed behind it. `revision` is
    empty for a message as it was first written and tells its edits apart: a later one compares greater.
    `is_addressed` says whether it is meant for us: a reply to a card of ours need not be.
    """

    text: str
    command: str = ""
    argument: str = ""
    revision: str = ""
    is_addressed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Contact):
    """Somebody presses a button. `action` is the button's own."""

    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Contact):
    """Somebody sends a form. `values` by field id; a field left empty is an empty string."""

    form: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a list to choose from, or of an autocomplete list: what is shown, and what is sent."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form: a text, of one or more lines, or, with `choices`, one of them."""

    id: str
    label: str
    value: str = ""
    hint: str = ""
    is_long: bool = False
    is_required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form in a window of its own: a title of at most 24 characters and at most five fields.

    Those are the limits of Slack's titles and Discord's modals. `opened_by` is the command that opens it.
    """

    id: str
    title: str
    opened_by: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody gets back: a message, or a form to fill in.

    For their eyes only where the platform has that, unless `is_public`. `replaces` is our earlier answer, in
    whose place it goes.
    """

    message: Message | None = None
    form: Form | None = None
    is_public: bool = False
    replaces: MessageRef | None = None
