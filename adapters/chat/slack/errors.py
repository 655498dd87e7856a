"""Slack's errors as ours, with what a person can do."""

from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable

_DEFAULT_WAIT_SECONDS: Final = 30.0
_COPY: Final = "copy SLACK_BOT_TOKEN again from OAuth & Permissions, or install the app again"
_INVITE: Final = "no such channel, or a private one: invite the app with /invite"
# Errors that another try cannot mend. https://docs.slack.dev/reference/methods/chat.postMessage
_FINAL: Final = {
    "channel_not_found": _INVITE,
    "not_in_channel": "the app is not in the channel: invite it with /invite",
    "is_archived": "the channel is archived: choose another",
    "invalid_auth": f"the token is not valid: {_COPY}",
    "not_authed": f"there is no token: {_COPY}",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "the token was revoked: install the app again",
    "token_expired": "the token has expired: install the app again",
    "team_not_found": "no such workspace, or the app is not installed in it: install it",
    "team_access_not_granted": "the organisation has not given the app this workspace: an admin must add it",
    "not_allowed_token_type": "not a bot token: copy the one that begins with xoxb-",
    "missing_scope": "the app lacks a permission: compare its scopes with deploy/slack-manifest.yaml and "
    "install it again",
    "no_permission": "the workspace does not let the app do that: ask an admin",
    "access_denied": "the workspace does not let the app do that: ask an admin",
    "restricted_action": "the workspace does not let the app post there: ask an admin",
    "ekm_access_denied": "the workspace's encryption settings do not let the app post: ask an admin",
    "messages_tab_disabled": "the app takes no direct messages: enable the Messages tab under App Home",
    "user_not_in_channel": "this person is not in the channel",
    "user_not_found": "no such person in the workspace",
    "message_not_found": "the message was deleted",
    "cant_update_message": "the message is not ours to edit",
    "edit_window_closed": "the workspace no longer lets this message be edited",
    "expired_trigger_id": "a form must open within three seconds: try again",
    "exchanged_trigger_id": "this click has opened a form already: try again",
    "invalid_trigger_id": "this click opens no form: try again",
    "invalid_blocks": "Slack refused the message's form; please report this",
    "invalid_blocks_format": "Slack refused the message's form; please report this",
    "msg_blocks_too_long": "Slack refused the message's length; please report this",
    "msg_too_long": "Slack refused the message's length; please report this",
    "metadata_too_large": "Slack refused the message's form; please report this",
    "no_text": "Slack refused an empty message; please report this",
    "invalid_arguments": "Slack refused the request's form; please report this",
    "file_not_found": "Slack lost the picture",
    "file_uploads_disabled": "the workspace does not let the app upload pictures: ask an admin",
}
# Slack's answers to blocks that it will not show, such as a picture that it has not looked at yet.
BAD_BLOCKS: Final = frozenset({"invalid_blocks", "invalid_blocks_format"})


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; empty where the body is not Slack's."""
    data: Any = error.response.data if hasattr(error.response, "data") else None
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def to_bot_error(method: str, where: str, error: SlackApiError) -> BotError:
    """The error of ours that stands for one of Slack's. `where` is a channel or a workspace."""
    response: Any = error.response
    tried = f"Slack {method} to {where}" if where else f"Slack {method}"
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    if status == 429:
        seconds = _seconds(response.headers.get("Retry-After"))
        return RateLimited(f"{tried}: asked to wait {seconds:g} s", retry_after_seconds=seconds)
    code = code_of(error)
    if code in _FINAL:
        needed = response.data.get("needed")
        detail = f"{code} ({needed})" if needed else code
        return Undeliverable(f"{tried}: {detail}: {_FINAL[code]}")
    return DeliveryError(f"{tried}: {code or status}")


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or _DEFAULT_WAIT_SECONDS))
    except ValueError:
        return _DEFAULT_WAIT_SECONDS
