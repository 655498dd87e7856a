"""A plan drawn as a PNG: few colours, no files, the same bytes for the same plan."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from bot.rendering.picture.colours import LETTERS, Paint, Theme
from bot.rendering.picture.layout import (
    BAND_HEIGHT,
    MARGIN,
    NAME_ROOM,
    ROW_LINE,
    TEXT_LINE,
    TEXT_SIZE,
    TITLE_LINE,
    TITLE_SIZE,
    WIDTH,
    PictureLayout,
)
from bot.rendering.picture.rows import NAME_SIZE, Row
from bot.rendering.picture.text import font, width
from bot.rendering.words import STATUS

BAR_HEIGHT: Final = 42
ARROW: Final = 18
COLOURS: Final = 64
_LETTER: Final = 34

Draw = ImageDraw.ImageDraw
Box = tuple[int, int, int, int]


def painted(plan: PictureLayout, theme: Theme) -> bytes:
    """The picture of a plan."""
    image = Image.new("RGB", (WIDTH, plan.height), theme.background)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH - 1, plan.height - 1), outline=theme.border, width=4)
    _words(draw, plan, theme)
    _grid(draw, plan, theme)
    _band(draw, plan, theme)
    for number, row in enumerate(plan.rows):
        _row(draw, row, plan.rows_top + number * ROW_LINE, plan, theme)
    _end(draw, plan, theme)
    _legend(draw, plan, theme)
    out = BytesIO()
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _write(draw: Draw, left: int, top: int, text: str, colour: str) -> None:
    """One line, its middle half a text line below `top`."""
    draw.text((left, top + TEXT_LINE // 2), text, fill=colour, font=font(TEXT_SIZE), anchor="lm")


def _words(draw: Draw, plan: PictureLayout, theme: Theme) -> None:
    for number, line in enumerate(plan.title):
        place = (MARGIN, MARGIN + number * TITLE_LINE + TITLE_LINE // 2)
        draw.text(place, line, fill=theme.text, font=font(TITLE_SIZE), anchor="lm", stroke_width=1)
    _write(draw, MARGIN, plan.subtitle_top, plan.subtitle, theme.muted)
    for number, note in enumerate(plan.notes):
        _write(draw, MARGIN, plan.notes_top + number * TEXT_LINE, note, theme.text)
    _write(draw, MARGIN, plan.more_top, plan.more, theme.muted)
    _write(draw, MARGIN, plan.footer_top, plan.footer, theme.muted)


def _grid(draw: Draw, plan: PictureLayout, theme: Theme) -> None:
    """The ticks, their labels in UTC, and lines up through the rows."""
    for x, label in plan.axis.ticks():
        draw.line((x, plan.band_top, x, plan.band_top + BAND_HEIGHT), fill=theme.grid, width=2)
        draw.line((x, plan.rows_top, x, plan.axis_top), fill=theme.grid, width=2)
        half = round(width(label, TEXT_SIZE) / 2)
        left = min(max(x - half, MARGIN + NAME_ROOM // 2), WIDTH - MARGIN - 2 * half)
        _write(draw, left, plan.axis_top, label, theme.muted)
    _write(draw, MARGIN, plan.axis_top, "UTC", theme.muted)


def _band(draw: Draw, plan: PictureLayout, theme: Theme) -> None:
    """What we said: a box a grade, and a mark where we took a root back."""
    middle = plan.band_top + BAND_HEIGHT // 2
    label = "We said" if plan.claims else "We said nothing"
    draw.text((MARGIN, middle), label, fill=theme.text, font=font(NAME_SIZE), anchor="lm")
    for claim in plan.claims:
        left, right = plan.axis.x(claim.since), plan.axis.x(claim.until)
        box = (left, plan.band_top, max(right, left + 4), plan.band_top + BAND_HEIGHT)
        _box(draw, box, theme.grades[claim.grade], (claim.grade.value,))
    for x in plan.corrections:
        top = plan.band_top - 6
        draw.polygon(((x - 12, top - 12), (x + 12, top - 12), (x, top + 4)), fill=theme.text)


def _row(draw: Draw, row: Row, top: int, plan: PictureLayout, theme: Theme) -> None:
    middle = top + ROW_LINE // 2
    draw.text((MARGIN, middle), row.name, fill=theme.text, font=font(NAME_SIZE), anchor="lm")
    if row.status is None:
        right = plan.axis.left + round(width(row.words, TEXT_SIZE)) + 12
        draw.rectangle((plan.axis.left, top + 4, right, top + ROW_LINE - 4), fill=theme.background)
        draw.text((plan.axis.left, middle), row.words, fill=theme.muted, font=font(TEXT_SIZE), anchor="lm")
        return
    paint = theme.statuses[row.status]
    box = (row.left, middle - BAR_HEIGHT // 2, row.right, middle + BAR_HEIGHT // 2)
    if row.goes_on:
        _arrow(draw, row.right, middle, paint)
    _box(draw, box, paint, (row.words, STATUS[row.status], LETTERS[row.status]))
    if row.joined is not None:
        _peg(draw, row.joined, middle + ROW_LINE // 2 - 14, theme)


def _box(draw: Draw, box: Box, paint: Paint, words: tuple[str, ...]) -> None:
    """A box with the first of the words that fits into it."""
    left, top, right, bottom = box
    draw.rectangle(box, fill=paint.fill, outline=paint.edge, width=2)
    fits = [word for word in words if width(word, TEXT_SIZE) + 8 <= right - left]
    if fits:
        place = ((left + right) // 2, (top + bottom) // 2)
        draw.text(place, fits[0], fill=paint.ink, font=font(TEXT_SIZE), anchor="mm")


def _arrow(draw: Draw, x: int, middle: int, paint: Paint) -> None:
    """The head of a bar that goes on: it reaches past the edge of the plot."""
    reach = BAR_HEIGHT // 2
    corners = ((x - 1, middle - reach), (x + ARROW, middle), (x - 1, middle + reach))
    draw.polygon(corners, fill=paint.fill, outline=paint.edge, width=2)


def _peg(draw: Draw, x: int, top: int, theme: Theme) -> None:
    """The moment that we connected a report: it points up into the bar, below the words."""
    corners = ((x - 10, top + 14), (x, top), (x + 10, top + 14))
    draw.polygon(corners, fill=theme.text, outline=theme.background)


def _end(draw: Draw, plan: PictureLayout, theme: Theme) -> None:
    """Where it ended for us: a dashed line down through the rows."""
    if plan.end is None:
        return
    for top in range(plan.band_top, plan.axis_top - 6, 16):
        draw.line((plan.end, top, plan.end, top + 8), fill=theme.text, width=3)


def _legend(draw: Draw, plan: PictureLayout, theme: Theme) -> None:
    """What the letters and the pegs mean, two a line."""
    half = (WIDTH - 2 * MARGIN) // 2
    for number in range(len(plan.legend) + 1):
        left = MARGIN + number % 2 * half
        top = plan.legend_top + number // 2 * TEXT_LINE
        middle = top + TEXT_LINE // 2
        if number == len(plan.legend):
            _peg(draw, left + _LETTER // 2, middle - 7, theme)
            _write(draw, left + 50, top, "when we connected it", theme.muted)
        else:
            status = plan.legend[number]
            paint = theme.statuses[status]
            _box(draw, (left, middle - 17, left + _LETTER, middle + 17), paint, (LETTERS[status],))
            _write(draw, left + 50, top, STATUS[status], theme.muted)
