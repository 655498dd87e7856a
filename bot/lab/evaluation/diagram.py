"""The reliability diagram as SVG: how likely we said it was, against how often it was so.

A dot is a bin of probabilities: it stands at their mean and at the share that came true; its area is how many
they are, the line through it the 95 % interval of that share (Wilson 1927). On the diagonal a probability
means what it says. The same forecasts give the same bytes.
"""

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Final

from bot.lab.evaluation.measures import ECE_BINS, Forecasts

_SIDE: Final = 400
_LEFT: Final = 60
_TOP: Final = 45
_WIDTH: Final = _LEFT + _SIDE + 20
_HEIGHT: Final = _TOP + _SIDE + 55
_Z: Final = 1.96  # of a 95 % interval
_COLOURS: Final = ("#1f6feb", "#bc4c00", "#1a7f37")
_APART: Final = 6  # between the intervals of two series of one bin
_FONT: Final = 'font-family="sans-serif" font-size="13"'


def reliability_diagram(forecasts: Mapping[str, Forecasts]) -> str:
    """The picture of several series of forecasts, by name."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        "<title>Probability of claims against the share of them that was right</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_frame(),
    ]
    for number, (name, series) in enumerate(forecasts.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        parts += [_text(_LEFT + 150 * number, 25, f"{name} ({len(series)})", colour, anchor="start")]
        parts += _dots(series, colour, _APART * number)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _frame() -> Iterator[str]:
    for tenths in range(0, 11, 2):
        share, name = tenths / 10, f"{tenths / 10:.1f}"
        yield _line((_x(share), _y(0)), (_x(share), _y(1)), "#d0d7de")
        yield _line((_x(0), _y(share)), (_x(1), _y(share)), "#d0d7de")
        yield _text(_x(share), _y(0) + 18, name, "#57606a")
        yield _text(_x(0) - 8, _y(share) + 4, name, "#57606a", anchor="end")
    yield _line((_x(0), _y(0)), (_x(1), _y(1)), "#57606a", "4 4")
    yield _text(_x(0.5), _y(0) + 40, "probability when the grade was first reached", "#57606a")
    middle = f"{_y(0.5):.1f}"
    yield (
        f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle" {_FONT} '
        'fill="#57606a">share that was right</text>'
    )


def _dots(series: Forecasts, colour: str, shift: int) -> Iterator[str]:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for forecast in series:
        bins.setdefault(min(int(forecast[0] * ECE_BINS), ECE_BINS - 1), []).append(forecast)
    for _, cases in sorted(bins.items()):
        right, mean = sum(came_true for _, came_true in cases), sum(p for p, _ in cases) / len(cases)
        x = _x(mean) + shift
        low, high = _wilson(right, len(cases))
        yield _line((x, _y(low)), (x, _y(high)), colour)
        yield (
            f'<circle cx="{x:.1f}" cy="{_y(right / len(cases)):.1f}" r="{2 * sqrt(len(cases)):.1f}" '
            f'fill="{colour}" fill-opacity=".6"/>'
        )


def _wilson(right: int, cases: int) -> tuple[float, float]:
    """The interval of a share, by the score test."""
    share, z2 = right / cases, _Z * _Z
    middle = (share + z2 / (2 * cases)) / (1 + z2 / cases)
    half = _Z * sqrt(share * (1 - share) / cases + z2 / (4 * cases * cases)) / (1 + z2 / cases)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}"{dashed}/>'
    )


def _text(x: float, y: float, words: str, colour: str, *, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_FONT} fill="{colour}">{words}</text>'


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)
