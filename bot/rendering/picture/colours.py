"""The colours of a picture, for light and for dark. Every ink is readable on what it stands on (4.5 to 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.domain.incident import Grade
from bot.domain.status import ComponentStatus

# A letter for each status: nobody needs to tell the colours apart.
LETTERS: Final[Mapping[ComponentStatus, str]] = MappingProxyType(
    {
        ComponentStatus.MAJOR_OUTAGE: "M",
        ComponentStatus.PARTIAL_OUTAGE: "P",
        ComponentStatus.DEGRADED_PERFORMANCE: "D",
        ComponentStatus.UNDER_MAINTENANCE: "U",
        ComponentStatus.OPERATIONAL: "O",
        ComponentStatus.UNKNOWN: "?",
    }
)


@dataclass(frozen=True, slots=True)
class Paint:
    """A box: what fills it, what is written on it, and the edge that sets it off from the background."""

    fill: str
    ink: str
    edge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """All colours of one picture, as #RRGGBB. The border is seen on white and on black around the picture."""

    background: str
    text: str
    muted: str
    border: str
    grid: str
    statuses: Mapping[ComponentStatus, Paint]
    grades: Mapping[Grade, Paint]


LIGHT: Final = Theme(
    background="#FFFFFF",
    text="#101828",
    muted="#475467",
    border="#667085",
    grid="#E4E7EC",
    statuses=MappingProxyType(
        {
            ComponentStatus.MAJOR_OUTAGE: Paint("#B42318", "#FFFFFF", "#7A271A"),
            ComponentStatus.PARTIAL_OUTAGE: Paint("#F79009", "#101828", "#93370D"),
            ComponentStatus.DEGRADED_PERFORMANCE: Paint("#FDE272", "#101828", "#854A0E"),
            ComponentStatus.UNDER_MAINTENANCE: Paint("#175CD3", "#FFFFFF", "#194185"),
            ComponentStatus.OPERATIONAL: Paint("#067647", "#FFFFFF", "#054F31"),
            ComponentStatus.UNKNOWN: Paint("#D0D5DD", "#101828", "#475467"),
        }
    ),
    grades=MappingProxyType(
        {
            Grade.SUSPECTED: Paint("#EBE9FE", "#101828", "#5925DC"),
            Grade.PROBABLE: Paint("#BDB4FE", "#101828", "#5925DC"),
            Grade.CONFIRMED: Paint("#5925DC", "#FFFFFF", "#3E1C96"),
        }
    ),
)

DARK: Final = Theme(
    background="#14171C",
    text="#F2F4F7",
    muted="#B6BDC9",
    border="#8A94A6",
    grid="#2F3540",
    statuses=MappingProxyType(
        {
            ComponentStatus.MAJOR_OUTAGE: Paint("#F97066", "#14171C", "#FECDCA"),
            ComponentStatus.PARTIAL_OUTAGE: Paint("#F79009", "#14171C", "#FEC84B"),
            ComponentStatus.DEGRADED_PERFORMANCE: Paint("#FDE272", "#14171C", "#FEF7C3"),
            ComponentStatus.UNDER_MAINTENANCE: Paint("#53B1FD", "#14171C", "#B2DDFF"),
            ComponentStatus.OPERATIONAL: Paint("#32D583", "#14171C", "#A6F4C5"),
            ComponentStatus.UNKNOWN: Paint("#98A2B3", "#14171C", "#D0D5DD"),
        }
    ),
    grades=MappingProxyType(
        {
            Grade.SUSPECTED: Paint("#3E1C96", "#FFFFFF", "#BDB4FE"),
            Grade.PROBABLE: Paint("#A48AFB", "#14171C", "#DDD6FE"),
            Grade.CONFIRMED: Paint("#ECE9FE", "#14171C", "#FFFFFF"),
        }
    ),
)
