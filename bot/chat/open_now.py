"""Looks up what is open at what a channel watches, and how it stands there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerting.delivery_context import DeliveryContext, at_this_moment
from bot.alerting.flapping import topic_of
from bot.alerting.grouping import speaks
from bot.alerting.matching import concerns, is_wanted, watched
from bot.alerting.notification import Notification
from bot.alerting.plan import Plan
from bot.alerting.planning import flapping_in, plan_of
from bot.alerting.withheld import ChannelStanding, withheld
from bot.answers.open_at import open_at
from bot.answers.snapshot import Snapshot
from bot.catalog.catalog import Catalog
from bot.channel_commands.open_now import OpenNow, OpenSubject
from bot.chat.stores import ChatStores
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.subject import IncidentSubject, Notice, NoticeSubject, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNowReader:
    """Looks it up, from the store alone."""

    stores: ChatStores
    catalog: Catalog
    traits: Traits

    async def read(self, channel: Channel, now: datetime) -> OpenNow:
        """What is open there now."""
        own = watched(channel, self.catalog)
        wholes = {whole for service in own for whole in self.catalog.ancestors(service)}
        snapshot = await self.stores.snapshots.load(self.catalog.sources_of(sorted(own | wholes)))
        found = await self._subjects(channel, own, snapshot)
        health = await self.stores.health.load(str(channel.destination))
        context = replace(
            at_this_moment(channel, now, health.budget),
            edits=channel.destination.platform in self.traits
            and self.traits[channel.destination.platform].edits,
            own=own,
        )
        standings = await self._standings(context, found)
        is_failing = health.failing_since is not None
        return OpenNow(
            subjects=tuple(
                OpenSubject(subject=one.subject, withheld=withheld(one, speaker, is_failing=is_failing))
                for one, speaker in standings
            ),
            services=tuple(open_at(service, snapshot, self.catalog, now) for service in sorted(own)),
        )

    async def _subjects(self, channel: Channel, own: frozenset[str], snapshot: Snapshot) -> list[Subject]:
        """The incidents and reports that are open and concern the channel; what was no news as we read it."""
        claims = [incident.id for incident in snapshot.incidents if incident.grade.is_announced]
        shown = {notice.id: notice for notice in _notices(snapshot, own)}
        stored = await self.stores.subjects.load([*claims, *shown])
        every = [stored[id_] for id_ in claims if id_ in stored]
        every += [stored.get(id_, notice) for id_, notice in shown.items()]
        return [s for s in every if not s.is_over and concerns(channel, s, self.catalog, self.traits)]

    async def _standings(
        self, context: DeliveryContext, found: list[Subject]
    ) -> list[tuple[ChannelStanding, ChannelStanding | None]]:
        """Each with the incident that speaks for it."""
        to = context.channel.destination
        name = str(to)
        groups = await self.stores.subjects.groups([s.id for s in found if isinstance(s, NoticeSubject)])
        speakers = await self.stores.subjects.load(list(dict.fromkeys(groups.values())))
        every = {**speakers, **{subject.id: subject for subject in found}}
        topics = (topic_of(subject) for subject in every.values())
        ids = [*every, *(topic for topic in topics if topic is not None)]
        records = await self.stores.notifications.load_many(ids, name)
        pending = (await self.stores.outbox.load(name)).subjects
        made = dict[str, ChannelStanding]()
        for id_, subject in every.items():
            reactions = (await self.stores.reactions.load(id_, to)).at(context.now)
            there = replace(context, reactions=reactions)
            plan = self._plan(subject, there, every.get(groups.get(id_, "")), records)
            made[id_] = ChannelStanding(
                subject=subject,
                record=records[id_],
                plan=plan,
                reactions=reactions,
                is_pending=id_ in pending,
            )
        return [(made[s.id], made.get(groups.get(s.id, ""))) for s in found]

    def _plan(
        self,
        subject: Subject,
        context: DeliveryContext,
        speaker: Subject | None,
        records: Mapping[str, Notification],
    ) -> Plan:
        """What would be done about it now."""
        record, is_wanted = records[subject.id], self._is_wanted(context.channel, subject)
        topic = records.get(record.topic or topic_of(subject) or "")
        known = flapping_in(context, subject, topic) if topic is not None else context
        group = None
        if isinstance(speaker, IncidentSubject) and speaks(
            speaker.incident,
            subject.id,
            records[speaker.id],
            is_wanted=self._is_wanted(context.channel, speaker),
            has_card=record.card is not None,
        ):
            group = speaker.id
        return plan_of(subject, record, known, is_wanted=is_wanted, group=group)

    def _is_wanted(self, channel: Channel, subject: Subject) -> bool:
        return is_wanted(channel, subject, self.catalog, self.traits)


def _notices(snapshot: Snapshot, own: frozenset[str]) -> Iterable[NoticeSubject]:
    """What the pages of these services show as open."""
    for service in sorted(own & snapshot.sources.keys()):
        for state in snapshot.sources[service]:
            for report in state.reports:
                yield NoticeSubject(
                    notice=Notice(
                        service=service,
                        source=state.source,
                        at=state.read_at or report.updated_at,
                        status=state.status,
                        report=report,
                    )
                )
