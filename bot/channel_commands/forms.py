"""The forms for what takes more than a line, and what a filled-in form means: the same as typed commands."""

from collections.abc import Mapping
from typing import Final

from bot.catalog.catalog import Catalog
from bot.channel_commands.parser import import_command
from bot.channel_commands.settings import set_command
from bot.domain.channel import Channel
from bot.domain.chat_traits import Traits
from bot.domain.command import ChangeSettings, Command, FormId, Setting, SettingChange, Wrong
from bot.domain.contact import Choice, Field, Form, Submission
from bot.questions.names import Names

VENDORS: Final = "vendors"
_ANY: Final = "any"
_GRADES: Final = (
    Choice(label="Suspected and better: everything", value="suspected"),
    Choice(label="Probable and better", value="probable"),
    Choice(label="Confirmed only", value="confirmed"),
)
_SEVERITIES: Final = (
    Choice(label="Any", value=_ANY),
    Choice(label="Minor and worse", value="minor"),
    Choice(label="Major and worse", value="major"),
    Choice(label="Critical only", value="critical"),
)
_ON_OR_OFF: Final = (Choice(label="Off", value="off"), Choice(label="On", value="on"))
_FIELDS: Final[Mapping[str, Setting]] = {
    "grade": Setting.GRADE,
    "severity": Setting.IMPACT,
    "regions": Setting.REGIONS,
    "maintenance": Setting.MAINTENANCE,
    "ping": Setting.PING,
}
# What an empty field stands for, where it stands for something.
_EMPTY: Final[Mapping[str, str]] = {"regions": _ANY, "ping": "off"}


def form_of(form: FormId, channel: Channel, catalog: Catalog) -> Form:
    """The form of this id for a channel."""
    return settings_form(channel) if form is FormId.SETTINGS else stack_form(channel, catalog)


def settings_form(channel: Channel) -> Form:
    """The settings as they are, to be changed."""
    severity = channel.impact.value if channel.impact else _ANY
    maintenance = "on" if channel.maintenance else "off"
    ping = f"{channel.ping.who} from {channel.ping.grade}" if channel.ping else ""
    regions_hint = "us-east-1, eu. Empty for any; what names no region always comes."
    ping_hint = "@S0123ABCD from confirmed. Empty for nobody."
    return Form(
        id=FormId.SETTINGS,
        title="Settings",
        fields=(
            Field(id="grade", label="How sure must we be?", value=channel.grade.value, choices=_GRADES),
            Field(id="severity", label="How bad must it be?", value=severity, choices=_SEVERITIES),
            Field(id="regions", label="Regions", value=", ".join(channel.regions), hint=regions_hint),
            Field(id="maintenance", label="Announce maintenance?", value=maintenance, choices=_ON_OR_OFF),
            Field(id="ping", label="Whom to ping", value=ping, hint=ping_hint),
        ),
    )


def stack_form(channel: Channel, catalog: Catalog) -> Form:
    """An empty field for a list to paste."""
    watched = f" {len(channel.watches)} are watched already." if channel.watches else ""
    hint = f"One a line, or commas between. We know {len(catalog.services):,} services.{watched}"
    vendors = Field(id=VENDORS, label="Your vendors", hint=hint, is_long=True, is_required=True)
    return Form(id=FormId.STACK, title="Import your stack", fields=(vendors,))


def command_of_form(submission: Submission, names: Names, catalog: Catalog, traits: Traits) -> Command:
    """What a form means. With something wrong in one field nothing is set, and every error is told."""
    if submission.form == FormId.STACK:
        return import_command(submission.values.get(VENDORS, ""), names, catalog)
    if submission.form != FormId.SETTINGS:
        return Wrong(says="This form is no longer in use: write settings or stack for a new one.")
    changes: list[SettingChange] = []
    errors: list[str] = []
    for field, setting in _FIELDS.items():
        value = submission.values.get(field, "").strip() or _EMPTY.get(field, "")
        if value and field in submission.values:
            read = set_command(setting, value, traits)
            if isinstance(read, Wrong):
                errors.append(read.says)
            else:
                changes += read.changes
    return Wrong(says=" ".join(errors)) if errors else ChangeSettings(changes=tuple(changes))
