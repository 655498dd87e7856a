"""What Discord's gateway sends, in its shapes and with words of ours."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

MANAGE_CHANNELS = 1 << 4
USER: Json = {"id": "1", "username": "sharedfate", "discriminator": "0", "avatar": None, "bot": True}
GUILD: Json = {
    "id": "50", "name": "ops", "owner_id": "8", "emojis": [], "stickers": [], "features": [],
    "members": [], "threads": [], "stage_instances": [], "guild_scheduled_events": [], "voice_states": [],
    "presences": [], "member_count": 2, "large": False, "preferred_locale": "en-US", "nsfw_level": 0,
    "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
    "premium_tier": 0, "system_channel_flags": 0,
    "roles": [
        {"id": "50", "name": "@everyone", "permissions": "0", "position": 0},
        {"id": "70", "name": "leads", "permissions": str(MANAGE_CHANNELS), "position": 1},
    ],
    "channels": [{"id": "60", "type": 0, "name": "incidents", "position": 0, "permission_overwrites": []}],
}  # fmt: skip
READY: Json = {
    "v": 10, "user": USER, "guilds": [{"id": "50", "unavailable": True}], "session_id": "s1",
    "application": {"id": "1", "flags": 0}, "shard": [0, 1],
}  # fmt: skip
APPLICATION: Json = {
    "id": "1", "name": "sharedfate", "icon": None, "description": "", "flags": 0, "bot_public": True,
    "bot_require_code_grant": False, "verify_key": "0",
}  # fmt: skip


def a_person(user: str = "7") -> Json:
    """Somebody who is no bot."""
    return {"id": user, "username": f"ann{user}", "discriminator": "0", "avatar": None, "bot": False}


def a_member(user: str = "7", *, roles: Sequence[str] = (), permissions: int = 0) -> Json:
    """Somebody in the server. `permissions` are those that interactions carry, resolved for the channel."""
    return {
        "user": a_person(user), "roles": list(roles), "joined_at": "2025-01-01T00:00:00+00:00", "deaf": False,
        "mute": False, "flags": 0, "permissions": str(permissions),
    }  # fmt: skip


def a_message(id_: str, channel: str, text: str, author: Json) -> Json:
    """A message as it is stored."""
    return {
        "id": id_, "channel_id": channel, "author": author, "content": text, "type": 0, "tts": False,
        "timestamp": "2025-11-18T12:00:00+00:00", "edited_timestamp": None, "mention_everyone": False,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "components": [],
        "pinned": False,
    }  # fmt: skip


def an_attachment(id_: str, name: str, size: int, description: str | None) -> Json:
    """A file under a message."""
    address = f"https://cdn.example/{id_}/{name}"
    return {
        "id": id_, "filename": name, "size": size, "url": address, "proxy_url": address,
        "description": description,
    }  # fmt: skip


def an_interaction(id_: str, kind: int, data: Json, *, channel: str, who: Json, is_direct: bool) -> Json:
    """Somebody uses a command (2), types one (4), presses a button (3) or sends a form (5)."""
    common: Json = {
        "id": id_, "application_id": "1", "type": kind, "token": f"tok{id_}", "version": 1,
        "channel_id": channel, "locale": "en-US", "entitlements": [], "data": data,
        "attachment_size_limit": 10485760,
    }  # fmt: skip
    if is_direct:
        return {
            **common, "user": who["user"], "context": 1, "authorizing_integration_owners": {"0": "0"},
            "channel": {"id": channel, "type": 1, "recipients": [who["user"]]},
        }  # fmt: skip
    return {
        **common, "guild_id": "50", "member": who, "context": 0,
        "authorizing_integration_owners": {"0": "50"},
        "channel": {"id": channel, "type": 0, "name": "incidents"},
    }  # fmt: skip


def a_thread(id_: str, channel: str, name: str, *, owner: str) -> Json:
    """A thread under a message: it has the message's id."""
    return {
        "id": id_, "type": 11, "name": name, "parent_id": channel, "guild_id": "50", "owner_id": owner,
        "message_count": 0, "member_count": 1,
        "thread_metadata": {"archived": False, "auto_archive_duration": 1440,
                            "archive_timestamp": "2025-01-01T00:00:00+00:00"},
    }  # fmt: skip


def published(command: Json) -> Json:
    """A command as Discord gives it back: rights as a string, falsehoods left out, its own fields added."""
    rights = command.get("default_member_permissions")
    return {
        "id": "90", "application_id": "1", "version": "1", "nsfw": False, "integration_types": [0],
        **{key: value for key, value in command.items() if value is not None},
        "default_member_permissions": None if rights is None else str(rights),
        "options": [_option(option) for option in command.get("options", [])],
    }  # fmt: skip


def _option(option: Json) -> Json:
    kept = {key: value for key, value in option.items() if value not in (False, None, [])}
    if option.get("options"):
        kept["options"] = [_option(inner) for inner in option["options"]]
    return kept


def filled_in(modal: Json, values: dict[str, str]) -> Json:
    """A modal as it is sent back: what was typed, else what was there. Fails on what a person cannot do."""
    fields = [label["component"] for label in modal["components"]]
    assert set(values) <= {field["custom_id"] for field in fields}, "no such field in the form"
    return {"custom_id": modal["custom_id"], "components": [_filled(field, values) for field in fields]}


def _filled(field: Json, values: dict[str, str]) -> Json:
    id_ = field["custom_id"]
    if field["type"] == 4:
        text = values.get(id_, field.get("value", ""))
        assert text or not field["required"], f"{id_} must be filled in"
        return {"type": 18, "component": {"type": 4, "custom_id": id_, "value": text}}
    chosen = [o["value"] for o in field["options"] if o["default"]]
    if id_ in values:
        chosen = [values[id_]] if values[id_] else []
    assert set(chosen) <= {o["value"] for o in field["options"]}, f"{chosen} is no choice of {id_}"
    assert chosen or not field["required"], f"{id_} must be chosen"
    return {"type": 18, "component": {"type": 3, "custom_id": id_, "values": chosen}}
