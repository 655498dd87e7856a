"""What is set in a channel, as messages: all of it, one thing, or what was just set."""

from collections.abc import Sequence
from typing import Final

from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.command_outcome import CommandOutcome
from bot.domain.message import Line, Message, Section, Text
from bot.domain.setting import Setting
from bot.rendering.text import clean
from bot.speech.speech import say, say_many

_MAX_HEADLINE: Final = 200


def render_settings(channel: Channel, settings: Sequence[Setting], traits: Traits) -> Message:
    """Every setting as it is."""
    footer = (Text(say("To change one: settings grade probable. For a form: settings.")),)
    sections = (Section(lines=setting_lines(channel, settings, traits)),)
    return Message(headline=say("This channel's settings"), sections=sections, footer=footer)


def render_setting(channel: Channel, setting: Setting, traits: Traits) -> Message:
    """One setting as it is, with how to change it."""
    words = setting.words(channel, traits)
    return Message(
        headline=clean(f"{words[:1].upper()}{words[1:]}", _MAX_HEADLINE),
        footer=(
            Text(
                say("To change this: {example}, or {name} off.", example=setting.example, name=setting.name)
            ),
        ),
    )


def render_changes(outcome: CommandOutcome, traits: Traits) -> Message:
    """What was set, or that all of it was so before."""
    words = [setting.words(outcome.channel, traits) for setting in outcome.changed or outcome.sets]
    start = say("Saved") if outcome.changed else say("Unchanged:")
    if len(words) == 1:
        return Message(headline=clean(f"{start} {words[0]}", _MAX_HEADLINE), footer=_agreement(outcome))
    headline = f"{start} {say_many('{number} setting', '{number} settings', len(words))}"
    return Message(headline=headline, sections=(Section(lines=tuple((Text(word),) for word in words)),))


def setting_lines(channel: Channel, settings: Sequence[Setting], traits: Traits) -> tuple[Line, ...]:
    """Settings as they are, one a line."""
    return tuple((Text(setting.words(channel, traits)),) for setting in settings)


def _agreement(outcome: CommandOutcome) -> Line:
    """A pair counts once both name each other: nobody can have a stranger's channel told."""
    if outcome.channel.paired is None or all(setting.field != "paired" for setting in outcome.sets):
        return ()
    here = clean(str(outcome.channel.destination), 100)
    return (
        Text(say("It counts once the other channel agrees: write there: settings pair {here}", here=here)),
    )
