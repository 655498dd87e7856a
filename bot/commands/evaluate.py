"""`sharedfate evaluate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    history: Annotated[Path, typer.Argument(help="JSON Lines of provider reports, may be gzipped.")],
    events: Annotated[Path, typer.Option("--events", help="Labelled shared events, a JSON list.")],
    start: Annotated[datetime | None, typer.Option("--from", help="Score from this time on.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="Score up to this time.")] = None,
    labels: Annotated[Path | None, typer.Option(help="Judged records; else labels.tsv beside it.")] = None,
    co_mentions: Annotated[
        Path | None, typer.Option("--co-mentions", help="Judged clusters; else co_mentions.tsv beside it.")
    ] = None,
    hindsight: Annotated[bool, typer.Option("--hindsight", help="Use what was found out later.")] = False,
    baselines: Annotated[bool, typer.Option("--baselines/--no-baselines")] = True,
    ablations: Annotated[bool, typer.Option("--ablations/--no-ablations")] = True,
    report: Annotated[Path | None, typer.Option(help="Write a report in Markdown here.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score the correlator on recorded reports against events that really happened.

    Example: sharedfate evaluate history.jsonl.gz --events events.json --from 2023-07-01 --to 2025-01-01
    """
    from bot.catalog.loader import load
    from bot.commands.evaluating import Files, case_of, ours, period_asked
    from bot.commands.replaying import aware
    from bot.evaluation.text import text_of

    catalog = load()
    case = case_of(Files(history=history, events=events, labels=labels, co_mentions=co_mentions), catalog)
    period = period_asked(case, aware(start), aware(end))
    evaluation = ours(case, period, hindsight=hindsight)
    typer.echo(text_of(evaluation, {record.key: record for record in case.records}))
