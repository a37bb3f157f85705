"""The states that an approval goes through, and what each event makes of them.

State
├── NotOpened
└── Opened       asked for; approved as long as `approved_won` is known
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.calendar.periods import Period
from contracts.projects import ProjectsEvent
from contracts.projects.approvals import (
    ApprovalOpened,
    ApprovalReopened,
    ApprovalStep,
    EventFactsSet,
    EventPeriodSet,
    EvidenceAttached,
    EvidenceKind,
    EvidenceRequired,
    PolicyGradeRecorded,
    StepPassed,
    StepRejected,
    StepSubmitted,
)
from contracts.projects.cooperation import (
    BoomUpDayFixed,
    BoomUpPlanned,
    BoomUpRecorded,
    Figure,
    TargetSet,
    Track,
    TrackSet,
)
from contracts.projects.eligibility import Application, EventFacts
from contracts.projects.exchanges import Headcount
from services.projects.checks import make_day


class StepState(StrEnum):
    """Where a step stands in this round."""

    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    PASSED = "PASSED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class Step:
    """A step as planned, and where it stands."""

    plan: ApprovalStep
    state: StepState = StepState.OPEN
    on: Period | None = None
    """When it came to stand there."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """An evidence that a step needs, of one of these kinds."""

    step: int
    kinds: tuple[EvidenceKind, ...]
    name: str
    is_met: bool = False


@dataclass(frozen=True, slots=True)
class BoomUp:
    """An event that wins people over."""

    on: Period
    towns: tuple[str, ...]
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes on beside the approval."""

    tracks: Mapping[tuple[Track, str], TrackSet] = field(default_factory=dict)
    targets: Mapping[Figure, Headcount] = field(default_factory=dict)
    boom_ups: Mapping[int, BoomUp] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotOpened:
    """There is no such approval."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Asked for."""

    by: str | None
    steps: tuple[Step, ...]
    """By number, from 1."""
    facts: EventFacts
    round: int = 1
    reopened_on: Period | None = None
    """When this round began; None of the first."""
    days: int | None = None
    has_policy_grade: bool = False
    approved_won: int | None = None
    """The cost that was approved; None while no approval stands."""
    requirements: Mapping[int, Requirement] = field(default_factory=dict)
    beside: Beside = Beside()

    @property
    def application(self) -> Application:
        """What the rules are judged by."""
        return Application(self.facts, self.days, self.has_policy_grade, self.approved_won)

    @property
    def next(self) -> Step | None:
        """The step that is due: the first that is not passed; None once the event is approved."""
        return next((each for each in self.steps if each.state is not StepState.PASSED), None)


State = NotOpened | Opened


def evolve(state: State, event: ProjectsEvent) -> State:
    """Return the approval after an event."""
    if isinstance(event, ApprovalOpened):
        return Opened(event.by, tuple(Step(each) for each in event.steps), event.facts)
    if isinstance(state, NotOpened):
        return state
    return _evolve_steps(_evolve_plan(replace(state, beside=_evolve_beside(state.beside, event)), event), event)


def name_state(state: State) -> str:
    """Return the state's name, as results and refusals tell it."""
    match state:
        case NotOpened():
            return "NONE"
        case Opened():
            return "OPEN" if state.next is not None else "APPROVED"


def _evolve_steps(state: Opened, event: ProjectsEvent) -> Opened:
    match event:
        case StepSubmitted():
            return _move(state, event.number, StepState.SUBMITTED, event.submitted_on)
        case StepRejected():
            return _move(state, event.number, StepState.REJECTED, event.rejected_on)
        case StepPassed():
            moved = _move(state, event.number, StepState.PASSED, event.passed_on)
            return replace(moved, approved_won=event.approved_won)
        case ApprovalReopened():
            steps = tuple(Step(each.plan) for each in state.steps)
            day = make_day(event.reopened_on)
            return replace(
                state, round=event.round, reopened_on=day, steps=steps, approved_won=None, has_policy_grade=False
            )
        case _:
            return state


def _evolve_plan(state: Opened, event: ProjectsEvent) -> Opened:
    match event:
        case EventFactsSet():
            return replace(state, facts=event.facts)
        case EventPeriodSet():
            return replace(state, days=event.days)
        case PolicyGradeRecorded():
            return replace(state, has_policy_grade=True)
        case EvidenceRequired():
            new = Requirement(event.step, event.kinds, event.name)
            return replace(state, requirements={**state.requirements, event.number: new})
        case EvidenceAttached():
            met = replace(state.requirements[event.requirement], is_met=True)
            return replace(state, requirements={**state.requirements, event.requirement: met})
        case _:
            return state


def _evolve_beside(beside: Beside, event: ProjectsEvent) -> Beside:
    match event:
        case TrackSet():
            return replace(beside, tracks={**beside.tracks, (event.track, event.counterpart): event})
        case TargetSet():
            return replace(beside, targets={**beside.targets, event.figure: event.target})
        case BoomUpPlanned():
            return _note(beside, event.number, BoomUp(event.on, event.towns))
        case BoomUpDayFixed():
            fixed = replace(beside.boom_ups[event.number], on=make_day(event.day))
            return _note(beside, event.number, fixed)
        case BoomUpRecorded():
            return _note(beside, event.number, BoomUp(event.held_on, event.towns, is_held=True))
        case _:
            return beside


def _note(beside: Beside, number: int, boom_up: BoomUp) -> Beside:
    return replace(beside, boom_ups={**beside.boom_ups, number: boom_up})


def _move(state: Opened, number: int, to: StepState, on: Period) -> Opened:
    steps = tuple(replace(each, state=to, on=on) if each.plan.number == number else each for each in state.steps)
    return replace(state, steps=steps)
