"""위반 사건 laid out: the list, one case, and the forms that open and end it (EVL-85); for mayor and audit alone."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contracts.evaluations.scorecards import name_scorecard
from contracts.evaluations.violations import ConfirmViolation, DismissViolation, OpenViolation
from gateway.console.evaluations.telling import CARDS
from gateway.console.integrity_years.laying import CASES, WAYS
from gateway.console.meetings.forms import Field, Spec
from gateway.console.present import Chip, ChipKind, format_day
from gateway.console.registers.declaring import DEPARTMENTS, Book, Cell, Column, Fact, Filter, Ground, Part, Sheet
from gateway.console.registers.pages import make_router
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.evaluations import VIOLATION_KIND_LABELS, VIOLATION_MEASURE_LABELS, VIOLATION_STATE_LABELS
from gateway.queries import scorecard, violation
from gateway.queries.rows import Place, find_row, list_page
from gateway.routers.integrity_years import VIOLATIONS
from gateway.views.violation import Row

LATEST: Final = 8
"""Cases on the year's page."""
_KINDS: Final[Mapping[str, ChipKind]] = {
    "OPEN": ChipKind.MOVING,
    "CONFIRMED": ChipKind.DONE,
    "DISMISSED": ChipKind.ENDED,
}
_NO_NAMES: Final = "이름이나 누구인지 알 수 있는 말은 적지 않습니다."


def shape_measure(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a confirmation, which says of each breach whether it is severe."""
    return {**payload, "is_severe": bool(payload.get("is_severe"))}


NEW: Final = Spec(
    "위반 조사 시작",
    "조사 시작",
    OpenViolation,
    (
        Field("department", "부서", "department", must=True),
        Field("kind", "위반", "choice", must=True, options=VIOLATION_KIND_LABELS),
        Field("found_on", "알게 된 날", "day", must=True),
        Field("facts", "사실", "text", must=True, hint=_NO_NAMES),
    ),
    {"DAY_IN_FUTURE": "found_on", "UNKNOWN_DEPARTMENT": "department", "DEPARTMENT_NOT_VALID": "department"},
    warning="시작한 조사는 지울 수 없고, 조치를 적어 확정하거나 위반이 아니라고 정해야 끝납니다.",
)
ACTS: Final[Mapping[str, Spec]] = {
    "confirm": Spec(
        "위반 확정과 조치",
        "확정",
        ConfirmViolation,
        (
            Field("measure", "조치", "choice", must=True, options=VIOLATION_MEASURE_LABELS),
            Field("is_severe", "중대한 위반(그 부서는 S 등급을 받을 수 없음)", "check"),
            Field("reason", "사유", "text", must=True, hint=_NO_NAMES),
        ),
        warning="확정하면 사건이 끝나고 그 부서의 감점이 됩니다. 되돌릴 수 없습니다.",
        shape=shape_measure,
    ),
    "dismiss": Spec(
        "위반 없음",
        "위반 없음으로 종결",
        DismissViolation,
        (Field("reason", "사유", "text", must=True, hint=_NO_NAMES),),
        warning="종결하면 되돌릴 수 없습니다.",
    ),
}
"""What can be done with a case, by the last part of its address."""


def make_chip(row: Row) -> Chip:
    """Return a case's state."""
    return Chip(_KINDS[row.state], _(VIOLATION_STATE_LABELS[row.state]), "")


def name_measure(row: Row) -> str:
    """Return the measure that was taken; nothing before."""
    return _(VIOLATION_MEASURE_LABELS[row.measure]) if row.measure else ""


async def lay_out(visit: Visit, row: Row, ground: Ground) -> Sheet:
    """Return a case with what came of it: a confirmed one leads to the scorecard that it is felt in."""
    card = name_scorecard(row.ended_on.year, row.department) if row.ended_on else ""
    async with visit.gate.reading() as snapshot:
        scored = await find_row(snapshot, scorecard.VIEW, card)
    return Sheet(
        facts=tuple(_list_facts(row, ground, card if scored else "")),
        parts=(
            Part("사실", row.facts),
            Part("결정", row.reason or "", none="아직 조사하고 있습니다. 조치를 적어야 확정합니다."),
        ),
    )


def _list_facts(row: Row, ground: Ground, card: str) -> Iterator[Fact]:
    yield Fact("부서", ground.name(row.department))
    yield Fact("위반", _(VIOLATION_KIND_LABELS[row.kind]))
    yield Fact("알게 된 날", format_day(row.found_on))
    if row.measure:
        yield Fact("조치", name_measure(row), _("중대한 위반") if row.is_severe else "")
    if row.ended_on:
        yield Fact("끝난 날", format_day(row.ended_on))
    if row.ended_on and card:
        yield Fact("감점", _("%(year)s년 성과표", year=row.ended_on.year), link=f"{CARDS}/{card}")


async def list_latest(visit: Visit, ground: Ground) -> Part:
    """Return the latest cases, as the year's page shows them to who may know."""
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, violation.VIEW, [], violation.ORDER, Place(LATEST, is_falling=True))
    return Part(
        "위반 사건과 조치",
        heads=(("위반", "main"), ("부서", ""), ("알게 된 날", ""), ("상태", ""), ("조치", "")),
        rows=tuple(
            (
                Cell(_(VIOLATION_KIND_LABELS[row.kind]), link=f"{CASES}/{row.violation}"),
                Cell(ground.name(row.department)),
                Cell(format_day(row.found_on)),
                Cell(chip=make_chip(row)),
                Cell(name_measure(row)),
            )
            for row in page.rows
        ),
        none="조사한 위반 사건이 없습니다.",
    )


BOOK: Final = Book(
    path=CASES,
    title="위반 사건",
    register=VIOLATIONS,
    choose=violation.choose,
    head=lambda row, _ground: (_(VIOLATION_KIND_LABELS[row.kind]), make_chip(row)),
    columns=(
        Column("위반", lambda row, _ground: Cell(_(VIOLATION_KIND_LABELS[row.kind])), "main"),
        Column("상태", lambda row, _ground: Cell(chip=make_chip(row))),
        Column("부서", lambda row, ground: Cell(ground.name(row.department))),
        Column("알게 된 날", lambda row, _ground: Cell(format_day(row.found_on))),
        Column("조치", lambda row, _ground: Cell(name_measure(row))),
    ),
    lay_out=lay_out,
    filters=(Filter("state", "상태", VIOLATION_STATE_LABELS), Filter("department", "부서", DEPARTMENTS)),
    empty=("아직 조사한 위반 사건이 없습니다.", "감사 담당이 조사를 시작하면 여기에서 조치까지 봅니다."),
    new=NEW,
    acts=ACTS,
    ways=WAYS,
)
router = make_router(BOOK)
