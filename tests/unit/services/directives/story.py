"""A directive's story for tests: acts on days, by people, and what became of it; holidays of 2024 as they were."""

from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Final
from uuid import UUID

from contracts.calendar import Calendar
from contracts.calendar.deadlines import Stage
from contracts.calendar.hours import find_seoul_day
from contracts.calendar.policies import POLICIES, DeadlinePolicy
from contracts.directives import (
    Clock,
    DirectiveKind,
    DirectivesEvent,
    IssueDirective,
    ReachStage,
    ShareDirective,
    StageDay,
    SubmitOutcome,
    SubmitPriorityReport,
    Visibility,
)
from contracts.messages import Actor, Entry
from contracts.values import Role
from services.directives.directive.decide import DirectiveCommand, decide
from services.directives.directive.ground import Department, Facts, find_phase
from services.directives.directive.state import NOT_ISSUED, Active, Issued, NotIssued, State, evolve

HOLIDAYS: Final = frozenset(
    [
        date(2024, 1, 1),
        *(date(2024, 2, day) for day in (9, 10, 11, 12)),  # 설날, with the substitute for Sunday the 11th
        date(2024, 3, 1),
        date(2024, 4, 10),  # 국회의원 선거
        date(2024, 5, 6),  # the substitute for 어린이날, a Sunday
        date(2024, 5, 15),
        date(2024, 6, 6),
        date(2024, 8, 15),
        *(date(2024, 9, day) for day in (16, 17, 18)),  # 추석
        date(2024, 10, 3),
        date(2024, 10, 9),
        date(2024, 12, 25),
    ]
)
"""Without 2024-10-01, which was declared in September."""
LEAD, TOWN, ROADS = "planning-audit", "town-yeonmu", "roads"
MAYOR: Final = Actor(user="mayor", role=Role.MAYOR)
EXECUTIVE: Final = Actor(user="executive", role=Role.EXECUTIVE)
OPERATOR: Final = Actor(user="operator", role=Role.OPERATOR)
SECOND_OPERATOR: Final = Actor(user="operator-2", role=Role.OPERATOR)
AUDITOR: Final = Actor(user="auditor", role=Role.AUDITOR)
OFFICER: Final = Actor(user="officer", role=Role.OFFICER, department=LEAD)
TIMER: Final = Actor(user="timer:stages", role=Role.SYSTEM)
MONDAY: Final = date(2024, 2, 5)
KEY: Final = UUID(int=1)
REPORT: Final = SubmitPriorityReport(text="담당 팀을 정하고 현장을 확인함")
OUTCOME: Final = SubmitOutcome(text="정비를 마침")
DEPARTMENTS: Final = {
    **{code: Department(code, date(2023, 1, 1), None) for code in (LEAD, TOWN, ROADS)},
    "strategy": Department("strategy", date(2014, 7, 1), date(2023, 12, 31)),
    "nobody": None,
}


def officer_of(department: str) -> Actor:
    return Actor(user=f"officer-{department}", role=Role.OFFICER, department=department)


@dataclass(slots=True)
class Story:
    """What has been done to one directive so far."""

    state: State = NOT_ISSUED
    told: list[DirectivesEvent] = field(default_factory=list)
    holidays: frozenset[date] = HOLIDAYS

    def act(
        self, command: DirectiveCommand, day: date, by: Actor = OPERATOR, *, entry: Entry | None = None,
        team: str | None = None, target: State = NOT_ISSUED, policies: tuple[DeadlinePolicy, ...] = POLICIES,
    ) -> tuple[DirectivesEvent, ...]:  # fmt: skip
        """Decide a command, as entered, and go on from what it led to. Raises: Rejected."""
        facts = Facts(
            day, by, acting_for=entry.acting_for if entry else None,
            entered_on=find_seoul_day(entry.entered_at) if entry and entry.entered_at else None,
            calendar=Calendar(self.holidays), policies=policies, number="2024-0001", departments=DEPARTMENTS,
            team=team, target=target,
        )  # fmt: skip
        events = decide(command, self.state, facts)
        stamped = tuple(event.model_copy(update={"entry": entry}) for event in events)
        self.state = reduce(evolve, stamped, self.state)
        self.told += stamped
        return events

    def reach(self, clock: Clock, stage: Stage, day: date, department: str | None = None) -> list[str]:
        """Let a stage come; return what it led to, by name."""
        command = ReachStage(directive=KEY, clock=clock, department=department, stage=stage, day=day)
        return [type(event).__name__ for event in self.act(command, day, TIMER)]

    @property
    def phase(self) -> str:
        """Where it stands."""
        assert not isinstance(self.state, NotIssued)
        return find_phase(self.state)

    @property
    def active(self) -> Active:
        """Its state while its departments have it."""
        assert isinstance(self.state, Active)
        return self.state

    def list_dues(self) -> dict[tuple[Clock, str | None], date]:
        """Return the deadlines that run."""
        assert isinstance(self.state, Issued | Active)
        return {key: deadline.due for key, deadline in self.state.deadlines.items()}

    def list_stages(self, clock: Clock = Clock.REPORT, department: str | None = None) -> list[tuple[str, date]]:
        """Return the stages of a running deadline."""
        assert isinstance(self.state, Issued | Active)
        return [read(each) for each in self.state.deadlines[clock, department].stages]


def read(stage: StageDay) -> tuple[str, date]:
    return stage.stage.value, stage.day


def issued(
    day: date = MONDAY, kind: DirectiveKind = DirectiveKind.SIMPLE, by: Actor = OPERATOR,
    visibility: Visibility = Visibility.OPEN, entry: Entry | None = None,
) -> Story:  # fmt: skip
    """Return a directive that was issued."""
    story = Story()
    command = IssueDirective(text="역점사업을 점검할 것", kind=kind, meeting="간부회의", visibility=visibility)
    story.act(command, day, by, entry=entry)
    return story


def shared(day: date = MONDAY, kind: DirectiveKind = DirectiveKind.SIMPLE, **more: object) -> Story:
    """Return a directive that was issued and shared on a day."""
    story = issued(day, kind)
    story.act(ShareDirective.model_validate({"lead": LEAD, **more}), day)
    return story


def reported(day: date = MONDAY) -> Story:
    """Return a directive that was reported on the day of its share."""
    story = shared(day)
    story.act(REPORT, day, OFFICER)
    return story


def submitted(day: date = MONDAY) -> Story:
    """Return a directive whose outcome waits to be accepted."""
    story = reported(day)
    story.act(OUTCOME, day, OFFICER)
    return story
