"""Rules on syntax trees: each returns what breaks it in a source, so that tests can feed it a breaking file."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.architecture.sources import Source

LONGEST_FILE = 400
"""Lines (conventions.md 5)."""
LONGEST_FUNCTION = 50
"""Lines (conventions.md 5)."""

CONTRACTS_MAY_IMPORT: Final = frozenset({"contracts", "pydantic"})
"""Beside the standard library (architecture.md, Folders)."""

STDLIB_WITHOUT_IO: Final = frozenset(
    {
        "__future__", "abc", "base64", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime",
        "decimal", "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "re",
        "string", "types", "typing", "unicodedata", "uuid", "zoneinfo",
    }
)  # fmt: skip
"""What a pure file may import of the standard library."""

CONTRACTS_STDLIB: Final = STDLIB_WITHOUT_IO | {"argparse", "difflib", "importlib", "pathlib", "pkgutil", "sys"}
"""`contracts/schemas` writes files when it is run by hand; only there."""

WITH_IO: Final = frozenset({"app", "handlers", "index", "policies"})
"""The modules of a service that are named as having I/O; every other one is an aggregate and pure."""

PURE: Final[frozenset[str]] = frozenset({"gateway.correcting"})
"""Modules outside of the pure folders that pure files may import; they are held to the same rule."""

IMPURE_CALLS: Final = frozenset({"open", "input", "print", "exec", "eval", "__import__", "breakpoint"})
IMPURE_NAMES: Final = frozenset({"now", "utcnow", "today", "uuid1", "uuid4", "getrandom", "urandom"})


def list_imports(source: Source) -> list[tuple[int, str]]:
    """Return (line, dotted module) of every import, wherever it stands; `from a import b` is given as `a.b`."""
    found: list[tuple[int, str]] = []
    for node in source.nodes:
        match node:
            case ast.Import(names=names):
                found += [(node.lineno, name.name) for name in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                found += [(node.lineno, "." * level + f"{module or ''}.{name.name}") for name in names]
            case _:
                pass
    return sorted(found)


def is_pure(source: Source) -> bool:
    """Tell whether the file must be pure: contracts, views, aggregates, and what of infra is named so."""
    match source.parts:
        case ("contracts", "schemas", *_):
            return False
        case ("contracts", *_) | ("gateway", "views", *_):
            return True
        case ("services", _, name, *_):
            return name not in WITH_IO
        case _:
            return source.module in PURE


def find_impure_imports(source: Source) -> list[str]:
    """Return the imports of a pure file that are not on its allow-list; nothing for other files."""
    if not is_pure(source):
        return []
    return [_say(source, line, name) for line, name in list_imports(source) if not _may_import(source, name)]


def find_impure_calls(source: Source) -> list[str]:
    """Return the calls of a pure file that do I/O, read a clock or make ids, by name: no alias hides them."""
    if not is_pure(source):
        return []
    return [_say(source, call.lineno, name) for call, name in _calls(source) if _is_impure(call, name)]


def find_foreign_imports_of_contracts(source: Source) -> list[str]:
    """Return the imports of a file of contracts that are neither contracts, pydantic nor harmless standard library."""
    if source.parts[0] != "contracts":
        return []
    stdlib = CONTRACTS_STDLIB if source.parts[1:2] == ("schemas",) else STDLIB_WITHOUT_IO
    allowed = CONTRACTS_MAY_IMPORT | stdlib
    return [_say(source, line, name) for line, name in list_imports(source) if name.split(".")[0] not in allowed]


def find_binary_floats(source: Source) -> list[str]:
    """Return the uses of binary floating point in a pure file: money is integer, scores are Decimal (PLT-15)."""
    if not is_pure(source):
        return []
    return [
        _say(source, node.lineno, "float")
        for node in source.nodes
        if isinstance(node, ast.Constant | ast.Name) and _is_float(node)
    ]


def find_missing_docstrings(source: Source) -> list[str]:
    """Return the module if it says nothing of itself."""
    return [] if ast.get_docstring(source.tree) else [f"{source.path}: no docstring"]


def find_long_parts(source: Source) -> list[str]:
    """Return the file and its functions that are longer than the limits."""
    lines = source.text.count("\n")
    long_file = [f"{source.path}: {lines} lines"] if lines > LONGEST_FILE else []
    return long_file + [
        _say(source, node.lineno, f"{node.name} has {_length(node)} lines")
        for node in source.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONGEST_FUNCTION
    ]


def _may_import(source: Source, name: str) -> bool:
    match name.split("."):
        case ["contracts", "schemas", *_]:
            return False
        case [top, *_] if top in STDLIB_WITHOUT_IO or top in CONTRACTS_MAY_IMPORT:
            return True
        case ["services", context, aggregate, *_]:
            return source.parts[:2] == ("services", context) and aggregate not in WITH_IO
        case ["gateway", "views", view, *_]:
            return source.parts[:3] == ("gateway", "views", view)
        case _:
            return any(name == pure or name.startswith(f"{pure}.") for pure in PURE)


def _calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    for node in source.nodes:
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield node, name
            case _:
                pass


def _is_impure(call: ast.Call, name: str) -> bool:
    return name in IMPURE_NAMES or (isinstance(call.func, ast.Name) and name in IMPURE_CALLS)


def _is_float(node: ast.Constant | ast.Name) -> bool:
    return node.id == "float" if isinstance(node, ast.Name) else isinstance(node.value, float)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _say(source: Source, line: int, what: str) -> str:
    return f"{source.path}:{line}: {what}"
