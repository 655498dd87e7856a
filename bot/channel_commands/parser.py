"""Text to a command: one grammar for slash commands, mentions and direct messages. It steals no questions.

A verb begins a command, and its arguments follow. What names a service as a whole ("stack overflow",
"watch.com") or is a question is left to `questions`.
"""

import re
from collections.abc import Callable
from typing import Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.importing import MAX_ENTRIES, entries_in
from bot.channel_commands.quiet_hours import digest_command, quiet_command
from bot.channel_commands.settings import setting_called, settings_command
from bot.channel_commands.watch_names import look_up, look_up_service
from bot.domain.chat_traits import Traits
from bot.domain.command import ChangeWatches, Command, FormId, Open, Show, Shown, WatchVerb, Wrong
from bot.domain.question import Intent
from bot.questions.names import Names, words_of
from bot.questions.parser import question_in

MAX_CHARACTERS: Final = 60_000
_LONGEST_PHRASE: Final = 100  # characters

_MY: Final = r"(?:(?:the|our|my|all|your) )?"
_SHOWN: Final = tuple(
    (what, re.compile(pattern))
    for what, pattern in (
        (
            Shown.LIST,
            rf"(?:(?:show|list)(?: me)? )?{_MY}(?:watch ?list|watches|watching|watched|subscriptions)",
        ),
        (Shown.LIST, r"(?:show |show me )?(?:the |our |my )?list|list all|ls"),
        (
            Shown.LIST,
            r"what (?:(?:do|are|did) )?(?:we|you|i) (?:watch|watching|following|subscribed to)(?: here)?",
        ),
        (Shown.LIST, r"what is (?:being |this channel |the channel )?(?:watched|watching)(?: here)?"),
        (
            Shown.TEST,
            r"(?:send |post )?(?:a |me a |us a )?test(?: (?:alert|message|card|notification|me|it))?",
        ),
        (
            Shown.HEALTH,
            r"(?:(?:your|bot|show|own) )?health(?: check)?|are you (?:ok|okay|alive|well|healthy)",
        ),
        (Shown.SETTINGS, rf"(?:show|list|view)(?: me)? {_MY}(?:current )?settings"),
    )
)
_ADDRESSED: Final = re.compile(
    r"\s*(?:/?sharedfate\b[\s:,]*|/isdown\b\s*|/|(?:please|pls)\s+)*", re.IGNORECASE
)
_TAIL: Final = re.compile(
    r"(?<!\s)(?:\s+(?:please|pls|too|here|for us|for me"
    r"|(?:in|for|to|from|on) (?:this|the|our|my|your) (?:channel|list|watch ?list))){1,4}\s*$",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"[,;\n]+")
_EVERYTHING: Final = re.compile(
    r"(?:all|everything|the (?:whole )?list)(?: (?:of them|of it|services|watches))?", re.IGNORECASE
)
_LINK: Final = re.compile(r"<(https?://[^|<>\s]+)(?:\|[^<>]*)?>")


def command_in(text: str, names: Names, catalog: Catalog, traits: Traits) -> Command | None:
    """Understand a text as a command; None where it is none, so that it may be a question."""
    said = _ADDRESSED.sub("", text[:MAX_CHARACTERS], count=1).strip()
    if shown := _shown(said, names):
        return Show(what=shown)
    start = next(
        ((read, found["rest"] or "") for verb, read in _VERBS if (found := verb.fullmatch(said))), None
    )
    if start is None or _is_question(said, names):
        return None
    read, rest = start
    return read(rest.strip(), names, catalog, traits)


def import_command(text: str, names: Names, catalog: Catalog) -> ChangeWatches | Wrong:
    """Read a pasted list."""
    entries = entries_in(text, lambda said: bool(look_up_service(said, names, catalog).matches))
    if not entries:
        return Wrong(says="I found no names in that list: paste one vendor a line, or with commas between.")
    return ChangeWatches(verb=WatchVerb.IMPORT, names=entries)


def _shown(said: str, names: Names) -> Shown | None:
    words = words_of(said) if len(said) <= _LONGEST_PHRASE else ()
    phrase = " ".join(words)
    what = next((what for what, pattern in _SHOWN if pattern.fullmatch(phrase)), None)
    return None if names.find(words) else what


