"""Draws values over time as dots joined by lines; where two cannot be compared, the line is broken (EVL-81)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from gateway.console.projects.drawing import place

HEIGHT: Final = 200
"""Of the picture, in its units."""
TOP: Final = 24
BOTTOM: Final = 168
LEFT: Final = 900
"""Of `WHOLE`: free for the words of the scale."""
WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """One value: at which place from the left, how high on the scale, and what is written above it."""

    at: int
    value: Decimal
    word: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """The places from left to right by their words, and the values that have a line across, with theirs."""

    places: Sequence[str]
    marks: Sequence[tuple[Decimal, str]]
    """The lowest on the page first."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A value as it is drawn."""

    x: str
    y: int
    word: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    """What joins two values that follow one another."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The drawing."""

    title: str
    dots: Sequence[Dot]
    strokes: Sequence[Stroke]
    breaks: Sequence[str]
    """Where a line from top to bottom says that what is at its sides cannot be compared."""
    marks: Sequence[tuple[int, str]]
    labels: Sequence[tuple[str, str]]
    height: int = HEIGHT
    top: int = TOP
    bottom: int = BOTTOM


def draw_trend(points: Sequence[Point], axis: Axis, title: str, breaks: Collection[int] = ()) -> Trend:
    """Return the drawing of values; a break at n stands before the place n, and no line crosses it."""
    low, high = axis.marks[0][0], axis.marks[-1][0]

    def find(value: Decimal) -> int:
        return BOTTOM - int((value - low) * (BOTTOM - TOP) / (high - low))

    def across(at: int, half: int = 1) -> str:
        return place(LEFT + (WHOLE - LEFT) * (2 * at + half) // (2 * len(axis.places)), WHOLE)

    dots = [Dot(across(each.at), find(each.value), each.word, each.is_current) for each in points]
    joined = [
        Stroke(across(first.at), find(first.value), across(second.at), find(second.value))
        for first, second in pairwise(points)
        if second.at == first.at + 1 and second.at not in breaks
    ]
    return Trend(
        title,
        dots,
        joined,
        [across(each, 0) for each in sorted(breaks) if each],
        [(find(value), word) for value, word in axis.marks],
        [(across(at), word) for at, word in enumerate(axis.places)],
    )
