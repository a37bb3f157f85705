"""/v1/programmes, /v1/budget-rounds: by whose rates projects are paid, and the budgets that give money (PRJ-14, 20)."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement

from contracts.projects.budget import FixBudgetRound
from contracts.projects.funding import DefineProgramme
from contracts.projects.money import LABEL_OF_UNIT
from contracts.projects.projects import Year
from gateway.answers.entries import EntriesWanted, Entry, Register, Told
from gateway.answers.registers import labelled
from gateway.auth import Principal
from gateway.commands import add_making, add_naming
from gateway.guard import GuardedRoute
from gateway.labels import Labelled
from gateway.labels.projects import ROUND_LABELS, SOURCE_LABELS
from gateway.queries import budget_round, programme
from gateway.reading import add_entry, add_list
from gateway.views.budget_round import Row as RoundRow
from gateway.views.programme import PREFIX as PROGRAMME
from gateway.views.programme import Row

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["사업"])


class RateOf(BaseModel):
    """What a source gives of every total, in basis points: 5,000 is 50 %."""

    source: Annotated[Labelled, labelled(SOURCE_LABELS)]
    rate: int


class Version(BaseModel):
    """The rates of a programme from a day on."""

    version: int
    name: str
    rates: list[RateOf]
    unit: Annotated[Labelled, labelled(LABEL_OF_UNIT)]
    """To which the parts are rounded."""
    valid_from: date
    note: str | None


class Programme(Entry):
    """A funding programme, as its last version has it."""

    code: str = Field(validation_alias="programme")
    name: str
    unit: Annotated[Labelled, labelled(LABEL_OF_UNIT)]
    valid_from: date
    versions: list[Version]
    """Oldest first."""
    version: int


class Round(Entry):
    """A budget of a year that was fixed."""

    id: str = Field(validation_alias="round")
    year: int
    kind: Annotated[Labelled, labelled(ROUND_LABELS)]
    number: int
    """제2회 추경 is 2; 0 of the original budget."""
    fixed_on: Told


class ProgrammesWanted(EntriesWanted):
    """Which page of the programmes."""


class RoundsWanted(EntriesWanted):
    """Which budgets."""

    year: Annotated[Year | None, Field(description="이 회계연도의 예산")] = None


def show_programme(row: Row, principal: Principal, is_past: bool) -> Programme:
    """Return a programme as the API tells it."""
    return Programme.model_validate(row)


def show_round(row: RoundRow, principal: Principal, is_past: bool) -> Round:
    """Return a budget as the API tells it."""
    return Round.model_validate(row)


def choose_all() -> list[ColumnElement[bool]]:
    """Return no condition."""
    return []


PROGRAMMES: Final = Register(programme.VIEW, PROGRAMME, programme.ORDER, Programme, show_programme)
ROUNDS: Final = Register(budget_round.VIEW, "rounds-", budget_round.ORDER, Round, show_round)

add_list(
    router,
    "/programmes",
    PROGRAMMES,
    ProgrammesWanted,
    choose_all,
    ("재원사업 목록", "재원사업과 판마다의 보조율을 코드 차례로 답한다 (PRJ-14)."),
)
add_entry(
    router, "/programmes/{code}", PROGRAMMES, ("재원사업 하나", "재원사업 하나와 판마다의 보조율을 답한다 (PRJ-14).")
)
add_making(
    router,
    "/programmes",
    DefineProgramme,
    "define_programme",
    ("재원사업 정하기", "재원사업과 그 보조율을, 또는 다른 날부터의 보조율을 정한다; 더하면 100%다 (PRJ-14)."),
)
add_list(
    router,
    "/budget-rounds",
    ROUNDS,
    RoundsWanted,
    budget_round.choose,
    ("예산 회차 목록", "확정된 본예산과 추경을 연도 차례로 답한다 (PRJ-20)."),
)
add_naming(
    router,
    "/budget-rounds",
    FixBudgetRound,
    "fix_budget_round",
    ("예산 확정", "본예산이나 추경이 확정되었음을 적는다; 그때부터 예산을 확보할 수 있다 (PRJ-20)."),
)
