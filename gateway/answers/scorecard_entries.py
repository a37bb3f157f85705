"""Many entries of scorecards at once, all stored or none: a quarter's actuals, their verification (EVL-12)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.errors import Rejected
from contracts.evaluations.scorecards import (
    AssignEvaluator,
    RateArea,
    RecordActual,
    ReleaseEvaluator,
    ReturnActual,
    VerifyActual,
)
from contracts.messages import Done
from contracts.values import Role
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Late, order_by_key

MOST = 500
"""Of one request: what goes together in one command (contracts/messages.py)."""
AnEntry = Annotated[
    RecordActual | VerifyActual | ReturnActual | RateArea | AssignEvaluator | ReleaseEvaluator,
    Field(discriminator="type"),
]


class ScorecardEntries(BaseModel):
    """What is entered on scorecards, each entry as its own command."""

    model_config = ConfigDict(extra="forbid", strict=True)

    entries: Annotated[list[AnEntry], Field(min_length=1, max_length=MOST)]


async def enter_all(
    gate: Gate,
    principal: Principal,
    key: str,
    entries: list[AnEntry],
    *,
    dry_run: bool = False,
    late: Late | None = None,
) -> Done:
    """Return what the entries made together. Raises: Rejected naming the scorecard that a rule refused."""
    if principal.role in AssignEvaluator.roles:  # nobody else learns from the refusal who is one
        for evaluator in dict.fromkeys(each.evaluator for each in entries if isinstance(each, AssignEvaluator)):
            await require_evaluator(gate, evaluator)
    orders = [order_by_key(principal, each, f"{key}/{number}") for number, each in enumerate(entries)]
    try:
        return await gate.carry_out(principal, *orders, dry_run=dry_run, late=late)
    except Rejected as no:
        part = int(no.details.get("part", "0"))
        kept = {name: value for name, value in no.details.items() if name not in {"part", "part_id"}}
        told = {"entry": str(part), "scorecard": entries[part].scorecard}
        raise Rejected(no.code, no.message, {**kept, **told}) from no


async def require_evaluator(gate: Gate, account: str) -> None:
    """Only an external evaluator's account is assigned scorecards (EVL-16). Raises: Rejected with NOT_FOUND."""
    found = await gate.accounts.find(account)
    if found is None or found.role is not Role.EVALUATOR:
        raise Rejected("NOT_FOUND", "그런 외부평가자 계정이 없습니다. 계정을 확인하세요.")
