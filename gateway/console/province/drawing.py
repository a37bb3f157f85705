"""Draws a league as dots on one scale, the average as a line: who stands where, and how far apart (EVL-43)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gateway.answers.province import Place

ROW: Final = 32
"""Height of a row, in units of the picture."""
WHOLE: Final = 10_000
EDGE: Final = Decimal("0.1")
"""Of the scale, free at both ends."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One city: where it is, and what is written beside it."""

    name: str
    points: str
    x: str
    y: int
    is_own: bool
    is_right: bool
    """Whether the number stands at its left, because it is at the right edge."""


@dataclass(frozen=True, slots=True)
class DotPlot:
    """The dots, the best first, and the line of the average."""

    title: str
    dots: list[Dot]
    average: str | None
    """Where the line is; None where the average is not known."""
    height: int


def draw_dots(places: Sequence[Place], own: str, average: str | None, title: str) -> DotPlot:
    """Return the drawing of a league; the scale holds all points and the average."""
    known = [Decimal(each.points) for each in places] + ([Decimal(average)] if average is not None else [])
    low, high = min(known), max(known)
    span = (high - low) or Decimal(1)
    first, whole = low - span * EDGE, span * (1 + 2 * EDGE)

    def find(points: str) -> str:
        share = int((Decimal(points) - first) * WHOLE / whole)
        return f"{share // 100}.{share % 100:02d}%"

    dots = [
        Dot(
            name=each.name,
            points=each.points,
            x=find(each.points),
            y=ROW * n + ROW // 2,
            is_own=each.city == own,
            is_right=(Decimal(each.points) - first) * 3 > whole * 2,
        )
        for n, each in enumerate(places)
    ]
    return DotPlot(title, dots, find(average) if average is not None else None, ROW * len(dots))
