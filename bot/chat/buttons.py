"""What the buttons under a message do. The button's action is all there is; nothing is remembered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import Final, assert_never

from bot.alerting.muting import mute_of
from bot.catalog.catalog import Catalog
from bot.channel_commands.permission import may_change, refused
from bot.chat.answerer import Answerer
from bot.chat.channel_directory import ChannelDirectory
from bot.chat.stores import ChatStores
from bot.clock import Clock
from bot.domain.card_button import CardButton, pressed
from bot.domain.chat_traits import Traits
from bot.domain.contact import Press, Reply
from bot.domain.incident import Incident
from bot.domain.message import Message
from bot.domain.reactions import Acknowledgement, Reactions, Vote, VoteKind
from bot.domain.subject import IncidentSubject, Subject
from bot.storage.outbox import PendingSubject

MUTED_FOR: Final = timedelta(hours=1)
# More people a channel are not counted: reactions are read and stored as a whole.
MAX_AFFECTED: Final = 1_000
_OLDER: Final = "That button is of an older version; ask me in words instead."
_GONE: Final = "That incident is too long ago: I no longer know it."
_ENOUGH: Final = "You have said enough about this one: what you said before stands."
_BREAKS_CLAIM: Final = "A higher grade or another root breaks through."
_BREAKS_REPORT: Final = "A higher severity breaks through."
Step = Callable[[Subject, Reactions], Reactions]


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonHandler:
    """Carries out presses."""

    stores: ChatStores
    directory: ChannelDirectory
    answers: Answerer
    catalog: Catalog
    traits: Traits
    clock: Clock

    async def press(self, press: Press) -> Reply:  # noqa: C901, PLR0911  -- one arm a button
        """Do what a button says."""
        button, about = pressed(press.action)
        match button:
            case CardButton.ACKNOWLEDGE:
                return await self._acknowledge(press, about)
            case CardButton.MUTE_AN_HOUR:
                return await self._mute(press, about, self.clock.now() + MUTED_FOR, "Muted for an hour.")
            case CardButton.MUTE:
                return await self._mute(press, about, None, "Muted until it is resolved.")
            case CardButton.UNMUTE:
                return await self._unmute(press, about)
            case CardButton.AFFECTED:
                return await self._affected(press, about)
            case CardButton.RIGHT:
                return await self._judge(press, about, VoteKind.RIGHT)
            case CardButton.WRONG:
                return await self._judge(press, about, VoteKind.WRONG)
            case CardButton.WHY:
                return Reply(message=await self.answers.why(about))
            case CardButton.SHARE:
                return await self.answers.share(press, about)
            case CardButton.ASK:
                return await self.answers.ask(press, about)
            case None:
                return _reply(_OLDER)
            case _:
                assert_never(button)

    async def _acknowledge(self, press: Press, about: str) -> Reply:
        done = Acknowledgement(by=press.who, at=self.clock.now())
        known = await self._react(press, about, lambda _, r: replace(r, acknowledgement=done))
        return _reply("Acknowledged. The message shows it." if known else _GONE)

    async def _mute(self, press: Press, about: str, until: datetime | None, confirmation: str) -> Reply:
        if not await self._may_mute(press):
            return refused(press, self.traits)
        known = await self._react(press, about, partial(_muted, press.who, until))
        if known is None:
            return _reply(_GONE)
        return _reply(
            f"{confirmation} {_BREAKS_CLAIM if isinstance(known, IncidentSubject) else _BREAKS_REPORT}"
        )

    async def _unmute(self, press: Press, about: str) -> Reply:
        if not await self._may_mute(press):
            return refused(press, self.traits)
        known = await self._react(press, about, lambda _, r: replace(r, mute=None))
        return _reply("No longer muted." if known else _GONE)

    async def _affected(self, press: Press, about: str) -> Reply:
        known = await self._react(
            press, about, lambda _, r: replace(r, affected=_with(press.user, r.affected))
        )
        if known is not None:
            await self.answers.crowds.press(press, known)
        if isinstance(known, IncidentSubject):
            await self._vote(press, known.incident, VoteKind.AFFECTED)
        return _reply("Noted: it hits you, too." if known else _GONE)

    async def _judge(self, press: Press, about: str, kind: VoteKind) -> Reply:
        known = await self._subject(about)
        if not isinstance(known, IncidentSubject):
            return _reply(_GONE)
        if not await self._vote(press, known.incident, kind):
            return _reply(_ENOUGH)
        root = self.catalog.name_of(known.incident.root)
        return _reply(f"Thank you. Counted: {root} is the {kind} cause.")

    async def _may_mute(self, press: Press) -> bool:
        return may_change(await self.directory.channel_of(press), press, self.traits)

    async def _subject(self, id_: str) -> Subject | None:
        return (await self.stores.subjects.load([id_])).get(id_)

    async def _react(self, press: Press, about: str, step: Step) -> Subject | None:
        """Keep what somebody did, and have the card show it; None where nobody knows what it is about."""
        subject = await self._subject(about)
        if subject is None:
            return None
        place = (await self.directory.channel_of(press)).destination
        await self.stores.reactions.change(about, place, partial(step, subject))
        now = self.clock.now()
        await self.stores.outbox.put([PendingSubject(str(place), about, f"pressed {press.id}")], now)
        return subject

    async def _vote(self, press: Press, incident: Incident, kind: VoteKind) -> bool:
        vote = Vote(
            incident=incident.id,
            verdict=kind,
            at=self.clock.now(),
            voter=voter_of(press),
            root=incident.root,
            grade=incident.grade,
            probability=incident.probability,
        )
        return await self.stores.reactions.vote(vote)


def voter_of(press: Press) -> str:
    """A name for the person that tells one from another and nobody who it is."""
    named = f"{press.platform}:{press.team}:{press.user}"
    return blake2b(named.encode(), digest_size=8).hexdigest()


def _muted(who: str, until: datetime | None, known: Subject, reactions: Reactions) -> Reactions:
    return replace(reactions, mute=mute_of(known, by=who, until=until))


def _with(user: str, affected: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*affected, user)))[:MAX_AFFECTED]


def _reply(headline: str) -> Reply:
    return Reply(message=Message(headline=headline))
