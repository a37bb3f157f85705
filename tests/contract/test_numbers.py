"""No binary float carries a score or money, in what travels, in what is kept, or in what decides."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.schemas import FOLDER
from gateway.projector import VIEWS
from infra.projections import View
from tests.architecture.sources import ROOT

PURE = (*sorted((ROOT / "contracts").rglob("*.py")), *sorted((ROOT / "services").rglob("*.py")))


def find_floats(source: str) -> list[int]:
    """Return the lines that name `float` or write a decimal fraction."""
    return sorted(getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if _is_float(node))


def _is_float(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=float()):
            return True
        case ast.Name(id="float"):
            return True
        case _:
            return False


def _read_types(schema: str) -> Iterator[str]:
    yield from re.findall(r'"type": "(\w+)"', schema)


def test_no_message_holds_a_binary_float() -> None:
    """PLT-15: money is integer won and a score a decimal string; JSON's `number` would be read as a float."""
    files = sorted(FOLDER.glob("*.json"))
    assert files
    assert [file.name for file in files if "number" in set(_read_types(file.read_text("utf-8")))] == []


def test_no_contract_or_decider_works_with_binary_floats() -> None:
    """PLT-15."""
    assert [(file, lines) for file in PURE if (lines := find_floats(file.read_text("utf-8")))] == []


def test_no_view_keeps_binary_floats() -> None:
    """PLT-15: neither a row's field nor its column."""
    assert [view.name for view in VIEWS if keeps_floats(view)] == []


def keeps_floats(view: View[Any, Any]) -> bool:
    types = {str(field.type) for field in dataclasses.fields(view.row)}
    return "float" in types or re.search(r"\b(FLOAT|REAL|DOUBLE)\b", " ".join(view.ddl)) is not None


@pytest.mark.parametrize("line", ["rate = 0.5", "score: float = 1", "total = float(3)"])
def test_a_binary_float_would_be_seen(line: str) -> None:
    """PLT-15: the rule sees what breaks it."""
    assert find_floats(line) == [1]
