"""History files: one provider report a line, as JSON Lines, gzipped or not.

A first line `{"format": "sharedfate-facts", "version": 1}` says that the file has notes on texts in place of
texts.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from adapters.status_pages.shared.markup import one_line, plain_text, regions_in
from adapters.times import moment
from bot.domain.report import Report, ReportUpdate
from bot.domain.status import Impact, ReportStatus
from bot.errors import ConfigurationError

_STATUS: Final = {status.value: status for status in ReportStatus}
_IMPACT: Final = {impact.value: impact for impact in Impact}
FACTS: Final = "sharedfate-facts"
VERSION: Final = 1
_MAX_UPDATES: Final = 100
# In place of notes, where a file has texts.
_UNNOTED: Final = msgspec.Raw()


class _Header(msgspec.Struct):
    format: str | None = None
    version: int | None = None


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
    says: msgspec.Raw = _UNNOTED


class Line(msgspec.Struct):
    """One line of a history file; unknown fields are ignored.

    `says` are notes on a text, JSON still, where the file has them in place of texts.
    """

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
    says: msgspec.Raw = _UNNOTED

    @property
    def seen(self) -> datetime | None:
        """When a poller first saw it, else when it was posted."""
        return moment(self.first_observed_at) or moment(self.created_at)

    @property
    def gone(self) -> datetime | None:
        """When a poller first missed it."""
        return moment(self.first_observed_absent_at)

    def notes(self) -> Iterator[tuple[str, msgspec.Raw]]:
        """What was noted of the title and of each post, by the reference that stands for it in the report."""
        noted = ((self._title, self.says), *((self._post(n), u.says) for n, u in self._updates))
        return ((reference, notes) for reference, notes in noted if notes != _UNNOTED)

    def report(self) -> Report | None:
        """The report, None when it has no time at all. Where texts are noted, it has references to notes."""
        created = moment(self.created_at) or moment(self.started_at)
        if created is None:
            return None
        updates = tuple(
            ReportUpdate(
                at=at,
                status=_STATUS.get((update.status or "").lower(), ReportStatus.INVESTIGATING),
                text=plain_text(update.body or "") if update.says == _UNNOTED else self._post(number),
            )
            for number, update in self._updates
            if (at := moment(update.at)) is not None
        )
        title = one_line(self.name or "") if self.says == _UNNOTED else self._title
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

    @property
    def _title(self) -> str:
        return f"{self.service_id}/{self.incident_id}"

    def _post(self, number: int) -> str:
        return f"{self._title}, post {number}"

    @property
    def _updates(self) -> tuple[tuple[int, _Update], ...]:
        posts = self.updates or self._first_text()
        return tuple(enumerate(posts[:_MAX_UPDATES], start=1))

    def _first_text(self) -> list[_Update]:
        """What a page without posts said when a poller first saw it.

        Only the last version of such a page is kept: what tells of an end or of later times is left out.
        """
        if self.retrospective or not (self.first_observed_at and self.statement):
            return []
        if _TOLD_LATER.search(self.statement):
            return []
        return [_Update(at=self.first_observed_at, body=self.statement)]


def read_history(path: Path) -> Iterator[Line]:
    """The lines of a file. Raises ConfigurationError naming the file and the line that cannot be read."""
    decoder = msgspec.json.Decoder(Line)
    number = 0
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as file:
            for line in file:
                number += 1
                if number == 1 and _is_header(line, path):
                    continue
                if line.strip():
                    yield decoder.decode(line)
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigurationError(f"cannot read the history {path}: {error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}, line {number}: {error}") from error


def _is_header(line: bytes, path: Path) -> bool:
    """Whether a line says that it is of a file of facts. Raises ConfigurationError for another version."""
    header = msgspec.json.decode(line, type=_Header)
    if header.format is None:
        return False
    if (header.format, header.version) != (FACTS, VERSION):
        raise ConfigurationError(
            f"{path} is {header.format!r} of version {header.version}, this Sharedfate reads {FACTS!r} of "
            f"version {VERSION}"
        )
    return True
