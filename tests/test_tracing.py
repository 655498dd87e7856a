"""Spans, as OpenTelemetry's own SDK receives them; and none where nobody takes them."""

import subprocess
import sys
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from structlog.testing import capture_logs

from adapters.status_pages import FORMATS
from bot.clock import SimulatedClock
from bot.errors import ConfigurationError
from bot.pipeline import Pipeline
from bot.polling.fetcher import Fetcher
from bot.polling.reader import reader_of
from bot.storage.client import Client
from bot.tracing import span, traced_to, tracing
from tests.builders import NOON, a_catalog, a_service, a_source, at
from tests.desk import a_desk, shared_channel
from tests.scenarios.test_path import CATALOG, STORY, a_correlator, drain, tell
from tests.servers.memory_chat import MemoryChat
from tests.servers.status_page import bad_server


def named(spans: Sequence[ReadableSpan], name: str) -> ReadableSpan:
    return next(one for one in spans if one.name == name)


def is_within(inner: ReadableSpan, outer: ReadableSpan) -> bool:
    assert outer.context is not None
    return inner.parent is not None and inner.parent.span_id == outer.context.span_id


async def test_a_poll_is_a_span_with_its_fetch_its_parsing_and_its_commit_within(redis: Client) -> None:
    exporter = InMemorySpanExporter()
    async with bad_server() as server, Fetcher("test") as fetcher:
        source = a_source("acme", id="acme", url=server.url("ok"), format="statuspage", allow_private=True)
        catalog = a_catalog([a_service("acme", sources=(source,))], ())
        poller = Pipeline(client=redis, catalog=catalog, clock=SimulatedClock(NOON)).poller(
            reader_of(fetcher, FORMATS)
        )
        with traced_to(exporter, at_once=True):
            await poller.read("acme")

    spans = exporter.get_finished_spans()
    poll = named(spans, "poll")
    assert dict(poll.attributes or {}) == {"sharedfate.source": "acme", "sharedfate.service": "acme"}
    assert [one.name for one in spans if is_within(one, poll)] == ["fetch", "parse", "commit"]
    assert (named(spans, "parse").attributes or {})["sharedfate.format"] == "statuspage"
    assert poll.resource.attributes["service.name"] == "sharedfate"


async def test_correlating_routing_and_telling_are_spans_of_what_they_take(redis: Client) -> None:
    exporter, clock = InMemorySpanExporter(), SimulatedClock(at(12, 10))
    with traced_to(exporter, at_once=True):
        desk = await a_desk(
            redis, CATALOG, clock, {"memory": MemoryChat("memory")}, shared_channel("memory", "ops")
        )
        worker = await a_correlator(redis, clock)
        await tell(redis, *STORY)
        await drain(worker, desk)

    spans = exporter.get_finished_spans()
    correlate, deliver = named(spans, "correlate"), named(spans, "deliver")
    assert dict(correlate.attributes or {}) == {"sharedfate.observations": len(STORY)}
    assert any(one.name == "commit" and is_within(one, correlate) for one in spans)
    assert (named(spans, "route").attributes or {})["sharedfate.subjects"]
    assert dict(deliver.attributes or {}) == {"sharedfate.destination": "memory:ops"}
    assert is_within(named(spans, "post"), deliver)


def test_of_an_error_a_span_says_its_kind_and_none_of_its_words() -> None:
    exporter = InMemorySpanExporter()
    with traced_to(exporter, at_once=True), pytest.raises(ValueError, match="secret"), span("post"):
        raise ValueError("https://hooks.example/secret")

    (failed,) = exporter.get_finished_spans()
    assert failed.status.status_code is StatusCode.ERROR
    assert dict(failed.attributes or {}) == {"error.type": "ValueError"}
    assert "secret" not in failed.to_json()


def test_where_nobody_takes_spans_there_is_one_for_all_and_no_sdk() -> None:
    code = (
        "import sys; from bot.tracing import span; import bot.polling.poller\n"
        "assert span('poll', source='a') is span('post')\n"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_asks_for_what_cannot_be_is_told_and_who_does_not_goes_on_without() -> None:
    environ = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
    refused = pytest.raises(ConfigurationError, match="set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")
    with refused, tracing(environ, is_asked=True):
        pass

    with (
        capture_logs() as logs,
        tracing({**environ, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, is_asked=False),
    ):
        assert span("poll") is span("post")
    assert [entry["event"] for entry in logs] == ["Nothing is traced"]

    with tracing({**environ, "OTEL_SDK_DISABLED": "true"}, is_asked=True):
        assert span("poll") is span("post")
