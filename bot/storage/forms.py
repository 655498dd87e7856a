"""Who reads what is stored under which key: the values that carry a schema, by key."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.checks.known import KnownCheck, UnmatchedCheck
from bot.correlation.news_bursts import NewsBurst
from bot.correlation.state import NamingCount, Sighting, SourceHealth
from bot.domain.channel import Channel
from bot.domain.incident import Incident, IncidentChange
from bot.domain.look import Corroboration, Look, OwnNetwork
from bot.domain.measurement import MeasuredService
from bot.domain.news_mention import NewsMention
from bot.domain.observation import Observation
from bot.domain.platform import PlatformFailure
from bot.domain.probe import ProbeResult
from bot.domain.reactions import Vote
from bot.domain.subject import Notice
from bot.domain.timeline import TimelineEntry
from bot.learned.background import BackgroundTally
from bot.panels.crowd import AskingTally
from bot.panels.robots_txt import ReadRobots
from bot.panels.standing import TargetState
from bot.panels.turn import Turn
from bot.panels.usual import UsualStatus
from bot.storage import keys as k
from bot.storage import sight_keys as s
from bot.storage.asking import KeptAskings
from bot.storage.channels import health_in
from bot.storage.codec import SCHEMA, decoder_of
from bot.storage.dispatch import pending_in
from bot.storage.history_rows import row_in
from bot.storage.key import Key
from bot.storage.notifications import reactions_in
from bot.storage.probes import Pacing
from bot.storage.source_records import decode_record
from bot.storage.subjects import subject_in
from bot.storage.told_records import FORM, told_in

Read = Callable[[bytes], object]
"""Makes a stored value a value of ours. Raises StoreUnavailable."""

FORMS: Final[Mapping[Key, Read]] = {
    k.CHANNELS: decoder_of(Channel),
    k.REACTIONS: reactions_in,
    k.VOTES: decoder_of(Vote),
    k.NOTIFICATIONS: told_in,
    k.CHANNEL_HEALTH: health_in,
    k.BACKGROUNDS: decoder_of(BackgroundTally),
    k.SOURCES: decode_record,
    k.OBSERVATIONS: decoder_of(Observation),
    k.OBSERVED: decoder_of(Observation),
    k.NOTICED: subject_in,
    k.DISPATCH: pending_in,
    k.SIGHTINGS: decoder_of(Sighting),
    k.SOURCE_HEALTH: decoder_of(SourceHealth),
    k.NAMINGS: decoder_of(NamingCount),
    k.INCIDENTS: decoder_of(Incident),
    k.EARLY: decoder_of(Incident),
    k.LOOKED: decoder_of(Look),
    k.CORROBORATED: decoder_of(Corroboration),
    k.CHANGES: decoder_of(IncidentChange),
    k.ALERTS: subject_in,
    k.NOTICES: decoder_of(Notice),
    k.SUBJECTS: subject_in,
    k.TIMELINES: decoder_of(TimelineEntry),
    k.PLATFORMS: decoder_of(PlatformFailure),
    k.NEWS: decoder_of(NewsMention),
    s.MEASURED: decoder_of(MeasuredService),
    s.PAGE_PROBES: decoder_of(ProbeResult),
    s.ROBOTS: decoder_of(ReadRobots),
    s.PROBES: decoder_of(TargetState),
    s.TURNS: decoder_of(Turn),
    s.PACING: decoder_of(Pacing),
    s.USUAL: decoder_of(UsualStatus),
    s.LOOKS: decoder_of(Look),
    s.HANDED_LOOKS: decoder_of(Look),
    s.VANTAGES: decoder_of(OwnNetwork),
    s.CHECKED: decoder_of(KnownCheck),
    s.CHECK_LOOKS: decoder_of(Look),
    s.UNMATCHED_CHECKS: decoder_of(UnmatchedCheck),
    k.BURSTS: decoder_of(NewsBurst),
    k.ASKING: decoder_of(KeptAskings),
    k.ASKING_TALLIES: decoder_of(AskingTally),
    k.PAST: row_in,
}


def newest_schema(key: Key) -> bytes:
    """What stands in front of values of a key as this version stores them."""
    return FORM if key == k.NOTIFICATIONS else SCHEMA
