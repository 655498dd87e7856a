"""What is asked of watch lists, and how they are changed: as by a command in the channel itself."""

from collections.abc import Sequence
from typing import Final

from adapters.web.api.context import WebApi
from adapters.web.api.pages import page_of
from adapters.web.api.parameters import OfOne, Paged
from adapters.web.api.plain_text import plain_text
from adapters.web.api.problem import not_found
from adapters.web.api.values import WatchChange, WatchListDetail, WatchListList
from bot.domain.command_outcome import WatchVerb
from bot.domain.shown import WatchListShown
from bot.errors import ConfigurationError
from bot.ports import WatchListKeeper

_UNKNOWN: Final = "no such channel watches anything yet"


async def watch_lists(api: WebApi, asked: Paged) -> WatchListList:
    """Those of all channels."""
    items, following = page_of("watch-lists", await _lists(api).load_all(), _by_destination, asked)
    return WatchListList(items=items, next=following)


async def watch_list(api: WebApi, asked: OfOne) -> WatchListDetail:
    """That of one channel."""
    found = await _found(_lists(api), asked.id)
    return WatchListDetail(destination=found.destination, watches=found.watches)


async def change_watch_list(api: WebApi, asked: OfOne, body: WatchChange) -> WatchListDetail:
    """Add names to that of one channel, and remove others."""
    lists = _lists(api)
    said = [
        await _changed(lists, asked.id, verb, names)
        for verb, names in ((WatchVerb.WATCH, body.watch), (WatchVerb.UNWATCH, body.unwatch))
        if names
    ]
    found = await _found(lists, asked.id)
    return WatchListDetail(destination=found.destination, watches=found.watches, said="\n".join(said))


async def _found(lists: WatchListKeeper, destination: str) -> WatchListShown:
    try:
        found = await lists.load(destination)
    except ConfigurationError as error:
        raise not_found(str(error)) from error
    if found is None:
        raise not_found(_UNKNOWN)
    return found


async def _changed(lists: WatchListKeeper, destination: str, verb: WatchVerb, names: Sequence[str]) -> str:
    try:
        return plain_text(await lists.change(destination, verb, names))
    except ConfigurationError as error:
        raise not_found(str(error)) from error


def _lists(api: WebApi) -> WatchListKeeper:
    if api.watch_lists is None:
        raise not_found("this process has no watch lists: ask one that has")
    return api.watch_lists


def _by_destination(one: WatchListShown) -> tuple[str, str]:
    return one.destination, ""
