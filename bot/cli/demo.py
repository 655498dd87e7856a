"""`sharedfate demo`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.demo.opening import early_opening, opening
from bot.demo.recording import load_recording


def demo(
    speed: Annotated[float, typer.Option(help="Simulated seconds a real second.", min=1)] = 1200,
    fast: Annotated[bool, typer.Option("--fast", help="As fast as the machine can.")] = False,
    to: Annotated[
        list[str] | None, typer.Option(help="Also send the cards to slack:#channel or discord:ID.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Keep, or continue, the demo's store here.")] = None,
    early: Annotated[bool, typer.Option("--early", help="A staged outage that probes see first.")] = False,
) -> None:
    """Replay the Cloudflare outage of 18 November 2025 through the whole system.

    With --early instead a staged one, on loopback: an edge fails before any page says so, then our network.

    Example: sharedfate demo --fast
    """
    speed = 0.0 if fast else speed
    if early:
        if data is not None:
            raise typer.BadParameter("--early begins anew each time: it keeps no --data")
        typer.echo(early_opening(speed))
        from bot.cli.replayed_day import play_early  # noqa: PLC0415  -- as below

        asyncio.run(play_early(speed, to or []))
        return
    recording = load_recording()
    typer.echo(opening(recording, speed))
    # The whole system: seconds of a small machine, before which it has said what comes.
    from bot.cli.replayed_day import replay_day  # noqa: PLC0415

    asyncio.run(replay_day(recording, speed, to or [], data))
