"""What each command on a directive leads to (domain.md 4.2; decided.md, Directive states and Rights)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar import Calendar, count_business_days, count_business_days_late
from contracts.calendar.policies import POLICIES, DeadlinePolicy
from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AddresseeReplied,
    Assessment,
    AssignTeam,
    CancelDirective,
    Clock,
    CloseAsContinuing,
    DirectiveAcknowledged,
    DirectiveCancelled,
    DirectiveClosed,
    DirectiveClosedAsContinuing,
    DirectiveIssued,
    DirectiveKind,
    DirectiveMerged,
    DirectivesEvent,
    DirectiveShared,
    DirectiveTransferred,
    IssueDirective,
    MergeDirectives,
    OutcomeReturned,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    QuarterlyCheckRecorded,
    ReachStage,
    RecalculateDeadlines,
    RecordQuarterlyCheck,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SubmitOutcome,
    SubmitPriorityReport,
    TeamAssigned,
    TransferDirective,
    UpdateProgress,
)
from contracts.errors import Rejected
from contracts.messages import Actor
from contracts.values import Role
from services.directives.directive.deadlines import SET_BY_HAND, list_stages, reach, recalculate, set_terms
from services.directives.directive.state import Active, Ended, Issued, NotIssued, Order, Phase, State, Work
from services.directives.quarter import find_quarter_days

DirectiveCommand = (
    IssueDirective
    | ShareDirective
    | AcknowledgeDirective
    | AssignTeam
    | SubmitPriorityReport
    | ReplyAsAddressee
    | UpdateProgress
    | SubmitOutcome
    | AcceptOutcome
    | ReturnOutcome
    | CloseAsContinuing
    | TransferDirective
    | CancelDirective
    | MergeDirectives
    | RecordQuarterlyCheck
    | ReachStage
    | RecalculateDeadlines
)

ALLOWED: Final[Mapping[Phase, tuple[str, ...]]] = {
    Phase.ISSUED: ("share", "cancel", "merge"),
    Phase.SHARED: ("report", "accept", "transfer", "cancel", "merge", "check"),
    Phase.REPORTED: ("progress", "outcome", "continue", "transfer", "cancel", "merge", "check"),
    Phase.IN_PROGRESS: ("progress", "outcome", "continue", "transfer", "cancel", "merge", "check"),
    Phase.OUTCOME_SUBMITTED: ("accept", "return", "continue", "transfer", "cancel", "merge", "check"),
    Phase.RETURNED: ("progress", "outcome", "continue", "transfer", "cancel", "merge", "check"),
    Phase.CLOSED: ("check",),
    Phase.CLOSED_AS_CONTINUING: ("check",),
    Phase.CANCELLED: ("check",),
    Phase.MERGED: ("check",),
}
"""The commands that a state allows, as a refusal names them (decided.md, Directive states)."""
WORKED_ON: Final = frozenset({Phase.REPORTED, Phase.IN_PROGRESS, Phase.RETURNED})
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


@dataclass(frozen=True, slots=True)
class Department:
    """What a share must know of a department."""

    code: str
    valid_from: date
    valid_until: date | None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the department exists on the day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the directive itself."""

    today: date
    """The Seoul day on which the act takes effect."""
    actor: Actor
    calendar: Calendar = Calendar()  # noqa: RUF009 - frozen
    policies: Sequence[DeadlinePolicy] = POLICIES
    number: str = ""
    """For an issue: the next of the year's series."""
    departments: Mapping[str, Department | None] | None = None
    """For a share or a transfer: the departments that it names; None for one that is not known."""
    team: str | None = None
    """For a team: the code of the department that it belongs to on the day."""
    target: State = NotIssued()  # noqa: RUF009 - frozen
    """For a merge: the directive that carries on."""


