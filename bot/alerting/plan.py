"""What to do in one channel about one alert: which message to post, which to edit, what to leave.

One message an incident and channel, edited as it grows. Newcomers are told in its thread. What changes the
claim itself (a higher grade, another root, the end) is posted anew, because an edit notifies nobody.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.domain.alert import Alert, AlertReason
from bot.domain.incident import IncidentState
from bot.domain.message import MessageRef


class Act(StrEnum):
    """What to do with a message."""

    POST_CARD = "post_card"
    EDIT_CARD = "edit_card"
    POST_IN_THREAD = "post_in_thread"
    POST_ANEW = "post_anew"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `nonce` names the very message, so that a repeat is recognised."""

    act: Act
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What a channel has been told of one incident. `sending`: the nonce of a post in flight."""

    incident: str
    destination: str
    card: MessageRef | None = None
    thread: str | None = None
    shown: int = 0
    done: tuple[str, ...] = ()
    sending: str | None = None

    def with_done(self, action: Action, ref: MessageRef | None) -> "Notification":
        """The same, after an action."""
        card = ref if action.act is Act.POST_CARD else self.card
        thread = ref.thread if ref is not None and ref.thread else self.thread
        return replace(
            self,
            card=card,
            thread=thread,
            sending=None,
            done=(*self.done, action.nonce)[-MAX_REMEMBERED:],
        )


# An incident changes a few dozen times; the nonces of a redelivered alert are always among the newest.
MAX_REMEMBERED: Final = 200

_IN_THREAD: Final = frozenset({AlertReason.NEW_MEMBERS, AlertReason.GRADE_LOWERED})
_ANEW: Final = frozenset({AlertReason.GRADE_RAISED, AlertReason.CORRECTED})
_ENDS: Final = frozenset({AlertReason.RESOLVED, AlertReason.WITHDRAWN})


def plan(alert: Alert, told: Notification) -> tuple[Action, ...]:
    """What is left to do about an alert in a channel, in order. An alert already dealt with needs nothing."""
    incident = alert.change.incident
    card = Action(Act.POST_CARD, f"{alert.id}:card")
    if incident.version <= told.shown or card.nonce in told.done:
        return ()
    if told.card is None:
        if incident.state is not IncidentState.OPEN or not incident.grade.is_announced:
            return ()
        actions = [card]
    else:
        actions = [Action(Act.EDIT_CARD, f"{alert.id}:edit")]
        if alert.reason in _IN_THREAD:
            actions.append(Action(Act.POST_IN_THREAD, f"{alert.id}:thread"))
        elif alert.reason in _ANEW or alert.reason in _ENDS:
            actions.append(Action(Act.POST_ANEW, f"{alert.id}:anew"))
    return tuple(action for action in actions if action.nonce not in told.done)
