"""Forms as Discord modals, and what was filled in.

A modal is all in its payload: it may be sent back after a restart, to a process that never showed it. Limits:
https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import discord

from adapters.chat.discord.text import as_label, cut_units, units
from adapters.chat.shared.untrusted_text import inert
from bot.domain.contact import Field, Form

MAX_TITLE: Final = 45
MAX_FIELDS: Final = 5
MAX_LABEL: Final = 45
MAX_HINT: Final = 100
MAX_VALUE: Final = 4_000
MAX_CHOICES: Final = 25
MAX_CHOICE: Final = 100


def modal_for(form: Form) -> discord.ui.Modal:
    """A form as a modal."""
    modal = discord.ui.Modal(title=as_label(form.title, MAX_TITLE), custom_id=form.id, timeout=None)
    for field in form.fields[:MAX_FIELDS]:
        choices = {c.value: c.label for c in field.choices if units(c.value) <= MAX_CHOICE}
        nothing = choices.pop("", "")
        component = _select(field, choices, nothing) if choices else _text(field)
        hint = cut_units(inert(field.hint).strip(), MAX_HINT)
        modal.add_item(
            discord.ui.Label(
                text=as_label(field.label, MAX_LABEL), description=hint or None, component=component
            )
        )
    # The SDK keeps modals that are not stopped for ever; the listener hears of submissions without.
    modal.stop()
    return modal


def values_in(data: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by field id, from the raw data of a submission."""
    return {
        str(found["custom_id"]): _value(found)
        for found in _inputs(data.get("components", ()))
        if "custom_id" in found
    }


def _inputs(components: Any) -> Iterator[Mapping[str, Any]]:
    """Fields, wherever labels and rows hold them."""
    for component in components:
        if "component" in component:
            yield component["component"]
        elif "components" in component:
            yield from _inputs(component["components"])
        else:
            yield component


def _value(found: Mapping[str, Any]) -> str:
    values = found.get("values")
    if values is not None:
        return str(values[0]) if values else ""
    return str(found.get("value") or "")


def _text(field: Field) -> discord.ui.TextInput[discord.ui.Modal]:
    return discord.ui.TextInput(
        custom_id=field.id,
        style=discord.TextStyle.paragraph if field.is_long else discord.TextStyle.short,
        default=cut_units(field.value, MAX_VALUE) or None,
        required=field.is_required,
        max_length=MAX_VALUE,
    )


def _select(field: Field, choices: Mapping[str, str], nothing: str) -> discord.ui.Select[discord.ui.Modal]:
    """One of the choices, labels by value; the first 25, which is what Discord shows.

    An empty value is no choice there: to leave the field empty is, and `nothing` says so.
    """
    return discord.ui.Select(
        custom_id=field.id,
        placeholder=cut_units(inert(nothing).strip(), MAX_HINT) or None,
        min_values=1 if field.is_required else 0,
        required=field.is_required,
        options=[
            discord.SelectOption(label=as_label(label, MAX_CHOICE), value=value, default=value == field.value)
            for value, label in list(choices.items())[:MAX_CHOICES]
        ],
    )
