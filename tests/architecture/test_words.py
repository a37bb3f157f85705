"""The console speaks two languages: each of its sayings goes through the catalogue, and none is missing there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from jinja2 import nodes

from gateway.answers.scores import RULES
from gateway.console.words import load_english
from tests.architecture.sources import ROOT, Source, read_source

pytestmark = pytest.mark.xdist_group("sources")  # parsed once
CONSOLE: Final = ROOT / "gateway" / "console"
FOUR_LANGUAGES: Final = "vote.html"
"""Has a catalogue of its own, for phones (tests/unit/test_vote_words.py)."""
TEMPLATES: Final = sorted(file.name for file in (CONSOLE / "templates").glob("*.html") if file.name != FOUR_LANGUAGES)
DOCUMENTS: Final = frozenset({CONSOLE / "quarters" / "files.py"})
"""Write documents of the city hall, which are Korean whoever asks for them."""
LABELS: Final = sorted((CONSOLE.parent / "labels").glob("*.py"))
MODULES: Final = [read_source(file) for file in (*CONSOLE.rglob("*.py"), *LABELS) if file not in DOCUMENTS]
NO_SAYINGS: Final = frozenset({"한국어", "전 부서", "전부서", "모든부서", "각부서"})
"""The name of a language is written in that language; what a memo is searched for is not said."""
_HANGUL: Final = re.compile("[가-힣]")
_FIELD: Final = re.compile(r"%\((\w+)\)s")


def _is_saying(text: object) -> bool:
    return isinstance(text, str) and bool(_HANGUL.search(text)) and text not in NO_SAYINGS


@cache
def _parse(template: str) -> nodes.Template:
    from gateway.console.rendering import load_templates  # 1.5 s, which one worker needs

    environment = load_templates()
    assert environment.loader is not None
    source, *_ = environment.loader.get_source(environment, template)
    return environment.parse(source)


def _list_sayings(module: Source) -> Iterator[tuple[int, str]]:
    """Return the Korean constants of a module that are no docstrings, with their lines."""
    documented = {id(node.value) for node in module.nodes if isinstance(node, ast.Expr)}
    for node in module.nodes:
        if isinstance(node, ast.Constant) and id(node) not in documented and _is_saying(node.value):
            yield node.lineno, str(node.value)


def test_a_template_speaks_through_the_catalogue() -> None:
    """A Korean word outside `_()` would stay Korean for who reads English."""
    data = [(name, text.data.strip()) for name in TEMPLATES for text in _parse(name).find_all(nodes.TemplateData)]
    assert [each for each in data if _is_saying(each[1])] == []


def test_each_saying_of_a_template_has_its_english() -> None:
    """What a template says is found in the catalogue."""
    sayings = [(name, const.value) for name in TEMPLATES for const in _parse(name).find_all(nodes.Const)]
    assert [each for each in sayings if _is_saying(each[1]) and each[1] not in load_english()] == []


def test_each_saying_of_a_module_has_its_english() -> None:
    """What a module of the console says is found in the catalogue."""
    sayings = [(source.path, *saying) for source in MODULES for saying in _list_sayings(source)]
    assert [each for each in sayings if each[2] not in load_english()] == []


def test_the_rules_beside_places_have_their_english() -> None:
    """They are told by the API, in Korean, and shown by the console through the catalogue."""
    assert RULES in load_english()


def test_a_module_builds_no_saying_from_pieces() -> None:
    """A Korean f-string has no key: `_("%(n)s건", n=n)` has."""
    pieces = [
        (source.path, piece)
        for source in MODULES
        for node in source.nodes
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
        if isinstance(piece, ast.Constant) and _is_saying(piece.value)
    ]
    assert [(path, ast.unparse(piece)) for path, piece in pieces] == []


def test_an_english_saying_names_the_same_fields() -> None:
    """A field that only one of the two names would be lost, or fail where it is filled in."""
    wrong = [
        korean for korean, said in load_english().items() if set(_FIELD.findall(korean)) != set(_FIELD.findall(said))
    ]
    assert wrong == []


def test_no_english_is_left_of_what_nobody_says_any_more() -> None:
    """Sayings go with the form or the page that said them."""
    modules = [read_source(file) for folder in ("gateway", "contracts") for file in (ROOT / folder).rglob("*.py")]
    said = {str(node.value) for each in modules for node in each.nodes if isinstance(node, ast.Constant)}
    said |= {str(const.value) for name in TEMPLATES for const in _parse(name).find_all(nodes.Const)}
    scripts = "".join(file.read_text(encoding="utf-8") for file in (CONSOLE / "static").glob("*.js"))
    assert [saying for saying in load_english() if saying not in said and saying not in scripts] == []


def test_the_english_stands_in_the_order_of_the_korean() -> None:
    """Two who add sayings at once then seldom add them at the same place."""
    assert list(load_english()) == sorted(load_english())
