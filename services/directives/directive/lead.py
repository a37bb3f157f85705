"""What the departments do: see, report, reply, move on, submit (domain.md 4.2)."""

from contracts.calendar import count_business_days_late
from contracts.directives import (
    AddresseeReplied,
    AssignTeam,
    Clock,
    DirectiveAcknowledged,
    DirectivesEvent,
    OutcomeSubmitted,
    PriorityReportSubmitted,
    ProgressUpdated,
    ReplyAsAddressee,
    SubmitOutcome,
    SubmitPriorityReport,
    TeamAssigned,
    UpdateProgress,
)
from contracts.errors import Rejected
from services.directives.directive.ground import Facts, check_lead
from services.directives.directive.state import Active, Work, find_key


def acknowledge(work: Work, facts: Facts) -> tuple[DirectivesEvent, ...]:
    """Note that a department has seen it, the first time. Raises: Rejected with NOT_PERMITTED."""
    department = facts.actor.department
    if department is None or department not in {work.lead, *work.supporting, *work.addressees}:
        raise Rejected("NOT_PERMITTED", "공유받은 부서만 할 수 있는 일입니다.")
    return () if department in work.seen_by else (DirectiveAcknowledged(department=department),)


def assign(command: AssignTeam, work: Work, facts: Facts) -> tuple[DirectivesEvent, ...]:
    """Name the team of the lead that works on it (ORG-05). Raises: Rejected with UNKNOWN_TEAM."""
    check_lead(work, facts)
    if facts.team != work.lead:
        raise Rejected(
            "UNKNOWN_TEAM", "주관부서에 그런 팀이 없습니다. 조직 화면에서 확인하세요.", {"code": command.team}
        )
    return () if command.team == work.team else (TeamAssigned(team=command.team),)


def report(command: SubmitPriorityReport, work: Work, facts: Facts) -> PriorityReportSubmitted:
    """우선보고: by the lead department, once (DIR-06)."""
    check_lead(work, facts)
    due = work.report_due
    return PriorityReportSubmitted(
        text=command.text,
        plan=command.plan,
        problem=command.problem,
        attachments=command.attachments,
        confirmed_by=command.confirmed_by,
        reported_on=facts.today,
        report_late_days=0 if due is None else count_business_days_late(facts.calendar, due, facts.today),
    )


def reply(command: ReplyAsAddressee, state: Active, facts: Facts) -> AddresseeReplied:
    """Take the reply of one of several departments, once. Raises: Rejected with NOT_PERMITTED, ALREADY_REPORTED."""
    department = facts.actor.department
    if department is None or department not in state.work.addressees:
        raise Rejected("NOT_PERMITTED", "회신할 부서가 아닙니다. 공유받은 부서만 회신할 수 있습니다.")
    if department in state.work.replied:
        raise Rejected("ALREADY_REPORTED", "이미 회신한 지시사항입니다. 고칠 내용은 주관부서에 알리세요.")
    running = state.deadlines.get(find_key(Clock.REPLY, department))
    return AddresseeReplied(
        department=department,
        text=command.text,
        attachments=command.attachments,
        replied_on=facts.today,
        reply_late_days=0 if running is None else count_business_days_late(facts.calendar, running.due, facts.today),
    )


def progress(command: UpdateProgress, work: Work, facts: Facts) -> ProgressUpdated:
    """Take how far it has come; back only with a reason. Raises: Rejected with PROGRESS_BACKWARDS."""
    check_lead(work, facts)
    before = work.percent
    if command.percent < (before or 0) and command.reason is None:
        message = f"지난 진행률 {before}%보다 낮습니다. 낮추는 사유를 적으세요."
        raise Rejected("PROGRESS_BACKWARDS", message, {"percent": str(before)})
    return ProgressUpdated(
        percent=command.percent, note=command.note, reason=command.reason, attachments=command.attachments
    )


def submit(command: SubmitOutcome, work: Work, facts: Facts) -> OutcomeSubmitted:
    """처리결과 (DIR-07)."""
    check_lead(work, facts)
    return OutcomeSubmitted(
        text=command.text,
        plan=command.plan,
        problem=command.problem,
        attachments=command.attachments,
        confirmed_by=command.confirmed_by,
        submitted_on=facts.today,
        submitted_by=facts.actor.user,
    )
