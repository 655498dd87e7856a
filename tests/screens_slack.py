"""Slack's blocks as a picture, as Slack shows them in light: only what we send is drawn, nothing is added."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from PIL import Image

from adapters.chat.slack.blocks import blocks_for
from bot.domain.message import Message
from bot.domain.times import ago
from tests.screens_sheet import WIDTH, ButtonLook, Run, Sheet

_TEXT: Final = "#1D1C1D"
_MUTED: Final = "#616061"
_LINK: Final = "#1264A3"
_EDGE: Final = "#BBBABB"
_WHITE: Final = "#FFFFFF"
_LOOKS: Final = {"primary": ("#007A5A", _WHITE, "#007A5A"), "danger": ("#E01E5A", _WHITE, "#E01E5A")}
_MARGIN: Final = 24
_ICON: Final = 72

Json = dict[str, Any]


def slack_screen(message: Message, at: datetime) -> Image.Image:
    """The message as it is seen in a channel, posted then."""
    sheet = Sheet(left=_MARGIN + _ICON + 24, right=WIDTH - _MARGIN, y=_MARGIN)
    _sender(sheet, at)
    for block in blocks_for(message, file="F0" if message.picture else None):
        _block(sheet, block, message, at)
    return sheet.finished(_WHITE, _MARGIN)


def _sender(sheet: Sheet, at: datetime) -> None:
    sheet.box((_MARGIN, sheet.y, _MARGIN + _ICON, sheet.y + _ICON), "#5925DC", radius=14)
    icon = Sheet(left=_MARGIN + 17, right=WIDTH, y=sheet.y + 8)
    icon.write([Run(text="sf", colour=_WHITE, size=38, bold=True)])
    sheet.operations += icon.operations
    sheet.write(
        [
            Run(text="Sharedfate ", colour=_TEXT, bold=True),
            Run(text=" APP ", colour=_MUTED, size=20, shade="#E8E8E8"),
            Run(text=f"  {_time(at)}", colour=_MUTED, size=24),
        ]
    )
    sheet.y += 4


def _block(sheet: Sheet, block: Json, message: Message, at: datetime) -> None:
    """One block with the space below it; a kind that we do not know is named."""
    match block.get("type"):
        case "header":
            sheet.write([Run(text=block["text"]["text"], colour=_TEXT, size=36, bold=True)], line=1.3)
        case "rich_text":
            for element in block["elements"]:
                _rich(sheet, element, at)
        case "actions":
            sheet.y += 8
            sheet.buttons(_look(element) for element in block["elements"])
        case "image" if message.picture is not None:
            sheet.paste(Image.open(BytesIO(message.picture.png)))
        case _:
            _other(sheet, block)
    sheet.y += 14


def _other(sheet: Sheet, block: Json) -> None:
    """Texts of blocks that we do not send today, or the name of the block."""
    texts = [block["text"]] if "text" in block else block.get("fields") or block.get("elements") or []
    for text in texts or [{"text": f"[{block.get('type')}]"}]:
        sheet.write([Run(text=str(text.get("text", "")), colour=_MUTED)])


def _rich(sheet: Sheet, element: Json, at: datetime) -> None:
    """A paragraph, or a quotation beside its bar."""
    if element.get("type") == "rich_text_list":
        for item in element["elements"]:
            sheet.write([Run(text="• ", colour=_TEXT), *(_run(part, at) for part in item["elements"])])
        return
    runs = [_run(part, at) for part in element.get("elements", [])]
    if runs and runs[-1].text == "\n":
        runs.pop()
    if element.get("type") == "rich_text_quote":
        top = sheet.y
        inner = Sheet(left=sheet.left + 28, right=sheet.right, y=sheet.y)
        inner.write(runs)
        sheet.operations += inner.operations
        sheet.y = inner.y
        sheet.box((sheet.left, top, sheet.left + 8, sheet.y), "#DDDDDD", radius=4)
    else:
        sheet.write(runs)


def _run(part: Json, at: datetime) -> Run:
    match part.get("type"):
        case "link":
            return Run(text=str(part.get("text") or part["url"]), colour=_LINK)
        case "date":
            return Run(text=_date(part, at), colour=_TEXT)
        case "user" | "usergroup" | "channel":
            return Run(text="@team", colour=_LINK, shade="#E8F5FA")
        case _:
            return Run(
                text=str(part.get("text", "")), colour=_TEXT, bold=bool(part.get("style", {}).get("bold"))
            )


def _date(part: Json, at: datetime) -> str:
    """What Slack makes of a time: all of this is of one day."""
    then = datetime.fromtimestamp(part["timestamp"], UTC)
    age = ago(then, at).replace(" min", " minutes") or "a few seconds ago"
    shown = part["format"].replace("{date_short_pretty}", "today").replace("{time}", _time(then))
    return str(shown.replace("{ago}", age))


def _look(element: Json) -> ButtonLook:
    if element["type"] == "overflow":
        return ButtonLook(label="…", fill=_WHITE, ink=_TEXT, edge=_EDGE)
    text = element.get("text") or element.get("placeholder") or {}
    fill, ink, edge = _LOOKS.get(element.get("style", ""), (_WHITE, _TEXT, _EDGE))
    return ButtonLook(label=str(text.get("text", element.get("type"))), fill=fill, ink=ink, edge=edge)


def _time(at: datetime) -> str:
    return f"{at:%I:%M %p}".lstrip("0")
