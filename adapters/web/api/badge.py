"""A badge as SVG: a service and how it is, in words and colour. Drawn here; nothing in it is loaded."""

from functools import cache
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from lxml import etree

from adapters.chat.shared.untrusted_text import cut, inert
from bot.domain.answer import Verdict
from bot.domain.shown import ServiceState

if TYPE_CHECKING:
    from PIL import ImageFont

MEDIA_TYPE: Final = "image/svg+xml"
_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_HEIGHT: Final = 20
_SIZE: Final = 11  # pixels of a letter
_PAD: Final = 7
_BASE: Final = 14
_MAX_NAME: Final = 40
# White letters on each have a contrast of 4.5 or more.
_COLOURS: Final = {
    Verdict.UP: "#2b7a3d",
    Verdict.DEGRADED: "#96610a",
    Verdict.DOWN: "#b3261e",
    Verdict.MAINTENANCE: "#3559a8",
    Verdict.UNKNOWN: "#616161",
}


def badge(state: ServiceState) -> bytes:
    """The picture. What was not read lately is unknown, whatever was said of it before."""
    verdict = state.verdict if state.is_fresh else Verdict.UNKNOWN
    return _drawn(cut(inert(state.service.name), _MAX_NAME), verdict)


def _drawn(name: str, verdict: Verdict) -> bytes:
    left, right = _width(name) + 2 * _PAD, _width(verdict) + 2 * _PAD
    words = f"{name}: {verdict}"
    root = etree.Element(
        f"{{{_NAMESPACE}}}svg",
        nsmap={None: _NAMESPACE},
        width=str(left + right),
        height=str(_HEIGHT),
        viewBox=f"0 0 {left + right} {_HEIGHT}",
        role="img",
    )
    root.set("aria-label", words)
    _add(root, "title").text = words
    _add(root, "rect", width=str(left + right), height=str(_HEIGHT), rx="4", fill=_COLOURS[verdict])
    # The left part, square where it meets the right one.
    _add(
        root, "path", d=f"M4 0H{left}V{_HEIGHT}H4A4 4 0 0 1 0 {_HEIGHT - 4}V4A4 4 0 0 1 4 0Z", fill="#3a3a3a"
    )
    for text, middle, width in ((name, left / 2, left), (str(verdict), left + right / 2, right)):
        _add(
            root,
            "text",
            x=f"{middle:g}",
            y=str(_BASE),
            textLength=str(width - 2 * _PAD),
            lengthAdjust="spacingAndGlyphs",
            fill="#fff",
            **{"font-family": "Helvetica,Arial,sans-serif", "font-size": str(_SIZE), "text-anchor": "middle"},
        ).text = text
    picture: bytes = etree.tostring(root)
    return picture


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)


def _width(text: str) -> int:
    """How wide a text is, in whole pixels; a viewer with other letters fits them in."""
    # The built-in font has no letters for these, which are as wide as high.
    wide = sum(east_asian_width(character) in "WF" for character in text)
    narrow = "".join(character for character in text if east_asian_width(character) not in "WF")
    return max(1, round(_font().getlength(narrow)) + wide * _SIZE)


@cache
def _font() -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    from PIL import ImageFont  # noqa: PLC0415  -- with the first badge

    return ImageFont.load_default(_SIZE)
