"""History files: one provider report a line, as JSON Lines, gzipped or not."""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from adapters.status_pages.shared.markup import one_line, plain_text, regions_in
from adapters.wire import moment
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import Impact, ReportStatus
from bot.errors import ConfigurationError

_STATUS: Final = {status.value: status for status in ReportStatus}
_IMPACT: Final = {impact.value: impact for impact in Impact}


# A text that was written, or added to, when it was over.
_TOLD_LATER: Final = re.compile(
    r"\b(?:resolved|restored|fixed|recovered|is back|are back|apologi[sz]e|edit|updated?|was|were|had)\b"
    r"|\d{1,2}:\d\d",
    re.IGNORECASE,
)


class _Update(msgspec.Struct):
    at: str | None = None
    status: str | None = None
    body: str | None = None


class Line(msgspec.Struct):
    """One line of a history file; unknown fields are ignored."""

    service_id: str
    incident_id: str
    name: str | None = None
    url: str | None = None
    page_url: str | None = None
    impact: str | None = None
    components: list[str] | None = None
    regions: list[str] | None = None
    created_at: str | None = None
    started_at: str | None = None
    resolved_at: str | None = None
    updates: list[_Update] | None = None
    statement: str | None = None
    retrospective: bool = False
    kind: str | None = None
    first_observed_at: str | None = None
    first_observed_absent_at: str | None = None

    @property
    def seen(self) -> datetime | None:
        """When a poller first saw it, else when it was posted."""
        return moment(self.first_observed_at) or moment(self.created_at)

    @property
    def gone(self) -> datetime | None:
        """When a poller first missed it."""
        return moment(self.first_observed_absent_at)

    def report(self) -> Report | None:
        """The report, None when it has no time at all."""
        created = moment(self.created_at) or moment(self.started_at)
        if created is None:
            return None
        updates = tuple(
            ReportUpdate(
                at=at,
                status=_STATUS.get((update.status or "").lower(), ReportStatus.INVESTIGATING),
                text=plain_text(update.body or ""),
            )
            for update in (self.updates or [])[:100]
            if (at := moment(update.at)) is not None
        )
        if first := self._first_text():
            updates = (first,)
        title = one_line(self.name or "")
        return Report(
            id=self.incident_id,
            title=title,
            status=ReportStatus.INVESTIGATING,
            impact=_IMPACT.get(self.impact or ""),
            started_at=created,
            updated_at=created,
            resolved_at=moment(self.resolved_at),
            components=tuple(self.components or ()),
            regions=tuple(self.regions or ()) or regions_in(title),
            updates=tuple(sorted(updates, key=lambda update: update.at)),
            url=self.url or self.page_url,
        )

    def _first_text(self) -> ReportUpdate | None:
        """What a page without posts said when a poller first saw it.

        Only the last version of such a page is kept: what tells of an end or of later times is left out.
        """
        at = moment(self.first_observed_at)
        if self.updates or self.retrospective or at is None or not self.statement:
            return None
        if _TOLD_LATER.search(self.statement):
            return None
        return ReportUpdate(at=at, status=ReportStatus.INVESTIGATING, text=plain_text(self.statement))


def read_history(path: Path) -> Iterator[Line]:
    """The lines of a file. Raises ConfigurationError naming the file and the line that cannot be read."""
    decoder = msgspec.json.Decoder(Line)
    number = 0
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            for line in file:
                number += 1
                if line.strip():
                    yield decoder.decode(line)
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigurationError(f"cannot read the history {path}: {error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}, line {number}: {error}") from error
