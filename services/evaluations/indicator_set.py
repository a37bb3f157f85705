"""What a year's set of indicators must be: counted, weighed, led by one department each, carried on from before."""

from collections.abc import Mapping
from datetime import date

from contracts.errors import Rejected
from contracts.evaluations.cycles import IndicatorKind, IndicatorSet, ProvinceCycle, ProvinceIndicator
from contracts.evaluations.province import FULL, add_up
from contracts.registry.known import Departments, check_department
from services.evaluations.plan import check_target
from services.evaluations.province_indicator import Indicator


def check_set(
    told: IndicatorSet, cycle: ProvinceCycle, year: int, departments: Departments, known: Mapping[str, Indicator]
) -> None:
    """A set is as the province announced it (EVL-31, EVL-32, EVL-44).

    Raises: Rejected with COUNT_MISMATCH, WEIGHT_SUM_MISMATCH, LEAD_NOT_UNIQUE, TARGET_INVALID, UNKNOWN_PREDECESSOR,
    BAD_SHAPE, UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID.
    """
    _check_counts(told)
    total = add_up(each.weight for each in told.indicators)
    if total != FULL:
        message = f"지표의 배점 합이 {total}입니다. {FULL}이 되게 고치세요."
        raise Rejected("WEIGHT_SUM_MISMATCH", message, {"sum": str(total)})
    goals = {each.code for each in cycle.goals}
    for each in told.indicators:
        _check_place(each, year, goals)
        _check_leads(each, year, cycle, departments)
        _check_measure(each, len(cycle.league.cities))
        _check_predecessor(each, year, known)


def _check_counts(told: IndicatorSet) -> None:
    codes = [each.code for each in told.indicators]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Rejected("BAD_SHAPE", "같은 지표가 두 번 있습니다. 지표의 코드를 확인하세요.", {"twice": ",".join(twice)})
    quantitative = sum(each.kind is IndicatorKind.QUANTITATIVE for each in told.indicators)
    qualitative = len(codes) - quantitative
    if (quantitative, qualitative) != (told.quantitative, told.qualitative):
        message = (
            f"지표가 정량 {quantitative}개, 정성 {qualitative}개입니다. "
            f"정량 {told.quantitative}개, 정성 {told.qualitative}개가 되게 고치세요."
        )
        details = {"quantitative": str(quantitative), "qualitative": str(qualitative)}
        raise Rejected("COUNT_MISMATCH", message, details)


def _check_place(each: ProvinceIndicator, year: int, goals: set[str]) -> None:
    if not each.code.startswith(f"{year}-"):
        raise Rejected("BAD_SHAPE", f"{each.code}: 지표의 코드는 {year}-로 시작합니다.")
    if each.goal not in goals:
        raise Rejected("BAD_SHAPE", f"{each.number}의 국정목표가 그해의 다섯 목표에 없습니다. 목표를 고르세요.")


def _check_leads(each: ProvinceIndicator, year: int, cycle: ProvinceCycle, departments: Departments) -> None:
    if len(each.leads) != 1 or each.leads[0] in each.supporting:
        message = f"{each.number}의 주관부서는 하나이고 협조부서와 겹칠 수 없습니다. 부서를 다시 고르세요."
        raise Rejected("LEAD_NOT_UNIQUE", message, {"indicator": each.code, "leads": ",".join(each.leads)})
    day = min(cycle.record_date, date(year, 12, 31))
    for department in (*each.leads, *each.supporting):
        check_department(department, departments, day)


def _check_measure(each: ProvinceIndicator, cities: int) -> None:
    """A quantitative indicator has a target, a qualitative one a percent for every rank of the league."""
    if each.kind is IndicatorKind.QUALITATIVE:
        is_falling = all(better >= worse for better, worse in zip(each.shares, each.shares[1:], strict=False))
        measured = (each.polarity, each.unit, each.target, *each.plan)
        if len(each.shares) != cities or not is_falling or any(part is not None for part in measured):
            message = f"{each.number}: 정성지표는 {cities}위까지의 득점률을 높은 것부터 적고, 목표값은 적지 않습니다."
            raise Rejected("BAD_SHAPE", message)
        return
    if each.polarity is None or each.unit is None or each.target is None or each.shares:
        raise Rejected("BAD_SHAPE", f"{each.number}: 정량지표는 방향·단위·목표값을 적고, 득점률은 적지 않습니다.")
    if len(each.plan) not in (0, 12):
        raise Rejected("BAD_SHAPE", f"{each.number}: 월별 계획은 1월부터 12월까지 모두 적거나 모두 비웁니다.")
    check_target(each.polarity, each.target)


def _check_predecessor(each: ProvinceIndicator, year: int, known: Mapping[str, Indicator]) -> None:
    if each.predecessor is None:
        return
    there = known[each.predecessor].definition
    if there is None or int(each.predecessor[:4]) >= year:
        message = f"{each.number}가 이어받는 {each.predecessor}는 앞선 해의 확정한 지표가 아닙니다. 코드를 확인하세요."
        raise Rejected("UNKNOWN_PREDECESSOR", message, {"indicator": each.code, "predecessor": each.predecessor})
