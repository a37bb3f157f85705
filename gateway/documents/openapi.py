"""OpenAPI 3.1: what FastAPI finds in the routes, with the problems that we answer and the examples that run."""

import re
from collections.abc import Iterator
from typing import Final, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway.documents.examples import Example, read_examples
from gateway.documents.shortening import shorten
from gateway.documents.tree import Json, at
from gateway.problems import MEDIA_TYPE, Problem

DESCRIPTION: Final = """지시사항과 그 이력을 읽고 처리하는 HTTP API.

- 명령은 POST이고 `Idempotency-Key`가 있어야 한다. 같은 키로 다시 보내면 처음과 같은 답을 받는다.
- `dry_run=true`이면 판단만 하고 아무것도 저장하지 않는다.
- 읽을 때 `after`에 명령의 답에 있는 `meta.position`을 적으면 그것까지 반영된 답을 받는다.
- 오류는 RFC 9457 `application/problem+json`이다. `code`마다 쪽이 있다: `/v1/problems/{code}`.
- 예는 `x-curl`에 명령줄로도 있다. `BASE`는 이 서버의 주소, `TOKEN`은 `POST /v1/token`이 준 토큰이다."""
USUAL: Final = {"limit": "한 쪽의 건수", "cursor": "앞 쪽의 links.next에 있는 것", "q": "찾을 말"}
"""What a parameter of this name means where its route says nothing."""
_CLAUSE_ENDS: Final = re.compile(r"[.;:\n]")
UNUSED: Final = ("HTTPValidationError", "ValidationError")
"""Shapes of errors that FastAPI would answer; we answer problems."""


def describe(app: FastAPI) -> Json:
    """Return the document of an application's API."""
    document: Json = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, servers=[{"url": "/"}]
    )
    schemas = at(document, "components", "schemas")
    for name in UNUSED:
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for _, operation in list_operations(document):
        _tell_problems(operation)
        _summarise(operation)
        _explain_parameters(operation)
    for example in read_examples():
        _add_example(document, example)
    return shorten(document)


def list_operations(document: Json) -> Iterator[tuple[str, Json]]:
    """Yield method and path of each operation, and what the document says of it."""
    for path, methods in at(document, "paths").items():
        for method, operation in cast("Json", methods).items():
            yield f"{method.upper()} {path}", cast("Json", operation)


def _tell_problems(operation: Json) -> None:
    responses = at(operation, "responses")
    responses.pop("422", None)
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses["default"] = {"description": "거부되었거나 실패함 (RFC 9457)", "content": problem}


def _summarise(operation: Json) -> None:
    """Where a route has no Korean summary, its description begins with one."""
    if not any("가" <= char <= "힣" for char in str(operation.get("summary", ""))):
        operation["summary"] = _CLAUSE_ENDS.split(str(operation.get("description", "")))[0]


def _explain_parameters(operation: Json) -> None:
    for parameter in cast("list[Json]", operation.get("parameters", [])):
        if (known := USUAL.get(str(parameter["name"]))) and "description" not in parameter:
            parameter["description"] = known


def _add_example(document: Json, example: Example) -> None:
    method, _, path = example.operation.partition(" ")
    paths = at(document, "paths")
    if path not in paths or method.lower() not in cast("Json", paths[path]):
        return  # a test names it
    operation = at(document, "paths", path, method.lower())
    named = {"summary": example.title}
    if example.body is not None:
        content = at(operation, "requestBody", "content", "application/json", "examples")
        content[example.title] = named | {"value": example.body}
    if example.answer is not None:
        content = at(operation, "responses", str(example.status), "content", example.media, "examples")
        content[example.title] = named | {"value": example.answer}
    for parameter in cast("list[Json]", operation.get("parameters", [])):
        given = {**example.query, **example.headers} if parameter["in"] != "path" else _read_path(path, example.path)
        if (value := {k.lower(): v for k, v in given.items()}.get(str(parameter["name"]).lower())) is not None:
            at(parameter, "examples")[example.title] = named | {"value": value}
    cast("list[str]", operation.setdefault("x-curl", [])).append(example.write_curl())


def _read_path(template: str, path: str) -> dict[str, str]:
    """Return the parameters of a path."""
    pairs = zip(template.split("/"), path.split("/"), strict=True)
    return {name.strip("{}"): value for name, value in pairs if name.startswith("{")}
