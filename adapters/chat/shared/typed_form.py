"""A form where there are no windows: its only field is typed, and of several it is said how to set each."""

from collections.abc import AsyncIterator

from bot.domain.contact import Form
from bot.domain.message import Message, Section, Text


def invitation(form: Form) -> Message:
    """What to type. A form of one field is filled in by `typed_in`; of more, a command sets each."""
    if is_typed_in(form):
        (only,) = form.fields
        lines = [only.hint] if only.hint else []
        return _message(f"{form.title}: type or paste it now; an empty line ends it.", lines)
    lines = [f"{field.id}: {field.value or 'not set'} · {field.label}" for field in form.fields]
    return _message(f"{form.title}: write {form.opened_by}, a name and a value to change one.", lines)


def is_typed_in(form: Form) -> bool:
    """Whether the lines that are typed next belong to the form."""
    return len(form.fields) == 1


async def typed_in(lines: AsyncIterator[str]) -> str:
    """The lines up to an empty one, or to the end of the input."""
    found = []
    async for line in lines:
        if not line.strip():
            break
        found.append(line)
    return "\n".join(found)


def _message(headline: str, lines: list[str]) -> Message:
    return Message(headline=headline, sections=(Section(lines=tuple((Text(line),) for line in lines)),))
