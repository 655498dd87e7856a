"""`python -m tests.api_requests`: the API is asked by its own description, rightly and wrongly.

Schemathesis makes the requests of /api/v1/openapi.json; each answer must be one that the description
foresees, in its form, and none a fault. Exits 1 with the first that is not.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any, Final

import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import booleans
from redis.asyncio import Redis
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from adapters.web.api.document import document
from adapters.web.api.operations import OPERATIONS
from adapters.web.api.routes import routes
from adapters.web.area import Area
from adapters.web.server import face
from bot.storage.client import Client
from bot.storage.server import embedded_server
from tests.api.world import TOKEN, an_api
from tests.servers.web import served

# What there is of each kind: hardly anybody makes up an id.
KNOWN: Final = {"incidents": "inc-1", "services": "cloudflare/eu", "watch-lists": "webhook:ops"}


@dataclass(kw_only=True)
class Asked:
    """What came back, counted by operation and status."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return self.statuses.total()


async def asked_over(client: Client, requests: int) -> Asked:
    """Ask about so many times what is served over a store."""
    api = await an_api(client)
    async with served(face(api.clock, [Area(routes(api))])) as base_url:
        return await asyncio.to_thread(ask, base_url, requests)


def ask(base_url: str, requests: int, start: int = 1) -> Asked:
    """Ask about so many times, half of them wrongly. Raises on the first answer that is not foreseen."""
    schema = schemathesis.openapi.from_url(f"{base_url}/api/v1/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    # Without parameters there is one way to ask, and none to ask wrongly.
    plain = [one for one in operations if not (one.query or one.path_parameters or one.body)]
    others = [(one, mode) for one in operations if one not in plain for mode in GenerationMode]
    asked = Asked()
    for operation in plain:
        _asked(asked, operation, GenerationMode.POSITIVE, 1, start)
    each = max(1, ceil((requests - len(plain)) / len(others)))
    for number, (operation, mode) in enumerate(others):
        _asked(asked, operation, mode, each, start + number)
    return asked


def _asked(
    asked: Asked, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, times: int, start: int
) -> None:
    @seed(start)
    @settings(
        max_examples=times,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_known=booleans())
    def promise(case: Case[Any], is_known: bool) -> None:  # noqa: FBT001  -- drawn
        if mode is GenerationMode.POSITIVE and case.query:
            case.query.pop("cursor", None)  # one that is ours nobody can make up
        if mode is GenerationMode.POSITIVE and is_known and case.path_parameters:
            case.path_parameters["id"] = KNOWN[operation.path.split("/")[3]]
        response = case.call(headers={"Authorization": f"Bearer {TOKEN}"})
        asked.statuses[operation.label, response.status_code] += 1
        case.validate_response(response)

    promise()


def main() -> None:
    """Ask over a store of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    schemathesis.openapi.from_dict(document(OPERATIONS)).validate()
    asked = asyncio.run(_over_a_store(options.requests))
    by_status = Counter[int]()
    for (_, status), times in asked.statuses.items():
        by_status[status] += times
    told = ", ".join(f"{times} with {status}" for status, times in sorted(by_status.items()))
    sys.stdout.write(f"{asked.requests} requests, each answered as described: {told}\n")


async def _over_a_store(requests: int) -> Asked:
    with tempfile.TemporaryDirectory() as folder:
        async with embedded_server(Path(folder)) as socket, Redis(unix_socket_path=str(socket)) as client:
            return await asked_over(client, requests)


if __name__ == "__main__":
    main()
