"""/v1/contracts: service contracts of all projects, and what may be done with them (PRJ-31 to PRJ-33)."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from contracts.errors import Rejected
from contracts.projects.service_contracts import AcceptContract, AmendContract, HoldBriefing, SignContract
from contracts.values import Uuid
from gateway.access import Asking, Gated, Links
from gateway.answers.entries import NOT_THERE, Words, may_edit
from gateway.answers.past import NOT_THEN, Look
from gateway.answers.projects_contracts import Contract, OneContract, show_contract
from gateway.answers.projects_money import UnitWanted
from gateway.answers.projects_wanted import OneWanted, read_projects, tag, tell_position
from gateway.answers.registers import Listing, PageWanted
from gateway.auth import Principal
from gateway.commands import add_act, add_making
from gateway.guard import GuardedRoute
from gateway.queries import contract, project, rows
from gateway.views.contract import Row

router = APIRouter(prefix="/v1/contracts", route_class=GuardedRoute, tags=["사업"])


class ContractsChosen(PageWanted, OneWanted):
    """Which contracts."""

    q: Words = None
    project: Annotated[Uuid | None, Field(description="이 사업의 용역")] = None
    state: Annotated[Literal["SIGNED", "ACCEPTED"] | None, Field(description="수행 중이거나 준공한 것만")] = None


@router.get("", summary="용역 목록")
async def list_contracts(
    gate: Gated, principal: Asking, wanted: Annotated[ContractsChosen, Query()]
) -> Listing[Contract]:
    """용역을 시작한 차례로 한 쪽씩 답한다 (PRJ-31 ~ PRJ-33)."""
    key = None if wanted.project is None else str(wanted.project)
    async with read_projects(gate, wanted) as look:
        conditions = contract.choose(project=key, state=wanted.state, q=wanted.q)
        place, order = wanted.place(), contract.ORDER
        page = await rows.list_page(look.snapshot, contract.VIEW, conditions, order, place, total=wanted.total)
        shown = await show_contracts(look, page.rows, principal, wanted.unit)
        meta = await tell_position(look)
    return Listing[Contract](data=shown, links=Links(next=page.next_cursor), total=page.total, meta=meta)


@router.get("/{contract}", summary="용역 하나")
async def read_contract(
    gate: Gated, principal: Asking, contract: UUID, asked: Annotated[OneWanted, Query()], response: Response
) -> OneContract:
    """용역 하나와 그 수행자·보고회·변경을 답한다 (PRJ-31, PRJ-32)."""
    async with read_projects(gate, asked) as look:
        row = await rows.find_row(look.snapshot, CONTRACTS, str(contract))
        if row is None:
            raise Rejected("NOT_FOUND", NOT_THEN if look.is_past else NOT_THERE)
        (shown,) = await show_contracts(look, [row], principal, asked.unit)
        meta = await tell_position(look)
    tag(response, look, row.version)
    return OneContract(data=shown, meta=meta)


async def show_contracts(look: Look, found: Sequence[Row], principal: Principal, unit: UnitWanted) -> list[Contract]:
    """Return contracts as the asker sees them: who leads the project changes them."""
    leads = await project.find_leads(look.snapshot, [row.project for row in found])
    past = look.is_past
    return [
        show_contract(row, principal, unit, is_own=may_edit(principal, leads.get(row.project)), past=past)
        for row in found
    ]


CONTRACTS = contract.VIEW

add_making(
    router,
    "",
    SignContract,
    "sign_contract",
    ("용역 계약", "용역계약과 공동수급체의 지분을 적는다; 지분은 더해 100%, 기간은 양끝을 센다 (PRJ-32)."),
)
add_act(
    router,
    "/{subject}/brief",
    HoldBriefing,
    "hold_briefing",
    ("보고회", "착수, 중간 1차·2차…, 최종의 차례로 연 보고회를 적는다 (PRJ-31)."),
)
add_act(
    router,
    "/{subject}/accept",
    AcceptContract,
    "accept_contract",
    ("준공", "최종보고회 뒤에, 또는 열지 않은 까닭을 적어 준공한다 (PRJ-31)."),
)
add_act(
    router,
    "/{subject}/amend",
    AmendContract,
    "amend_contract",
    ("변경계약", "금액이나 기간을 사유와 함께 바꾼다; 앞의 것도 남는다 (PRJ-32)."),
)
