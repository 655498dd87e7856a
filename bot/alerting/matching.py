"""What is worth telling, and which channel wants to hear of it.

What it watches counts first, then its floors and filters.
"""

from collections.abc import Iterable

from bot.catalog.catalog import Catalog
from bot.domain.channel import INFRASTRUCTURE, Channel, Watch, WatchKind
from bot.domain.chat_traits import Traits
from bot.domain.incident import Grade, Incident, IncidentChange
from bot.domain.observation import Observation
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact
from bot.domain.subject import OURSELVES, IncidentSubject, Notice, NoticeSubject, Subject


def watched(channel: Channel, catalog: Catalog) -> frozenset[str]:
    """The services that a channel watches, categories spelled out."""
    return services_of(channel.watches, catalog)


def services_of(watches: Iterable[Watch], catalog: Catalog) -> frozenset[str]:
    """The services that any of these watches is of."""
    return frozenset(service for watch in watches for service in _services_of(watch, catalog))


def concerns(channel: Channel, subject: Subject, catalog: Catalog, traits: Traits) -> bool:
    """Whether it is about something that the channel watches, or about the platform of its pair."""
    if isinstance(subject, IncidentSubject):
        return _concerns_incident(channel, subject.incident, catalog)
    notice = subject.notice
    if notice.service == OURSELVES:
        return _hears_shared(channel)
    if channel.paired is not None and own_service(channel.paired.platform, traits) == notice.service:
        return True
    if channel.hears_of_any:
        return is_major(notice)
    return any(
        notice.service in _services_of(watch, catalog) and fits(watch, notice, catalog)
        for watch in channel.watches
    )


def passes(channel: Channel, subject: Subject) -> bool:
    """Whether it is above the channel's floors and in its regions. What says nothing of a region passes."""
    if isinstance(subject, IncidentSubject):
        region = subject.incident.root.partition("/")[2]
        return subject.incident.grade.rank >= channel.grade.rank and _in_regions(channel, [region])
    report = subject.notice.report
    if report is None:
        return channel.maintenance
    return _is_bad_enough(channel, report) and _in_regions(channel, report.regions)


def is_wanted(channel: Channel, subject: Subject, catalog: Catalog, traits: Traits) -> bool:
    """Whether it concerns the channel and passes its filters."""
    return concerns(channel, subject, catalog, traits) and passes(channel, subject)


def alert_for(change: IncidentChange) -> IncidentSubject | None:
    """The alert for a change, or None for what nobody needs to hear of.

    What one dependent says is one, too: it passes only where a channel asks for that grade.
    """
    is_nothing = change.incident.peak_grade is Grade.COINCIDENT
    return None if is_nothing else IncidentSubject(change=change)


def notice_for(observation: Observation) -> NoticeSubject | None:
    """What those who watch the page are told of an observation. What was there at first sight is no news."""
    if observation.report is None or observation.baseline:
        return None
    return NoticeSubject(
        notice=Notice(
            service=observation.service,
            source=observation.source,
            at=observation.at,
            status=observation.status,
            report=observation.report,
        )
    )


def is_major(notice: Notice) -> bool:
    """Whether its provider calls it major or worse, by the report itself or at the head of the page."""
    if notice.report is None:
        return False
    impact = notice.report.impact or Impact.NONE
    return impact.rank >= Impact.MAJOR.rank or notice.status is ComponentStatus.MAJOR_OUTAGE


def own_service(platform: str, traits: Traits) -> str | None:
    """The service that a platform itself is, unless nobody knows the platform any more."""
    return traits[platform].own_service if platform in traits else None


def _services_of(watch: Watch, catalog: Catalog) -> Iterable[str]:
    if watch.kind is WatchKind.SERVICE:
        return (watch.target,)
    if watch.kind in (WatchKind.SHARED, WatchKind.MAJOR):
        return ()
    if watch.target == INFRASTRUCTURE:
        return catalog.infrastructure
    return catalog.in_category(watch.target)


def _hears_shared(channel: Channel) -> bool:
    return any(watch.kind is WatchKind.SHARED for watch in channel.watches)


def _concerns_incident(channel: Channel, incident: Incident, catalog: Catalog) -> bool:
    if _hears_shared(channel):
        return True
    services = watched(channel, catalog)
    concerned = {incident.root, *catalog.ancestors(incident.root), *incident.services}
    return not services.isdisjoint(concerned) or _may_be_hit(services, incident, catalog)


def _may_be_hit(services: Iterable[str], incident: Incident, catalog: Catalog) -> bool:
    """Whether one of them stands on the root of something seen, of which nobody knows yet whom it hits."""
    is_unknown = not incident.members
    return is_unknown and any(catalog.edge_onto(service, incident.root) is not None for service in services)


def fits(watch: Watch, notice: Notice, catalog: Catalog) -> bool:
    """Whether a watch of a notice's service is about all of it, or about a part that is named.

    Whole platforms (incident.io) never name parts: what names none fits every watch.
    """
    named = {name.casefold() for name in notice.report.components} if notice.report else set()
    return not named or watch.component is None or bool(_names(watch, catalog) & _parts(named))


def _names(watch: Watch, catalog: Catalog) -> set[str]:
    known = catalog.services.get(watch.target)
    parts = [c for c in known.components if c.id == watch.component] if known else []
    return {(watch.component or "").casefold(), *(n.casefold() for c in parts for n in (c.name, *c.aliases))}


def _parts(named: set[str]) -> set[str]:
    """Names as the page writes them, and the parts of "Group - Component"."""
    return {part.strip() for name in named for part in (name, *name.split(" - "))}


def _is_bad_enough(channel: Channel, report: Report) -> bool:
    if channel.impact is None or report.impact is None or not report.status.is_open:
        return True
    return report.impact.rank >= channel.impact.rank


def _in_regions(channel: Channel, regions: Iterable[str]) -> bool:
    named = [region.casefold() for region in regions if region]
    wanted = [region.casefold() for region in channel.regions]
    return not named or not wanted or any(w in n or n in w for w in wanted for n in named)
