"""What a project's budgets give it, and what is spent of that (PRJ-18 to PRJ-20, PRJ-23)."""

from contracts.errors import Rejected
from contracts.projects import Amount, ProjectsEvent
from contracts.projects.budget import (
    BudgetCommand,
    BudgetExecuted,
    BudgetSecured,
    BudgetTransferred,
    CarryOver,
    CarryOverRecorded,
    ExecuteBudget,
    SecureBudget,
    TransferBudget,
)
from contracts.projects.money import show_won
from services.projects.budget_rounds import find_key, name_round
from services.projects.checks import read_past
from services.projects.project.funding import require_plan
from services.projects.project.ground import Facts
from services.projects.project.identity import Identity
from services.projects.project.money import Money
from services.projects.project.procedures import Checklist, check_review_before_spending


def decide(
    command: BudgetCommand, identity: Identity, money: Money, checklist: Checklist, facts: Facts
) -> tuple[ProjectsEvent, ...]:
    """Return what a command on a project's budget leads to.

    Raises: Rejected with WRONG_STATE, BAD_SHAPE, UNKNOWN_ROUND, SECURED_EXCEEDS_TOTAL, EXECUTED_EXCEEDS_SECURED,
    INVESTMENT_REVIEW_MISSING, TRANSFER_EXCEEDS_SECURED, DATES_REVERSED, DAY_IN_FUTURE, WEEKDAY_MISMATCH.
    """
    match command:
        case SecureBudget():
            return (_secure(command, money, facts),)
        case ExecuteBudget():
            check_review_before_spending(identity, money, checklist, facts)
            return (_execute(command, money, facts),)
        case TransferBudget():
            return (_transfer(command, money, facts),)
        case CarryOver():
            return (_carry(command, money),)


def _secure(command: SecureBudget, money: Money, facts: Facts) -> BudgetSecured:
    """Money comes from a budget that was fixed, and never beyond the cost of item and whole (PRJ-19, PRJ-20)."""
    if find_key(command.round) not in facts.rounds.fixed:
        message = f"확정되지 않은 예산입니다: {name_round(command.round)}. 예산 회차를 먼저 확정하세요."
        raise Rejected("UNKNOWN_ROUND", message)
    on = read_past(command.on, facts.today)
    total, won = require_plan(money).total.won, command.amount.won
    _check_covered(money.secured + won, total)
    if command.item is not None:
        cost = _require_cost(command.item, money)
        _check_covered(money.secured_of.get(command.item, 0) + won, cost.won)
    return BudgetSecured(round=command.round, source=command.source, item=command.item, amount=command.amount, on=on)


def _execute(command: ExecuteBudget, money: Money, facts: Facts) -> BudgetExecuted:
    """Spend what is secured, of the item or tied to none; more only with a reason (PRJ-18)."""
    on = read_past(command.on, facts.today)
    if command.item is not None:
        _require_cost(command.item, money)
    left = money.secured - money.executed
    if command.item is not None:
        free = money.secured_of.get(None, 0) - money.executed_of.get(None, 0)
        own = money.secured_of.get(command.item, 0) - money.executed_of.get(command.item, 0)
        left = min(left, own + max(free, 0))
    is_over = command.amount.won > left
    if is_over and command.override_reason is None:
        message = "확보한 예산보다 많이 집행합니다. 금액을 확인하거나 까닭을 적으세요."
        details = {"stated": show_won(command.amount.won), "available": show_won(max(left, 0))}
        raise Rejected("EXECUTED_EXCEEDS_SECURED", message, details)
    reason = command.override_reason if is_over else None
    return BudgetExecuted(amount=command.amount, on=on, item=command.item, override_reason=reason)


def _transfer(command: TransferBudget, money: Money, facts: Facts) -> BudgetTransferred:
    """Give what an item has not spent to another one that still needs it."""
    if command.from_item == command.to_item:
        raise Rejected("BAD_SHAPE", "옮기는 항목과 받는 항목이 같습니다. 항목을 확인하세요.")
    on, won = read_past(command.on, facts.today), command.amount.won
    _require_cost(command.from_item, money)
    cost = _require_cost(command.to_item, money)
    _check_available(won, money.secured_of.get(command.from_item, 0) - money.executed_of.get(command.from_item, 0))
    _check_covered(money.secured_of.get(command.to_item, 0) + won, cost.won)
    return BudgetTransferred(
        from_item=command.from_item, to_item=command.to_item, amount=command.amount, on=on, reason=command.reason
    )


def _carry(command: CarryOver, money: Money) -> CarryOverRecorded:
    """Take what a year has not spent into a later one."""
    if command.to_year <= command.from_year:
        raise Rejected("DATES_REVERSED", "이월은 뒤의 연도로 합니다. 연도를 확인하세요.")
    _check_available(command.amount.won, money.left_of.get(command.from_year, 0))
    return CarryOverRecorded(
        kind=command.kind, from_year=command.from_year, to_year=command.to_year, amount=command.amount
    )


def _require_cost(item: str, money: Money) -> Amount:
    """Return what an item costs. Raises: Rejected with WRONG_STATE, BAD_SHAPE for one that the plan has not."""
    lines = require_plan(money).lines
    cost = money.find_cost(item)
    if cost is None:
        message = f"재원계획에 없는 항목입니다: {item}. 세부 내역의 항목을 적으세요."
        raise Rejected("BAD_SHAPE", message, {"items": ", ".join(line.item for line in lines)[:1_000]})
    return cost


def _check_covered(secured: int, total: int) -> None:
    if secured > total:
        message = "확보한 예산이 사업비보다 많아집니다. 금액을 확인하세요."
        raise Rejected("SECURED_EXCEEDS_TOTAL", message, {"secured": show_won(secured), "total": show_won(total)})


def _check_available(won: int, available: int) -> None:
    if won > available:
        message = "확보하고 쓰지 않은 예산보다 많습니다. 금액을 확인하세요."
        raise Rejected("TRANSFER_EXCEEDS_SECURED", message, {"available": show_won(max(available, 0))})
