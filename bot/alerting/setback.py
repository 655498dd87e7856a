"""Setbacks: what one message has met by itself in one channel, while others got through."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.alerting.channel_health import FIRST_BACK_OFF, LONGEST_BACK_OFF, MAX_TROUBLE_CHARACTERS
from bot.domain.backoff import back_off

# A platform that says no with an answer that we do not know, or for the channel while it takes others, may
# mean "not now": so often it is asked.
MAX_REFUSALS: Final = 5
FIRST_AFTER_REFUSAL: Final = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """So many failures in a row, so many of them refusals; tried again at `retry_at`.

    `state` names what was to be told: what is newer is tried at once.
    """

    failures: int
    refusals: int
    retry_at: datetime
    state: str
    trouble: str


def set_back(before: Setback | None, now: datetime, state: str, trouble: str, *, is_refusal: bool) -> Setback:
    """After another failure: each time in a row we wait twice as long."""
    failures, refusals = (before.failures, before.refusals) if before else (0, 0)
    first = FIRST_AFTER_REFUSAL if is_refusal else FIRST_BACK_OFF
    return Setback(
        failures=failures + 1,
        refusals=refusals + is_refusal,
        retry_at=now + back_off(first, LONGEST_BACK_OFF, failures),
        state=state,
        trouble=trouble[:MAX_TROUBLE_CHARACTERS],
    )


def is_given_up(before: Setback | None) -> bool:
    """Whether another refusal is the last one."""
    return before is not None and before.refusals + 1 >= MAX_REFUSALS
