"""The forms for what takes more than a line, and what a filled-in form means: the same as typed commands."""

from typing import Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.command import ChangeSettings, Command, FormId, InvalidCommand, SettingChange
from bot.channel_commands.context import CommandContext
from bot.channel_commands.setting_commands import set_command
from bot.channel_commands.settings import SETTINGS
from bot.channel_commands.watches import import_command
from bot.domain.channel import Channel, WatchKind
from bot.domain.contact import Field, Form, Submission

VENDORS: Final = "vendors"


def form_of(form: FormId, channel: Channel, catalog: Catalog) -> Form:
    """The form of this id for a channel."""
    match form:
        case FormId.SETTINGS:
            return settings_form(channel)
        case FormId.STACK:
            return stack_form(channel, catalog)


def settings_form(channel: Channel) -> Form:
    """The settings as they are, to be changed."""
    fields = tuple(
        setting.form.filled_in(setting.name, channel) for setting in SETTINGS if setting.form is not None
    )
    return Form(id=FormId.SETTINGS, title="Settings", opened_by="settings", fields=fields)


def stack_form(channel: Channel, catalog: Catalog) -> Form:
    """An empty field for a list to paste."""
    own = sum(watch.kind is WatchKind.SERVICE for watch in channel.watches)
    watched = f" Watched already: {own:,}." if own else ""
    hint = f"One a line, or commas between. Known services: {len(catalog.services):,}.{watched}"
    vendors = Field(id=VENDORS, label="Your vendors", hint=hint, is_long=True, is_required=True)
    return Form(id=FormId.STACK, title="Import your stack", opened_by="stack", fields=(vendors,))


def command_of_form(submission: Submission, context: CommandContext) -> Command:
    """What a form means. With something wrong in one field nothing is set, and every error is told."""
    if submission.form == FormId.STACK:
        return import_command(submission.values.get(VENDORS, ""), context)
    if submission.form != FormId.SETTINGS:
        return InvalidCommand(reason="This form is no longer in use: write settings or stack for a new one.")
    changes: list[SettingChange] = []
    errors: list[str] = []
    for setting in SETTINGS:
        if setting.form is None or setting.name not in submission.values:
            continue
        if value := submission.values[setting.name].strip() or setting.form.empty:
            command = set_command(setting, value, context.traits)
            if isinstance(command, InvalidCommand):
                errors.append(command.reason)
            else:
                changes += command.changes
    return InvalidCommand(reason=" ".join(errors)) if errors else ChangeSettings(changes=tuple(changes))
