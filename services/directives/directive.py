"""Directive: issued, shared the same day, reported on within days and moved on by its lead (domain.md 4.2)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar import Calendar, add_business_days, count_business_days_late, find_business_day_from
from contracts.directives import (
    DirectiveIssued,
    DirectiveKind,
    DirectivesEvent,
    DirectiveShared,
    IssueDirective,
    PriorityReportSubmitted,
    ProgressUpdated,
    ShareDirective,
    SubmitPriorityReport,
    UpdateProgress,
)
from contracts.errors import Rejected

SHARE_POLICY: Final = "DIR_SHARE@1"
NO_HOLIDAYS: Final = Calendar()
REPORT_POLICIES: Final[dict[DirectiveKind, tuple[str, int | None]]] = {
    DirectiveKind.SIMPLE: ("DIR_REPORT_3@1", 3),
    DirectiveKind.ADDITIONAL: ("DIR_REPORT_3@1", 3),
    DirectiveKind.SPECIAL: ("DIR_REPORT_3@1", 3),
    DirectiveKind.PLAN: ("DIR_PLAN_10@1", 10),
    DirectiveKind.EXHORTATION: ("DIR_NONE@1", None),
}
"""Policy and business days after the share (domain.md 4.1)."""


@dataclass(frozen=True, slots=True)
class NotIssued:
    """There is no such directive."""


@dataclass(frozen=True, slots=True)
class Issued:
    """Numbered, waiting to be shared."""

    kind: DirectiveKind
    share_due: date


@dataclass(frozen=True, slots=True)
class Shared:
    """The departments have it."""

    lead: str
    report_due: date | None


@dataclass(frozen=True, slots=True)
class Reported:
    """The lead department has reported and works on it; `percent` is absent until it first says how far it has come."""

    lead: str
    percent: int | None


State = NotIssued | Issued | Shared | Reported
DirectiveCommand = IssueDirective | ShareDirective | SubmitPriorityReport | UpdateProgress


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
    """What the decision rests on beside the directive itself."""

    today: date
    """The Seoul day on which the act took effect."""
    calendar: Calendar = NO_HOLIDAYS
    number: str = ""
    """For an issue: the next of the year's series."""
    departments: tuple[Department | None, ...] = ()
    """For a share: the lead and then the supporting ones; None for one that is not known."""
    acting: str | None = None
    """Code of the department that sends the command."""


def decide(command: DirectiveCommand, state: State, facts: Facts) -> tuple[DirectivesEvent, ...]:
    """Return what a command leads to. Raises: Rejected."""
    match command, state:
        case IssueDirective(), NotIssued():
            return (_issue(command, facts),)
        case ShareDirective(), Issued():
            return (_share(command, state, facts),)
        case SubmitPriorityReport(), Shared() | Reported():
            return (_report(command, state, facts),)
        case UpdateProgress(), Shared() | Reported():
            return (_progress(command, state, facts),)
        case _, NotIssued():
            raise Rejected("NOT_FOUND", "지시사항을 찾을 수 없습니다. 번호를 확인하세요.")
        case _:
            raise Rejected(
                "WRONG_STATE", "지금 상태에서는 할 수 없는 일입니다. 가능한 처리를 확인하세요.", describe(state)
            )


def describe(state: State) -> dict[str, str]:
    """Return the state and the commands that it allows."""
    match state:
        case NotIssued():
            return {"state": "NONE", "allowed": "issue"}
        case Issued():
            return {"state": "ISSUED", "allowed": "share"}
        case Shared():
            return {"state": "SHARED", "allowed": "report"}
        case Reported(percent=None):
            return {"state": "REPORTED", "allowed": "progress"}
        case Reported():
            return {"state": "IN_PROGRESS", "allowed": "progress"}


def _issue(command: IssueDirective, facts: Facts) -> DirectiveIssued:
    return DirectiveIssued(
        number=facts.number,
        text=command.text,
        kind=command.kind,
        meeting=command.meeting,
        issued_on=facts.today,
        share_due=find_business_day_from(facts.calendar, facts.today),
        share_policy=SHARE_POLICY,
        external_ref=command.external_ref,
    )


def _share(command: ShareDirective, state: Issued, facts: Facts) -> DirectiveShared:
    named = (command.lead, *command.supporting)
    if len(set(named)) < len(named):
        raise Rejected("LEAD_NOT_UNIQUE", "주관부서는 하나이고 협조부서와 겹칠 수 없습니다. 부서를 다시 고르세요.")
    for code, department in zip(named, facts.departments, strict=True):
        _check_department(code, department, facts.today)
    policy, days = REPORT_POLICIES[state.kind]
    return DirectiveShared(
        lead=command.lead,
        supporting=command.supporting,
        shared_on=facts.today,
        share_late_days=count_business_days_late(facts.calendar, state.share_due, facts.today),
        report_due=None if days is None else add_business_days(facts.calendar, facts.today, days),
        report_policy=policy,
    )


def _report(command: SubmitPriorityReport, state: Shared | Reported, facts: Facts) -> PriorityReportSubmitted:
    """우선보고: by the lead department, once (DIR-06)."""
    _check_lead(state.lead, facts.acting)
    if isinstance(state, Reported):
        raise Rejected("ALREADY_REPORTED", "이미 우선보고한 지시사항입니다. 이후 경과는 진행 상황으로 올리세요.")
    late = 0 if state.report_due is None else count_business_days_late(facts.calendar, state.report_due, facts.today)
    return PriorityReportSubmitted(text=command.text, reported_on=facts.today, report_late_days=late)


def _progress(command: UpdateProgress, state: Shared | Reported, facts: Facts) -> ProgressUpdated:
    _check_lead(state.lead, facts.acting)
    if isinstance(state, Shared):
        raise Rejected("REPORT_MISSING", "우선보고가 먼저입니다. 우선보고를 올린 뒤 진행 상황을 올리세요.")
    if command.percent < (state.percent or 0) and command.reason is None:
        raise Rejected(
            "PROGRESS_BACKWARDS",
            f"지난 진행률 {state.percent}%보다 낮습니다. 낮추는 사유를 적으세요.",
            {"percent": str(state.percent)},
        )
    return ProgressUpdated(percent=command.percent, note=command.note, reason=command.reason)


def _check_lead(lead: str, acting: str | None) -> None:
    """Only the lead department speaks for the directive (decided.md, Rights)."""
    if acting != lead:
        raise Rejected("NOT_PERMITTED", "주관부서만 할 수 있는 일입니다. 주관부서에 요청하세요.")


def _check_department(code: str, department: Department | None, today: date) -> None:
    if department is None:
        raise Rejected(
            "UNKNOWN_DEPARTMENT", f"등록되지 않은 부서입니다: {code}. 조직 화면에서 확인하세요.", {"code": code}
        )
    if not department.is_valid_on(today):
        raise Rejected(
            "DEPARTMENT_NOT_VALID", f"{today}에 없는 부서입니다: {code}. 현재 부서를 고르세요.", {"code": code}
        )


def evolve(state: State, event: DirectivesEvent) -> State:
    """Return the state after an event."""
    match event:
        case DirectiveIssued():
            return Issued(event.kind, event.share_due)
        case DirectiveShared():
            return Shared(event.lead, event.report_due)
        case PriorityReportSubmitted() if isinstance(state, Shared):
            return Reported(state.lead, None)
        case ProgressUpdated() if isinstance(state, Reported):
            return Reported(state.lead, event.percent)
        case _:
            return state
