"""Plans: what to do about a subject in a channel, in order, why, and what the record becomes after it.

Incidents and reports are opened and followed alike; what is news of each, and when, their own modules say.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Final, assert_never

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.flapping import CALM_AFTER, restless
from bot.alerting.notification import Act, Announcement, Notification
from bot.alerting.reason import Reason
from bot.domain.reactions import Reactions
from bot.domain.subject import IncidentSubject, NoticeSubject, Subject

Later = datetime | None
# So many posts to a thread in a row; what comes on and on after them is told when it has been calm.
MOST_UPDATES: Final = 8
MOST_OWED_UPDATES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do, in order, and what the record becomes `after` it.

    `reason` says why it is done, or left. `again_at` is when to look at it again though nothing new has come.
    `is_turn`: it was over, or open again, or of another root than before, whether that is posted or not.
    """

    after: Notification
    reason: Reason
    acts: tuple[Act, ...] = ()
    again_at: Later = None
    is_turn: bool = False

    @property
    def is_loud(self) -> bool:
        """Whether it notifies people."""
        return Act.POST_CARD in self.acts or Act.POST_ANEW in self.acts

    @property
    def held(self) -> bool:
        """Whether only the channel's cap keeps a card back."""
        return self.reason is Reason.CAP_REACHED


@dataclass(frozen=True, slots=True)
class News:
    """Something that is worth a post: of which kind, and why.

    `is_owed`: no mute, and no flapping, makes it untold for good.
    """

    act: Act
    reason: Reason
    is_owed: bool = False

    @property
    def is_turn(self) -> bool:
        """Whether it takes back what was said before; worse and worse is none."""
        return self.reason in (Reason.ENDED, Reason.REOPENED, Reason.ROOT_CHANGED)


def opening(
    record: Notification,
    context: DeliveryContext,
    announced: Announcement,
    shown: str,
    unwanted: Reason | None,
) -> Plan:
    """The plan while there is no card: post it, hold it back, or leave it where it is `unwanted`.

    One that may have arrived is made sure of whatever has become of it: it would show the past for ever.
    """
    posted = replace(record, said=announced, shown=shown, dropped=False, deferred=False, held=False)
    if record.is_card_in_flight:
        return Plan(after=posted, acts=(Act.POST_CARD,), reason=Reason.IN_DOUBT)
    if unwanted is not None:
        return Plan(after=record, reason=unwanted)
    if context.is_quiet_for(announced.grade):
        if context.defers:
            deferred = replace(record, deferred=True)
            return Plan(after=deferred, reason=Reason.QUIET_HOURS, again_at=context.quiet_until)
        return Plan(after=replace(record, dropped=True, said=announced), reason=Reason.QUIET_HOURS)
    if record.held and record.said == announced:
        return Plan(after=record, reason=Reason.UP_TO_DATE)
    is_turn = record.said is None or record.said.is_over is not announced.is_over
    if context.is_flapping:
        held = replace(record, said=announced, held=True)
        return Plan(after=held, reason=Reason.FLAPPING, is_turn=is_turn)
    if context.full_until is not None and not context.speaks_for:
        return Plan(after=record, reason=Reason.CAP_REACHED, again_at=context.full_until)
    is_first = record.posted_at is None
    reason = Reason.FIRST_NOTIFICATION if is_first else Reason.CARD_GONE
    return Plan(after=posted, acts=(Act.POST_CARD,), reason=reason, is_turn=is_first)


