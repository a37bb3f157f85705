"""Reads an import file that is a workbook: row 1 Korean headers, row 2 fields, data from row 3 (decided.md).

It is opened as every workbook is (gateway/exports/hostile.py): measured, without formulas, macros or far cells.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final

from gateway.exports.hostile import BadFile, name_column, open_safely
from gateway.exports.reading import FIRST, read_cell
from gateway.imports.reading import HEAD, RawFile, RawRow
from gateway.imports.report import Note, Weight
from gateway.imports.rows import ROWS, ActRow, Head

GUIDE: Final = "안내"
"""What the template says to its reader: not read."""
SHEETS: Final[Mapping[str, frozenset[str]]] = {
    HEAD: frozenset(Head.model_fields),
    **{name: frozenset(kind.model_fields) for name, kind in ROWS.items() if kind is not ActRow},
}
"""The fields of each sheet. 기타 holds whole commands, which no cells can: YAML only."""
MOST_SHEETS: Final = len(SHEETS) + 1


def read_xlsx(content: bytes, most: int) -> tuple[RawFile, Sequence[Note]]:
    """Return what stands in the workbook, and what is wrong with it."""
    from python_calamine import CalamineError, CalamineWorkbook

    notes: list[Note] = []
    sheets: dict[str, list[RawRow]] = {}
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(open_safely(content, most, refuses_merged=True)))
        if len(book.sheet_names) > MOST_SHEETS:
            raise BadFile(f"시트는 {MOST_SHEETS}장까지입니다. 서식에 있는 시트만 남기세요.")
        for name in book.sheet_names:
            if name == GUIDE:
                continue
            if name not in SHEETS:
                notes.append(_refuse(name, 1, None, f"모르는 시트입니다. {', '.join(SHEETS)}만 남기세요."))
                continue
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            sheets[name] = list(_read_sheet(name, rows, notes))
    except CalamineError as error:
        raise BadFile("파일이 깨졌습니다. 엑셀에서 다시 저장해 올리세요.") from error
    heads = sheets.pop(HEAD, [])
    if len(heads) > 1:
        notes.append(_refuse(HEAD, heads[1].number, None, "문서는 한 행에만 적으세요."))
    if not heads:
        notes.append(_refuse(HEAD, FIRST, None, "‘문서’ 시트에 출처, 제목, 기준일, 소급 근거를 한 행 적으세요."))
    return RawFile(heads[0] if heads else RawRow(FIRST, {}), sheets), notes


def _read_sheet(sheet: str, rows: Sequence[Sequence[object]], notes: list[Note]) -> Iterator[RawRow]:
    """Yield the rows that say anything; what is wrong with the header goes to the notes. Raises: BadFile."""
    if len(rows) < FIRST - 1:
        if any(any(row) for row in rows):
            notes.append(_refuse(sheet, FIRST - 1, None, "2행에 항목 이름이 없습니다. 서식을 다시 받아 옮겨 적으세요."))
        return
    names = [str(value).strip() for value in rows[FIRST - 2]]
    known = _read_header(sheet, names, notes)
    places = {name: f"{name_column(number + 1)} ({name})" for name, number in known.items()}
    nameless = [number for number, name in enumerate(names) if not name]
    for row, values in enumerate(rows[FIRST - 1 :], FIRST):
        for number in nameless:
            if str(values[number]).strip():
                message = "이름 없는 열에 적힌 값입니다. 지우거나 이름이 있는 열로 옮기세요."
                notes.append(_refuse(sheet, row, name_column(number + 1), message))
        told = {
            name: read_cell(values[number], sheet, f"{name_column(number + 1)}{row}") for name, number in known.items()
        }
        if kept := {name: value for name, value in told.items() if value}:
            yield RawRow(row, kept, places)


def _read_header(sheet: str, names: Sequence[str], notes: list[Note]) -> dict[str, int]:
    """Return the column of each field; names that are unknown or come twice go to the notes."""
    known: dict[str, int] = {}
    for number, name in enumerate(names):
        column = name_column(number + 1)
        if name in known:
            notes.append(_refuse(sheet, FIRST - 1, column, f"‘{name[:40]}’ 열이 두 번 있습니다. 하나만 남기세요."))
        elif name and name not in SHEETS[sheet]:
            notes.append(_refuse(sheet, FIRST - 1, column, f"모르는 열입니다: {name[:40]}. 서식에 있는 열만 쓰세요."))
        elif name:
            known[name] = number
    return known


def _refuse(sheet: str, row: int, column: str | None, message: str) -> Note:
    return Note(weight=Weight.REFUSED, sheet=sheet[:40], row=row, column=column, code="BAD_SHAPE", message=message)
