"""The API over a small world in a real store, with all that people may ask of it."""

from datetime import timedelta

from starlette.requests import Request

from adapters.chat_platforms import TRAITS
from adapters.web.api.context import WebApi
from adapters.web.api.pace import QuestionPace
from bot.clock import SimulatedClock
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.web_areas import watch_lists
from tests.builders import NOON
from tests.chat_builders import ALL_TRAITS
from tests.showing.world import a_world, fill

TOKEN = "a-token-of-tests"
PUBLIC_URL = "https://sharedfate.example"
_PATIENT = 1_000_000


async def an_api(client: Client) -> WebApi:
    """Who answers, after the world was put into the store; whoever asks may do so at any pace."""
    clock = SimulatedClock(NOON)
    await fill(client, clock)
    pipeline = Pipeline(client=client, catalog=a_world(), clock=clock, traits={**TRAITS, **ALL_TRAITS})
    return WebApi(
        overview=pipeline.showing(keep=timedelta()),
        clock=clock,
        public_url=PUBLIC_URL,
        watch_lists=watch_lists(pipeline),
        sees_channels=_shows_token,
        may_change=_shows_token,
        pace=QuestionPace(_PATIENT, _PATIENT),
    )


def _shows_token(request: Request) -> bool:
    return request.headers.get("Authorization") == f"Bearer {TOKEN}"
