"""What each page shows, as values for its template."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from adapters.web.board.bars import bars_of
from adapters.web.board.days import day_marks
from adapters.web.board.graph import graph_of, ranked
from bot.domain.answer import Verdict
from bot.domain.incident import Grade
from bot.domain.look import Look, NetworkState
from bot.domain.look_words import example_words, look_sentence, network_sentence, us_sentence
from bot.domain.overview import Now, PastFound, ScoreShown
from bot.domain.shown import (
    DependencyShown,
    IncidentPage,
    IncidentShown,
    ReportShown,
    ServicePageShown,
    ServiceRef,
    ServiceState,
)
from bot.domain.times import day

# So many incidents are shown as cards, so many at all, and so many to who asks for all of them.
CARDS: Final = 8
MOST_INCIDENTS: Final = 48
ALL_INCIDENTS: Final = 500
MOST_EDGES: Final = 300
# With fewer claims a share says nothing.
FEWEST_CLAIMS: Final = 5
# Worst first; what nobody knows before what is well.
_VERDICTS: Final = (Verdict.DOWN, Verdict.DEGRADED, Verdict.MAINTENANCE, Verdict.UNKNOWN, Verdict.UP)
_NETWORKS: Final = {NetworkState.FINE: "ok", NetworkState.OURS: "major", NetworkState.UNKNOWN: "none"}

Values = dict[str, Any]


def now_values(
    state: Now, own: Iterable[ServiceState], names: Mapping[str, str], *, is_long: bool = False
) -> Values:
    """How things stand.

    `own` are the states of what is watched, `names` those of what was looked at; `is_long` leaves little out.
    """

    def name_of(id_: str) -> str:
        return names.get(id_, id_)

    current = [one for one in state.is_us if one.is_current(state.at)]
    networks = [
        {"paint": _NETWORKS[one.state], "words": network_sentence(one, state.looks, name_of)}
        for one in current
    ]
    ours = [us_sentence(one, state.at) for one in current if one.state is NetworkState.OURS]
    summary, own = summary_of(state), list(own)
    newest = max(state.incidents, key=lambda one: one.updated_at, default=None)
    told = f": {newest.headline}" if newest is not None else ""
    return {
        "title": _short(state),
        "summary": summary,
        "news": f"{summary}{told}",
        "state": state,
        "shared": weightiest_first(state.incidents, state.watched),
        "watched": state.watched,
        "networks": networks,
        "own": sorted(own, key=lambda one: (_VERDICTS.index(one.verdict), one.service.name.casefold())),
        "alarms": [*filter(None, (state.blind,)), *ours],
        "looks": [look_sentence(look, name_of, state.at) for look in state.looks],
        "no_reports": no_reports(state, own),
        "all_readable": all_readable(state, own),
        "full": CARDS,
        "most": ALL_INCIDENTS if is_long else MOST_INCIDENTS,
    }


def summary_of(state: Now) -> str:
    """The page in one sentence, for its heading and for who listens."""
    if state.blind:
        return "No page can be read: we are blind"
    if not state.incidents:
        # Nothing read is no all-clear.
        return "No shared incident is known" if state.fresh else "Nothing is known: no page was read lately"
    many = len(state.incidents)
    hit = {one.id for incident in state.incidents for one in incident.affected} & state.watched
    shared = "1 shared incident" if many == 1 else f"{many} shared incidents"
    if not state.watched:
        return f"{shared} now"
    if not hit:
        return f"{shared}, none of the watched services hit"
    return f"{shared}, {len(hit)} of {len(state.watched)} watched services hit"


def no_reports(state: Now, own: Sequence[ServiceState]) -> str:
    """What it is worth that no page reports trouble: who was not read has not said that it is well."""
    unread = _unread(state, own)
    if not state.fresh:
        return "No page was read lately: nobody knows."
    if own and unread == len(own):
        return "No page of what is watched was read lately: nobody knows."
    if unread:
        return f"No page that was read reports trouble; {_were_not(unread, own)} read lately."
    return f"{'No watched service' if state.watched else 'No service'} reports trouble on its page."


def all_readable(state: Now, own: Sequence[ServiceState]) -> str:
    """What it is worth that no page is known that cannot be read."""
    if not state.fresh:
        return "No page was read lately: nothing is known of what can be read."
    unread = _unread(state, own)
    if unread:
        return f"No page failed when we last tried, but {_were_not(unread, own)} read lately."
    return "Every page that we look for can be read."


def _unread(state: Now, own: Sequence[ServiceState]) -> int:
    """How many were not read lately: services of what is watched, or pages of all."""
    return sum(not one.is_fresh for one in own) if own else max(0, state.sources - state.fresh)


def _were_not(unread: int, own: Sequence[ServiceState]) -> str:
    what = "watched services" if own else "pages"
    return f"1 of the {what} was not" if unread == 1 else f"{unread:,} {what} were not"


def weightiest_first(incidents: Iterable[IncidentShown], watched: frozenset[str]) -> list[IncidentShown]:
    """What hits something watched first, then what we are surest of, then the newest."""

    def weight(one: IncidentShown) -> tuple[bool, int, datetime]:
        hits = not watched.isdisjoint(service.id for service in one.affected)
        return hits, one.grade.rank, one.opened_at

    return sorted(incidents, key=weight, reverse=True)


def incident_values(page: IncidentPage, now: datetime, names: Mapping[str, str]) -> Values:
    """All of one incident. `names` are those of what was looked at."""
    incident = page.incident
    return {
        "title": incident.headline,
        "news": f"{incident.headline}: {incident.grade}, {len(incident.affected)} affected",
        "page": page,
        "incident": incident,
        "bars": bars_of(page, now),
        "seen": _seen(page.look, names, now) if page.look is not None else (),
        "others": [one for one in page.candidates if one.service != incident.root],
        "watched": frozenset[str](),
    }


def _seen(look: Look, names: Mapping[str, str], now: datetime) -> list[str]:
    """What probes or checks saw, and at whom."""

    def name_of(id_: str) -> str:
        return names.get(id_, id_)

    return [look_sentence(look, name_of, now), *(example_words(one, name_of) for one in look.examples)]


def nodes_of(looks: Iterable[Look]) -> list[str]:
    """The ids of all that looks speak of."""
    return sorted({id_ for look in looks for id_ in (look.node, *(one.service for one in look.examples))})


def service_values(page: ServicePageShown, past: PastFound) -> Values:
    """All of one service; `past` are incidents that it was part of, open ones among them."""
    marks = day_marks(page.uptime) if page.uptime is not None else ()
    bad = [one for one in marks if one.has_trouble]
    return {
        "title": page.state.service.name,
        "news": page.answer.headline,
        "page": page,
        "state": page.state,
        "marks": marks,
        "bad_days": bad,
        "days_words": f"{len(marks)} days, {len(bad)} of them with a report of trouble",
        "incidents": list({one.id: one for one in (*page.incidents, *_incidents_in(past))}.values()),
        "dependents": list(dict.fromkeys(edge.service for edge in page.depended_on_by)),
        "watched": frozenset[str](),
    }


def _incidents_in(past: PastFound) -> list[IncidentShown]:
    """Those that are over: what is open stands on the page as it is now."""
    return [one for one in past.entries if isinstance(one, IncidentShown) and one.is_over]


def graph_values(
    centre: ServiceRef, edges: Sequence[DependencyShown], states: Mapping[str, ServiceState]
) -> Values:
    """Who depends on whom around a service."""
    own = ranked((one for one in edges if one.service == centre), states, of_dependents=False)
    onto = ranked((one for one in edges if one.infrastructure == centre), states, of_dependents=True)
    rest = [one for one in edges if centre not in (one.service, one.infrastructure)]
    return {
        "title": f"Around {centre.name}",
        "news": "",
        "centre": centre,
        "edges": [*own, *onto, *rest],
        "graph": graph_of(centre, edges, states) if edges else None,
        "most": MOST_EDGES,
        "watched": frozenset[str](),
    }


def history_values(found: PastFound) -> Values:
    """A page of the past by days, newest first."""
    return {
        "title": "History",
        "news": "",
        "found": found,
        "days": by_days(found.entries),
        "watched": frozenset(),
    }


def by_days(
    entries: Iterable[IncidentShown | ReportShown],
) -> list[tuple[str, list[IncidentShown | ReportShown]]]:
    """Entries under the day on which they began, in UTC."""
    return [(day(on), list(those)) for on, those in groupby(entries, lambda one: one.started_at.date())]


def score_values(score: ScoreShown) -> Values:
    """How often we were right."""
    grades = [grade for grade in reversed(Grade) if grade.is_announced]
    return {
        "title": "Score",
        "news": "",
        "score": score,
        "rows": [_score_row(score, grade) for grade in grades],
        "watched": frozenset[str](),
    }


def _score_row(score: ScoreShown, grade: Grade) -> Values:
    claims = score.claims.get(grade, 0)
    withdrawn = score.withdrawn.get(grade, 0)
    share = (claims - withdrawn) / claims if claims >= FEWEST_CLAIMS else None
    held = score.resolved.get(grade, 0)
    return {"grade": grade, "claims": claims, "held": held, "withdrawn": withdrawn, "share": share}


def _short(state: Now) -> str:
    if state.blind:
        return "Blind"
    return f"({len(state.incidents)}) Now" if state.incidents else "Now"
