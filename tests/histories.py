"""Histories that the deciders themselves can produce, for property tests of folds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.directives import (
    AcceptOutcome,
    AcknowledgeDirective,
    Assessment,
    AssignTeam,
    CancelDirective,
    CloseAsContinuing,
    DirectiveKind,
    DirectivesEvent,
    DuplicateMerged,
    IssueDirective,
    MergeDirectives,
    NumberTaken,
    ReachStage,
    RecalculateDeadlines,
    RecordDepartment,
    RecordHoliday,
    RecordQuarterlyCheck,
    RecordRevokedHoliday,
    ReplyAsAddressee,
    ReturnOutcome,
    ShareDirective,
    SubmitOutcome,
    SubmitPriorityReport,
    TransferDirective,
    UpdateProgress,
    Visibility,
)
from contracts.errors import Rejected
from contracts.messages import Actor, ExternalRef
from contracts.values import Role
from services.directives import facts, number_series
from services.directives.directive.decide import DirectiveCommand, decide
from services.directives.directive.ground import Department, Facts
from services.directives.directive.state import NOT_ISSUED, Active, Issued, NotIssued, State, evolve
from tests.drawing import FIRST, Written, names, texts
from tests.making import IDS

CODES: Final = ("planning-audit", "town-yeonmu", "welfare", "roads")

days = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
codes = st.sampled_from(CODES)
until = st.none() | days


@dataclass(frozen=True, slots=True)
class Tick:
    """A stage of a directive's running deadlines comes: the one that `stage` picks."""

    stage: int


@dataclass(frozen=True, slots=True)
class Act:
    """A command to the directives on a day; `at` picks a directive, `into` the one that a merge goes into."""

    day: date
    by: Actor
    command: DirectiveCommand | RecordDepartment | RecordHoliday | RecordRevokedHoliday | Tick
    at: int = 0
    into: int = 0


ACTORS: Final = (
    Actor(user="mayor", role=Role.MAYOR),
    Actor(user="executive", role=Role.EXECUTIVE),
    Actor(user="operator", role=Role.OPERATOR),
    Actor(user="auditor", role=Role.AUDITOR),
    *(Actor(user=f"officer-{code}", role=Role.OFFICER, department=code) for code in CODES),
)
OWN: Final = Actor(user="timer:stages", role=Role.SYSTEM)
some_codes = st.lists(codes, max_size=2).map(tuple)
quarters = st.sampled_from(["2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3"])
commands: st.SearchStrategy[DirectiveCommand] = st.one_of(
    st.builds(ShareDirective, lead=codes, supporting=some_codes, addressees=some_codes,
              report_days=st.none() | st.integers(1, 250)),
    st.builds(AcknowledgeDirective),
    st.builds(AssignTeam, team=codes),
    st.builds(SubmitPriorityReport, text=texts),
    st.builds(ReplyAsAddressee, text=texts),
    st.builds(UpdateProgress, percent=st.integers(0, 100), note=texts, reason=st.none() | texts),
    st.builds(SubmitOutcome, text=texts),
    st.builds(AcceptOutcome),
    st.builds(ReturnOutcome, reason=st.none() | texts),
    st.builds(CloseAsContinuing, mayor_report=st.none() | names),
    st.builds(TransferDirective, lead=codes, reason=texts, report_due=st.none() | days),
    st.builds(CancelDirective, reason=texts),
    st.builds(MergeDirectives, into=st.just(uuid5(IDS, "chosen when it is run"))),
    st.builds(RecordQuarterlyCheck, quarter=quarters, assessment=st.sampled_from(Assessment), cause=st.none() | texts,
              remedy=st.none() | texts),
)  # fmt: skip
issues = st.builds(
    IssueDirective,
    text=texts,
    kind=st.sampled_from(DirectiveKind),
    meeting=st.none() | names,
    visibility=st.sampled_from([Visibility.OPEN, Visibility.TEXT_HIDDEN]),
    external_ref=st.none() | st.builds(ExternalRef, system=codes, id=names),
)
actors = st.sampled_from(ACTORS)
picks = st.integers(0, 5)
facts_of_days = st.one_of(
    st.builds(RecordDepartment, code=codes, valid_from=st.just(FIRST), valid_until=until),
    st.builds(RecordHoliday, day=days),
    st.builds(RecordRevokedHoliday, day=days),
)
acts = st.lists(
    st.one_of(
        st.builds(Act, days, actors, issues),
        st.builds(Act, days, actors, commands, picks, picks),
        st.builds(Act, days, st.just(OWN), facts_of_days),
        st.builds(Act, days, st.just(OWN), st.builds(Tick, st.integers(0, 20)), picks),
    ),
    max_size=40,
)


