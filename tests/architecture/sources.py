"""Finds the sources of the checkout and parses them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
PACKAGES = ("contracts", "gateway", "infra", "services")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the checkout's root, and its text. Tests may make up both."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, filename=self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's folders and file name without suffix."""
        return PurePosixPath(self.path).with_suffix("").parts

    @property
    def module(self) -> str:
        """The dotted name; a package is its folder's."""
        return ".".join(self.parts).removesuffix(".__init__")


def find_sources(*folders: str) -> list[Source]:
    """Return every Python file below the folders, in order of path; each is read and parsed once for all rules."""
    return [read_source(path) for path in _walk(folders)]


@cache
def read_source(path: Path) -> Source:
    """Return one file of the checkout."""
    return Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def _walk(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))
