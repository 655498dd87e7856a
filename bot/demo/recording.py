"""The recorded outage as values: which page posted what, and when."""

import tomllib
from datetime import datetime
from importlib.resources import files
from typing import Final

import msgspec

from bot.domain.status import Impact, ReportStatus
from bot.learned.learned import Learned
from bot.learned.loader import load_text

RECORDING: Final = "outage-2025-11-18.toml"
# What `sharedfate learn HISTORY --until 2025-11-01` made of public page histories: nothing of the day itself.
LEARNED: Final = "learned-before-2025-11-01.toml"


class RecordedUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """One post, shown from `posted` on."""

    posted: datetime
    status: ReportStatus
    text: str


class RecordedReport(msgspec.Struct, frozen=True, kw_only=True):
    """One report of a page; shown from its first update until it is resolved or gone."""

    id: str
    title: str
    impact: Impact
    updates: list[RecordedUpdate]
    components: list[str] = []
    resolved: datetime | None = None
    gone: datetime | None = None

    @property
    def started(self) -> datetime:
        """When its first update was posted."""
        return self.updates[0].posted


class RecordedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A status page: the service it speaks for, its host, its format and what it posted."""

    service: str
    host: str
    format: str
    report: list[RecordedReport] = []


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """Every page of the day, between two moments."""

    starts: datetime
    ends: datetime
    page: list[RecordedPage]


def load_recording() -> Recording:
    """The recording that is shipped."""
    text = files("bot.demo").joinpath(RECORDING).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Recording)


def learned_before() -> Learned:
    """The numbers as they stood before the recorded day."""
    return load_text(LEARNED, files("bot.demo").joinpath(LEARNED).read_text(encoding="utf-8"))
