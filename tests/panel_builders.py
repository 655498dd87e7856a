"""Builders of probes: targets behind edges, what they came to, and standings of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.look import Look, NetworkState, OwnNetwork
from bot.domain.probe import ProbeOutcome, ProbeResult, ProbeTarget, Silence
from bot.panels.quorum import judge
from bot.panels.standing import TargetState, noted
from tests.page_builders import NOON

EDGES = ("cloudflare", "fastly", "aws/cloudfront", "akamai", "azure/front-door")
REGIONS = ("aws/us-east-1", "aws/eu-west-1", "gcp/us-central1", "azure/westeurope", "gcp/europe-west1")
STATUSES = {
    ProbeOutcome.SERVED: 200,
    ProbeOutcome.CHANGED: 404,
    ProbeOutcome.CHALLENGED: 403,
    ProbeOutcome.BLAMES_EDGE: 500,
    ProbeOutcome.BLAMES_ORIGIN: 522,
    ProbeOutcome.FAILED: 500,
    ProbeOutcome.SILENT: None,
}


def a_target(
    service: str = "acme",
    *,
    node: str = "cloudflare",
    url: str | None = None,
    organisation: str | None = None,
    is_canary: bool = False,
    is_of_panel: bool = True,
) -> ProbeTarget:
    return ProbeTarget(
        id=service,
        url=url or f"https://{service.replace('/', '-')}.example/",
        service=service,
        organisation=organisation or service,
        node=node,
        is_canary=is_canary,
        is_of_panel=is_of_panel,
    )


def a_panel(node: str, size: int = 20) -> list[ProbeTarget]:
    return [a_target(f"{node}-{number}", node=node) for number in range(size)]


def canaries(*, regions: Iterable[str] = REGIONS, of_each: int = 2) -> list[ProbeTarget]:
    return [
        a_target(f"{region}/{number}", node=region, organisation="cloud", is_canary=True)
        for region in regions
        for number in range(of_each)
    ]


def a_result(
    target: ProbeTarget | None = None,
    outcome: ProbeOutcome = ProbeOutcome.SERVED,
    *,
    at: datetime = NOON,
    vantage: str = "here",
    edge: str | None = None,
    silence: Silence = Silence.TCP,
    status: int | None = None,
    retry_after: timedelta | None = None,
) -> ProbeResult:
    target = target or a_target()
    is_silent = outcome is ProbeOutcome.SILENT
    return replace(
        target.came_to(outcome, at, vantage),
        edge=None if is_silent else edge or target.node,
        status=status or STATUSES[outcome],
        silence=silence if is_silent else None,
        retry_after=retry_after,
    )


def standings_of(results: Iterable[ProbeResult]) -> dict[str, TargetState]:
    standings: dict[str, TargetState] = {}
    for result in sorted(results, key=lambda one: one.at):
        standings[result.target] = noted(standings.get(result.target), result)
    return standings


def a_network(
    state: NetworkState = NetworkState.FINE, *, vantage: str = "here", since: datetime = NOON
) -> OwnNetwork:
    return OwnNetwork(vantage=vantage, at=since, since=since, state=state, asked=20, answering=20)


def judged(
    results: Iterable[ProbeResult],
    *,
    now: datetime = NOON,
    looks: Mapping[str, Look] | None = None,
    networks: Mapping[str, OwnNetwork] | None = None,
) -> dict[str, Look]:
    """The looks by these results of any vantages."""
    by_vantage: dict[str, list[ProbeResult]] = {}
    for result in results:
        by_vantage.setdefault(result.vantage, []).append(result)
    standings = {vantage: standings_of(of) for vantage, of in by_vantage.items()}
    return judge(standings, networks or {}, looks or {}, now)
