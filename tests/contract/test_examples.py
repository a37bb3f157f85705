"""Every message has an example that travels unchanged, and that no stranger field or wrong type can spoil."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import jsonschema
import pytest
from pydantic import ValidationError

from contracts.directives import DirectivesCommand
from contracts.messages import Actor, CommandBatch, Envelope, Typed
from contracts.registry import SetClock
from contracts.schemas import find_messages, write_schema
from contracts.values import Role
from tests.contract.examples import Body, read_examples

MESSAGES = find_messages()
EXAMPLES = read_examples()


def list_fields() -> list[tuple[str, str]]:
    return [(wire, field) for wire, body in EXAMPLES.items() for field in body]


def spoil(value: object) -> Iterator[object]:
    """Yield values of another JSON type than the value's, or an object with a strange field."""
    yield from (12_345, 86_400, True, {}, []) if isinstance(value, str | None) else ("1", "true", 1.5)
    if not isinstance(value, str | None):
        yield {"surprise": True} if isinstance(value, dict) else {}
    if isinstance(value, list):
        yield [1]
    if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}", value):
        yield from ("86400", "1727740800", value.replace("-", "/"))


def test_every_message_has_an_example() -> None:
    assert EXAMPLES.keys() == MESSAGES.keys()


@pytest.mark.parametrize("wire", MESSAGES)
def test_an_example_travels_unchanged(wire: str) -> None:
    text = json.dumps(EXAMPLES[wire])
    message = MESSAGES[wire].model_validate_json(text)
    assert json.loads(message.model_dump_json()) == EXAMPLES[wire]
    assert MESSAGES[wire].model_validate_json(message.model_dump_json()) == message


@pytest.mark.parametrize("wire", MESSAGES)
def test_an_example_may_arrive_as_a_parsed_object(wire: str) -> None:
    """FastAPI validates parsed objects, where strict models would refuse the JSON strings of dates and enums."""
    parsed = MESSAGES[wire].model_validate(EXAMPLES[wire])
    assert parsed == MESSAGES[wire].model_validate_json(json.dumps(EXAMPLES[wire]))


@pytest.mark.parametrize("wire", MESSAGES)
def test_an_example_fits_its_schema(wire: str) -> None:
    schema = json.loads(write_schema(MESSAGES[wire]))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(EXAMPLES[wire], schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("wire", MESSAGES)
def test_an_unknown_field_is_refused(wire: str) -> None:
    refuse(MESSAGES[wire], {**EXAMPLES[wire], "surprise": "x"}, "extra_forbidden")


@pytest.mark.parametrize(("wire", "field"), list_fields())
def test_a_value_of_another_type_is_refused(wire: str, field: str) -> None:
    for wrong in spoil(EXAMPLES[wire][field]):
        refuse(MESSAGES[wire], {**EXAMPLES[wire], field: wrong})


def test_a_moment_without_offset_is_refused() -> None:
    refuse(SetClock, {"type": "registry.set_clock.v1", "now": "2024-12-02T09:00:00"}, "timezone_aware")


def test_an_envelope_is_read_from_json() -> None:
    travelling = {
        "commands": [
            {
                "id": "11111111-1111-5111-8111-111111111111",
                "actor": {"user": "policy:directives", "role": "SYSTEM"},
                "effective_at": "2024-10-02T09:00:00+09:00",
                "correlation_id": "22222222-2222-4222-8222-222222222222",
                "after": {"registry": 7},
                "body": EXAMPLES["directives.record_holiday.v1"],
            }
        ]
    }
    batch = CommandBatch[DirectivesCommand].model_validate_json(json.dumps(travelling))
    assert batch.commands[0].id == UUID("11111111-1111-5111-8111-111111111111")
    assert batch.commands[0].actor == Actor(user="policy:directives", role=Role.SYSTEM)
    assert batch.commands[0].effective_at == datetime.fromisoformat("2024-10-02T09:00:00+09:00")
    assert CommandBatch[DirectivesCommand].model_validate_json(batch.model_dump_json()) == batch


def test_an_unknown_command_is_refused_by_its_type() -> None:
    with pytest.raises(ValidationError, match="union_tag_invalid"):
        Envelope[DirectivesCommand].model_validate_json('{"body": {"type": "directives.surprise.v1"}}')


def refuse(message: type[Typed], body: Body, kind: str = "") -> None:
    """Assert that the body is refused both as JSON text and as a parsed object."""
    with pytest.raises(ValidationError) as text_refused:
        message.model_validate_json(json.dumps(body))
    with pytest.raises(ValidationError) as object_refused:
        message.model_validate(body)
    for refused in (text_refused.value, object_refused.value):
        assert not kind or kind in {error["type"] for error in refused.errors()}
