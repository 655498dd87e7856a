"""How lines of a watch list, hours and settings of a channel are said."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.channel import (
    EVERY_DAY,
    INFRASTRUCTURE,
    DigestSchedule,
    Ping,
    QuietHours,
    Watch,
    WatchKind,
)
from bot.domain.chat_traits import Traits
from bot.domain.incident import Grade
from bot.domain.times import hour
from bot.rendering.text import clean, listing

_WEEK: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS: Final = frozenset(range(5))


def watch_name(watch: Watch, catalog: Catalog) -> str:
    """A line of a watch list, as it could be typed."""
    if watch.kind is WatchKind.SHARED:
        return "every shared incident"
    if watch.kind is WatchKind.MAJOR:
        return "every major outage, until something is watched"
    if watch.kind is WatchKind.CATEGORY:
        return f"all {category_name(watch.target)}"
    name = clean(catalog.name_of(watch.target), 60)
    if watch.component is None:
        return name
    known = catalog.services.get(watch.target)
    parts = {part.id: part.name for part in known.components} if known else {}
    part = clean(parts.get(watch.component, watch.component), 60)
    return part if part.casefold().startswith(name.casefold()) else f"{name}: {part}"


def is_taken_on_trust(watch: Watch, catalog: Catalog) -> bool:
    """Whether it names a part that only the service's own page can know: what is misspelt is never told."""
    known = catalog.services.get(watch.target)
    parts = {part.id for part in known.components} if known else set[str]()
    return watch.component is not None and watch.component not in parts


def category_name(category: str) -> str:
    """A category for people."""
    return clean(category.replace("-", " "), 40)


def category_size(category: str, catalog: Catalog) -> int:
    """How many services it has."""
    if category == INFRASTRUCTURE:
        return len(catalog.infrastructure)
    return sum(service.category == category for service in catalog.services.values())


def quiet_words(quiet: QuietHours | None) -> str:
    """Quiet hours in full: "22:00 to 07:00 Europe/Berlin, Mon to Fri; deferred; confirmed comes through"."""
    if quiet is None:
        return "none"
    what = "deferred until they end" if quiet.defers else "dropped"
    through = f"; {floor_words(quiet.unless)} comes through" if quiet.unless else ""
    hours = f"{hour(quiet.start)} to {hour(quiet.end)}" if quiet.start != quiet.end else "all day,"
    return (
        f"{hours} {clean(quiet.zone, 40)}, {days_words(quiet.days)}; what comes in between is {what}{through}"
    )


def digest_words(digest: DigestSchedule | None) -> str:
    """When the digest comes."""
    if digest is None:
        return "none"
    return f"{hour(digest.at)} {clean(digest.zone, 40)}, {days_words(digest.days)}"


def days_words(days: frozenset[int]) -> str:
    """Days of the week: "every day", "Mon to Fri", "Sat and Sun", "Mon, Wed and Fri"."""
    if days == EVERY_DAY:
        return "every day"
    if days == _WEEKDAYS:
        return "Mon to Fri"
    return listing([_WEEK[day] for day in sorted(days)], 7)


def floor_words(grade: Grade) -> str:
    """A grade as a floor."""
    return grade.value if grade is Grade.CONFIRMED else f"{grade} or better"


def ping_words(ping: Ping | None, traits: Traits) -> str:
    """Whom to call, in words that call nobody."""
    return f"{_called(ping.who, traits)}, {floor_words(ping.grade)}" if ping else "nobody"


def _called(who: str, traits: Traits) -> str:
    """Whom a ping calls, in the words of the platform whose id it is, or else as it stands."""
    words = next((found for one in traits.values() if (found := one.ping_words(who))), who)
    return clean(words, 40)
