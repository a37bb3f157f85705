"""The table of codes: what the sources give stands in it, and nothing stands in it that no source gives."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from contracts.errors import CODES, Rejected
from contracts.errors.calendar import CALENDAR
from contracts.errors.directives import DIRECTIVES
from contracts.errors.engagement import ENGAGEMENT
from contracts.errors.evaluations import EVALUATIONS
from contracts.errors.projects import PROJECTS
from contracts.errors.registry import REGISTRY
from contracts.errors.requests import REQUESTS
from tests.architecture.sources import Source, find_sources

pytestmark = pytest.mark.xdist_group("sources")  # parsed once
TABLE = "contracts/errors/"
PACKAGES = ("contracts", "gateway", "infra", "services")
SOURCES = [source for source in find_sources(*PACKAGES) if not source.path.startswith(TABLE)]
GIVERS = frozenset({"Rejected", "Problem", "Refused", "make_problem", "show_error"})
"""What a code is handed to."""


def find_words(source: Source) -> Iterator[str]:
    """Yield every text in capitals that stands alone in a source."""
    return _find_words(source.nodes)


def _find_words(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch("[A-Z_]{3,}", node.value):
            yield node.value


def find_given(source: Source) -> Iterator[str]:
    """Yield every text in capitals that is handed to something that takes a code; details are no code."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVERS:
            for argument in [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "code")]:
                if not isinstance(argument, ast.Dict):
                    yield from _find_words(ast.walk(argument))


def test_every_code_that_is_given_stands_in_the_table() -> None:
    assert {code for source in SOURCES for code in find_given(source)} - set(CODES) == set()


def test_a_code_outside_the_table_is_seen() -> None:
    text = 'raise Rejected("NO_SUCH_CODE", "말")\nmake_problem(r, code="NOR_THIS")'
    assert list(find_given(Source("any.py", text))) == ["NO_SUCH_CODE", "NOR_THIS"]
    with pytest.raises(KeyError):
        Rejected("NO_SUCH_CODE", "말")


def test_every_code_in_the_table_is_given() -> None:
    assert set(CODES) - {word for source in SOURCES for word in find_words(source)} == set()


def test_a_code_is_explained_once() -> None:
    tables = (REQUESTS, DIRECTIVES, REGISTRY, CALENDAR, PROJECTS, ENGAGEMENT, EVALUATIONS)
    assert len(CODES) == sum(map(len, tables))


def test_each_code_is_explained_in_sentences() -> None:
    """api.md: a page lists every code with cause and remedy."""
    whole = {code for code, each in CODES.items() if each.title and each.cause[-1:] == each.remedy[-1:] == "."}
    assert set(CODES) - whole == set()
