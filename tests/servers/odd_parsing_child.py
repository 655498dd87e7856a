"""The process that parses, with formats that do to it what no format may: run as a program."""

import os
import re

from adapters import parsing_child
from adapters.status_pages import FORMATS
from bot.domain.report import Page, Reading
from bot.errors import ParseError
from bot.ports import Format

CPU_SECONDS = 0.3


def _stuck(page: Page) -> Reading:
    """A pattern that takes for ever, and holds the interpreter's lock while it does."""
    re.match(r"(a+)+$", "a" * 60 + page.url)
    raise AssertionError


def _greedy(page: Page) -> Reading:
    raise ParseError(f"{len(bytearray(2 * parsing_child.MAX_MEMORY_BYTES))} bytes for {page.url}")


def _telling(_page: Page) -> Reading:
    raise ParseError(" ".join(sorted(os.environ)))


ODD = {
    name: Format(name=name, parse=parse, sniff=lambda _: False)
    for name, parse in (("stuck", _stuck), ("greedy", _greedy), ("telling", _telling))
}


if __name__ == "__main__":
    parsing_child.main({**FORMATS, **ODD}, CPU_SECONDS)
