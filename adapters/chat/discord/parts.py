"""Messages as the SDK's own objects: content, embeds, buttons, picture, and who may be called.

Limits: https://docs.discord.com/developers/components/reference
"""

import io
import re
from dataclasses import dataclass
from typing import Final

import discord

from adapters.chat.discord.embeds import content_for, content_with_ping, embed_for, pinged
from adapters.chat.discord.text import as_label, cut_units, units
from adapters.chat.shared.untrusted_text import inert
from bot.domain.message import MAX_ACTION_CHARACTERS, Button, ButtonStyle, Message, Picture

MAX_BUTTONS: Final = 25
BUTTONS_A_ROW: Final = 5
MAX_LABEL: Final = 80
MAX_OPTIONS: Final = 25
MAX_OPTION: Final = 100
MENU: Final = "menu"
MAX_ALT: Final = 1_024
MAX_PICTURE_BYTES: Final = 10 * 1024 * 1024
_STYLES: Final = {
    ButtonStyle.PLAIN: discord.ButtonStyle.secondary,
    ButtonStyle.PRIMARY: discord.ButtonStyle.primary,
    ButtonStyle.DANGER: discord.ButtonStyle.danger,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one post consists of. Its files can be sent once."""

    content: str
    embeds: list[discord.Embed]
    files: list[discord.File]
    view: discord.ui.View
    mentions: discord.AllowedMentions


def parts_of(message: Message, *, may_ping: bool = False, mark: str = "") -> Parts:
    """A message in parts, within every limit. Without `may_ping` it calls nobody.

    `mark` is an address that the embed carries unseen, where there is an embed.
    """
    picture = _usable(message.picture)
    embed = embed_for(message)
    if picture is not None:
        embed["image"] = {"url": f"attachment://{_file_name(picture)}"}
    if mark and len(embed) > 1:
        embed["url"] = mark
    return Parts(
        content=content_with_ping(message) if may_ping else content_for(message),
        # An embed that holds nothing but its colour is refused.
        embeds=[discord.Embed.from_dict(embed)] if len(embed) > 1 else [],
        files=[_file(picture)] if picture is not None else [],
        view=_view(message.buttons),
        mentions=_mentions(message.ping if may_ping else None),
    )


def _view(buttons: tuple[Button, ...]) -> discord.ui.View:
    """The buttons in rows, and below them a menu. A custom id or a value is an action: nothing else is kept.

    Discord refuses a message in which an id is missing, too long or there twice: such a button is left out.
    """
    usable: dict[str, Button] = {}
    for button in buttons:
        if button.action.strip() and units(button.action) <= MAX_ACTION_CHARACTERS:
            usable.setdefault(button.action, button)
    menu = [button for button in usable.values() if button.is_in_menu][:MAX_OPTIONS]
    row = [button for button in usable.values() if not button.is_in_menu]
    view = discord.ui.View(timeout=None)
    for number, button in enumerate(row[: MAX_BUTTONS - BUTTONS_A_ROW if menu else MAX_BUTTONS]):
        view.add_item(
            discord.ui.Button(
                label=as_label(button.label, MAX_LABEL),
                custom_id=button.action,
                style=_STYLES[button.style],
                row=number // BUTTONS_A_ROW,
            )
        )
    if menu:
        view.add_item(_menu(menu))
    # The SDK keeps views that are not stopped for ever; presses reach the listener without.
    view.stop()
    return view


def _menu(buttons: list[Button]) -> discord.ui.Select[discord.ui.View]:
    """What is seldom wanted, in one row to choose from."""
    options = [
        discord.SelectOption(label=as_label(button.label, MAX_OPTION), value=button.action)
        for button in buttons
    ]
    return discord.ui.Select(custom_id=MENU, placeholder="More", options=options)


def _mentions(ping: str | None) -> discord.AllowedMentions:
    """Exactly the one who is called."""
    allowed = discord.AllowedMentions.none()
    match pinged(ping):
        case ("role", id_):
            allowed.roles = [discord.Object(id=int(id_))]
        case (_, id_):
            allowed.users = [discord.Object(id=int(id_))]
        case _:
            pass
    return allowed


def _usable(picture: Picture | None) -> Picture | None:
    """A picture that Discord takes; words matter more than one that it would refuse."""
    return picture if picture is not None and 0 < len(picture.png) <= MAX_PICTURE_BYTES else None


def _file(picture: Picture) -> discord.File:
    alt = cut_units(inert(picture.alt).strip(), MAX_ALT)
    return discord.File(io.BytesIO(picture.png), filename=_file_name(picture), description=alt or None)


def _file_name(picture: Picture) -> str:
    """A name that Discord keeps as it is, else the embed would not find its image."""
    stem = re.sub(r"[^A-Za-z0-9-]+", "-", picture.name.removesuffix(".png")).strip("-")[:60]
    return f"{stem or 'picture'}.png"
