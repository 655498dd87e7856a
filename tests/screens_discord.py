"""Discord's content, embed and buttons as a picture, as Discord shows them in dark, markdown included."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from PIL import Image

from adapters.chat.discord.embeds import content_for, embed_for
from bot.domain.message import ButtonStyle, Message
from bot.domain.times import ago
from tests.screens_sheet import WIDTH, ButtonLook, Run, Sheet

_BACK: Final = "#313338"
_EMBED: Final = "#2B2D31"
_TEXT: Final = "#DBDEE1"
_MUTED: Final = "#A3A9B2"
_LINK: Final = "#00A8FC"
_WHITE: Final = "#FFFFFF"
_FILLS: Final = {
    ButtonStyle.PLAIN: "#4E5058",
    ButtonStyle.PRIMARY: "#5865F2",
    ButtonStyle.DANGER: "#DA373C",
}
_MARGIN: Final = 24
_ICON: Final = 72
_PAD: Final = 24
_MARKUP: Final = re.compile(
    r"\\(?P<plain>.)|(?P<bold>\*\*)|\[(?P<label>(?:\\.|[^\]\\])*)\]\(<?(?P<url>[^)>]*)>?\)"
    r"|<t:(?P<time>\d+):(?P<style>\w)>|<@&?\d+>|(?P<other>.)",
    re.DOTALL,
)


def discord_screen(message: Message, at: datetime) -> Image.Image:
    """The message as it is seen in a channel, posted then."""
    sheet = Sheet(left=_MARGIN + _ICON + 28, right=WIDTH - _MARGIN, y=_MARGIN)
    _sender(sheet, at)
    sheet.write(_runs(content_for(message), at))
    sheet.y += 12
    _embed(sheet, embed_for(message), message, at)
    row = [button for button in message.buttons if not button.is_in_menu]
    if row:
        sheet.y += 16
        sheet.buttons(
            ButtonLook(label=b.label, fill=_FILLS[b.style], ink=_WHITE, edge=_FILLS[b.style]) for b in row
        )
    if len(row) < len(message.buttons):
        sheet.y += 16
        sheet.buttons([ButtonLook(label="More  ⌄", fill="#1E1F22", ink=_MUTED, edge="#1E1F22")])
    return sheet.finished(_BACK, _MARGIN)


def _sender(sheet: Sheet, at: datetime) -> None:
    sheet.box((_MARGIN, sheet.y, _MARGIN + _ICON, sheet.y + _ICON), "#7A5AF8", radius=_ICON // 2)
    icon = Sheet(left=_MARGIN + 21, right=WIDTH, y=sheet.y + 12)
    icon.write([Run(text="sf", colour=_WHITE, size=38, bold=True)])
    sheet.operations += icon.operations
    sheet.write(
        [
            Run(text="Sharedfate ", colour=_WHITE, bold=True),
            Run(text=" APP ", colour=_WHITE, size=20, shade="#5865F2"),
            Run(text=f"  Today at {at:%H:%M}", colour=_MUTED, size=24),
        ]
    )


def _embed(sheet: Sheet, embed: dict[str, object], message: Message, at: datetime) -> None:
    """The card with its coloured bar."""
    inner = Sheet(left=sheet.left + _PAD + 8, right=sheet.right - _PAD, y=sheet.y + _PAD - 8)
    for line in str(embed.get("description", "")).splitlines():
        _line(inner, line, at)
    if message.picture is not None:
        inner.y += 16
        inner.paste(Image.open(BytesIO(message.picture.png)))
    match embed.get("footer"):
        case {"text": str(text)}:
            inner.y += 12
            inner.write([Run(text=text, colour=_MUTED, size=24)])
        case _:
            pass
    bottom = inner.y + _PAD - 12
    colour = embed.get("color")
    bar = f"#{colour:06X}" if isinstance(colour, int) else _MUTED
    sheet.box((sheet.left, sheet.y, sheet.right, bottom), bar, radius=10)
    sheet.box((sheet.left + 8, sheet.y, sheet.right, bottom), _EMBED, radius=10)
    sheet.operations += inner.operations
    sheet.y = bottom


def _line(sheet: Sheet, line: str, at: datetime) -> None:
    """A paragraph, or a quotation beside its bar."""
    if not line.startswith("> "):
        sheet.write(_runs(line, at))
        return
    inner = Sheet(left=sheet.left + 26, right=sheet.right, y=sheet.y)
    inner.write(_runs(line[2:], at))
    sheet.box((sheet.left, sheet.y, sheet.left + 7, inner.y), "#4E5058", radius=3)
    sheet.operations += inner.operations
    sheet.y = inner.y


def _runs(text: str, at: datetime) -> Iterator[Run]:
    """Markdown as runs: bold, links, times; an escaped character is itself."""
    plain, bold = "", False
    for found in _MARKUP.finditer(text):
        if found["plain"] or found["other"]:
            plain += found["plain"] or found["other"]
            continue
        yield Run(text=plain, colour=_TEXT, bold=bold)
        plain = ""
        if found["bold"]:
            bold = not bold
        elif found["time"]:
            moment = datetime.fromtimestamp(int(found["time"]), UTC)
            shown = f"{moment:%-d %B %Y %H:%M}" if found["style"] == "f" else _age(moment, at)
            yield Run(text=shown, colour=_TEXT, bold=bold, shade="#3F4147")
        elif found["url"]:
            label = re.sub(r"\\(.)", r"\1", found["label"])
            yield Run(text=label, colour=_LINK, bold=bold)
        else:
            yield Run(text="@team", colour="#C9CDFB", bold=bold, shade="#3C4270")
    yield Run(text=plain, colour=_TEXT, bold=bold)


def _age(then: datetime, at: datetime) -> str:
    """As Discord says it."""
    return ago(then, at).replace(" min", " minutes") or "a few seconds ago"
