"""Reading the API's document in tests."""

from typing import Any

from gateway.documents.examples import Example


def find_schema(document: dict[str, Any], example: Example) -> dict[str, Any]:
    """Return the schema of an example's answer, with what it refers to."""
    method, _, path = example.operation.partition(" ")
    answer = document["paths"][path][method.lower()]["responses"][str(example.status)]
    schema: dict[str, Any] = answer["content"][example.media].get("schema", {})
    return {**schema, "components": document["components"]}
