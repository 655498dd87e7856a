"""Random refusals: every channel of an example is a run. `python -m tests.refusals` lives through more."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from structlog.testing import capture_logs

from bot.storage.client import Client
from tests.notifying.refusing import SCRIPTS, Script, assert_promises


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """These fail on purpose."""
    with capture_logs():
        yield


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(SCRIPTS)
async def test_field_a1_whatever_is_refused_all_else_arrives_in_its_time_and_once(
    redis: Client, scripts: list[Script]
) -> None:
    await assert_promises(redis, scripts)
