"""What people can say to us in Slack: `/isdown`, a mention, a direct message."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay

from adapters.chat.slack_blocks import blocks_for, fallback_text
from bot.domain.contact import Inquiry
from bot.ports import Respondent

_MENTION: Final = re.compile(r"<[@#!][^>]{1,100}>")


def add_listeners(app: AsyncApp, respondent: Respondent) -> None:
    """Teach a bolt app to answer. Everything is acknowledged first: Slack waits three seconds at most."""

    async def command(ack: AsyncAck, respond: AsyncRespond, body: dict[str, Any]) -> None:
        await ack()
        inquiry = Inquiry(
            id=str(body.get("trigger_id", "")),
            text=str(body.get("text", "")),
            platform="slack",
            channel=str(body.get("channel_id", "")),
            user=str(body.get("user_id", "")),
        )
        answer = await respondent.answer(inquiry)
        if answer is not None and (said := answer.message) is not None:
            await respond(text=fallback_text(said), blocks=blocks_for(said), response_type="ephemeral")

    async def message(body: dict[str, Any], event: dict[str, Any], say: AsyncSay) -> None:
        if event.get("bot_id") or event.get("subtype"):
            return
        inquiry = Inquiry(
            id=str(body.get("event_id", event.get("ts", ""))),
            text=_MENTION.sub(" ", str(event.get("text", ""))),
            platform="slack",
            channel=str(event.get("channel", "")),
            user=str(event.get("user", "")),
        )
        answer = await respondent.answer(inquiry)
        if answer is not None and (said := answer.message) is not None:
            await say(
                text=fallback_text(said),
                blocks=blocks_for(said),
                thread_ts=event.get("thread_ts") or event.get("ts"),
                unfurl_links=False,
            )

    async def direct_message(body: dict[str, Any], event: dict[str, Any], say: AsyncSay) -> None:
        if event.get("channel_type") == "im":
            await message(body, event, say)

    app.command("/isdown")(command)
    app.event("app_mention")(message)
    app.event("message")(direct_message)
