"""Histories that the deciders themselves can produce, for property tests of folds."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID, uuid5

from hypothesis import strategies as st

from contracts.calendar import Calendar
from contracts.directives import (
    DirectiveKind,
    DirectivesEvent,
    IssueDirective,
    NumberTaken,
    RecordDepartment,
    RecordHoliday,
    ShareDirective,
)
from contracts.errors import Rejected
from contracts.messages import ExternalRef
from contracts.registry import DeclareHoliday, DepartmentKind, RegisterDepartment, RegistryEvent, SetClock
from services.directives import directive, facts, number_series
from services.registry import business_clock, department, holiday
from tests.making import IDS

FIRST: Final = date(2024, 1, 1)
CODES: Final = ("planning-audit", "town-yeonmu", "welfare", "roads")
EventT = TypeVar("EventT")
Written = list[tuple[str, EventT]]

days = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60).filter(
    str.strip
)
names = texts.map(lambda text: " ".join(text.split())).filter(bool)
codes = st.sampled_from(CODES)
moments = st.integers(0, 10**7).map(lambda s: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
until = st.none() | days


@dataclass(frozen=True, slots=True)
class Act:
    """A command to the directives on a day; `at` picks a directive."""

    day: date
    command: IssueDirective | ShareDirective | RecordDepartment | RecordHoliday
    at: int = 0


acts = st.lists(
    st.one_of(
        st.builds(
            Act,
            days,
            st.builds(
                IssueDirective,
                text=texts,
                kind=st.sampled_from(DirectiveKind),
                meeting=st.none() | names,
                external_ref=st.none() | st.builds(ExternalRef, system=codes, id=names),
            ),
        ),
        st.builds(
            Act,
            days,
            st.builds(ShareDirective, lead=codes, supporting=st.lists(codes, max_size=2).map(tuple)),
            st.integers(0, 5),
        ),
        st.builds(Act, days, st.builds(RecordDepartment, code=codes, valid_from=days, valid_until=until)),
        st.builds(Act, days, st.builds(RecordHoliday, day=days)),
    ),
    max_size=25,
)
registry_commands = st.lists(
    st.one_of(
        st.builds(
            RegisterDepartment, code=codes, name=names, name_known=st.booleans(), kind=st.sampled_from(DepartmentKind),
            lineage=codes, valid_from=days, valid_until=until,
        ),
        st.builds(DeclareHoliday, day=days, name=names),
        st.builds(SetClock, now=moments),
    ),
    max_size=25,
)  # fmt: skip


@dataclass(slots=True)
class Directives:
    """The directives' streams, folded as the runner folds them."""

    written: Written[DirectivesEvent] = field(default_factory=list)
    directives: dict[UUID, directive.State] = field(default_factory=dict)
    departments: dict[str, directive.Department | None] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    last: int = 0

    def act(self, act: Act) -> None:
        """Decide a command and fold what it led to. Raises: Rejected."""
        match act.command:
            case IssueDirective():
                self._issue(act.command, act.day)
            case ShareDirective():
                self._share(act.command, act)
            case RecordDepartment() as command:
                for event in facts.decide_department(command, self.departments.get(command.code)):
                    self._write(f"department-{command.code}", event)
                    self.departments[command.code] = facts.evolve_department(None, event)
            case RecordHoliday() as command:
                for event in facts.decide_holiday(command, self.holidays):
                    self._write(f"calendar-{command.day.year}", event)
                    self.holidays = facts.evolve_holidays(self.holidays, event)

    def _issue(self, command: IssueDirective, day: date) -> None:
        number = number_series.format_number(2024, self.last + 1)
        key = uuid5(IDS, number)
        self._decide(key, command, directive.Facts(day, Calendar(self.holidays), number=number))
        taken = NumberTaken(number=self.last + 1)
        self._write("directive_number-2024", taken)
        self.last = number_series.evolve(self.last, taken)

    def _share(self, command: ShareDirective, act: Act) -> None:
        keys = [*self.directives, uuid5(IDS, "nobody issued it")]
        known = tuple(self.departments.get(code) for code in (command.lead, *command.supporting))
        facts_then = directive.Facts(act.day, Calendar(self.holidays), departments=known)
        self._decide(keys[act.at % len(keys)], command, facts_then)

    def _decide(self, key: UUID, command: IssueDirective | ShareDirective, known: directive.Facts) -> None:
        state = self.directives.get(key, directive.NotIssued())
        for event in directive.decide(command, state, known):
            self._write(f"directive-{key}", event)
            self.directives[key] = state = directive.evolve(state, event)

    def _write(self, stream: str, event: DirectivesEvent) -> None:
        self.written.append((stream, event))


def write_directives(commands: list[Act]) -> Written[DirectivesEvent]:
    """Return what the directives' log holds after the commands; refused ones leave nothing."""
    service = Directives()
    for command in commands:
        try:
            service.act(command)
        except Rejected:
            continue
    return service.written


def write_registry(commands: list[RegisterDepartment | DeclareHoliday | SetClock]) -> Written[RegistryEvent]:
    """Return what the registry's log holds after the commands; refused ones leave nothing."""
    departments: dict[str, department.State] = {}
    year: holiday.Year = holiday.Year()
    clock: business_clock.State = business_clock.Real()
    written: Written[RegistryEvent] = []
    for command in commands:
        try:
            match command:
                case RegisterDepartment():
                    state = departments.get(command.code, department.Unregistered())
                    for event in department.decide(command, state):
                        written.append((f"department-{command.code}", event))
                        departments[command.code] = department.evolve(state, event)
                case DeclareHoliday():
                    for event in holiday.decide(command, year):
                        written.append((f"calendar-{command.day.year}", event))
                        year = holiday.evolve(year, event)
                case SetClock():
                    for event in business_clock.decide(command, clock, in_use=bool(written)):
                        written.append(("clock", event))
                        clock = business_clock.evolve(clock, event)
        except Rejected:
            continue
    return written


directives_histories = acts.map(write_directives)
registry_histories = registry_commands.map(write_registry)
