"""A directive's deadlines: set by policy, moved with the calendar, told stage by stage (CAL-11 to CAL-13, DIR-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

from contracts.calendar import Calendar
from contracts.calendar.deadlines import LATE, SHARE_STAGES, Stage, check_near, list_reminders, set_deadline
from contracts.calendar.policies import POLICIES, DeadlinePolicy, choose_policy, give_length
from contracts.directives import (
    Clock,
    DeadlineMissed,
    DeadlineRecalculated,
    DirectivesEvent,
    EscalationRaised,
    Level,
    ReachStage,
    RecalculateDeadlines,
    ReminderSent,
    StageDay,
    StagePassed,
)
from contracts.errors import Rejected
from services.directives.directive.state import Active, Deadline, Deadlines, Issued, State, evolve, find_key

SET_BY_HAND: Final = "DIR_SET@1"
"""Stands for the policy where somebody has set the day: no calendar moves it."""
FIRST_DAY: Final = min(policy.valid_from for policy in POLICIES)
"""Before it no policy sets a deadline (CAL-01)."""
LEVELS: Final[Mapping[Stage, Level]] = {
    Stage.LATE_1: Level.TEAM_HEAD,
    Stage.LATE_3: Level.BUREAU_HEAD,
    Stage.LATE_5: Level.MAYOR,
}
"""Whom a lateness is told (DIR-20)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A deadline as it is set."""

    due: date | None
    policy: str
    stages: tuple[StageDay, ...]


def set_terms(
    clock: Clock, policy_id: str, days: int | None, start: date, calendar: Calendar, policies: Sequence[DeadlinePolicy]
) -> Terms:
    """Return the deadline that a policy gives to what starts on a day; `days` where the policy asks for a length.

    Raises: Rejected with BAD_SHAPE before the first policies and beyond the last day that is kept.
    """
    if start < FIRST_DAY:
        raise Rejected("BAD_SHAPE", f"{FIRST_DAY}부터 등록할 수 있습니다. 날짜를 확인하세요.", {"day": str(start)})
    policy = choose_policy(policies, policy_id, start)
    due = set_deadline(policy if days is None else give_length(policy, days), start, calendar)
    if due is None:
        return Terms(None, policy.key, ())
    return Terms(check_near(due.day), policy.key, list_stages(clock, due.day, start, calendar))


def list_stages(clock: Clock, due: date, after: date, calendar: Calendar) -> tuple[StageDay, ...]:
    """Return the stages of a deadline that come after a day; a share's all, for it is due the same day.

    Raises: Rejected with BAD_SHAPE where one lies beyond the last day that is kept.
    """
    is_share = clock is Clock.SHARE
    reminders = list_reminders(calendar, due, SHARE_STAGES) if is_share else list_reminders(calendar, due, after=after)
    return tuple(StageDay(stage=each.stage, day=check_near(each.day)) for each in reminders)


def recalculate(
    deadlines: Deadlines,
    command: RecalculateDeadlines,
    today: date,
    calendar: Calendar,
    policies: Sequence[DeadlinePolicy],
) -> tuple[DirectivesEvent, ...]:
    """Return how the running deadlines move with the calendar: one event for each, none for what stays where it is.

    Each keeps the policy version by which it was set (CAL-12). A stage that was told is not told again.
    """
    events: list[DirectivesEvent] = []
    for deadline in deadlines.values():
        due = _count_again(deadline, calendar, policies)
        listed = list_stages(deadline.clock, due, deadline.start, calendar)
        stages = tuple(each for each in listed if each.stage not in deadline.told)
        if due == deadline.due and stages == deadline.untold:
            continue
        moved = DeadlineRecalculated(
            clock=deadline.clock,
            department=deadline.department,
            before=deadline.due,
            due=due,
            stages=stages,
            holiday=command.day,
            recalculated_on=today,
        )
        events.append(moved)
    return tuple(events)


def _count_again(deadline: Deadline, calendar: Calendar, policies: Sequence[DeadlinePolicy]) -> date:
    policy = next((each for each in policies if each.key == deadline.policy), None)
    if policy is None:
        return deadline.due  # set by hand
    own = policy if deadline.days is None else give_length(policy, deadline.days)
    due = set_deadline(own, deadline.start, calendar)
    assert due is not None, "what runs has a due day"
    return due.day


def list_passed(before: State, events: Sequence[DirectivesEvent], entered_on: date) -> tuple[StagePassed, ...]:
    """Return the stages of what events set that lay in the past when they were entered: nobody is told (CAL-14).

    They are stored with those events, as of then: a timer's own would keep out what happened next and is entered later.
    """
    known, after = _find_deadlines(before), _find_deadlines(reduce(evolve, events, before))
    return tuple(
        StagePassed(clock=deadline.clock, department=deadline.department, stage=each.stage, due=deadline.due)
        for key, deadline in after.items()
        if known.get(key) != deadline
        for each in deadline.untold
        if each.day < entered_on
    )


def _find_deadlines(state: State) -> Deadlines:
    return state.deadlines if isinstance(state, Issued | Active) else {}


def reach(deadlines: Deadlines, command: ReachStage) -> tuple[DirectivesEvent, ...]:
    """Return what a stage that has come leads to; nothing where the deadline was met or has moved (CAL-13)."""
    deadline = deadlines.get(find_key(command.clock, command.department))
    if deadline is None or StageDay(stage=command.stage, day=command.day) not in deadline.untold:
        return ()
    return _tell(deadline, command)


def _tell(deadline: Deadline, command: ReachStage) -> tuple[DirectivesEvent, ...]:
    clock, department, due, stage = deadline.clock, deadline.department, deadline.due, command.stage
    if command.day < deadline.entered_on:
        return (StagePassed(clock=clock, department=department, stage=stage, due=due),)
    if stage not in LATE:
        return (ReminderSent(clock=clock, department=department, stage=stage, due=due),)
    raised = EscalationRaised(clock=clock, department=department, stage=stage, level=LEVELS[stage], due=due)
    missed = DeadlineMissed(clock=clock, department=department, due=due)
    return (missed, raised) if stage is Stage.LATE_1 else (raised,)
