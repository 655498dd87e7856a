"""The public learns nothing of what is watched from what was, nor from where it ends."""

import base64
from datetime import timedelta

import pytest

from bot.clock import SimulatedClock
from bot.domain.overview import PastQuery
from bot.domain.status import ComponentStatus, ReportStatus
from bot.domain.subject import Notice, NoticeSubject
from bot.pipeline import Pipeline, drain
from bot.showing.showing import Showing
from bot.storage import history
from bot.storage.client import Client
from bot.storage.keys import PAST_SINCE
from tests.builders import NOON, a_report, at
from tests.chat_builders import publish
from tests.showing.world import a_world, fill, showing


@pytest.fixture
async def public(redis: Client) -> Showing:
    """Shows, to the public, a world in which three reports of Discord are kept because it is watched."""
    clock = SimulatedClock(NOON)
    await fill(redis, clock)
    for number in range(3):
        began = NOON - timedelta(hours=number)
        alone = Notice(
            service="discord", source="discord/0", at=at(12, 5), status=ComponentStatus.OPERATIONAL,
            report=a_report(
                f"r{number}9", title="Typing is slow", started_at=began, status=ReportStatus.RESOLVED,
                resolved_at=at(12, 4),
            ),
        )  # fmt: skip
        await publish(redis, NoticeSubject(notice=alone))
    await drain(Pipeline(client=redis, catalog=a_world(), clock=clock).recorder().step)
    assert len((await showing(redis, clock).past(PastQuery(kind="report", service="discord"))).entries) > 3
    return showing(redis, clock, is_public=True)


async def test_pages_end_where_nothing_more_is_shown(public: Showing) -> None:
    for service in ("discord", "stripe"):
        found = await public.past(PastQuery(service=service, limit=1))
        while found.cursor is not None:
            found = await public.past(PastQuery(service=service, limit=1, cursor=found.cursor))
            assert found.entries, "a page with nothing on it tells that something is kept from the reader"


async def test_a_service_that_is_watched_is_kept_since_no_other_time(redis: Client, public: Showing) -> None:
    await redis.hset(PAST_SINCE.name, "discord", at(12, 4).isoformat())

    of_both = [await public.past(PastQuery(service=service)) for service in ("discord", "stripe")]
    assert of_both[0].kept_since == of_both[1].kept_since
    asked = "what happened at {} in october?"
    discord, stripe = [await public.ask(asked.format(name)) for name in ("discord", "stripe")]
    assert repr(discord).replace("Discord", "Stripe").replace("discord", "stripe") == repr(stripe)


async def test_a_mark_of_where_to_go_on_names_nothing_that_is_not_shown(
    public: Showing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MAX_LOOKED_AT", 1)
    cursor, pages = None, 0
    while pages < 20:
        found = await public.past(PastQuery(cursor=cursor))
        pages += 1
        shown = {one.id for one in found.entries}
        if (cursor := found.cursor) is None:
            break
        named = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")[2]
        assert named in shown | {""}
    assert 3 < pages < 20
