"""How people call things, in tables: made once of a catalogue, and kept with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a name stands for. `label` is how we would write it; `component` is None for the whole service."""

    service: str
    component: str | None
    label: str


NameOwner: TypeAlias = tuple[tuple[str, ...], Named]
"""How a name is spelt, in words, and whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """The names of a catalogue.

    `owners` stand under the words of a name joined; `at_host` is the one service whose status page is at a
    host; `places` are regions by the words of where they are. `parted` is an expression for the names that
    look like several, `labels` are those with a bracket, and `fuller` the longer names of what is called as a
    small word.
    """

    owners: Mapping[str, tuple[NameOwner, ...]]
    at_host: Mapping[str, str]
    places: Mapping[str, tuple[Named, ...]]
    parted: str
    labels: tuple[str, ...]
    fuller: Mapping[str, str]
