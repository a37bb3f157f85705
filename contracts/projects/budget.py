"""Contracts of budgets: rounds (본예산, 추경), what is secured, executed, transferred, carried over (PRJ-18 to 20)."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from contracts.calendar.periods import Period
from contracts.messages import Command, Event, Message
from contracts.projects.money import Amount, Source
from contracts.projects.projects import EDITORS, Year
from contracts.registry.meetings import TypedDate
from contracts.values import Name, Role, Text

OFFICE: Final = frozenset({Role.OPERATOR})

RoundNumber = Annotated[int, Field(ge=0, le=20)]
"""제2회 추경 is 2; 0 of the original budget."""


class RoundKind(StrEnum):
    """본예산, 추가경정예산."""

    ORIGINAL = "ORIGINAL"
    SUPPLEMENTARY = "SUPPLEMENTARY"


class Round(Message):
    """One budget of a year: 2018 제2회 추경 (PRJ-20)."""

    year: Year
    kind: RoundKind = Field(strict=False)
    number: RoundNumber = 0


class FixBudgetRound(Command):
    """Record that a budget was fixed (확정): from then on money can be secured in it."""

    type: Literal["projects.fix_budget_round.v1"] = "projects.fix_budget_round.v1"
    roles: ClassVar = OFFICE

    round: Round
    fixed_on: TypedDate


class BudgetRoundFixed(Event):
    """A budget was fixed."""

    type: Literal["projects.budget_round_fixed.v1"] = "projects.budget_round_fixed.v1"

    round: Round
    fixed_on: Period


class SecureBudget(Command):
    """Record money that a budget gives a project (예산확보, PRJ-19, PRJ-20)."""

    type: Literal["projects.secure_budget.v1"] = "projects.secure_budget.v1"
    roles: ClassVar = EDITORS

    round: Round
    source: Source = Field(strict=False)
    item: Name | None = None
    """Of the plan's lines: 토지매입비."""
    amount: Amount
    on: TypedDate


class BudgetSecured(Event):
    """A budget gives a project money."""

    type: Literal["projects.budget_secured.v1"] = "projects.budget_secured.v1"

    round: Round
    source: Source = Field(strict=False)
    item: Name | None
    amount: Amount
    on: Period


class ExecuteBudget(Command):
    """Record money that was spent (집행, PRJ-18)."""

    type: Literal["projects.execute_budget.v1"] = "projects.execute_budget.v1"
    roles: ClassVar = EDITORS

    amount: Amount
    on: TypedDate
    item: Name | None = None
    override_reason: Text | None = None
    """Why more was spent than is secured; shown wherever the amount is."""


class BudgetExecuted(Event):
    """Money was spent."""

    type: Literal["projects.budget_executed.v1"] = "projects.budget_executed.v1"

    amount: Amount
    on: Period
    item: Name | None
    override_reason: Text | None
    """Only where more was spent than was secured."""


class TransferBudget(Command):
    """Give money that is secured for one item to another (전용)."""

    type: Literal["projects.transfer_budget.v1"] = "projects.transfer_budget.v1"
    roles: ClassVar = EDITORS

    from_item: Name
    to_item: Name
    amount: Amount
    on: TypedDate
    reason: Text


class BudgetTransferred(Event):
    """Secured money went from one item to another."""

    type: Literal["projects.budget_transferred.v1"] = "projects.budget_transferred.v1"

    from_item: Name
    to_item: Name
    amount: Amount
    on: Period
    reason: Text


class CarryOverKind(StrEnum):
    """명시이월, 사고이월, 계속비이월 (지방재정법 50조)."""

    SPECIFIED = "SPECIFIED"
    ACCIDENTAL = "ACCIDENTAL"
    CONTINUING = "CONTINUING"


class CarryOver(Command):
    """Take what a year has not spent into a later one (이월, PRJ-23)."""

    type: Literal["projects.carry_over.v1"] = "projects.carry_over.v1"
    roles: ClassVar = EDITORS

    kind: CarryOverKind = Field(strict=False)
    from_year: Year
    to_year: Year
    amount: Amount


class CarryOverRecorded(Event):
    """Money goes from one fiscal year to another."""

    type: Literal["projects.carry_over_recorded.v1"] = "projects.carry_over_recorded.v1"

    kind: CarryOverKind = Field(strict=False)
    from_year: Year
    to_year: Year
    amount: Amount


BudgetCommand = SecureBudget | ExecuteBudget | TransferBudget | CarryOver
BudgetEvent = BudgetSecured | BudgetExecuted | BudgetTransferred | CarryOverRecorded


def find_shortfall(cost_won: int, secured_won: int) -> int:
    """Return what is still missing, in won: 4,450 - 2,410 = 2,040 백만원 (AR-05, PRJ-19)."""
    return max(cost_won - secured_won, 0)
