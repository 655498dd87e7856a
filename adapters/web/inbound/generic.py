"""JSON of our own, for scripts and for tools that let their body be written: docs/inbound.md has it all."""

from typing import Final

import msgspec

from adapters.web.inbound.shared.reading import addresses, digest, hints, link, plain, read, started, state_of
from bot.domain.check import MAX_WORDS_CHARACTERS, Arrival, UserCheck
from bot.errors import ArrivalRefused
from bot.ports import InboundSource

NAME: Final = "generic"


class _Check(msgspec.Struct):
    status: str
    id: str = ""
    name: str = ""
    service: str = ""
    host: str = ""
    since: str = ""
    ended: str = ""
    says: str = ""
    url: str = ""


class _Checks(msgspec.Struct):
    checks: list[_Check]


def parse(body: bytes) -> Arrival:
    """One check, or several in `checks` or in a list. Raises ArrivalRefused."""
    what = "a check as docs/inbound.md describes it"
    if body.startswith(b"["):
        checks = read(body, list[_Check], what)
    elif read(body, dict[str, object], what).get("checks") is not None:
        checks = read(body, _Checks, what).checks
    else:
        checks = [read(body, _Check, what)]
    times = [time for check in checks for time in (check.since, check.ended)]
    return Arrival(
        id=digest(f"{_id(c)} {c.status} {c.since} {c.ended}" for c in checks) if any(times) else None,
        checks=tuple(_check(check) for check in checks),
    )


def _check(check: _Check) -> UserCheck:
    state = state_of(check.status)
    if state is None:
        raise ArrivalRefused(f"the status “{plain(check.status)}” says nothing: write failing or ok")
    if not (check.service or check.host or check.name):
        raise ArrivalRefused("a check names nobody: give its service, or the host that it asks")
    return UserCheck(
        source=NAME,
        id=_id(check),
        state=state,
        name=plain(check.name or check.id) or "a check",
        service=plain(check.service),
        hosts=addresses(check.host),
        names=hints(check.name),
        since=started(check.since),
        ended=started(check.ended),
        says=plain(check.says, MAX_WORDS_CHARACTERS),
        url=link(check.url),
    )


def _id(check: _Check) -> str:
    return digest((check.id,) if check.id else (check.service, check.host, check.name))


INBOUND: Final = InboundSource(parse=parse)
