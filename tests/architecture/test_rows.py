"""The rows of tests/rows.csv: all there, each known once, and none marked done without a test that names it."""

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from tests.architecture.sources import ROOT, Source, find_sources

pytestmark = pytest.mark.xdist_group("sources")  # parsed once
COLUMNS = ["id", "feature", "works_means", "issue", "done"]
COUNTS = {"ORG": 12, "CAL": 14, "DIR": 22, "PRJ": 61, "EVL": 51, "ENG": 36, "PLT": 20, "XS": 16}
"""Rows of each group (domain.md 1.8)."""
ISSUES = {"engine", "registry-calendar-directives", "projects", "evaluations", "engagement", "flows", "later"}


def read_rows() -> list[dict[str, str]]:
    with (ROOT / "tests/rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def list_test_docstrings(source: Source) -> Iterator[str]:
    """Yield the docstrings of the functions that pytest collects: test_* of the module or of a Test* class."""
    for node in source.tree.body:
        members = node.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test") else [node]
        for member in members:
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef) and member.name.startswith("test_"):
                yield ast.get_docstring(member) or ""


def find_named_rows(sources: Iterable[Source]) -> set[str]:
    return {
        row
        for source in sources
        for docstring in list_test_docstrings(source)
        for row in re.findall(r"\b(?:ORG|CAL|DIR|PRJ|EVL|ENG|PLT|XS)-\d+\b", docstring)
    }


def find_unproven_rows(rows: Iterable[dict[str, str]], sources: Iterable[Source]) -> set[str]:
    return {row["id"] for row in rows if row["done"] == "yes"} - find_named_rows(sources)


@cache
def find_tests() -> list[Source]:
    return [source for source in find_sources("tests") if source.parts[-1].startswith("test_")]


def test_every_row_is_there_once() -> None:
    ids = [row["id"] for row in read_rows()]
    assert len(set(ids)) == len(ids) == 232
    assert Counter(id_.split("-")[0] for id_ in ids) == COUNTS


def test_every_row_says_what_works_means_and_who_builds_it() -> None:
    rows = read_rows()
    assert list(rows[0]) == COLUMNS
    assert [row["id"] for row in rows if not (row["feature"] and row["works_means"])] == []
    assert {row["issue"] for row in rows} == ISSUES
    assert {row["done"] for row in rows} <= {"", "yes"}


def test_a_row_marked_done_is_named_by_a_test() -> None:
    assert find_unproven_rows(read_rows(), find_tests()) == set()


def test_a_test_may_only_name_rows_that_exist() -> None:
    assert find_named_rows(find_tests()) - {row["id"] for row in read_rows()} == set()


def test_a_row_done_without_a_test_is_seen() -> None:
    rows = [{"id": "DIR-06", "done": "yes"}, {"id": "DIR-07", "done": ""}, {"id": "DIR-08", "done": "yes"}]
    named = 'def test_a_late_report_is_late():\n    """The third business day counts (DIR-06)."""\n'
    helper = 'def make():\n    """DIR-08."""\n'
    assert find_unproven_rows(rows, [Source("tests/unit/test_a.py", named + helper)]) == {"DIR-08"}


def test_a_longer_number_does_not_prove_a_shorter_one() -> None:
    source = Source("tests/unit/test_a.py", 'class TestA:\n    def test_a(self):\n        """DIR-061."""\n')
    assert find_unproven_rows([{"id": "DIR-06", "done": "yes"}], [source]) == {"DIR-06"}
