"""What the store keeps for chat, and for who is shown it: one repository each, over one client."""

import asyncio
from dataclasses import dataclass

from bot.storage.asking import Askings
from bot.storage.channels import ChannelHealths, Channels
from bot.storage.client import Client
from bot.storage.greetings import Greetings
from bot.storage.heartbeats import Heartbeats
from bot.storage.history import History
from bot.storage.inquiries import Inquiries
from bot.storage.notifications import Notifications, ReactionLog
from bot.storage.outbox import Outbox
from bot.storage.past import PastReader
from bot.storage.probes import Probes
from bot.storage.revisions import Revisions
from bot.storage.snapshot import Snapshots
from bot.storage.source_states import SourceStates
from bot.storage.sources import Sources
from bot.storage.subjects import Subjects
from bot.storage.voices import Voices


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The repositories. Whoever works with them declares as Protocols which of their methods it needs."""

    subjects: Subjects
    notifications: Notifications
    health: ChannelHealths
    reactions: ReactionLog
    channels: Channels
    outbox: Outbox
    snapshots: Snapshots
    past: PastReader
    history: History
    inquiries: Inquiries
    heartbeats: Heartbeats
    greetings: Greetings
    sources: Sources
    askings: Askings
    probes: Probes
    states: SourceStates
    votes: Voices
    revisions: Revisions


def stores_of(client: Client, holder: str, filled: asyncio.Event | None = None) -> Stores:
    """All of them. `holder` names this process where it takes a lease.

    `filled` is set where outboxes were filled here, for whoever empties them in this process.
    """
    return Stores(
        subjects=Subjects(client, filled),
        notifications=Notifications(client),
        health=ChannelHealths(client),
        reactions=ReactionLog(client),
        channels=Channels(client),
        outbox=Outbox(client, holder, filled),
        snapshots=Snapshots(client),
        past=PastReader(client),
        history=History(client),
        inquiries=Inquiries(client),
        heartbeats=Heartbeats(client),
        greetings=Greetings(client),
        sources=Sources(client),
        askings=Askings(client),
        probes=Probes(client),
        states=SourceStates(client),
        votes=Voices(client),
        revisions=Revisions(client),
    )
