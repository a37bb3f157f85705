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
from tests.contract.examples import Body, read_examples, refuses

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


def test_an_example_travels_unchanged() -> None:
    assert [wire for wire, body in EXAMPLES.items() if not travels(MESSAGES[wire], body)] == []


def travels(message: type[Typed], body: Body) -> bool:
    """Tell whether the body is the same after a journey, and the same message however it arrived.

    FastAPI validates parsed objects, where strict models would refuse the JSON strings of dates and enums.
    """
    arrived = message.model_validate_json(json.dumps(body))
    text = arrived.model_dump_json()
    return json.loads(text) == body and arrived == message.model_validate_json(text) == message.model_validate(body)


def test_an_example_fits_its_schema() -> None:
    unfit = []
    for wire, message in MESSAGES.items():
        schema = json.loads(write_schema(message))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        unfit += [f"{wire}: {error.message}" for error in validator.iter_errors(EXAMPLES[wire])]
    assert unfit == []


def test_an_unknown_field_is_refused() -> None:
    for wire, body in EXAMPLES.items():
        assert refuses(MESSAGES[wire], {**body, "surprise": "x"}, "extra_forbidden"), wire


def test_a_value_of_another_type_is_refused() -> None:
    for wire, field in list_fields():
        for wrong in spoil(EXAMPLES[wire][field]):
            assert refuses(MESSAGES[wire], {**EXAMPLES[wire], field: wrong}), (wire, field, wrong)


def test_a_moment_without_offset_is_refused() -> None:
    assert refuses(SetClock, {"type": "registry.set_clock.v1", "now": "2024-12-02T09:00:00"}, "timezone_aware")


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
