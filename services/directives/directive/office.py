"""What the issuers and the coordinating office do: issue, share, pass on, accept, check, end (domain.md 4.2)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from contracts.calendar import count_business_days, count_business_days_late
from contracts.directives import (
    AcceptOutcome,
    Assessment,
    CancelDirective,
    Clock,
    CloseAsContinuing,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveKind,
    DirectiveMerged,
    DirectiveShared,
    DirectiveTransferred,
    IssueDirective,
    MergeDirectives,
    OutcomeReturned,
    QuarterlyCheckRecorded,
    RecordQuarterlyCheck,
    ReturnOutcome,
    ShareDirective,
    TransferDirective,
)
from contracts.errors import Rejected
from contracts.values import Role
from services.directives.directive.deadlines import SET_BY_HAND, list_stages, set_terms
from services.directives.directive.ground import Facts, check_audit, check_departments, check_lead, count_days
from services.directives.directive.quarters import find_quarter_days, was_open, was_shared
from services.directives.directive.state import Active, Ended, Issued, NotIssued, Order, Work, find_key

EARLY_DAYS: Final = 1
"""Business days after the share within which the lead itself may pass it on, and its due date stays (DIR-16)."""
REPORT_POLICIES: Final[Mapping[DirectiveKind, str]] = {
    DirectiveKind.SIMPLE: "DIR_REPORT_3",
    DirectiveKind.ADDITIONAL: "DIR_REPORT_3",
    DirectiveKind.SPECIAL: "DIR_REPORT_3",
    DirectiveKind.PLAN: "DIR_PLAN_10",
    DirectiveKind.EXHORTATION: "DIR_NONE",
}
"""The policy of the report's deadline (domain.md 4.1)."""


def issue(command: IssueDirective, facts: Facts) -> DirectiveIssued:
    """Number it, and set the day by which it must be shared (DIR-01)."""
    share = set_terms(Clock.SHARE, "DIR_SHARE", None, facts.today, facts.calendar, facts.policies)
    assert share.due is not None, "every directive is to be shared"
    return DirectiveIssued(
        number=facts.number,
        text=command.text,
        kind=command.kind,
        meeting=command.meeting,
        issuer=facts.actor.user,
        issued_on=facts.today,
        share_due=share.due,
        share_policy=share.policy,
        share_stages=share.stages,
        visibility=command.visibility,
        origin=command.origin,
        external_ref=command.external_ref,
    )


def share(command: ShareDirective, order: Order, facts: Facts) -> DirectiveShared:
    """Give it to one lead and to those beside it; the clocks run (DIR-04, DIR-05).

    Raises: Rejected with LEAD_NOT_UNIQUE, BAD_SHAPE, and as `check_departments`.
    """
    named = (command.lead, *command.supporting, *command.addressees)
    if len(set(named)) < len(named):
        raise Rejected("LEAD_NOT_UNIQUE", "주관부서는 하나이고 협조부서와 겹칠 수 없습니다. 부서를 다시 고르세요.")
    if order.kind is DirectiveKind.EXHORTATION and command.report_days is not None:
        raise Rejected("BAD_SHAPE", "당부·강조사항에는 보고 기한이 없습니다. 기한을 빼고 보내세요.")
    check_audit(order.visibility, named, facts)
    check_departments(named, facts)
    policy_id = REPORT_POLICIES[order.kind] if command.report_days is None else "DIR_LONG"
    report = set_terms(Clock.REPORT, policy_id, command.report_days, facts.today, facts.calendar, facts.policies)
    return DirectiveShared(
        lead=command.lead,
        supporting=command.supporting,
        addressees=command.addressees,
        shared_on=facts.today,
        share_late_days=count_business_days_late(facts.calendar, order.share_due, facts.today),
        report_due=report.due,
        report_policy=report.policy,
        report_days=command.report_days,
        report_stages=report.stages,
    )


def accept(command: AcceptOutcome, work: Work, facts: Facts) -> DirectiveClosed:
    """완료 처리: what was submitted is enough (DIR-08)."""
    _refuse_own(work, facts)
    return DirectiveClosed(closed_on=facts.today, days=count_days(work, facts), note=command.note)


def send_back(command: ReturnOutcome, work: Work) -> OutcomeReturned:
    """Return an outcome to be supplemented (DIR-08). Raises: Rejected with REASON_REQUIRED."""
    if command.reason is None:
        raise Rejected("REASON_REQUIRED", "무엇을 보완해야 하는지 사유를 적으세요.")
    return OutcomeReturned(lead=work.lead, reason=command.reason, times=work.returns + 1)


def close_as_continuing(command: CloseAsContinuing, work: Work, facts: Facts) -> DirectiveClosedAsContinuing:
    """계속·반복 사무 (DIR-17)."""
    _refuse_own(work, facts)
    if command.mayor_report is None:
        raise Rejected("MAYOR_REPORT_REQUIRED", "시장 보고 없이는 계속관리로 종결할 수 없습니다. 보고 문서를 적으세요.")
    return DirectiveClosedAsContinuing(
        mayor_report=command.mayor_report, closed_on=facts.today, days=count_days(work, facts)
    )


