"""Reads `settings grade probable` and the like, `quiet 22-7 UTC`, and what stands in a field of a form."""

import re
from collections.abc import Mapping
from typing import Final

from rapidfuzz import process

from bot.channel_commands.command import (
    ChangeSettings,
    Command,
    FormId,
    InvalidCommand,
    OpenForm,
    SettingChange,
    ShowPage,
)
from bot.channel_commands.context import CommandContext
from bot.channel_commands.pages import settings_page
from bot.channel_commands.setting import EditableSetting
from bot.channel_commands.settings import DIGEST, QUIET, SETTINGS
from bot.domain.chat_traits import Traits
from bot.questions.names import words_of

_LONGEST_NAME: Final = 100  # characters
_CALLED: Final[Mapping[str, EditableSetting]] = {
    name: setting for setting in SETTINGS for name in setting.names
}
_SHOWS: Final = frozenset({"show", "list", "view", "current"})
_LINE: Final = re.compile(r"(?P<name>\w+)(?:\s*[:=]\s*|\s+|$)(?:to\s+|floor\s+)?(?P<value>.*)", re.DOTALL)


def settings(rest: str, context: CommandContext) -> Command:
    """Read what stands behind "settings"."""
    if not rest:
        return OpenForm(form=FormId.SETTINGS)
    if rest.casefold() in _SHOWS:
        return ShowPage(page=settings_page)
    line = _LINE.fullmatch(rest)
    setting = _CALLED.get(line["name"].casefold()) if line else None
    if line is None or setting is None:
        return _no_such_setting(rest.split(maxsplit=1)[0])
    return _shown_or_set(setting, line["value"].strip(), context.traits)


def perhaps_settings(rest: str, context: CommandContext) -> Command | None:
    """The same behind a word that is also used for other things."""
    words = words_of(rest[:_LONGEST_NAME])
    return settings(rest, context) if words and words[0] in _CALLED else None


def quiet(rest: str, context: CommandContext) -> Command:
    """Read what stands behind "quiet"."""
    return _shown_or_set(QUIET, rest, context.traits)


def digest(rest: str, context: CommandContext) -> Command:
    """Read what stands behind "digest"."""
    return _shown_or_set(DIGEST, rest, context.traits)


def set_command(setting: EditableSetting, text: str, traits: Traits) -> ChangeSettings | InvalidCommand:
    """One setting's new value as a command."""
    value = setting.read(text, traits)
    if isinstance(value, InvalidCommand):
        return value
    return ChangeSettings(changes=(SettingChange(setting=setting, value=value),))


def _shown_or_set(setting: EditableSetting, text: str, traits: Traits) -> Command:
    if text:
        return set_command(setting, text, traits)
    if setting.is_shown_alone:
        return ShowPage(page=setting.page)
    return InvalidCommand(
        reason=f"Say what {setting.name} should be, for example: settings {setting.example}."
    )


def _no_such_setting(word: str) -> InvalidCommand:
    near = process.extractOne(word.casefold()[:40], list(_CALLED), score_cutoff=70)
    meant = f" Did you mean {_CALLED[near[0]].name}?" if near else ""
    known = ", ".join(setting.name for setting in SETTINGS)
    return InvalidCommand(reason=f"There is no setting “{word[:40]}”.{meant} There are {known}.")
