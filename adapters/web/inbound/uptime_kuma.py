"""Uptime Kuma's notification "Webhook", with its preset body `application/json`.

https://github.com/louislam/uptime-kuma/wiki/Notification-Methods,
https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js
"""

from typing import Final

import msgspec

from adapters.web.inbound.shared.reading import addresses, digest, hints, plain, read, started
from bot.domain.check import MAX_WORDS_CHARACTERS, Arrival, CheckState, UserCheck
from bot.ports import InboundSource

NAME: Final = "uptime-kuma"
# https://github.com/louislam/uptime-kuma/blob/master/src/util.ts: DOWN, UP, PENDING, MAINTENANCE. Who
# retries knows nothing yet; who maintains looks no more.
_STATES: Final = {0: CheckState.FAILING, 1: CheckState.OK, 3: CheckState.OK}
# Of their own, whatever they are called: a container, and a heading with monitors below.
_OF_THEIRS: Final = frozenset({"docker", "group"})
_TAGS: Final = ("sharedfate_service", "service")


class _Tag(msgspec.Struct):
    name: str = ""
    value: str | None = None


class _Monitor(msgspec.Struct):
    id: int | str = ""
    name: str = ""
    url: str | None = None
    hostname: str | None = None
    tags: list[_Tag] = []
    type: str | None = None
    upsideDown: bool = False  # noqa: N815  -- theirs


class _Heartbeat(msgspec.Struct):
    status: int
    monitorID: int | str = ""  # noqa: N815  -- theirs
    time: str | None = None
    msg: str | None = None


class _Notification(msgspec.Struct):
    """Both are null in a test, and in a warning that a certificate or a domain will expire."""

    msg: str | None = None
    heartbeat: _Heartbeat | None = None
    monitor: _Monitor | None = None


def parse(body: bytes) -> Arrival:
    """The check of a notification, none in one that speaks of no change. Raises ArrivalRefused.

    A monitor that is upside down fails where what it asks answers: that is no trouble of whom it asks.
    """
    sent = read(body, _Notification, "a notification of Uptime Kuma (body: application/json)")
    beat, monitor = sent.heartbeat, sent.monitor or _Monitor()
    state = _STATES.get(beat.status) if beat is not None else None
    if beat is None or state is None or monitor.upsideDown:
        return Arrival()
    tags = {tag.name.strip().casefold(): tag.value for tag in monitor.tags}
    id_ = digest((str(monitor.id or beat.monitorID), monitor.url or "", monitor.hostname or ""))
    at = started(beat.time)
    check = UserCheck(
        source=NAME,
        id=id_,
        state=state,
        name=plain(monitor.name) or "a monitor",
        service=next((plain(value) for tag in _TAGS if (value := tags.get(tag))), ""),
        hosts=addresses(monitor.url, monitor.hostname),
        names=() if monitor.type in _OF_THEIRS else hints(monitor.name),
        since=at if state is CheckState.FAILING else None,
        ended=at if state is CheckState.OK else None,
        says=plain(beat.msg, MAX_WORDS_CHARACTERS),
    )
    return Arrival(id=f"{id_} {beat.status} {at}" if at else None, checks=(check,))


INBOUND: Final = InboundSource(parse=parse)
