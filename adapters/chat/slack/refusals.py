"""Slack's error codes, each with what follows of it.

All that the documentation lists for chat.postMessage, chat.update, chat.postEphemeral, chat.getPermalink,
conversations.history, conversations.replies, conversations.info, conversations.join and reactions.add, with
those that every method has: https://docs.slack.dev/reference/methods, under "Errors" of each.
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.refusal import Refusal

_CODES: Final = {
    Refusal.ACCOUNT: (
        # No token, or one that is worth nothing.
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
        "missing_scope",
        "no_scopes",
        "app_access_denied",
        # The workspace, the organisation or the network keeps us out.
        "team_access_not_granted",
        "two_factor_setup_required",
        "enterprise_is_restricted",
        "accesslimited",
        "user_is_bot",
        "user_is_restricted",
        "metadata_must_be_sent_from_app",
        # Slack no longer knows what we call.
        "method_deprecated",
        "deprecated_endpoint",
        "unknown_method",
        "upgrade_required",
    ),
    Refusal.CHANNEL: (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "channel_is_frozen",
        "channel_is_limited_access",
        "channel_type_not_supported",
        "method_not_supported_for_channel_type",
        "invalid_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "access_denied",
        "no_permission",
        "ekm_access_denied",
        "team_not_found",
        "messages_tab_disabled",
        "cannot_dm_bot",
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "too_many_members",
    ),
    Refusal.THREAD: (
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
        "cannot_reply_to_message",
        "thread_locked",
    ),
    Refusal.GONE: ("message_not_found", "thread_not_found"),
    Refusal.FORM: (
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_blocks",
        "invalid_blocks_format",
        "block_mismatch",
        "invalid_attachments",
        "too_many_attachments",
        "attachment_payload_limit_exceeded",
        "too_many_contact_cards",
        "markdown_text_conflict",
        "invalid_arguments",
        "missing_file_data",
        "file_not_found",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
    ),
    Refusal.MESSAGE: (
        "no_text",
        "metadata_too_large",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "as_user_not_supported",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        # An edit.
        "cant_update_message",
        "edit_window_closed",
        "cant_broadcast_message",
        "no_dual_broadcast_content_update",
        # A message to one person, a form, a file.
        "user_not_in_channel",
        "expired_trigger_id",
        "exchanged_trigger_id",
        "invalid_trigger_id",
        "file_uploads_disabled",
        # Looking back.
        "invalid_cursor",
        "invalid_limit",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "invalid_metadata_filter_keys",
        # Reactions.
        "already_reacted",
        "no_reaction",
        "bad_timestamp",
        "invalid_name",
        "no_item_specified",
        "not_reactable",
        "too_many_emoji",
        "too_many_reactions",
        "no_access",
        # How the request was written.
        "missing_argument",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "json_not_object",
        "invalid_post_type",
        "missing_post_type",
        "missing_charset",
        "superfluous_charset",
    ),
    Refusal.PASSING: (
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "update_failed",
        "streaming_state_conflict",
        "list_record_comment_fetch_failed",
        # A workspace or a channel on the move.
        "team_added_to_org",
        "org_login_required",
        "external_channel_migrating",
    ),
}
REFUSALS: Final[Mapping[str, Refusal]] = {
    code: refusal for refusal, codes in _CODES.items() for code in codes
}
# Slack answers 429 to what is too fast; these say the same with 200.
TOO_FAST: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Slack's answers to blocks that it will not show, such as a picture that it has not looked at yet.
BAD_BLOCKS: Final = frozenset({"invalid_blocks", "invalid_blocks_format"})
_COPY: Final = "copy SLACK_BOT_TOKEN again from OAuth & Permissions, or install the app again"
_ASK: Final = "the workspace does not let the app do that: ask an admin"
_ANYWHERE: Final = {
    Refusal.ACCOUNT: f"Slack does not let the app in: {_COPY}",
    Refusal.CHANNEL: "nothing can be posted there: ask an admin, or choose another channel",
    Refusal.THREAD: "no replies are possible there",
    Refusal.GONE: "the message was deleted",
    Refusal.FORM: "Slack refused the message's form or length",
    Refusal.MESSAGE: "Slack refused this message; please report this",
    Refusal.UNKNOWN: "Slack refused it with a code that its documentation does not have; please report this",
}
_ADVICE: Final = {
    "channel_not_found": "no such channel, or a private one: invite the app with /invite",
    "not_in_channel": "the app is not in the channel: invite it with /invite",
    "is_archived": "the channel is archived: choose another",
    "is_inactive": "the channel is archived or frozen: choose another",
    "invalid_auth": f"the token is not valid: {_COPY}",
    "not_authed": f"there is no token: {_COPY}",
    "account_inactive": "the app was removed from the workspace: install it again",
    "token_revoked": "the token was revoked: install the app again",
    "token_expired": "the token has expired: install the app again",
    "team_not_found": "no such workspace, or the app is not in it: install it, and give channels by id",
    "team_access_not_granted": "the organisation has not given the app this workspace: an admin must add it",
    "not_allowed_token_type": "not a bot token: copy the one that begins with xoxb-",
    "missing_scope": "the app lacks a permission: compare its scopes with deploy/slack-manifest.yaml and "
    "install it again",
    "no_permission": _ASK,
    "access_denied": _ASK,
    "restricted_action": "the workspace does not let the app post there: ask an admin",
    "restricted_action_read_only_channel": "nobody but some may post there: ask an admin, or choose another",
    "restricted_action_thread_only_channel": "the channel takes replies alone: choose another",
    "ekm_access_denied": "the workspace's encryption settings do not let the app post: ask an admin",
    "messages_tab_disabled": "the app takes no direct messages: enable the Messages tab under App Home",
    "user_not_in_channel": "this person is not in the channel",
    "user_not_found": "no such person in the workspace",
    "cant_update_message": "the message is not ours to edit",
    "edit_window_closed": "the workspace no longer lets this message be edited",
    "expired_trigger_id": "a form must open within three seconds: try again",
    "exchanged_trigger_id": "this click has opened a form already: try again",
    "invalid_trigger_id": "this click opens no form: try again",
    "no_text": "Slack refused an empty message; please report this",
    "file_not_found": "Slack lost the picture",
    "file_uploads_disabled": "the workspace does not let the app upload pictures: ask an admin",
}


def refusal_of(code: str) -> Refusal:
    """What follows of a code."""
    return REFUSALS.get(code, Refusal.UNKNOWN)


def advice_on(code: str) -> str:
    """What it means, and what a person can do."""
    return _ADVICE.get(code) or _ANYWHERE[refusal_of(code)]
