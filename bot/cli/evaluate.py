"""`sharedfate evaluate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.catalog.loader import load
from bot.cli.labelled import Files, Tables
from bot.cli.null import SIZES, NullOptions, show_null
from bot.cli.options import aware
from bot.cli.scoring import ScoringOptions, show_score
from bot.errors import ConfigurationError
from bot.lab.null.giving import NullKind

_Histories = Annotated[
    list[Path], typer.Argument(help="JSON Lines of provider reports, may be gzipped; several are joined.")
]
_Hindsight = Annotated[bool, typer.Option("--hindsight", help="Use what was only found out later, too.")]
_Labels = Annotated[Path | None, typer.Option(help="Judged records. Default: labels.tsv beside the events.")]
_CoMentions = Annotated[
    Path | None, typer.Option(help="Judged clusters of records. Default: co_mentions.tsv beside the events.")
]
_Reread = Annotated[
    Path | None,
    typer.Option(help="Claims that people read again. Default: announcements_reread.tsv beside the events."),
]
_Feedback = Annotated[
    Path | None, typer.Option(help="What people said of claims: the lines of `sharedfate feedback --json`.")
]
_Baselines = Annotated[bool, typer.Option("--baselines/--no-baselines", help="Score the field's methods.")]
_Ablations = Annotated[
    bool, typer.Option("--ablations/--no-ablations", help="Score us without each kind of evidence.")
]
_Report = Annotated[
    Path | None, typer.Option(help="Write it as Markdown to this file, with a picture beside it.")
]
_Margins = Annotated[
    int,
    typer.Option(min=0, max=100, help="Score so many times more, each without another tenth of the records."),
]
_NullFigures = Annotated[
    list[Path] | None,
    typer.Option(help="Figures to show beside: what `evaluate --null KIND --json` printed. May be repeated."),
]
_Null = Annotated[
    NullKind | None,
    typer.Option(help="Count what we claim where all is chance: records of anybody, or of the same trade."),
]
_Sizes = Annotated[
    list[int] | None,
    typer.Option(
        min=1, help="With --null: how many services get records. Default: 70, 250, 700, 1300, 2557."
    ),
]
_Seeds = Annotated[list[int] | None, typer.Option(help="With --null: a history for each seed. Default: 1.")]
_Months = Annotated[int, typer.Option(min=1, max=120, help="With --null: how long a history is.")]
_Learn = Annotated[bool, typer.Option("--learn/--no-learn", help="With --null: learn month by month.")]
_Verbose = Annotated[bool, typer.Option("--verbose", help="With --null: list every claim.")]


def evaluate(  # noqa: PLR0913, PLR0917  -- one argument an option of the command
    history: _Histories,
    events: Annotated[Path | None, typer.Option(help="Labelled shared events, a JSON list.")] = None,
    start: Annotated[datetime | None, typer.Option("--from", help="Score from this time on.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Score up to this time.")] = None,
    labels: _Labels = None,
    co_mentions: _CoMentions = None,
    reread: _Reread = None,
    hindsight: _Hindsight = False,
    feedback: _Feedback = None,
    baselines: _Baselines = True,
    ablations: _Ablations = True,
    margins: _Margins = 0,
    null_figures: _NullFigures = None,
    report: _Report = None,
    null: _Null = None,
    services: _Sizes = None,
    seed: _Seeds = None,
    months: _Months = 12,
    learn: _Learn = True,
    verbose: _Verbose = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score the correlator on recorded reports against shared events that really happened.

    Every report counts from when a poller saw it; nothing is used that was found out later. More events and
    labels are read from events_more.tsv and labels_more.tsv where they lie beside the events. With --null
    nothing happened: dependents' years are moved and given to other services, and every claim is wrong.

    Example: sharedfate evaluate history.jsonl.gz --events events.json --from 2023-07-01 --to 2025-01-01
    Example: sharedfate evaluate history.jsonl.gz --null random --services 700 --seed 1 --seed 2
    """
    if (null is None) is (events is None):
        raise ConfigurationError("give the --events that happened, or --null where none did: one of the two")
    if null is not None:
        sizes, seeds = services or SIZES, seed or (1,)
        show_null(
            history, load(), NullOptions(null, sizes, seeds, aware(start), months, learn, verbose, json)
        )
    if events is not None:
        tables = Tables(labels=labels, co_mentions=co_mentions, reread=reread)
        files = Files(tuple(history), events, tables, feedback, tuple(null_figures or ()))
        words = json or report is not None
        asked = ScoringOptions(aware(start), aware(end), hindsight, baselines, ablations, words, margins)
        show_score(files, asked, report, json=json)
