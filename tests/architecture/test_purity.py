"""Purity and allow-lists, held over syntax trees; each rule is shown a file that breaks it."""

import pytest

from tests.architecture import rules
from tests.architecture.sources import PACKAGES, Source, find_sources

pytestmark = pytest.mark.xdist_group("sources")  # parsed once
SOURCES = find_sources(*PACKAGES)


def test_contracts_import_pydantic_and_the_standard_library_only() -> None:
    assert [said for source in SOURCES for said in rules.find_foreign_imports_of_contracts(source)] == []


@pytest.mark.parametrize(
    "breaking",
    ["import sqlalchemy", "from infra import clock", "import asyncio", "def late():\n    import os", "from . import x"],
)
def test_a_foreign_import_of_contracts_is_seen(breaking: str) -> None:
    assert rules.find_foreign_imports_of_contracts(Source("contracts/new.py", breaking)) != []


def test_only_the_schema_writer_of_contracts_touches_files() -> None:
    assert rules.find_foreign_imports_of_contracts(Source("contracts/schemas/__main__.py", "import pathlib")) == []
    assert rules.find_foreign_imports_of_contracts(Source("contracts/new.py", "import pathlib")) != []


def test_files_not_named_as_having_io_import_none() -> None:
    assert [said for source in SOURCES for said in rules.find_impure_imports(source)] == []


@pytest.mark.parametrize("path", ["gateway/views/new.py", "services/registry/new.py", "services/new/new.py"])
@pytest.mark.parametrize(
    "breaking",
    [
        "import asyncio",
        "import asyncpg",
        "import faststream.rabbit",
        "import os",
        "import random",
        "import socket",
        "import time",
        "from sqlalchemy import Table",
        "from infra import log",
        "from infra.clock import read_now",
        "from services.directives.index import find",
        "from services.registry import handlers",
        "from services import registry",
        "from gateway.queries import department",
        "from gateway.views.department import Row",
        "from contracts.schemas import find_messages",
        "def late():\n    import subprocess",
        "from . import handlers",
    ],
)
def test_an_impure_import_is_seen(path: str, breaking: str) -> None:
    assert rules.find_impure_imports(Source(path, breaking)) != []


def test_an_aggregate_may_import_its_neighbour_and_contracts() -> None:
    text = "from contracts.values import Name\nfrom services.registry.holiday import State\nfrom decimal import Decimal"
    assert rules.find_impure_imports(Source("services/registry/department.py", text)) == []


@pytest.mark.parametrize("name", ["app", "handlers", "index", "policies"])
def test_files_named_as_having_io_may_have_it(name: str) -> None:
    assert rules.find_impure_imports(Source(f"services/registry/{name}.py", "import asyncio")) == []


def test_pure_files_call_no_clock_and_no_io() -> None:
    assert [said for source in SOURCES for said in rules.find_impure_calls(source)] == []


@pytest.mark.parametrize(
    "breaking",
    ["d = datetime.now(UTC)", "d = date.today()", "x = uuid4()", "x = uuid.uuid1()", "open('x')", "__import__('os')"],
)
def test_an_impure_call_is_seen(breaking: str) -> None:
    assert rules.find_impure_calls(Source("gateway/views/new.py", breaking)) != []


def test_pure_files_hold_no_binary_floats() -> None:
    """Money is integer won and scores are Decimal (PLT-15)."""
    assert [said for source in SOURCES for said in rules.find_binary_floats(source)] == []


@pytest.mark.parametrize("breaking", ["share: float", "rate = 0.3", "x = float('1')"])
def test_a_binary_float_is_seen(breaking: str) -> None:
    assert rules.find_binary_floats(Source("services/projects/funding.py", breaking)) != []
