"""A day on many status pages, with everything that pages do: the truth of it, and how it is served.

Each site has a few incidents and one habit. What a reader should announce is known from the incidents alone:
the habits (migrations, 401s, HTML, flaps, feed churn, back-dating, edits) must not add or lose anything.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace as changed

from bot.demo.pages import RENDERERS
from bot.demo.recording import RecordedPage, RecordedReport, RecordedUpdate
from bot.domain.status import Impact, ReportStatus
from tests.builders import NOON
from tests.servers.sites import NOT_FOUND, Answer

START: Final = NOON
HOURS: Final = 24
HTML: Final = Answer(b"<!doctype html><html><body>Please sign in</body></html>")
STAGES: Final = (ReportStatus.INVESTIGATING, ReportStatus.IDENTIFIED, ReportStatus.MONITORING)
Told = tuple[str, str]
"""The first word of a report's title, and the stage that is announced."""


def hour(hours: float) -> datetime:
    """A moment of the day."""
    return START + timedelta(hours=hours)


@dataclass
class Site:
    """One host. `served` counts requests for its main document since the last count-based habit began."""

    number: int
    habit: str
    page: RecordedPage
    expected: list[Told] = field(default_factory=list)
    served: int = 0

    @property
    def host(self) -> str:
        """Its name."""
        return f"s{self.number}.example"

    @property
    def path(self) -> str:
        """Where the catalogue says that its document is."""
        return "/history.atom" if self.page.format == "atom" else _MAIN[self.page.format]


_MAIN: Final = {
    "statuspage": "/api/v2/summary.json",
    "incidentio": "/api/v2/summary.json",
    "instatus": "/history.rss",
}


def sites(count: int, seed: int = 1) -> list[Site]:
    """A world of sites, the same for the same seed."""
    rng = random.Random(seed)
    return [_site(number, HABITS[number % len(HABITS)], rng) for number in range(count)]


def serve(site: Site, path: str, now: datetime) -> Answer:
    """What a site answers at a moment."""
    return _SERVE.get(site.habit, _plainly)(site, path, now)


def _site(number: int, habit: str, rng: random.Random) -> Site:
    format_ = _FORMATS.get(habit) or rng.choice(("statuspage", "incidentio", "instatus"))
    reports = [
        _report(number, 1, 2 + rng.random() * 2, rng),
        _report(number, 2, _SECOND.get(habit, 11) + rng.random() * 2, rng),
    ]
    expected = [told for report in reports for told in _told(report)]
    if habit == "open at first":
        old = _report(number, 0, -3, rng, spacing=2.2)
        reports.insert(0, old)
        expected = [*(t for at, t in _timed(old) if at > hour(1)), *expected]
    if habit == "deleted":
        # It is taken off the page, from its history too, before anybody called it resolved.
        reports[0] = changed(
            reports[0], resolved=None, gone=reports[0].updates[-1].posted + timedelta(hours=1)
        )
        expected = [*_told(reports[0]), (f"R{number}-1", "withdrawn"), *_told(reports[1])]
    if habit == "back-dated":
        closed = _report(number, 8, -80, rng)
        posted = changed(_report(number, 9, -50, rng), resolved=None)
        late = RecordedUpdate(posted=hour(18), status=ReportStatus.INVESTIGATING, text="We only say so now.")
        reports += [closed, changed(posted, updates=[posted.updates[0], late])]
        expected.append((f"R{number}-9", "investigating"))
    page = RecordedPage(service=f"s{number}", host=f"s{number}.example", format=format_, report=reports)
    return Site(number, habit, page, expected)


def _report(
    number: int, which: int, begins: float, rng: random.Random, spacing: float = 1.2
) -> RecordedReport:
    """An incident whose posts are further apart than a page is blind or unread."""
    gap = spacing + rng.random() * 0.3
    updates = [
        RecordedUpdate(posted=hour(begins + gap * n), status=stage, text=f"Post {n} of {which}.")
        for n, stage in enumerate(STAGES)
    ]
    return RecordedReport(
        id=f"r{number}x{which}",
        title=f"R{number}-{which} does not work",
        impact=Impact.MAJOR,
        updates=updates,
        resolved=hour(begins + gap * len(STAGES)),
    )


def _timed(report: RecordedReport) -> list[tuple[datetime, Told]]:
    key = report.title.split()[0]
    told = [(update.posted, (key, str(update.status))) for update in report.updates]
    return [*told, (report.resolved, (key, "resolved"))] if report.resolved else told


def _told(report: RecordedReport) -> list[Told]:
    return [told for _, told in _timed(report)]


def _documents(page: RecordedPage, now: datetime) -> dict[str, Answer]:
    return {path: Answer(body) for path, body in RENDERERS[page.format](page, now).documents.items()}


