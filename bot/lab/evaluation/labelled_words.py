"""Sentences and pairs that people labelled: text to rows."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_SECTION: Final = re.compile(r"^## (\d)")
_CELL: Final = re.compile(r"(?<!\\)\|")


class Kind(StrEnum):
    """What a labelled sentence is an example of."""

    NAMED = "named provider"
    UNNAMED = "unnamed upstream"
    LINK = "named by a link"
    NEGATIVE = "must not blame"


# The sections of the labelled file: named; unnamed, of a kind, waiting for it; links; what must not blame.
_KINDS: Final[Mapping[int, Kind]] = {
    1: Kind.NAMED,
    2: Kind.UNNAMED,
    3: Kind.UNNAMED,
    4: Kind.UNNAMED,
    5: Kind.LINK,
    6: Kind.NEGATIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One labelled sentence. `upstream` is what it blames, in the label's words; empty where unnamed."""

    kind: Kind
    service: str
    upstream: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A record whose text names a provider, in whatever manner. The text is an excerpt."""

    provider: str
    service: str
    text: str


def sentences_of(markdown: str) -> Iterator[Sentence]:
    """The rows of the labelled file's tables, in its order."""
    kind: Kind | None = None
    for line in markdown.splitlines():
        section = _SECTION.match(line)
        if section:
            kind = _KINDS.get(int(section[1]))
        elif line.startswith("## "):
            kind = None
        elif kind is not None and line.startswith("|"):
            cells = [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip()[1:-1])]
            if cells[0] not in ("#", "date") and not cells[0].startswith("---"):
                yield _sentence(kind, cells)


def pairs_of(tsv: str) -> Iterator[Pair]:
    """The rows of the table of records and the providers that they name."""
    for row in csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Pair(provider=row["mentioned"], service=row["service_id"], text=row["text"] or "")


def classes_of(infrastructure: str) -> dict[str, re.Pattern[str]]:
    """What the table of infrastructure says on how texts speak of each kind of unnamed provider."""
    return {
        row["kind"]: re.compile(row["aliases_regex"].replace(";", "|"), re.IGNORECASE)
        for row in csv.DictReader(io.StringIO(infrastructure))
        if row["id"].startswith("generic/") and row["kind"] != "other"
    }


def _sentence(kind: Kind, cells: list[str]) -> Sentence:
    service, upstream, text = cells[1:4] if kind is Kind.NEGATIVE else cells[2:5]
    named = kind is not Kind.NEGATIVE and "unnamed" not in upstream.split(" (", 1)[0]
    return Sentence(
        kind=kind,
        service=service,
        upstream=tuple(re.split(r"; |/", upstream.split(" (", 1)[0])) if named else (),
        text=text,
    )