def decide(  # noqa: C901, PLR0911 - one case a command
    command: DirectiveCommand, state: State, facts: Facts
) -> tuple[DirectivesEvent, ...]:
    """Return what a command leads to. Raises: Rejected."""
    match command, state:
        case IssueDirective(), NotIssued():
            return (_issue(command, facts),)
        case _, NotIssued():
            raise Rejected("NOT_FOUND", "지시사항을 찾을 수 없습니다. 번호를 확인하세요.")
        case ReachStage(), Issued() | Active():
            return reach(state.deadlines, command)
        case RecalculateDeadlines(), Issued() | Active():
            return recalculate(state.deadlines, command, facts.today, facts.calendar, facts.policies)
        case ((ReachStage() | RecalculateDeadlines()), Ended()):
            return ()
        case ShareDirective(), Issued():
            return (_share(command, state.order, facts),)
        case CancelDirective(), Issued() | Active():
            return (_cancel(command, state.order, facts),)
        case MergeDirectives(), Issued() | Active():
            return (_merge(command, state.order, facts),)
        case RecordQuarterlyCheck(), Active() | Ended():
            return (_check(command, state, facts),)
        case _, Active():
            return _work(command, state, facts)
        case _:
            raise refuse_state(state)


def _work(  # noqa: C901, PLR0911 - one case a command
    command: DirectiveCommand, state: Active, facts: Facts
) -> tuple[DirectivesEvent, ...]:
    """What is done about a directive that its departments have."""
    match command, state.phase:
        case AcknowledgeDirective(), _:
            return _acknowledge(state.work, facts)
        case AssignTeam(), _:
            return _assign(command, state.work, facts)
        case ReplyAsAddressee(), _:
            return (_reply(command, state, facts),)
        case TransferDirective(), _:
            return (_transfer(command, state, facts),)
        case SubmitPriorityReport(), _:
            return (_report(command, state, facts),)
        case UpdateProgress(), phase if phase in WORKED_ON or phase is Phase.SHARED:
            return (_progress(command, state, facts),)
        case SubmitOutcome(), phase if phase in WORKED_ON or phase is Phase.SHARED:
            return (_submit(command, state, facts),)
        case AcceptOutcome(), Phase.OUTCOME_SUBMITTED:
            return (_accept(command, state.work, facts),)
        case AcceptOutcome(), Phase.SHARED if state.order.kind is DirectiveKind.EXHORTATION:
            return (_accept(command, state.work, facts),)
        case ReturnOutcome(), Phase.OUTCOME_SUBMITTED:
            return (_return(command, state.work),)
        case CloseAsContinuing(), phase if phase is not Phase.SHARED:
            return (_close_as_continuing(command, state.work, facts),)
        case _:
            raise refuse_state(state)


def refuse_state(state: State) -> Rejected:
    """Return the refusal of a command that the state does not allow; it names the ones that it does."""
    phase = Phase.ISSUED if isinstance(state, Issued) else state.phase if isinstance(state, Active | Ended) else None
    details = {"state": phase or "NONE", "allowed": ",".join(ALLOWED[phase]) if phase else "issue"}
    return Rejected("WRONG_STATE", "지금 상태에서는 할 수 없는 일입니다. 가능한 처리를 확인하세요.", details)


def _issue(command: IssueDirective, facts: Facts) -> DirectiveIssued:
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


def _share(command: ShareDirective, order: Order, facts: Facts) -> DirectiveShared:
    named = (command.lead, *command.supporting, *command.addressees)
    if len(set(named)) < len(named):
        raise Rejected("LEAD_NOT_UNIQUE", "주관부서는 하나이고 협조부서와 겹칠 수 없습니다. 부서를 다시 고르세요.")
    _check_departments(named, facts)
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


def _acknowledge(work: Work, facts: Facts) -> tuple[DirectivesEvent, ...]:
    department = facts.actor.department
    if department is None or department not in {work.lead, *work.supporting, *work.addressees}:
        raise Rejected("NOT_PERMITTED", "공유받은 부서만 할 수 있는 일입니다.")
    return () if department in work.seen_by else (DirectiveAcknowledged(department=department),)


def _assign(command: AssignTeam, work: Work, facts: Facts) -> tuple[DirectivesEvent, ...]:
    _check_lead(work, facts)
    if facts.team != work.lead:
        raise Rejected(
            "UNKNOWN_TEAM", "주관부서에 그런 팀이 없습니다. 조직 화면에서 확인하세요.", {"code": command.team}
        )
    return () if command.team == work.team else (TeamAssigned(team=command.team),)


