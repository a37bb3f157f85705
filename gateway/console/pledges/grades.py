"""공약 외부평가: each year's grade with that year's threshold, and the city's own estimate apart from it (EVL-69)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from contracts.evaluations.pledge_grades import EstimatePledgeGrade, RecordPledgeGrade
from gateway.console.meetings.forms import Field, Spec, Value
from gateway.console.meetings.sending import Shown
from gateway.console.pledges.laying import GRADES, WAYS
from gateway.console.present import format_day
from gateway.console.registers.declaring import Book, Cell, Column, Ground, Part, Sheet
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.pledges import GRADE_LABELS
from gateway.routers.pledges import GRADES as REGISTER
from gateway.routers.pledges import choose_all
from gateway.views.pledge_grade import CONTEXT, Row

YEAR: Final = Field("year", "평가한 해", "number", must=True)
GRADE: Final = Field("grade", "등급", "choice", must=True, options=GRADE_LABELS)
RECORD: Final = Spec(
    "외부평가 등급 적기",
    "저장",
    RecordPledgeGrade,
    (
        Field("body", "평가한 기관", must=True, hint="예: 한국매니페스토실천본부"),
        GRADE,
        Field("threshold", "그해 그 등급의 기준점수", must=True, hint="해마다 다르므로 그해의 것을 적습니다."),
        Field("points", "우리 시의 점수", hint="기관이 밝힌 때만 적습니다."),
        Field("announced_on", "발표한 날", "day", must=True),
        Field("reason", "고치는 사유", "text", hint="이미 적은 등급을 고칠 때 적습니다."),
    ),
    {"DAY_IN_FUTURE": "announced_on", "REASON_REQUIRED": "reason"},
)
ESTIMATE: Final = Spec(
    "자체 예상 등급 적기",
    "저장",
    EstimatePledgeGrade,
    (replace(GRADE, label="예상 등급"), Field("basis", "그렇게 보는 근거", "text", must=True)),
    warning="자체 예상은 평가기관의 등급이 아니며, 어디에나 자체 예상이라고 밝혀 보입니다.",
)
KINDS: Final[Mapping[str, Spec]] = {"record": RECORD, "estimate": ESTIMATE}


def tell_given(row: Row) -> str:
    """Return the grade that a body gave."""
    return GRADE_LABELS[row.given["grade"]] if row.given else ""


def tell_estimate(row: Row) -> str:
    """Return the grade that the city itself expects, never without saying so."""
    return _("자체 예상 %(grade)s", grade=GRADE_LABELS[row.estimate["grade"]]) if row.estimate else ""


def _say(row: Row, name: str) -> str:
    return str(row.given[name] or "") if row.given else ""


async def lay_out(_visit: Visit, row: Row, _ground: Ground) -> Sheet:
    """Return a year's grade and, apart from it, what the city expects."""
    return Sheet(parts=(_lay_out_given(row), _lay_out_estimate(row)))


def _lay_out_given(row: Row) -> Part:
    return Part(
        "평가기관이 매긴 등급",
        heads=(("등급", "main"), ("기관", ""), ("기준점수", "num"), ("점수", "num"), ("발표", ""), ("이벤트", "num")),
        rows=tuple(_list_given(row.given)) if row.given else (),
        none="아직 매긴 등급이 없습니다.",
        note=_("고친 사유: %(words)s", words=row.given["reason"]) if row.given and row.given["reason"] else "",
        acts=("record",),
    )


def _list_given(given: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    yield (
        Cell(GRADE_LABELS[given["grade"]]),
        Cell(given["body"]),
        Cell(given["threshold"]),
        Cell(given["points"] or ""),
        Cell(format_day(date.fromisoformat(given["announced_on"]))),
        _cite(given),
    )


def _lay_out_estimate(row: Row) -> Part:
    return Part(
        "자체 예상(평가기관의 등급이 아님)",
        heads=(("예상 등급", "main"), ("근거", "text"), ("이벤트", "num")),
        rows=((Cell(tell_estimate(row)), Cell(row.estimate["basis"]), _cite(row.estimate)),) if row.estimate else (),
        none="아직 적은 예상이 없습니다.",
        acts=("estimate",),
    )


def _cite(told: Mapping[str, Any]) -> Cell:
    """Return the position of the event that tells it, as a way to it."""
    return Cell(f"{told['source']:,}", link=f"/events/{CONTEXT}/{told['source']}")


async def prepare(_visit: Visit, row: Row, shown: Shown) -> Shown:
    """Return a form with what stands already."""
    values: dict[str, Value] = {}
    if shown.spec.command is EstimatePledgeGrade and row.estimate:
        values = {name: row.estimate[name] for name in ("grade", "basis")}
    if shown.spec.command is RecordPledgeGrade and row.given:
        values = {name: row.given[name] or "" for name in ("body", "grade", "threshold", "points")}
        values["announced_on"] = format_day(date.fromisoformat(row.given["announced_on"]))
    return replace(shown, filled=replace(shown.filled, values=values))


async def prepare_new(_visit: Visit, told: Mapping[str, str], shown: Shown) -> Shown:
    """Return the form of what the address asks for, with the year to fill in."""
    spec = KINDS.get(told.get("kind", ""), RECORD)
    fields = tuple(each for each in spec.fields if each.name != "reason")
    return replace(shown, spec=replace(spec, fields=(YEAR, *fields)))


BOOK: Final = Book(
    path=GRADES,
    title="공약 외부평가",
    register=REGISTER,
    choose=choose_all,
    head=lambda row, _ground: (_("%(year)s년 공약 외부평가", year=row.year), None),
    columns=(
        Column("해", lambda row, _ground: Cell(_("%(year)s년", year=row.year)), "main"),
        Column("등급", lambda row, _ground: Cell(tell_given(row))),
        Column("기관", lambda row, _ground: Cell(_say(row, "body"))),
        Column("기준점수", lambda row, _ground: Cell(_say(row, "threshold")), "num"),
        Column("점수", lambda row, _ground: Cell(_say(row, "points")), "num"),
        Column("자체 예상", lambda row, _ground: Cell(tell_estimate(row))),
    ),
    lay_out=lay_out,
    empty=("아직 적은 등급이 없습니다.", "평가기관이 등급을 발표하면 그해의 기준점수와 함께 적습니다."),
    new=RECORD,
    adds=("kind",),
    prepare_new=prepare_new,
    others=((f"{GRADES}/new?kind=estimate", "자체 예상 등급 적기"),),
    acts=KINDS,
    prepare=prepare,
    ways=WAYS,
    names="year",
)
router = make_router(BOOK)
