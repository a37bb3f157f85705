"""What an approval is asked for: its steps, the event's numbers, period, evidence and grade (PRJ-58 to PRJ-61)."""

from contracts.errors import Rejected
from contracts.projects.approvals import (
    ApplicationCommand,
    ApprovalEvent,
    ApprovalOpened,
    ApprovalReopened,
    ApprovalStep,
    AttachEvidence,
    EventFactsSet,
    EventPeriodSet,
    EvidenceAttached,
    EvidenceRequired,
    OpenApproval,
    PolicyGradeRecorded,
    RecordPolicyGrade,
    ReopenApproval,
    RequireEvidence,
    SetEventFacts,
    SetEventPeriod,
)
from contracts.projects.eligibility import EventFacts, HostLevel, needs_reapproval, show_share
from contracts.registry import PartnerKind
from services.projects.approval.ground import Facts, find_step
from services.projects.approval.state import Opened, StepState
from services.projects.checks import check_after, check_partners, read_past, read_plan, refuse_state, refuse_unknown


def open_approval(command: OpenApproval, facts: Facts) -> ApprovalOpened:
    """Plan the way, its steps numbered from 1 without holes, their dates in that order.

    Raises: Rejected with BAD_SHAPE, WEEKDAY_MISMATCH, DATES_REVERSED, UNKNOWN_PARTNER.
    """
    if [each.number for each in command.steps] != list(range(1, len(command.steps) + 1)):
        raise Rejected("BAD_SHAPE", "단계의 번호는 1부터 차례로 적습니다. 번호를 확인하세요.")
    bodies = dict.fromkeys(each.body for each in command.steps if each.body is not None)
    check_partners(bodies, facts.partners)
    _check_numbers(command.facts, facts)
    steps = tuple(
        ApprovalStep(
            number=each.number,
            name=each.name,
            body=each.body,
            planned=read_plan(each.planned, facts.today) if each.planned is not None else None,
        )
        for each in command.steps
    )
    _check_order(steps)
    return ApprovalOpened(
        project=command.project, name=command.name, by=facts.actor.department, steps=steps, facts=command.facts
    )


def decide_application(command: ApplicationCommand, state: Opened, facts: Facts) -> tuple[ApprovalEvent, ...]:
    """Return what becomes of the application.

    Raises: Rejected with BAD_SHAPE, NOT_FOUND, WRONG_STATE, REAPPROVAL_REQUIRED, EVENT_TOO_LONG, UNKNOWN_PARTNER,
    WEEKDAY_MISMATCH, DAY_IN_FUTURE.
    """
    match command:
        case SetEventFacts():
            return _set_facts(command, state, facts)
        case SetEventPeriod():
            return (_set_period(command, facts),)
        case RequireEvidence():
            return (_require(command, state),)
        case AttachEvidence():
            return (_attach(command, state, facts),)
        case RecordPolicyGrade():
            return (_grade(command, facts),)
        case ReopenApproval():
            return (_reopen(command, state, facts),)


def _set_facts(command: SetEventFacts, state: Opened, facts: Facts) -> tuple[ApprovalEvent, ...]:
    """Nothing where the numbers are these already; a cost that has grown by 30 % needs the approval anew (PRJ-59)."""
    _check_numbers(command.facts, facts)
    total, approved = command.facts.total_won, state.approved_won
    if total is not None and approved is not None and needs_reapproval(total, approved, facts.rules):
        message = (
            f"총사업비가 승인받은 금액보다 {show_share(total - approved, approved)} 늘었습니다. "
            "승인 절차를 다시 연 뒤 고치세요."
        )
        raise Rejected("REAPPROVAL_REQUIRED", message, {"total": str(total), "approved": str(approved)})
    return () if command.facts == state.facts else (EventFactsSet(facts=command.facts),)