def _report(command: SubmitPriorityReport, state: Active, facts: Facts) -> PriorityReportSubmitted:
    """우선보고: by the lead department, once (DIR-06)."""
    _check_lead(state.work, facts)
    if state.phase is not Phase.SHARED:
        raise Rejected("ALREADY_REPORTED", "이미 우선보고한 지시사항입니다. 이후 경과는 진행 상황으로 올리세요.")
    due = state.work.report_due
    return PriorityReportSubmitted(
        text=command.text,
        plan=command.plan,
        problem=command.problem,
        attachments=command.attachments,
        reported_on=facts.today,
        report_late_days=0 if due is None else count_business_days_late(facts.calendar, due, facts.today),
    )


def _reply(command: ReplyAsAddressee, state: Active, facts: Facts) -> AddresseeReplied:
    department = facts.actor.department
    if department is None or department not in state.work.addressees:
        raise Rejected("NOT_PERMITTED", "회신할 부서가 아닙니다. 공유받은 부서만 회신할 수 있습니다.")
    if department in state.work.replied:
        raise Rejected("ALREADY_REPORTED", "이미 회신한 지시사항입니다. 고칠 내용은 주관부서에 알리세요.")
    running = state.deadlines.get((Clock.REPLY, department))
    return AddresseeReplied(
        department=department,
        text=command.text,
        attachments=command.attachments,
        replied_on=facts.today,
        reply_late_days=0 if running is None else count_business_days_late(facts.calendar, running.due, facts.today),
    )


def _progress(command: UpdateProgress, state: Active, facts: Facts) -> ProgressUpdated:
    _check_lead(state.work, facts)
    _check_reported(state)
    before = state.work.percent
    if command.percent < (before or 0) and command.reason is None:
        message = f"지난 진행률 {before}%보다 낮습니다. 낮추는 사유를 적으세요."
        raise Rejected("PROGRESS_BACKWARDS", message, {"percent": str(before)})
    return ProgressUpdated(
        percent=command.percent, note=command.note, reason=command.reason, attachments=command.attachments
    )


def _submit(command: SubmitOutcome, state: Active, facts: Facts) -> OutcomeSubmitted:
    """처리결과 (DIR-07)."""
    _check_lead(state.work, facts)
    _check_reported(state)
    return OutcomeSubmitted(
        text=command.text,
        plan=command.plan,
        problem=command.problem,
        attachments=command.attachments,
        submitted_on=facts.today,
        submitted_by=facts.actor.user,
    )


def _accept(command: AcceptOutcome, work: Work, facts: Facts) -> DirectiveClosed:
    """Who accepts is never who submitted (DIR-18)."""
    if facts.actor.user == work.submitted_by:
        raise Rejected(
            "SELF_CLOSE_FORBIDDEN", "처리결과를 올린 사람은 종결할 수 없습니다. 총괄부서의 다른 담당자에게 요청하세요."
        )
    return DirectiveClosed(closed_on=facts.today, days=_count_days(work, facts), note=command.note)


def _return(command: ReturnOutcome, work: Work) -> OutcomeReturned:
    if command.reason is None:
        raise Rejected("REASON_REQUIRED", "무엇을 보완해야 하는지 사유를 적으세요.")
    return OutcomeReturned(reason=command.reason, times=work.returns + 1)


def _close_as_continuing(command: CloseAsContinuing, work: Work, facts: Facts) -> DirectiveClosedAsContinuing:
    """계속·반복 사무 (DIR-17)."""
    if command.mayor_report is None:
        raise Rejected("MAYOR_REPORT_REQUIRED", "시장 보고 없이는 계속관리로 종결할 수 없습니다. 보고 문서를 적으세요.")
    return DirectiveClosedAsContinuing(
        mayor_report=command.mayor_report, closed_on=facts.today, days=_count_days(work, facts)
    )


