"""What is wrong with Slack's settings, before anything is asked of Slack.

Tokens begin with what they are for: https://docs.slack.dev/authentication/tokens. Rotated ones have `xoxe.`
before that. None is ever repeated.
"""

import re
from collections.abc import Iterator
from typing import Final

from pydantic import SecretStr

from adapters.chat.shared.setting_faults import address_faults, unreachable
from adapters.chat.slack.notation import is_destination
from adapters.chat.slack.settings import SlackSettings
from bot.ports import Binding, SettingsUse

_BOT: Final = re.compile(r"(?:xoxe\.)?xoxb-\S+")
_APP: Final = re.compile(r"xapp-\S+")
_ANY_TOKEN: Final = re.compile(r"(?:xoxe\.)?(?:xox[a-z]|xapp|xwfp)-.*", re.DOTALL)
_WHERE_BOT: Final = "copy the Bot User OAuth Token from api.slack.com/apps, your app, OAuth & Permissions"
_WHERE_APP: Final = "make one with connections:write under Basic Information, App-Level Tokens"


def setting_faults(settings: SlackSettings, use: SettingsUse) -> Iterator[str]:
    """Everything that is wrong, a sentence each."""
    yield from _of_forms(settings)
    yield from _of_pairs(settings, use)
    yield from _of_destinations(settings, use)


def bindings(settings: SlackSettings) -> tuple[Binding, ...]:
    """Where we would be reached over HTTP: for events, or for the pages of an installation."""
    if _speaks_http(settings):
        return (Binding("SLACK_HTTP_PORT", settings.http_host, settings.http_port),)
    return ()


def _speaks_http(settings: SlackSettings) -> bool:
    for_events = settings.app_token is None and settings.signing_secret is not None
    return (for_events and settings.bot_token is not None) or settings.is_distributed


def _of_forms(settings: SlackSettings) -> Iterator[str]:
    if not _fits(_BOT, settings.bot_token):
        yield f"SLACK_BOT_TOKEN is no bot token, which begins with xoxb-: {_WHERE_BOT}"
    if not _fits(_APP, settings.app_token):
        yield f"SLACK_APP_TOKEN is no app-level token, which begins with xapp-: {_WHERE_APP}"
    for variable, secret in (
        ("SLACK_SIGNING_SECRET", settings.signing_secret),
        ("SLACK_CLIENT_SECRET", settings.client_secret),
    ):
        if secret is not None and _ANY_TOKEN.fullmatch(secret.get_secret_value()):
            yield f"{variable} is a token: copy what your app shows under that name in Basic Information"
    yield from address_faults("SLACK_PUBLIC_URL", settings.public_url, "https")
    yield from address_faults("SLACK_API_BASE_URL", settings.api_base_url, "https", "http")
    yield from address_faults("SLACK_AUTHORIZE_URL", settings.authorize_url, "https", "http")


def _fits(form: re.Pattern[str], secret: SecretStr | None) -> bool:
    return secret is None or form.fullmatch(secret.get_secret_value()) is not None


def _of_pairs(settings: SlackSettings, use: SettingsUse) -> Iterator[str]:
    """What is set without that which it needs."""
    has_token = settings.bot_token is not None
    is_reached = settings.app_token is not None or settings.signing_secret is not None
    if bool(settings.client_id) != (settings.client_secret is not None):
        there, missing = ("ID", "SECRET") if settings.client_id else ("SECRET", "ID")
        yield (
            f"SLACK_CLIENT_{there} is set without SLACK_CLIENT_{missing}: both are under Basic Information, "
            "and workspaces can install the app only with both"
        )
    if settings.is_distributed and not use.has_vault:
        yield (
            "SLACK_CLIENT_ID is set without SHAREDFATE_VAULT_KEY, which encrypts the tokens of workspaces: "
            "set a long random passphrase (openssl rand -hex 32)"
        )
    if settings.is_distributed and settings.signing_secret is None and settings.app_token is None:
        yield (
            "SLACK_CLIENT_ID is set without SLACK_SIGNING_SECRET: copy it from Basic Information, so that "
            "Slack can reach us over HTTP; or set SLACK_APP_TOKEN for Socket Mode"
        )
    elif has_token and not is_reached and use.listens:
        yield (
            "SLACK_BOT_TOKEN is set without SLACK_APP_TOKEN: nobody could turn to us in Slack; "
            f"{_WHERE_APP}, or set SLACK_SIGNING_SECRET to be reached over HTTP"
        )
    if is_reached and not has_token and not settings.is_distributed:
        there = "SLACK_APP_TOKEN" if settings.app_token is not None else "SLACK_SIGNING_SECRET"
        yield f"{there} is set without SLACK_BOT_TOKEN: {_WHERE_BOT}"


def _of_destinations(settings: SlackSettings, use: SettingsUse) -> Iterator[str]:
    malformed = [to for to in use.destinations if not is_destination(to)]
    yield from unreachable(
        malformed, "Slack has no such channel: write slack:#name, slack:C0123ABCD or slack:T0123/C0123ABCD"
    )
    good = [to for to in use.destinations if is_destination(to)]
    if settings.bot_token is not None:
        return
    if not settings.is_distributed:
        yield from unreachable(good, f"SLACK_BOT_TOKEN is not set: {_WHERE_BOT}, or take it out")
        return
    yield from unreachable(
        [to for to in good if not to.team],
        "not in which of many workspaces: write slack:T0123/C0123ABCD, or set SLACK_BOT_TOKEN",
    )
