"""Names for what a card shows: two that differ say that it is to be edited."""

from hashlib import blake2b
from typing import assert_never

from bot.domain.reactions import Reactions
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject


def state_of(subject: Subject, reactions: Reactions, group: str = "") -> str:
    """All that the card shows: the subject's state, its group, how many it hits, and what people did."""
    return f"{version_of(subject)}/{group}/{len(reactions.affected)}/{_fingerprint(reactions)}"


def version_of(subject: Subject) -> str:
    """A name for the subject's state alone."""
    match subject:
        case IncidentSubject():
            return f"v{subject.incident.version}"
        case NoticeSubject():
            return subject.at.isoformat()
        case _:
            assert_never(subject)


def group_in(shown: str) -> str:
    """The group that such a name names; empty without one."""
    return shown.split("/")[1] if "/" in shown else ""


def fingerprint_in(shown: str) -> str:
    """What such a name says of what people did."""
    return shown.rpartition("/")[2]


def _fingerprint(reactions: Reactions) -> str:
    """What people did, but for who is affected.

    It is stored with every card: where these words change, every card is edited once more.
    """
    done, mute = reactions.acknowledgement, reactions.mute
    words = (
        f"Marks(acknowledged_by={done.by if done else None!r}, "
        f"acknowledged_at={done.at if done else None!r}, "
        f"muted_by={mute.by if mute else None!r}, "
        f"muted_until={mute.until if mute else None!r}, "
        f"muted_grade={mute.grade if mute else None!r}, "
        f"muted_root={mute.root if mute else None!r}, "
        f"muted_severity={mute.severity if mute else None!r}, affected=())"
    )
    return blake2b(words.encode(), digest_size=6).hexdigest()
