"""Gatus' provider `custom`, with the body that docs/inbound.md recommends: it has none of its own.

https://github.com/TwiN/gatus#configuring-custom-alerts has the placeholders.
"""

import re
from typing import Final

import msgspec

from adapters.web.inbound.shared.reading import addresses, digest, hints, plain, read, state_of
from bot.domain.check import MAX_WORDS_CHARACTERS, Arrival, UserCheck
from bot.errors import ArrivalRefused
from bot.ports import InboundSource

NAME: Final = "gatus"
# What an earlier version does not know it leaves as it is.
_PLACEHOLDER: Final = re.compile(r"\[[A-Z_]+\]")


class _Alert(msgspec.Struct):
    status: str
    name: str = ""
    group: str = ""
    url: str = ""
    service: str = ""
    description: str = ""
    errors: str = ""


def parse(body: bytes) -> Arrival:
    """The endpoint that an alert is about. Raises ArrivalRefused.

    Such a body has no time: each is taken as of now.
    """
    alert = read(body, _Alert, "the body that docs/inbound.md recommends for Gatus")
    state = state_of(alert.status)
    if state is None:
        raise ArrivalRefused(
            "its status is neither TRIGGERED nor RESOLVED: use [ALERT_TRIGGERED_OR_RESOLVED]"
        )
    name, group, url, service = map(_filled, (alert.name, alert.group, alert.url, alert.service))
    shown = " / ".join(filter(None, (group, name))) or url
    check = UserCheck(
        source=NAME,
        id=digest((group, name, url)),
        state=state,
        name=plain(shown) or "an endpoint",
        service=plain(service),
        hosts=addresses(url),
        names=hints(name),
        says=plain(_filled(alert.errors) or _filled(alert.description), MAX_WORDS_CHARACTERS),
    )
    return Arrival(checks=(check,))


def _filled(text: str) -> str:
    return _PLACEHOLDER.sub("", text).strip()


INBOUND: Final = InboundSource(parse=parse)
