"""What `sharedfate evaluate` does: files read, scored, and shown."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from json import dumps
from os import cpu_count
from pathlib import Path
from typing import Final

import typer

from adapters.feedback import votes_in
from adapters.null_figures import read_null_figures
from bot.catalog.catalog import Catalog
from bot.catalog.loader import load
from bot.cli.labelled import Files, case_of
from bot.domain.incident import Grade
from bot.domain.times import day
from bot.errors import ConfigurationError
from bot.lab.evaluation.chance import ChanceRate
from bot.lab.evaluation.diagram import reliability_diagram
from bot.lab.evaluation.document import Json, document_of, margins_json
from bot.lab.evaluation.knowing import Lessons
from bot.lab.evaluation.labelled_words import classes_of, pairs_of, sentences_of
from bot.lab.evaluation.margins import Figures, Margin, figures_of, margins_of, thinned
from bot.lab.evaluation.people import Opinion, opinion_lines, opinion_table, opinions_json, opinions_of
from bot.lab.evaluation.period import Period, period_of
from bot.lab.evaluation.records import Key, ReportRecord, reports_a_month, services_a_month
from bot.lab.evaluation.report import Beside, report_of
from bot.lab.evaluation.score import Case, Score, Wanted, scored
from bot.lab.evaluation.text import text_of
from bot.lab.evaluation.words import WordsScore, as_lines
from bot.lab.evaluation.words import score_of as words_score
from bot.lab.learning.learner import Learner
from bot.learned.loader import load as shipped_numbers

# The grades whose probabilities are drawn: what people hear first, and what they are told unasked.
DRAWN: Final = (Grade.SUSPECTED, Grade.PROBABLE)


@dataclass(frozen=True, slots=True)
class ScoringOptions:
    """What is asked of an evaluation. `margins` is how many runs leave out a tenth of the records."""

    start: datetime | None
    end: datetime | None
    hindsight: bool
    baselines: bool
    ablations: bool
    words: bool
    margins: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A score, and the records it is about."""

    score: Score
    records: Mapping[Key, ReportRecord]
    words: WordsScore | None
    command: str
    opinions: tuple[Opinion, ...] = ()
    margins: tuple[Margin, ...] = ()
    chance: tuple[ChanceRate, ...] = ()

    def text(self) -> str:
        """For a terminal."""
        return "\n".join([text_of(self.score, self.records), *opinion_lines(self.opinions)])

    def json(self) -> Json:
        """For programs."""
        return {
            **document_of(self.score, self.records, self.words),
            "margins": margins_json(self.margins),
            "feedback": opinions_json(self.opinions),
        }

    def write(self, report: Path) -> None:
        """Keep it for people, a picture beside it. Raises ConfigurationError where it cannot be written."""
        picture = report.with_suffix(".svg")
        beside = Beside(
            words=as_lines(self.words) if self.words else (),
            people=opinion_table(self.opinions),
            margins=self.margins,
            chance=self.chance,
            picture=picture.name,
        )
        try:
            report.write_text(report_of(self.score, self.command, beside), encoding="utf-8")
            picture.write_text(_diagram(self.score), encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"cannot write the report {report}: {error}") from error


def show_score(files: Files, asked: ScoringOptions, report: Path | None, *, json: bool) -> None:
    """Score, keep the report, and print. Raises ConfigurationError where something cannot be read or kept."""
    if report is not None and not report.parent.is_dir():
        raise ConfigurationError(f"cannot write the report {report}: there is no folder {report.parent}")
    outcome = _outcome(files, asked, load())
    if report is not None:
        outcome.write(report)
    typer.echo(dumps(outcome.json(), ensure_ascii=False) if json else outcome.text())


def _outcome(files: Files, asked: ScoringOptions, catalog: Catalog) -> Evaluated:
    """Read, run and score. Raises ConfigurationError naming the file or option that is wrong."""
    opinions, chance = _opinions(files.feedback), tuple(_chance(files.null_figures))
    case = case_of(files, catalog)
    wanted = Wanted(
        period=_period(case, asked),
        hindsight=asked.hindsight,
        baselines=asked.baselines,
        ablations=asked.ablations,
    )
    score = _scored(case, wanted)
    return Evaluated(
        score=score,
        records={record.key: record for record in case.records},
        words=_words(files.events.parent.parent, catalog) if asked.words else None,
        command=_command(files, asked),
        opinions=opinions,
        margins=margins_of(figures_of(score.ours.overall), _runs(files, asked)) if asked.margins else (),
        chance=chance,
    )


def _diagram(score: Score) -> str:
    calibration = score.ours.overall.calibration
    return reliability_diagram({grade.value: calibration[grade].forecasts for grade in DRAWN})


def _scored(case: Case, wanted: Wanted) -> Score:
    learner = Learner(case.naming.catalog, case.reader)
    return scored(case, wanted, Lessons(case.records, learner, shipped_numbers()))


def _runs(files: Files, asked: ScoringOptions) -> Sequence[Figures]:
    """The figures of every run, in the order of their seeds, as many at once as there are processors."""
    with ProcessPoolExecutor(max_workers=cpu_count()) as pool:
        return list(pool.map(partial(_run, files, asked), range(1, asked.margins + 1)))


def _run(files: Files, asked: ScoringOptions, seed: int) -> Figures:
    """One of them. It reads the files anew: what they hold is more than a process should be sent."""
    case = case_of(files, load())
    wanted = Wanted(period=_period(case, asked), hindsight=asked.hindsight, baselines=False, ablations=False)
    return figures_of(_scored(thinned(case, seed), wanted).ours.overall)


def _chance(paths: Sequence[Path]) -> Sequence[ChanceRate]:
    """Null figures of every file. Raises ConfigurationError naming the one that cannot be read."""
    return [
        ChanceRate(
            kind=document.null,
            learns=document.learns,
            services=mean.services,
            seeds=mean.seeds,
            mean=mean.wrong_per_30_days,
            most=mean.most_per_30_days,
        )
        for document in map(read_null_figures, paths)
        for mean in document.means
    ]


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


def _command(files: Files, asked: ScoringOptions) -> str:
    """The command that makes this score again, without the folders of this machine."""
    parts = ["sharedfate evaluate", *(path.name for path in files.histories), "--events", files.events.name]
    parts += [f"--from {asked.start:%Y-%m-%d}"] if asked.start else []
    parts += [f"--to {asked.end:%Y-%m-%d}"] if asked.end else []
    parts += [f"--feedback {files.feedback.name}"] if files.feedback else []
    parts += [f"--margins {asked.margins}"] if asked.margins else []
    parts += [f"--null-figures {path.name}" for path in files.null_figures]
    parts += [
        flag
        for flag, is_set in (
            ("--hindsight", asked.hindsight),
            ("--no-baselines", not asked.baselines),
            ("--no-ablations", not asked.ablations),
        )
        if is_set
    ]
    return " ".join([*parts, "--report docs/score.md"])


def _period(case: Case, asked: ScoringOptions) -> Period:
    """The period that is scored: all of the history where nothing is asked."""
    times = [record.seen for record in case.records]
    if not times:
        raise ConfigurationError("the history holds no report that could be scored; give one that does")
    start, end = asked.start or min(times), asked.end or max(times) + timedelta(seconds=1)
    if start >= end:
        raise ConfigurationError(
            f"nothing lies from {day(start)} to {day(end)}; the reports are of "
            f"{day(min(times))} to {day(max(times))}"
        )
    return period_of(start, end, reports_a_month(case.records), services_a_month(case.records))
