"""What every decision on a directive rests on, which commands a state allows, and the checks that several share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar import Calendar, count_business_days
from contracts.calendar.policies import POLICIES, DeadlinePolicy
from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    DirectiveKind,
    IssueDirective,
    MergeDirectives,
    RecalculateDeadlines,
    RecordQuarterlyCheck,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SplitNote,
    SubmitOutcome,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
    Visibility,
)
from contracts.directives.sealed import AUDIT_TEAM
from contracts.errors import Rejected
from contracts.messages import Actor, Command
from contracts.values import Role
from services.directives.directive.state import Active, Ended, Issued, NotIssued, Phase, State, Work

WORKED_ON: Final = frozenset({Phase.REPORTED, Phase.IN_PROGRESS, Phase.RETURNED})
REPORTED: Final = WORKED_ON | {Phase.OUTCOME_SUBMITTED}
SHARED: Final = REPORTED | {Phase.SHARED}
OPEN: Final = SHARED | {Phase.ISSUED}
ENDED: Final = frozenset(Phase) - OPEN
ALLOWED: Final[Mapping[type[Command], tuple[str, frozenset[Phase]]]] = {
    ShareDirective: ("share", frozenset({Phase.ISSUED})),
    AcknowledgeDirective: ("acknowledge", SHARED),
    AssignTeam: ("assign", SHARED),
    SubmitPriorityReport: ("report", frozenset({Phase.SHARED})),
    ReplyAsAddressee: ("reply", SHARED),
    UpdateProgress: ("progress", WORKED_ON),
    SubmitOutcome: ("outcome", WORKED_ON),
    AcceptOutcome: ("accept", frozenset({Phase.OUTCOME_SUBMITTED, Phase.SHARED})),
    ReturnOutcome: ("return", frozenset({Phase.OUTCOME_SUBMITTED})),
    CloseAsContinuing: ("continue", REPORTED),
    TransferDirective: ("transfer", SHARED),
    CancelDirective: ("cancel", OPEN),
    MergeDirectives: ("merge", OPEN),
    RecordQuarterlyCheck: ("check", SHARED | ENDED),
}
"""What a refusal calls each command, and the states that allow it (decided.md, Directive states)."""
AUDIT_CIRCLE: Final = frozenset({Role.MAYOR, Role.AUDITOR, Role.OFFICER})
"""Who may know of AUDIT_ONLY (decided.md, Rights); officers of its lead, which `check_lead` holds them to."""
COUNTED: Final = (
    IssueDirective,
    ShareDirective,
    SubmitPriorityReport,
    ReplyAsAddressee,
    AcceptOutcome,
    CloseAsContinuing,
    TransferDirective,
    SplitNote,
    RecalculateDeadlines,
)
"""Commands that count business days."""
SET_BY_POLICY: Final = (IssueDirective, ShareDirective, SplitNote, RecalculateDeadlines)
"""Commands that set deadlines by policy."""


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
    acting_for: str | None = None
    """The account that is away (ORG-12)."""
    entered_on: date | None = None
    """The Seoul day on which it was entered, where that was after it took effect (CAL-14)."""
    calendar: Calendar = Calendar()  # noqa: RUF009 - frozen
    policies: Sequence[DeadlinePolicy] = POLICIES
    number: str = ""
    """For an issue: the next of the year's series."""
    departments: Mapping[str, Department | None] | None = None
    """For a share or a transfer: the departments that it names; None for one that is not known."""
    team: str | None = None
    """Of the team that `name_team` names: the code of the department that it belongs to on the day."""
    target: State = NotIssued()  # noqa: RUF009 - frozen
    """For a merge: the directive that carries on."""

    @property
    def people(self) -> frozenset[str]:
        """Who acts, and for whom."""
        return frozenset(each for each in (self.actor.user, self.acting_for) if each is not None)


def find_phase(state: Issued | Active | Ended) -> Phase:
    """Return where a directive stands."""
    return Phase.ISSUED if isinstance(state, Issued) else state.phase


def is_allowed(command: type[Command], state: State) -> bool:
    """Tell whether a state allows a command, whoever sends it."""
    if isinstance(state, NotIssued):
        return command is IssueDirective
    if command not in ALLOWED or find_phase(state) not in ALLOWED[command][1]:
        return False
    work = None if isinstance(state, Issued) else state.work
    if command is AcceptOutcome and find_phase(state) is Phase.SHARED:
        return state.order.kind is DirectiveKind.EXHORTATION  # 당부 is closed without an outcome (DIR-02)
    if command is RecordQuarterlyCheck:
        return work is not None
    if command is ReplyAsAddressee:
        return work is not None and not work.replied.issuperset(work.addressees)
    return True


def list_allowed(state: State) -> tuple[str, ...]:
    """Return the commands that a state allows, as a refusal names them."""
    if isinstance(state, NotIssued):
        return ("issue",)
    return tuple(name for command, (name, _) in ALLOWED.items() if is_allowed(command, state))


