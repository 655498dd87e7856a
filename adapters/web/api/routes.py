"""The routes of the API, of feeds, of the calendar and of badges."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web.api.context import WebApi
from adapters.web.api.document import ROOT, document
from adapters.web.api.endpoint import JSON, Answer, Place, operation_at
from adapters.web.api.files import (
    badge_of,
    calendar_of_all,
    calendar_of_one,
    category_feed,
    service_feed,
    shared_feed,
)
from adapters.web.api.operations import OPERATIONS, Operation


def routes(api: WebApi) -> list[Route]:
    """All of them. An id may hold slashes: what stands behind one is looked for first."""
    by_path = groupby(sorted(OPERATIONS, key=_behind_first), key=lambda operation: operation.path)
    return [
        _route(f"{ROOT}/openapi.json", Place(api, {"GET": _described(api)})),
        *(_route(_pattern(path), _place(api, operations)) for path, operations in by_path),
        *_files(api),
        *(_route(f"/{root}/{{rest:path}}", Place(api, {})) for root in ("api", "feeds", "calendar", "badge")),
    ]


def _files(api: WebApi) -> Iterator[Route]:
    """Those of documents of their own format: an id may end as they do, and then so twice."""
    for form in ("atom", "json"):
        yield _route(f"/feeds/shared.{form}", _reading(api, shared_feed(api, form)))
        yield _route(f"/feeds/service/{{id:path}}.{form}", _reading(api, service_feed(api, form)))
        yield _route(f"/feeds/category/{{id}}.{form}", _reading(api, category_feed(api, form)))
    yield _route("/calendar/maintenance.ics", _reading(api, calendar_of_all(api)))
    yield _route("/calendar/service/{id:path}.ics", _reading(api, calendar_of_one(api)))
    yield _route("/badge/{id:path}.svg", _reading(api, badge_of(api)))


def _route(path: str, place: Place) -> Route:
    """A route in which an id may be anything, lines of a story, too: then it is one that nobody knows."""
    route = Route(path, place)
    route.path_regex = re.compile(route.path_regex.pattern, re.DOTALL)
    return route


def _reading(api: WebApi, answer: Answer) -> Place:
    return Place(api, {"GET": answer})


def _place(api: WebApi, operations: Iterable[Operation]) -> Place:
    return Place(api, {one.method: operation_at(api, one) for one in operations})


def _pattern(path: str) -> str:
    return f"{ROOT}{path.replace('{id}', '{id:path}')}"


def _behind_first(operation: Operation) -> tuple[bool, str]:
    return operation.path.endswith("{id}"), operation.path


def _described(api: WebApi) -> Answer:
    async def answer(request: Request) -> Response:
        return api.sending.send(request, _description(), JSON, max_age=300)

    return answer


@cache
def _description() -> bytes:
    return msgspec.json.encode(document(OPERATIONS))
