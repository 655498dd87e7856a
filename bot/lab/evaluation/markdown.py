"""Tables as Markdown."""

from collections.abc import Iterable, Iterator, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, line by line."""
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"


def listed(names: Iterable[str]) -> str:
    """Names one after the other, - for none."""
    return ", ".join(names) or "-"
