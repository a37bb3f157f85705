"""What every decision on a directive rests on, and the checks that several share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.calendar import Calendar, count_business_days
from contracts.calendar.policies import POLICIES, DeadlinePolicy
from contracts.errors import Rejected
from contracts.messages import Actor
from services.directives.directive.state import Active, Ended, Issued, NotIssued, Phase, State, Work

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


def refuse_state(state: State) -> Rejected:
    """Return the refusal of a command that the state does not allow; it names the ones that it does."""
    phase = Phase.ISSUED if isinstance(state, Issued) else state.phase if isinstance(state, Active | Ended) else None
    details = {"state": phase or "NONE", "allowed": ",".join(ALLOWED[phase]) if phase else "issue"}
    return Rejected("WRONG_STATE", "지금 상태에서는 할 수 없는 일입니다. 가능한 처리를 확인하세요.", details)


def count_days(work: Work, facts: Facts) -> int:
    """Return the business days from the share to today."""
    return count_business_days(facts.calendar, work.shared_on, facts.today)


def check_lead(work: Work, facts: Facts) -> None:
    """Only the lead department speaks for the directive (decided.md, Rights)."""
    if facts.actor.department != work.lead:
        raise Rejected("NOT_PERMITTED", "주관부서만 할 수 있는 일입니다. 주관부서에 요청하세요.")


def check_reported(state: Active) -> None:
    """A department reports before anything else (DIR-06). Raises: Rejected with REPORT_MISSING."""
    if state.phase is Phase.SHARED:
        raise Rejected("REPORT_MISSING", "우선보고가 먼저입니다. 우선보고를 올린 뒤 하세요.")


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
