"""Writes a workbook as .xlsx: real dates and numbers, Korean headers, A4; no text ever becomes a formula."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final

from gateway.exports.sheets import LONGEST, Cell, Column, Kind, Sheet, Workbook

if TYPE_CHECKING:  # a slow library: imported where it is used
    from xlsxwriter import Workbook as File
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Formats = dict[tuple[Kind | None, bool], Format]

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT: Final = "맑은 고딕"
_FORMATS: Final = {Kind.DAY: "yyyy. m. d.", Kind.COUNT: "#,##0", Kind.RATE: "0.0", Kind.FIGURE: "General"}
_NUMBERS: Final = frozenset({Kind.COUNT, Kind.RATE})
_LAST_ROW: Final = 1_048_575
_NARROW: Final = 80
"""Letters that an upright A4 page has room for; what is wider lies across, and is scaled to it."""


def write_workbook(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    import xlsxwriter

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as file:
        file.set_properties({"title": book.title, "created": book.made_at.replace(tzinfo=None)})
        formats = _make_formats(file)
        for sheet in book.sheets:
            _write_sheet(file.add_worksheet(sheet.name), sheet, book, formats)
    return target.getvalue()


def _make_formats(file: "File") -> "Formats":
    """Return the header's format, and those of each kind, locked and open."""
    same = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#B1B8BE"}
    header = {"bold": True, "bg_color": "#EEF2F7", "align": "center", "text_wrap": True}
    formats: Formats = {(None, False): file.add_format(same | header)}
    for kind in Kind:
        shape = {"num_format": _FORMATS[kind]} if kind in _FORMATS else {"text_wrap": True, "num_format": "@"}
        formats[kind, False] = file.add_format(same | shape)
        formats[kind, True] = file.add_format(same | shape | {"locked": False, "bg_color": "#FFF9E5"})
    return formats


def _write_sheet(page: "Worksheet", sheet: Sheet, book: Workbook, formats: "Formats") -> None:
    first = 2 if sheet.comes_back else 1
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.header, formats[None, False])
        if sheet.comes_back:
            page.write_string(1, number, column.field)
        page.set_column(number, number, column.width, None, {"hidden": column.is_hidden})
    for line, row in enumerate(sheet.rows):
        open_here = sheet.open_cells[line] if sheet.open_cells else ()
        for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, first + line, number, value, formats[column.kind, number in open_here])
            if number in open_here:
                _bound_cell(page, first + line, number, column)
    if sheet.comes_back:
        page.set_row(1, None, None, {"hidden": True})
        page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    page.freeze_panes(first, 0)
    if sheet.rows and not sheet.comes_back:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    _set_up_print(page, sheet, book)


def _write_cell(page: "Worksheet", row: int, number: int, value: Cell, shape: "Format") -> None:
    match value:
        case None:
            page.write_blank(row, number, None, shape)
        case date():
            page.write_datetime(row, number, datetime(value.year, value.month, value.day), shape)  # noqa: DTZ001 - a day
        case int() | Decimal():
            page.write_number(row, number, value, shape)
        case str():
            page.write_string(row, number, value[:LONGEST], shape)


def _bound_cell(page: "Worksheet", row: int, number: int, column: Column) -> None:
    """Let the spreadsheet itself refuse what would be refused on its way back."""
    if column.choices:
        page.data_validation(row, number, row, number, {"validate": "list", "source": list(column.choices)})
    elif column.kind in _NUMBERS:
        between = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}
        said = {"error_title": "진행률", "error_message": "0에서 100까지의 정수를 적으세요."}
        page.data_validation(row, number, row, number, between | said)


def _set_up_print(page: "Worksheet", sheet: Sheet, book: Workbook) -> None:
    page.set_paper(9)  # A4
    if sum(column.width for column in sheet.columns if not column.is_hidden) > _NARROW:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    page.set_header(f"&L{_escape(book.title)}")
    page.set_footer(f"&L{_escape(' · '.join(book.notes))}&R&P / &N")


def _escape(text: str) -> str:
    """A header's own signs begin with &; it holds at most 255 letters."""
    return text[:120].replace("&", "&&")
