"""/v1/directives/bulk: up to five hundred commands in one request, each by itself or all or nothing."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal, Union
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from contracts.directives import IssueDirective
from contracts.errors import CODES, Rejected
from contracts.messages import Command, Result
from contracts.values import Count, Name, Uuid
from gateway.access import (
    KEY_LENGTH,
    Asking,
    Commanded,
    CommandParameters,
    Gated,
    Meta,
    OptionalKey,
    note_command,
    refuse_key,
)
from gateway.acts import ACTS
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.ordering import Late, Order, order_by_key, order_by_reference
from gateway.problems import RETRYABLE, UNSURE, link_command

CONTEXT: Final = "directives"
MOST: Final = 500
"""Items in one request (api.md, Bulk)."""

router = APIRouter(prefix="/v1/directives/bulk", route_class=GuardedRoute, tags=["지시사항"])


if TYPE_CHECKING:
    Bundled = Command
else:
    Bundled = Union[(IssueDirective, *(act.command for act in ACTS.values()))]
"""What one item may ask: all that the routes of one directive take."""


class BulkItem(BaseModel):
    """One command."""

    model_config = ConfigDict(extra="forbid", strict=True)

    key: Annotated[Name | None, Field(description="이 건만의 키; 없으면 Idempotency-Key에 /순번을 붙인 것")] = None
    directive: Annotated[Uuid | None, Field(description="대상 지시사항의 id; 등록이면 적지 않는다")] = None
    if_match: Annotated[Count | None, Field(description="본 판의 번호")] = None
    command: Annotated[Bundled, Field(discriminator="type")]


class Bulk(BaseModel):
    """Commands, decided each by itself in any order, or in their order as one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    mode: Literal["each", "atomic"]
    items: Annotated[list[BulkItem], Field(min_length=1, max_length=MOST)]


class BulkProblem(BaseModel):
    """Why one command was refused."""

    code: str
    detail: str
    """Korean, says what to do."""
    current: dict[str, str]
    retryable: bool
    """True: the same item may be sent again with its key."""
    command: str | None = None
    """Id of a command whose outcome may be asked for."""
    links: dict[str, str] | None = None


class BulkResult(BaseModel):
    """What became of one command."""

    index: int
    key: str | None
    """The item's own key."""
    status: int
    """The status that the command would have got alone."""
    made: Result | None
    problem: BulkProblem | None


class BulkAnswer(BaseModel):
    """What became of each command, in the order of the items."""

    mode: Literal["each", "atomic"]
    dry_run: bool
    results: list[BulkResult]
    meta: Meta


@router.post("", summary="지시사항 여러 건 처리")
async def carry_out_bulk(
    request: Request, gate: Gated, principal: Asking, key: OptionalKey, body: Bulk, asked: Commanded
) -> BulkAnswer:
    """500건까지 한 번에 보낸다.

    each는 건마다 따로 처리하고, atomic은 적은 차례대로 모두 저장하거나 하나도 저장하지 않는다.
    """
    orders = [order_item(principal, item, index, key) for index, item in enumerate(body.items)]
    refuse_doubles(orders)
    if body.mode == "atomic":
        note_command(request, orders[0].id)
        return await carry_out_atomic(gate, principal, body, orders, asked)
    at, late = (await gate.now()).at, asked.read_late()
    tries = (carry_out_each(gate, principal, order, at, late, dry_run=asked.dry_run) for order in orders)
    done = await asyncio.gather(*tries)
    results = [
        show_try(index, item, order, one, dry_run=asked.dry_run)
        for index, (item, order, one) in enumerate(zip(body.items, orders, done, strict=True))
    ]
    position = max(reached or 0 for _, reached in done)
    return BulkAnswer(mode=body.mode, dry_run=asked.dry_run, results=results, meta=Meta(position={CONTEXT: position}))


