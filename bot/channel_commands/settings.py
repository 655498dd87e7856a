"""The settings of a channel: a table, each entry all that is known of one.

To add one: its field of Channel, and its entry here.
"""

from typing import Final

from bot.channel_commands.people import editors_in, editors_within, pair_in, pair_of, ping_in, ping_within
from bot.channel_commands.quiet_hours import digest_in, in_a_zone, quiet_in
from bot.channel_commands.setting import EditableSetting, SettingField
from bot.channel_commands.values import cap_in, grade_in, language_in, maintenance_in, regions_in, severity_in
from bot.domain.contact import Choice
from bot.rendering.channel.words import digest_words, floor_words, language_words, ping_words, quiet_words
from bot.rendering.text import clean, listing, plural

GRADE: Final = EditableSetting(
    field="grade",
    names=("grade", "grades", "certainty", "confidence"),
    read=grade_in,
    words=lambda channel, _: f"grade: {floor_words(channel.grade)}",
    example="grade probable",
    form=SettingField(
        label="How sure must we be?",
        value=lambda channel: channel.grade.value,
        choices=(
            Choice(label="Early: what one of those affected says, too", value="early"),
            Choice(label="Suspected and better: all that we claim", value="suspected"),
            Choice(label="Probable and better", value="probable"),
            Choice(label="Confirmed only", value="confirmed"),
        ),
    ),
)
SEVERITY: Final = EditableSetting(
    field="impact",
    names=("severity", "severities", "impact"),
    read=severity_in,
    words=lambda channel, _: f"severity: {f'{channel.impact} or worse' if channel.impact else 'any'}",
    example="severity major",
    form=SettingField(
        label="How bad must it be?",
        value=lambda channel: channel.impact.value if channel.impact else "any",
        choices=(
            Choice(label="Any", value="any"),
            Choice(label="Minor and worse", value="minor"),
            Choice(label="Major and worse", value="major"),
            Choice(label="Critical only", value="critical"),
        ),
    ),
)
REGIONS: Final = EditableSetting(
    field="regions",
    names=("regions", "region", "area", "areas"),
    read=regions_in,
    words=lambda channel, _: f"regions: {listing(channel.regions, 20) if channel.regions else 'any'}",
    example="regions us-east-1, eu",
    form=SettingField(
        label="Regions",
        value=lambda channel: ", ".join(channel.regions),
        hint="us-east-1, eu. Empty for any; what names no region always comes.",
        empty="any",
    ),
)
MAINTENANCE: Final = EditableSetting(
    field="maintenance",
    names=("maintenance", "maintenances"),
    read=maintenance_in,
    words=lambda channel, _: f"maintenance: {'on' if channel.maintenance else 'off'}",
    example="maintenance on",
    form=SettingField(
        label="Announce maintenance?",
        value=lambda channel: "on" if channel.maintenance else "off",
        choices=(Choice(label="Off", value="off"), Choice(label="On", value="on")),
    ),
)
PING: Final = EditableSetting(
    field="ping",
    names=("ping", "pings", "mention", "mentions"),
    read=ping_in,
    adapt=ping_within,
    words=lambda channel, traits: f"ping: {ping_words(channel.ping, traits)}",
    example="ping @S0123ABCD from confirmed",
    form=SettingField(
        label="Whom to ping",
        value=lambda channel: f"{channel.ping.who} from {channel.ping.grade}" if channel.ping else "",
        hint="@S0123ABCD from confirmed. Empty for nobody.",
        empty="off",
    ),
)
EDITORS: Final = EditableSetting(
    field="editors",
    names=("editors", "editor", "admins", "admin"),
    read=editors_in,
    adapt=editors_within,
    words=lambda channel, _: f"editors: {listing(channel.editors, 10) if channel.editors else 'everyone'}",
    example="editors @U0123ABCD",
)
CAP: Final = EditableSetting(
    field="cap",
    names=("cap", "limit"),
    read=cap_in,
    words=lambda channel, _: f"cap: {plural(channel.cap, 'new card')} in ten minutes",
    example="cap 5",
    is_listed=False,
)
LANGUAGE: Final = EditableSetting(
    field="language",
    names=("language", "lang", "idioma", "sprache"),
    read=language_in,
    words=lambda channel, _: f"language: {language_words(channel.language)}",
    example="language de",
)
PAIR: Final = EditableSetting(
    field="paired",
    names=("pair", "paired", "fallback"),
    read=pair_in,
    adapt=pair_of,
    words=lambda channel, _: f"pair: {clean(str(channel.paired), 100) if channel.paired else 'none'}",
    example="pair discord:123456789",
)
QUIET: Final = EditableSetting(
    field="quiet",
    names=("quiet",),
    read=lambda text, _: quiet_in(text),
    adapt=in_a_zone,
    words=lambda channel, _: f"quiet hours: {quiet_words(channel.quiet)}",
    example="quiet 22:00-07:00 Europe/Berlin weekdays",
    is_shown_alone=True,
)
DIGEST: Final = EditableSetting(
    field="digest",
    names=("digest",),
    read=lambda text, _: digest_in(text),
    adapt=in_a_zone,
    words=lambda channel, _: f"digest: {digest_words(channel.digest)}",
    example="digest 9:00 Europe/Berlin weekdays",
    is_shown_alone=True,
)

# In the order in which they are shown. A form has room for five.
SETTINGS: Final = (GRADE, SEVERITY, REGIONS, MAINTENANCE, PING, EDITORS, CAP, LANGUAGE, PAIR, QUIET, DIGEST)
