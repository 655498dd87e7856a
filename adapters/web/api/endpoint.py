"""One path: the operation is found, what is asked is read, and what comes of it is sent, or why not."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adapters.web.api.context import WebApi
from adapters.web.api.operations import Operation
from adapters.web.api.parameters import read, said
from adapters.web.api.problem import not_found, refusal
from adapters.web.request_body import MAX_BYTES, raw_of
from bot.errors import ArrivalRefused, RequestRefused, StoreUnavailable

logger = structlog.get_logger(__name__)

JSON: Final = "application/json"
_TOO_LARGE: Final = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")

Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Place:
    """All that can be done at one path, by method: nothing where nothing is. HEAD is there where GET is."""

    api: WebApi
    methods: Mapping[str, Answer]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: whatever happens is an answer."""
        response = await self._answered(Request(scope, receive))
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        try:
            return await self.methods.get(method, self._otherwise)(request)
        except RequestRefused as refused:
            return self._refused(request, refused)
        except StoreUnavailable:
            why = "the store cannot be reached now: ask again in a while"
            unavailable = RequestRefused(
                why, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "30"}
            )
            return self._refused(request, unavailable)

    async def _otherwise(self, request: Request) -> Response:
        """What becomes of any other method. Raises RequestRefused."""
        if not self.methods:
            raise not_found("there is nothing here: /api/v1/openapi.json says what there is")
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=self._options())
        allowed = self._allowed
        why = f"here there is {allowed}"
        raise RequestRefused(why, status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": allowed})

    def _refused(self, request: Request, refused: RequestRefused) -> Response:
        response = refusal(refused, is_bodiless=request.method == "HEAD")
        response.headers.update(self.api.sending.headers())
        return response

    def _options(self) -> dict[str, str]:
        """What may be done here; from pages elsewhere only what reads, and only what anybody may read."""
        headers = {**self.api.sending.headers(), "Allow": self._allowed}
        if self.api.sending.is_public:
            headers |= {
                "Access-Control-Allow-Methods": "GET, HEAD",
                "Access-Control-Allow-Headers": "If-None-Match",
                "Access-Control-Max-Age": "86400",
            }
        return headers

    @property
    def _allowed(self) -> str:
        head = ("HEAD",) if "GET" in self.methods else ()
        return ", ".join(sorted({*self.methods, *head, "OPTIONS"}))


def operation_at(api: WebApi, operation: Operation) -> Answer:
    """Carries out an operation."""

    async def answer(request: Request) -> Response:
        if operation.is_guarded:
            _admit(api, operation, request)
        if operation.is_paced:
            _pass(api, request)
        # An empty id leads nowhere.
        if operation.is_of_one and not request.path_params["id"]:
            raise not_found("there is nothing without an id")
        asked = read(operation.takes, request.path_params, request.query_params.multi_items())
        more = [await _body_of(request, operation.body)] if operation.body is not None else []
        value = await operation.answer(api, asked, *more)
        return api.sending.send(request, _ENCODER.encode(value), JSON)

    return answer


def _admit(api: WebApi, operation: Operation, request: Request) -> None:
    """Let them in who may see what this shows, or change what it changes. Raises RequestRefused."""
    if (api.sees_channels if operation.method == "GET" else api.may_change)(request):
        return
    why = "show the token of SHAREDFATE_WEB_TOKEN: Authorization: Bearer …"
    raise RequestRefused(why, status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})


def _pass(api: WebApi, request: Request) -> None:
    wait = api.pace.wait_of(api.asker_of(request), api.clock.now())
    if wait:
        again = {"Retry-After": str(wait)}
        raise RequestRefused(
            f"too many questions: again in {wait} s", status=HTTPStatus.TOO_MANY_REQUESTS, headers=again
        )


async def _body_of(request: Request, kind: type[msgspec.Struct]) -> Any:
    """What is sent, as JSON of this kind. Raises RequestRefused."""
    sent_as = request.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    if sent_as not in (JSON, "application/merge-patch+json"):
        accepts = {"Accept-Patch": JSON}
        raise RequestRefused(f"send {JSON}", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE, headers=accepts)
    try:
        return msgspec.json.decode(await raw_of(request), type=kind)
    except ArrivalRefused as error:
        why = f"send at most {MAX_BYTES // 1024} KB" if error.status == _TOO_LARGE else str(error)
        raise RequestRefused(why, status=error.status) from error
    except msgspec.ValidationError as error:
        raise RequestRefused(said(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestRefused(f"send {JSON}: this is none") from error
