"""What Slack refuses: the limits of https://docs.slack.dev/reference/block-kit, and whom a message calls.

`complaints` and `view_complaints` name everything that is wrong; the stand-in answers `invalid_blocks` then.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

# Slack cuts the text of an edit above this: https://docs.slack.dev/reference/methods/chat.update
MAX_TEXT = 4_000
MAX_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
# No figure is published for rich text; 13,200 characters a message is what `msg_blocks_too_long` goes by.
MAX_ALL_TEXT = 13_200


def complaints(message: Json) -> list[str]:
    """All that Slack would refuse in the arguments of a post or an edit."""
    blocks = message.get("blocks") or []
    found = [] if message.get("text") or blocks else ["no_text"]
    if len(message.get("text") or "") > MAX_TEXT:
        found.append("text is too long")
    found += _blocks(blocks, MAX_BLOCKS)
    ids = Counter(e.get("action_id") for block in blocks for e in block.get("elements", []) if _is_button(e))
    found += [f"action_id {id_} is there twice" for id_, count in ids.items() if count > 1]
    if sum(len(text) for block in blocks for text in _texts(block)) > MAX_ALL_TEXT:
        found.append("msg_blocks_too_long")
    return found


def view_complaints(view: Json) -> list[str]:
    """All that Slack would refuse in a modal view."""
    found = [] if view.get("type") == "modal" else ["not a modal"]
    found += _plain_text(view.get("title"), 24, "title")
    found += [c for part in ("submit", "close") if part in view for c in _plain_text(view[part], 24, part)]
    if len(view.get("private_metadata", "")) > 3_000 or len(view.get("callback_id", "")) > 255:
        found.append("private_metadata or callback_id is too long")
    blocks = view.get("blocks") or []
    if not blocks:
        found.append("no blocks")
    if any(block["type"] == "input" for block in blocks) and "submit" not in view:
        found.append("inputs without submit")
    return found + _blocks(blocks, MAX_VIEW_BLOCKS)


def called(message: Json) -> set[str]:
    """Whom a message calls: ids of groups and persons, `here`, `channel`, `everyone`."""
    found = set(re.findall(r"<@([^>|]+)", message.get("text") or ""))
    found |= set(re.findall(r"<!(?:subteam\^)?([^>|^]+)", message.get("text") or ""))
    for block in message.get("blocks") or []:
        found |= {
            str(element.get("usergroup_id") or element.get("user_id") or element.get("range"))
            for element in _walk(block)
            if element.get("type") in ("usergroup", "user", "broadcast")
        }
        for element in _walk(block):
            if element.get("type") == "mrkdwn":
                found |= set(re.findall(r"<[@!](?:subteam\^)?([^>|^]+)", element["text"]))
    return found


def _blocks(blocks: list[Json], most: int) -> list[str]:
    found = [f"{len(blocks)} blocks"] if len(blocks) > most else []
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    found += [f"block_id {id_!r}" for id_, count in ids.items() if count > 1 or not 0 < len(id_) <= 255]
    for block in blocks:
        check = _CHECKS.get(block.get("type", ""))
        found += check(block) if check else [f"unknown block {block.get('type')}"]
    return found


def _header(block: Json) -> list[str]:
    return _plain_text(block.get("text"), 150, "header")


def _rich_text(block: Json) -> list[str]:
    found = [] if block.get("elements") else ["empty rich_text"]
    for part in block.get("elements", []):
        if part.get("type") not in ("rich_text_section", "rich_text_quote") or not part.get("elements"):
            found.append(f"bad part {part.get('type')}")
        found += [c for element in part.get("elements", []) for c in _rich_element(element)]
    return found


def _rich_element(element: Json) -> list[str]:
    match element.get("type"):
        case "text":
            return [] if element.get("text") else ["empty text"]
        case "link":
            url = element.get("url", "")
            fine = urlsplit(url).hostname and len(url) <= 3_000 and not re.search(r"[\s<>]", url)
            return [] if fine else [f"bad link {url!r}"]
        case "date":
            return [] if isinstance(element.get("timestamp"), int) and element.get("format") else ["bad date"]
        case "usergroup":
            return [] if re.fullmatch(r"S[A-Z0-9]+", element.get("usergroup_id", "")) else ["bad group"]
        case "user":
            return [] if re.fullmatch(r"[UW][A-Z0-9]+", element.get("user_id", "")) else ["bad user"]
        case kind:
            return [f"unknown element {kind}"]


def _actions(block: Json) -> list[str]:
    elements = block.get("elements", [])
    found = [] if 1 <= len(elements) <= 25 else [f"{len(elements)} elements in a row"]
    for button in elements:
        if button.get("type") in ("overflow", "static_select"):
            found += _menu(button)
            continue
        found += _plain_text(button.get("text"), 75, "button")
        if not 1 <= len(button.get("action_id", "")) <= 255:
            found.append("action_id is empty or too long")
        if not 1 <= len(button.get("value", "")) <= 2_000:
            found.append("value is empty or too long")
        if button.get("style", "primary") not in ("primary", "danger"):
            found.append(f"unknown style {button['style']}")
    return found


def _menu(menu: Json) -> list[str]:
    options = menu.get("options", [])
    most = 5 if menu["type"] == "overflow" else 100
    found = [] if 1 <= len(options) <= most else [f"{len(options)} options"]
    if menu["type"] == "static_select":
        found += _plain_text(menu.get("placeholder"), 150, "placeholder")
    if not 1 <= len(menu.get("action_id", "")) <= 255:
        found.append("action_id is empty or too long")
    for option in options:
        found += _plain_text(option.get("text"), 75, "option")
        found += [] if 1 <= len(option.get("value", "")) <= 150 else ["option value"]
    return found


def _image(block: Json) -> list[str]:
    found = [] if 1 <= len(block.get("alt_text", "")) <= 2_000 else ["alt_text"]
    return found if ("slack_file" in block) != ("image_url" in block) else [*found, "no picture"]


def _input(block: Json) -> list[str]:
    found = _plain_text(block.get("label"), 2_000, "label")
    found += _plain_text(block["hint"], 2_000, "hint") if "hint" in block else []
    element = block.get("element", {})
    if element.get("type") == "plain_text_input":
        if not 0 < len(element.get("initial_value", "x")) <= 3_000:
            found.append("initial_value is empty or too long")
        return found
    if element.get("type") != "static_select":
        return [*found, f"unknown input {element.get('type')}"]
    options = element.get("options", [])
    found += [] if 1 <= len(options) <= 100 else [f"{len(options)} options"]
    for option in options:
        found += _plain_text(option.get("text"), 75, "option")
        found += [] if 1 <= len(option.get("value", "")) <= 150 else ["option value"]
    if "initial_option" in element and element["initial_option"] not in options:
        found.append("initial_option is none of the options")
    return found


_CHECKS = {
    "header": _header,
    "rich_text": _rich_text,
    "actions": _actions,
    "image": _image,
    "input": _input,
}


def _plain_text(text: Json | None, most: int, what: str) -> list[str]:
    if not text or text.get("type") != "plain_text":
        return [f"{what} is no plain_text"]
    return [] if 1 <= len(text.get("text", "")) <= most else [f"{what} is empty or too long"]


def _is_button(element: Json) -> bool:
    return element.get("type") == "button"


def _texts(block: Json) -> Iterator[str]:
    for element in _walk(block):
        yield from (element[key] for key in ("text", "url") if isinstance(element.get(key), str))


def _walk(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)
