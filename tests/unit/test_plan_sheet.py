"""An evaluation plan as it is typed: what is written into the form reads as the plan it was (EVL-01 to 05, 11)."""

from typing import Any

import pytest

from contracts.evaluations.defaults import ADJUSTMENTS, CAP, OFFICES, TOWNS
from contracts.evaluations.plans import CommonIndicator, EvaluationGroup, Scheme
from gateway.console.evaluations.plan_pages import choose_version
from gateway.console.evaluations.plan_sheet import Staff, read_scheme, tell_sums, write_scheme
from gateway.console.meetings.forms import Misread

KINDS = {"audit": "HEADQUARTERS", "tax": "HEADQUARTERS", "health": "DIRECT_AGENCY", "yeonmu": "TOWN_OFFICE"}
STAFF = Staff({"audit": "감사실", "tax": "세무과", "health": "보건소", "yeonmu": "연무읍"}, KINDS)
COMMON = CommonIndicator.model_validate(
    {"code": "calls", "area": "common", "name": "민원 처리", "polarity": "LOWER", "unit": "일", "weight": "60",
     "target": "3"}
)  # fmt: skip
PLAN = Scheme(
    groups=(
        EvaluationGroup(code="offices", name="본청 등", departments=("audit", "tax"), areas=OFFICES),
        EvaluationGroup(code="towns", name="읍면동", departments=("yeonmu",), areas=TOWNS, common=(COMMON,)),
    ),
    left_out=("health",),
    adjustments=ADJUSTMENTS,
    bonus_cap=CAP,
    penalty_cap=CAP,
)


def type_in(**changes: str) -> dict[str, Any]:
    """Return what the form makes of what its fields hold."""
    told = {**{name: str(value) for name, value in write_scheme(PLAN, STAFF).items()}, **changes}
    lines = ("groups", "areas", "common", "adjustments")
    read = {name: tuple(told[name].splitlines()) if name in lines else told[name] for name in told}
    return {**read, "objection_days": int(told["objection_days"])}


def test_what_is_written_reads_as_the_same_plan() -> None:
    """EVL-01: all departments of a kind are told by its name, and codes stay."""
    assert write_scheme(PLAN, STAFF)["groups"] == "본청 등 | 본청\n읍면동 | 읍면동"
    assert read_scheme(type_in(), STAFF, PLAN) == PLAN


def test_a_renamed_area_keeps_its_code_and_a_new_one_gets_one() -> None:
    """EVL-03: 공통지표 is renamed, an area without a code is the first of those that the form makes."""
    areas = str(write_scheme(PLAN, STAFF)["areas"]).replace("공통지표", "공통 성과지표")
    areas = areas.replace("시정이행\t과제이행수준\t10", "시정이행\t과제이행수준\t5")
    common = str(write_scheme(PLAN, STAFF)["common"]).replace("공통지표", "공통 성과지표")
    typed = type_in(areas=f"{areas}\n읍면동\t창의\t정성평가\t5", common=common)
    towns = read_scheme(typed, STAFF, PLAN).groups[1]
    assert [(each.code, each.name) for each in towns.areas] == [
        ("common", "공통 성과지표"), ("perception", "고객만족도"), ("tasks", "시정이행"), ("area-1", "창의"),
    ]  # fmt: skip
    assert towns.common[0].area == "common"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"groups": "본청 등 | 감사실\n읍면동 | 읍면동"}, "groups", "1곳 있습니다: 세무과"),
        ({"groups": "본청 등 | 본청, 보건소\n읍면동 | 읍면동"}, "groups", "두 곳에 적은 부서가 있습니다: 보건소"),
        ({"groups": "본청 등 | 본청, 산림과\n읍면동 | 읍면동"}, "groups", "그해에 없는 부서입니다: 산림과"),
        ({"areas": "본청 등\t지표\t지표달성도\t-1"}, "areas", "1째 줄: 0보다 커야 합니다"),
        ({"areas": "본청 등\t지표\t지표달성도\t백"}, "areas", "1째 줄: 배점 칸에 숫자를 적으세요"),
        ({"areas": "본청 등\t지표\t지표달성도\t1E+9999999"}, "areas", "1째 줄: 배점 칸에 숫자를 적으세요"),
        ({"areas": "본청 등\t지표\t지표달성도\t100"}, "areas", "읍면동의 평가분야가 없습니다"),
        ({"quota": "20, 90, 60"}, "quota", "뒤의 수가 앞의 수보다 커야"),
        ({"attainment_cap": "1.5"}, "attainment_cap", "1.10 이하여야"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(changes: dict[str, str], field: str, said: str) -> None:
    """EVL-02, EVL-03: each refusal names the row or the department that it is about."""
    with pytest.raises(Misread) as refused:
        read_scheme(type_in(**changes), STAFF, PLAN)
    assert (refused.value.name, said in refused.value.message) == (field, True), refused.value.message


def test_weights_are_summed_by_group_whatever_else_is_wrong() -> None:
    """EVL-03: 50 + 45 of one group, 100 of the other; what is no number, or has no end, adds nothing."""
    strange = "본청\t가\t?\t1E+9999999\n본청\t가\t?\tNaN\n"
    typed = f"{strange}평가군\t평가분야\t종류\t배점\n본청\t가\t?\t50\n본청\t나\t?\t45\n읍면동\t다\t?\t100\n읍면동\t라"
    assert tell_sums(typed).endswith("본청 95, 읍면동 100")


@pytest.mark.parametrize(("text", "chosen"), [("1", 1), ("02", 2), ("0", 3), ("4", 3), ("0019", 3), ("x", 3), ("", 3)])
def test_an_address_asks_for_a_version_that_there_is_or_gets_the_last(text: str, chosen: int) -> None:
    """EVL-01: of three."""
    assert choose_version(text, 3) == chosen
