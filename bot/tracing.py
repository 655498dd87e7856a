"""Spans of what this process does, for OpenTelemetry; where nobody takes them they are next to nothing.

A span has names of ours (a source, a platform, a destination) and counts; no text of a page or a person, and
of an error its kind alone: what it says may hold an address with a secret.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol, Self

from bot import __version__
from bot.errors import ConfigurationError
from bot.logger import logger_of

logger = logger_of(__name__)

Attribute = str | bool | int | float
# https://opentelemetry.io/docs/specs/otel/protocol/exporter/
ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_RESOURCE: Final = "OTEL_RESOURCE_ATTRIBUTES"
_HTTP: Final = "http/protobuf"
_PREFIX: Final = "sharedfate."
# What is still to be sent has so many seconds when we end.
FLUSH_SECONDS: Final = 1.0


class Span(Protocol):
    """Something that is being done."""

    def set_attribute(self, key: str, value: Attribute) -> None:
        """Say more of it."""
        ...


class _NoSpan:
    """Nobody takes spans."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def set_attribute(self, key: str, value: Attribute) -> None:
        pass


_NO_SPAN: Final = _NoSpan()


class _Tracing:
    tracer: Any = None


def span(name: str, **attributes: Attribute) -> AbstractContextManager[Span]:
    """What is done while this is entered, within what is being done around it."""
    if _Tracing.tracer is None:
        return _NO_SPAN
    return _recorded(_Tracing.tracer, name, attributes)


@contextmanager
def tracing(environ: Mapping[str, str], *, is_asked: bool) -> Iterator[None]:
    """Send spans while this is entered, if `is_asked` or the standard variables have an address for them.

    Raises ConfigurationError where it is asked for and cannot be.
    """
    is_off = environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if is_off or not (is_asked or any(environ.get(name) for name in ENDPOINTS)):
        yield
        return
    try:
        exporter = _exporter(environ)
    except ConfigurationError as error:
        if is_asked:
            raise
        # An address may be set for all programs of a place.
        logger.warning("Nothing is traced", why=str(error))
        yield
        return
    with traced_to(exporter):
        yield


@contextmanager
def traced_to(exporter: Any, *, at_once: bool = False) -> Iterator[None]:
    """Send spans to an exporter of the SDK; `at_once` one by one, else in batches, in a thread."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  -- an extra, and slow to import
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor  # noqa: PLC0415

    ours = {"service.version": __version__}
    if not (os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get(_RESOURCE, "")):
        ours["service.name"] = "sharedfate"
    provider = TracerProvider(resource=Resource.create(ours), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter) if at_once else BatchSpanProcessor(exporter))
    _Tracing.tracer = provider.get_tracer("sharedfate", __version__)
    try:
        yield
    finally:
        _Tracing.tracer = None
        # Whoever takes them may hang.
        last = threading.Thread(target=provider.shutdown, daemon=True)
        last.start()
        last.join(FLUSH_SECONDS)


def _exporter(environ: Mapping[str, str]) -> Any:
    protocol = next((environ[name] for name in _PROTOCOLS if environ.get(name)), _HTTP)
    if protocol != _HTTP:
        raise ConfigurationError(f"traces go out by {_HTTP}, not by {protocol}: set {_PROTOCOLS[1]}={_HTTP}")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "for traces install the extra: pip install 'sharedfate[otel]', or unset SHAREDFATE_TRACING"
        ) from error
    return OTLPSpanExporter()


@contextmanager
def _recorded(tracer: Any, name: str, attributes: Mapping[str, Attribute]) -> Iterator[Span]:
    named = {f"{_PREFIX}{key}": value for key, value in attributes.items()}
    with tracer.start_as_current_span(
        name, attributes=named, record_exception=False, set_status_on_exception=False
    ) as found:
        of = _Named(found)
        try:
            yield of
        except Exception as error:
            of.fail(error)
            raise


class _Named:
    """A span of the SDK, with our names."""

    def __init__(self, found: Any) -> None:
        self._span = found

    def set_attribute(self, key: str, value: Attribute) -> None:
        self._span.set_attribute(f"{_PREFIX}{key}", value)

    def fail(self, error: Exception) -> None:
        from opentelemetry.trace import StatusCode  # noqa: PLC0415

        kind = type(error).__name__
        self._span.set_attribute("error.type", kind)
        self._span.set_status(StatusCode.ERROR, kind)
