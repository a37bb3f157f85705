"""Steps of an approval: submitted, passed or refused, each after the one before it (PRJ-58, PRJ-61)."""

from typing import Final

from contracts.calendar.periods import Period
from contracts.errors import Rejected
from contracts.projects.approvals import (
    ForecastStep,
    PassStep,
    RejectStep,
    StepCommand,
    StepForecast,
    StepPassed,
    StepRejected,
    StepSubmitted,
    SubmitStep,
)
from contracts.projects.eligibility import EligibilityRule, RuleId
from contracts.projects.schedule import Slip, find_slip
from services.projects.approval.ground import Facts, find_step, judge
from services.projects.approval.state import Opened, Step, StepState
from services.projects.checks import check_after, read_past, read_plan, refuse_state

ALLOWED: Final = {
    StepState.OPEN: ("submit", "forecast"),
    StepState.SUBMITTED: ("pass", "reject", "forecast"),
    StepState.REJECTED: ("submit", "forecast"),
    StepState.PASSED: (),
}
"""What each state of a step allows, as a refusal names it."""
SUBMITTABLE: Final = frozenset({StepState.OPEN, StepState.REJECTED})


def decide_step(
    command: StepCommand, state: Opened, facts: Facts
) -> StepSubmitted | StepPassed | StepRejected | StepForecast:
    """Return what becomes of a step.

    Raises: Rejected with NOT_FOUND, STEP_ORDER, WRONG_STATE, EVIDENCE_MISSING, ELIGIBILITY_NOT_MET, REASON_REQUIRED,
    BAD_SHAPE, WEEKDAY_MISMATCH, DAY_IN_FUTURE, DATES_REVERSED.
    """
    step = find_step(state, command.number)
    match command:
        case SubmitStep():
            return _submit(command, step, state, facts)
        case PassStep():
            return _pass(command, step, state, facts)
        case RejectStep():
            return _reject(command, step, state, facts)
        case ForecastStep():
            return _forecast(command, step, facts)


def _submit(command: SubmitStep, step: Step, state: Opened, facts: Facts) -> StepSubmitted:
    _check_turn(step, state)
    if step.state not in SUBMITTABLE:
        raise _refuse(step)
    on = read_past(command.on, facts.today)
    _check_follows(on, step, state)
    missing = [each.name for each in state.requirements.values() if each.step == command.number and not each.is_met]
    if missing:
        message = f"증빙이 빠졌습니다: {', '.join(missing)}. 증빙을 붙인 뒤 제출하세요."
        raise Rejected("EVIDENCE_MISSING", message, {"missing": ",".join(missing)})
    rules = judge(state, facts)
    _check_rules(rules, step, state)
    return StepSubmitted(number=command.number, round=state.round, submitted_on=on, rules=rules)


def _pass(command: PassStep, step: Step, state: Opened, facts: Facts) -> StepPassed:
    on = _read_answer(command.on, step, state, facts)
    _check_rules(judge(state, facts), step, state)
    return StepPassed(
        number=command.number,
        round=state.round,
        passed_on=on,
        reference=command.reference,
        approved_won=state.facts.total_won if _is_last(step, state) else None,
    )


def _reject(command: RejectStep, step: Step, state: Opened, facts: Facts) -> StepRejected:
    on = _read_answer(command.on, step, state, facts)
    if command.reason is None:
        raise Rejected("REASON_REQUIRED", "통과하지 못한 사유를 적으세요. 보완해 다시 제출하는 데 씁니다.")
    return StepRejected(number=command.number, round=state.round, rejected_on=on, reason=command.reason)


def _forecast(command: ForecastStep, step: Step, facts: Facts) -> StepForecast:
    if step.state is StepState.PASSED:
        raise _refuse(step)
    forecast, planned = read_plan(command.forecast, facts.today), step.plan.planned
    slip = find_slip(planned, forecast, facts.calendar) if planned is not None else Slip()
    return StepForecast(
        number=command.number,
        forecast=forecast,
        reason=command.reason,
        slip_days=slip.days,
        slip_business_days=slip.business_days,
    )


def _read_answer(text: str, step: Step, state: Opened, facts: Facts) -> Period:
    """Return when somebody decided on a step that was submitted, in whatever part of the same month that was."""
    _check_turn(step, state)
    if step.state is not StepState.SUBMITTED:
        raise _refuse(step)
    on = read_past(text, facts.today)
    _check_follows(on, step, state)
    return on


def _check_turn(step: Step, state: Opened) -> None:
    """No step comes before the one before it is passed. Raises: Rejected with STEP_ORDER."""
    due = state.next
    if due is not None and due.plan.number < step.plan.number:
        message = f"{due.plan.number}단계({due.plan.name})가 끝나지 않았습니다. 그 단계부터 처리하세요."
        raise Rejected("STEP_ORDER", message, {"next": str(due.plan.number)})


def _check_follows(on: Period, step: Step, state: Opened) -> None:
    """A step's dates follow one another, and those of the steps before it. Raises: Rejected with DATES_REVERSED."""
    if state.reopened_on is not None:
        check_after(on, state.reopened_on, "다시 연 날")
    for each in state.steps:
        if each.plan.number <= step.plan.number and each.on is not None:
            check_after(on, each.on, f"{each.plan.number}단계({each.plan.name})의 날짜")


def _check_rules(rules: tuple[EligibilityRule, ...], step: Step, state: Opened) -> None:
    """Raises: Rejected with ELIGIBILITY_NOT_MET. The policy grade is given on the way, so it is asked of the last."""
    broken = [
        each.id.value
        for each in rules
        if not each.is_met and (each.id is not RuleId.POLICY_GRADE or _is_last(step, state))
    ]
    if broken:
        message = f"국제행사 승인 요건에 맞지 않습니다: {', '.join(broken)}. 행사 계획을 고친 뒤 다시 하세요."
        raise Rejected("ELIGIBILITY_NOT_MET", message, {"rules": ",".join(broken)})


def _is_last(step: Step, state: Opened) -> bool:
    return step.plan.number == state.steps[-1].plan.number


def _refuse(step: Step) -> Rejected:
    message = "지금 상태의 단계에는 할 수 없는 일입니다. 단계의 상태를 확인하세요."
    return refuse_state(step.state, ALLOWED[step.state], message)