def _refuse_own(work: Work, facts: Facts) -> None:
    """Who closes is never who submitted, nor who stood in for him or he for (DIR-18)."""
    if facts.people & work.submitters:
        raise Rejected(
            "SELF_CLOSE_FORBIDDEN", "처리결과를 올린 사람은 종결할 수 없습니다. 총괄부서의 다른 담당자에게 요청하세요."
        )


def transfer(command: TransferDirective, state: Active, facts: Facts) -> DirectiveTransferred:
    """소관 이관 (DIR-16)."""
    work = state.work
    is_office = facts.actor.role is not Role.OFFICER
    is_early = count_business_days(facts.calendar, work.shared_on, facts.today) <= EARLY_DAYS
    if not is_office:
        check_lead(work, facts)
        if not is_early:
            raise Rejected(
                "NOT_PERMITTED", "공유받고 1근무일이 지나 부서가 이관할 수 없습니다. 총괄부서에 이관을 요청하세요."
            )
    if command.lead == work.lead:
        raise Rejected("LEAD_NOT_UNIQUE", "이미 이 지시사항을 맡은 부서입니다. 다른 부서를 고르세요.")
    check_audit(state.order.visibility, (command.lead,), facts)
    check_departments((command.lead,), facts)
    running = state.deadlines.get(find_key(Clock.REPORT, work.lead))
    due, policy = (running.due, running.policy) if running else (None, "DIR_NONE@1")
    stages = running.untold if running else ()
    if command.report_due is not None:
        _check_new_due(command.report_due, facts, is_early=is_early, is_running=running is not None)
    if command.report_due not in {None, due}:
        due, policy = command.report_due, SET_BY_HAND
        stages = list_stages(Clock.REPORT, due, facts.today, facts.calendar)
    return DirectiveTransferred(
        before=work.lead,
        lead=command.lead,
        reason=command.reason,
        transferred_on=facts.today,
        report_due=due,
        report_policy=policy,
        report_stages=stages,
    )


def _check_new_due(due: date, facts: Facts, *, is_early: bool, is_running: bool) -> None:
    if is_early or not is_running:
        message = (
            "공유 후 1근무일 안의 이관이나 보고를 마친 지시사항은 기한을 새로 정하지 않습니다. 기한을 빼고 보내세요."
        )
        raise Rejected("DUE_DATE_KEPT", message)
    if due <= facts.today or not facts.calendar.is_business_day(due):
        raise Rejected("DUE_DATE_NOT_OPEN", "새 기한은 오늘 뒤의 근무일이어야 합니다. 날짜를 다시 고르세요.")


def cancel(command: CancelDirective, order: Order, facts: Facts) -> DirectiveCancelled:
    """Withdraw it; its issuer or the mayor. Raises: Rejected with NOT_PERMITTED."""
    if facts.actor.role is not Role.MAYOR and not facts.people & order.issuers:
        raise Rejected("NOT_PERMITTED", "지시를 등록한 사람이나 시장만 취소할 수 있습니다.")
    return DirectiveCancelled(reason=command.reason, cancelled_on=facts.today)


def merge(command: MergeDirectives, order: Order, facts: Facts) -> DirectiveMerged:
    """Both are still open, and one is no secret to those who know the other (DIR-03)."""
    match facts.target:
        case NotIssued():
            raise Rejected(
                "NOT_FOUND", "합칠 지시사항을 찾을 수 없습니다. 번호를 확인하세요.", {"into": str(command.into)}
            )
        case Ended():
            raise Rejected(
                "WRONG_STATE", "합칠 지시사항이 이미 끝났습니다. 다른 지시사항을 고르세요.", {"into": str(command.into)}
            )
        case Issued(order=target) | Active(order=target):
            if target.number == order.number:
                raise Rejected("BAD_SHAPE", "자기 자신과는 합칠 수 없습니다. 다른 지시사항을 고르세요.")
            if target.visibility is not order.visibility:
                raise Rejected("NOT_PERMITTED", "공개 범위가 다른 지시사항은 합칠 수 없습니다.")
            return DirectiveMerged(into=command.into, number=target.number, merged_on=facts.today)


def check(command: RecordQuarterlyCheck, state: Active | Ended, facts: Facts) -> QuarterlyCheckRecorded:
    """분기 점검 (DIR-09, DIR-15): of what was shared by the quarter's end and had not ended before its start."""
    first, _ = find_quarter_days(command.quarter)
    if first > facts.today or not was_open(state, command.quarter) or not was_shared(state, command.quarter):
        raise Rejected(
            "NOT_IN_QUARTER",
            "그 분기에 점검할 지시사항이 아닙니다. 분기와 공유일·종결일을 확인하세요.",
            {"quarter": command.quarter},
        )
    if command.assessment is Assessment.LAGGING and (command.cause is None or command.remedy is None):
        raise Rejected("CAUSE_AND_REMEDY_REQUIRED", "부진한 지시사항은 부진사유와 대안을 모두 적어야 합니다.")
    return QuarterlyCheckRecorded(
        quarter=command.quarter,
        assessment=command.assessment,
        cause=command.cause,
        remedy=command.remedy,
        checked_on=facts.today,
    )
