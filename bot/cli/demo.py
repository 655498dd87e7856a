"""`sharedfate demo`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.demo.opening import opening
from bot.demo.recording import load_recording


def demo(
    speed: Annotated[float, typer.Option(help="Simulated seconds a real second.", min=1)] = 1200,
    fast: Annotated[bool, typer.Option("--fast", help="As fast as the machine can.")] = False,
    to: Annotated[
        list[str] | None, typer.Option(help="Also send the cards to slack:#channel or discord:ID.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Keep, or continue, the demo's store here.")] = None,
) -> None:
    """Replay the Cloudflare outage of 18 November 2025 through the whole system.

    Example: sharedfate demo --fast
    """
    recording, speed = load_recording(), 0.0 if fast else speed
    typer.echo(opening(recording, speed))
    # The whole system: seconds of a small machine, before which it has said what comes.
    from bot.cli.replayed_day import replay_day  # noqa: PLC0415

    asyncio.run(replay_day(recording, speed, to or [], data))
