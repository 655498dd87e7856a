"""What tools say of their checks, taken into what is known: states, looks, and what the correlator hears."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.checks.at_once import marked
from bot.checks.known import FORGOTTEN_AFTER, MAX_KNOWN, KnownCheck
from bot.checks.look_of import look_of
from bot.domain.check import CheckState, UserCheck
from bot.domain.look import Look, LookEnd
from bot.domain.observation import CHECKS, Observation
from bot.domain.status import ComponentStatus

# What still holds is told again: tools speak of changes, and the correlator forgets what is not repeated.
TOLD_AGAIN: Final = timedelta(minutes=10)

Keys = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBook:
    """All checks about services, and the look at each service of which one fails."""

    checks: Mapping[Keys, KnownCheck]
    looks: Mapping[str, Look]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChanges:
    """What changes in the book, and what the correlator is to hear of it."""

    checks: tuple[KnownCheck, ...] = ()
    dropped: tuple[Keys, ...] = ()
    looks: tuple[Look, ...] = ()
    observations: tuple[Observation, ...] = ()


def taken(book: CheckBook, heard: Iterable[tuple[str, UserCheck]], now: datetime) -> CheckChanges:
    """Take in checks, each with the service that it is about."""
    checks = dict(book.checks)
    for service, check in heard:
        before = checks.get((check.source, check.id))
        if before is None and len(checks) >= MAX_KNOWN and not _make_room(checks):
            continue
        after = _after(before, service, check, now)
        if after is not None:
            checks[after.key] = after
    checks |= {check.key: check for check in marked(checks.values())}
    return _changes(book, checks, now, LookEnd.SERVED)


def swept(book: CheckBook, now: datetime) -> CheckChanges:
    """Drop what no tool has spoken of for a day, and tell again what still holds."""
    checks = {key: check for key, check in book.checks.items() if now - check.last_at < FORGOTTEN_AFTER}
    stand = [look.node for look in book.looks.values() if look.is_telling and now - look.at >= TOLD_AGAIN]
    return _changes(book, checks, now, LookEnd.UNASKED, stand)


def _after(before: KnownCheck | None, service: str, check: UserCheck, now: datetime) -> KnownCheck | None:
    """A check after its tool has spoken of it; None where that is older than what is known.

    While it goes on failing it keeps its first words. Clocks that are ahead are not believed.
    """
    known = KnownCheck(
        service=service,
        source=check.source,
        id=check.id,
        name=check.name,
        last_at=now,
        ended_at=before.ended_at if before else None,
        says=check.says,
        url=check.url,
    )
    since, ended = min(check.since or now, now), min(check.ended or now, now)
    if check.state is CheckState.OK:
        is_late = before is not None and before.failing_since is not None and ended < before.failing_since
        return None if is_late else replace(known, ended_at=ended)
    if before is not None and before.failing_since is not None:
        return replace(before, service=service, name=check.name, last_at=now, url=check.url)
    is_late = before is not None and before.ended_at is not None and since < before.ended_at
    return None if is_late else replace(known, failing_since=since, heard_at=now)


def _make_room(checks: dict[Keys, KnownCheck]) -> bool:
    """Drop the check that has been well for longest, if there is one."""
    well = [check for check in checks.values() if check.failing_since is None]
    if not well:
        return False
    del checks[min(well, key=lambda check: check.last_at).key]
    return True


def _changes(
    book: CheckBook,
    checks: Mapping[Keys, KnownCheck],
    now: datetime,
    end: LookEnd,
    stand: Iterable[str] = (),
) -> CheckChanges:
    """What differs from the book, and what follows for the looks at the services concerned."""
    changed = tuple(check for key, check in checks.items() if book.checks.get(key) != check)
    dropped = tuple(key for key in book.checks if key not in checks)
    earlier = (book.checks[key] for key in (*(c.key for c in changed), *dropped) if key in book.checks)
    by_service: dict[str, list[KnownCheck]] = defaultdict(list)
    for check in checks.values():
        by_service[check.service].append(check)
    looks, observations = list[Look](), list[Observation]()
    for service in dict.fromkeys((*(check.service for check in (*changed, *earlier)), *stand)):
        before = book.looks.get(service)
        after = look_of(service, by_service[service], before, now, end)
        if after is None or not _is_news(before, after):
            continue
        looks.append(after)
        if after.is_telling or (before is not None and before.is_telling):
            observations.append(_observation(after, before))
    return CheckChanges(checks=changed, dropped=dropped, looks=tuple(looks), observations=tuple(observations))


def _is_news(before: Look | None, after: Look) -> bool:
    """Whether it says anything else than before, or the same after a while."""
    if before is None or after.at - before.at >= TOLD_AGAIN:
        return True
    return replace(after, at=before.at) != before


def _observation(look: Look, before: Look | None) -> Observation:
    """What the correlator hears: by the tool that spoke first, so that the same source takes it back."""
    tools = (before.vantages if before is not None else ()) or look.vantages
    return Observation(
        service=look.node,
        source=f"{CHECKS}{tools[0]}",
        at=look.at,
        status=ComponentStatus.UNKNOWN,
        look=look,
    )
