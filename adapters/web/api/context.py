"""What the API answers from."""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from adapters.web.api.pace import QuestionPace
from adapters.web.api.responses import Sending
from bot.clock import Clock
from bot.domain.overview import Overview
from bot.ports import WatchLists


def _nobody(_: Request) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebApi:
    """What there is to answer from, and what may be said to whom.

    `public_url` is where people reach us, without a slash at its end; empty where nobody has said.
    `may_change` asks whether a request shows a token that lets it change things.
    """

    overview: Overview
    clock: Clock
    sending: Sending = field(default_factory=Sending)
    public_url: str = ""
    watch_lists: WatchLists | None = None
    may_change: Callable[[Request], bool] = _nobody
    pace: QuestionPace = field(default_factory=QuestionPace)
