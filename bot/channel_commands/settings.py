"""Reads `settings grade probable` and the like: a table of settings, and how the value of each is read."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from rapidfuzz import process

from bot.channel_commands.people import editors_in, pair_in, ping_in
from bot.channel_commands.quiet_hours import GRADES, OFF, digest_command, quiet_command
from bot.domain.chat_traits import Traits
from bot.domain.command import (
    ChangeSettings,
    Command,
    FormId,
    Open,
    Setting,
    SettingChange,
    SettingValue,
    Show,
    Shown,
    Wrong,
)
from bot.domain.status import Impact

MAX_REGIONS: Final = 20
MAX_CAP: Final = 100
_YES: Final = frozenset({"on", "yes", "true", "show", "shown", "enabled", "enable", "1"})
_NO: Final = OFF | {"false", "hide", "hidden", "0"}
_ANYTHING: Final = OFF | {"any", "all", "anything", "everything", "every", "anywhere", "everywhere"}
_SEVERITIES: Final = {impact.value: impact for impact in Impact if impact is not Impact.NONE}
_REGION: Final = re.compile(r"(?=.*[a-z])[\w./ -]{1,40}")
_KEYS: Final[Mapping[str, Setting]] = {
    word: setting
    for setting, words in {
        Setting.GRADE: "grade grades certainty confidence",
        Setting.IMPACT: "severity severities impact",
        Setting.REGIONS: "regions region area areas",
        Setting.MAINTENANCE: "maintenance maintenances",
        Setting.PING: "ping pings mention mentions",
        Setting.EDITORS: "editors editor admins admin",
        Setting.CAP: "cap limit",
        Setting.PAIRED: "pair paired fallback",
        Setting.QUIET: "quiet",
        Setting.DIGEST: "digest",
    }.items()
    for word in words.split()
}
_SHOWS: Final = frozenset({"show", "list", "view", "current"})
_LINE: Final = re.compile(r"(?P<key>\w+)(?:\s*[:=]\s*|\s+|$)(?:to\s+|floor\s+)?(?P<value>.*)", re.DOTALL)


def settings_command(text: str, traits: Traits) -> Command:
    """Read what stands behind "settings"."""
    if not text:
        return Open(form=FormId.SETTINGS)
    if text.casefold() in _SHOWS:
        return Show(what=Shown.SETTINGS)
    line = _LINE.fullmatch(text)
    setting = setting_called(line["key"]) if line else None
    if line is None or setting is None:
        return _no_such_setting(text.split(maxsplit=1)[0])
    value = line["value"].strip()
    if setting is Setting.QUIET:
        return quiet_command(value)
    if setting is Setting.DIGEST:
        return digest_command(value)
    if not value:
        return Wrong(says=f"Say what {_name(setting)} should be, for example: settings {_EXAMPLES[setting]}.")
    return set_command(setting, value, traits)


def set_command(setting: Setting, text: str, traits: Traits) -> ChangeSettings | Wrong:
    """One setting's new value as a command."""
    value = _READERS[setting](text, traits)
    return (
        value
        if isinstance(value, Wrong)
        else ChangeSettings(changes=(SettingChange(setting=setting, value=value),))
    )


def setting_called(word: str) -> Setting | None:
    """The setting that people call so."""
    return _KEYS.get(word.casefold())


def _name(setting: Setting) -> str:
    return {Setting.IMPACT: "severity", Setting.PAIRED: "pair"}.get(setting, setting.value)


def _no_such_setting(word: str) -> Wrong:
    near = process.extractOne(word.casefold()[:40], list(_KEYS), score_cutoff=70)
    meant = f" Did you mean {_name(_KEYS[near[0]])}?" if near else ""
    known = ", ".join(_name(setting) for setting in Setting)
    return Wrong(says=f"There is no setting “{word[:40]}”.{meant} There are {known}.")


def _grade(text: str, _: Traits) -> SettingValue | Wrong:
    said = _floor(text)
    grade = GRADES["suspected"] if said in _ANYTHING else GRADES.get(said)
    return grade or Wrong(says=f"“{text[:40]}” is no grade: write suspected, probable or confirmed.")


def _severity(text: str, _: Traits) -> SettingValue | Wrong:
    said = _floor(text)
    if said in _ANYTHING:
        return None
    return _SEVERITIES.get(said) or Wrong(
        says=f"“{text[:40]}” is no severity: write minor, major, critical or any."
    )


def _floor(text: str) -> str:
    """A floor without the words that only say that it is one."""
    return re.sub(
        r"^(?:from|only|at least|>=)\s+|(?<!\s)\s+(?:(?:or|and) \w+|only)$|\+$", "", text.casefold().strip()
    )


def _regions(text: str, _: Traits) -> SettingValue | Wrong:
    said = text.casefold().strip()
    if not said or said in _ANYTHING:
        return ()
    parts = re.split(r"[,;\n]|\band\b", said) if re.search(r"[,;\n]|\band\b", said) else said.split()
    regions = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    wrong = next((region for region in regions if _REGION.fullmatch(region) is None), None)
    if wrong is not None:
        return Wrong(says=f"“{wrong[:40]}” is no region: write them like us-east-1, eu, or any.")
    if not regions or len(regions) > MAX_REGIONS:
        return Wrong(says=f"Write 1 to {MAX_REGIONS} regions with commas between, or any.")
    return regions


def _maintenance(text: str, _: Traits) -> SettingValue | Wrong:
    said = text.casefold().strip()
    if said in _YES or said in _NO:
        return said in _YES
    return Wrong(says=f"“{text[:40]}” is neither on nor off: write settings maintenance on, or off.")


def _cap(text: str, _: Traits) -> SettingValue | Wrong:
    said = text.strip()
    if said.isascii() and said.isdigit() and len(said) <= 4 and 1 <= int(said) <= MAX_CAP:
        return int(said)
    return Wrong(
        says=f"“{text[:40]}” is no cap: write how many new cards ten minutes may bring, 1 to {MAX_CAP}."
    )


_READERS: Final[Mapping[Setting, Callable[[str, Traits], SettingValue | Wrong]]] = {
    Setting.GRADE: _grade,
    Setting.IMPACT: _severity,
    Setting.REGIONS: _regions,
    Setting.MAINTENANCE: _maintenance,
    Setting.PING: ping_in,
    Setting.EDITORS: editors_in,
    Setting.CAP: _cap,
    Setting.PAIRED: pair_in,
}
_EXAMPLES: Final[Mapping[Setting, str]] = {
    Setting.GRADE: "grade probable",
    Setting.IMPACT: "severity major",
    Setting.REGIONS: "regions us-east-1, eu",
    Setting.MAINTENANCE: "maintenance on",
    Setting.PING: "ping @S0123ABCD from confirmed",
    Setting.EDITORS: "editors @U0123ABCD",
    Setting.CAP: "cap 5",
    Setting.PAIRED: "pair discord:123456789",
}
