"""The schema files equal the messages, and a released one cannot change without being seen."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, Literal

import pytest
from pydantic import Field

from contracts.directives import ShareDirective
from contracts.messages import Command
from contracts.schemas import FOLDER, add_schemas, find_differences, find_messages, write_schema
from contracts.values import Code, Name
from tests.architecture.sources import ROOT

WIRE: Final = "directives.share_directive.v1"


class Released(Command):
    """As it was released."""

    type: Literal["directives.share_directive.v1"] = WIRE
    lead: Code


class Renamed(Command):
    """One field has another name."""

    type: Literal["directives.share_directive.v1"] = WIRE
    leader: Code


class Widened(Command):
    """One field accepts more."""

    type: Literal["directives.share_directive.v1"] = WIRE
    lead: Name


class Extended(Command):
    """One optional field is new."""

    type: Literal["directives.share_directive.v1"] = WIRE
    lead: Code
    description: Name | None = None


class Loosened(Command):
    """One field is no longer required."""

    type: Literal["directives.share_directive.v1"] = WIRE
    lead: Code = Field(default="planning")


class Explained(Command):
    """The same, in better words."""

    type: Literal["directives.share_directive.v1"] = WIRE
    lead: Code
    """The department that answers."""


def test_the_schema_files_equal_the_messages() -> None:
    assert find_differences(FOLDER, find_messages()) == []


def test_the_command_line_says_that_nothing_differs() -> None:
    check = [sys.executable, "-m", "contracts.schemas", "--check"]
    assert subprocess.run(check, cwd=ROOT, check=False).returncode == 0


def test_the_command_line_names_the_file_that_differs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    file = tmp_path / f"contracts/schemas/{WIRE}.json"
    file.write_text(file.read_text("utf-8").replace('"maxItems": 100', '"maxItems": 101'), "utf-8")
    check = [sys.executable, "-m", "contracts.schemas", "--check"]
    run = subprocess.run(check, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (1, f"{WIRE}.json: differs from its message\n")


@pytest.mark.parametrize("changed", [Renamed, Widened, Extended, Loosened])
def test_a_released_schema_may_not_change(tmp_path: Path, changed: type[Command]) -> None:
    add_schemas(tmp_path, {WIRE: Released})
    assert add_schemas(tmp_path, {WIRE: changed}) == [
        f"{WIRE}.json: frozen; add the next version of {WIRE} with an upcast"
    ]
    assert find_differences(tmp_path, {WIRE: Released}) == []
    assert find_differences(tmp_path, {WIRE: changed}) == [f"{WIRE}.json: differs from its message"]


def test_the_words_of_a_released_schema_may_change(tmp_path: Path) -> None:
    add_schemas(tmp_path, {WIRE: Released})
    assert find_differences(tmp_path, {WIRE: Explained}) == [f"{WIRE}.json: differs from its message"]
    assert add_schemas(tmp_path, {WIRE: Explained}) == []
    assert find_differences(tmp_path, {WIRE: Explained}) == []


def test_a_released_schema_may_not_disappear(tmp_path: Path) -> None:
    add_schemas(tmp_path, {WIRE: Released})
    assert find_differences(tmp_path, {}) == [f"{WIRE}.json: no message has this name any more"]


def test_a_new_message_needs_its_file(tmp_path: Path) -> None:
    assert find_differences(tmp_path, {WIRE: Released}) == [f"{WIRE}.json: no schema file yet"]


def test_a_schema_requires_the_type_and_carries_the_words_of_its_fields() -> None:
    schema = json.loads(write_schema(ShareDirective))
    assert schema["$id"] == WIRE
    assert schema["required"] == ["lead", "type"]
    assert json.loads(write_schema(Explained))["properties"]["lead"]["description"] == "The department that answers."
