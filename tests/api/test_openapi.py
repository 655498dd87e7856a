"""The description of the API: it is that of the code, kept so that no change of it goes unseen."""

import json
from pathlib import Path

from adapters.web.api.context import WebApi
from adapters.web.api.document import document
from adapters.web.api.operations import OPERATIONS
from adapters.web.api.routes import routes
from bot.clock import SimulatedClock
from tests.api.asking import asked
from tests.api.held import Held
from tests.builders import NOON
from tests.openapi import written

ROOT = Path(__file__).parent.parent.parent


def test_the_copy_in_the_documents_is_what_is_served() -> None:
    # Made by `python -m tests.openapi > docs/openapi.json`. Within version 1 nothing may go from it.
    assert (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8") == written()


async def test_it_is_served_as_it_is_written() -> None:
    async with asked(WebApi(overview=Held(), clock=SimulatedClock(NOON))) as client:
        response = await client.get("/api/v1/openapi.json")

    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == json.loads(written())


def test_every_field_that_is_sent_is_promised_and_times_say_that_they_are() -> None:
    schemas = document(OPERATIONS)["components"]["schemas"]
    sent = {name: one for name, one in schemas.items() if "properties" in one and name != "WatchChange"}
    times = {
        (name, key)
        for name, one in sent.items()
        for key, value in one["properties"].items()
        if (key.endswith("_at") or key in ("at", "since", "newest")) and "date-time" not in str(value)
    }

    assert [name for name, one in sent.items() if one["required"] != list(one["properties"])] == []
    assert times == set()


def test_the_manual_has_every_path() -> None:
    manual = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    served = [route.path for route in routes(WebApi(overview=Held(), clock=SimulatedClock(NOON)))]

    assert [one.path for one in OPERATIONS if f"| `{one.path}` |" not in manual] == []
    assert "/badge/{id:path}.svg" in served
