"""Draws columns by quarter: how many of how many, each with its numbers on it; colours are never alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 220
TOP: Final = 34
BOTTOM: Final = 176
LEFT: Final = 12
MOST: Final = 8
"""Quarters side by side: two years."""
WIDEST: Final = 72
GAP: Final = 2
"""White between the parts of a column (screens.md, Charts)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One quarter: `count` of `total`."""

    label: str
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One column as it is drawn, in units of the picture."""

    column: Column
    x: int
    width: int
    middle: int
    late_y: int
    late_height: int
    rest_y: int
    rest_height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Columns with the sentence that says what they show."""

    title: str
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = BOTTOM


def draw_columns(columns: Sequence[Column], title: str) -> Drawing:
    """Return the drawing of the last columns, all on one scale from 0."""
    shown = columns[-MOST:]
    most = max((column.total for column in shown), default=0) or 1
    step = (WIDTH - 2 * LEFT) // max(len(shown), 1)
    width = min(WIDEST, step - 24)
    return Drawing(title, [_draw_bar(column, LEFT + n * step, step, width, most) for n, column in enumerate(shown)])


def _draw_bar(column: Column, left: int, step: int, width: int, most: int) -> Bar:
    middle = left + step // 2
    late = round((BOTTOM - TOP) * column.count / most)
    whole = round((BOTTOM - TOP) * column.total / most)
    gap = GAP if late and whole > late else 0
    return Bar(
        column=column,
        x=middle - width // 2,
        width=width,
        middle=middle,
        late_y=BOTTOM - late,
        late_height=late,
        rest_y=BOTTOM - whole,
        rest_height=max(whole - late - gap, 0),
    )