def _set_period(command: SetEventPeriod, facts: Facts) -> EventPeriodSet:
    """From the first day to the last, both counted, or so many of them at most (PRJ-60, INC-26)."""
    period = read_plan(command.period, facts.today)
    if period.last is None:
        raise Rejected("BAD_SHAPE", "행사가 끝나는 날까지 적으세요.")
    span = (period.last - period.first).days + 1
    days = min(span, command.at_most_days or span)
    if days > facts.rules.longest_days:
        message = f"{days}일은 국제행사 기간의 한도 {facts.rules.longest_days}일을 넘습니다. 기간을 줄이세요."
        raise Rejected("EVENT_TOO_LONG", message, {"days": str(days), "longest": str(facts.rules.longest_days)})
    return EventPeriodSet(period=period, days=days)


def _require(command: RequireEvidence, state: Opened) -> EvidenceRequired:
    step = find_step(state, command.step)
    if step.state in {StepState.SUBMITTED, StepState.PASSED}:
        raise refuse_state(step.state, (), "이미 제출한 단계입니다. 증빙은 제출하기 전에 정하세요.")
    return EvidenceRequired(
        number=len(state.requirements) + 1,
        step=command.step,
        kinds=tuple(dict.fromkeys(command.kinds)),
        name=command.name,
    )


def _attach(command: AttachEvidence, state: Opened, facts: Facts) -> EvidenceAttached:
    requirement = state.requirements.get(command.requirement)
    if requirement is None:
        raise refuse_unknown("그런 증빙 요건이", "번호를 확인하세요.")
    if command.kind not in requirement.kinds:
        kinds = ",".join(requirement.kinds)
        raise Rejected("BAD_SHAPE", f"이 요건의 증빙이 아닙니다. 문서의 종류를 확인하세요: {kinds}.", {"kinds": kinds})
    check_partners((command.partner,) if command.partner is not None else (), facts.partners)
    return EvidenceAttached(
        requirement=command.requirement, kind=command.kind, partner=command.partner, file=command.file
    )


def _grade(command: RecordPolicyGrade, facts: Facts) -> PolicyGradeRecorded:
    check_partners((command.body,), facts.partners)
    graded_on = read_past(command.on, facts.today)
    return PolicyGradeRecorded(body=command.body, grade=command.grade, graded_on=graded_on)


def _reopen(command: ReopenApproval, state: Opened, facts: Facts) -> ApprovalReopened:
    if state.next is not None:
        raise refuse_state("OPEN", (), "아직 승인받지 않은 행사입니다. 진행 중인 단계를 계속하세요.")
    return ApprovalReopened(round=state.round + 1, reopened_on=facts.today, reason=command.reason)


def _check_numbers(planned: EventFacts, facts: Facts) -> None:
    """Hosts are what they are registered as, and no part exceeds its whole.

    Raises: Rejected with UNKNOWN_PARTNER, BAD_SHAPE.
    """
    check_partners((each.partner for each in planned.co_hosts), facts.partners)
    for host in planned.co_hosts:
        is_province = facts.partners[host.partner] is PartnerKind.PROVINCE
        if is_province != (host.level is HostLevel.PROVINCE):
            raise Rejected("BAD_SHAPE", f"등록된 기관 구분과 다릅니다: {host.partner}. 공동주최 기관을 확인하세요.")
    pairs = ((planned.foreigners, planned.visitors), (planned.national_won, planned.total_won))
    for part, whole in pairs:
        if part is not None and whole is not None and part > whole:
            raise Rejected("BAD_SHAPE", "외국인은 전체 방문객보다, 국비는 총사업비보다 많을 수 없습니다.")


def _check_order(steps: tuple[ApprovalStep, ...]) -> None:
    """Dated steps follow one another, whatever undated ones lie between (INC-35). Raises: DATES_REVERSED."""
    before = None
    for each in steps:
        if each.planned is not None:
            if before is not None:
                check_after(each.planned, before, "앞 단계의 계획")
            before = each.planned
