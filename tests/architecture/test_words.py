"""The console speaks two languages: each of its sayings goes through the catalogue, and none is missing there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from jinja2 import nodes

from gateway.console.rendering import load_templates
from gateway.console.words import load_english

CONSOLE: Final = Path(__file__).parents[2] / "gateway" / "console"
TEMPLATES: Final = sorted(file.name for file in (CONSOLE / "templates").glob("*.html"))
DOCUMENTS: Final = frozenset({"quarters_files.py"})
"""Write documents of the city hall, which are Korean whoever asks for them."""
LABELS: Final = (CONSOLE.parent / "labels.py", CONSOLE.parent / "labels_projects.py")
MODULES: Final = sorted(file for file in (*CONSOLE.rglob("*.py"), *LABELS) if file.name not in DOCUMENTS)
NO_SAYINGS: Final = frozenset({"한국어", "전 부서", "전부서", "모든부서", "각부서"})
"""The name of a language is written in that language; what a memo is searched for is not said."""
_HANGUL: Final = re.compile("[가-힣]")
_FIELD: Final = re.compile(r"%\((\w+)\)s")


def _is_saying(text: object) -> bool:
    return isinstance(text, str) and bool(_HANGUL.search(text)) and text not in NO_SAYINGS


def _parse(template: str) -> nodes.Template:
    environment = load_templates()
    assert environment.loader is not None
    source, *_ = environment.loader.get_source(environment, template)
    return environment.parse(source)


def _list_sayings(module: Path) -> Iterator[tuple[int, str]]:
    """Return the Korean constants of a module that are no docstrings, with their lines."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documented and _is_saying(node.value):
            yield node.lineno, str(node.value)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_speaks_through_the_catalogue(template: str) -> None:
    """A Korean word outside `_()` would stay Korean for who reads English."""
    data = (text.data.strip() for text in _parse(template).find_all(nodes.TemplateData))
    assert [text for text in data if _is_saying(text)] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_saying_of_a_template_has_its_english(template: str) -> None:
    """What a template says is found in the catalogue."""
    sayings = {const.value for const in _parse(template).find_all(nodes.Const) if _is_saying(const.value)}
    assert sayings - load_english().keys() == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(CONSOLE.parent)))
def test_each_saying_of_a_module_has_its_english(module: Path) -> None:
    """What a module of the console says is found in the catalogue."""
    assert [saying for saying in _list_sayings(module) if saying[1] not in load_english()] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(CONSOLE.parent)))
def test_a_module_builds_no_saying_from_pieces(module: Path) -> None:
    """A Korean f-string has no key: `_("%(n)s건", n=n)` has."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    pieces = (value for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for value in node.values)
    assert [ast.unparse(piece) for piece in pieces if isinstance(piece, ast.Constant) and _is_saying(piece.value)] == []


def test_an_english_saying_names_the_same_fields() -> None:
    """A field that only one of the two names would be lost, or fail where it is filled in."""
    wrong = [
        korean for korean, said in load_english().items() if set(_FIELD.findall(korean)) != set(_FIELD.findall(said))
    ]
    assert wrong == []
