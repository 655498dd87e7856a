"""Read a page from an address or a file, recognising its format."""

from datetime import datetime
from pathlib import Path

from adapters.status_pages import FORMATS
from adapters.status_pages.detect import detect, probe_addresses
from bot.domain.report import Page, Reading
from bot.domain.status import UnreadableReason
from bot.errors import ConfigurationError, PageUnreadable
from bot.rendering.text import clean, clock
from bot.rendering.words import STATUS
from bot.workers.fetch import MAX_BODY_BYTES, Fetcher


async def read_target(target: str, format_: str | None, now: datetime, *, allow_private: bool) -> Reading:
    """Read a target. Raises ConfigurationError or PageUnreadable with what to do about it."""
    if format_ is not None and format_ not in FORMATS:
        raise ConfigurationError(f"no format {format_}: choose from {', '.join(FORMATS)}")
    if target.startswith(("http://", "https://")):
        return await _from_address(target, format_, now, allow_private=allow_private)
    page = _file(target, now)
    return FORMATS[format_ or detect(page)].parse(page)


def as_text(reading: Reading) -> str:
    """What the page says, for people."""
    lines = [
        f"{reading.service or 'The page'}: {STATUS[reading.status]} ({reading.format}, {reading.page_url})"
    ]
    failing = [c for c in reading.components if c.status != "operational"]
    lines.append(f"{len(reading.components)} components, {len(failing)} not operational")
    lines += [f"  {clean(c.name, 80)}: {STATUS[c.status]}" for c in failing[:20]]
    opened = [r for r in reading.reports if r.status.is_open]
    lines.append(f"{len(reading.reports)} reports, {len(opened)} open")
    lines += [
        f"  {clean(r.title, 100)} · {r.status} since {r.started_at:%Y-%m-%d} {clock(r.started_at)}"
        for r in opened
    ]
    return "\n".join(lines)


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


async def _from_address(url: str, format_: str | None, now: datetime, *, allow_private: bool) -> Reading:
    """Try the usual places under an address; the first that parses wins, the last refusal is reported."""
    refused: PageUnreadable | None = None
    async with Fetcher("sharedfate-check") as fetcher:
        for address in dict.fromkeys((*probe_addresses(url), url)):
            try:
                fetched = await fetcher.fetch(address, now=now, allow_private=allow_private)
                assert fetched.page is not None
                return FORMATS[format_ or detect(fetched.page)].parse(fetched.page)
            except PageUnreadable as error:
                refused = error
                if error.reason in _FINAL:
                    break
    assert refused is not None
    raise refused


# Where the address itself is the trouble, other paths under it cannot help.
_FINAL = frozenset(
    {
        UnreadableReason.PRIVATE_ADDRESS,
        UnreadableReason.BAD_ADDRESS,
        UnreadableReason.NAME_NOT_FOUND,
        UnreadableReason.CONNECTION_FAILED,
        UnreadableReason.TIMEOUT,
        UnreadableReason.HTTP_401,
        UnreadableReason.HTTP_429,
    }
)
