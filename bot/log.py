"""Logs: one line an event on standard error, a constant sentence plus fields; as text, or as JSON.

Whatever a library writes goes the same way. No line holds a secret of the settings, wherever it came from.
"""

import logging
import sys
from collections.abc import Collection
from json import dumps
from typing import Any, Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASKED: Final = "***"
# Shorter ones would be found in words that give nothing away.
_SHORTEST_SECRET: Final = 6


def configure(level: str, *, json: bool = False, secrets: Collection[str] = ()) -> None:
    """Set up logging for the whole process. Libraries' own logs are kept at warnings.

    As JSON a line is an object with `time`, `level` and `event`, the fields beside them, and a traceback as
    one field, `exception`. `secrets` are shown as asterisks.
    """
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    masked = _Masked(_renderer(json=json), secrets)
    before: tuple[Processor, ...] = (
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time" if json else "timestamp"),
    )
    structlog.configure(
        processors=[*before, structlog.processors.format_exc_info, masked],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=(structlog.stdlib.add_logger_name, *before),
            processors=(
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                masked,
            ),
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # Libraries warn of what their next version will do: for who writes this, and in tests alone.
    logging.captureWarnings(capture=json)
    # discord.py warns of voice libraries that nobody here has a use for.
    logging.getLogger("discord.client").setLevel(logging.ERROR)


def _renderer(*, json: bool) -> Processor:
    if json:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


class _Masked:
    """A renderer whose line shows no secret, neither as it is nor as JSON writes it."""

    def __init__(self, render: Processor, secrets: Collection[str]) -> None:
        self._render = render
        known = {secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}
        written = {dumps(secret, ensure_ascii=ascii_)[1:-1] for secret in known for ascii_ in (True, False)}
        # The longest first: one may be the beginning of another.
        self._secrets = sorted(known | written, key=len, reverse=True)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> Any:
        line = self._render(logger, name, event)
        assert isinstance(line, str)
        for secret in self._secrets:
            line = line.replace(secret, MASKED)
        return line
