"""`sharedfate check`."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.parsing_command import PARSING_CHILD
from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION, detect
from bot.cli.options import aware
from bot.clock import SystemClock
from bot.domain.report import MAX_BODY_BYTES, Page, Reading
from bot.domain.status import Impact, MaintenanceStatus, UnreadableReason
from bot.domain.times import clock
from bot.errors import ConfigurationError, PageUnreadable
from bot.rendering.json import reading_json
from bot.rendering.text import clean
from bot.rendering.words import STATUS

# A host with a port and a path, such as githubstatus.com, status.example.org:8080/api, localhost:80.
_HOST: Final = re.compile(
    r"(?:(?:[\w-]+\.)+(?P<end>[\w-]{2,}|\d+)\.?|localhost(?=[:/]))(?::(?P<port>\d{1,5}))?(?:[/?].*)?"
)
_ENDINGS_OF_FILES: Final = frozenset(
    {"json", "xml", "html", "htm", "rss", "atom", "txt", "gz", "jsonl", "toml"}
)
# Where the other scheme would come to the same.
_THE_SAME_AGAIN: Final = (
    UnreadableReason.TIMEOUT,
    UnreadableReason.NAME_NOT_FOUND,
    UnreadableReason.PRIVATE_ADDRESS,
    UnreadableReason.BAD_ADDRESS,
)


def check(
    target: Annotated[str, typer.Argument(help="A page's address or host, or a file with a page's bytes.")],
    format: Annotated[str | None, typer.Option(help="Name the format instead of detecting it.")] = None,  # noqa: A002
    as_of: Annotated[datetime | None, typer.Option(help="Read a file as of this time, ISO 8601.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch loopback and private addresses.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Read one status page and say what it says.

    Example: sharedfate check https://www.githubstatus.com
    """
    now = aware(as_of) or SystemClock().now()
    checked = asyncio.run(_read(target, format, now, allow_private=allow_private))
    document = {**reading_json(checked.reading), "address": checked.address, "unproven": checked.unproven}
    typer.echo(dumps(document, ensure_ascii=False) if json else _as_text(checked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A page that was read: where it was found, and whether its reader has ever seen a real payload."""

    address: str
    reading: Reading
    unproven: str | None


async def _read(target: str, format_: str | None, now: datetime, *, allow_private: bool) -> Checked:
    """Read a target. Raises ConfigurationError or PageUnreadable with what to do about it."""
    if format_ is not None and format_ not in FORMATS:
        raise ConfigurationError(f"no format {format_}: choose from {', '.join(FORMATS)}")
    addresses = _addresses(target)
    if addresses:
        return await _from_either(addresses, format_, now, allow_private=allow_private)
    page = _file(target, now)
    name = format_ or detect(page)
    return Checked(address=page.url, reading=FORMATS[name].parse(page), unproven=FORMATS[name].unproven)


def _addresses(target: str) -> tuple[str, ...]:
    """The addresses that a target may be, likeliest first; none of a file.

    A bare host is asked over TLS first; one with a port of its own, as self-hosted pages have it, is not.
    """
    if target.lower().startswith(("http://", "https://")):
        return (target,)
    host = _HOST.fullmatch(target)
    if host is None or Path(target).exists() or (host["end"] or "").lower() in _ENDINGS_OF_FILES:
        return ()
    both = f"https://{target}", f"http://{target}"
    return both if host["port"] in (None, "443") else both[::-1]


async def _from_either(
    addresses: Sequence[str], format_: str | None, now: datetime, *, allow_private: bool
) -> Checked:
    """What stands at the first of these where something is to be read. Raises what the first came to."""
    first, *others = addresses
    try:
        return await _from_address(first, format_, now, allow_private=allow_private)
    except PageUnreadable as error:
        if error.reason in _THE_SAME_AGAIN:
            raise
        for address in others:
            with suppress(PageUnreadable):
                return await _from_address(address, format_, now, allow_private=allow_private)
        raise


def _as_text(checked: Checked) -> str:
    """What the page says, for people."""
    reading = checked.reading
    name = clean(reading.service, 80) or "The page"
    lines = [f"{name}: {STATUS[reading.status]} ({reading.format}, {clean(reading.page_url, 200)})"]
    if not checked.address.startswith("file:"):
        lines.append(f"Read at {clean(checked.address, 300)}")
    if checked.unproven is not None:
        lines.append(f"The reader of {reading.format} is unproven: {checked.unproven}.")
    if reading.mentions:
        lines.append(f"{len(reading.mentions)} mentions: this feed is about nobody in particular")
    failing = [c for c in reading.components if c.status != "operational"]
    lines.append(f"{len(reading.components)} components, {len(failing)} not operational")
    lines += [f"  {clean(c.name, 80)}: {STATUS[c.status]}" for c in failing[:20]]
    opened = [r for r in reading.reports if r.status.is_open]
    lines.append(f"{len(reading.reports)} reports, {len(opened)} open")
    lines += [
        f"  {clean(r.title, 100)} · {r.status} since {clock(r.started_at)}" + _graded(r.impact)
        for r in opened
    ]
    return "\n".join((*lines, *_planned(reading)))


def _graded(impact: Impact | None) -> str:
    return f", impact {impact}" if impact is not None else ""


def _planned(reading: Reading) -> Iterator[str]:
    """What there is of planned work, and what of it has not ended."""
    if not reading.maintenances:
        return
    ahead = [work for work in reading.maintenances if work.status is not MaintenanceStatus.COMPLETED]
    yield f"{len(reading.maintenances)} pieces of planned work, {len(ahead)} not completed"
    for work in ahead[:20]:
        begins = f" from {clock(work.starts_at)}" if work.starts_at else ""
        yield f"  {clean(work.title, 100)} · {work.status.replace('_', ' ')}{begins}"


def _file(target: str, now: datetime) -> Page:
    path = Path(target)
    try:
        if path.stat().st_size > MAX_BODY_BYTES:
            raise PageUnreadable(
                UnreadableReason.TOO_LARGE, f"{target} is larger than {MAX_BODY_BYTES} bytes"
            )
        return Page(url=path.absolute().as_uri(), body=path.read_bytes(), fetched_at=now)
    except OSError as error:
        detail = f"{target} is neither an http(s) address nor a file: {error.strerror}"
        raise ConfigurationError(detail) from error


async def _from_address(url: str, format_: str | None, now: datetime, *, allow_private: bool) -> Checked:
    """What stands at an address in the format named, or what is found at and under it in any."""
    # A file is read without: they bring httpx.
    from bot.polling.children import Children  # noqa: PLC0415
    from bot.polling.fetcher import Fetcher  # noqa: PLC0415
    from bot.polling.parsing import Parsing  # noqa: PLC0415
    from bot.polling.recogniser import Recogniser  # noqa: PLC0415

    async with Fetcher("sharedfate-check") as fetcher, Children(PARSING_CHILD) as children:
        parsing = Parsing(formats=FORMATS, recognition=RECOGNITION, children=children)
        if format_ is not None:
            fetched = await fetcher.fetch(url, now=now, allow_private=allow_private)
            assert fetched.page is not None
            reading = await parsing.parse(format_, fetched.page)
            return Checked(address=fetched.final_url, reading=reading, unproven=FORMATS[format_].unproven)
        recogniser = Recogniser(fetcher=fetcher, parsing=parsing, recognition=RECOGNITION)
        found = await recogniser.find(url, now=now, allow_private=allow_private)
        return Checked(address=found.url, reading=found.reading, unproven=FORMATS[found.format].unproven)
