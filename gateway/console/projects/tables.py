"""Tables of one project's page: heads, rows of cells, and what may be done from there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.projects import Unit
from gateway.console.present import Chip
from gateway.console.projects.amounts import show_told, show_written

NUMBER: Final = "num"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a text, maybe as a link or a chip, with a smaller line below."""

    text: str
    link: str = ""
    chip: Chip | None = None
    hint: str = ""
    is_number: bool = False
    is_download: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the page."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    lead: str = ""
    """What it comes to, in a sentence."""
    notes: Sequence[str] = field(default=())
    """What to know about it."""


def tell(text: object, hint: str = "") -> Cell:
    """Return a cell of a text; a dash of nothing."""
    return Cell(str(text) if text not in (None, "") else "–", hint=hint)


def amount(told: Mapping[str, Any] | None, unit: Unit) -> Cell:
    """Return a cell of an amount, with the source's own words below where they say it otherwise."""
    shown, written = show_told(told, unit), show_written(told)
    return Cell(shown, hint=written if written.replace(" ", "") != shown.replace(" ", "") else "", is_number=True)


def number(text: str) -> Cell:
    """Return a cell of a number."""
    return Cell(text, is_number=True)


def keep_filled(tables: Iterable[Table]) -> list[Table]:
    """Return the tables that have rows, or something to say."""
    return [table for table in tables if table.rows or table.lead]
