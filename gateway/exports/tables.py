"""One table as a file: a workbook of one sheet, CSV or a paper that lies across, with of when and which it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gateway.exports.papers import Grid, Paper, Part
from gateway.exports.sheets import Cell, Column, Kind, Sheet, Workbook
from infra.clock import SEOUL

NARROW = 40
"""Letters beyond which a column is no wider on paper."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their columns."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    at: datetime
    """What the business clock shows."""
    position: int
    is_sample: bool

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        sample = " 교육용 표본" if self.is_sample else ""
        return f"{self.title}{sample} {self.at.astimezone(SEOUL):%Y-%m-%d}"

    @property
    def foot(self) -> str:
        """What stands under each page."""
        told = (
            f"기준 {self.at.astimezone(SEOUL):%Y. %m. %d. %H:%M}",
            f"기록 위치 {self.position:,}",
            f"{len(self.rows):,}건",
        )
        return " · ".join(("교육용 표본", *told) if self.is_sample else told)


def make_book(table: Table) -> Workbook:
    """Return the rows as a workbook of one sheet."""
    sheet = Sheet(table.title[:31], table.columns, tuple(table.rows))
    return Workbook(table.title, table.at.astimezone(SEOUL), (sheet,), (table.foot,))


def make_paper(table: Table) -> Paper:
    """Return the rows as a paper that lies across."""
    at = table.at.astimezone(SEOUL)
    widths = tuple(min(column.width, NARROW) for column in table.columns)
    right = frozenset(
        n for n, column in enumerate(table.columns) if column.kind in {Kind.COUNT, Kind.RATE, Kind.FIGURE}
    )
    rows = tuple(tuple(_write(cell) for cell in row) for row in table.rows)
    grid = (Grid(tuple(column.header for column in table.columns), widths, rows, right),) if rows else ()
    blocks = (Part(f"{table.title} {len(rows):,}건"), *grid)
    return Paper(table.title, f"기준 {at:%Y. %m. %d. %H:%M}", at, blocks, table.foot, is_wide=True)


def _write(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case date():
            return f"{cell.year}. {cell.month}. {cell.day}."
        case int():
            return f"{cell:,}"
        case Decimal():
            return f"{cell:f}"
        case str():
            return cell
