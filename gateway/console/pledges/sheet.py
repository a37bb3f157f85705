"""Pledges as a sheet: what is copied out of a spreadsheet and registered together, all or none (EVL-60)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from contracts.evaluations.pledges import RegisterPledges
from gateway.console.meetings.forms import Field, Spec
from gateway.console.pasting import Line, read_rows
from gateway.console.pledges.forms import PLEDGE_PLACES
from gateway.console.words import _

HEADS: Final = ("번호", "분야", "공약 이름", "내용", "주관부서", "협조부서")
"""The columns, in their order; the first row may hold them."""
NAME: Final = "pledges"
"""The field that a sheet is pasted into."""
MANY: Final = Spec(
    "여러 공약 붙여넣기",
    "등록",
    RegisterPledges,
    (
        Field(
            NAME,
            "공약",
            "sheet",
            must=True,
            hint="스프레드시트에서 번호, 분야, 공약 이름, 내용, 주관부서, 협조부서의 차례로 복사해 붙여 넣으세요. "
            "한 줄에 공약 하나이고, 이름 뒤의 칸은 비워도 됩니다. 하나라도 틀리면 모두 등록하지 않습니다.",
        ),
    ),
    dict.fromkeys((*PLEDGE_PLACES, "BAD_SHAPE"), NAME),
)


def read_pledges(
    lines: Sequence[str], fields: Mapping[str, str], departments: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield the pledges of a sheet; `fields` and `departments` are names by code. Raises: Misread, naming the row."""
    for line in read_rows(lines, HEADS, NAME):
        yield {
            "number": _read_number(line),
            "field": line.choose_one("분야", fields),
            "name": line.require("공약 이름"),
            "content": line.cells["내용"] or None,
            "lead": line.choose_one("주관부서", departments) if line.cells["주관부서"] else None,
            "supporting": line.choose("협조부서", departments),
        }


def _read_number(line: Line) -> int:
    number = line.require("번호")
    if not (number.isascii() and number.isdecimal() and len(number) <= len("999")):
        raise line.refuse(_("%(label)s 칸에 숫자를 적으세요.", label=_("번호")))
    return int(number)
