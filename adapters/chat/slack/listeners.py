"""What people can do with us in Slack: `/isdown`, a mention, a direct message, a button, a form, goodbye."""

import re
from collections.abc import Awaitable
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

from adapters.chat.slack.blocks import ACTION_PREFIX
from adapters.chat.slack.forms import CALLBACK, origin_of, values_of
from adapters.chat.slack.notation import NAME, place, plain_words
from adapters.chat.slack.replies import ContactOrigin, Replies
from adapters.chat.slack.workspaces import Installations
from adapters.chat.slack.written import written_in
from bot.domain.contact import Inquiry, Press, Reply, Submission
from bot.ports import Respondent

logger = structlog.get_logger(__name__)

Json = dict[str, Any]

_OUR_ACTION: Final = re.compile(f"^{ACTION_PREFIX}")


class Listeners:
    """The listeners of a bolt app. Each acknowledges first: Slack waits three seconds at most."""

    def __init__(self, respondent: Respondent, replies: Replies, installations: Installations | None) -> None:
        self._respondent = respondent
        self._replies = replies
        self._installations = installations

    def add_to(self, app: AsyncApp) -> None:
        """Teach a bolt app to answer."""
        app.command("/isdown")(self.command)
        app.event("app_mention")(self.message)
        app.event("message")(self.direct_message)
        app.action(_OUR_ACTION)(self.press)
        app.view(CALLBACK)(self.submission)
        app.view_closed(CALLBACK)(self.closed)
        app.event("app_uninstalled")(self.uninstalled)
        app.event("tokens_revoked")(self.revoked)

    async def command(
        self, ack: AsyncAck, respond: AsyncRespond, context: AsyncBoltContext, body: Json
    ) -> None:
        """Answer `/isdown`."""
        await ack()
        channel, trigger = str(body.get("channel_id", "")), str(body.get("trigger_id", ""))
        origin = ContactOrigin(
            team=await self._team(context, body),
            channel=channel,
            user=_user(body),
            trigger=trigger,
            respond=respond,
        )
        inquiry = Inquiry(
            id=trigger,
            text=plain_words(str(body.get("text", ""))),
            place=place(channel, origin.team),
            team=origin.team,
            user=origin.user,
            is_direct=channel.startswith("D"),
            is_private=True,
            name=_name(body),
            command="isdown",
            argument=plain_words(str(body.get("text", ""))),
        )
        await self._serve(self._respondent.answer(inquiry), origin)

    async def message(self, context: AsyncBoltContext, body: Json, event: Json) -> None:
        """Answer a mention or a direct message, in its thread; an edit of it changes the answer."""
        written = written_in(event, ourselves=context.bot_user_id)
        if written is None:
            return
        origin = ContactOrigin(
            team=await self._team(context, body),
            channel=written.channel,
            user=written.user,
            thread=written.thread or written.ts,
            inside=written.thread,
            is_open=True,
        )
        inquiry = Inquiry(
            id=f"{origin.team}/{written.channel}/{written.ts}",
            text=plain_words(written.text, ourselves=context.bot_user_id),
            place=place(written.channel, origin.team),
            team=origin.team,
            user=origin.user,
            is_direct=event.get("channel_type") == "im" or written.channel.startswith("D"),
            revision=written.revision,
        )
        await self._serve_written(inquiry, origin)

    async def direct_message(self, context: AsyncBoltContext, body: Json, event: Json) -> None:
        """Answer a direct message; other messages are none of our business."""
        if event.get("channel_type") == "im":
            await self.message(context, body, event)

    async def press(
        self, ack: AsyncAck, respond: AsyncRespond, context: AsyncBoltContext, body: Json, action: Json
    ) -> None:
        """Do what a button, or an entry of a menu, says. What is said to all goes under its message."""
        await ack()
        pressed = body.get("message") or {}
        container = body.get("container") or {}
        channel = str((body.get("channel") or {}).get("id") or container.get("channel_id", ""))
        trigger = str(body.get("trigger_id", ""))
        origin = ContactOrigin(
            team=await self._team(context, body),
            channel=channel,
            user=_user(body),
            thread=pressed.get("thread_ts") or pressed.get("ts"),
            inside=pressed.get("thread_ts"),
            trigger=trigger,
            respond=respond,
        )
        press = Press(
            id=trigger,
            place=place(channel, origin.team),
            team=origin.team,
            user=origin.user,
            is_direct=channel.startswith("D"),
            is_private=True,
            name=_name(body),
            action=str(action.get("value") or _chosen(action)),
        )
        await self._serve(self._respondent.press(press), origin)

    async def submission(self, ack: AsyncAck, context: AsyncBoltContext, body: Json, view: Json) -> None:
        """Take in a form. Its reply goes to the channel that it was opened from."""
        await ack()
        opened = origin_of(view)
        origin = ContactOrigin(
            team=await self._team(context, body),
            channel=opened.channel,
            user=_user(body),
            trigger=body.get("trigger_id"),
        )
        submission = Submission(
            id=str(view["id"]),
            place=place(opened.channel, origin.team),
            team=origin.team,
            user=origin.user,
            is_direct=opened.channel.startswith("D"),
            is_private=True,
            name=_name(body),
            form=opened.form,
            values=values_of(view),
        )
        await self._serve(self._respondent.submit(submission), origin)

    async def closed(self, ack: AsyncAck) -> None:
        """A form that is closed unsent changes nothing."""
        await ack()

    async def uninstalled(self, context: AsyncBoltContext, body: Json) -> None:
        """Forget a workspace, or all of an organisation's, that has removed us."""
        team = str(context.team_id or body.get("team_id") or "")
        organisation = context.enterprise_id if context.is_enterprise_install else None
        left: tuple[str, ...] = (team,)
        if self._installations is not None:
            left = await self._installations.forget(team, organisation)
        for one in left:
            await self._respondent.leave(NAME, one)

    async def revoked(self, context: AsyncBoltContext, body: Json, event: Json) -> None:
        """The same, when it was our own token that was revoked and not a person's."""
        if (event.get("tokens") or {}).get("bot"):
            await self.uninstalled(context, body)

    async def _team(self, context: AsyncBoltContext, body: Json) -> str:
        """The workspace an event belongs to: where we are installed, also for a channel shared with others.

        An organisation's installation names itself alone: whose the workspace is must be remembered.
        """
        team = str(context.team_id or body.get("team_id") or "")
        if self._installations is not None and context.is_enterprise_install and context.enterprise_id:
            await self._installations.belongs(team, context.enterprise_id)
        return team

    async def _serve_written(self, inquiry: Inquiry, origin: ContactOrigin) -> None:
        """Answer what was written, and note where the answer is, for the next edit."""
        try:
            reply = await self._respondent.answer(inquiry)
            if reply is not None:
                await self._respondent.answered(inquiry, await self._replies.give(reply, origin))
        except Exception:
            logger.exception("Cannot reply", team=origin.team, channel=origin.channel)
            await self._replies.apologise(origin)

    async def _serve(self, replying: Awaitable[Reply | None], origin: ContactOrigin) -> None:
        """Reply; whatever goes wrong, whoever turned to us learns of it and the listener lives on."""
        try:
            await self._replies.give(await replying, origin)
        except Exception:
            logger.exception("Cannot reply", team=origin.team, channel=origin.channel)
            await self._replies.apologise(origin)


def _user(body: Json) -> str:
    return str((body.get("user") or {}).get("id") or body.get("user_id") or "")


def _chosen(action: Json) -> str:
    """The entry of a menu that was chosen."""
    return str((action.get("selected_option") or {}).get("value", ""))


def _name(body: Json) -> str:
    """How Slack shows the person; a mention would call them."""
    user = body.get("user") or {}
    return str(user.get("name") or user.get("username") or body.get("user_name") or "")
