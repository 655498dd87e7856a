"""Forms as Slack's modal views, and back.

The view carries where it came from in its private metadata, which only the app sees. Limits:
https://docs.slack.dev/reference/views/modal-views
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.chat.shared.untrusted_text import cut, inert
from bot.domain.contact import Choice, Field, Form

Json = dict[str, Any]

CALLBACK: Final = "sf:form"
MAX_TITLE: Final = 24
MAX_LABEL: Final = 150
MAX_VALUE: Final = 3_000
MAX_CHOICES: Final = 100
MAX_CHOICE_LABEL: Final = 75
_INPUT: Final = "value"
# Slack takes no empty value for a choice, and ours may be empty.
_CHOICE_PREFIX: Final = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOrigin:
    """Which form a view is, and the channel that it was opened from."""

    form: str
    channel: str


def view_for(form: Form, channel: str) -> Json:
    """The view of a form. A text above 3,000 characters is cut, since no field of Slack's holds more."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain_text(cut(inert(form.title), MAX_TITLE) or "Sharedfate"),
        "submit": _plain_text("Send"),
        "close": _plain_text("Cancel"),
        "private_metadata": json.dumps({"form": form.id, "channel": channel}),
        "blocks": [_block(field) for field in form.fields],
    }


def origin_of(view: Mapping[str, Any]) -> FormOrigin:
    """What `view_for` wrote into a view."""
    written = json.loads(view["private_metadata"])
    return FormOrigin(form=written["form"], channel=written["channel"])


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by field id; empty where nothing was."""
    state: Mapping[str, Mapping[str, Json]] = view["state"]["values"]
    return {field: _value(inputs[_INPUT]) for field, inputs in state.items() if _INPUT in inputs}


def _value(filled: Json) -> str:
    if filled["type"] == "static_select":
        chosen = filled.get("selected_option") or {}
        return str(chosen.get("value", "")).removeprefix(_CHOICE_PREFIX)
    return str(filled.get("value") or "")


def _block(field: Field) -> Json:
    hint = cut(inert(field.hint), MAX_LABEL)
    return {
        "type": "input",
        "block_id": field.id,
        "label": _plain_text(cut(inert(field.label), MAX_LABEL) or "…"),
        "optional": not field.is_required,
        "element": _select(field) if field.choices else _text_input(field),
        **({"hint": _plain_text(hint)} if hint else {}),
    }


def _text_input(field: Field) -> Json:
    element = {"type": "plain_text_input", "action_id": _INPUT, "multiline": field.is_long}
    return {**element, "initial_value": field.value[:MAX_VALUE]} if field.value else element


def _select(field: Field) -> Json:
    element = {
        "type": "static_select",
        "action_id": _INPUT,
        "options": [_option(choice) for choice in field.choices[:MAX_CHOICES]],
    }
    chosen = next((c for c in field.choices[:MAX_CHOICES] if c.value == field.value), None)
    return element if chosen is None else {**element, "initial_option": _option(chosen)}


def _option(choice: Choice) -> Json:
    label = cut(inert(choice.label), MAX_CHOICE_LABEL) or "…"
    return {"text": _plain_text(label), "value": f"{_CHOICE_PREFIX}{choice.value}"}


def _plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
