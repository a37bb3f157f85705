"""The workbooks of imports: the template to fill in, and a report to mend a file by."""

import asyncio
from datetime import datetime
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.exports.sheets import Column, Kind, Sheet, Workbook
from gateway.exports.workbook import write_workbook
from gateway.imports.reading_xlsx import GUIDE
from gateway.imports.report import Report, Weight
from gateway.imports.rows import ROWS, ActRow, Head

EMPTY_ROWS: Final = 20
"""Rows of the template that are open to be filled in; more may be added below."""
WEIGHT_LABELS: Final = {Weight.REFUSED: "거부", Weight.BECOMES: "불일치가 됨", Weight.CLAIMED: "적어 둔 불일치"}
NAME: Final = "가져오기 서식.xlsx"
SCHEMA_NAME: Final = "가져오기 규격.json"
HOW: Final = (
    "각 시트의 3행부터 적습니다. 1행의 한글 이름과 2행(숨은 행)의 항목 이름은 그대로 두세요.",
    "참조는 이 문서 안에서 하나뿐인 이름입니다. 다른 시트는 참조로 사업을 가리킵니다.",
    "같은 참조를 다시 올려도 두 번 들어가지 않습니다. 다른 문서의 것은 ‘문서:참조’로 적습니다.",
    "원문 줄에는 출처의 줄(A207)을 적습니다. 오류와 불일치에 그대로 나타납니다.",
    "금액과 날짜는 원문에 적힌 대로 적습니다: 약 670억원, 224,250천원, 2018. 9월.",
    "여러 값은 한 칸에 줄을 바꾸어 적습니다.",
    "연도별은 ‘2018: CITY 10억 / NATIONAL 5억’, 항목별은 ‘토지매입비: 4,450백만원’처럼 적습니다.",
    "지분은 ‘협력기관-코드: 60%’, 불일치는 ‘FUNDING_SUM_MISMATCH: 원문의 값 | 설명’처럼 적습니다.",
    "필지의 소유를 비운 행은 원문이 적은 합계입니다. 수식, 매크로, 병합한 칸은 받지 않습니다.",
)


async def write_template(at: datetime) -> bytes:
    """Return the .xlsx to fill in: 30 ms of work, less than a process beside the gateway takes to begin."""
    return await asyncio.to_thread(write_workbook, make_template(at))


def make_template(at: datetime) -> Workbook:
    """Return the workbook to fill in: a sheet for the document, one a kind of row, and how it is done."""
    kinds: dict[str, type[BaseModel]] = {
        "문서": Head,
        **{name: kind for name, kind in ROWS.items() if kind is not ActRow},
    }
    sheets = [_make_sheet(name, kind.model_fields, EMPTY_ROWS if name != "문서" else 1) for name, kind in kinds.items()]
    guide = Sheet(GUIDE, (Column("안내", 110),), tuple((line,) for line in HOW))
    return Workbook("가져오기 서식", at, (*sheets, guide))


def _make_sheet(name: str, fields: dict[str, FieldInfo], rows: int) -> Sheet:
    columns = tuple(
        Column(_title(field, info), max(12, 2 * len(_title(field, info)) + 2), field=field)
        for field, info in fields.items()
    )
    first = [("1" if field == "format" else None) for field in fields] if name == "문서" else [None] * len(columns)
    blank = tuple([tuple(first)] * rows)
    return Sheet(name, columns, blank, open_cells=tuple([tuple(range(len(columns)))] * rows))


def _title(name: str, info: FieldInfo) -> str:
    """Return the Korean header of a field; what must be filled in bears a star."""
    title = info.title or {"format": "형식"}.get(name, name)
    return f"{title} *" if info.is_required() else title


def make_report(name: str, report: Report, at: datetime) -> Workbook:
    """Return what a dry run found, row by row, to mend the file by."""
    columns = (
        Column("구분", 14),
        Column("시트", 12),
        Column("행", 8, Kind.COUNT),
        Column("칸", 18),
        Column("참조", 18),
        Column("원문 줄", 10),
        Column("부호", 26),
        Column("내용", 80),
        Column("적힌 값", 24),
        Column("계산한 값", 24),
    )
    rows = tuple(
        (
            WEIGHT_LABELS[note.weight],
            note.sheet,
            note.row,
            note.column,
            note.ref,
            note.line,
            note.code,
            note.message,
            note.stated,
            note.computed,
        )
        for note in report.notes
    )
    return Workbook(name, at, (Sheet("결과", columns, rows),))


def name_report(name: str) -> str:
    """Return the name of the report of a file."""
    return f"{name} 검사 결과.xlsx"
