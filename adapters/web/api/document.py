"""The API described, as OpenAPI 3.1 has it: written from the table of operations and the values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from http import HTTPStatus
from inspect import cleandoc
from typing import Any, Final, get_args, get_type_hints

import msgspec

from adapters.web.api.operations import Operation
from adapters.web.api.problem import MEDIA_TYPE, ProblemDetails

Json = dict[str, Any]

ROOT: Final = "/api/v1"
VERSION: Final = "1.0.0"
_REF: Final = "#/components/schemas/{name}"
_STRING: Final = {"type": "string"}
_FORMATS: Final = {datetime: "date-time", date: "date"}
_ABOUT: Final = """What Sharedfate knows: shared incidents with their evidence, services, and what was.

Times are UTC, ISO 8601 with Z. Texts are plain; many were written by others: escape them for wherever you
show them. All fields are always there. Kinds and states may be added without a new version: take an unknown
one as unknown. Every answer has an ETag: send it back in If-None-Match. Lists come in pages: `next` is the
`cursor` of the page behind. An id may hold a slash, which is written %2F in a path."""


def document(operations: tuple[Operation, ...]) -> Json:
    """The whole document."""
    types = dict.fromkeys([*_types_of(operations), ProblemDetails])
    _, schemas = msgspec.json.schema_components(types, ref_template=_REF)
    taken = {one.__name__ for operation in operations for one in (operation.takes, operation.body) if one}
    fields = _fields_of(types)
    paths: Json = {}
    for operation in operations:
        paths.setdefault(f"{ROOT}{operation.path}", {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sharedfate",
            "version": VERSION,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": {
                name: _cleaned(schema) if name in taken else _complete(_cleaned(schema), fields.get(name, {}))
                for name, schema in sorted(schemas.items())
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation) -> Json:
    described: Json = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": _named(operation.body)}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.is_guarded:
        described["security"] = [{"token": []}]
    return described


def _parameters(operation: Operation) -> Iterator[Json]:
    """Each field of what is taken: in the path where it stands there, else in the query."""
    _, schemas = msgspec.json.schema_components([operation.takes], ref_template=_REF)
    fields = schemas[operation.takes.__name__]
    for name, schema in fields["properties"].items():
        in_path = f"{{{name}}}" in operation.path
        required = {"required": True} if in_path or name in fields["required"] else {}
        yield {"name": name, "in": "path" if in_path else "query", **required, "schema": schema}


def _responses(operation: Operation) -> Json:
    etag = {"description": "A mark of the content.", "schema": {"type": "string"}}
    answer: Json = {
        "description": _first_line(operation.gives),
        "content": {"application/json": {"schema": _named(operation.gives)}},
    }
    responses = {"200": answer}
    if operation.method == "GET":
        answer["headers"] = {"ETag": etag}
        responses["304"] = {"description": "It has not changed."}
    for status in _refusals(operation):
        content = {MEDIA_TYPE: {"schema": _named(ProblemDetails)}}
        responses[str(status.value)] = {"description": status.phrase, "content": content}
    return responses


def _refusals(operation: Operation) -> Iterator[HTTPStatus]:
    yield HTTPStatus.BAD_REQUEST
    yield HTTPStatus.UNAUTHORIZED
    yield HTTPStatus.FORBIDDEN
    if operation.is_of_one or operation.is_guarded:
        yield HTTPStatus.NOT_FOUND
    if operation.body is not None:
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if operation.is_paced:
        yield HTTPStatus.TOO_MANY_REQUESTS
    yield HTTPStatus.SERVICE_UNAVAILABLE


def _types_of(operations: tuple[Operation, ...]) -> Iterator[type]:
    for operation in operations:
        yield operation.gives
        if operation.body is not None:
            yield operation.body


def _named(kind: type) -> Json:
    return {"$ref": _REF.format(name=kind.__name__)}


def _first_line(kind: type) -> str:
    return cleandoc(kind.__doc__ or "").partition("\n")[0]


def _cleaned(schema: Json) -> Json:
    return {**schema, "description": cleandoc(schema["description"])} if "description" in schema else schema


def _complete(schema: Json, hints: Mapping[str, Any]) -> Json:
    """What we send: every field is there, none is left to a default, and times say that they are times."""
    if "properties" not in schema:
        return schema
    properties = {name: _dated(one, hints.get(name)) for name, one in schema["properties"].items()}
    return {**schema, "properties": properties, "required": list(properties)}


def _dated(schema: Json, hint: Any) -> Json:
    sent = {key: value for key, value in schema.items() if key != "default"}
    found = [name for kind, name in _FORMATS.items() if hint is kind or kind in get_args(hint)]
    if not found:
        return sent
    if "anyOf" not in sent:
        return {**sent, "format": found[0]}
    return {**sent, "anyOf": [one | {"format": found[0]} if one == _STRING else one for one in sent["anyOf"]]}


def _fields_of(types: Iterable[type]) -> dict[str, dict[str, Any]]:
    """The types of the fields of all that is sent, by the name of what they are fields of."""
    found: dict[str, dict[str, Any]] = {}
    waiting: list[Any] = list(types)
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if (is_dataclass(kind) or hasattr(kind, "__struct_fields__")) and kind.__name__ not in found:
            found[kind.__name__] = get_type_hints(kind)
            waiting += found[kind.__name__].values()
    return found
