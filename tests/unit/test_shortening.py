"""The API's document says what many operations share once, under names that a client's generator can take."""

import pytest

from gateway.documents.asyncapi import SameName
from gateway.documents.shortening import OFTEN, resolve, shorten
from gateway.documents.tree import Json, at

KEY: Json = {"name": "idempotency-key", "in": "header", "schema": {"type": "string"}}
LONG = "gateway__answers__projects_money__Unit"


def make_document(*schemas: str, operations: int = 1) -> Json:
    """Return a document whose operations take a key each, with an example of their own."""
    parameters = [[{**KEY, "examples": {"any": number}}] for number in range(operations)]
    paths: Json = {f"/{number}": {"post": {"parameters": each}} for number, each in enumerate(parameters)}
    found: Json = {name: {"title": "Any", "$ref": f"#/components/schemas/{name}"} for name in schemas}
    return {"paths": paths, "components": {"schemas": found}}


def list_parameters(document: Json) -> list[Json]:
    """Return each operation's only parameter."""
    return [at(methods, "post")["parameters"][0] for methods in at(document, "paths").values()]  # type: ignore[arg-type, index]  # JSON


def test_what_many_operations_take_is_told_once() -> None:
    often = shorten(make_document(operations=OFTEN))
    assert list_parameters(often) == [{"$ref": "#/components/parameters/IdempotencyKey"}] * OFTEN
    assert resolve(often, list_parameters(often)[0]) == KEY


def test_what_few_take_stays_with_its_examples() -> None:
    seldom = shorten(make_document(operations=OFTEN - 1))
    assert [each["examples"] for each in list_parameters(seldom)] == [{"any": number} for number in range(OFTEN - 1)]
    assert resolve(seldom, KEY) == KEY


def test_names_are_short_where_they_are_told_and_where_they_are_meant() -> None:
    found = at(shorten(make_document(LONG, "One_Term_", "Oneness")), "components", "schemas")
    assert {name: str(at(found, name)["$ref"]).rpartition("/")[2] for name in found} == {
        each: each for each in ("ProjectsMoneyUnitRead", "OneTerm", "Oneness")
    }


def test_two_shapes_never_have_one_name() -> None:
    with pytest.raises(SameName):
        shorten(make_document(LONG, "gateway__routers__projects_money__Unit"))
