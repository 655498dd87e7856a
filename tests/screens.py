"""`make screens`: the pictures of the docs, drawn from what the renderer says and the platforms are sent."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from bot.domain.message import Message
from bot.rendering.picture.colours import DARK, LIGHT, Theme
from bot.rendering.picture.timeline import timeline_picture
from tests.builders import at
from tests.screens_board import board_screens, write_board_screens
from tests.screens_day import CATALOG, STORY, over
from tests.screens_discord import discord_screen
from tests.screens_messages import Shown, shown
from tests.screens_slack import slack_screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A picture of the docs, its heading, and the words for who cannot see it."""

    name: str
    title: str
    alt: str
    draw: Callable[[], Image.Image]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/screens"))
    parser.add_argument("--board", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args(arguments)
    out: Path = asked.out
    out.mkdir(parents=True, exist_ok=True)
    made = screens()
    for screen in made:
        screen.draw().save(out / f"{screen.name}.png", optimize=True)
    if asked.board and not write_board_screens(out):
        print("There is no Chromium on PATH: the pictures of the board stay as they are.")  # noqa: T201
    (out.parent / "screens.md").write_text(page(made, out.name), encoding="utf-8")


def page(made: Sequence[Screen], folder: str) -> str:
    """The page that shows them all."""
    parts = [_INTRODUCTION]
    for screen in made:
        parts += [f"## {screen.title}", f"![{_escaped(screen.alt)}]({folder}/{screen.name}.png)"]
    for seen in board_screens():
        parts += [f"## {seen.title}", f"![{_escaped(seen.says)}]({folder}/{seen.name}.png)"]
    return "\n\n".join(parts) + "\n"


def screens() -> tuple[Screen, ...]:
    """All of them, in the order of the page."""
    day = shown()
    return (
        *(_screen(found, "Slack", slack_screen) for found in day),
        *(_screen(found, "Discord", discord_screen) for found in day),
        _timeline("light", LIGHT),
        _timeline("dark", DARK),
    )


def _screen(found: Shown, platform: str, draw: Callable[[Message, datetime], Image.Image]) -> Screen:
    """A message on a platform."""
    return Screen(
        name=f"{platform.lower()}-{found.name}",
        title=f"{platform}: {found.says}",
        alt=f"{found.message.headline}. {found.message.picture.alt if found.message.picture else ''}".strip(),
        draw=lambda: draw(found.message, found.at),
    )


def _timeline(name: str, theme: Theme) -> Screen:
    picture = timeline_picture(over(), STORY, CATALOG, at(14, 20), theme)
    return Screen(
        name=f"timeline-{name}",
        title=f"The timeline in {name}",
        alt=picture.alt,
        draw=lambda: Image.open(BytesIO(picture.png)),
    )


def _escaped(text: str) -> str:
    """As Markdown takes it between brackets."""
    return text.replace("[", "\\[").replace("]", "\\]")


_INTRODUCTION: Final = """# Screens

A made-up outage as people see it. Nothing here is drawn by hand: `make screens` makes this page and its
pictures from the messages of the renderer, as Slack blocks and Discord embeds, in the platforms' colours.
The apps themselves use other fonts, and show times in the reader's zone. The pages of
the board are as a Chromium shows them."""

if __name__ == "__main__":
    main()
