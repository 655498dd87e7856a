"""What Discord refuses: the limits of messages, modals and commands, as faults found in a payload.

Sources: https://docs.discord.com/developers/resources/message, /components/reference and
/interactions/application-commands. A character is counted as a UTF-16 unit, the strictest reading.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]

MAX_FILE_BYTES = 10 * 1024 * 1024
COMMAND_NAME = re.compile(r"[a-z0-9_-]{1,32}")
MENTION = re.compile(r"<@(&?|!?)([0-9]+)>")


def units(text: str) -> int:
    """The length of a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_faults(payload: Json, files: Sequence[tuple[str, int]] = ()) -> list[str]:
    """What is wrong with a message as sent. `files` by name and size in bytes."""
    embeds = payload.get("embeds") or []
    content = payload.get("content") or ""
    return [
        *_length("content", content, 0, 2000),
        *([] if content.strip() or embeds or files else ["message: empty (50006)"]),
        *([] if len(embeds) <= 10 else [f"embeds: {len(embeds)} of 10"]),
        *(fault for embed in embeds for fault in _embed_faults(embed, [name for name, _ in files])),
        *_length("embeds", "".join(_embed_texts(embeds)), 0, 6000),
        *_component_faults(payload.get("components") or []),
        *(f"file {name}: {size} bytes" for name, size in files if not 0 < size <= MAX_FILE_BYTES),
        *(fault for a in payload.get("attachments") or [] for fault in _attachment_faults(a)),
        *_length("nonce", str(payload.get("nonce") or ""), 0, 25),
        *_mention_faults(payload.get("allowed_mentions") or {}),
        *_unicode_faults(payload),
    ]


def modal_faults(payload: Json) -> list[str]:
    """What is wrong with a modal."""
    labels = payload.get("components") or []
    fields = [label.get("component", {}) for label in labels]
    ids = [field.get("custom_id", "") for field in fields]
    return [
        *_length("title", payload.get("title", ""), 1, 45),
        *_length("custom_id", payload.get("custom_id", ""), 1, 100),
        *([] if 1 <= len(labels) <= 5 else [f"components: {len(labels)} of 5"]),
        *([] if len(set(ids)) == len(ids) else ["custom_id: not unique"]),
        *(fault for label in labels for fault in _label_faults(label)),
        *(fault for field in fields for fault in _field_faults(field)),
    ]


def command_faults(command: Json, *, depth: int = 0) -> list[str]:
    """What is wrong with a command, a group or an option."""
    options = command.get("options") or []
    required = [bool(option.get("required")) for option in options]
    return [
        *([] if COMMAND_NAME.fullmatch(command.get("name", "")) else ["name: not usable"]),
        *_length("description", command.get("description", ""), 1, 100),
        *([] if len(options) <= 25 else [f"options: {len(options)} of 25"]),
        *([] if required == sorted(required, reverse=True) else ["options: required behind optional"]),
        *([] if depth <= 3 else ["options: too deep"]),
        *(fault for option in options for fault in command_faults(option, depth=depth + 1)),
    ]


def choice_faults(choices: Sequence[Json]) -> list[str]:
    """What is wrong with the answer to an autocompletion."""
    return [
        *([] if len(choices) <= 25 else [f"choices: {len(choices)} of 25"]),
        *(fault for choice in choices for fault in _length("name", choice["name"], 1, 100)),
        *(fault for choice in choices for fault in _length("value", choice["value"], 1, 100)),
    ]


def called(payload: Json) -> set[str]:
    """Who is notified by a message: `everyone`, `role:ID`, `user:ID`. Escapes and code count for nothing."""
    content = payload.get("content") or ""
    allowed = payload.get("allowed_mentions")
    parse = ["everyone", "roles", "users"] if allowed is None else allowed.get("parse", [])
    everyone = "everyone" in parse and re.search(r"@(everyone|here)\b", content)
    found = {"everyone"} if everyone else set()
    for kind, id_ in MENTION.findall(content):
        plural, name = ("roles", "role") if kind == "&" else ("users", "user")
        if plural in parse or id_ in [str(known) for known in (allowed or {}).get(plural, [])]:
            found.add(f"{name}:{id_}")
    return found


def _length(what: str, text: str, least: int, most: int) -> list[str]:
    # Discord trims what it is sent before it measures.
    size = units(text)
    return [] if least <= units(text.strip()) and size <= most else [f"{what}: {size} of {least}-{most}"]


