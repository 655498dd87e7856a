"""`sharedfate evaluate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.labelled import Files, Tables
from bot.cli.options import aware
from bot.cli.scoring import ScoringOptions, show_score

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


def evaluate(  # noqa: PLR0913, PLR0917  -- one argument an option of the command
    history: _Histories,
    events: Annotated[Path, typer.Option("--events", help="Labelled shared events, a JSON list.")],
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
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score the correlator on recorded reports against shared events that really happened.

    Every report counts from when a poller saw it; nothing is used that was found out later. More events and
    labels are read from events_more.tsv and labels_more.tsv where they lie beside the events.

    Example: sharedfate evaluate history.jsonl.gz --events events.json --from 2023-07-01 --to 2025-01-01
    """
    tables = Tables(labels=labels, co_mentions=co_mentions, reread=reread)
    files = Files(tuple(history), events, tables, feedback, tuple(null_figures or ()))
    words = json or report is not None
    asked = ScoringOptions(aware(start), aware(end), hindsight, baselines, ablations, words, margins)
    show_score(files, asked, report, json=json)
