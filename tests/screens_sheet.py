"""A sheet that pictures of chat messages are laid out on: wrapped runs of words, boxes, buttons, pictures."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from PIL import Image, ImageDraw

from bot.rendering.picture.text import fitted, font, with_glyphs

# A phone of 360 pixels, at twice the size, so that it is sharp there.
WIDTH: Final = 720
SIZE: Final = 30
DISCS: Final = {
    "🔴": "#DD2E44",
    "🟠": "#F4900C",
    "🟢": "#78B159",
    "🔵": "#55ACEE",
    "⚪": "#CCD6DD",
    "🔧": "#8899A6",
}
_TOKENS: Final = re.compile(f"[{''.join(DISCS)}]|\\s+|[^\\s{''.join(DISCS)}]+")

Draw = ImageDraw.ImageDraw
Operation = Callable[[Image.Image, Draw], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one look. `shade` is a box behind them; `disc` a coloured disc instead of an emoji."""

    text: str
    colour: str
    size: int = SIZE
    bold: bool = False
    shade: str | None = None
    disc: str | None = None

    @property
    def width(self) -> float:
        """In pixels."""
        return self.size if self.disc else font(self.size).getlength(self.text) + self.bold


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonLook:
    """What a button looks like."""

    label: str
    fill: str
    ink: str
    edge: str


@dataclass
class Sheet:
    """Things are put below each other at `y`, between `left` and `right`; the height is known at the end."""

    left: int
    right: int
    y: int = 0
    operations: list[Operation] = field(default_factory=list)

    def write(self, runs: Iterable[Run], *, line: float = 1.45) -> None:
        """A paragraph, wrapped; `line` is its height in sizes. One without words is an empty line."""
        for row in _rows(runs, self.right - self.left):
            size = max((run.size for run in row), default=SIZE)
            middle = self.y + round(size * line / 2)
            x = float(self.left)
            for run in row:
                self.operations.append(_run(run, x, middle))
                x += run.width
            self.y += round(size * line)

    def box(
        self, place: tuple[int, int, int, int], fill: str, edge: str | None = None, radius: int = 0
    ) -> None:
        """A box, drawn before what is put on it later."""
        self.operations.append(
            lambda _, draw: draw.rounded_rectangle(place, radius, fill=fill, outline=edge, width=2)
        )

    def buttons(self, looks: Iterable[ButtonLook], *, height: int = 60, radius: int = 10) -> None:
        """Buttons beside each other, on as many lines as they need."""
        x = self.left
        for look in looks:
            label = fitted(with_glyphs(look.label).strip(), 28, self.right - self.left - 48)
            wide = round(font(28).getlength(label)) + 48
            if x > self.left and x + wide > self.right:
                x, self.y = self.left, self.y + height + 14
            self.box((x, self.y, x + wide, self.y + height), look.fill, look.edge, radius)
            text = Run(text=label, colour=look.ink, size=28, bold=True)
            self.operations.append(_run(text, x + 24, self.y + height // 2))
            x += wide + 16
        self.y += height

    def paste(self, image: Image.Image) -> None:
        """A picture, scaled to the room there is."""
        wide = self.right - self.left
        small = image.convert("RGB").resize((wide, round(image.height * wide / image.width)))
        place = (self.left, self.y)
        self.operations.append(lambda canvas, _: canvas.paste(small, place))
        self.y += small.height

    def finished(self, background: str, margin: int) -> Image.Image:
        """All of it, in few colours."""
        image = Image.new("RGB", (WIDTH, self.y + margin), background)
        draw = ImageDraw.Draw(image)
        for operation in self.operations:
            operation(image, draw)
        return image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _run(run: Run, x: float, middle: int) -> Operation:
    def operation(_: Image.Image, draw: Draw) -> None:
        if run.disc:
            half = run.size * 0.42
            center = x + run.size / 2
            draw.ellipse((center - half, middle - half, center + half, middle + half), fill=run.disc)
            return
        if run.shade:
            half = run.size * 0.62
            draw.rounded_rectangle((x, middle - half, x + run.width, middle + half), 6, fill=run.shade)
        stroke = 0.6 if run.bold else 0
        draw.text((x, middle), run.text, run.colour, font(run.size), anchor="lm", stroke_width=stroke)

    return operation


def _rows(runs: Iterable[Run], room: float) -> list[list[Run]]:
    """The words of the runs on lines that are no wider than the room."""
    rows: list[list[Run]] = [[]]
    used = 0.0
    for word in (word for run in runs for word in _words(run, room)):
        if word.text == "\n" or (used + word.width > room and not word.text.isspace()):
            rows.append([])
            used = 0.0
        if word.text.isspace() and (word.text == "\n" or not rows[-1]):
            continue
        rows[-1].append(word)
        used += word.width
    return rows


def _words(run: Run, room: float) -> Iterable[Run]:
    """A run as words, blanks and line ends; one in a box stays whole. What is wider than the room is cut."""
    if run.shade:
        yield replace(run, text=fitted(with_glyphs(run.text), run.size, room))
        return
    for token in _TOKENS.findall(run.text):
        if token in DISCS:
            yield replace(run, text="", disc=DISCS[token])
        elif token.isspace():
            yield replace(run, text="\n" if "\n" in token else " ")
        elif shown := with_glyphs(token).strip():
            yield replace(run, text=fitted(shown, run.size, room))
