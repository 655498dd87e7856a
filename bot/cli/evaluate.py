"""`sharedfate evaluate`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from adapters.feedback import votes_in
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.cli.labelled import Files, Tables, case_of
from bot.cli.options import aware
from bot.errors import ConfigurationError
from bot.lab.evaluation.document import Json, document_of
from bot.lab.evaluation.knowing import Lessons
from bot.lab.evaluation.labelled_words import classes_of, pairs_of, sentences_of
from bot.lab.evaluation.people import Opinion, opinion_lines, opinion_table, opinions_json, opinions_of
from bot.lab.evaluation.period import Period, period_of
from bot.lab.evaluation.records import Key, ReportRecord, reports_a_month, services_a_month
from bot.lab.evaluation.report import report_of
from bot.lab.evaluation.score import Case, Score, Wanted, scored
from bot.lab.evaluation.text import text_of
from bot.lab.evaluation.words import WordsScore, as_lines
from bot.lab.evaluation.words import score_of as words_score
from bot.lab.learning.learner import Learner
from bot.learned.loader import load as shipped_numbers

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
    report: Annotated[Path | None, typer.Option(help="Write it as Markdown to this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Score the correlator on recorded reports against shared events that really happened.

    Every report counts from when a poller saw it; nothing is used that was found out later. More events and
    labels are read from events_more.tsv and labels_more.tsv where they lie beside the events.

    Example: sharedfate evaluate history.jsonl.gz --events events.json --from 2023-07-01 --to 2025-01-01
    """
    if report is not None and not report.parent.is_dir():
        raise ConfigurationError(f"cannot write the report {report}: there is no folder {report.parent}")
    tables = Tables(labels=labels, co_mentions=co_mentions, reread=reread)
    files = Files(histories=tuple(history), events=events, tables=tables, feedback=feedback)
    options = _Options(
        start=aware(start),
        end=aware(end),
        hindsight=hindsight,
        baselines=baselines,
        ablations=ablations,
        words=json or report is not None,
    )
    outcome = _evaluated(files, options, load())
    if report is not None:
        _write(report, outcome)
    typer.echo(dumps(outcome.json(), ensure_ascii=False) if json else outcome.text())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """What is asked of an evaluation."""

    start: datetime | None
    end: datetime | None
    hindsight: bool
    baselines: bool
    ablations: bool
    words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluated:
    """A score, and the records it is about."""

    score: Score
    records: Mapping[Key, ReportRecord]
    words: WordsScore | None
    command: str
    opinions: tuple[Opinion, ...] = ()

    def text(self) -> str:
        """For a terminal."""
        return "\n".join([text_of(self.score, self.records), *opinion_lines(self.opinions)])

    def json(self) -> Json:
        """For programs."""
        return {
            **document_of(self.score, self.records, self.words),
            "feedback": opinions_json(self.opinions),
        }

    def markdown(self) -> str:
        """For people, to be kept."""
        words = as_lines(self.words) if self.words else ()
        return report_of(self.score, self.command, words, opinion_table(self.opinions))


def _evaluated(files: Files, options: _Options, catalog: Catalog) -> _Evaluated:
    """Read, run and score. Raises ConfigurationError naming the file or option that is wrong."""
    case = case_of(files, catalog)
    wanted = Wanted(
        period=_period(case, options),
        hindsight=options.hindsight,
        baselines=options.baselines,
        ablations=options.ablations,
    )
    score = scored(case, wanted, Lessons(case.records, Learner(catalog), shipped_numbers()))
    return _Evaluated(
        score=score,
        records={record.key: record for record in case.records},
        words=_words(files.events.parent.parent, catalog) if options.words else None,
        command=_command(files, options),
        opinions=_opinions(files.feedback),
    )


def _write(path: Path, outcome: _Evaluated) -> None:
    """Write the report. Raises ConfigurationError when the file cannot be written."""
    try:
        path.write_text(outcome.markdown(), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot write the report {path}: {error}") from error


def _opinions(path: Path | None) -> tuple[Opinion, ...]:
    """What people said. Raises ConfigurationError when the file cannot be read."""
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigurationError(f"cannot read the feedback {path}: {error.strerror}") from error
    return opinions_of(votes_in(lines, str(path)))


def _words(corpus: Path, catalog: Catalog) -> WordsScore | None:
    """How well texts are read, where the labelled sentences lie beside the history."""
    try:
        sentences = (corpus / "dependencies/upstream_mentions.md").read_text(encoding="utf-8")
        classes = (corpus / "dependencies/infrastructure.csv").read_text(encoding="utf-8")
        pairs = (corpus / "history/upstream_mentions.tsv").read_text(encoding="utf-8")
    except OSError:
        return None
    return words_score(sentences_of(sentences), pairs_of(pairs), classes_of(classes), catalog=catalog)


def _command(files: Files, options: _Options) -> str:
    """The command that makes this score again, without the folders of this machine."""
    parts = ["sharedfate evaluate", *(path.name for path in files.histories), "--events", files.events.name]
    parts += [f"--from {options.start:%Y-%m-%d}"] if options.start else []
    parts += [f"--to {options.end:%Y-%m-%d}"] if options.end else []
    parts += [f"--feedback {files.feedback.name}"] if files.feedback else []
    parts += [
        flag
        for flag, is_set in (
            ("--hindsight", options.hindsight),
            ("--no-baselines", not options.baselines),
            ("--no-ablations", not options.ablations),
        )
        if is_set
    ]
    return " ".join([*parts, "--report docs/score.md"])


def _period(case: Case, options: _Options) -> Period:
    """The period that is scored: all of the history where nothing is asked."""
    times = [record.seen for record in case.records]
    if not times:
        raise ConfigurationError("the history holds no report that could be scored; give one that does")
    start, end = options.start or min(times), options.end or max(times) + timedelta(seconds=1)
    if start >= end:
        raise ConfigurationError(
            f"nothing lies from {start:%Y-%m-%d} to {end:%Y-%m-%d}; the reports are of "
            f"{min(times):%Y-%m-%d} to {max(times):%Y-%m-%d}"
        )
    return period_of(start, end, reports_a_month(case.records), services_a_month(case.records))
