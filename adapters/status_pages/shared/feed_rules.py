"""What an entry means that states no stage: open where its feed marks what has ended, and it is young.

Most feeds label each post or state a stage. The others mark an end at most: in the title, or in the words of
the newest post. There an entry without that mark is open, or was forgotten.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.status_pages.shared.closing_words import ends_over
from adapters.status_pages.shared.feed_entries import FeedEntry
from adapters.status_pages.shared.topics import has_begun, is_about_work, is_announcement
from bot.domain.status import MaintenanceStatus, ReportStatus
from bot.expressions import compiled

# How long an entry without a mark is taken for open. Readers of Hetzner's and of Fastly's feeds that others
# have published allow as much (ACTIVE_WINDOW_MS in infrawrench's plugins): long enough for an incident over a
# long weekend, too short for an archive. Without news for two days a report is stale anyway.
YOUNG: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFlavour:
    """A feed whose open entries bear no mark, known by words in its head. `source`: how it closes them."""

    name: str
    words: tuple[str, ...]
    source: str


FLAVOURS: Final = (
    FeedFlavour(
        name="cState",
        words=("cstate",),
        source="titles get '[Resolved]': https://github.com/cstate/cstate/blob/master/layouts/index.xml",
    ),
    FeedFlavour(
        name="PayPal",
        words=("paypal",),
        source="titles begin 'Initial Notification:', 'Update:', 'Resolved:': https://www.paypal-status.com/feed/atom",
    ),
    FeedFlavour(
        name="Okta",
        words=("okta",),
        source="titles begin 'Resolved': https://feeds.feedburner.com/OktaTrustRSS",
    ),
    FeedFlavour(
        name="BandwagonHost",
        words=("bandwagonhost", "bandwagon host", "bwhstatus"),
        source="titles get '[Resolved]': https://bwhstatus.com/feed.atom",
    ),
    FeedFlavour(
        name="Fastly",
        words=("fastly",),
        source="an item a post, and the newest says that service is restored: https://www.fastlystatus.com/rss/",
    ),
    FeedFlavour(
        name="Hetzner",
        words=("hetzner",),
        source="the text says so, in English or German: https://status.hetzner.com/en.atom",
    ),
    FeedFlavour(
        name="Meta",
        words=("metastatus.com",),
        source="lists what is open and nothing else: https://metastatus.com/outage-events-feed-graph-api.rss",
    ),
    FeedFlavour(
        name="Backblaze",
        words=("backblaze",),
        source="the text says so: https://status.backblaze.com/data/rss.xml",
    ),
    FeedFlavour(
        name="IBM Cloud",
        words=("ibm cloud", "cloud.ibm.com"),
        source="'Type: incident', 'Outage End:': https://cloud.ibm.com/docs/overview?topic=overview-status",
    ),
)
_FLAVOURS: Final = compiled(
    rf"(?<![a-z])(?:{'|'.join(re.escape(word) for one in FLAVOURS for word in one.words)})(?![a-z])",
    re.IGNORECASE,
)
_STATUS_FEED: Final = compiled(
    r"status|incident|outage|uptime|health|trust|availab|disruption|service (?:alert|notice)|network notice"
    r"|ticket|störung|verfügbarkeit|incidencia|incidente|disponib|estado|障害|稼働|状态|狀態|장애|сбой|статус"
    r"|durum|kesinti",
    re.IGNORECASE,
)
_NEWS: Final = compiled(
    r"\b(?:news(?:room|letter)?|blog|press|articles?|forums?|release notes|changelog|podcast|jobs|questions"
    r"|bugs?|bug ?tracker|issue ?tracker|engineering|discussions?|reddit|subreddit|stack ?overflow|commits"
    r"|releases"
    r"|pull requests|questions and answers|q&a|feature requests|roadmap)\b|^r/\w",
    re.IGNORECASE,
)
# Marks of feeds that say how far it is: "[Mitigated]" is the last that some write.
_ENDS: Final = (ReportStatus.RESOLVED, ReportStatus.MONITORING)
# Longer than this nothing is open by a mark or a bare label alone: it was never closed.
FORGOTTEN: Final = timedelta(days=90)
# So many incidents may begin in one minute; more entries of one time were all stamped with it.
_FEW: Final = 2
# IBM Cloud's kinds of notices that are none of trouble.
_OTHER_KINDS: Final = ("announcement", "release", "security", "maintenance")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRule:
    """Whether a feed is one of a status page, and whether what it leaves unmarked is open.

    In a feed of news (`is_news`) nothing is open by the headings within an article.
    `rewrites` says that it keeps one entry an incident, so that entries of one title are several incidents;
    `restamps` that all entries bear one time, that of the feed's making: it says nothing about their age.
    """

    is_of_a_status_page: bool
    marks_ends: bool
    rewrites: bool = False
    is_news: bool = False
    restamps: bool = False


def rule_of(channel: Mapping[str, Any], entries: Sequence[FeedEntry]) -> FeedRule:
    """What holds for a feed: by its flavour, else by what its entries do. Feeds of news have none."""
    title, *others = (
        str(channel.get(name) or "")[:500] for name in ("title", "link", "id", "generator", "subtitle")
    )
    if _NEWS.search(title):
        return FeedRule(is_of_a_status_page=False, marks_ends=False, is_news=True)
    flavour = _FLAVOURS.search(" ".join((title, *others[:3]))) is not None
    is_status = flavour or _STATUS_FEED.search(" ".join((title, *others))) is not None
    in_titles = any(
        entry.mark.stage in _ENDS or _is_over(entry) for entry in entries if not entry.states_stage
    )
    plain = [entry for entry in entries if entry.status is None and entry.work is None]
    in_texts = is_status and len(plain) > 1 and 2 * sum(ends_over(e.text) for e in plain) >= len(plain)
    return FeedRule(
        is_of_a_status_page=is_status,
        marks_ends=flavour or in_titles or in_texts,
        rewrites=flavour,
        restamps=len(entries) > _FEW and len({entry.near for entry in entries}) == 1,
    )


def stage_of(entry: FeedEntry, rule: FeedRule, now: datetime) -> ReportStatus | MaintenanceStatus | None:
    """The stage of what this newest entry tells of; None where nothing is known, as of most news."""
    stage = entry.work or entry.status
    if stage is not None:
        is_ended = stage is MaintenanceStatus.COMPLETED or (entry.work is None and _is_over(entry))
        return stage if is_ended or not _says_nothing(entry, rule, now) else None
    return _unmarked(entry, rule, now)


def _says_nothing(entry: FeedEntry, rule: FeedRule, now: datetime) -> bool:
    """Whether an open stage is one that was never closed, or a heading in an article."""
    return entry.is_loose and (entry.near < now - FORGOTTEN or (rule.is_news and bool(entry.posts)))


def _unmarked(entry: FeedEntry, rule: FeedRule, now: datetime) -> ReportStatus | MaintenanceStatus | None:
    """What an entry means that states no stage."""
    if not (rule.is_of_a_status_page or rule.marks_ends):
        return None
    if ends_over(entry.text):
        return ReportStatus.RESOLVED
    if (
        not _is_current(entry, rule, now)
        or is_announcement(entry.title)
        or entry.kind.startswith(_OTHER_KINDS)
    ):
        return None
    if isinstance(entry.mark.stage, ReportStatus):
        return entry.mark.stage
    if not (rule.marks_ends or entry.mark.is_update):
        return None
    if not is_about_work(entry.title):
        return ReportStatus.INVESTIGATING
    begun = entry.near <= now and has_begun(entry.title, entry.text)
    return MaintenanceStatus.IN_PROGRESS if begun else MaintenanceStatus.SCHEDULED


def _is_current(entry: FeedEntry, rule: FeedRule, now: datetime) -> bool:
    """Whether an entry is young, or announces work; what lies ahead is no trouble yet."""
    born = entry.published if rule.restamps and entry.published != entry.near else None
    if not entry.is_dated or (born or entry.near) < now - YOUNG or (rule.restamps and born is None):
        return False
    return entry.near <= now + timedelta(hours=1) or is_about_work(entry.title)


def grouped(entries: Iterable[FeedEntry], rule: FeedRule) -> list[tuple[str, list[FeedEntry]]]:
    """The entries of each report or piece of work with its id, each oldest first.

    Entries with the id of one report belong together. Others do where they have one title, without its marks,
    and follow each other within a week, up to one that ends it: feeds that make an entry of each post may
    give all one link, or each its own. An end belongs to what it ends, however long that took.
    What shares no title is told apart, whatever it shares.
    """
    by_report: dict[str, list[FeedEntry]] = {}
    by_title: dict[str, list[FeedEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.near):
        of_one = by_report.get(entry.id, [])
        if entry.names_its_report and not _is_another(entry, of_one):
            by_report.setdefault(entry.id, []).append(entry)
        else:
            is_whole = entry.states_stage and entry.mark.stage is None and not entry.mark.is_update
            key = f"{entry.id}\n" if is_whole or rule.rewrites else ""
            by_title.setdefault(key + entry.title.casefold(), []).append(entry)
    runs = [run for alike in by_title.values() for run in _runs(alike)]
    uses = Counter([*by_report, *(run[0].id for run in runs)])
    groups = [*by_report.items(), *((_id_of(run[0], uses), run) for run in runs)]
    return sorted(groups, key=lambda group: group[1][-1].near, reverse=True)


def _is_another(entry: FeedEntry, before: Sequence[FeedEntry]) -> bool:
    """Whether an entry with the link of a report is about something else: another title, and long after."""
    if not before or _is_over(entry) or entry.near - before[-1].near <= YOUNG:
        return False
    return entry.title.casefold() not in {other.title.casefold() for other in before}


def _runs(entries: list[FeedEntry]) -> list[list[FeedEntry]]:
    runs: list[list[FeedEntry]] = []
    for entry in entries:
        last = runs[-1][-1] if runs else None
        if last is None or _is_over(last) or (entry.near - last.near > YOUNG and not _is_over(entry)):
            runs.append([entry])
        else:
            runs[-1].append(entry)
    return runs


def _is_over(entry: FeedEntry) -> bool:
    return entry.status is not None and not entry.status.is_open


def _id_of(first: FeedEntry, uses: Mapping[str, int]) -> str:
    """The id that the first entry gives, with title and time where others give the same."""
    return first.id if uses[first.id] == 1 else f"{first.id} {first.title} {first.near:%Y-%m-%dT%H:%M}"
