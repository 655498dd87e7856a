"""Reads the values of settings: `probable or better`, `us-east-1, eu`, `on`, `5`."""

import re
from typing import Final

from bot.channel_commands.command import InvalidCommand
from bot.channel_commands.quiet_hours import GRADES, OFF
from bot.domain.channel import DEFAULT_GRADE
from bot.domain.chat_traits import Traits
from bot.domain.incident import Grade
from bot.domain.status import Impact
from bot.rendering.channel.words import language_names
from bot.rendering.text import listing
from bot.speech.language import Language

MAX_REGIONS: Final = 20
MAX_CAP: Final = 100
_YES: Final = frozenset({"on", "yes", "true", "show", "shown", "enabled", "enable", "1"})
_NO: Final = OFF | {"false", "hide", "hidden", "0"}
_ANYTHING: Final = OFF | {"any", "all", "anything", "everything", "every", "anywhere", "everywhere"}
_SEVERITIES: Final = {impact.value: impact for impact in Impact if impact is not Impact.NONE}
_REGION: Final = re.compile(r"(?=.*[a-z])[\w./ -]{1,40}")


def grade_in(text: str, _: Traits) -> Grade | InvalidCommand:
    """Read the least sure grade that is told: any is all that we claim, off is what a channel begins with."""
    word = _floor(text)
    if word in OFF:
        return DEFAULT_GRADE
    grade = Grade.SUSPECTED if word in _ANYTHING else GRADES.get(word)
    return grade or InvalidCommand(
        reason=f"“{text[:40]}” is no grade: write early, suspected, probable or confirmed."
    )


def severity_in(text: str, _: Traits) -> Impact | InvalidCommand | None:
    """Read the least severity that is told; None for any."""
    word = _floor(text)
    if word in _ANYTHING:
        return None
    return _SEVERITIES.get(word) or InvalidCommand(
        reason=f"“{text[:40]}” is no severity: write minor, major, critical or any."
    )


def regions_in(text: str, _: Traits) -> tuple[str, ...] | InvalidCommand:
    """Read the regions that are told of, none for all."""
    folded = text.casefold().strip()
    if not folded or folded in _ANYTHING:
        return ()
    parts = re.split(r"[,;\n]|\band\b", folded) if re.search(r"[,;\n]|\band\b", folded) else folded.split()
    regions = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    wrong = next((region for region in regions if _REGION.fullmatch(region) is None), None)
    if wrong is not None:
        return InvalidCommand(reason=f"“{wrong[:40]}” is no region: write them like us-east-1, eu, or any.")
    if not regions or len(regions) > MAX_REGIONS:
        return InvalidCommand(reason=f"Write 1 to {MAX_REGIONS} regions with commas between, or any.")
    return regions


def maintenance_in(text: str, _: Traits) -> bool | InvalidCommand:
    """Read whether maintenance is told of."""
    word = text.casefold().strip()
    if word in _YES or word in _NO:
        return word in _YES
    return InvalidCommand(
        reason=f"“{text[:40]}” is neither on nor off: write settings maintenance on, or off."
    )


def language_in(text: str, _: Traits) -> Language | InvalidCommand:
    """Read the language that is spoken here: by its code, or by its name in English or in itself."""
    word = text.casefold().strip()
    if word in OFF:
        return Language.ENGLISH
    found = next((one for one in Language if word in language_names(one)), None)
    known = listing([f"{one} ({language_names(one)[1]})" for one in Language], len(Language))
    return found or InvalidCommand(reason=f"“{text[:40]}” is no language that I speak: write {known}.")


def cap_in(text: str, _: Traits) -> int | InvalidCommand:
    """Read how many new cards ten minutes may bring."""
    number = text.strip()
    if number.isascii() and number.isdigit() and len(number) <= 4 and 1 <= int(number) <= MAX_CAP:
        return int(number)
    return InvalidCommand(
        reason=f"“{text[:40]}” is no cap: write how many new cards ten minutes may bring, 1 to {MAX_CAP}."
    )


def _floor(text: str) -> str:
    """A floor without the words that only say that it is one."""
    return re.sub(
        r"^(?:from|only|at least|>=)\s+|(?<!\s)\s+(?:(?:or|and) \w+|only)$|\+$", "", text.casefold().strip()
    )
