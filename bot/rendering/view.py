"""How one channel sees what it is told: its own vendors, what it did about it, and for whom it stands in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import quote

from bot.catalog.catalog import Catalog
from bot.domain.card_button import CardState, buttons_on
from bot.domain.incident import Incident
from bot.domain.look import OwnNetwork
from bot.domain.message import Button, Line, Link, Message, Moment, Span, Text
from bot.domain.reactions import Reactions
from bot.rendering.text import clean, listing
from bot.speech.speech import say, say_many

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A channel's own side. `watched` are its services; `speaks_for` a channel that cannot be told.

    `networks` say whether it is us, from each place that probes. `is_anyones`: it is shown where nobody's own
    are known, and names who is hit. `board` is where our pages are, empty where people cannot reach them.
    """

    watched: frozenset[str] = frozenset()
    reactions: Reactions | None = None
    speaks_for: str = ""
    networks: tuple[OwnNetwork, ...] = ()
    is_anyones: bool = False
    board: str = ""


def on_the_board(message: Message, incident: str, view: View) -> Message:
    """The same message, leading to the incident's page, if people can reach it."""
    if not view.board:
        return message
    before: Line = (*message.footer, Text(" · ")) if message.footer else ()
    address = page_of(incident, view.board)
    return replace(message, footer=(*before, Link(say("all about it"), address)))


def page_of(incident: str, board: str) -> str:
    """The address of an incident's page, where our pages are at `board`."""
    return f"{board.rstrip('/')}/i/{quote(incident)}"


def whose(incident: Incident, catalog: Catalog, view: View) -> str:
    """Who is hit, as far as it is of interest in this view."""
    if view.is_anyones:
        return _named(incident.services or (incident.root,), catalog)
    return yours(incident, catalog, view.watched)


def spoken_of(incident: Incident, catalog: Catalog) -> frozenset[str]:
    """The services of which a channel's own side speaks where they are its own: no others change a word."""
    return frozenset((incident.root, *incident.services, *_dependents(incident.root, catalog)))


def yours(incident: Incident, catalog: Catalog, watched: frozenset[str]) -> str:
    """Which of the channel's own are hit, and which others depend on the root."""
    if not watched:
        return say("No service is listed as yours")
    if not incident.services:
        return _yours_on(incident.root, catalog, watched)
    root = clean(catalog.name_of(incident.root), 60)
    hit = [s for s in dict.fromkeys((incident.root, *incident.services)) if s in watched]
    exposed = [s for s in _dependents(incident.root, catalog) if s in watched and s not in hit]
    names, others = _named(hit, catalog), _named(exposed, catalog)
    struck = (
        say_many("Yours: {names} is hit", "Yours: {names} are hit", len(hit), names=names)
        if hit
        else say("None of yours is hit")
    )
    if not exposed:
        return struck
    values = {"struck": struck, "others": others, "root": root}
    if not hit:
        return say_many(
            "{struck}; {others} depends on {root}",
            "{struck}; {others} depend on {root}",
            len(exposed),
            **values,
        )
    return say_many(
        "{struck}; {others} depends on {root}, too",
        "{struck}; {others} depend on {root}, too",
        len(exposed),
        **values,
    )


def reaction_words(view: View, now: datetime) -> Line:
    """What people here did about it. Users are shown by the platform's own ids, which ping nobody."""
    spans: list[Span] = []
    if view.speaks_for:
        spans.append(
            Text(
                say(
                    " · {speaks_for} cannot be reached: told here instead",
                    speaks_for=clean(view.speaks_for, 60),
                )
            )
        )
    if view.reactions is not None:
        spans += _reacted(view.reactions, now)
    return tuple(spans)


def buttons_for(
    subject: str, reactions: Reactions | None, *, is_open: bool, is_claim: bool
) -> tuple[Button, ...]:
    """What can be done about it: while it is open, and afterwards."""
    state = CardState(
        is_open=is_open,
        is_claim=is_claim,
        is_acknowledged=reactions is not None and reactions.acknowledgement is not None,
        is_muted=reactions is not None and reactions.mute is not None,
    )
    return buttons_on(state, subject)


def _reacted(reactions: Reactions, now: datetime) -> Iterator[Span]:
    done, mute = reactions.acknowledgement, reactions.mute
    if done is not None:
        yield Text(say(" · acknowledged by {by} at ", by=clean(done.by, 40)))
        yield Moment(done.at, now, is_aged=False)
    if mute is not None and mute.until is not None:
        yield Text(say(" · muted by {by} until ", by=clean(mute.by, 40)))
        yield Moment(mute.until, now, is_aged=False)
    elif mute is not None:
        yield Text(say(" · muted by {by} until it is resolved", by=clean(mute.by, 40)))
    if reactions.affected:
        people = len(reactions.affected)
        yield Text(
            say_many(
                " · {number} person here is affected, too",
                " · {number} people here are affected, too",
                people,
            )
        )


def _yours_on(root: str, catalog: Catalog, watched: frozenset[str]) -> str:
    """Which of the channel's own depend on a root of which nobody knows whom it hits."""
    name = clean(catalog.name_of(root), 60)
    exposed = [service for service in _dependents(root, catalog) if service in watched and service != root]
    values = {"others": _named(exposed, catalog), "root": name}
    if root in watched and exposed:
        return say_many(
            "You watch {root}; {others} depends on it, too",
            "You watch {root}; {others} depend on it, too",
            len(exposed),
            **values,
        )
    if root in watched:
        return say("You watch {root}", root=name)
    if not exposed:
        return say("None of yours is known to depend on {root}", root=name)
    return say_many(
        "Of yours, {others} depends on {root}", "Of yours, {others} depend on {root}", len(exposed), **values
    )


def _dependents(root: str, catalog: Catalog) -> Iterable[str]:
    nodes = (root, *catalog.ancestors(root))
    return dict.fromkeys(edge.service for node in nodes for edge in catalog.edges_to(node))


def _named(services: Sequence[str], catalog: Catalog) -> str:
    return listing([catalog.name_of(s) for s in services], _SHOWN)
