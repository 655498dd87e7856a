"""What an entry of a feed says in lines of "Label: value", and in its categories.

xAI writes "Severity: outage" (https://status.x.ai/feed.xml); IBM Cloud ends each text with "Type: incident",
"Regions: …", "Resources: …", "Outage Start: …" and "Outage End: …"
(https://cloud.ibm.com/status/api/notifications/feed.rss).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from adapters.status_pages.shared.building import STAGES, token
from bot.domain.status import Impact, ReportStatus

_LABEL: Final = re.compile(
    r"\b(?:Incident )?"
    r"(Severity|Impact|Priority|Type|Regions?|Resources|Outage Start|Outage End|Update Time|Ended at"
    r"|Resolved at)"
    r"(?: level| rating)?(?: ?[:=\uff1a]| ?\n| - | (?=(?:\w+[ _-]?){1,2}$)) ?",
    re.IGNORECASE | re.MULTILINE,
)
_IMPACTS: Final = {
    "none": Impact.NONE, "informational": Impact.NONE, "info": Impact.NONE,
    "minor": Impact.MINOR, "low": Impact.MINOR, "degraded": Impact.MINOR, "degradation": Impact.MINOR,
    "degradedperformance": Impact.MINOR, "sev3": Impact.MINOR, "sev4": Impact.MINOR, "p3": Impact.MINOR,
    "warning": Impact.MINOR, "performanceissues": Impact.MINOR, "minoroutage": Impact.MINOR,
    "major": Impact.MAJOR, "medium": Impact.MAJOR, "high": Impact.MAJOR, "outage": Impact.MAJOR,
    "partialoutage": Impact.MAJOR, "partial": Impact.MAJOR, "disruption": Impact.MAJOR, "sev2": Impact.MAJOR,
    "servicedisruption": Impact.MAJOR, "p2": Impact.MAJOR, "significant": Impact.MAJOR,
    "critical": Impact.CRITICAL, "majoroutage": Impact.CRITICAL, "fulloutage": Impact.CRITICAL,
    "completeoutage": Impact.CRITICAL, "down": Impact.CRITICAL, "sev0": Impact.CRITICAL,
    "sev1": Impact.CRITICAL, "p0": Impact.CRITICAL, "p1": Impact.CRITICAL, "blocker": Impact.CRITICAL,
    "emergency": Impact.CRITICAL, "p4": Impact.MINOR, "p5": Impact.NONE, "sev5": Impact.NONE,
    "moderate": Impact.MAJOR,
    "partialdegradation": Impact.MINOR, "intermittent": Impact.MINOR, "severe": Impact.CRITICAL,
    "serviceoutage": Impact.CRITICAL, "totaloutage": Impact.CRITICAL, "unavailable": Impact.CRITICAL,
    "offline": Impact.CRITICAL, "servicedegradation": Impact.MINOR, "performancedegradation": Impact.MINOR,
    "majorincident": Impact.MAJOR, "minorincident": Impact.MINOR, "urgent": Impact.CRITICAL,
    "highest": Impact.CRITICAL, "blocking": Impact.CRITICAL,
    "nonimpacting": Impact.NONE, "noimpact": Impact.NONE,
}  # fmt: skip
# Words of categories that say a stage, among those that say what is touched.
_STAGE_TAGS: Final = frozenset({"active", "ongoing", "unresolved", "closed", "investigating", "identified",
                                "monitoring", "resolved", "postmortem", "completed",
                                "open", "fixed", "restored", "recovered", "mitigated"})  # fmt: skip
MAX_VALUE_CHARACTERS: Final = 300


def labels_in(text: str) -> Mapping[str, str]:
    """The labelled values of a text, by the label's `token`; of two with one label, the first."""
    heads = list(_LABEL.finditer(text[:20_000]))[:50]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found: dict[str, str] = {}
    for head, end in zip(heads, ends, strict=False):
        value = text[head.end() : min(end, head.end() + MAX_VALUE_CHARACTERS)].partition("\n")[0].strip()
        found.setdefault(token(head[1]), value)
    return found


def impact_in(labels: Mapping[str, str], categories: Iterable[str]) -> Impact | None:
    """How grave the entry calls it: by its label, else by a category."""
    words = [
        value.split(",")[0] for name in ("severity", "impact", "priority") if (value := labels.get(name, ""))
    ]
    return next((known for word in (*words, *categories) if (known := _IMPACTS.get(token(word)))), None)


def stage_in(categories: Iterable[str]) -> ReportStatus | None:
    """The stage that a category names."""
    named = (token(category) for category in categories)
    return next((STAGES.get(name, ReportStatus.RESOLVED) for name in named if name in _STAGE_TAGS), None)
