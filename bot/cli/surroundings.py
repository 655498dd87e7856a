"""Where a command gets its settings from: the environment and `.env`; and what in them is no setting."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from bot.asked_catalog import catalog_of
from bot.catalog.catalog import Catalog
from bot.environment import DOTENV, Environment, environment_of
from bot.settings import BotSettings, EnvironmentSettings, ProbeSettings, StoreSettings

# Read by tests and benchmarks, not by the program.
_OURS_BESIDE: Final = frozenset({DOTENV, "SHAREDFATE_CORPUS"})
_OWN: Final = "SHAREDFATE_"
# Other programs have variables that begin like ours, such as SLACK_WEBHOOK_URL: there only what is nearly a
# name of ours, such as SLACK_TOKEN, is a slip. Of 100.
_NEARLY_OF_A_FAMILY: Final = 82.0
_NEARLY: Final = 88.0


def environment() -> Environment:
    """Variables of this process, and of `.env` in the working directory. Raises ConfigurationError."""
    return environment_of(os.environ)


def catalog_here() -> Catalog:
    """The catalogue that the settings here ask for. Raises ConfigurationError."""
    return catalog_of(BotSettings.read(environment().variables))


def owners() -> tuple[type[EnvironmentSettings], ...]:
    """Every settings class."""
    # Who only asks needs none of the platforms, which take as long to import as all else.
    from adapters.chat_platforms import PLATFORMS  # noqa: PLC0415

    platforms = (platform.settings for platform in PLATFORMS.values())
    return (StoreSettings, BotSettings, ProbeSettings, *platforms)


def variables_of(owner: type[EnvironmentSettings]) -> list[str]:
    """The names of an owner's variables."""
    prefix = owner.env_prefix
    return [f"{prefix}{name}".upper() for name in owner.model_fields]


def known_variables() -> frozenset[str]:
    """Every name that is a setting, and those of the files that hold one."""
    names = {variable for owner in owners() for variable in variables_of(owner)}
    return frozenset(names | {f"{name}_FILE" for name in names})


def secrets_in(environ: Mapping[str, str]) -> frozenset[str]:
    """Every secret of the settings: of a list each, and the passwords in addresses.

    Raises ConfigurationError.
    """
    found = set[str]()
    for owner in owners():
        settings = owner.read(environ)
        for name in owner.model_fields:
            value = getattr(settings, name)
            if isinstance(value, SecretStr):
                found |= set(_secrets_of(value.get_secret_value()))
    return frozenset(found)


def _secrets_of(value: str) -> Iterator[str]:
    parts = [part.strip() for part in value.split(",")]
    # In some lists each has a name before it.
    named = [part.partition("=")[2] for part in parts if "://" in part]
    for one in (value, *parts, *named):
        yield one
        with suppress(ValueError):
            password = urlsplit(one).password
            yield from (password, unquote(password)) if password else ()


def origins(found: Environment) -> Mapping[str, tuple[str, ...]]:
    """Which settings came from where, by names, never values: the process, the file."""
    known = sorted(name for name in known_variables() if found.variables.get(name))
    return {
        "environment": tuple(name for name in known if name not in found.from_file),
        str(found.file or ".env"): tuple(name for name in known if name in found.from_file),
    }


def origins_line(found: Environment) -> str:
    """The same as one line for people."""
    parts = [f"{', '.join(names)} from {place}" for place, names in origins(found).items() if names]
    return "; ".join([*parts, "all else is default" if parts else "nothing is set: all is default"])


def oddities(found: Environment) -> Iterator[str]:
    """One line each for what is set and is no setting, and for what of the file says nothing."""
    for line in found.unread:
        yield f"{found.file}, line {line}: not understood; write NAME=value"
    known = known_variables()
    for name in sorted(found.variables.keys() - known - _OURS_BESIDE):
        near = _nearest(name, known)
        if near is not None or name.upper().startswith(_OWN):
            hint = f"did you mean {near}?" if near else "`sharedfate env` lists them"
            yield f"{name} is no setting of ours: {hint}"


def _nearest(name: str, known: frozenset[str]) -> str | None:
    """The setting that is meant, if one is: what begins as ours do is likelier to be one of them."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  -- where something is amiss

    asked = name.upper()
    if asked.startswith(_OWN):
        # What they all begin with says nothing of which one is meant.
        names, asked, least = {other: other.removeprefix(_OWN) for other in known}, asked[len(_OWN) :], 60.0
    else:
        names = {other: other for other in known}
        least = _NEARLY_OF_A_FAMILY if _family(asked) in {_family(other) for other in known} else _NEARLY
    is_file = asked.endswith("_FILE")
    choices = {other: names[other] for other in sorted(names) if other.endswith("_FILE") is is_file}
    best = process.extractOne(asked, choices, scorer=fuzz.ratio, score_cutoff=least)
    return best[2] if best is not None else None


def _family(name: str) -> str:
    """What a name begins with: SLACK of SLACK_BOT_TOKEN."""
    return name.partition("_")[0]
