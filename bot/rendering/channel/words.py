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
from bot.speech.language import Language
from bot.speech.speech import mark, say

_WEEK: Final = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
_WEEKDAYS: Final = frozenset(range(5))


def watch_name(watch: Watch, catalog: Catalog) -> str:
    """A line of a watch list, as it could be typed."""
    if watch.kind is WatchKind.SHARED:
        return say("every shared incident")
    if watch.kind is WatchKind.MAJOR:
        return say("every major outage, until something is watched")
    if watch.kind is WatchKind.CATEGORY:
        return say("all {category_name}", category_name=category_name(watch.target))
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
        return say("none")
    what = say("deferred until they end") if quiet.defers else say("dropped")
    through = (
        say("; {floor_words} comes through", floor_words=floor_words(quiet.unless)) if quiet.unless else ""
    )
    hours = (
        say("{start} to {end}", start=hour(quiet.start), end=hour(quiet.end))
        if quiet.start != quiet.end
        else say("all day,")
    )
    return say(
        "{hours} {zone}, {days_words}; what comes in between is {what}{through}",
        hours=hours,
        zone=clean(quiet.zone, 40),
        days_words=days_words(quiet.days),
        what=what,
        through=through,
    )


def digest_words(digest: DigestSchedule | None) -> str:
    """When the digest comes."""
    if digest is None:
        return say("none")
    return f"{hour(digest.at)} {clean(digest.zone, 40)}, {days_words(digest.days)}"


def days_words(days: frozenset[int]) -> str:
    """Days of the week: "every day", "Mon to Fri", "Sat and Sun", "Mon, Wed and Fri"."""
    if days == EVERY_DAY:
        return say("every day")
    if days == _WEEKDAYS:
        return say("Mon to Fri")
    return listing([say(_WEEK[day]) for day in sorted(days)], 7)


def floor_words(grade: Grade) -> str:
    """A grade as a floor."""
    return say(grade.value) if grade is Grade.CONFIRMED else say("{grade} or better", grade=grade)


def language_names(language: Language) -> tuple[str, str, str]:
    """A language's code, its name in English, and in itself, in lower case."""
    english, itself = _names_of(language)
    return str(language), english.casefold(), itself.casefold()


def language_words(language: Language) -> str:
    """A language for those who speak it: "Deutsch (de)"."""
    _, name = _names_of(language)
    return f"{name[:1].upper()}{name[1:]} ({language})"


def ping_words(ping: Ping | None, traits: Traits) -> str:
    """Whom to call, in words that call nobody."""
    return f"{_called(ping.who, traits)}, {floor_words(ping.grade)}" if ping else say("nobody")


def _called(who: str, traits: Traits) -> str:
    """Whom a ping calls, in the words of the platform whose id it is, or else as it stands."""
    words = next((found for one in traits.values() if (found := one.ping_words(who))), who)
    return clean(words, 40)


def _names_of(language: Language) -> tuple[str, str]:
    """What it is called in English, and in itself."""
    from babel import Locale  # noqa: PLC0415  -- only who sets a language waits for it

    locale = Locale(str(language))
    return str(locale.english_name), str(locale.display_name)
