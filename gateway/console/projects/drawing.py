"""Draws money as stacked bars and time as a rail: places are shares of the width, so that nothing is distorted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WHOLE: Final = 10_000
"""Parts of the width: a hundredth of a per cent each."""
LEAST: Final = 40
"""What is not nothing is seen."""
MOST_TICKS: Final = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar: `name` says how it is filled."""

    name: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One year on the scale of a rail."""

    word: str
    x: str


def place(part: int, whole: int) -> str:
    """Return a share of the width as SVG takes it: `43.25%`."""
    share = 0 if whole <= 0 else max(0, min(WHOLE, part * WHOLE // whole))
    return f"{share // 100}.{share % 100:02d}%"


def stack(parts: Iterable[tuple[str, int]], most: int) -> list[Segment]:
    """Return the parts of one bar, one after the other, on a scale on which `most` is the whole width."""
    segments: list[Segment] = []
    done = 0
    for name, amount in parts:
        if amount > 0:
            segments.append(Segment(name, place(done, most), place(max(amount, most * LEAST // WHOLE), most)))
            done += amount
    return segments


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that a rail spans."""

    first: date
    last: date

    def find(self, day: date) -> str:
        """Return where a day is."""
        return place((day - self.first).days, max((self.last - self.first).days, 1))

    def span(self, first: date, last: date) -> tuple[str, str]:
        """Return where a span begins and how wide it is; a day has a width, too."""
        whole = max((self.last - self.first).days, 1)
        start = max((first - self.first).days, 0)
        width = max((min(last, self.last) - max(first, self.first)).days, 0)
        return place(start, whole), place(max(width, whole * LEAST // WHOLE), whole)

    @property
    def ticks(self) -> list[Tick]:
        """The beginnings of years, every one or every few."""
        years = [year for year in range(self.first.year, self.last.year + 1) if date(year, 1, 1) >= self.first]
        step = max(1, -(-len(years) // MOST_TICKS))
        return [Tick(str(year), self.find(date(year, 1, 1))) for year in years[::step]]


def span_years(days: Sequence[date], today: date) -> Scale:
    """Return the scale of whole years that holds some days and today's."""
    known = [*days, today]
    first, last = min(known), max(known)
    return Scale(date(first.year, 1, 1), date(last.year, 12, 31))
