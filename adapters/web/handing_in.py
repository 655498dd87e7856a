"""`POST /in/NAME`: what other tools hand in, guarded. No answer repeats a token, and none is logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.area import Area
from adapters.web.rate import PER_MINUTE, SenderRate
from adapters.web.request_body import json_in, raw_of
from adapters.web.tokens import Keyring, is_signed
from bot.clock import Clock
from bot.domain.check import ArrivalOutcome
from bot.errors import ArrivalRefused
from bot.ports import InboundSource, Reception

logger = structlog.get_logger(__name__)

_BEARER: Final = "bearer "
# Ids that a request itself may carry; the first is of Standard Webhooks.
_IDS: Final = ("webhook-id", "Idempotency-Key", "X-Delivery-Id")
_MAX_ID: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Where things are handed in: who may, how much, and who takes them."""

    sources: Mapping[str, InboundSource]
    keyring: Keyring
    reception: Reception
    clock: Clock
    rate: SenderRate = field(default_factory=SenderRate)

    @property
    def area(self) -> Area:
        """The routes."""
        paths = ("/in/{source}", "/in/{source}/{token:path}")
        return Area([Route(path, self.answer, methods=["POST"]) for path in paths])

    async def answer(self, request: Request) -> Response:
        """Take one request in, or say in one line why not."""
        name = request.path_params["source"]
        known = self.sources.get(name)
        if known is None:
            return _line(f"nothing is handed in here: choose from {', '.join(self.sources)}", 404)
        try:
            outcome = await self._taken(request, name, known)
        except ArrivalRefused as refusal:
            self.reception.refused(name, refusal.status)
            wait = refusal.retry_after_seconds
            return _line(str(refusal), refusal.status, {"Retry-After": str(wait)} if wait else None)
        except Exception as error:  # noqa: BLE001  -- whatever the store's trouble: it is to be sent again
            # Without a traceback: a token may stand in the address of the request.
            why = f"{type(error).__name__}: {error}"
            logger.warning("Cannot take what was handed in", source=name, why=why)
            self.reception.refused(name, 503)
            return _line("this cannot be stored now: send it again", 503, {"Retry-After": "30"})
        if outcome.is_known:
            return _line("already known", 200)
        return _line(_said(outcome), 202)

    async def _taken(self, request: Request, name: str, source: InboundSource) -> ArrivalOutcome:
        """Who shows a token is counted before anything is read; who signs, once it is known who that is."""
        is_page, headers = source.is_page, request.headers
        sender = self.keyring.holder_of(_token_of(request, source), is_page=is_page)
        if sender is not None:
            self._pass(name, sender)
            raw = await raw_of(request)
            own_id = next((headers[header] for header in _IDS if headers.get(header)), "")
            otherwise = None
        elif self.keyring.secrets and is_signed(name, headers):
            raw = await raw_of(request)
            signed = self.keyring.signed_by(name, headers, raw, self.clock.now(), is_page=is_page)
            if signed is None:
                raise ArrivalRefused("this signature is not ours, or older than five minutes", status=401)
            self._pass(name, signed.sender)
            # Whoever has overheard it may send it again, with other headers: what is signed decides.
            own_id, otherwise = signed.own_id, signed.digest
        else:
            raise ArrivalRefused("show a token: Authorization: Bearer …, see docs/inbound.md", status=401)
        arrival = source.parse(json_in(raw, headers))
        id_ = own_id[:_MAX_ID] or arrival.id or otherwise
        return await self.reception.take(name, replace(arrival, id=id_))

    def _pass(self, name: str, sender: str) -> None:
        wait = self.rate.wait_of(f"{name} {sender}", self.clock.now())
        if wait:
            raise ArrivalRefused(
                f"too many: {PER_MINUTE} a minute, again in {wait} s", status=429, retry_after_seconds=wait
            )


def _token_of(request: Request, source: InboundSource) -> str:
    """The token that a request shows; in its address only where its sender has no other place for it."""
    # A server reads headers as Latin-1; tools send UTF-8.
    header = request.headers.get("Authorization", "")
    written = header.encode("latin-1").decode(errors="replace")
    if written[: len(_BEARER)].casefold() == _BEARER:
        return written[len(_BEARER) :].strip()
    if source.is_page:
        return request.path_params.get("token") or request.query_params.get("token", "")
    return ""


def _said(outcome: ArrivalOutcome) -> str:
    unmatched = f", {outcome.unmatched} name nobody: see `sharedfate doctor`" if outcome.unmatched else ""
    return f"taken: {outcome.taken}{unmatched}"


def _line(text: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status_code=status, headers=headers)
