"""What an uploaded workbook is held to: every way in which a file may be wrong is refused with its own words."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Final

import pytest

from gateway.exports.hostile import COLUMNS, FILE_BYTES, PARTS, ROWS, BadFile, find_column, name_column, open_safely
from gateway.exports.reading import Line, read_filled
from gateway.exports.sheets import Column, Kind, Sheet, Workbook
from gateway.exports.workbook import write_workbook

AT: Final = datetime(2024, 4, 1, 9, tzinfo=UTC)
FIELDS: Final = frozenset({"key", "version", "percent", "note"})
MADE: Final = Sheet(
    "보고",
    (
        Column("키", field="key", is_hidden=True),
        Column("버전", field="version", kind=Kind.COUNT, is_hidden=True),
        Column("번호", field="number"),
        Column("진행률", field="percent", kind=Kind.COUNT),
        Column("진행상황", field="note"),
    ),
    (("a", 3, "2024-0001", 40, None), ("b", 1, "2024-0002", None, "=협의 중\n둘째 줄")),
    open_cells=((3, 4), (3, 4)),
)
GOOD: Final = write_workbook(Workbook("보고", AT, (Sheet("안내", (Column("안내"),), (("교육용 표본",),)), MADE)))
SHEET: Final = "xl/worksheets/sheet2.xml"


def meddle(name: str, old: str, new: str, content: bytes = GOOD) -> bytes:
    """Return the file with one part changed."""
    return repack({name: read_parts(content)[name].replace(old.encode(), new.encode())}, content)


def read_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(changed: dict[str, bytes], content: bytes = GOOD) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (read_parts(content) | changed).items():
            archive.writestr(name, data)
    return target.getvalue()


def test_what_went_out_comes_back() -> None:
    found = read_filled(GOOD, FIELDS)
    assert found.sheet == "보고"
    assert found.lines == (
        Line(3, {"key": "a", "version": "3", "percent": "40"}),
        Line(4, {"key": "b", "version": "1", "note": "=협의 중\n둘째 줄"}),
    )
    assert found.locate(found.lines[1], "note") == "‘보고’ 시트 E4 칸"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "엑셀 파일"),
        (b"%PDF-1.7", "엑셀 파일"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "암호"),
        (b"PK\x03\x04" + b"\0" * 600, "깨졌"),
        (GOOD[: len(GOOD) // 2], "깨졌"),
        (b"PK\x03\x04" + b"\0" * FILE_BYTES, "2MB"),
        (repack({"xl/vbaProject.bin": b"x"}), "매크로"),
        (repack({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "외부 연결"),
        (repack({"xl/huge.xml": b" " * 5_000_000}), "너무 커지는"),
        (repack({f"xl/many{n}.xml": b"<x/>" for n in range(PARTS)}), "구조"),
        (repack({"xl/styles.xml": b"<x"}), "깨졌"),
        (repack({"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "구조"),
        (meddle(SHEET, '<c r="D3"', '<c r="XFD1048576"'), "표 밖"),
        (meddle(SHEET, '<row r="4"', '<row r="1048576"'), "표 밖"),
        (meddle(SHEET, '<c r="D3"', '<c r="$A$1"'), "구조"),
    ],
    ids=range(15),
)
def test_a_wrong_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        read_filled(content, FIELDS)


def test_a_formula_is_refused_with_its_place() -> None:
    sheet = read_parts(GOOD)[SHEET].decode()
    start = sheet.index('<c r="D3"')
    end = sheet.index("</c>", start)
    with_formula = sheet[:start] + '<c r="D3"><f>SUM(A1:A2)</f><v>3</v>' + sheet[end:]
    with pytest.raises(BadFile, match="2번째 시트 D3 칸에 수식"):
        read_filled(repack({SHEET: with_formula.encode()}), FIELDS)


def test_a_sheet_of_somebody_else_is_refused() -> None:
    other = write_workbook(Workbook("다른 것", AT, (Sheet("표", (Column("가"),), (("나",), ("다",), ("라",))),)))
    with pytest.raises(BadFile, match="내려받은 서식이 아닙니다"):
        read_filled(other, FIELDS)


def test_a_column_twice_is_refused() -> None:
    columns = (Column("가", field="note"), Column("나", field="note"))
    twice = write_workbook(Workbook("보고", AT, (Sheet("보고", columns, (("a", "b"),), open_cells=((0, 1),)),)))
    with pytest.raises(BadFile, match="같은 열이 두 번"):
        read_filled(twice, FIELDS)


def test_a_text_that_is_too_long_is_refused_with_its_place() -> None:
    sheet = Sheet("보고", (Column("진행상황", field="note"),), (("가" * 4_001,),), open_cells=((0,),))
    with pytest.raises(BadFile, match="‘보고’ 시트 A3 칸이 4,001자입니다"):
        read_filled(write_workbook(Workbook("보고", AT, (sheet,))), FIELDS)


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    """The sizes in a packing are its sender's words: more than they say is never unpacked."""
    bomb = bytearray(repack({"xl/huge.xml": b"a" * 300_000}))
    real = (300_000).to_bytes(4, "little")
    assert bomb.count(real) == 2
    with pytest.raises(BadFile, match="깨졌"):
        open_safely(bytes(bomb.replace(real, (3_000).to_bytes(4, "little"))))


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_have_letters(number: int, letters: str) -> None:
    assert (name_column(number), find_column(letters)) == (letters, number)


def test_a_full_sheet_is_taken() -> None:
    columns = tuple(Column(f"열{n}", field=f"f{n}") for n in range(COLUMNS))
    rows = tuple(tuple(f"{row}" for _ in columns) for row in range(ROWS - 2))
    book = Workbook("큰 표", AT, (Sheet("표", columns, rows, open_cells=((),) * len(rows)),))
    assert len(read_filled(write_workbook(book), frozenset({"f0", "f39"})).lines) == ROWS - 2
