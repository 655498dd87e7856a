"""The board over a fixed overview, and somebody who asks it."""

from starlette.applications import Starlette
from starlette.testclient import TestClient

from adapters.web.board.routes import routes
from bot.clock import Clock, SimulatedClock
from tests.board.fixed_overview import FixedOverview
from tests.builders import at

CAUSE = "2025-11-18-cloudflare"


def asker(overview: FixedOverview, clock: Clock | None = None, public_url: str = "") -> TestClient:
    app = Starlette(routes=routes(overview, clock or SimulatedClock(at(12, 6)), public_url=public_url))
    return TestClient(app, follow_redirects=False)
