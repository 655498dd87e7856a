"""The whole score: the correlator, the field's methods, the correlator without one kind of evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.correlation.knowledge import Switches
from bot.domain.observation import Observation
from bot.lab.evaluation.baselines import BASELINES
from bot.lab.evaluation.baselines.feed import Feed, posts_of
from bot.lab.evaluation.claims import Claim, claims_of
from bot.lab.evaluation.comparing import Compared, Point, compared, our_curve
from bot.lab.evaluation.early import EarlyScore, early_score
from bot.lab.evaluation.evaluation import Evaluation, evaluated, narrowed
from bot.lab.evaluation.first_naming import OwnPosts, first_namings
from bot.lab.evaluation.knowing import Lessons, known_now, known_then, standstills
from bot.lab.evaluation.naming import Naming
from bot.lab.evaluation.overall import Overall
from bot.lab.evaluation.period import Period
from bot.lab.evaluation.records import ReportRecord, observations
from bot.lab.evaluation.running import Known, changes
from bot.lab.evaluation.truth import Truth
from bot.lab.notes import NotedTexts
from bot.wording.reading import PROSE
from bot.wording.text_reader import TextReader

# Methods run this long before the period, to know who is watched and what is still open.
WARM_UP: Final = timedelta(days=14)

ABLATIONS: Final[Mapping[str, Switches]] = {
    "no text": Switches(text=False),
    "no edges": Switches(edges=False),
    "no negative evidence": Switches(silence=False),
    "no root page": Switches(root_page=False),
}

# Stretches in which the known public histories hold many vendors: quoted apart where a period covers them.
BROAD: Final = (
    (datetime(2023, 7, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)),
    (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A history and what is known to have happened in it. `noted` is said of its texts where it has none."""

    records: tuple[ReportRecord, ...]
    truth: Truth
    naming: Naming
    noted: NotedTexts | None = None

    @property
    def reader(self) -> TextReader:
        """Who says what the texts come to."""
        return self.noted or PROSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to score. With hindsight, everything known today is used for every day."""

    period: Period
    hindsight: bool = False
    baselines: bool = True
    ablations: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All figures. `parts` and `years` are stretches of the period; `curve` is ours above each score.

    `borrowed` are the months whose numbers are the shipped ones, for want of earlier records.
    """

    wanted: Wanted
    ours: Evaluation
    parts: tuple[Overall, ...]
    years: tuple[Overall, ...]
    curve: tuple[Point, ...]
    baselines: tuple[Compared, ...]
    ablations: Mapping[str, Evaluation]
    early: EarlyScore
    borrowed: tuple[date, ...]


def scored(case: Case, wanted: Wanted, lessons: Lessons) -> Score:
    """Run and score it all."""
    period, naming = wanted.period, case.naming
    seen = observations(case.records, period.start - WARM_UP, period.end)
    known = _known(case, wanted, lessons, Switches())
    claims = claims_of(changes(seen, known, period.end))
    ours = evaluated(claims, case.truth, period, naming)
    curve = tuple(our_curve(claims, case.truth, period, naming))
    feed = Feed(
        posts=posts_of(seen, naming) if wanted.baselines else (),
        known=known,
        naming=naming,
        spells=case.noted.spells if case.noted else None,
    )
    return Score(
        wanted=wanted,
        ours=ours,
        parts=tuple(narrowed(ours, case.truth, part, naming) for part in _parts(period)),
        years=tuple(narrowed(ours, case.truth, year, naming) for year in period.years()),
        curve=curve,
        baselines=tuple(
            compared(baseline, feed, case.truth, period, curve)
            for baseline in (BASELINES if wanted.baselines else ())
        ),
        ablations={
            name: _without(case, period, seen, _known(case, wanted, lessons, switches))
            for name, switches in (ABLATIONS if wanted.ablations else {}).items()
        },
        early=_early(case, claims, period),
        borrowed=tuple(sorted(lessons.borrowed)),
    )


def _without(case: Case, period: Period, seen: Sequence[Observation], known: Known) -> Evaluation:
    return evaluated(claims_of(changes(seen, known, period.end)), case.truth, period, case.naming)


def _early(case: Case, claims: Sequence[Claim], period: Period) -> EarlyScore:
    namings = first_namings(case.records, case.truth, case.naming, period, case.reader)
    own = OwnPosts(case.records, case.naming)
    return early_score(claims, namings, own, case.truth, case.naming, period)


def _known(case: Case, wanted: Wanted, lessons: Lessons, switches: Switches) -> Known:
    catalog = case.naming.catalog
    if wanted.hindsight:
        return known_now(catalog, lessons.all_told(), switches, case.reader)
    return known_then(catalog, lessons, standstills(case.truth.events), switches, case.reader)


def _parts(period: Period) -> list[Period]:
    """Broad stretches inside the period, where they are not all of it."""
    cut = [(max(start, period.start), min(end, period.end)) for start, end in BROAD]
    return [
        period.part(start, end)
        for start, end in cut
        if start < end and (start, end) != (period.start, period.end)
    ]
