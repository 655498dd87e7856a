"""Builders of what is told to whom: channels, notices, subjects, and what carrying out a plan makes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from adapters.chat.shared.bare_traits import bare_traits
from adapters.chat_platforms import TRAITS
from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Announcement, Notification
from bot.alerting.plan import Plan, state_of
from bot.domain.channel import Channel, QuietHours, Watch, WatchKind
from bot.domain.incident import Grade, Incident, IncidentState
from bot.domain.message import Destination, MessageRef
from bot.domain.reactions import Mute, Reactions
from bot.domain.report import Maintenance, Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import IncidentSubject, Notice, NoticeSubject, Subject
from bot.storage.client import Client
from bot.storage.subjects import SUBJECT_STREAM
from tests.builders import NOON, a_change, a_member, a_report, an_incident

OPS = Destination(platform="slack", channel="C1")
CARD = MessageRef(platform="slack", channel="C1", id="1")
MEMORY = replace(
    bare_traits("memory", edits=True),
    pair_notation=TRAITS["slack"].pair_notation,
    parse_mention=TRAITS["slack"].parse_mention,
    mention_examples="@U1",
)
ALL_TRAITS = {**TRAITS, "memory": MEMORY}
SHARED = Watch(kind=WatchKind.SHARED)
# Around NOON, which is in November.
QUIET = QuietHours(start=time(11), end=time(13), zone="UTC")
QUIET_UNTIL = NOON.replace(hour=13)


def watching(*services: str, component: str | None = None) -> tuple[Watch, ...]:
    """Watches of services."""
    return tuple(Watch(kind=WatchKind.SERVICE, target=s, component=component) for s in services)


def a_channel(
    destination: Destination = OPS,
    *,
    watches: tuple[Watch, ...] = (SHARED,),
    impact: Impact | None = None,
    grade: Grade = Grade.SUSPECTED,
    regions: tuple[str, ...] = (),
    maintenance: bool = False,
    quiet: QuietHours | None = None,
    paired: Destination | None = None,
    cap: int = 10,
    editors: tuple[str, ...] = (),
) -> Channel:
    return Channel(
        destination=destination,
        watches=watches,
        impact=impact,
        grade=grade,
        regions=regions,
        maintenance=maintenance,
        quiet=quiet,
        paired=paired,
        cap=cap,
        editors=editors,
        since=NOON - timedelta(days=1),
    )


def a_notice(
    service: str = "discord",
    *,
    at: datetime = NOON,
    report: Report | None = None,
    maintenance: Maintenance | None = None,
    status: ComponentStatus = ComponentStatus.PARTIAL_OUTAGE,
) -> Notice:
    """About an open report unless something else is given."""
    about = report or (a_report(started_at=at) if maintenance is None else None)
    return Notice(
        service=service,
        source=f"{service}/0",
        at=at,
        status=status,
        report=about,
        maintenance=maintenance,
    )


def reported(
    status: ReportStatus = ReportStatus.INVESTIGATING,
    *,
    service: str = "discord",
    impact: Impact | None = Impact.MINOR,
    at: datetime = NOON,
) -> NoticeSubject:
    """What a page says of its one report r1 at a time."""
    ended = None if status.is_open else at
    report = a_report(status=status, impact=impact, updated_at=at, resolved_at=ended)
    return NoticeSubject(notice=a_notice(service, at=at, report=report))


def of(incident: Incident, reason: str = "") -> IncidentSubject:
    """The subject of an incident as it stands."""
    return IncidentSubject(change=a_change(incident=incident, reason=reason))


def over(incident: Incident, *, at: datetime, state: IncidentState = IncidentState.RESOLVED) -> Incident:
    """The same incident, ended."""
    return replace(incident, version=incident.version + 1, state=state, updated_at=at, resolved_at=at)


def a_context(channel: Channel | None = None, *, now: datetime = NOON) -> DeliveryContext:
    """A channel at NOON; it is quiet then if it has quiet hours (of the builder's kind)."""
    there = channel or a_channel()
    quiet = there.quiet
    is_quiet = quiet is not None and quiet.start <= now.time() < quiet.end
    return DeliveryContext(now=now, channel=there, quiet_until=QUIET_UNTIL if is_quiet else None)


def muted(
    *,
    until: datetime | None = None,
    grade: Grade | None = None,
    root: str | None = None,
    severity: int | None = None,
) -> Reactions:
    """A channel in which U1 has muted it."""
    return Reactions(mute=Mute(by="U1", until=until, grade=grade, root=root, severity=severity))


def untold(subject: Subject) -> Notification:
    """Nothing yet."""
    return Notification(subject=subject.id, destination=str(OPS))


def a_record(
    incident: Incident | None = None,
    *,
    at: datetime = NOON,
    shown: str = "",
    said: Announcement | None = None,
) -> Notification:
    """A card that was posted at a time, about an incident as it stood then, in words that are out of date."""
    known = incident or an_incident()
    return Notification(
        subject=known.id,
        destination=str(OPS),
        card=CARD,
        posted_at=at,
        shown=shown or state_of(of(replace(known, version=0)), Reactions()),
        shown_at=at,
        said=said
        or Announcement(
            grade=known.grade, root=known.root, peak=known.grade.rank, is_over=False, at=known.updated_at
        ),
    )


def carried_out(plan: Plan, record: Notification, now: datetime) -> Notification:
    """The record after a plan, when the platform took everything."""
    known = record
    for act in plan.acts:
        known = known.after(act, None if act is Act.EDIT_CARD else CARD, now)
    return replace(
        plan.after,
        card=known.card,
        thread=known.thread,
        posted_at=known.posted_at,
        shown_at=known.shown_at,
        sending=known.sending,
    )


async def publish(client: Client, *subjects: Subject) -> None:
    """Put into the stream what the correlator puts there."""
    async with client.pipeline(transaction=True) as pipe:
        for subject in subjects:
            SUBJECT_STREAM.append(pipe, subject)
        await pipe.execute()


def posts(acts: Sequence[Act]) -> list[Act]:
    """Those that somebody notices."""
    return [act for act in acts if act is not Act.EDIT_CARD]


def an_open(
    version: int = 1,
    *,
    grade: Grade = Grade.PROBABLE,
    root: str = "cloudflare",
    members: int = 2,
    at: datetime = NOON,
    known: Incident | None = None,
) -> Incident:
    """An open incident with so many members; those of `known` joined when they did."""
    before = {member.service: member for member in (known.members if known else ())}
    return an_incident(
        version=version,
        grade=grade,
        root=root,
        members=tuple(
            before.get(f"s{n}") or a_member(f"s{n}", since=at, joined_at=at) for n in range(members)
        ),
        opened_at=NOON,
        updated_at=at,
    )