@dataclass(slots=True)
class Directives:
    """The directives' streams, folded as the runner folds them; no day goes back in a stream."""

    written: Written[DirectivesEvent] = field(default_factory=list)
    directives: dict[UUID, State] = field(default_factory=dict)
    days: dict[UUID, date] = field(default_factory=dict)
    departments: dict[str, Department | None] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    last: int = 0

    def act(self, act: Act) -> None:
        """Decide a command and fold what it led to. Raises: Rejected."""
        match act.command:
            case RecordDepartment() as command:
                for event in facts.decide_department(command, self.departments.get(command.code)):
                    self.written.append((f"department-{command.code}", event))
                    self.departments[command.code] = facts.evolve_department(None, event)
            case (RecordHoliday() | RecordRevokedHoliday()) as command:
                self._move_calendar(command, act.day)
            case IssueDirective() as command:
                self._issue(command, act)
            case Tick(stage=stage):
                self._reach(self._pick(act.at), stage)
            case MergeDirectives() as command:
                into = self._pick(act.into)
                self._merge(self._pick(act.at), act, command.model_copy(update={"into": into}))
            case command:
                self.decide(self._pick(act.at), command, act)

    def _pick(self, at: int) -> UUID:
        keys = [*self.directives, uuid5(IDS, "nobody issued it")]
        return keys[at % len(keys)]

    def _issue(self, command: IssueDirective, act: Act) -> None:
        number = number_series.format_number(2024, self.last + 1)
        self.decide(uuid5(IDS, number), command, act, number=number)
        taken = NumberTaken(number=self.last + 1)
        self.written.append(("directive_number-2024", taken))
        self.last = number_series.evolve(self.last, taken)

    def _merge(self, key: UUID, act: Act, command: MergeDirectives) -> None:
        target = self.directives.get(command.into, NotIssued())
        self.decide(key, command, act, target=target)
        state = self.directives[key]
        assert not isinstance(state, NotIssued)
        self._write(command.into, DuplicateMerged(duplicate=key, number=state.order.number))

    def _reach(self, key: UUID, pick: int) -> None:
        state = self.directives.get(key)
        running = list(state.deadlines.values()) if isinstance(state, Issued | Active) else []
        stages = [(deadline, stage) for deadline in running for stage in deadline.stages]
        if not stages:
            return
        deadline, stage = stages[pick % len(stages)]
        clock, department = deadline.key
        command = ReachStage(directive=key, clock=clock, department=department, stage=stage.stage, day=stage.day)
        self.decide(key, command, Act(stage.day, OWN, command))

    def _move_calendar(self, command: RecordHoliday | RecordRevokedHoliday, day: date) -> None:
        for event in facts.decide_holiday(command, self.holidays):
            self.written.append((f"calendar-{command.day.year}", event))
            self.holidays = facts.evolve_holidays(self.holidays, event)
            for key in list(self.directives):
                again = RecalculateDeadlines(directive=key, day=command.day)
                self.decide(key, again, Act(day, OWN, again))

    def find_facts(self, key: UUID, act: Act, number: str = "", target: State = NOT_ISSUED) -> Facts:
        """Return what a command rests on."""
        today = max(act.day, self.days.get(key, act.day))
        return Facts(
            today, act.by, calendar=Calendar(self.holidays), number=number, departments=self.departments,
            team=act.by.department, target=target,
        )  # fmt: skip

    def decide(
        self, key: UUID, command: DirectiveCommand, act: Act, number: str = "", target: State = NOT_ISSUED
    ) -> None:
        """Decide a directive's command and fold it. Raises: Rejected."""
        known = self.find_facts(key, act, number, target)
        for event in decide(command, self.directives.get(key, NOT_ISSUED), known):
            self._write(key, event)
            self.days[key] = known.today

    def _write(self, key: UUID, event: DirectivesEvent) -> None:
        self.written.append((f"directive-{key}", event))
        self.directives[key] = evolve(self.directives.get(key, NOT_ISSUED), event)


def run_acts(acts: list[Act]) -> Directives:
    """Return the service after the commands; refused ones leave nothing."""
    service = Directives()
    for act in acts:
        try:
            service.act(act)
        except Rejected:
            continue
    return service


def write_directives(acts: list[Act]) -> Written[DirectivesEvent]:
    """Return what the directives' log holds after the commands."""
    return run_acts(acts).written


directives_histories = acts.map(write_directives)
