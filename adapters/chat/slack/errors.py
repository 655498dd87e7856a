"""Slack's errors as ours, with what a person can do."""

from math import isfinite
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from adapters.chat.shared.untrusted_text import cut, inert
from adapters.chat.slack.refusals import TOO_FAST, advice_on, refusal_of
from bot.domain.refusal import Refusal
from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable

_DEFAULT_WAIT_SECONDS: Final = 30.0
# Whatever it says: after so long we ask again.
_LONGEST_WAIT_SECONDS: Final = 600.0
_MAX_CODE_CHARACTERS: Final = 80


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; empty where the body is not Slack's."""
    data: Any = error.response.data if hasattr(error.response, "data") else None
    code = data.get("error") if isinstance(data, dict) else None
    return cut(inert(code), _MAX_CODE_CHARACTERS) if isinstance(code, str) else ""


def to_bot_error(method: str, where: str, error: SlackApiError) -> BotError:
    """The error of ours that stands for one of Slack's. `where` is a channel or a workspace."""
    response: Any = error.response
    tried = f"Slack {method} to {where}" if where else f"Slack {method}"
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    code = code_of(error)
    if status == 429 or code in TOO_FAST:
        seconds = _seconds(response.headers.get("Retry-After"))
        return RateLimited(f"{tried}: asked to wait {seconds:g} s", retry_after_seconds=seconds)
    refusal = refusal_of(code)
    if refusal is Refusal.PASSING or status >= 500 or not code:
        return DeliveryError(f"{tried}: {code or status}")
    needed = response.data.get("needed")
    detail = f"{code} ({needed})" if needed else code
    return Undeliverable(f"{tried}: {detail}: {advice_on(code)}", refusal)


def _seconds(header: str | None) -> float:
    try:
        seconds = float(header or _DEFAULT_WAIT_SECONDS)
    except ValueError:
        return _DEFAULT_WAIT_SECONDS
    return min(max(0.0, seconds), _LONGEST_WAIT_SECONDS) if isfinite(seconds) else _DEFAULT_WAIT_SECONDS