def refuse_unknown() -> Rejected:
    """Return the refusal of what was never issued, or may not be known of."""
    return Rejected("NOT_FOUND", "지시사항을 찾을 수 없습니다. 번호를 확인하세요.")


def refuse_state(state: Issued | Active | Ended) -> Rejected:
    """Return the refusal of a command that the state does not allow; it names the ones that it does."""
    details = {"state": find_phase(state), "allowed": ",".join(list_allowed(state))}
    return Rejected("WRONG_STATE", "지금 상태에서는 할 수 없는 일입니다. 가능한 처리를 확인하세요.", details)


def refuse_early_or_late(command: Command, state: Issued | Active | Ended) -> Rejected:
    """Return why a command cannot be done now: by a name of its own where there is one (DIR-06)."""
    match command, find_phase(state):
        case SubmitPriorityReport(), phase if phase in REPORTED:
            return Rejected("ALREADY_REPORTED", "이미 우선보고한 지시사항입니다. 이후 경과는 진행 상황으로 올리세요.")
        case UpdateProgress() | SubmitOutcome(), Phase.SHARED:
            return Rejected("REPORT_MISSING", "우선보고가 먼저입니다. 우선보고를 올린 뒤 하세요.")
        case _:
            return refuse_state(state)


def check_circle(visibility: Visibility, actor: Actor) -> None:
    """What only the audit may know of is for mayor, auditor and lead; all else for all but the auditor (DIR-22).

    Raises: Rejected with NOT_PERMITTED.
    """
    is_inside = actor.role in AUDIT_CIRCLE if visibility is Visibility.AUDIT_ONLY else actor.role is not Role.AUDITOR
    if not is_inside:
        raise Rejected("NOT_PERMITTED", "이 지시사항을 처리할 권한이 없습니다. 공개 범위를 확인하세요.")


def count_days(work: Work, facts: Facts) -> int:
    """Return the business days from the share to today."""
    return count_business_days(facts.calendar, work.shared_on, facts.today)


def check_lead(work: Work, facts: Facts) -> None:
    """Only the lead department speaks for the directive (decided.md, Rights)."""
    if facts.actor.department != work.lead:
        raise Rejected("NOT_PERMITTED", "주관부서만 할 수 있는 일입니다. 주관부서에 요청하세요.")


def check_audit(visibility: Visibility, named: tuple[str, ...], facts: Facts) -> None:
    """What only the audit may know of is its own team's department's alone (DIR-22): nobody else could read it.

    Raises: Rejected with NOT_PERMITTED.
    """
    if visibility is Visibility.AUDIT_ONLY and named != (facts.team,):
        raise Rejected(
            "NOT_PERMITTED",
            "감사 전용 지시사항은 감사팀이 있는 부서만 맡습니다. 그 부서를 고르고 협조·회신 부서는 빼세요.",
        )


def check_departments(codes: tuple[str, ...], facts: Facts) -> None:
    """Each department exists on the day. Raises: Rejected with UNKNOWN_DEPARTMENT, DEPARTMENT_NOT_VALID."""
    for code in codes:
        department = (facts.departments or {}).get(code)
        if department is None:
            message = f"등록되지 않은 부서입니다: {code}. 조직 화면에서 확인하세요."
            raise Rejected("UNKNOWN_DEPARTMENT", message, {"code": code})
        if not department.is_valid_on(facts.today):
            message = f"{facts.today}에 없는 부서입니다: {code}. 현재 부서를 고르세요."
            raise Rejected("DEPARTMENT_NOT_VALID", message, {"code": code})


def name_departments(command: Command) -> tuple[str, ...]:
    """Return the departments that a command names, each once."""
    match command:
        case ShareDirective():
            named = (command.lead, *command.supporting, *command.addressees)
        case TransferDirective():
            named = (command.lead,)
        case SplitNote():
            named = tuple(code for draft in command.drafts if draft.lead for code in (draft.lead, *draft.supporting))
        case _:
            named = ()
    return tuple(dict.fromkeys(named))


def name_team(command: Command, state: State) -> str | None:
    """Return the team that a decision rests on: the one that is named, or the audit's where only it may know."""
    match command:
        case AssignTeam():
            return command.team
        case ShareDirective() | TransferDirective() if not isinstance(state, NotIssued):
            return AUDIT_TEAM if state.order.visibility is Visibility.AUDIT_ONLY else None
        case _:
            return None


def find_years(command: Command, state: State, today: date) -> range:
    """Return the years whose holidays a decision may count: from the oldest day concerned to past the last deadline."""
    if not isinstance(command, COUNTED):
        return range(0)
    days = [today]
    if isinstance(state, Issued | Active):
        days += [day for deadline in state.deadlines.values() for day in (deadline.start, deadline.due)]
    if isinstance(state, Active):
        days.append(state.work.shared_on)
    if isinstance(command, TransferDirective) and command.report_due is not None:
        days.append(command.report_due)
    is_long = isinstance(command, ShareDirective) and command.report_days is not None  # 250 business days at most
    return range(min(days).year, max(days).year + (3 if is_long else 2))
