"""A setting with what it takes to set it: how a value is read, and its field of the form."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.channel_commands.context import CommandContext
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.contact import Choice, Field
from bot.domain.message import Message
from bot.domain.setting import Setting
from bot.rendering.channel.settings import render_setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """A field of the form. `value` is what stands in it; when left empty, it means `empty`, if anything."""

    label: str
    value: Callable[[Channel], str]
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    empty: str = ""

    def filled_in(self, id_: str, channel: Channel) -> Field:
        """The field as the channel is set."""
        return Field(
            id=id_, label=self.label, value=self.value(channel), hint=self.hint, choices=self.choices
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableSetting(Setting):
    """One entry of the table of settings.

    `read` makes a value of its field of Channel from a text, or says what is wrong with it. It is given the
    platforms' ways to write people and channels, too. `adapt` makes a value one for this very channel, or
    says why it is none.
    """

    read: Callable[[str, Traits], object]
    adapt: Callable[[object, Channel, Traits], object] = lambda value, _channel, _traits: value
    form: SettingField | None = None

    def page(self, channel: Channel, context: CommandContext) -> Message:
        """How it is set, to look at."""
        return render_setting(channel, self, context.traits)
