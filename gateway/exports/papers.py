"""A document in the offices' own shape as plain values: a boxed title, □ parts, ❍ - * lines, ruled tables."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Part:
    """□: what the lines and tables after it are about."""

    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `depth` 1 is ❍, 2 is -, 3 is a note with *."""

    text: str
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are relative, `right` the columns of numbers."""

    headers: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


Block = Part | Line | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """A document; the same values are the same bytes."""

    title: str
    by: str
    """Who and when, under the title."""
    made_at: datetime
    blocks: tuple[Block, ...]
    foot: str
    """Stands under each page: as-of, position, 교육용 표본."""
    is_wide: bool = False
    """Whether the page lies across."""
