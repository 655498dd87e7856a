"""The words for how something is doing, kept apart as status pages keep them apart.

Component status, incident impact and incident status are three separate facts that disagree on real pages.
The words are Statuspage's (https://metastatuspage.com/api), plus `unknown`, `withdrawn` and `stale`.
"""

from collections.abc import Iterable
from enum import StrEnum


class ComponentStatus(StrEnum):
    """How a component, or a page's headline, is doing. `unknown` is neither up nor down."""

    OPERATIONAL = "operational"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    UNDER_MAINTENANCE = "under_maintenance"
    UNKNOWN = "unknown"

    @property
    def is_failing(self) -> bool:
        """Whether this says that something does not work (maintenance and unknown do not)."""
        return self in _FAILING

    @property
    def severity(self) -> int:
        """0 for anything that is not failing, then 1 (degraded) to 3 (major outage)."""
        return _FAILING.index(self) + 1 if self in _FAILING else 0


_FAILING = (
    ComponentStatus.DEGRADED_PERFORMANCE,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE,
)


def gravest(statuses: Iterable[ComponentStatus], otherwise: ComponentStatus) -> ComponentStatus:
    """What fails most among what is said; `otherwise` where nothing is."""
    return max(statuses, key=lambda status: status.severity, default=otherwise)


class ReportStatus(StrEnum):
    """Where a provider's own incident report stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    WITHDRAWN = "withdrawn"  # it left the page without ever being called resolved
    STALE = "stale"  # it stands on the page as open, and nobody has posted for days

    @property
    def is_open(self) -> bool:
        """Whether the provider still calls it an incident."""
        return self in (ReportStatus.INVESTIGATING, ReportStatus.IDENTIFIED, ReportStatus.MONITORING)


class Impact(StrEnum):
    """How bad the provider says a report is."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for none to 3 for critical."""
        return tuple(Impact).index(self)


class MaintenanceStatus(StrEnum):
    """Where planned work stands."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class UnreadableReason(StrEnum):
    """Why a page said nothing to us. None of these says that the service is down."""

    HTTP_401 = "http_401"
    HTTP_403 = "http_403"
    HTTP_404 = "http_404"
    HTTP_429 = "http_429"
    NOT_MODIFIED = "not_modified"  # 304 to a request that named nothing that we hold
    HTTP_OTHER = "http_other"  # any other status that is not 200 or 304; the detail names it
    HTTP_5XX = "http_5xx"
    TIMEOUT = "timeout"
    CONNECTION_FAILED = "connection_failed"
    NAME_NOT_FOUND = "name_not_found"
    TLS_FAILED = "tls_failed"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    PRIVATE_ADDRESS = "private_address"
    BAD_ADDRESS = "bad_address"  # not http(s), no host, credentials in it
    MOVED_TO_HTML = "moved_to_html"  # HTML where data was promised
    BLOCKED = "blocked"  # HTML that asks for a person: a challenge, a consent wall
    NOT_THIS_FORMAT = "not_this_format"
    TRUNCATED = "truncated"
    FORBIDDEN_XML = "forbidden_xml"  # a DTD or an entity definition: refused unread
    INACTIVE = "inactive"  # the platform says that this page is switched off
    TOO_COSTLY = "too_costly"  # reading it took more time or memory than any page may take
    FLOODS = "floods"  # it tells of more new reports than any provider writes
    READER_FAILED = "reader_failed"  # we could not make sense of it: a fault of ours
