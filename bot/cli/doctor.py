"""`sharedfate doctor`."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from json import dumps
from typing import Annotated

import typer

from adapters.chat_platforms import TRAITS
from adapters.status_pages import FORMATS
from bot import app
from bot.alerting.routing import destinations_in
from bot.asked_catalog import catalog_of
from bot.catalog.check import counts, problems
from bot.cli.diagnosis import Diagnosis
from bot.cli.history import holdings_line
from bot.cli.inbound_check import inbound_findings, unmatched_findings
from bot.cli.platform_check import asked
from bot.cli.probe_check import probe_findings
from bot.cli.settings_check import setting_faults
from bot.cli.store_check import server_findings
from bot.cli.surroundings import environment, oddities, origins_line
from bot.cli.web_check import web_findings
from bot.clock import SystemClock
from bot.domain.heartbeat import is_ill
from bot.domain.times import ago, when
from bot.domain.unreadable import unreadable
from bot.environment import Environment
from bot.errors import BotError, ConfigurationError
from bot.settings import BotSettings, StoreSettings
from bot.storage.channels import Channels
from bot.storage.checks import Checks
from bot.storage.client import STORE_FAILURES, Client
from bot.storage.connection import open_reader
from bot.storage.heartbeats import Heartbeats
from bot.storage.history import History
from bot.storage.room import shortage_of_room
from bot.storage.sources import Sources


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no chat platform who we are and where we may post.")
    ] = False,
) -> None:
    """Look for what is wrong: settings, store, tokens, unreadable sources. Exit 1 if anything is.

    Example: sharedfate doctor
    """
    found = environment()
    findings = [*_origins(found), *asyncio.run(_diagnose(found.variables, is_offline=offline))]
    if json:
        typer.echo(dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.says}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


async def _diagnose(environ: Mapping[str, str], *, is_offline: bool) -> list[Diagnosis]:
    """Every finding; a fault in one place never hides the others."""
    findings = [_catalog(environ), *_settings(environ)]
    try:
        async with open_reader(StoreSettings.read(environ)) as client:
            try:
                findings += await _store(client)
                findings += await _probes(environ, client)
            except STORE_FAILURES as error:
                findings.append(Diagnosis("store", ok=False, says=str(error)))
            findings += await asked(environ, client, is_offline=is_offline)
    except BotError as error:
        findings.append(Diagnosis("store", ok=False, says=str(error)))
    return findings


def _origins(found: Environment) -> list[Diagnosis]:
    """Where settings come from, and what is set and is none."""
    strays = [Diagnosis("settings", ok=False, says=line) for line in oddities(found)]
    return [Diagnosis("settings", ok=True, says=origins_line(found)), *strays]


def _catalog(environ: Mapping[str, str]) -> Diagnosis:
    try:
        settings = BotSettings.read(environ)
        catalog = catalog_of(settings)
        found = problems(catalog, FORMATS)
        numbers = ", ".join(f"{number} {name}" for name, number in counts(catalog).items())
        if not catalog.sources:
            numbers += ": no page is read; name some in SHAREDFATE_CATALOG (docs/catalog.md)"
        ok = not found and bool(catalog.sources)
        return Diagnosis("catalogue", ok=ok, says=found[0] if found else numbers)
    except BotError as error:
        return Diagnosis("catalogue", ok=False, says=str(error))


def _settings(environ: Mapping[str, str]) -> list[Diagnosis]:
    """What is set; and what `run` would refuse, save for ports, which it may have now."""
    findings = [
        Diagnosis("settings", ok=False, says=fault)
        for fault in setting_faults(environ, app.ROLES, tries_ports=False)
    ]
    try:
        settings = BotSettings.read(environ)
        destinations = destinations_in(settings.announce_to, TRAITS)
    except BotError:
        return findings
    named = ", ".join(str(d) for d in destinations) or "not set"
    says = f"{named}; and to every channel that watches something"
    contact = settings.contact or "not set: pages we poll cannot reach you; set SHAREDFATE_CONTACT"
    return [
        *findings,
        Diagnosis("alerts go to", ok=True, says=says),
        Diagnosis("contact", ok=True, says=contact),
        *inbound_findings(settings),
        *web_findings(settings),
    ]


async def _probes(environ: Mapping[str, str], client: Client) -> list[Diagnosis]:
    """What there is of probes; nothing where settings cannot be read, which is said elsewhere."""
    try:
        catalog = catalog_of(BotSettings.read(environ))
        return await probe_findings(client, environ, catalog, SystemClock().now())
    except ConfigurationError:
        return []


async def _store(client: Client) -> list[Diagnosis]:
    now = SystemClock().now()
    findings = await server_findings(client, now)
    shortage = await shortage_of_room(client)
    findings += [Diagnosis("memory", ok=False, says=shortage)] if shortage else []
    ailments = await Heartbeats(client).ailments(now)
    for part, at in sorted((await Heartbeats(client).load(now)).items()):
        says = f"last well {ago(at, now) or 'just now'}"
        if part in ailments:
            says += f": {ailments[part]}"
        findings.append(Diagnosis(part, ok=part not in ailments and not is_ill(part, at, now), says=says))
    blind = await Sources(client).load_blindness()
    if blind is not None:
        findings.append(Diagnosis("pages", ok=False, says=blind.words(now)))
    for failure in await Sources(client).load_platforms():
        says = f"{failure.unreadable} of {failure.pages} pages unreadable since {when(failure.since, now)}"
        findings.append(Diagnosis(f"platform {failure.name}", ok=False, says=says))
    channels = await Channels(client).load_all()
    watching = sum(bool(channel.watches) for channel in channels)
    says = f"{watching} watch something of {len(channels)} that were set up in chat or from a shell"
    findings.append(Diagnosis("channels", ok=True, says=says))
    findings.append(Diagnosis("history", ok=True, says=holdings_line(await History(client).holdings())))
    findings += unmatched_findings(await Checks(client).load_unmatched(), now)
    records = await Sources(client).load_all()
    bad = sorted(f"{r.source} ({unreadable(r.unreadable)})" for r in records if r.unreadable is not None)
    says = f"{len(records) - len(bad)} of {len(records)} readable" if records else "no page was read yet"
    ours = bool(records) and len(bad) == len(records)
    if ours:
        says += ": when every page fails at once the fault is ours (network, DNS, proxy)"
    findings.append(
        Diagnosis("sources", ok=not ours, says=says + (f"; not: {', '.join(bad[:20])}" if bad else ""))
    )
    return findings