def _is_question(said: str, names: Names) -> bool:
    """Whether the whole text is a name, or asks something. A list of lines never does."""
    if "\n" in said:
        return False
    if said.endswith("?") or names.find(words_of(said)):
        return True
    return question_in(said, names).intent is not Intent.UNKNOWN


def _watch(rest: str, _names: Names, catalog: Catalog, _: Traits) -> Command:
    if not rest:
        return Wrong(says="Say what to watch, for example: watch github, cloudflare, or: watch all ai.")
    if _EVERYTHING.fullmatch(rest):
        return Wrong(
            says=f"That would be {len(catalog.services):,} services: write watch shared for every shared"
            " incident, watch infrastructure, or a category, like watch all ai."
        )
    return ChangeWatches(verb=WatchVerb.WATCH, names=_split(rest))


def _unwatch(rest: str, _names: Names, _catalog: Catalog, _: Traits) -> Command:
    if not rest:
        return Wrong(says="Say what to unwatch, for example: unwatch github, or: unwatch all.")
    if _EVERYTHING.fullmatch(rest):
        return ChangeWatches(verb=WatchVerb.UNWATCH, everything=True)
    return ChangeWatches(verb=WatchVerb.UNWATCH, names=_split(rest))


def _perhaps_watch(rest: str, names: Names, catalog: Catalog, traits: Traits) -> Command | None:
    return _watch(rest, names, catalog, traits) if _names_something(rest, names, catalog) else None


def _perhaps_unwatch(rest: str, names: Names, catalog: Catalog, traits: Traits) -> Command | None:
    means_it = _EVERYTHING.fullmatch(rest) or _names_something(rest, names, catalog)
    return _unwatch(rest, names, catalog, traits) if means_it else None


def _names_something(rest: str, names: Names, catalog: Catalog) -> bool:
    """Whether words that are also used for other things are about what can be watched."""
    return any(look_up(said, names, catalog) for said in _split(rest))


def _stack(rest: str, names: Names, catalog: Catalog, _: Traits) -> Command | None:
    if not rest:
        return Open(form=FormId.STACK)
    command = import_command(rest, names, catalog)
    is_list = _SEPARATORS.search(rest) is not None
    return command if is_list or _names_something(rest, names, catalog) else None


def _settings(rest: str, _names: Names, _catalog: Catalog, traits: Traits) -> Command:
    return settings_command(rest, traits)


def _perhaps_settings(rest: str, _names: Names, _cat: Catalog, traits: Traits) -> Command | None:
    words = words_of(rest[:_LONGEST_PHRASE])
    return settings_command(rest, traits) if words and setting_called(words[0]) else None


def _split(rest: str) -> tuple[str, ...]:
    """The stretches between commas, without the words behind that name nothing; as many as an import has."""
    parts = _SEPARATORS.split(_LINK.sub(r"\1", rest))
    cleaned = (_TAIL.sub("", part).strip(" \t\r.!\"'`*_") for part in parts)
    return tuple(dict.fromkeys(name for name in cleaned if name))[:MAX_ENTRIES]


_Reader = Callable[[str, Names, Catalog, Traits], Command | None]
_TABLE: Final[tuple[tuple[str, _Reader], ...]] = (
    (r"un-?watch|unsubscribe(?: us| me)?(?: from)?|unfollow", _unwatch),
    (r"stop (?:watching|following|tracking|monitoring)", _unwatch),
    (r"remove|delete|forget|stop", _perhaps_unwatch),
    (r"watch|subscribe(?: us| me)?(?: to)?|start watching", _watch),
    (r"follow|track|monitor|add", _perhaps_watch),
    (r"(?:import )?(?:our |my )?stack|import", _stack),
    (r"(?:be )?quiet(?: hours?| time)?", lambda rest, _names, _catalog, _: quiet_command(rest)),
    (r"(?:daily )?digests?", lambda rest, _names, _catalog, _: digest_command(rest)),
    (r"settings?|config|configure|configuration|preferences", _settings),
    (r"set", _perhaps_settings),
)
_VERBS: Final = tuple(
    (re.compile(rf"(?:{verb})(?:[\s:,]+(?P<rest>.*))?", re.IGNORECASE | re.DOTALL), read)
    for verb, read in _TABLE
)
