"""Writes a paper as .hwpx, which 한글 opens: 함초롬바탕 15 pt, 160 %, □ ❍ - *, tables with a repeated header."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from gateway.exports.papers import Grid, Line, Paper, Part

if TYPE_CHECKING:  # a slow library: imported where it is used
    from hwpx import HwpxDocument
    from hwpx.oxml.table import HwpxOxmlTable

MEDIA_TYPE: Final = "application/hwp+zip"
FONT: Final = "함초롬바탕"
BODY_PT: Final = 15
CELL_PT: Final = 11
SIGNS: Final = {1: "❍", 2: "-", 3: "*"}
INDENTS_MM: Final = {1: 3, 2: 10, 3: 14}
"""Where the sign of a line stands; its words begin one sign further right."""
MARGINS_MM: Final = {"left": 20.0, "right": 20.0, "top": 15.0, "bottom": 15.0, "header": 10.0, "footer": 10.0}
HWPUNIT: Final = 7200 / 25.4
"""Units of the format in a millimetre."""


def write_hwpx(paper: Paper) -> bytes:
    """Return the bytes of a paper."""
    from hwpx import HwpxDocument

    with _number_ids():
        document = HwpxDocument.new()
        try:
            _fill(document, paper)
            return document.to_bytes()
        finally:
            document.close()


@contextmanager
def _number_ids() -> Iterator[None]:
    """Number what the library would give chance ids, so that the same paper is the same bytes.

    Its own seam; this runs in a process of its own (gateway/exports/__main__.py).
    """
    from hwpx.oxml import _document_primitives as primitives

    chance, numbers = primitives.uuid4, count(1)  # type: ignore[attr-defined]  # the library's own seam
    primitives.uuid4 = lambda: UUID(int=next(numbers))  # type: ignore[attr-defined]  # put into that seam
    try:
        yield
    finally:
        primitives.uuid4 = chance  # type: ignore[attr-defined]  # as the library had it


def _fill(document: "HwpxDocument", paper: Paper) -> None:
    document.page.setup(
        paper_size="A4",
        orientation="LANDSCAPE" if paper.is_wide else "PORTRAIT",
        margins_mm={name: MARGINS_MM[name] for name in ("left", "right", "top", "bottom")},
        header_margin_mm=MARGINS_MM["header"],
        footer_margin_mm=MARGINS_MM["footer"],
    )
    style = _Styles(document)
    style.add_title(paper)
    for block in paper.blocks:
        match block:
            case Part():
                style.add_part(block)
            case Line():
                style.add_line(block)
            case Grid():
                style.add_grid(block, paper)
    foot: list[dict[str, Any]] = [
        {"align": "LEFT", "text": paper.foot},
        {"align": "RIGHT", "children": [{"page_number": "page/total", "position": "BOTTOM_RIGHT"}]},
    ]
    document.page.set_footer(content=foot)


class _Styles:
    """The few shapes of a paper, each made once: a paragraph takes its shape from the first of its kind."""

    def __init__(self, document: "HwpxDocument") -> None:
        self._document = document
        ensure = document.styles.ensure_run
        self._title = ensure(font=FONT, size=20, bold=True)
        self._small = ensure(font=FONT, size=CELL_PT)
        self._head = ensure(font=FONT, size=CELL_PT, bold=True)
        self._part = ensure(font=FONT, size=BODY_PT + 1, bold=True)
        self._body = ensure(font=FONT, size=BODY_PT)
        self._note = ensure(font=FONT, size=BODY_PT - 3)
        self._shapes: dict[str, str] = {}
        self._shade = document.styles.ensure_border_fill(border_color="#555555", fill_color="#EEEEEE")
        self._line = document.styles.ensure_border_fill(border_color="#555555")

    def add_title(self, paper: Paper) -> None:
        table = self._document.add_table(1, 1, width=self._find_width(paper), border_fill_id_ref=self._line)
        (row,) = table.rows
        cell = row.cells[0]
        cell.set_text(f"{paper.title}\n{paper.by}", split_paragraphs=True)
        for paragraph, run in zip(cell.paragraphs, (self._title, self._small), strict=True):
            self._shape(paragraph.element, "middle")
            paragraph.runs[0].char_pr_id_ref = run

    def add_part(self, part: Part) -> None:
        self._add(f"□ {part.title}", self._part, "part")

    def add_line(self, line: Line) -> None:
        run = self._note if line.depth == max(SIGNS) else self._body
        self._add(f"{SIGNS[line.depth]} {line.text}", run, f"line-{line.depth}")

    def add_grid(self, grid: Grid, paper: Paper) -> None:
        table = self._document.add_table(
            len(grid.rows) + 1, len(grid.headers), width=self._find_width(paper), border_fill_id_ref=self._line
        )
        table.element.set("repeatHeader", "1")
        self._fill_table(table, grid)
        table.set_column_widths(grid.widths)

    def _fill_table(self, table: "HwpxOxmlTable", grid: Grid) -> None:
        for number, (row, texts) in enumerate(zip(table.rows, (grid.headers, *grid.rows), strict=True)):
            is_head = number == 0
            for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.set_text(text, split_paragraphs="\n" in text)
                for paragraph in cell.paragraphs:
                    self._shape(paragraph.element, "middle" if is_head else "right" if column in grid.right else "left")
                    for run in paragraph.runs:
                        run.char_pr_id_ref = self._head if is_head else self._small
                if is_head:
                    cell.element.set("header", "1")
                    cell.element.set("borderFillIDRef", self._shade)

    def _find_width(self, paper: Paper) -> int:
        return round(((297 if paper.is_wide else 210) - MARGINS_MM["left"] - MARGINS_MM["right"]) * HWPUNIT)

    def _add(self, text: str, run: str, shape: str) -> None:
        paragraph = self._document.add_paragraph(text, char_pr_id_ref=run, inherit_style=False)
        self._shape(paragraph.element, shape)

    def _shape(self, element: object, shape: str) -> None:
        """Point a paragraph at its shape."""
        if shape not in self._shapes:
            self._shapes[shape] = self._make_shape(shape)
        element.set("paraPrIDRef", self._shapes[shape])  # type: ignore[attr-defined]  # an element of lxml

    def _make_shape(self, shape: str) -> str:
        """Return the id of a paragraph's shape, made on a paragraph that is then taken away again."""
        paragraph = self._document.add_paragraph("", inherit_style=False)
        depth = int(shape.partition("-")[2] or 0)
        self._document.styles.apply_paragraph_format(
            paragraphs=[paragraph],
            alignment={"middle": "CENTER", "right": "RIGHT", "left": "LEFT"}.get(shape, "JUSTIFY"),
            line_spacing_percent=130 if shape in {"left", "right", "middle"} else 160,
            indent_left_mm=INDENTS_MM[depth] + 7 if depth else 0,
            first_line_indent_mm=-7 if depth else 0,
            spacing_before_pt=10 if shape == "part" else 0,
            keep_with_next=shape == "part",
        )
        made = str(paragraph.para_pr_id_ref)
        paragraph.remove()
        return made
