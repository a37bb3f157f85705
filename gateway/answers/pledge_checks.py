"""A quarter's checks of many pledges at once, all stored or none (EVL-64, EVL-65)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.errors import Rejected
from contracts.evaluations.pledges import MOST, CheckPledge, PledgeNumber, name_pledge
from contracts.messages import Done
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Late, order_by_key


class NumberedCheck(BaseModel):
    """The check of one pledge, by its number in the set."""

    model_config = ConfigDict(extra="forbid", strict=True)

    number: PledgeNumber
    check: CheckPledge


class PledgeChecks(BaseModel):
    """Checks of a set's pledges."""

    model_config = ConfigDict(extra="forbid", strict=True)

    checks: Annotated[list[NumberedCheck], Field(min_length=1, max_length=MOST)]


async def check_all(
    gate: Gate,
    principal: Principal,
    key: str,
    term: int,
    checks: list[NumberedCheck],
    *,
    seen: Mapping[int, int] = MappingProxyType({}),
    dry_run: bool = False,
    late: Late | None = None,
) -> Done:
    """Return what the checks made together; `seen` are the versions, by number, that they rest on, where known.

    Raises: Rejected naming the number of the pledge that a rule refused.
    """
    numbers = [each.number for each in checks]
    if len(set(numbers)) < len(numbers):
        raise Rejected("BAD_SHAPE", "같은 공약을 두 번 적었습니다. 하나만 적으세요.")
    orders = [
        order_by_key(
            principal,
            each.check,
            f"{key}/{each.number}",
            subject=name_pledge(term, each.number),
            if_match=seen.get(each.number),
        )
        for each in checks
    ]
    try:
        return await gate.carry_out(principal, *orders, dry_run=dry_run, late=late)
    except Rejected as no:
        number = numbers[int(no.details.get("part", "0"))]
        kept = {name: value for name, value in no.details.items() if name not in {"part", "part_id"}}
        raise Rejected(no.code, f"{number}번 공약: {no.message}", {**kept, "number": str(number)}) from no
