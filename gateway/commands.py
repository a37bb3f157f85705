"""Routes that carry out one command: its body is the command, the address names what it makes or acts on."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from contracts.errors import Rejected
from contracts.evaluations.pledges import Term
from contracts.evaluations.scorecards import ScorecardKey
from contracts.messages import Command
from contracts.values import Code
from gateway.access import (
    TRIED,
    Asking,
    Commanded,
    Gated,
    IfMatch,
    Key,
    PromptParameters,
    Written,
    answer_written,
)
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Order, order_by_key

CREATED: Final = 201
Year = Annotated[int, Field(ge=1900, le=2199)]
KINDS: Final[Mapping[str, object]] = {"code": Code, "year": Year, "term": Term, "scorecard": ScorecardKey}
"""The parameters of addresses that are no ids."""
Told = tuple[str, str]
"""Summary and description of a route."""
Check = Callable[[Gate, Command], Awaitable[None]]
"""Refuses what only the gateway can see to be wrong. Raises: Rejected."""
Explain = Callable[[Gate, Principal, Order, Rejected], Awaitable[Rejected]]
"""Says of a refusal what only the gateway can."""


async def carry_out(
    gate: Gate, principal: Principal, order: Order, asked: PromptParameters, response: Response, location: str = ""
) -> Written:
    """Return what an order made, found under `location/{id}` where one is given. Raises: Rejected."""
    done = await gate.carry_out(principal, order, dry_run=asked.dry_run, late=asked.read_late())
    context = order.body.wire().partition(".")[0]
    found = f"{location}/{done.result.id}" if location else ""
    return answer_written(response, done, context, dry_run=asked.dry_run, location=found)


def add_making(router: APIRouter, path: str, command: type[Command], name: str, told: Told) -> None:
    """Add `POST path`, which makes what then is found under `path/{id}`."""
    _add_order(router, path, command, name, told, CREATED, f"{router.prefix}{path}")


def add_naming(
    router: APIRouter,
    path: str,
    command: type[Command],
    name: str,
    told: Told,
    *,
    status: int = CREATED,
    asked: object = Commanded,
) -> None:
    """Add `POST path`, which acts on what the command itself names, such as a day; `status` 201 where it makes that.

    `asked` is CommandedNow for what is never of the past (ADR 0024).
    """
    _add_order(router, path, command, name, told, status, parameters=asked)


def add_act(
    router: APIRouter,
    path: str,
    command: type[Command],
    name: str,
    told: Told,
    explain: Explain | None = None,
    check: Check | None = None,
) -> None:
    """Add `POST path`, which acts on what the one parameter in it names: `{code}`, `{year}`, or any other by its id."""
    (parameter,) = re.findall(r"\{(\w+)\}", path)
    kind = KINDS.get(parameter, UUID)
    place = Annotated[kind, Path(alias=parameter)]  # type: ignore[valid-type]  # each path has its own

    async def act(
        gate: Gated,
        principal: Asking,
        key: Key,
        subject: place,
        if_match: IfMatch,
        body: command,  # type: ignore[valid-type]  # each route has its own
        asked: Commanded,
        response: Response,
    ) -> Written:
        named = name_subject(subject, body, parameter)
        if check is not None:
            await check(gate, body)
        order = order_by_key(principal, body, key, subject=named, if_match=if_match)
        try:
            return await carry_out(gate, principal, order, asked, response)
        except Rejected as no:
            if explain is None:
                raise
            raise await explain(gate, principal, order, no) from no

    summary, description = told
    router.post(path, name=name, summary=summary, description=description)(act)


def name_subject(place: UUID | str | int, body: Command, parameter: str) -> UUID | None:
    """Return the id that an address names; a command with a code or a year says the same one. Raises: BAD_SHAPE."""
    if isinstance(place, UUID):
        return place
    if getattr(body, parameter, None) != place:
        raise Rejected("BAD_SHAPE", f"주소와 본문의 {parameter}가 다릅니다. 둘을 같게 보내세요.")
    return None


def _add_order(
    router: APIRouter,
    path: str,
    command: type[Command],
    name: str,
    told: Told,
    status: int,
    location: str = "",
    parameters: object = Commanded,
) -> None:
    async def make(
        gate: Gated,
        principal: Asking,
        key: Key,
        body: command,  # type: ignore[valid-type]  # each route has its own
        asked: parameters,  # type: ignore[valid-type]  # as above
        response: Response,
    ) -> Written:
        return await carry_out(gate, principal, order_by_key(principal, body, key), asked, response, location)

    summary, description = told
    responses = TRIED if status == CREATED else None
    add = router.post(
        path, name=name, status_code=status, responses=responses, summary=summary, description=description
    )
    add(make)