def _embed_texts(embeds: Sequence[Json]) -> Iterator[str]:
    for embed in embeds:
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        yield embed.get("footer", {}).get("text", "")
        yield embed.get("author", {}).get("name", "")
        for field in embed.get("fields", []):
            yield field["name"] + field["value"]


def _embed_faults(embed: Json, files: Sequence[str]) -> Iterator[str]:
    yield from _length("title", embed.get("title") or "", 0, 256)
    yield from _length("description", embed.get("description") or "", 0, 4096)
    if "footer" in embed:
        yield from _length("footer", embed["footer"]["text"], 1, 2048)
    if len(embed.get("fields", [])) > 25:
        yield "fields: more than 25"
    for field in embed.get("fields", []):
        yield from _length("field name", field["name"], 1, 256)
        yield from _length("field value", field["value"], 1, 1024)
    image = embed.get("image", {}).get("url", "")
    if image.startswith("attachment://") and image.removeprefix("attachment://") not in files:
        yield "image: no such attachment"
    if not set(embed) - {"color", "type", "flags"}:
        yield "embed: empty"


def _component_faults(rows: Sequence[Json]) -> Iterator[str]:
    ids = [button.get("custom_id", "") for row in rows for button in row.get("components", [])]
    if len(rows) > 5:
        yield f"components: {len(rows)} rows of 5"
    if len(set(ids)) != len(ids):
        yield "custom_id: not unique"
    for row in rows:
        buttons = row.get("components", [])
        if row.get("type") != 1 or not 1 <= len(buttons) <= 5:
            yield f"row: {len(buttons)} buttons of 1-5"
        has_menu = any(button.get("type") == 3 for button in buttons)
        yield from _menu_faults(buttons) if has_menu else _button_faults(buttons)


def _menu_faults(row: Sequence[Json]) -> Iterator[str]:
    """A menu has a row of its own."""
    if len(row) > 1:
        yield "row: a menu beside something else"
    yield from (fault for menu in row for fault in _field_faults(menu))


def _button_faults(row: Sequence[Json]) -> Iterator[str]:
    for button in row:
        yield from _length("label", button.get("label") or "", 1, 80)
        yield from _length("custom_id", button.get("custom_id") or "", 1, 100)
        if button.get("style") not in (1, 2, 3, 4):
            yield "style: none of 1-4"


def _attachment_faults(attachment: Json) -> Iterator[str]:
    yield from _length("attachment description", attachment.get("description") or "", 0, 1024)
    # Other characters are replaced, and `attachment://` finds nothing then.
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,200}", attachment.get("filename") or "x"):
        yield "attachment filename: would be changed"


def _mention_faults(allowed: Json) -> Iterator[str]:
    for kind in ("roles", "users"):
        if kind in allowed.get("parse", []) and allowed.get(kind):
            yield f"allowed_mentions: {kind} both parsed and listed"
        for id_ in allowed.get(kind, []):
            if not 0 <= int(id_) < 2**64:
                yield f"allowed_mentions: {kind}: not a snowflake"


def _label_faults(label: Json) -> Iterator[str]:
    if label.get("type") != 18:
        yield "component: not a label"
    yield from _length("label", label.get("label", ""), 1, 45)
    yield from _length("label description", label.get("description") or "", 0, 100)


def _field_faults(field: Json) -> Iterator[str]:
    yield from _length("custom_id", field.get("custom_id") or "", 1, 100)
    if field.get("type") == 4:
        yield from _length("value", field.get("value") or "", 0, field.get("max_length") or 4000)
        yield from _length("placeholder", field.get("placeholder") or "", 0, 100)
        return
    options = field.get("options", [])
    values = [option["value"] for option in options]
    if field.get("type") != 3 or not 1 <= len(options) <= 25 or len(set(values)) != len(values):
        yield f"select: {len(options)} options of 1-25, each once"
    if bool(field.get("required", True)) != bool(field.get("min_values", 1)):
        yield "select: required and min_values disagree"
    for option in options:
        yield from _length("option label", option["label"], 1, 100)
        yield from _length("option value", option["value"], 1, 100)


def _unicode_faults(value: Any) -> Iterator[str]:
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        yield "text: half a character"
    elif isinstance(value, dict):
        yield from (fault for inner in value.values() for fault in _unicode_faults(inner))
    elif isinstance(value, list):
        yield from (fault for inner in value for fault in _unicode_faults(inner))