def _transfer(command: TransferDirective, state: Active, facts: Facts) -> DirectiveTransferred:
    """소관 이관 (DIR-16)."""
    work = state.work
    is_office = facts.actor.role is Role.OPERATOR
    is_early = count_business_days(facts.calendar, work.shared_on, facts.today) <= EARLY_DAYS
    if not is_office:
        _check_lead(work, facts)
        if not is_early:
            raise Rejected(
                "NOT_PERMITTED", "공유받고 1근무일이 지나 부서가 이관할 수 없습니다. 총괄부서에 이관을 요청하세요."
            )
    if command.lead == work.lead or command.lead in work.addressees:
        raise Rejected("LEAD_NOT_UNIQUE", "이미 이 지시사항을 맡은 부서입니다. 다른 부서를 고르세요.")
    _check_departments((command.lead,), facts)
    running = state.deadlines.get((Clock.REPORT, work.lead))
    due, policy = (running.due, running.policy) if running else (None, "DIR_NONE@1")
    stages = running.stages if running else ()
    if command.report_due is not None:
        _check_new_due(command.report_due, facts, is_early=is_early, is_running=running is not None)
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


def _cancel(command: CancelDirective, order: Order, facts: Facts) -> DirectiveCancelled:
    if facts.actor.role is not Role.MAYOR and facts.actor.user != order.issuer:
        raise Rejected("NOT_PERMITTED", "지시를 등록한 사람이나 시장만 취소할 수 있습니다.")
    return DirectiveCancelled(reason=command.reason, cancelled_on=facts.today)


def _merge(command: MergeDirectives, order: Order, facts: Facts) -> DirectiveMerged:
    """Both are still open, and one is no secret to those who know the other (DIR-03)."""
    match facts.target:
        case NotIssued():
            raise Rejected(
                "NOT_FOUND", "합칠 지시사항을 찾을 수 없습니다. 번호를 확인하세요.", {"into": str(command.into)}
            )
        case Ended():
            raise refuse_state(facts.target)
        case Issued(order=target) | Active(order=target):
            if target.number == order.number:
                raise Rejected("BAD_SHAPE", "자기 자신과는 합칠 수 없습니다. 다른 지시사항을 고르세요.")
            if target.visibility is not order.visibility:
                raise Rejected("NOT_PERMITTED", "공개 범위가 다른 지시사항은 합칠 수 없습니다.")
            return DirectiveMerged(into=command.into, number=target.number, merged_on=facts.today)


def _check(command: RecordQuarterlyCheck, state: Active | Ended, facts: Facts) -> QuarterlyCheckRecorded:
    """분기 점검 (DIR-09, DIR-15): of what was shared by the quarter's end and had not ended before its start."""
    first, last = find_quarter_days(command.quarter)
    shared_on = state.work.shared_on if state.work else None
    ended_on = state.ended_on if isinstance(state, Ended) else None
    is_live = shared_on is not None and shared_on <= last and (ended_on is None or ended_on >= first)
    if not is_live or first > facts.today:
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


def _count_days(work: Work, facts: Facts) -> int:
    """Return the business days from the share to today."""
    return count_business_days(facts.calendar, work.shared_on, facts.today)


def _check_lead(work: Work, facts: Facts) -> None:
    """Only the lead department speaks for the directive (decided.md, Rights)."""
    if facts.actor.department != work.lead:
        raise Rejected("NOT_PERMITTED", "주관부서만 할 수 있는 일입니다. 주관부서에 요청하세요.")


def _check_reported(state: Active) -> None:
    if state.phase is Phase.SHARED:
        raise Rejected("REPORT_MISSING", "우선보고가 먼저입니다. 우선보고를 올린 뒤 하세요.")


def _check_departments(codes: tuple[str, ...], facts: Facts) -> None:
    for code in codes:
        department = (facts.departments or {}).get(code)
        if department is None:
            message = f"등록되지 않은 부서입니다: {code}. 조직 화면에서 확인하세요."
            raise Rejected("UNKNOWN_DEPARTMENT", message, {"code": code})
        if not department.is_valid_on(facts.today):
            message = f"{facts.today}에 없는 부서입니다: {code}. 현재 부서를 고르세요."
            raise Rejected("DEPARTMENT_NOT_VALID", message, {"code": code})
