"""Pages that are parsed in processes that can be stopped: one page is unreadable, and the others are read."""

import os
import signal
import sys

import pytest

from adapters.parsing_command import PARSING_CHILD
from adapters.status_pages import FORMATS
from adapters.status_pages.shared.detect import RECOGNITION
from bot.catalog.catalog import Catalog
from bot.clock import SimulatedClock
from bot.domain.status import UnreadableReason
from bot.errors import PageUnreadable
from bot.pipeline import Pipeline
from bot.polling.children import Children
from bot.polling.fetcher import Fetcher
from bot.polling.parsing import Parsing
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.storage.sources import Sources
from tests.adapters.fuzzing import SEEDS
from tests.adapters.payloads import ATOM as ATOM_TEXT
from tests.adapters.payloads import SUMMARY, as_bytes
from tests.builders import NOON, a_page, a_service, a_source
from tests.servers.odd_parsing_child import ODD
from tests.servers.sites import Answer, sites

ATOM = ATOM_TEXT.encode()
ODD_CHILD = (sys.executable, "-m", "tests.servers.odd_parsing_child")


async def test_a_page_that_takes_for_ever_is_stopped_and_the_others_are_read(redis: Client) -> None:
    """A pattern holds the interpreter's lock: only another process can be stopped in the midst of one."""
    formats = {"bad": "stuck", "large": "greedy", "good": "feed", "plain": "statuspage"}
    async with (
        sites(lambda host, _: Answer(as_bytes(SUMMARY) if host == "plain.example" else ATOM)) as running,
        Fetcher("test", resolve=running.resolve) as fetcher,
        Children(ODD_CHILD, most=1) as children,
    ):
        services = {
            id_: a_service(
                id_,
                sources=(a_source(id_, url=running.url(f"{id_}.example"), format=name, allow_private=True),),
            )
            for id_, name in formats.items()
        }
        catalog = Catalog(services=services, edges=())
        pipeline = Pipeline(client=redis, catalog=catalog, clock=SimulatedClock(NOON))
        poller = pipeline.poller(reader_of(fetcher, {**FORMATS, **ODD}, children=children))
        for id_ in formats:
            await poller.read(catalog.services[id_].sources[0].id)
        records = {record.service: record for record in await Sources(redis).load_all()}

    assert {id_: record.unreadable for id_, record in records.items()} == {
        "bad": UnreadableReason.TOO_COSTLY,
        "large": UnreadableReason.TOO_COSTLY,
        "good": None,
        "plain": None,
    }


async def test_a_child_knows_nothing_of_ours_and_may_be_ended_by_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHAREDFATE_SLACK_BOT_TOKEN", "xoxb-1")
    async with Children(ODD_CHILD) as children:
        parsing = Parsing(formats={**FORMATS, **ODD}, children=children)
        with pytest.raises(PageUnreadable) as refusal:
            await parsing.parse("telling", a_page(b"<x/>"))
        before = await parsing.parse("feed", a_page(ATOM))
        (child,) = children.pids
        os.kill(child, signal.SIGKILL)

        assert await parsing.parse("feed", a_page(ATOM)) == before, "no page is unreadable for it"
        assert children.pids != {child}
    assert "PYTHONPATH" in refusal.value.detail
    assert "SHAREDFATE" not in refusal.value.detail


async def test_every_page_says_the_same_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.polling.parsing.MAX_BYTES_HERE", 0)
    async with Children(PARSING_CHILD) as children:
        there = Parsing(formats=FORMATS, recognition=RECOGNITION, children=children)
        here = Parsing(formats=FORMATS, recognition=RECOGNITION)
        for _, body in (*SEEDS, ("", b"<html>"), ("", b"{}")):
            assert await _outcome(there, body) == await _outcome(here, body)


async def _outcome(parsing: Parsing, body: bytes) -> object:
    try:
        return await parsing.recognise(a_page(body))
    except PageUnreadable as refusal:
        return str(refusal)
