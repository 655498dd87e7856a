"""`sharedfate probe`."""

import asyncio
from json import dumps
from typing import Annotated, Final

import typer

from adapters.edges import read_answer
from bot.catalog.catalog import Catalog
from bot.cli.surroundings import catalog_here, environment
from bot.domain.probe import EdgeStatement, HttpAnswer, ProbeOutcome, Silence
from bot.errors import ConfigurationError
from bot.polling.fetcher import Fetcher
from bot.rendering.text import clean
from bot.settings import BotSettings

_WELL: Final = (ProbeOutcome.SERVED, ProbeOutcome.CHANGED, ProbeOutcome.CHALLENGED)
_MEANS: Final = {
    ProbeOutcome.SERVED: "it is served",
    ProbeOutcome.CHANGED: "another answer than one expects, and nobody says why",
    ProbeOutcome.CHALLENGED: "the edge works, and refuses programs: a panel leaves it alone for a day",
    ProbeOutcome.BLAMES_EDGE: "the edge wrote this error, and blames itself",
    ProbeOutcome.BLAMES_ORIGIN: "the edge wrote this error, and blames what is behind it",
    ProbeOutcome.FAILED: "an error, and nobody says whose",
    ProbeOutcome.SILENT: "no answer",
}
_REACHED: Final = {
    Silence.RESOLVER: "no word from our resolver whether its name has an address",
    Silence.DNS: "its name has no address",
    Silence.TCP: "no connection",
    Silence.TLS: "no TLS handshake, or a certificate that is not theirs",
    Silence.HTTP: "a connection, and no answer on it",
}


def probe(
    target: Annotated[str, typer.Argument(help="An address, a host, or a service of the catalogue.")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also ask loopback and private addresses.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Ask one address once, and say whose edge answers and whom it blames. Exit 1 for an error or silence.

    Example: sharedfate probe discord
    """
    catalog = catalog_here()
    url = _address(target, catalog)
    answer = asyncio.run(_asked(url, allow_private=allow_private))
    says = (
        read_answer(answer, None)
        if isinstance(answer, HttpAnswer)
        else EdgeStatement(edge=None, outcome=ProbeOutcome.SILENT, why=_REACHED[answer])
    )
    typer.echo(_as_json(url, answer, says) if json else _as_text(url, answer, says, catalog))
    raise typer.Exit(0 if says.outcome in _WELL else 1)


def _address(target: str, catalog: Catalog) -> str:
    """What to ask. Raises ConfigurationError for what is none of the three."""
    if target.lower().startswith(("http://", "https://")):
        return target
    service = catalog.resolve(target)
    front = catalog.services[service].front_url if service else None
    if front is not None:
        return front
    if service is not None:
        raise ConfigurationError(f"{service} has no domain in the catalogue: give an address, https://…")
    if "." in target and " " not in target:
        return f"https://{target}"
    raise ConfigurationError(f"{target} is neither an address nor a host nor a service: sharedfate catalog")


async def _asked(url: str, *, allow_private: bool) -> HttpAnswer | Silence:
    """One request, by the guard against private addresses. Raises PageUnreadable where nobody was asked."""
    async with Fetcher(BotSettings.read(environment().variables).user_agent) as fetcher:
        return await fetcher.probe(url, allow_private=allow_private)


def _as_text(url: str, answer: HttpAnswer | Silence, says: EdgeStatement, catalog: Catalog) -> str:
    address = clean(url, 300)
    if isinstance(answer, Silence):
        return f"{address}: no answer: {_REACHED[answer]}"
    lines = [f"{address}: {says.outcome.replace('_', ' ')} ({answer.status}): {_MEANS[says.outcome]}"]
    edge = catalog.name_of(says.edge) if says.edge else "no edge that we know"
    lines.append(f"Edge: {edge}" + (f", at {clean(says.place, 40)}" if says.place else ""))
    if says.why:
        lines.append(f"Told by: {clean(says.why, 200)}")
    if not answer.is_verified:
        lines.append("Not over TLS: such an answer never speaks against an edge")
    return "\n".join(lines)


def _as_json(url: str, answer: HttpAnswer | Silence, says: EdgeStatement) -> str:
    document = {
        "address": url,
        "outcome": says.outcome,
        "silence": answer if isinstance(answer, Silence) else None,
        "status": answer.status if isinstance(answer, HttpAnswer) else None,
        "edge": says.edge,
        "place": says.place,
        "why": says.why,
        "verified": answer.is_verified if isinstance(answer, HttpAnswer) else None,
    }
    return dumps(document, ensure_ascii=False)
