"""How one channel sees what it is told: its own vendors, what it did about it, and for whom it stands in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.card_button import CardState, buttons_on
from bot.domain.incident import Incident
from bot.domain.message import Button, Line, Moment, Section, Text
from bot.domain.reactions import Reactions
from bot.rendering.text import clean, listing, plural

_ON_IT: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A channel's own side. `watched` are its services; `speaks_for` a channel that cannot be told."""

    watched: frozenset[str] = frozenset()
    reactions: Reactions | None = None
    speaks_for: str = ""


def radius_section(incident: Incident, catalog: Catalog, view: View) -> Section | None:
    """Which of the channel's own vendors are hit, and which others stand on the root."""
    if not view.watched:
        return None
    hit = [s for s in incident.services if s in view.watched]
    exposed = [s for s in _standing_on(incident.root, catalog) if s in view.watched and s not in hit]
    lines: list[Line] = [
        (Text(f"{len(hit)} of your {plural(len(view.watched), 'vendor')} affected{_named(hit, catalog)}"),)
    ]
    if exposed:
        lines.append((Text(f"{len(exposed)} more stand on it{_named(exposed, catalog)}"),))
    return Section(title="For this channel", lines=tuple(lines))


def reactions_section(view: View) -> Section | None:
    """What people here did about it. Users are shown by the platform's own ids, which ping nobody."""
    reactions, lines = view.reactions, list[Line]()
    if view.speaks_for:
        lines.append((Text(f"{clean(view.speaks_for, 100)} cannot be reached: this is told here instead."),))
    if reactions is not None:
        lines += _reacted(reactions)
    return Section(title="Here", lines=tuple(lines)) if lines else None


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


def _reacted(reactions: Reactions) -> Iterator[Line]:
    done, mute = reactions.acknowledgement, reactions.mute
    if done is not None:
        yield (Text(f"Acknowledged by {clean(done.by, 60)} at "), Moment(done.at))
    if mute is not None and mute.until is not None:
        yield (Text(f"Muted by {clean(mute.by, 60)} until "), Moment(mute.until))
    elif mute is not None:
        yield (Text(f"Muted by {clean(mute.by, 60)} until it is resolved"),)
    if reactions.affected:
        people = plural(len(reactions.affected), "person here says", "people here say")
        yield (Text(f"{people}: it hits us, too"),)


def _standing_on(root: str, catalog: Catalog) -> Iterable[str]:
    nodes = (root, *catalog.ancestors(root))
    return dict.fromkeys(edge.service for node in nodes for edge in catalog.edges_to(node))


def _named(services: list[str], catalog: Catalog) -> str:
    return f": {listing([catalog.name_of(s) for s in services], _ON_IT)}" if services else ""
