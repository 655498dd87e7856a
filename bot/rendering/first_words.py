"""What is said first: to whoever starts us, and to a channel that hears from us for the first time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.message import Line, Message, Section, Text, Tone
from bot.domain.status import ComponentStatus
from bot.domain.times import duration
from bot.rendering.text import clean, listing, plural
from bot.rendering.words import STATUS

MOST_SHOWN: Final = 10
_ASK: Final = "is github down?"
_WATCH: Final = "watch github, stripe, aws"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outset:
    """How things stand when we start.

    So many `pages` are read within `takes`, and so many more, whose format is not known yet, first looked at
    within `sought_within`. `watched` are names of services, of `watching` channels; `announced` are the
    channels that hear of shared incidents, `unreached` those that watch something on a platform that is not
    set up; `chats` are the platforms on which people can ask, `types_here` whether they can at this terminal.
    """

    pages: int
    takes: timedelta
    sought: int = 0
    sought_within: timedelta = timedelta(0)
    watched: Sequence[str] = ()
    watching: int = 0
    announced: Sequence[str] = ()
    unreached: Sequence[str] = ()
    chats: Sequence[str] = ()
    types_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrouble:
    """A service with trouble at first sight, by its own page. `is_major`: its provider calls it so."""

    service: str
    status: ComponentStatus
    title: str
    is_major: bool = False

    @property
    def is_outage(self) -> bool:
        """Whether the report or the page calls it a major outage."""
        return self.is_major or self.status is ComponentStatus.MAJOR_OUTAGE

    def __str__(self) -> str:
        said = f"{STATUS[self.status]}, " if self.status.is_failing else ""
        return f"{clean(self.service, 60)}: {said}{clean(self.title, 120)}"


def start_lines(outset: Outset) -> tuple[str, ...]:
    """One line each: how much is read how fast, what is watched, who is told, what to type."""
    return (_reading(outset), _watching(outset), *_telling(outset), _typing(outset))


def hello(outset: Outset, *, at_terminal: bool) -> Message:
    """The first message of a channel that hears of every shared incident."""
    how = "Type" if at_terminal else "Mention me, or write behind my slash command"
    lines = [
        _reading(outset),
        f"{how}: {_ASK}",
        f"For your own vendors: {_WATCH} (or stack, and paste a list; help shows all)",
    ]
    if at_terminal:
        lines.append("Until something is watched here, major outages of any service are told, too.")
    return Message(
        headline="Hello, this is Sharedfate. Here I tell of outages that hit several services at once.",
        sections=(Section(lines=tuple(_line(line) for line in lines)),),
        footer=(Text("Until there is something to tell, I am silent."),),
    )


def first_look(read: int, of: int, trouble: Sequence[OpenTrouble]) -> Message:
    """What was open when we looked for the first time; from then on only news is told."""
    ordered = sorted(trouble, key=lambda t: (not t.is_outage, -t.status.severity))
    lines = [str(t) for t in ordered]
    listed = Section(lines=tuple(map(_line, lines[:MOST_SHOWN])), more=max(0, len(lines) - MOST_SHOWN))
    if of and not read:
        return Message(
            headline=f"First look: none of {plural(of, 'page')} read. Is it our network, DNS or proxy?",
            tone=Tone.DEGRADED,
            footer=(Text("sharedfate doctor says why."),),
        )
    in_trouble = plural(len(trouble), "service")
    return Message(
        headline=f"First look: {read} of {plural(of, 'page')} read, {in_trouble} in trouble",
        tone=Tone.OUTAGE if any(t.is_outage for t in trouble) else Tone.DEGRADED if trouble else Tone.NEUTRAL,
        sections=(listed,) if lines else (),
        footer=(Text("That was there before me. From here on I tell what is new."),),
    )


def _reading(outset: Outset) -> str:
    if not outset.pages and not outset.sought:
        return "No page is read: the catalogue names none. Name some in SHAREDFATE_CATALOG (docs/catalog.md)"
    more = ""
    if outset.sought:
        within = duration(outset.sought_within)
        more = f"; {outset.sought} more, whose format is not known yet, are first looked at within {within}"
    return (
        f"Reading {plural(outset.pages, 'page')}: the first round takes about {duration(outset.takes)}{more}"
    )


def _watching(outset: Outset) -> str:
    if not outset.watched and not outset.watching:
        return f"Nothing is watched yet: {_WATCH} has a channel told of these"
    channels = plural(outset.watching, "channel")
    return f"Watched by {channels}, and read first: {listing(outset.watched, 5) or 'every shared incident'}"


def _telling(outset: Outset) -> Iterator[str]:
    if outset.announced:
        yield f"Shared incidents are announced to {listing(outset.announced, 5)}"
    else:
        yield "Shared incidents are announced nowhere: set SHAREDFATE_ANNOUNCE_TO, to slack:C0123 for one"
    if outset.unreached:
        yield f"Nothing can be told to {listing(outset.unreached, 5)}: set up that platform (sharedfate env)"


def _typing(outset: Outset) -> str:
    return "; ".join(_ways(outset))


def _ways(outset: Outset) -> Iterator[str]:
    if outset.types_here:
        yield f"Type a question or a command here: {_ASK} · {_WATCH} · help"
    if outset.chats:
        yield f"In {listing(outset.chats)}: {_ASK} · {_WATCH} · help"
    if not outset.types_here and not outset.chats:
        yield f'From a shell: sharedfate ask "{_ASK}" · sharedfate channel console:terminal {_WATCH}'


def _line(text: str) -> Line:
    return (Text(text),)
