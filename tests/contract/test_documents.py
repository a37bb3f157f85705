"""The OpenAPI and AsyncAPI documents: frozen as the program has them, whole, and what their standards allow."""

import copy
import json
from functools import cache
from typing import Any, Final, cast

import jsonschema
import pytest
from pydantic import create_model

from contracts.messages import Event, Recorded
from contracts.schemas import find_messages
from gateway.documents.__main__ import FOLDER, write_documents
from gateway.documents.asyncapi import SameName, write_schema
from gateway.documents.examples import read_examples
from gateway.documents.openapi import list_operations
from gateway.documents.shortening import resolve
from gateway.documents.tree import Json, at
from tests.architecture.sources import ROOT
from tests.contract.examples import read_examples as read_bodies
from tests.documents import find_schema
from tests.making import record_all

STANDARD: Final = ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0.json"


@cache
def write_once() -> dict[str, str]:
    return dict(write_documents())


@cache
def read_document(name: str) -> dict[str, Any]:
    return dict(json.loads(write_once()[name]))


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_a_frozen_document_equals_the_program(name: str) -> None:
    """`make schemas` writes it."""
    assert (FOLDER / name).read_text("utf-8") == write_once()[name]


def test_two_types_of_one_name_are_not_taken_for_one() -> None:
    """Schemas are shared by the names of classes: the second would have stood for the first, unseen."""
    days, numbers = create_model("Shared", day=(str, ...)), create_model("Shared", day=(int, ...))
    first: type[object] = create_model("First", shared=(days, ...))
    other: type[object] = create_model("Other", shared=(numbers, ...))
    document: dict[str, object] = {}
    for _ in range(2):
        write_schema(document, first)
    with pytest.raises(SameName, match="Shared"):
        write_schema(document, other)


def test_every_operation_is_told_in_korean_with_an_example_that_runs() -> None:
    untold = []
    for name, operation in list_operations(read_document("openapi.json")):
        is_korean = any("가" <= char <= "힣" for char in str(operation["summary"]))
        if not (is_korean and operation.get("tags") and operation.get("description") and operation.get("x-curl")):
            untold.append(name)
    assert untold == []


def test_every_example_is_of_an_operation() -> None:
    operations = {name for name, _ in list_operations(read_document("openapi.json"))}
    assert [example.title for example in read_examples() if example.operation not in operations] == []


def test_every_parameter_is_explained() -> None:
    document = read_document("openapi.json")
    parameters = [
        (name, resolve(document, named))
        for name, operation in list_operations(document)
        for named in cast("list[Json]", operation.get("parameters", []))
    ]
    asked = [(name, each) for name, each in parameters if each["in"] != "path"]
    assert [
        name for name, each in asked if not (each.get("description") or at(each, "schema").get("description"))
    ] == []


def test_every_reference_of_the_document_leads_somewhere() -> None:
    text = json.dumps(read_document("openapi.json"))
    for kind in ("schemas", "parameters"):
        names = {part.partition('"')[0] for part in text.split(f"#/components/{kind}/")[1:]}
        assert names <= set(read_document("openapi.json")["components"][kind])


def test_every_documented_answer_fits_its_schema() -> None:
    unfit = []
    for example in read_examples():
        if example.answer is not None and example.media == "application/json":
            validator = jsonschema.Draft202012Validator(find_schema(read_document("openapi.json"), example))
            unfit += [f"{example.operation} {error.message}" for error in validator.iter_errors(example.answer)]
    assert unfit == []


def test_the_asyncapi_document_is_one() -> None:
    standard = json.loads(STANDARD.read_text("utf-8"))
    jsonschema.Draft7Validator(standard).validate(read_document("asyncapi.json"))


@pytest.mark.parametrize("path", [("asyncapi",), ("info", "title"), ("channels", "registry", "bindings", "amqp", "is")])
def test_the_standard_refuses_a_broken_asyncapi_document(path: tuple[str, ...]) -> None:
    broken = copy.deepcopy(read_document("asyncapi.json"))
    node = broken
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = 3
    standard = json.loads(STANDARD.read_text("utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(standard).validate(broken)


def test_every_event_as_it_travels_fits_its_message() -> None:
    document, bodies = read_document("asyncapi.json"), read_bodies()
    wrong = []
    for wire, message in find_messages().items():
        if not issubclass(message, Event):
            continue
        (recorded,) = record_all([("any-1", message.model_validate(bodies[wire]))])
        payload = document["components"]["messages"][wire]["payload"]["$ref"].rpartition("/")[2]
        schema = {**document["components"]["schemas"][payload], "components": document["components"]}
        validator = jsonschema.Draft202012Validator(schema)
        travelling = json.loads(Recorded.model_dump_json(recorded, exclude_none=False))
        wrong += [f"{wire}: {error.message}" for error in validator.iter_errors(travelling)]
        if validator.is_valid({**travelling, "position": "1"}):
            wrong.append(f"{wire}: takes a position in words")
    assert wrong == []
