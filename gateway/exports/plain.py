"""Writes rows as CSV that Excel opens as it is: UTF-8 with its mark, and no cell that would run as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from gateway.exports.sheets import Cell

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the bytes of a header and rows; days as 2024-12-02."""
    target = StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(headers)
    writer.writerows([_write(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _write(value: Cell) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.lstrip(" ").startswith(RISKY) else value
        case _:
            return str(value)
