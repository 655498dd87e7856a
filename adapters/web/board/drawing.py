"""The templates: whatever they put out is escaped, and a name that nobody has set is an error."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from adapters.web.board import words
from adapters.web.board.assets import asset_address
from adapters.web.board.bars import Bar
from adapters.web.board.moments import moment
from adapters.web.board.spans import line_of, lines_of, outward, shown
from bot.domain.message import Line
from bot.domain.shown import IncidentShown, ReportShown, ServiceRef
from bot.domain.times import clock, day, duration, instant

# Slashes part the ids of regions and stand in addresses as they are.
_SAFE: Final = "/"
_FIRST_WANTED: Final = ("base.html", "parts.html", "now.html", "incident.html", "service.html")


def drawn(template: str, values: Mapping[str, Any]) -> str:
    """A page of this template."""
    return _environment().get_template(template).render(values)


def prepare() -> None:
    """Compile the templates, which takes as long as some pages: before somebody waits for the first."""
    environment = _environment()
    for name in _FIRST_WANTED:
        environment.get_template(name)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("adapters.web.board"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["asset"] = asset_address
    found.filters |= _FILTERS
    return found


@pass_context
def _moment(context: Context, at: datetime, shows: str = "") -> Markup:
    return moment(at, context["now"], shows)


@pass_context
def _line(context: Context, line: Line) -> Markup:
    return line_of(line, context["now"])


@pass_context
def _clock(context: Context, at: datetime) -> str:
    return clock(at, context["now"])


@pass_context
def _lasted(context: Context, one: IncidentShown | ReportShown) -> str:
    return duration((one.resolved_at or context["now"]) - one.started_at)


def _bar_lasted(bar: Bar) -> str:
    return duration(bar.until - bar.since if bar.until is not None else timedelta())


def _path(id_: str) -> str:
    return quote(id_, safe=_SAFE)


def _watched_first(services: tuple[ServiceRef, ...], watched: frozenset[str]) -> list[ServiceRef]:
    return sorted(services, key=lambda one: one.id not in watched)


def _colour(what: Any) -> str:
    """A class that is one already stays it."""
    return what if type(what) is str else words.colour(what)


_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "bar_lasted": _bar_lasted,
    "change": words.CHANGE.__getitem__,
    "clock": _clock,
    "colour": _colour,
    "day": day,
    "evidence": words.EVIDENCE.__getitem__,
    "how": words.how_words,
    "instant": instant,
    "lasted": _lasted,
    "line": _line,
    "moment": _moment,
    "outward": outward,
    "path": _path,
    "percent": words.percent,
    "report": words.report_words,
    "sections": lines_of,
    "standing": words.standing,
    "standing_class": words.standing_class,
    "status": words.status_words,
    "strength": words.strength,
    "thousands": words.thousands,
    "uptime": words.uptime_percent,
    "watched_first": _watched_first,
}