def order_item(principal: Principal, item: BulkItem, index: int, key: str | None) -> Order:
    """Return the order of an item. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED, BAD_SHAPE."""
    match item.command:
        case IssueDirective() as issue:
            if item.directive is not None or item.if_match is not None:
                raise refuse_item(index, "등록할 지시사항에는 directive와 if_match를 적을 수 없습니다.")
            if issue.external_ref is not None:
                return order_by_reference(principal, issue, CONTEXT, issue.external_ref)
        case _:
            if item.directive is None:
                raise refuse_item(index, "대상 지시사항의 id를 directive에 적으세요.")
    own = item.key or (f"{key}/{index}" if key else None)
    if own is None or len(own) > KEY_LENGTH:
        raise refuse_key()
    return order_by_key(principal, item.command, own, subject=item.directive, if_match=item.if_match)


def refuse_doubles(orders: Sequence[Order]) -> None:
    """Raises: Rejected with BAD_SHAPE where two items have one key."""
    seen: dict[UUID, int] = {}
    for index, order in enumerate(orders):
        if seen.setdefault(order.id, index) != index:
            raise refuse_item(index, f"{seen[order.id]}번째 항목과 키가 같습니다. 항목마다 다른 키를 적으세요.")


def refuse_item(index: int, detail: str) -> Rejected:
    """Return the refusal of a request for one of its items, counted from 0."""
    return Rejected("BAD_SHAPE", f"items의 {index}번째 항목(0부터): {detail}", {"index": str(index)})


async def carry_out_atomic(
    gate: Gate, principal: Principal, body: Bulk, orders: Sequence[Order], asked: CommandParameters
) -> BulkAnswer:
    """Return what all made together. Raises: Rejected naming the index of the item that a rule refused."""
    dry_run = asked.dry_run
    try:
        done = await gate.carry_out(principal, *orders, dry_run=dry_run, late=asked.read_late())
    except Rejected as rejected:
        raise name_index(rejected, body.items, orders) from rejected
    made = (done.result.model_copy(update={"parts": ()}), *done.result.parts)
    results = [
        BulkResult(index=index, key=item.key, status=find_status(item, dry_run=dry_run), made=result, problem=None)
        for index, (item, result) in enumerate(zip(body.items, made, strict=True))
    ]
    return BulkAnswer(mode=body.mode, dry_run=dry_run, results=results, meta=Meta(position={CONTEXT: done.position}))


def name_index(rejected: Rejected, items: Sequence[BulkItem], orders: Sequence[Order]) -> Rejected:
    """Return the refusal with the index of the item that gave it and the key that its sender gave it, where one did."""
    part = rejected.details.get("part")
    if part is None:
        return rejected
    key, reference = items[int(part)].key, orders[int(part)].reference
    own = {"external_ref": str(reference)} if reference else {"key": key} if key else {}
    kept = {name: value for name, value in rejected.details.items() if name not in {"part", "part_id"}}
    return Rejected(rejected.code, f"{part}번째 항목(0부터): {rejected.message}", {**kept, "index": part, **own})


Tried = tuple[Result | Rejected, int | None]
"""What became of a command, and the position that it reached."""


async def carry_out_each(
    gate: Gate, principal: Principal, order: Order, at: datetime, late: Late | None, *, dry_run: bool
) -> Tried:
    """Return what became of one command alone."""
    try:
        done = await gate.carry_out(principal, order, dry_run=dry_run, late=late, at=at)
    except Rejected as rejected:
        return rejected, None
    return done.result, done.position


def show_try(index: int, item: BulkItem, order: Order, tried: Tried, *, dry_run: bool) -> BulkResult:
    """Return one command's line of the answer."""
    outcome, _ = tried
    if isinstance(outcome, Result):
        status = find_status(item, dry_run=dry_run)
        return BulkResult(index=index, key=item.key, status=status, made=outcome, problem=None)
    status = CODES[outcome.code].status
    command = str(order.id) if status in UNSURE else None
    problem = BulkProblem(
        code=outcome.code,
        detail=outcome.message,
        current=outcome.details,
        retryable=status in RETRYABLE,
        command=command,
        links=link_command(command),
    )
    return BulkResult(index=index, key=item.key, status=status, made=None, problem=problem)


def find_status(item: BulkItem, *, dry_run: bool) -> int:
    """Return the status that an item's success has alone."""
    return 201 if isinstance(item.command, IssueDirective) and not dry_run else 200