def _plainly(site: Site, path: str, now: datetime) -> Answer:
    return _documents(site.page, now).get(path, NOT_FOUND)


def _during(answer: Answer) -> Callable[[Site, str, datetime], Answer]:
    """Forty minutes, twice, between two posts and in the middle of an incident, everything is this answer."""

    def serve_it(site: Site, path: str, now: datetime) -> Answer:
        first = site.page.report[0]
        for begins in (first.updates[0].posted + timedelta(minutes=20), hour(9)):
            if begins <= now < begins + timedelta(minutes=40):
                return answer
        return _plainly(site, path, now)

    return serve_it


def _flapping(site: Site, path: str, now: datetime) -> Answer:
    """Every fourth reading of the feed lacks what is open."""
    if path == site.path:
        site.served += 1
        if site.served % 4 == 0:
            calm = [r for r in site.page.report if r.resolved and r.resolved <= now]
            return _plainly(replace(site, page=changed(site.page, report=calm)), path, now)
    return _plainly(site, path, now)


def _churning(site: Site, path: str, now: datetime) -> Answer:
    """A feed with a new GUID, another date and the same link for every entry at every request."""
    if path != site.path:
        return NOT_FOUND
    site.served += 1
    entries = []
    for report in site.page.report:
        posts = [(at, told) for at, told in _timed(report) if at <= now]
        if posts:
            text = "".join(
                f"&lt;p&gt;&lt;small&gt;{at:%b %d, %H:%M:%S} UTC&lt;/small&gt;&lt;br&gt;"
                f"&lt;strong&gt;{told[1].capitalize()}&lt;/strong&gt; - Post of {at:%H:%M}.&lt;/p&gt;"
                for at, told in reversed(posts)
            )
            churned = posts[-1][0] + timedelta(seconds=site.served % 50)
            entries.append(
                f"<entry><id>urn:{site.served}:{report.id}</id><title>{report.title}</title>"
                f'<link href="https://{site.host}/"/><updated>{churned.isoformat()}</updated>'
                f'<content type="html">{text}</content></entry>'
            )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>s{site.number}</title>{"".join(entries)}</feed>'
    return Answer(feed.encode())


def _edited(site: Site, path: str, now: datetime) -> Answer:
    """From noon to midnight titles and old posts are rewritten, and times lose their milliseconds."""
    reports = []
    for report in site.page.report:
        shown = [update for update in report.updates if update.posted <= now]
        edits = [changed(u, text=f"{u.text} (edited {now:%H})") for u in shown[:-1]]
        updates = [*edits, *report.updates[len(edits) :]]
        reports.append(changed(report, title=f"{report.title} at {now:%H} o'clock", updates=updates))
    return _plainly(replace(site, page=changed(site.page, report=reports)), path, now)


def _back_dated(site: Site, path: str, now: datetime) -> Answer:
    """At hour 18 two entries are added that began days ago: one is over, one is open."""
    shown = site.page.report if now >= hour(18) else site.page.report[:-2]
    return _plainly(replace(site, page=changed(site.page, report=shown)), path, now)


def _moved_in_place(site: Site, path: str, now: datetime) -> Answer:
    """In the middle of the first incident the page becomes incident.io's, with other ids, where it was."""
    if now < site.page.report[0].updates[1].posted + timedelta(minutes=30):
        return _plainly(site, path, now)
    renamed = [changed(r, id=f"01{r.id.upper()}") for r in site.page.report]
    return _plainly(replace(site, page=changed(site.page, format="incidentio", report=renamed)), path, now)


def _moved_away(site: Site, path: str, now: datetime) -> Answer:
    """At hour 9 the old address turns to HTML, and a feed elsewhere takes over."""
    if now < hour(9):
        return _plainly(site, path, now)
    moved = replace(site, page=changed(site.page, format="instatus"))
    answer = _plainly(moved, path, now)
    return HTML if answer is NOT_FOUND else answer


_SERVE: Final = {
    "signed in": _during(HTML),
    "closed": _during(Answer(b"no", 401)),
    "broken": _during(Answer(b"oops", 500)),
    "flapping": _flapping,
    "churning": _churning,
    "edited": _edited,
    "back-dated": _back_dated,
    "moved in place": _moved_in_place,
    "moved away": _moved_away,
}
HABITS: Final = ("plain", "open at first", "deleted", *_SERVE)
_FORMATS: Final = {
    "flapping": "instatus", "churning": "atom", "moved in place": "statuspage", "moved away": "statuspage",
}  # fmt: skip
# A page that has moved is found after five failures: its second incident begins when it has been.
_SECOND: Final = {"moved away": 13}
