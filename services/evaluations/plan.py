"""A year's evaluation plan: written, adopted and so frozen, later changed by versions only (EVL-01 to 05, 08, 09)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from contracts.errors import Rejected
from contracts.evaluations import EvaluationsEvent
from contracts.evaluations.plans import (
    WHOLE,
    AdoptPlan,
    AreaKind,
    CommonIndicator,
    DraftPlan,
    EvaluationArea,
    EvaluationGroup,
    PlanAdopted,
    PlanDrafted,
    Polarity,
    RevisePlan,
    Scheme,
)
from contracts.evaluations.scorecards import IndicatorTerms
from contracts.registry.known import Departments

Command = DraftPlan | AdoptPlan | RevisePlan
FULL: Final = Decimal(100)
"""The target of what surveys measure."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a year's plan."""

    draft: Scheme | None = None
    versions: tuple[Scheme, ...] = ()
    """Adopted ones, the first first: number n is version n."""

    @property
    def version(self) -> int:
        """The version that rules; 0 before the first."""
        return len(self.versions)

    @property
    def scheme(self) -> Scheme | None:
        """What rules."""
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the plan."""

    today: date
    departments: Departments
    is_final: bool
    """The year's evaluation is over."""


def decide(command: Command, state: Plan, facts: Facts) -> tuple[EvaluationsEvent, ...]:
    """Return what a command on a plan leads to.

    Raises: Rejected with PLAN_FROZEN, NOT_FOUND, WEIGHT_SUM_MISMATCH, TARGETS_INCOMPLETE, UNKNOWN_AREA, WRONG_STATE,
    EVALUATION_CLOSED, RULE_DROPPED.
    """
    match command:
        case DraftPlan():
            if state.versions:
                message = "시행한 평가계획입니다. 사유를 적어 새 판으로 바꾸세요."
                raise Rejected("PLAN_FROZEN", message, {"version": str(state.version)})
            _check(command.scheme, command.year, facts)
            return () if command.scheme == state.draft else (PlanDrafted(year=command.year, scheme=command.scheme),)
        case AdoptPlan():
            if state.versions:
                message = "이미 시행한 평가계획입니다. 사유를 적어 새 판으로 바꾸세요."
                raise Rejected("PLAN_FROZEN", message, {"version": str(state.version)})
            if state.draft is None:
                raise Rejected("NOT_FOUND", "그해의 평가계획이 없습니다. 먼저 계획을 작성하세요.")
            _check(state.draft, command.year, facts)
            return (_adopt(command.year, 1, state.draft, None, facts),)
        case RevisePlan():
            if not state.versions:
                message = "아직 시행하지 않은 계획입니다. 작성 중인 계획을 고치세요."
                raise Rejected("WRONG_STATE", message, {"state": name_state(state), "allowed": "DRAFT,ADOPT"})
            if facts.is_final:
                raise refuse_closed()
            _keep_rules(state.versions[-1], command.scheme)
            _check(command.scheme, command.year, facts)
            return (_adopt(command.year, state.version + 1, command.scheme, command.reason, facts),)


def evolve(state: Plan, event: EvaluationsEvent) -> Plan:
    """Return the plan after an event."""
    match event:
        case PlanDrafted():
            return replace(state, draft=event.scheme)
        case PlanAdopted():
            return Plan(versions=(*state.versions, event.scheme))
        case _:
            return state


def name_state(state: Plan) -> str:
    """Return the state's name, as results tell it."""
    if state.versions:
        return "ADOPTED"
    return "NONE" if state.draft is None else "DRAFT"


def refuse_closed() -> Rejected:
    """Return the refusal of a change to what is over (EVL-13)."""
    return Rejected("EVALUATION_CLOSED", "최종 확정된 평가입니다. 더 바꿀 수 없습니다.")


def _adopt(year: int, version: int, scheme: Scheme, reason: str | None, facts: Facts) -> PlanAdopted:
    return PlanAdopted(year=year, version=version, scheme=scheme, reason=reason, adopted_on=facts.today)


def _keep_rules(before: Scheme, scheme: Scheme) -> None:
    """Every adjustment of the version before is there: what it was granted for goes on counting (EVL-11)."""
    dropped = {each.code for each in before.adjustments} - {each.code for each in scheme.adjustments}
    if dropped:
        message = "시행한 계획의 가감점 항목은 뺄 수 없습니다. 항목과 코드를 그대로 두고 점수나 상한을 바꾸세요."
        raise Rejected("RULE_DROPPED", message, {"rules": _join(sorted(dropped))})


