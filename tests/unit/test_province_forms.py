"""A year's set as it is typed: a sheet of indicators and lines of leagues say what was written into them (EVL-31)."""

import pytest

from contracts.evaluations.cycles import ProvinceCycle, ProvinceIndicator
from gateway.console.meetings.forms import Misread
from gateway.console.pasting import find_code, put_last
from gateway.console.province.drafting import replace_year
from gateway.console.province.framing import move_cycle, read_cycle, write_cycle
from gateway.console.province.sheet import Names, read_sheet, write_sheet
from tests.indicator_sets import LEAD, make_cycle, make_quality, make_quantity

DEPARTMENTS = {"old-yeonmu": "연무읍", LEAD: "연무읍", "tax": "세무과"}
NAMES = Names(DEPARTMENTS, {f"goal-{n}": f"국정목표 {n}" for n in range(1, 6)})
CYCLE = ProvinceCycle.model_validate(make_cycle(2024))
PLAN = [str(month) for month in range(12)]
INDICATORS = [
    ProvinceIndicator.model_validate(each)
    for each in (
        make_quantity(2024, 1, "400.5", supporting=["tax"], plan=PLAN, predecessor="2023-q009"),
        make_quality(2024, 1, "599.5"),
    )
]


def type_in(cycle: ProvinceCycle) -> dict[str, object]:
    """Return what the form makes of what its fields hold."""
    told = write_cycle(cycle)
    lines = {name: tuple(str(told[name]).splitlines()) for name in ("leagues", "phases", "goals")}
    days = {name: getattr(cycle, name).isoformat() for name in ("record_date", "qualitative_due", "quantitative_due")}
    return {**told, **lines, **days}


def test_a_sheet_is_read_as_it_was_written() -> None:
    lines = write_sheet(INDICATORS, NAMES).splitlines()
    assert [ProvinceIndicator.model_validate(each) for each in read_sheet(lines, 2024, NAMES)] == INDICATORS
    assert "연무읍" in lines[1], "of two departments that share a name, the name is that of the day's"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q001 | 정량-1 | 이름 | 정량 | 국정목표 9", "1째 줄: 국정목표"),
        ("q001 | 정량-1 | 이름 | 정량 | 국정목표 1 | 많이", "1째 줄: 배점 칸에 숫자"),
        ("q001 | 정량-1 | 이름", "1째 줄: 구분 칸이 비었습니다"),
        ("q001 | 정량-1 | 이름 | 정량 | 국정목표 1 | 10 | C-1 | 없는과", "1째 줄: 주관부서 칸의 “없는과”"),
    ],
)
def test_what_is_wrong_in_a_sheet_is_named_with_its_row(line: str, said: str) -> None:
    with pytest.raises(Misread) as refused:
        read_sheet([line], 2024, NAMES)
    assert said in refused.value.message


def test_leagues_and_dates_are_read_as_they_were_written() -> None:
    """What had a code before keeps it."""
    assert ProvinceCycle.model_validate(read_cycle(type_in(CYCLE), CYCLE)) == CYCLE


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("leagues", ("시부 | 논산, 공주 | 1, 0, 0, 0, 0",), "2곳인데 나눈 수의 합은 1"),
        ("city", "서울", "평가군에 없는 시군"),
        ("goals", ("하나",), "지금 1줄"),
        ("phases", ("평가 | 2025. 8. 1. | 2025. 7. 1.",), "마지막 날이 첫날보다"),
    ],
)
def test_what_is_wrong_in_a_year_is_named_at_its_field(field: str, typed: object, said: str) -> None:
    with pytest.raises(Misread) as refused:
        read_cycle({**type_in(CYCLE), field: typed}, CYCLE)
    assert (refused.value.name, said in refused.value.message) == (field, True)


def test_a_further_year_carries_the_indicators_on() -> None:
    """EVL-33: each has its own code of the new year and names the one of the year before; dates are a year later."""
    (first, _second) = (replace_year(each, 2025, is_carried=True) for each in INDICATORS)
    assert (first.code, first.predecessor) == ("2025-q001", "2024-q001")
    assert move_cycle(CYCLE).record_date.isoformat() == "2025-12-31"


def test_a_name_that_two_departments_share_is_that_of_the_day() -> None:
    """However the earlier one comes in the register."""
    known = put_last({LEAD: "연무읍", "old-yeonmu": "연무읍"}, {LEAD: "연무읍"})
    assert find_code(known, "연무읍") == LEAD
