"""Where a message of ours can stand in Discord: in a channel, in the thread of a card, or as a reply to it.

A thread is the best place for news of a card, and there is not always one: direct messages, voice channels,
forum posts and threads have none, people lock and delete them, and a bot may lack the right. Then a reply to
the card says the same: https://docs.discord.com/developers/topics/threads.
"""

from dataclasses import dataclass
from typing import Any, Final

import discord
import structlog

from adapters.chat.discord.calls import Calls, code_of
from adapters.chat.discord.notation import NAME
from adapters.chat.discord.outgoing import OutgoingPost
from adapters.chat.discord.parts import parts_of
from adapters.chat.discord.refusals import FORM, THREAD_EXISTS, UNKNOWN_CHANNEL
from bot.domain.message import Destination, Message, MessageRef
from bot.domain.refusal import Refusal
from bot.errors import Undeliverable

logger = structlog.get_logger(__name__)

# A channel's newest messages are looked through for an earlier try: so many pages, each as long as may be.
LOOK_BACK: Final = 100
MOST_PAGES: Final = 3
_THREAD_NAME: Final = "Updates"
_ARCHIVE_AFTER_MINUTES: Final = 1440
# A reply needs the right to read what it replies to.
_NO_REPLY: Final = 160002


@dataclass(frozen=True, slots=True)
class Places:
    """Posts, finds and edits messages wherever they stand."""

    calls: Calls

    async def post(self, post: OutgoingPost, to: Destination, card: MessageRef | None) -> MessageRef:
        """Post in the channel, or under a card."""
        if card is None:
            return await self._say(post, to.channel)
        try:
            return await self._in_thread(post, card)
        except Undeliverable as refused:
            if not refused.refusal.may_fit_elsewhere:
                raise
            logger.info("No thread there: replying to the card", channel=card.channel, error=str(refused))
        return await self._beside(post, card)

    async def edit(self, ref: MessageRef, message: Message) -> None:
        """Replace a message."""
        parts = parts_of(message)
        # A thread has the id of the message that it hangs from, which is itself in the channel.
        place = ref.thread if ref.thread and ref.thread != ref.id else ref.channel
        target = self.calls.channel(place).get_partial_message(int(ref.id))
        async with self.calls.call(f"edit in {ref.channel}"):
            await target.edit(
                content=parts.content,
                embeds=parts.embeds,
                attachments=parts.files,
                view=parts.view,
                allowed_mentions=parts.mentions,
            )

    async def find(self, post: OutgoingPost, to: Destination, card: MessageRef | None) -> MessageRef | None:
        """An earlier try that has arrived. None also where we may not look: then it may be there twice."""
        if card is None:
            found = await self._among(to, to.channel, post)
            return _ref(to.channel, found) if found else None
        thread = card.thread or card.id
        if found := await self._among(to, thread, post):
            return _ref(card.channel, found, thread)
        found = await self._among(to, card.channel, post, card.id)
        return _ref(card.channel, found) if found else None

    async def _say(
        self, post: OutgoingPost, channel: str, replies_to: MessageRef | None = None
    ) -> MessageRef:
        parts, place = post.parts(), self.calls.channel(channel)
        more: dict[str, Any] = {}
        if replies_to is not None:
            more["reference"] = discord.MessageReference(
                message_id=int(replies_to.id), channel_id=int(replies_to.channel)
            )
        async with self.calls.call(f"post to {channel}"):
            posted = await place.send(
                content=parts.content,
                embeds=parts.embeds,
                files=parts.files,
                view=parts.view,
                nonce=post.short_nonce,
                allowed_mentions=parts.mentions,
                **more,
            )
        return _ref(channel, str(posted.id))

    async def _in_thread(self, post: OutgoingPost, card: MessageRef) -> MessageRef:
        """In the thread of a card; one that somebody has deleted is opened anew."""
        thread = card.thread or await self._open(card)
        try:
            posted = await self._say(post, thread)
        except Undeliverable as refused:
            if card.thread is None or code_of(refused) != UNKNOWN_CHANNEL:
                raise
            thread = await self._open(card)
            posted = await self._say(post, thread)
        return _ref(card.channel, posted.id, thread)

    async def _open(self, card: MessageRef) -> str:
        """Open the thread of a card, unless there is one: its id is the card's."""
        place = self.calls.channel(card.channel)
        try:
            async with self.calls.call(f"open a thread in {card.channel}"):
                await self.calls.client.http.start_thread_with_message(
                    place.id, int(card.id), name=_THREAD_NAME, auto_archive_duration=_ARCHIVE_AFTER_MINUTES
                )
        except Undeliverable as refused:
            if code_of(refused) != THREAD_EXISTS:
                is_account = refused.refusal is Refusal.ACCOUNT
                raise Undeliverable(
                    str(refused), Refusal.ACCOUNT if is_account else Refusal.THREAD
                ) from refused
        return card.id

    async def _beside(self, post: OutgoingPost, card: MessageRef) -> MessageRef:
        """As a reply to the card; without one where we may not reply. Raises GONE where the card is gone."""
        try:
            return await self._say(post, card.channel, card)
        except Undeliverable as refused:
            if code_of(refused) == FORM and "message_reference" in str(refused.__cause__):
                raise Undeliverable(
                    f"Discord: the card in {card.channel} was deleted", Refusal.GONE
                ) from refused
            if code_of(refused) != _NO_REPLY:
                raise
        return await self._say(post, card.channel)

    async def _among(
        self, to: Destination, channel: str, post: OutgoingPost, replies_to: str | None = None
    ) -> str | None:
        """The id of an earlier try among a channel's newest messages.

        Who may not read the history is shown none: https://docs.discord.com/developers/resources/message.
        """
        place, us = self.calls.channel(channel), self.calls.client.user
        assert us is not None
        try:
            newest = await self._newest(place.id)
        except Undeliverable as refused:
            # A thread that was never opened, or that is gone, holds nothing.
            if code_of(refused) != UNKNOWN_CHANNEL:
                _say_unseen(channel, str(refused))
            return None
        if not newest and channel == to.channel:
            _say_unseen(channel, "Discord shows no message there")
        found = (p["id"] for p in newest if post.is_posted_as(p, us.id, replies_to))
        return str(next(found, "")) or None

    async def _newest(self, channel: int) -> list[Any]:
        """The newest messages of a channel, newest first."""
        found = list[Any]()
        for _ in range(MOST_PAGES):
            before = int(found[-1]["id"]) if found else None
            async with self.calls.call(f"look for an earlier try in {channel}"):
                page = await self.calls.client.http.logs_from(channel, LOOK_BACK, before)
            found += page
            if len(page) < LOOK_BACK:
                break
        return found


def _say_unseen(channel: str, why: str) -> None:
    logger.warning(
        "Cannot look for an earlier try: it may be there twice; the bot needs Read Message History",
        channel=channel,
        error=why,
    )


def _ref(channel: str, id_: str, thread: str | None = None) -> MessageRef:
    return MessageRef(platform=NAME, channel=channel, id=id_, thread=thread)
