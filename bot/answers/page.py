"""Whose page speaks for a service, and how far it can be relied on."""

from collections.abc import Sequence

from bot.answers.snapshot import Snapshot, SourceState
from bot.catalog.catalog import Catalog
from bot.domain.answer import ServicePage
from bot.domain.service import Service


def speaker_for(service: str, snapshot: Snapshot, catalog: Catalog) -> str:
    """Whose page speaks for a service: its own, or, for a part without one, that of its whole."""
    if snapshot.sources.get(service) or (known := catalog.services.get(service)) is None or known.sources:
        return service
    return next((whole for whole in catalog.ancestors(service) if snapshot.sources.get(whole)), service)


def page_of(service: str, speaker: str, snapshot: Snapshot, catalog: Catalog) -> ServicePage:
    """The page of the speaker: where it is, when it was read, and why not lately."""
    states, known = snapshot.sources.get(speaker, ()), catalog.services.get(speaker)
    return ServicePage(
        read_at=max((s.read_at for s in states if s.read_at is not None), default=None),
        unreadable_because=_platform(states, snapshot, known)
        or _unreadable_because(states, known.unreadable_because if known else None),
        url=known.status_url if known else None,
        moved_to=next((state.moved_to for state in states if state.moved_to), None),
        whole=speaker if speaker != service else None,
    )


def _platform(states: Sequence[SourceState], snapshot: Snapshot, known: Service | None) -> str | None:
    """That the page is unreadable as most pages of its platform are, where that is so."""
    formats = {source.id: source.format for source in known.sources} if known else {}
    for state in states:
        failure = snapshot.platforms.get(state.format or formats.get(state.source, ""))
        if failure is not None and state.unreadable is not None:
            return f"{failure.unreadable} of {failure.pages} pages on {failure.format} are, all at once"
    return None


def _unreadable_because(states: Sequence[SourceState], never: str | None) -> str | None:
    if not states:
        return never or "we have not read its page yet"
    return next((str(state.unreadable) for state in states if state.unreadable is not None), None)
