"""What a channel watches and how, as a message."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from bot.catalog.catalog import Catalog
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.chat_traits import Traits
from bot.domain.message import Message, Section, Text
from bot.domain.setting import Setting
from bot.rendering.channel.settings import setting_lines
from bot.rendering.channel.words import category_name, category_size, watch_name
from bot.rendering.text import clean, listing
from bot.speech.speech import say, say_many

MAX_CATEGORIES: Final = 20
_NAMES_A_LINE: Final = 12


def render_list(channel: Channel, settings: Sequence[Setting], catalog: Catalog, traits: Traits) -> Message:
    """The watch list by category, and the settings that decide what is told of it."""
    if not channel.watches:
        return Message(
            headline=say("Watching nothing yet: try watch github"),
            footer=(Text(say("Or watch shared for every shared incident, or stack to paste your vendors.")),),
        )
    wide = [watch for watch in channel.watches if _is_wide(watch, channel)]
    narrow = [watch for watch in channel.watches if watch.kind is WatchKind.SERVICE]
    counted = [say_many("{number} service", "{number} services", len(narrow))] if narrow else []
    counted += [_wide_words(watch, catalog) for watch in wide]
    sections = (
        Section(
            title=say("Wide"),
            lines=tuple((Text(_wide_words(watch, catalog)),) for watch in wide[:MAX_CATEGORIES]),
        ),
        _by_category(narrow, catalog),
        Section(title=say("How"), lines=setting_lines(channel, [s for s in settings if s.is_listed], traits)),
    )
    return Message(
        headline=clean(say("Watching {counted}", counted=listing(counted, 3)), 200),
        sections=tuple(section for section in sections if section.lines),
    )


def _is_wide(watch: Watch, channel: Channel) -> bool:
    if watch.kind is WatchKind.MAJOR:
        return channel.hears_of_any
    return watch.kind is not WatchKind.SERVICE


def _wide_words(watch: Watch, catalog: Catalog) -> str:
    if watch.kind in (WatchKind.SHARED, WatchKind.MAJOR):
        return watch_name(watch, catalog)
    size = say_many("{number} service", "{number} services", category_size(watch.target, catalog))
    return say("all {category_name} ({size})", category_name=category_name(watch.target), size=size)


def _by_category(watches: list[Watch], catalog: Catalog) -> Section:
    groups: dict[str, list[str]] = defaultdict(list)
    for watch in watches:
        known = catalog.services.get(watch.target)
        groups[known.category if known else say("no longer in the catalogue")].append(
            watch_name(watch, catalog)
        )
    ordered = sorted(groups.items())
    lines = tuple(
        (Text(f"{category_name(category)} ({len(names)})", bold=True), Text(f": {_names(names)}"))
        for category, names in ordered[:MAX_CATEGORIES]
    )
    return Section(title=say("By category"), lines=lines, more=max(0, len(ordered) - MAX_CATEGORIES))


def _names(names: list[str]) -> str:
    return listing(sorted(names, key=str.casefold), _NAMES_A_LINE)
