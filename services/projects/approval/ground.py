"""What every decision on an approval rests on, and how a step is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.calendar import Calendar
from contracts.messages import Actor
from contracts.projects.eligibility import THRESHOLDS, EligibilityRule, Thresholds, check_eligibility, find_thresholds
from contracts.registry import PartnerKind
from services.projects.approval.state import Opened, Step
from services.projects.checks import Department, refuse_unknown


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision rests on beside the approval."""

    today: date
    actor: Actor
    partners: Mapping[str, PartnerKind] = field(default_factory=dict)
    """Those that a command names and that are registered."""
    towns: Mapping[str, Department] = field(default_factory=dict)
    """Town offices that a command names."""
    calendar: Calendar = Calendar()  # noqa: RUF009 - frozen
    thresholds: Sequence[Thresholds] = THRESHOLDS

    @property
    def rules(self) -> Thresholds:
        """The numbers of the rules that hold today."""
        return find_thresholds(self.today, self.thresholds)


def find_step(state: Opened, number: int) -> Step:
    """Return a step. Raises: Rejected with NOT_FOUND."""
    step = next((each for each in state.steps if each.plan.number == number), None)
    if step is None:
        raise refuse_unknown("그런 단계가", "번호를 확인하세요.")
    return step


def judge(state: Opened, facts: Facts) -> tuple[EligibilityRule, ...]:
    """Return the rule panel as it stands today (PRJ-59)."""
    return check_eligibility(state.application, facts.rules)
