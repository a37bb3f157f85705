"""Files are read back with other means than wrote them: what stands in them, and that nothing in them runs."""

import asyncio
import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest
import segno
from hwpx import HwpxDocument
from python_calamine import CalamineWorkbook

from contracts.errors import Rejected
from gateway.exports.codes import BORDER, draw_qr
from gateway.exports.hangul import write_hwpx
from gateway.exports.making import Maker, NotMade
from gateway.exports.papers import Grid, Line, Paper, Part
from gateway.exports.plain import write_csv
from gateway.exports.sheets import Column, Kind, Sheet, Workbook
from gateway.exports.workbook import write_workbook

AT: Final = datetime(2024, 4, 1, 9, tzinfo=UTC)
COLUMNS: Final = (
    Column("번호"),
    Column("기한", kind=Kind.DAY),
    Column("진행률", kind=Kind.COUNT),
    Column("비율", kind=Kind.RATE),
)
ROWS: Final = (("2024-0001", date(2024, 3, 5), 40, Decimal("66.7")), ("=1+2", None, None, None))
BOOK: Final = Workbook("지시사항", AT, (Sheet("지시사항", COLUMNS, ROWS),), ("교육용 표본",))
PAPER: Final = Paper(
    title="2024년 1분기 총괄보고",
    by="기획감사실",
    made_at=AT,
    blocks=(
        Part("총괄"),
        Line("모두 3건임"),
        Line("공유 2건", 2),
        Line("분기 말 기준", 3),
        Grid(("번호", "내용"), (1, 4), (("2024-0001", "가"), ("2024-0002", "나\n다")), frozenset({0})),
    ),
    foot="교육용 표본",
)


def read_part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_a_workbook_has_real_days_and_numbers() -> None:
    """DIR-21: Korean headers, dates that sort, numbers that add up."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(BOOK))).get_sheet_by_name("지시사항").to_python()
    assert rows[0] == ["번호", "기한", "진행률", "비율"]
    assert rows[1] == ["2024-0001", date(2024, 3, 5), 40.0, 66.7]
    assert len(rows) == 1 + len(ROWS)


def test_no_text_of_a_workbook_becomes_a_formula() -> None:
    written = write_workbook(BOOK)
    assert "<f>" not in read_part(written, "xl/worksheets/sheet1.xml")
    assert "<t>=1+2</t>" in read_part(written, "xl/sharedStrings.xml")


def test_a_sheet_is_ready_for_paper() -> None:
    """A4, its header frozen on the screen and repeated on each page, 교육용 표본 under it."""
    written = write_workbook(BOOK)
    sheet = read_part(written, "xl/worksheets/sheet1.xml")
    assert 'paperSize="9"' in sheet
    assert 'state="frozen"' in sheet
    assert "&amp;L교육용 표본&amp;R&amp;P / &amp;N" in sheet
    assert "Print_Titles" in read_part(written, "xl/workbook.xml")


def test_only_what_may_be_filled_in_is_open() -> None:
    columns = (Column("키", field="key", is_hidden=True), Column("진행률", kind=Kind.COUNT, field="percent"))
    sheet = Sheet("보고", columns, (("a", 10), ("b", None)), open_cells=((1,), ()))
    written = write_workbook(Workbook("보고", AT, (sheet,)))
    text = read_part(written, "xl/worksheets/sheet1.xml")
    styles = re.findall(r'<c r="(B[34])" s="(\d+)"', text)
    assert dict(styles)["B3"] != dict(styles)["B4"]
    assert "<sheetProtection" in text
    assert 'hidden="1"' in text
    assert 'sqref="B3"' in text
    assert 'sqref="B4"' not in text


@pytest.mark.parametrize("write", [lambda: write_workbook(BOOK), lambda: write_hwpx(PAPER)], ids=["xlsx", "hwpx"])
def test_the_same_values_are_the_same_bytes(write: Callable[[], bytes]) -> None:
    """DIR-10."""
    assert write() == write()


@pytest.mark.parametrize("text", ["=1+1", "+82", "-보고", "@SUM(A1)", "\tx", "\rx", "  =1"])
def test_a_cell_of_csv_runs_nothing(text: str) -> None:
    """DIR-21."""
    written = write_csv(["내용"], [[text]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written, newline="")))[1] == [f"'{text}"]


def test_csv_opens_in_excel_as_it_is() -> None:
    written = write_csv(["번호", "기한", "진행률"], [["2024-0001", date(2024, 3, 5), None], ['그는 "네"', None, 4]])
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows == [["번호", "기한", "진행률"], ["2024-0001", "2024-03-05", ""], ['그는 "네"', "", "4"]]


def test_a_paper_opens_as_it_was_laid_out() -> None:
    """PLT-12 in 한글's own format: read again, whole, in the offices' signs, on A4."""
    with HwpxDocument.open(io.BytesIO(write_hwpx(PAPER))) as document:
        assert document.validate().issues == ()
        lines = document.text.plain().splitlines()
        size = document.page.size()
    assert lines[:2] == ["2024년 1분기 총괄보고", "기획감사실"]
    assert lines[2:6] == ["□ 총괄", "❍ 모두 3건임", "- 공유 2건", "* 분기 말 기준"]
    assert "2024-0002" in "\n".join(lines)
    assert (round(size.width / 283.46), round(size.height / 283.46)) == (210, 297)
    section = read_part(write_hwpx(PAPER), "Contents/section0.xml")
    assert 'repeatHeader="1"' in section
    assert 'numType="TOTAL_PAGE"' in section


def find_modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules of a drawn code, from its path alone."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1H(\d+)z", svg)
    assert all(start == end for start, _, _, end in runs)
    return {(int(x) + step, int(y)) for x, y, wide, _ in runs for step in range(int(wide))}


def test_a_drawn_code_is_the_address() -> None:
    address = "https://hwanryu.example.invalid/verify/2024-Q1/1"
    dark = find_modules(draw_qr(address, "확인 주소"))
    matrix = segno.make_qr(address, error="m").matrix
    assert dark == {(x + BORDER, y + BORDER) for y, row in enumerate(matrix) for x, each in enumerate(row) if each}


async def test_files_are_made_beside_the_gateway() -> None:
    assert await Maker().make_workbook(BOOK) == write_workbook(BOOK)


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(NotMade, match="너무 오래"):
        await Maker(most_s=0.0).make_workbook(BOOK)


async def test_what_is_asked_beyond_all_places_comes_back_later() -> None:
    maker = Maker()
    tried = await asyncio.gather(*(maker.make_workbook(BOOK) for _ in range(9)), return_exceptions=True)
    assert [type(each) for each in tried].count(Rejected) == 3
    assert all(isinstance(each, bytes) for each in tried[:6])
