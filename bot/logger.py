"""Loggers of modules that most commands import and few log from: the first line imports structlog."""

from typing import Any


class _Logger:
    """One that becomes structlog's with each line."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Any:
        import structlog  # noqa: PLC0415

        return getattr(structlog.get_logger(self._name), method)


def logger_of(module: str) -> Any:
    """The logger of a module."""
    return _Logger(module)
