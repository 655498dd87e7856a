"""Press: what the buttons under a message do. The button's action is all there is; nothing is remembered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from bot.alerting.muting import mute_of
from bot.catalog.catalog import Catalog
from bot.channel_commands.permission import may_change, refused
from bot.chat.channel_commands import ChannelCommands
from bot.clock import Clock
from bot.domain.contact import Press, Reply
from bot.domain.incident import Incident
from bot.domain.message import Message
from bot.domain.reactions import Acknowledgement, Reactions, Vote, VoteKind
from bot.domain.subject import IncidentSubject, Subject
from bot.storage.client import Client
from bot.storage.outbox import Outbox, PendingSubject
from bot.storage.reactions import ReactionLog
from bot.storage.subjects import Subjects

MUTED_FOR: Final = timedelta(hours=1)
# More people a channel are not counted: reactions are read and stored as a whole.
MAX_AFFECTED: Final = 1_000
_GONE: Final = "That incident is too long ago: I no longer know it."
_ENOUGH: Final = "You have said enough about this one: what you said before stands."
Step = Callable[[Reactions], Reactions]


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonHandler:
    """Carries out presses on cards."""

    client: Client
    outbox: Outbox
    catalog: Catalog
    clock: Clock
    settle: ChannelCommands

    async def press(self, press: Press, verb: str, subject: str) -> Reply:
        """Do what a button of a card says. An action nobody knows is one of an older version of ours."""
        traits = self.settle.traits
        if verb in _MUTES and not may_change(await self.settle.channel(press), press, traits):
            return refused(press, traits)
        known = (await Subjects(self.client).load([subject])).get(subject)
        incident = known.incident if isinstance(known, IncidentSubject) else None
        if verb in _VERDICTS:
            return await self._vote(press, incident, _VERDICTS[verb])
        step = self._step(press, verb, known)
        if step is None:
            return Reply(
                message=Message(headline="That button is of an older version; ask me in words instead.")
            )
        if known is None:
            return Reply(message=Message(headline=_GONE))
        await self._mark(press, subject, step)
        if verb == "affected" and incident is not None:
            await self._vote(press, incident, VoteKind.AFFECTED)
        breaks = "" if verb not in _BREAKABLE else _BREAKS_CLAIM if incident else _BREAKS_REPORT
        return Reply(message=Message(headline=f"{_SAID[verb]}{breaks}"))

    def _step(self, press: Press, verb: str, known: Subject | None) -> Step | None:
        now = self.clock.now()
        match verb:
            case "ack":
                done = Acknowledgement(by=press.who, at=now)
                return lambda r: replace(r, acknowledgement=done)
            case "mute1h":
                return lambda r: _muted(r, press.who, now + MUTED_FOR, known)
            case "mute":
                return lambda r: _muted(r, press.who, None, known)
            case "unmute":
                return lambda r: replace(r, mute=None)
            case "affected":
                return lambda r: replace(r, affected=_with(press.user, r.affected))
        return None

    async def _mark(self, press: Press, subject: str, step: Step) -> None:
        """Store the mark, and have the card show it."""
        place = (await self.settle.channel(press)).destination
        await ReactionLog(self.client).change(subject, place, step)
        now = self.clock.now()
        await self.outbox.put([PendingSubject(str(place), subject, f"pressed {press.id}")], now)

    async def _vote(self, press: Press, incident: Incident | None, verdict: VoteKind) -> Reply:
        if incident is None:
            return Reply(message=Message(headline=_GONE))
        vote = Vote(
            incident=incident.id,
            verdict=verdict,
            at=self.clock.now(),
            voter=voter_of(press),
            root=incident.root,
            grade=incident.grade,
            probability=incident.probability,
        )
        if not await ReactionLog(self.client).vote(vote):
            return Reply(message=Message(headline=_ENOUGH))
        root = self.catalog.name_of(incident.root)
        said = "right" if verdict is VoteKind.RIGHT else "wrong"
        return Reply(message=Message(headline=f"Thank you. Counted: {root} is the {said} cause."))


def _with(user: str, affected: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*affected, user)))[:MAX_AFFECTED]


def _muted(reactions: Reactions, who: str, until: datetime | None, known: Subject | None) -> Reactions:
    return replace(reactions, mute=mute_of(known, by=who, until=until)) if known else reactions


def voter_of(press: Press) -> str:
    """A name for the person that tells one from another and nobody who it is."""
    named = f"{press.platform}:{press.team}:{press.user}"
    return blake2b(named.encode(), digest_size=8).hexdigest()


_MUTES: Final = frozenset({"mute", "mute1h", "unmute"})
_BREAKABLE: Final = frozenset({"mute", "mute1h"})
_BREAKS_CLAIM: Final = " A higher grade or another root breaks through."
_BREAKS_REPORT: Final = " A higher severity breaks through."
_VERDICTS: Final = {"right": VoteKind.RIGHT, "wrong": VoteKind.WRONG}
_SAID: Final = {
    "ack": "Acknowledged. The message shows it.",
    "mute1h": "Muted for an hour.",
    "mute": "Muted until it is resolved.",
    "unmute": "No longer muted.",
    "affected": "Noted: it hits you, too.",
}
