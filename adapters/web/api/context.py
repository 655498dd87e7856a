"""What the API answers from."""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from adapters.web.api.pace import QuestionPace
from adapters.web.api.responses import Sending
from bot.clock import Clock
from bot.domain.overview import Overview
from bot.ports import WatchListKeeper


def _nobody(_: Request) -> bool:
    return False


def _peer(request: Request) -> str:
    return request.client.host if request.client is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebApi:
    """What there is to answer from, and what may be said to whom.

    `public_url` is where people reach us, without a slash at its end; empty where nobody has said.
    Of whoever sends a request `sees_channels` says whether channels are shown to them, and `may_change`
    whether they may change anything; `asker_of` names them, for how often each may ask.
    """

    overview: Overview
    clock: Clock
    sending: Sending = field(default_factory=Sending)
    public_url: str = ""
    watch_lists: WatchListKeeper | None = None
    sees_channels: Callable[[Request], bool] = _nobody
    may_change: Callable[[Request], bool] = _nobody
    asker_of: Callable[[Request], str] = _peer
    pace: QuestionPace = field(default_factory=QuestionPace)
