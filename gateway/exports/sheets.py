"""A workbook as plain values: sheets of typed columns, made by the pages and written or read by their neighbours."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

Cell = str | int | Decimal | date | None
"""What one cell holds; None is an empty one."""
LONGEST: Final = 32_767
"""Letters that a cell of a spreadsheet can hold."""


class Kind(StrEnum):
    """What a column holds, and so how it is shown."""

    TEXT = "text"
    COUNT = "count"
    RATE = "rate"
    FIGURE = "figure"
    """A number as exact as it is."""
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` is in letters."""

    header: str
    width: int = 12
    kind: Kind = Kind.TEXT
    field: str = ""
    """Name on the wire, in the hidden second row of a sheet that comes back."""
    is_hidden: bool = False
    choices: tuple[str, ...] = ()
    """What a cell that is filled in may say."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a frozen header, and rows below it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    open_cells: tuple[tuple[int, ...], ...] | None = None
    """By row: the columns that may be filled in; None leaves the whole sheet open to its owner."""

    @property
    def comes_back(self) -> bool:
        """Tell whether the sheet is made to be filled in and brought back."""
        return self.open_cells is not None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file of sheets; the same values are the same bytes."""

    title: str
    made_at: datetime
    """What its properties say; of a report, when that was published."""
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = field(default=())
    """Lines at the foot of each printed page."""
