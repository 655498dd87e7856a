"""The buttons under what we say: a table, each entry what comes back with a press, its label, and its place.

To add one: its entry here, and its arm where presses are carried out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.domain.message import Button, ButtonStyle
from bot.speech.speech import mark, say


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """What decides which buttons a card has. `is_claim`: it says who the cause is."""

    is_open: bool
    is_claim: bool
    is_acknowledged: bool
    is_muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonFace:
    """How a button looks, what its presses begin with, on which cards it is, and whether in their menu."""

    action: str
    label: str
    is_on: Callable[[CardState], bool]
    style: ButtonStyle = ButtonStyle.PLAIN
    is_in_menu: bool = True


class CardButton(Enum):
    """Every button there is, in the order in which they are shown."""

    ACKNOWLEDGE = ButtonFace(
        action="ack",
        label=mark("Acknowledge"),
        is_on=lambda card: card.is_open and not card.is_acknowledged,
        style=ButtonStyle.PRIMARY,
        is_in_menu=False,
    )
    WHY = ButtonFace(action="why", label=mark("Why?"), is_on=lambda card: card.is_claim, is_in_menu=False)
    UNMUTE = ButtonFace(
        action="unmute", label=mark("Unmute"), is_on=lambda card: card.is_open and card.is_muted
    )
    MUTE_AN_HOUR = ButtonFace(
        action="mute1h", label=mark("Mute 1 h"), is_on=lambda card: card.is_open and not card.is_muted
    )
    MUTE = ButtonFace(
        action="mute",
        label=mark("Mute until resolved"),
        is_on=lambda card: card.is_open and not card.is_muted,
    )
    AFFECTED = ButtonFace(
        action="affected", label=mark("We are affected too"), is_on=lambda card: card.is_open
    )
    RIGHT = ButtonFace(action="right", label=mark("Right cause"), is_on=lambda card: card.is_claim)
    WRONG = ButtonFace(action="wrong", label=mark("Wrong cause"), is_on=lambda card: card.is_claim)
    # Under answers alone.
    SHARE = ButtonFace(
        action="share", label=mark("Share with the channel"), is_on=lambda _: False, is_in_menu=False
    )
    ASK = ButtonFace(action="ask", label=mark("Is it down?"), is_on=lambda _: False, is_in_menu=False)

    def about(self, subject: str) -> Button:
        """This button, pressed about a subject."""
        face = self.value
        return Button(
            label=say(face.label),
            action=f"{face.action}:{subject}",
            style=face.style,
            is_in_menu=face.is_in_menu,
        )


def buttons_on(card: CardState, subject: str) -> tuple[Button, ...]:
    """The buttons of a card."""
    return tuple(button.about(subject) for button in CardButton if button.value.is_on(card))


def pressed(action: str) -> tuple[CardButton | None, str]:
    """Which button a press was of, and about what. None for one that an older version of ours has shown."""
    verb, _, subject = action.partition(":")
    return next((button for button in CardButton if button.value.action == verb), None), subject
