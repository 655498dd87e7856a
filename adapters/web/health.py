"""The HTTP face: `/healthz` for whoever watches us, `/metrics` for Prometheus."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.web.area import Area
from bot.clock import Clock
from bot.domain.heartbeat import is_ill
from bot.domain.look import NetworkState, OwnNetwork
from bot.domain.platform import Blindness
from bot.domain.times import when


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How our parts are doing: when each was last well, what ails the others, and whether we are blind.

    `networks` is how sites elsewhere answer from each place that probes; `store` is what ails the store, in
    which nothing else can be read then, `shortage` what is to be said of a store that has little room left.
    """

    last: Mapping[str, datetime] = field(default_factory=dict)
    ailments: Mapping[str, str] = field(default_factory=dict)
    blind: Blindness | None = None
    networks: Mapping[str, OwnNetwork] = field(default_factory=dict)
    store: str = ""
    shortage: str = ""


Load = Callable[[], Awaitable[Mapping[str, datetime] | Health]]
Exposition = Callable[[], Awaitable[bytes]]
"""All metrics in the text format of Prometheus; never raises."""


async def of_this_process() -> bytes:
    """The metrics of this process alone."""
    return generate_latest()


def health_area(load: Load, clock: Clock, expose: Exposition = of_this_process) -> Area:
    """The routes. `load` gives how our parts are doing, or only the time of each part's last heartbeat."""

    async def healthz(_: Request) -> Response:
        try:
            loaded = await load()
        except Exception as error:  # noqa: BLE001  -- whatever the store's trouble, we are not healthy
            # What gave up waiting has no words.
            said = str(error) or type(error).__name__
            return JSONResponse({"status": "store unavailable", "error": said}, status_code=503)
        health = loaded if isinstance(loaded, Health) else Health(last=loaded)
        body = document(health, clock.now())
        return JSONResponse(body, status_code=200 if body["status"] == "ok" else 503)

    async def metrics(_: Request) -> Response:
        return Response(await expose(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Area([Route("/healthz", healthz), Route("/metrics", metrics)])


def document(health: Health, now: datetime) -> dict[str, Any]:
    """What `/healthz` says: "ok", or "degraded" with what is wrong, a sentence each."""
    ages = {part: (now - at).total_seconds() for part, at in sorted(health.last.items())}
    stalled = [part for part, at in sorted(health.last.items()) if is_ill(part, at, now)]
    wrong = [_ill(part, health.ailments.get(part), ages[part]) for part in stalled]
    wrong += [f"{said[0].upper()}{said[1:]}" for said in (health.store, health.shortage) if said]
    if health.blind is not None:
        wrong.append(health.blind.words(now))
    current = [own for _, own in sorted(health.networks.items()) if own.is_current(now)]
    wrong += [_cut_off(own, now) for own in current if own.state is NetworkState.OURS]
    if not ages and not health.store:
        wrong.append("no part has said that it is well")
    status = "degraded" if wrong else "ok"
    networks = {own.vantage: _figures(own) for own in current}
    return {
        "status": status,
        "wrong": wrong,
        "seconds_since": ages,
        "stalled": stalled,
        "networks": networks,
    }


def _figures(own: OwnNetwork) -> dict[str, Any]:
    return {
        "state": str(own.state),
        "since": own.since.isoformat(),
        "asked": own.asked,
        "answering": own.answering,
    }


def _cut_off(own: OwnNetwork, now: datetime) -> str:
    few = f"{own.answering} of {own.asked} sites answer" if own.answering else "nothing answers"
    return f"From {own.vantage} {few} since {when(own.since, now)}: it is our own network"


def _ill(part: str, why: str | None, age: float) -> str:
    return f"{part} has not been well for {age:.0f} s" + (f": {why}" if why else "")
