"""Reads a workbook that went out of here and comes back filled in: named fields of each row, nothing guessed.

Row 1 has the Korean headers, row 2 (hidden) the names of the fields, data follow from row 3 (decided.md, Import files).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final

from gateway.exports.hostile import BadFile, name_column, open_safely

FIRST: Final = 3
"""Row of the first data."""
SHEETS: Final = 10
LETTERS: Final = 4_000
"""Of one cell: the longest text that a command takes (decided.md, Limits)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it was filled in; `values` are by field, without the empty ones."""

    row: int
    """Its number in the sheet, as its sender sees it."""
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """The sheet that has fields."""

    sheet: str
    columns: dict[str, str]
    """Letters of the column by field."""
    lines: tuple[Line, ...]

    def locate(self, line: Line, name: str) -> str:
        """Return where a value stands, in words for its sender."""
        return f"‘{self.sheet}’ 시트 {self.columns.get(name, '?')}{line.row} 칸"


def read_filled(content: bytes, fields: frozenset[str]) -> Filled:
    """Return the first sheet whose second row has a field of `fields`. Raises: BadFile."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(open_safely(content)))
        if len(book.sheet_names) > SHEETS:
            raise BadFile(f"시트는 {SHEETS}장까지입니다. 여기서 내려받은 시트만 남기고 지우세요.")
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if len(rows) >= FIRST - 1 and fields & {str(value).strip() for value in rows[1]}:
                return _read_sheet(name, rows, fields)
    except CalamineError as error:
        raise BadFile("파일이 깨졌습니다. 엑셀에서 다시 저장해 올리세요.") from error
    raise BadFile("여기서 내려받은 서식이 아닙니다. 엑셀로 내려받은 파일의 2행(숨은 행)을 지우지 말고 올리세요.")


def _read_sheet(sheet: str, rows: Sequence[Sequence[object]], fields: frozenset[str]) -> Filled:
    names = [str(value).strip() for value in rows[1]]
    known = {name: number for number, name in enumerate(names) if name in fields}
    if len(known) < sum(name in fields for name in names):
        raise BadFile(f"‘{sheet}’ 시트에 같은 열이 두 번 있습니다. 여기서 내려받은 파일로 다시 작성하세요.")
    columns = {name: name_column(number + 1) for name, number in known.items()}
    lines = []
    for row, values in enumerate(rows[FIRST - 1 :], FIRST):
        told = {name: read_cell(values[number], sheet, f"{columns[name]}{row}") for name, number in known.items()}
        if kept := {name: value for name, value in told.items() if value}:
            lines.append(Line(row, kept))
    return Filled(sheet, columns, tuple(lines))


def read_cell(value: object, sheet: str, place: str) -> str:
    """Return a cell as text: a whole number without its point, a day as 2024-12-02. Raises: BadFile."""
    match value:
        case bool():
            text = str(value)
        case float() if value.is_integer():
            text = str(int(value))
        case datetime():
            text = value.date().isoformat()
        case date():
            text = value.isoformat()
        case _:
            text = str(value).replace("\r\n", "\n").strip()
    if len(text) > LETTERS:
        raise BadFile(f"‘{sheet}’ 시트 {place} 칸이 {len(text):,}자입니다. {LETTERS:,}자까지 줄이세요.")
    return text
