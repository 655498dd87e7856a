"""What to do in one channel about one incident of ours: which message to post, which to edit, what to leave.

One message an incident and channel, edited as it grows. Newcomers are told in its thread. What changes the
claim itself (a higher grade than ever, another root, the end) is posted anew, because an edit notifies
nobody. The plan compares what was said aloud with how things stand, so that a backlog collapses by itself
and a plan made again after a crash finds nothing left to do.
"""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from bot.alerting.delivery_context import DeliveryContext
from bot.alerting.notification import Act, Notification, Plan, Said
from bot.domain.incident import Incident, IncidentState
from bot.domain.subject import Subject

Later = datetime | None


def plan_incident(subject: Subject, told: Notification, scene: DeliveryContext, *, is_wanted: bool) -> Plan:
    """The plan. `is_wanted`: it concerns the channel and passes its filters; once told, it is told on."""
    incident = subject.incident
    assert incident is not None
    is_over = incident.is_over
    if told.card is None and told.deferred and incident.state is IncidentState.RESOLVED:
        return _after_quiet(incident, told, scene)
    if told.card is None and not (is_over and told.is_unfinished):
        is_wanted = is_wanted and _is_news(incident, told)
        return opening(told, scene, _said(incident, told), state_of(subject, scene), is_wanted=is_wanted)
    act, said, quiet_end = _loud(incident, told), told.said, None
    is_muted = scene.is_muted_for(incident.grade, incident.root)
    if act is not None and not is_muted and scene.is_quiet_for(incident.grade):
        act = None
        if scene.defers:
            quiet_end = scene.quiet_until
        else:
            said = _said(incident, told)
    elif act is not None:
        said = _said(incident, told)
        act = None if is_muted else act
    shown = state_of(subject, scene)
    acts, edit_at = with_edit(act, told, shown, scene)
    is_shown = Act.EDIT_CARD in acts or not scene.edits
    after = replace(told, shown=shown if is_shown else told.shown, said=said)
    return Plan(after=after, acts=acts, again_at=earliest(quiet_end, edit_at))


def _after_quiet(incident: Incident, told: Notification, scene: DeliveryContext) -> Plan:
    """Quiet hours promised to tell it, and it ended in them: one post says both when they are over."""
    if scene.is_quiet_for(incident.grade):
        return Plan(after=told, again_at=scene.quiet_until)
    return Plan(after=replace(told, said=_said(incident, told), deferred=False), acts=(Act.POST_ANEW,))


def opening(told: Notification, scene: DeliveryContext, said: Said, shown: str, *, is_wanted: bool) -> Plan:
    """The plan while there is no card: post it, hold it back, or leave it.

    One that may have arrived is made sure of whatever has become of it: it would show the past for ever.
    """
    if not is_wanted and not told.is_card_in_flight:
        return Plan(after=told)
    if not told.is_card_in_flight and scene.is_quiet_for(said.grade):
        if scene.defers:
            return Plan(after=replace(told, deferred=True), again_at=scene.quiet_until)
        return Plan(after=replace(told, dropped=True, said=said))
    if not told.is_card_in_flight and scene.full_until is not None and not scene.speaks_for:
        return Plan(after=told, again_at=scene.full_until, held=True)
    after = replace(told, said=said, shown=shown, dropped=False, deferred=False)
    return Plan(after=after, acts=(Act.POST_CARD,))


def with_edit(
    act: Act | None, told: Notification, shown: str, scene: DeliveryContext
) -> tuple[tuple[Act, ...], Later]:
    """The act, behind the card's edit where it is time for one; else when it will be."""
    if not scene.edits or told.card is None:
        return ((act,) if act is Act.POST_ANEW else ()), None
    behind = (act,) if act is not None else ()
    if shown == told.shown:
        return behind, None
    has_new_marks = _marks_in(shown) != _marks_in(told.shown)
    if act is Act.POST_ANEW or has_new_marks or scene.now >= scene.next_edit(told):
        return (Act.EDIT_CARD, *behind), None
    return behind, scene.next_edit(told)


def state_of(subject: Subject, scene: DeliveryContext, group: str = "") -> str:
    """A name for all that the card shows: the subject's state, its group, how many it hits, and the marks."""
    marks = replace(scene.marks, affected=())
    digest = blake2b(repr(marks).encode(), digest_size=6).hexdigest()
    return f"{version_of(subject)}/{group}/{len(scene.marks.affected)}/{digest}"


def version_of(subject: Subject) -> str:
    """A name for the subject's state alone."""
    return f"v{subject.incident.version}" if subject.incident else subject.at.isoformat()


def group_in(shown: str) -> str:
    """The group that such a name names; empty without one."""
    return shown.split("/")[1] if "/" in shown else ""


def earliest(*moments: Later) -> Later:
    """The first of those that are set."""
    return min((moment for moment in moments if moment is not None), default=None)


def _marks_in(shown: str) -> str:
    return shown.rpartition("/")[2]


def _is_news(incident: Incident, told: Notification) -> bool:
    is_open = incident.state is IncidentState.OPEN and incident.grade.is_announced
    is_more = told.said is None or incident.grade.rank > told.said.peak
    return is_open and (not told.dropped or is_more)


def _loud(incident: Incident, told: Notification) -> Act | None:
    """What is worth a post, against what was said aloud last."""
    said = told.said or Said()
    is_over = incident.is_over
    if is_over or said.is_over:
        return Act.POST_ANEW if is_over and not said.is_over else None
    if incident.root != said.root or incident.grade.rank > said.peak:
        return Act.POST_ANEW
    has_newcomers = said.at is None or any(member.joined_at > said.at for member in incident.members)
    is_weaker = said.grade is not None and incident.grade.rank < said.grade.rank
    return Act.POST_IN_THREAD if has_newcomers or is_weaker else None


def _said(incident: Incident, told: Notification) -> Said:
    before = told.said or Said()
    return Said(
        grade=incident.grade,
        root=incident.root,
        peak=max(before.peak, incident.grade.rank),
        is_over=incident.is_over,
        at=incident.updated_at,
    )
