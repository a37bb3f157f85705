"""The forms of a plan: written, written anew until it begins, changed as a new version after a look at the change."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from contracts.errors import Rejected
from contracts.evaluations.defaults import ADJUSTMENTS, CAP, OFFICES, TOWNS
from contracts.evaluations.plans import DraftPlan, EvaluationGroup, RevisePlan, Scheme
from contracts.registry import DepartmentKind
from gateway.console.evaluations.plan_sheet import Staff, read_scheme, tell_sums, write_scheme
from gateway.console.evaluations.telling import PLANS
from gateway.console.meetings.forms import Field, Filled, Spec
from gateway.console.meetings.sending import Shown
from gateway.console.registers.pages import NOT_THERE
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.queries import department, evaluation_plan
from gateway.queries.rows import Place, find_row, list_all, list_page
from gateway.views.evaluation_plan import Row

_PASTED: Final = "모두 복사해 스프레드시트에서 고친 뒤 다시 붙여 넣어도 됩니다. 새 줄의 코드는 비워 둡니다."
FIELDS: Final = (
    Field(
        "groups",
        "평가군",
        "lines",
        must=True,
        hint="한 줄에 하나씩 “본청 | 본청, 의회”처럼: 이름, 부서. "
        "본청·직속기관·사업소·읍면동이라고 적으면 그 모두입니다.",
    ),
    Field("left_out", "평가하지 않는 부서", "text", hint="쉼표로 나누어 적습니다."),
    Field("areas", "평가분야", "sheet", must=True, hint=_PASTED),
    Field("common", "공통지표", "sheet", hint=_PASTED),
    Field("adjustments", "가감점", "sheet", hint=_PASTED),
    Field("bonus_cap", "가점 상한", must=True),
    Field("penalty_cap", "감점 상한", must=True),
    Field("attainment_cap", "달성률 상한", must=True, hint="1이면 100%까지, 1.1이면 110%까지 인정합니다."),
    Field("quota", "S·A·B 등급의 아래 끝(%)", must=True, hint="예: 20, 60, 90"),
    Field("objection_days", "이의신청 근무일", "number", must=True),
)
PLACES: Final = {
    "WEIGHT_SUM_MISMATCH": "areas",
    "UNKNOWN_AREA": "common",
    "INDICATOR_WEIGHT_EXCEEDED": "common",
    "TARGET_INVALID": "common",
    "TARGETS_INCOMPLETE": "groups",
}
DRAFT: Final = Spec("평가계획 작성", "저장", DraftPlan, FIELDS, PLACES)
REVISE: Final = Spec(
    "평가계획 변경",
    "바뀌는 것 보기",
    RevisePlan,
    (Field("reason", "변경 사유", "text", must=True), *FIELDS),
    PLACES,
    warning="새 판이 되면 점수를 그 판으로 다시 셈하고, 되돌릴 수 없습니다. 저장하기 전에 바뀌는 것을 먼저 봅니다.",
)


async def find_plan(visit: Visit, year: int) -> Row | None:
    """Return the plan of a year."""
    async with visit.gate.reading() as snapshot:
        return await find_row(snapshot, evaluation_plan.VIEW, year)


async def make_draft(visit: Visit, year: int, filled: Filled, areas: str = "") -> Shown:
    """Return the form of a year's plan: as it is drafted, else as the newest plan was, else as none was.

    `areas` is that sheet as it was typed. Raises: Rejected with NOT_FOUND, PLAN_FROZEN.
    """
    row, staff = await find_plan(visit, year), await read_staff(visit, year)
    if row is not None and row.versions:
        raise Rejected("PLAN_FROZEN", _("시행한 평가계획입니다. 사유를 적어 새 판으로 바꾸세요."))
    if not staff.names:
        raise Rejected("NOT_FOUND", _("그해에 있던 부서가 없습니다. 연도를 확인하세요."))
    known = find_scheme(row) if row else await _find_newest(visit)
    shown = _make(DRAFT, year, (known or make_first(staff), known), staff, filled)
    return _place(shown, "draft", row, areas)


async def make_revision(visit: Visit, year: int, filled: Filled, areas: str = "") -> Shown:
    """Return the form of another version of a year's plan. Raises: Rejected with NOT_FOUND."""
    row, staff = await find_plan(visit, year), await read_staff(visit, year)
    if row is None or not row.versions:
        raise Rejected("NOT_FOUND", _(NOT_THERE))
    known = find_scheme(row)
    return _place(_make(REVISE, year, (known, known), staff, filled), "revise", row, areas)


def find_scheme(row: Row) -> Scheme:
    """Return what rules in a year, or what is drafted for it."""
    return Scheme.model_validate(row.versions[-1]["scheme"] if row.versions else row.draft)


def make_first(staff: Staff) -> Scheme:
    """Return a plan for a city hall that has had none (domain.md 4.4)."""
    towns = [code for code, kind in staff.kinds.items() if kind == DepartmentKind.TOWN_OFFICE]
    others = [code for code in staff.kinds if code not in towns]
    named = (("offices", "본청·직속기관·사업소", others, OFFICES), ("towns", "읍면동", towns, TOWNS))
    groups = [
        EvaluationGroup(code=code, name=_(name), departments=tuple(of_it), areas=areas)
        for code, name, of_it, areas in named
        if of_it
    ]
    return Scheme(groups=tuple(groups), adjustments=ADJUSTMENTS, bonus_cap=CAP, penalty_cap=CAP)


async def read_staff(visit: Visit, year: int) -> Staff:
    """Return the departments that exist at some time of a year."""
    async with visit.gate.reading() as snapshot:
        rows = await list_all(snapshot, department.VIEW, [], [department.TABLE.c.code])
    first, last = date(year, 1, 1), date(year, 12, 31)
    there = [row for row in rows if row.valid_from <= last and (row.valid_until is None or row.valid_until >= first)]
    return Staff({row.code: row.name for row in there}, {row.code: row.kind for row in there})


async def _find_newest(visit: Visit) -> Scheme | None:
    async with visit.gate.reading() as snapshot:
        place = Place(1, is_falling=True)
        page = await list_page(snapshot, evaluation_plan.VIEW, [], evaluation_plan.ORDER, place)
    return find_scheme(page.rows[0]) if page.rows else None


def _make(spec: Spec, year: int, schemes: tuple[Scheme, Scheme | None], staff: Staff, filled: Filled) -> Shown:
    """Return a form: the first scheme is what it begins with, the second that by which codes are known."""
    begun, known = schemes

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        reason = {"reason": payload["reason"]} if "reason" in payload else {}
        return {"year": year, "scheme": read_scheme(payload, staff, known), **reason}

    return Shown(
        replace(spec, shape=shape),
        replace(filled, values=write_scheme(begun, staff)),
        f"{PLANS}/{year}",
        PLANS,
        _("%(year)s년 평가계획", year=year),
    )


def _place(shown: Shown, act: str, row: Row | None, areas: str) -> Shown:
    """Return a form with its own address, the version that its writer sees, and what the weights come to."""
    sums = tell_sums(areas or str(shown.filled.values["areas"]))
    return replace(
        shown,
        action=f"{shown.action}/{act}",
        back=shown.action if row else PLANS,
        version=row.version if row else 0,
        hints={"areas": f"{sums}. {_(_PASTED)}"},
    )
