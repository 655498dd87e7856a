"""`sharedfate evaluate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

_Labels = Annotated[Path | None, typer.Option(help="Judged records. Default: labels.tsv beside the events.")]
_CoMentions = Annotated[
    Path | None, typer.Option(help="Judged clusters of records. Default: co_mentions.tsv beside the events.")
]
_Feedback = Annotated[
    Path | None, typer.Option(help="What people said of claims: the lines of `sharedfate feedback --json`.")
]
_Baselines = Annotated[bool, typer.Option("--baselines/--no-baselines", help="Score the field's methods.")]
_Ablations = Annotated[
    bool, typer.Option("--ablations/--no-ablations", help="Score us without each kind of evidence.")
]


def evaluate(  # noqa: PLR0913, PLR0917  -- one argument an option of the command
    history: Annotated[Path, typer.Argument(help="JSON Lines of provider reports, may be gzipped.")],
    events: Annotated[Path, typer.Option("--events", help="Labelled shared events, a JSON list.")],
    start: Annotated[datetime | None, typer.Option("--from", help="Score from this time on.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Score up to this time.")] = None,
    labels: _Labels = None,
    co_mentions: _CoMentions = None,
    hindsight: Annotated[
        bool, typer.Option("--hindsight", help="Use what was only found out later, too.")
    ] = False,
    feedback: _Feedback = None,
    baselines: _Baselines = True,
    ablations: _Ablations = True,
    report: Annotated[Path | None, typer.Option(help="Write it as Markdown to this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score the correlator on recorded reports against shared events that really happened.

    Every report counts from when a poller saw it; nothing is used that was found out later.

    Example: sharedfate evaluate history.jsonl.gz --events events.json --from 2023-07-01 --to 2025-01-01
    """
    from json import dumps

    from bot.catalog.loader import load
    from bot.cli.evaluating import Options, outcome_of, write_report
    from bot.cli.labelled import Files
    from bot.cli.replaying import aware
    from bot.errors import ConfigurationError

    if report is not None and not report.parent.is_dir():
        raise ConfigurationError(f"cannot write the report {report}: there is no folder {report.parent}")
    files = Files(history=history, events=events, labels=labels, co_mentions=co_mentions, feedback=feedback)
    options = Options(
        start=aware(start),
        end=aware(end),
        hindsight=hindsight,
        baselines=baselines,
        ablations=ablations,
        words=json or report is not None,
    )
    outcome = outcome_of(files, options, load())
    if report is not None:
        write_report(report, outcome)
    typer.echo(dumps(outcome.json(), ensure_ascii=False) if json else outcome.text())
