"""How what we reply gets back to whoever turned to us in Slack."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.async_app import AsyncRespond

from adapters.chat.slack.api import Api
from adapters.chat.slack.forms import view_for
from adapters.chat.slack.notation import NAME
from adapters.chat.slack.posts import Posts
from bot.clock import Clock
from bot.domain.contact import Form, Reply
from bot.domain.message import Message, MessageRef, Section, Text
from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable

logger = structlog.get_logger(__name__)

FAILED: Final = Message(headline="That failed on our side. Please try again in a minute.")
_TRIES: Final = 3
_LONGEST_PATIENCE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOrigin:
    """Where somebody turned to us, and by which ways an answer gets there.

    `respond` answers a command or a press, also where we are no member. `trigger` opens a form, once and
    within three seconds. `thread` is the message to answer under, `inside` the thread that it was in already:
    what one person alone is shown is not seen in a thread that does not exist yet. `is_open`: everybody there
    may see the answer.
    """

    team: str
    channel: str
    user: str
    thread: str | None = None
    inside: str | None = None
    trigger: str | None = None
    respond: AsyncRespond | None = None
    is_open: bool = False


class Replies:
    """Delivers replies. Raises as the platform's `send` does."""

    def __init__(self, api: Api, posts: Posts, clock: Clock) -> None:
        self._api = api
        self._posts = posts
        self._clock = clock

    async def give(self, reply: Reply | None, origin: ContactOrigin) -> MessageRef | None:
        """Open the form, or say the message; an empty reply says nothing.

        Returns where the message is that all may see and that an edit of the question may change.
        """
        if reply is None:
            return None
        if reply.form is not None:
            await self._open(reply.form, origin)
        if reply.message is not None and reply.replaces is not None:
            return await self._replace(reply.replaces, reply.message, origin)
        if reply.message is not None and (reply.is_public or origin.is_open):
            return await self._say_to_all(reply.message, origin)
        if reply.message is not None:
            await self._say_to_one(reply.message, origin)
        return None

    async def apologise(self, origin: ContactOrigin) -> None:
        """Say that we failed, to whoever turned to us alone. Never raises: it is the last resort."""
        try:
            await self._say_to_one(FAILED, origin)
        except (BotError, aiohttp.ClientError, OSError) as error:
            logger.warning("Cannot even apologise", team=origin.team, error=str(error))

    async def _open(self, form: Form, origin: ContactOrigin) -> None:
        if origin.trigger is None:
            how = Section(lines=((Text("Slack opens forms for a command or a button alone: use /isdown."),),))
            await self._say_to_one(Message(headline=form.title, sections=(how,)), origin)
            return
        view = view_for(form, origin.channel)
        await self._api.call("views.open", origin.team, {"trigger_id": origin.trigger, "view": view})

    async def _replace(self, ref: MessageRef, message: Message, origin: ContactOrigin) -> MessageRef | None:
        """Put an answer in place of an earlier one; anew where that is gone."""
        try:
            await self._post(
                "chat.update", message, replace(origin, channel=ref.channel), thread=None, ts=ref.id
            )
        except Undeliverable:
            return await self._say_to_all(message, origin)
        return ref

    async def _say_to_all(self, message: Message, origin: ContactOrigin) -> MessageRef | None:
        """Post where we are a member, so that the answer can be in the thread; else through the response."""
        if origin.thread is not None or origin.respond is None:
            try:
                posted = await self._post("chat.postMessage", message, origin, thread=origin.thread)
            except Undeliverable:
                if origin.respond is None:
                    raise
            else:
                return MessageRef(platform=NAME, channel=posted["channel"], id=posted["ts"], team=origin.team)
        await self._respond(message, origin, "in_channel")
        return None

    async def _say_to_one(self, message: Message, origin: ContactOrigin) -> None:
        """An ephemeral message; where we are no member and have no response to use, a direct one."""
        if origin.respond is not None:
            await self._respond(message, origin, "ephemeral")
            return
        try:
            await self._post("chat.postEphemeral", message, origin, thread=origin.inside, user=origin.user)
        except Undeliverable:
            await self._posts.call("chat.postMessage", origin.team, message, {"channel": origin.user})

    async def _post(
        self, method: str, message: Message, origin: ContactOrigin, *, thread: str | None, **arguments: str
    ) -> Any:
        """Post, and wait when Slack asks us to: somebody is waiting for this, and nobody repeats it."""
        if thread is not None:
            arguments["thread_ts"] = thread
        arguments["channel"] = origin.channel
        for number in range(1, _TRIES + 1):
            try:
                return await self._posts.call(method, origin.team, message, arguments)
            except RateLimited as limited:
                wait = timedelta(seconds=limited.retry_after_seconds)
                if number == _TRIES or wait > _LONGEST_PATIENCE:
                    raise
                await self._clock.sleep(wait)
        return None

    async def _respond(self, message: Message, origin: ContactOrigin, kind: str) -> None:
        assert origin.respond is not None
        content: dict[str, Any] = await self._posts.content(message, origin.team)
        answer = await origin.respond(
            text=content["text"],
            blocks=content["blocks"],
            response_type=kind,
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
            thread_ts=origin.thread if kind == "in_channel" else origin.inside,
        )
        if answer.status_code != 200:
            raise DeliveryError(f"Slack response_url: {answer.status_code}: {answer.body[:100]}")