def following(
    record: Notification,
    context: DeliveryContext,
    shown: str,
    news: News | None,
    announced: Announcement,
    withheld: Reason | None,
) -> Plan:
    """The plan once there is a card: edit it, and post the news where nothing has it `withheld`.

    `announced` is what was said aloud once the news is. News that is withheld counts as said, unless it is
    put off: by quiet hours until they end, for a thread until there is less of it, and what is owed by a mute
    until that ends.
    """
    updates = _noted(record, news, announced)
    if news is not None and withheld is None:
        withheld = _too_often(news, updates, context)
    is_put_off = news is not None and _is_put_off(news, withheld, context)
    heard = record.said if news is None or is_put_off else announced
    act = news.act if news is not None and withheld is None else None
    acts, edit_at = _with_edit(act, record, shown, context)
    is_shown = Act.EDIT_CARD in acts or not context.edits
    after = replace(
        record,
        shown=shown if is_shown else record.shown,
        said=heard,
        over_since=None if heard is not None and heard.is_over else record.over_since,
        updates=updates,
    )
    reason = _of_card(acts, edit_at, is_new=shown != record.shown)
    if news is not None:
        reason = withheld or (news.reason if news.act in acts else Reason.NOT_WORTH_A_POST)
    put_off_until = _put_off_until(withheld, updates, context) if is_put_off else None
    return Plan(
        after=after,
        acts=acts,
        reason=reason,
        again_at=earliest(put_off_until, edit_at),
        is_turn=news is not None and news.is_turn and heard is announced,
    )


def earliest(*moments: Later) -> Later:
    """The first of those that are set."""
    return min((moment for moment in moments if moment is not None), default=None)


def state_of(subject: Subject, reactions: Reactions, group: str = "", *, is_flapping: bool = False) -> str:
    """All that the card shows: the subject's state, its group, how many it hits, and what people did."""
    hit = f"{len(reactions.affected)}{'~' if is_flapping else ''}"
    return f"{version_of(subject)}/{group}/{hit}/{_fingerprint(reactions)}"


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


def _with_edit(
    act: Act | None, record: Notification, shown: str, context: DeliveryContext
) -> tuple[tuple[Act, ...], Later]:
    """The act, behind the card's edit where it is time for one; else when it will be."""
    if not context.edits or record.card is None:
        return ((act,) if act is Act.POST_ANEW else ()), None
    behind = (act,) if act is not None else ()
    if shown == record.shown:
        return behind, None
    has_reactions = fingerprint_in(shown) != fingerprint_in(record.shown)
    if act is Act.POST_ANEW or has_reactions or context.now >= context.next_edit(record):
        return (Act.EDIT_CARD, *behind), None
    return behind, context.next_edit(record)


def _noted(record: Notification, news: News | None, announced: Announcement) -> tuple[datetime, ...]:
    """The times of the news for the thread, each once however often it is planned."""
    at, known = announced.at, record.updates
    is_known = at is None or (bool(known) and at <= known[-1])
    if news is None or news.act is not Act.POST_IN_THREAD or is_known or at is None:
        return known
    return (*known, at)[-MOST_OWED_UPDATES - 1 :]


def _too_often(news: News, updates: tuple[datetime, ...], context: DeliveryContext) -> Reason | None:
    """What holds news back because there was so much of it before."""
    if context.is_flapping:
        return Reason.FLAPPING
    most = MOST_OWED_UPDATES if news.is_owed else MOST_UPDATES
    is_more = news.act is Act.POST_IN_THREAD and restless(updates, context.now, most + 1)
    return Reason.TOO_OFTEN if is_more else None


def _is_put_off(news: News, withheld: Reason | None, context: DeliveryContext) -> bool:
    if withheld in (Reason.MUTED, Reason.FLAPPING):
        return news.is_owed
    return withheld is Reason.TOO_OFTEN or (withheld is Reason.QUIET_HOURS and context.defers)


def _put_off_until(withheld: Reason | None, updates: tuple[datetime, ...], context: DeliveryContext) -> Later:
    """A mute, and flapping, have ends of their own."""
    if withheld is Reason.TOO_OFTEN:
        return updates[-1] + CALM_AFTER
    return context.quiet_until if withheld is Reason.QUIET_HOURS else None


def _of_card(acts: tuple[Act, ...], edit_at: Later, *, is_new: bool) -> Reason:
    """What becomes of the card where there is no news."""
    if Act.EDIT_CARD in acts:
        return Reason.CARD_CHANGED
    if edit_at is not None:
        return Reason.EDIT_TOO_SOON
    return Reason.NOT_WORTH_A_POST if is_new else Reason.UP_TO_DATE


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


# What the name of a state ends with in no group, where nobody has done anything.
UNTOUCHED: Final = f"//0/{_fingerprint(Reactions())}"