def _check(scheme: Scheme, year: int, facts: Facts) -> None:
    """A plan adds up, and names every department of its year once. Raises: Rejected."""
    for group in scheme.groups:
        _check_weights(group)
    _check_targets(scheme, facts.departments, date(year, 1, 1), date(year, 12, 31))


def _check_weights(group: EvaluationGroup) -> None:
    total = sum((area.weight for area in group.areas), Decimal())
    if total != WHOLE:
        message = f"{group.name}의 평가분야 배점 합이 {total}입니다. 100이 되게 고치세요."
        raise Rejected("WEIGHT_SUM_MISMATCH", message, {"group": group.code, "sum": str(total)})
    for each in group.common:
        check_terms(each, group)
    for area in group.areas:
        given = sum((each.weight for each in group.common if each.area == area.code), Decimal())
        if given > area.weight:
            message = f"공통지표의 배점 합 {given}이 분야의 배점 {area.weight}을 넘습니다."
            raise Rejected("INDICATOR_WEIGHT_EXCEEDED", message, {"area": area.code, "sum": str(given)})


def find_area(code: str, group: EvaluationGroup) -> EvaluationArea:
    """Return an area of a group. Raises: Rejected with UNKNOWN_AREA."""
    found = next((each for each in group.areas if each.code == code), None)
    if found is None:
        raise Rejected("UNKNOWN_AREA", "평가군에 없는 평가분야입니다. 분야의 코드를 고르세요.", {"area": code})
    return found


def check_terms(terms: CommonIndicator | IndicatorTerms, group: EvaluationGroup) -> None:
    """An indicator, common or own, fits the kind of its area. Raises: Rejected with UNKNOWN_AREA, TARGET_INVALID."""
    kind = find_area(terms.area, group).kind
    if kind is AreaKind.RATED:
        raise Rejected("UNKNOWN_AREA", "정성평가 분야에는 지표를 두지 않습니다.", {"area": terms.area})
    check_target(terms.polarity, terms.target)
    if kind is AreaKind.PERCEPTION and (terms.polarity is not Polarity.HIGHER or terms.target != FULL):
        message = "만족도 지표는 높을수록 좋음, 목표 100으로 적으세요."
        raise Rejected("TARGET_INVALID", message, {"target": str(terms.target)})


def list_changed(before: EvaluationGroup, after: EvaluationGroup) -> list[str]:
    """Return the common indicators of a department whose values no longer prove what they did."""
    now = {each.code: each for each in after.common}
    return [each.code for each in before.common if each.code not in now or is_other(each, now[each.code])]


def is_other(before: CommonIndicator | IndicatorTerms, after: CommonIndicator | IndicatorTerms) -> bool:
    """Tell whether what was reached by some terms is to be looked at again by others."""
    return (before.polarity, before.unit, before.target) != (after.polarity, after.unit, after.target)


def check_target(polarity: Polarity, target: Decimal) -> None:
    """A target can be divided by; that of a yes-or-no indicator is 1. Raises: Rejected with TARGET_INVALID."""
    if polarity is Polarity.YES_NO and target != 1:
        raise Rejected("TARGET_INVALID", "이행 여부 지표의 목표는 1입니다.", {"target": str(target)})
    if target <= 0:
        raise Rejected("TARGET_INVALID", "목표값은 0보다 커야 합니다. 지표의 산식을 바꾸세요.", {"target": str(target)})


def _check_targets(scheme: Scheme, departments: Departments, first: date, last: date) -> None:
    """Every department that exists in the year is in one group or left out (EVL-02)."""
    there = {
        code
        for code, each in departments.items()
        if each.valid_from <= last and (each.valid_until is None or each.valid_until >= first)
    }
    named = {*scheme.left_out, *(each for group in scheme.groups for each in group.departments)}
    if named != there:
        message = "평가 대상이 그해의 조직과 다릅니다. 빠진 부서와 없는 부서를 확인하세요."
        details = {"missing": _join(sorted(there - named)), "unknown": _join(sorted(named - there))}
        raise Rejected("TARGETS_INCOMPLETE", message, details)


def _join(codes: Sequence[str]) -> str:
    return ",".join(codes)[:4_000]
