"""The commands of channels: a table, each entry all that is known of one.

From it come what is understood, the help, and the commands that a platform lists. To add one: a function that
makes its page (or reads what stands behind its word), and its entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.channel_commands.command import Check, Command, RunCheck, ShowPage
from bot.channel_commands.context import CommandContext
from bot.channel_commands.pages import list_page, settings_page
from bot.channel_commands.setting_commands import digest, perhaps_settings, quiet, settings
from bot.channel_commands.watches import perhaps_unwatch, perhaps_watch, stack, unwatch, watch
from bot.domain.slash_command import SlashOption

Read = Callable[[str, CommandContext], Command | None]
"""Understands what stands behind a command's word; None where it was another thing that was meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """A line of the help: what can be typed as it stands, and what for."""

    example: str
    what_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCommand:
    """One command.

    `phrases` are patterns of whole texts, in lower case and without punctuation, each with what it means.
    `verbs` are patterns of what a text begins with, each with what reads the rest. `about` is what a
    platform's list of commands says, and `option` the argument there.
    """

    name: str
    about: str
    help: tuple[HelpLine, ...]
    phrases: tuple[tuple[str, Command], ...] = ()
    verbs: tuple[tuple[str, Read], ...] = ()
    option: SlashOption | None = None


_MY: Final = r"(?:(?:the|our|my|all|your) )?"

# In the order of the help.
COMMANDS: Final = (
    ChatCommand(
        name="watch",
        about="Tell this channel about a service.",
        help=(
            HelpLine(example="watch github, gh actions", what_for="hear of services, or parts of them"),
            HelpLine(example="watch all ai", what_for="of every service of a category"),
            HelpLine(example="watch infrastructure", what_for="of everything that others depend on"),
            HelpLine(example="watch shared", what_for="of every incident that several services share"),
        ),
        verbs=(
            (r"watch|subscribe(?: us| me)?(?: to)?|start watching", watch),
            (r"follow|track|monitor|add", perhaps_watch),
        ),
        option=SlashOption(
            name="what",
            hint="A service, a category, or shared for every shared incident.",
            is_completed=True,
        ),
    ),
    ChatCommand(
        name="unwatch",
        about="No longer tell this channel about a service.",
        help=(HelpLine(example="unwatch github", what_for="or unwatch all"),),
        verbs=(
            (r"un-?watch|unsubscribe(?: us| me)?(?: from)?|unfollow", unwatch),
            (r"stop (?:watching|following|tracking|monitoring)", unwatch),
            (r"remove|delete|forget|stop", perhaps_unwatch),
        ),
        option=SlashOption(name="what", hint="What the list shows.", is_completed=True),
    ),
    ChatCommand(
        name="stack",
        about="Watch everything that your stack depends on.",
        help=(HelpLine(example="stack", what_for="paste your list of vendors"),),
        verbs=((r"(?:import )?(?:our |my )?stack|import", stack),),
    ),
    ChatCommand(
        name="list",
        about="What this channel hears of.",
        help=(HelpLine(example="list", what_for="what this channel watches, and how"),),
        phrases=(
            (
                rf"(?:(?:show|list)(?: me)? )?{_MY}(?:watch ?list|watches|watching|watched|subscriptions)",
                ShowPage(page=list_page),
            ),
            (r"(?:show |show me )?(?:the |our |my )?list|list all|ls", ShowPage(page=list_page)),
            (
                r"what (?:(?:do|are|did) )?(?:we|you|i) (?:watch|watching|following|subscribed to)(?: here)?",
                ShowPage(page=list_page),
            ),
            (
                r"what is (?:being |this channel |the channel )?(?:watched|watching)(?: here)?",
                ShowPage(page=list_page),
            ),
        ),
    ),
    ChatCommand(
        name="settings",
        about="Change what this channel hears, and how loudly.",
        help=(HelpLine(example="settings", what_for="how sure, how bad, which regions, whom to ping"),),
        phrases=((rf"(?:show|list|view)(?: me)? {_MY}(?:current )?settings", ShowPage(page=settings_page)),),
        verbs=(
            (r"settings?|config|configure|configuration|preferences", settings),
            (r"set", perhaps_settings),
        ),
    ),
    ChatCommand(
        name="quiet",
        about="When this channel is to be left in peace.",
        help=(HelpLine(example="quiet 22:00-07:00 Europe/Berlin weekdays", what_for="or quiet off"),),
        verbs=((r"(?:be )?quiet(?: hours?| time)?", quiet),),
        option=SlashOption(name="hours", hint="22:00-07:00 Europe/Berlin defer, or off."),
    ),
    ChatCommand(
        name="digest",
        about="When this channel gets a summary.",
        help=(HelpLine(example="digest 9:00 Europe/Berlin weekdays", what_for="or digest off"),),
        verbs=((r"(?:daily )?digests?", digest),),
        option=SlashOption(name="when", hint="09:00 Europe/Berlin weekdays, or off."),
    ),
    ChatCommand(
        name="test",
        about="Show what an alert would look like here.",
        help=(HelpLine(example="test", what_for="see what an alert looks like here"),),
        phrases=(
            (
                r"(?:send |post )?(?:a |me a |us a )?test(?: (?:alert|message|card|notification|me|it))?",
                RunCheck(check=Check.TEST),
            ),
        ),
    ),
    ChatCommand(
        name="health",
        about="Which sources can be read, and how fresh they are.",
        help=(HelpLine(example="health", what_for="see whether I can read what you watch"),),
        phrases=(
            (
                r"(?:(?:your|bot|show|own) )?health(?: check)?|are you (?:ok|okay|alive|well|healthy)",
                RunCheck(check=Check.HEALTH),
            ),
        ),
    ),
)
