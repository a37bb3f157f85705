"""What is told of an error: where and what kind, never what somebody typed."""

import json
import logging
from uuid import UUID

import asyncpg
import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from infra.telemetry import Lines, add_trail, describe, describe_errors, find_places
from infra.trail import Trail, following

MARK = "홍길동"


class Sent(BaseModel):
    """A strict message with a field of ours."""

    model_config = ConfigDict(extra="forbid", strict=True)
    number: int
    notes: dict[str, int] = {}


def fail(text: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        Sent.model_validate_json(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"number": "홍길동"}', "ValidationError of Sent: number int_type"),
        ('{"number": 1, "홍길동": 1}', "ValidationError of Sent: * extra_forbidden"),
        ('{"number": 1, "notes": {"홍길동": "x"}}', "ValidationError of Sent: notes.* int_type"),
        ("홍길동", "ValidationError of Sent:  json_invalid"),
    ],
)
def test_a_validation_error_is_told_by_our_fields_only(text: str, told: str) -> None:
    assert describe(fail(text)) == told


def test_an_error_of_postgresql_is_told_by_its_code() -> None:
    assert (
        describe(asyncpg.UniqueViolationError(f"Key (login)=({MARK}) already exists")) == "UniqueViolationError[23505]"
    )


@pytest.mark.parametrize(
    "error", [ValueError(MARK), KeyError(MARK), RuntimeError(MARK), ExceptionGroup(MARK, [OSError(5, MARK)])]
)
def test_no_text_of_an_error_is_told(error: Exception) -> None:
    assert MARK not in describe(error)


def break_down() -> None:
    try:
        raise ConnectionRefusedError(111, MARK)
    except OSError as cause:
        raise RuntimeError(MARK) from cause


def test_causes_are_told_in_their_order() -> None:
    with pytest.raises(RuntimeError) as caught:
        break_down()
    assert describe(caught.value) == "RuntimeError <- ConnectionRefusedError(111)"
    assert list(find_places(caught.value))[-1].endswith("break_down")


def test_an_error_in_any_value_of_a_line_is_described() -> None:
    line = describe_errors(None, "", {"event": "x", "cause": ValueError(MARK), "exc_info": ValueError(MARK)})
    assert MARK not in json.dumps(line, ensure_ascii=False)
    assert line["cause"] == line["error"] == "ValueError"


def test_a_line_names_the_command_under_way() -> None:
    with following(Trail(UUID(int=1), UUID(int=2), "directives")):
        line = add_trail(None, "", {"event": "x"})
    assert line == {
        "event": "x",
        "correlation_id": str(UUID(int=1)),
        "command_id": str(UUID(int=2)),
        "context": "directives",
    }


def test_what_a_library_puts_into_its_line_is_left_out() -> None:
    record = logging.LogRecord(
        "aiormq", logging.ERROR, "x.py", 1, "cannot reach %s", (f"amqp://user:{MARK}@host",), None
    )
    line = json.loads(Lines("gateway").format(record))
    assert (line["event"], line["role"], line["logger"]) == ("cannot reach %s", "gateway", "aiormq")
