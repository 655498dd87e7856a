"""Riot Games: `https://<game>.secure.dyn.riotcdn.net/channels/public/x/status/<shard>.json`.

One shard of a game, in the document of the keyed API (https://developer.riotgames.com/apis#lol-status-v4): an
entry carries both a severity and a maintenance status, and its words in many languages.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from adapters.status_pages.shared.building import WORK, Post, maintenance, reading, report, token
from adapters.status_pages.shared.proof import FROM_DOCUMENTATION
from adapters.times import moment
from adapters.wire import anchors, decode
from bot.domain.report import Page, Reading
from bot.domain.status import Impact
from bot.ports import Format

_IMPACTS: Final = {"info": Impact.MINOR, "warning": Impact.MAJOR, "critical": Impact.CRITICAL}
_ENGLISH: Final = ("en_US", "en_GB")


class _Text(msgspec.Struct):
    locale: str | None = None
    content: str | None = None


class _Update(msgspec.Struct):
    translations: list[_Text] | None = None
    created_at: str | None = None


class _Entry(msgspec.Struct):
    id: int | str | None = None
    titles: list[_Text] | None = None
    updates: list[_Update] | None = None
    created_at: str | None = None
    updated_at: str | None = None
    incident_severity: str | None = None
    maintenance_status: str | None = None


class _Document(msgspec.Struct):
    maintenances: list[_Entry]
    incidents: list[_Entry]
    name: str | None = None
    id: str | None = None


def sniff(page: Page) -> bool:
    """Whether the bytes carry Riot's anchors."""
    return {"locales", "maintenances", "incidents"} <= anchors(page.body)


def parse(page: Page) -> Reading:
    """Read one shard's status. What is listed is open. Raises ParseError."""
    document = decode(page.body, _Document)
    return reading(
        page,
        FORMAT.name,
        document.name,
        reports=(
            report(
                page,
                entry.id,
                _english(entry.titles),
                posts=_posts(entry),
                started=[moment(entry.created_at)],
                updated=moment(entry.updated_at),
                impact=_IMPACTS.get(token(entry.incident_severity)),
            )
            for entry in document.incidents
        ),
        maintenances=(
            maintenance(
                page,
                entry.id,
                _english(entry.titles),
                starts=moment(entry.created_at),
                stage=WORK.get(token(entry.maintenance_status)),
            )
            for entry in document.maintenances
        ),
        page_url="https://status.riotgames.com/",
        page_id=document.id,
    )


FORMAT: Final = Format(
    name="riot",
    parse=parse,
    sniff=sniff,
    hosts=("riotcdn.net",),
    only_there=True,
    unproven=FROM_DOCUMENTATION,
)


def _posts(entry: _Entry) -> Iterator[Post]:
    for update in entry.updates or []:
        yield moment(update.created_at), None, _english(update.translations)


def _english(texts: list[_Text] | None) -> str:
    """The words in English, else in whichever language comes first."""
    said = {text.locale or "": text.content or "" for text in texts or []}
    return next((said[locale] for locale in _ENGLISH if locale in said), next(iter(said.values()), ""))
