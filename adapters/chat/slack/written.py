"""What people write in Slack: which events are a person's words, and which are an edit of earlier ones.

Slack names what is no plain message by a subtype. Most of them tell of something that happened in a channel;
a file, a reply that is also sent to the channel and "/me" are words like any others.
Source: https://docs.slack.dev/reference/events/message
"""

from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

# What happened, and nobody's words; `message_` and `channel_` are whole families.
_HAPPENED: Final = ("channel_", "group_", "message_", "bot_", "pinned_", "unpinned_", "ekm_", "im_", "mpim_")
_HAPPENED_TOO: Final = frozenset(
    {
        "assistant_app_thread",
        "app_conversation_join",
        "app_conversation_leave",
        "huddle_thread",
        "reminder_add",
        "reply_to_thread",
        "sh_room_created",
        "tombstone",
    }
)
_CHANGED: Final = "message_changed"
# Only this one shares its prefix with what people write: a bot's message is none of theirs.
_OURSELVES: Final = frozenset({"USLACKBOT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMessage:
    """A person's words. `thread` is the thread that they are in, `revision` tells their edits apart."""

    channel: str
    user: str
    ts: str
    text: str
    thread: str | None = None
    revision: str = ""


def written_in(event: Json, *, ourselves: str | None) -> WrittenMessage | None:
    """What a person wrote or edited by an event; None where it tells of anything else, or of a bot."""
    message, is_edit = event, False
    if event.get("subtype") == _CHANGED:
        message, is_edit = event.get("message") or {}, True
        before = event.get("previous_message") or {}
        if not message.get("edited") or message.get("text") == before.get("text"):
            return None
    subtype, user = str(message.get("subtype") or ""), str(message.get("user") or "")
    if message.get("bot_id") or message.get("bot_profile") or not user or user in (ourselves, *_OURSELVES):
        return None
    if subtype.startswith(_HAPPENED) or subtype in _HAPPENED_TOO:
        return None
    ts = str(message.get("ts", ""))
    edited = str((message.get("edited") or {}).get("ts") or "")
    if not edited and not is_edit and str(event.get("event_ts") or ts) > ts:
        edited = str(event["event_ts"])
    return WrittenMessage(
        channel=str(event.get("channel", "")),
        user=user,
        ts=ts,
        text=str(message.get("text") or ""),
        thread=message.get("thread_ts"),
        revision=edited,
    )
