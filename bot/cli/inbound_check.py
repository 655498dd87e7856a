"""What is wrong with how other tools may hand in what they see, and what they hand in that names nobody."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pydantic import SecretStr

from adapters.web.access import is_loopback
from adapters.web.tokens import FOR_PAGES
from bot.checks.known import UnmatchedCheck
from bot.cli.diagnosis import Diagnosis
from bot.domain.times import ago
from bot.settings import BotSettings

FEWEST_CHARACTERS: Final = 16
MOST_SHOWN: Final = 20


def inbound_faults(settings: BotSettings) -> Iterator[str]:
    """What keeps the settings from being used, a sentence each. No part of a secret is repeated."""
    given = {
        "SHAREDFATE_INBOUND_TOKEN": settings.inbound_token,
        "SHAREDFATE_INBOUND_SECRET": settings.inbound_secret,
    }
    for variable, secret in given.items():
        if secret is None:
            continue
        yield from secret_faults(variable, secret)
        if not settings.web_port:
            yield f"{variable} is set, and SHAREDFATE_WEB_PORT is 0: nothing can be handed in without a port"


def inbound_findings(settings: BotSettings) -> Iterator[Diagnosis]:
    """Whether anything can be handed in, and how far that port can be reached."""
    is_open = settings.inbound_token is not None or settings.inbound_secret is not None
    place = f"{settings.web_host}:{settings.web_port}"
    is_everywhere = not is_loopback(settings.web_host) and settings.web_port != 0
    if is_open:
        behind = "; it reaches other machines in the clear: put TLS in front of it" if is_everywhere else ""
        says = f"tools with a token may hand in checks at {place}/in{behind}"
    else:
        behind = f"; /healthz and /metrics are open to whoever reaches {place}" if is_everywhere else ""
        says = f"off: set SHAREDFATE_INBOUND_TOKEN, see docs/inbound.md{behind}"
    yield Diagnosis("inbound", ok=True, says=says)


def unmatched_findings(unmatched: list[UnmatchedCheck], now: datetime) -> Iterator[Diagnosis]:
    """What was handed in and names nobody, with what to do; of many the newest."""
    for one in unmatched[:MOST_SHOWN]:
        hints = f" ({', '.join(one.hints)})" if one.hints else ""
        times = f"{one.count} times" if one.count > 1 else "once"
        last = ago(one.last_at, now) or "just now"
        says = f"{one.source}: “{one.name}”{hints}, {times}, last {last}: {_advice(one)}"
        yield Diagnosis("names nobody", ok=True, says=says)
    if len(unmatched) > MOST_SHOWN:
        yield Diagnosis("names nobody", ok=True, says=f"and {len(unmatched) - MOST_SHOWN} more")


def _advice(one: UnmatchedCheck) -> str:
    if one.is_page:
        return "no page that we read is at this address"
    return "add the label sharedfate_service=<id>, or the field or tag service, see docs/inbound.md"


def secret_faults(variable: str, secret: SecretStr) -> Iterator[str]:
    """Why a list of tokens or secrets is not fit to be one. No part of any is repeated."""
    parts = [part.strip().removeprefix(FOR_PAGES) for part in secret.get_secret_value().split(",")]
    if not any(parts):
        yield f"{variable} is set and empty: choose a long random text (openssl rand -hex 32), or unset it"
    for part in filter(None, parts):
        if len(part) < FEWEST_CHARACTERS:
            yield (
                f"{variable}: one of {len(part)} characters can be guessed: it needs {FEWEST_CHARACTERS} or "
                "more (openssl rand -hex 32)"
            )
        elif not part.isascii() or not part.isprintable() or " " in part:
            yield f"{variable}: no blanks and only ASCII: headers carry nothing else (openssl rand -hex 32)"
