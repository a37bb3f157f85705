"""A project's story for tests: commands in their order, what they led to, and how the project then stands."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Final
from uuid import UUID, uuid5

from contracts.calendar import Calendar
from contracts.calendar.periods import Period, Precision
from contracts.messages import Actor
from contracts.projects import Amount, Claim, FundingLine, ProjectsEvent, Source, Unit
from contracts.projects.budget import RoundKind
from contracts.projects.funding import DefineProgramme, SetFundingPlan
from contracts.projects.money import read_amount
from contracts.projects.projects import ProjectKind, RegisterProject
from contracts.projects.rates import SourceRate
from contracts.values import Role
from services.projects import programme
from services.projects.budget_rounds import Rounds
from services.projects.checks import Department
from services.projects.programme import Programme
from services.projects.project.decide import ProjectCommand, decide
from services.projects.project.ground import Facts
from services.projects.project.state import NOT_REGISTERED, Active, Project, State, evolve

LEAD, OTHER = "strategy", "culture"
OPERATOR: Final = Actor(user="operator", role=Role.OPERATOR)
OFFICER: Final = Actor(user="officer", role=Role.OFFICER, department=LEAD)
STRANGER: Final = Actor(user="stranger", role=Role.OFFICER, department=OTHER)
AUGUST: Final = date(2018, 8, 1)
KEY: Final = UUID(int=7)
ROUNDS: Final = Rounds(
    {
        (RoundKind.ORIGINAL, 0): Period(value="2017-12", precision=Precision.MONTH),
        (RoundKind.SUPPLEMENTARY, 2): Period(value="2018-07", precision=Precision.MONTH),
    }
)
BALANCED: Final = DefineProgramme(
    code="balanced-dev",
    name="균특",
    rates=(
        SourceRate(source=Source.NATIONAL, rate=5_000),
        SourceRate(source=Source.PROVINCIAL, rate=2_500),
        SourceRate(source=Source.CITY, rate=2_500),
    ),
    unit=Unit.MILLION,
    valid_from=date(2018, 1, 1),
)
PROVINCIAL: Final = DefineProgramme(
    code="provincial-only",
    name="순도비",
    rates=(SourceRate(source=Source.PROVINCIAL, rate=5_000), SourceRate(source=Source.CITY, rate=5_000)),
    unit=Unit.MILLION,
    valid_from=date(2018, 1, 1),
)
ZONE: Final = DefineProgramme(
    code="living-zone",
    name="생활권",
    rates=(SourceRate(source=Source.NATIONAL, rate=8_000), SourceRate(source=Source.LOCAL, rate=2_000)),
    unit=Unit.MILLION,
    valid_from=date(2018, 1, 1),
)


def define(*commands: DefineProgramme) -> dict[str, Programme]:
    """Return programmes as defined."""
    return {each.code: reduce(programme.evolve, programme.decide(each, Programme()), Programme()) for each in commands}


FACTS: Final = Facts(
    today=AUGUST,
    actor=OPERATOR,
    project=KEY,
    command=UUID(int=1),
    calendar=Calendar(),
    departments={LEAD: Department(date(2000, 1, 1)), OTHER: Department(date(2000, 1, 1), date(2018, 12, 31))},
    teams={"brand": LEAD, "stage": OTHER},
    partners=frozenset({"chungnam-institute"}),
    programmes=define(BALANCED, PROVINCIAL, ZONE),
    rounds=ROUNDS,
)
REGISTER: Final = RegisterProject(
    name="논산시 도시브랜드 개발", kind=ProjectKind.RESEARCH, lead=LEAD, period="2017. 10. ~ 2018. 05."
)


@dataclass
class Story:
    """A project and all that was written of it."""

    state: State = NOT_REGISTERED
    facts: Facts = FACTS
    events: list[ProjectsEvent] = field(default_factory=list)
    acts: int = 0

    @property
    def project(self) -> Project:
        """How it stands."""
        assert isinstance(self.state, Active)
        return self.state.project

    def act(self, *commands: ProjectCommand, **facts: object) -> "Story":
        """Carry out commands, each with an id of its own; nothing is kept of one that is refused."""
        for command in commands:
            known = replace(self.facts, command=uuid5(KEY, str(self.acts)), **facts)  # type: ignore[arg-type]  # names of Facts
            written = decide(command, self.state, known)
            self.state = reduce(evolve, written, self.state)
            self.events += written
            self.acts += 1
        return self

    @property
    def last(self) -> ProjectsEvent:
        """What was written last."""
        return self.events[-1]


def begin(**changes: object) -> Story:
    """Return a registered project, otherwise than the brand's in some fields."""
    return Story().act(REGISTER.model_copy(update=changes))


def line(source: Source, text: str) -> FundingLine:
    """Return what a source gives, in 백만원 where the text has no unit."""
    return FundingLine(source=source, amount=read_amount(text, Unit.MILLION))


def million(number: int) -> Amount:
    """Return so many 백만원."""
    return Amount(won=number * 1_000_000)


def plan(total: str, *sources: FundingLine, **more: object) -> SetFundingPlan:
    """Return a plan in 백만원."""
    return SetFundingPlan.model_validate(
        {"type": "projects.set_funding_plan.v1", "total": read_amount(total, Unit.MILLION), "sources": sources, **more}
    )


def claim(code: str, stated: str = "출처의 값", source: str = "A118") -> Claim:
    """Return a claim of an import."""
    return Claim(code=code, stated=stated, source=source)
