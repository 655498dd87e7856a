"""Whom a setting names: people, roles, groups, and the other channel of a pair."""

import re
from collections.abc import Collection
from typing import Final

from bot.channel_commands.quiet_hours import GRADES, OFF
from bot.domain.channel import Ping
from bot.domain.command import Wrong
from bot.domain.incident import Grade
from bot.domain.message import Destination

EVERYBODY: Final = frozenset({"everyone", "everybody", "anyone", "anybody", "all", "any", "@everyone"})
MAX_EDITORS: Final = 50
# As the platforms write mentions into a text, or as ids are typed. Slack: <@U1|name>, <!subteam^S1|@ops>.
# Discord: <@1>, <@!1>, <@&1>; with digits alone a role is pinged, and a person edits.
_ROLE: Final = re.compile(r"<@&(\d{1,25})>|<!subteam\^(S\w{1,25})(?:\|[^>]*)?>|@?(S[A-Z0-9]{1,25})")
_PERSON: Final = re.compile(r"<@!?(\d{1,25}|[UW]\w{1,25})(?:\|[^>]*)?>|@?u(\d{1,25})|@?([UW][A-Z0-9]{1,25})")
_DIGITS: Final = re.compile(r"@?(\d{1,25})")
_FROM: Final = re.compile(
    r"(?:\s|^)(?:from|at|on|for|if|when|starting|above)\s+(?:grade\s+)?(?P<grade>\w+)"
    r"(?:\s+(?:on|up|onwards|and above))?\s*$",
    re.IGNORECASE,
)
_CHANNEL_LINK: Final = re.compile(r"<#(\w+)(?:\|[^>]*)?>")
_SLACK_TEAM: Final = re.compile(r"[TE][A-Z0-9]{1,25}")
_SLACK_CHANNEL: Final = re.compile(r"#[\w-]{1,80}|[CGD][A-Z0-9]{1,25}")
_DISCORD_CHANNEL: Final = re.compile(r"\d{1,25}")


def ping_in(text: str) -> Ping | Wrong | None:
    """Read `@S123 from confirmed`, `<@&123>` or `off`. In Discord a person's id has a "u" before it: u123."""
    said = text.strip()
    if not said or said.casefold() in OFF:
        return None
    grade = Grade.PROBABLE
    if found := _FROM.search(said):
        named = GRADES.get(found["grade"].casefold())
        if named is None:
            return Wrong(says=f"“{found['grade']}” is no grade: ping from {', '.join(GRADES)}.")
        grade, said = named, said[: found.start()].strip()
    who = _called(said)
    if who is None:
        return Wrong(
            says=f"“{said[:30]}” is nobody whom I can ping: mention a person, group or role, or write its id,"
            " like @S0123ABCD or <@&123456>."
        )
    return Ping(who=who, grade=grade)


def editors_in(text: str) -> tuple[str, ...] | Wrong:
    """Read `@U1 @U2` or `everyone`, which is nobody in particular."""
    said = text.strip()
    if said.casefold() in EVERYBODY | OFF:
        return ()
    parts = re.sub(r"(?<=>)(?=<)", " ", said).replace(",", " ").split()
    people = {part: _person(part) for part in parts if part.casefold() not in ("and", "&")}
    wrong = next((part for part, person in people.items() if person is None), None)
    if wrong is not None or not people:
        shown = f"“{wrong[:60]}” is no person" if wrong else "Nobody is named"
        return Wrong(says=f"{shown}: mention people, like settings editors @U1 @U2, or write everyone.")
    return tuple(dict.fromkeys(filter(None, people.values())))[:MAX_EDITORS]


def _called(text: str) -> str | None:
    """The id to ping: that of a role, group or person."""
    role = _only_group(_ROLE.fullmatch(text) or _DIGITS.fullmatch(text))
    person = _person(text)
    if role is not None:
        return role
    return f"u{person}" if person is not None and person.isdigit() else person


def _person(text: str) -> str | None:
    """The id of a person, as it comes with what they do."""
    return _only_group(_PERSON.fullmatch(text) or _DIGITS.fullmatch(text))


def _only_group(found: re.Match[str] | None) -> str | None:
    return next((str(group) for group in found.groups() if group), None) if found else None


def pair_in(text: str, platforms: Collection[str]) -> Destination | Wrong | None:
    """Read `discord:123`, `slack:#ops`, `slack:T1/C1` or `off`."""
    said = _CHANNEL_LINK.sub(r"\1", text.strip())
    if said.casefold() in OFF:
        return None
    platform, _, channel = said.partition(":")
    platform, channel = platform.strip().casefold(), channel.strip()
    if platform not in platforms or not channel or any(char.isspace() for char in channel):
        return Wrong(
            says=f"“{said[:60]}” is no channel to pair with: write discord:CHANNEL_ID, slack:#channel or off."
        )
    team, slash, inner = channel.partition("/")
    destination = Destination(platform=platform, channel=channel)
    if platform == "slack" and slash:
        destination = Destination(platform=platform, channel=inner, team=team)
    shape = {"slack": _SLACK_CHANNEL, "discord": _DISCORD_CHANNEL}.get(platform)
    is_no_team = bool(destination.team) and _SLACK_TEAM.fullmatch(destination.team) is None
    if is_no_team or (shape is not None and shape.fullmatch(destination.channel) is None):
        example = "slack:#ops or slack:C0123ABCD" if platform == "slack" else "discord:123456789"
        return Wrong(says=f"“{said[:60]}” is no {platform.title()} channel: write it like {example}.")
    return destination
