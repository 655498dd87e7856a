"""What a message is about, for tools that open, update and close an alert of it instead of showing words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.incident import Grade


class AlertKind(StrEnum):
    """What is alerted of."""

    INCIDENT = "incident"  # one of ours: what several services share
    REPORT = "report"  # what one provider's page says
    MAINTENANCE = "maintenance"  # planned work
    OURSELVES = "sharedfate"  # our own trouble
    TEST = "test"  # nothing: somebody wants to see it arrive


class AlertSeverity(StrEnum):
    """How urgent it is, by the words that on-call tools share, least first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The state of one alert. `key` is the same in all that is said of one incident or report.

    `is_over`: it is to be closed; the message says why, be it an end or a correction. `is_news`: the message
    tells what has changed since, and not all of it as it stands. `cause` is what has trouble, an id of the
    catalogue, and `affected` are the ids of the services hit. `url` leads to more of it.
    """

    key: str
    kind: AlertKind
    severity: AlertSeverity
    is_over: bool
    cause: str
    cause_name: str
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None = None
    affected: tuple[str, ...] = ()
    grade: Grade | None = None
    url: str | None = None
    is_news: bool = False
