"""/v1/commands: what became of a command whose answer was lost."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.errors import Rejected
from contracts.messages import Done
from gateway.access import KEY_LENGTH, Asking, Gated, Unasked, Written, show_written
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.queries import history
from infra.clock import name_command

NOT_STORED: Final = (
    "저장된 것이 없습니다: 거부되었거나, 처리 중이거나, 닿지 않았습니다. 같은 키로 다시 보내도 안전합니다."
)
UNTOLD: Final = (
    "감사 전용은 여기서 확인할 수 없고, 그 밖에 저장된 것은 없습니다. "
    "같은 키로 다시 보내면 저장된 것은 그 결과를 그대로 받습니다."
)
"""To who may send what only the audit may know of (DIR-22): the same whether such a one is stored or not."""
PATHS: Final = {"directive": "/v1/directives/", "department": "/v1/org/departments/"}
"""Where an entity is read, by the first word of its stream."""

router = APIRouter(prefix="/v1/commands", route_class=GuardedRoute, tags=["명령"])


class CommandLinks(BaseModel):
    """Where to go on."""

    entity: str | None
    """What the command made or changed; null where it has no address or the views have not come so far."""


class CommandState(BaseModel):
    """What became of a command."""

    id: UUID
    state: Literal["STORED", "NOT_STORED", "UNTOLD"]
    """UNTOLD: nothing is stored, unless it is what only the audit may know of; sent again, it tells."""
    detail: str | None = None
    """Korean, says what to do."""
    answer: Written | None = None
    """The very answer that the command got, or would have got."""
    links: CommandLinks


class CommandAsked(BaseModel):
    """Which command, by the key under which it was sent."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[
        str,
        StringConstraints(min_length=1, max_length=KEY_LENGTH),
        Field(
            description="명령을 보낼 때의 Idempotency-Key; 키를 적지 않은 묶음의 항목은 `키/0`처럼 순번까지. "
            "external_ref로 보낸 것은 여기 없고 그것으로 찾는다"
        ),
    ]


@router.get("", summary="키로 명령 찾기")
async def find_command(gate: Gated, principal: Asking, asked: Annotated[CommandAsked, Query()]) -> CommandState:
    """내가 이 Idempotency-Key로 보낸 명령이 저장되었는지 답한다 (PLT-01)."""
    command_id = name_command(principal.user, asked.key)
    found = await find_state(gate, principal, command_id)
    if found is not None:
        return found
    state, detail = await explain_none(gate, principal)
    return CommandState(id=command_id, state=state, detail=detail, links=CommandLinks(entity=None))


@router.get("/{command}", summary="명령의 결과")
async def read_command(gate: Gated, principal: Asking, command: UUID, _none: Unasked) -> CommandState:
    """내가 보낸 명령의 결과를 처음과 똑같이 답한다; 남의 것과 저장되지 않은 것은 404다 (PLT-01)."""
    found = await find_state(gate, principal, command)
    if found is None:
        _, detail = await explain_none(gate, principal)
        raise Rejected("NOT_FOUND", detail)
    return found


async def explain_none(gate: Gate, principal: Principal) -> tuple[Literal["NOT_STORED", "UNTOLD"], str]:
    """Return what it means for somebody that nothing was found: of what is sealed nobody is told (ADR 0021)."""
    is_untold = gate.confidential is not None and await gate.confidential.admits(principal)
    return ("UNTOLD", UNTOLD) if is_untold else ("NOT_STORED", NOT_STORED)


async def find_state(gate: Gate, principal: Principal, command_id: UUID) -> CommandState | None:
    """Return what a command of the principal's stored; None for nothing. Raises: Rejected with BUSY."""
    found = await gate.find_outcome(principal, command_id)
    if found is None:
        return None
    context, done = found
    links = CommandLinks(entity=await find_entity(gate, context, done))
    return CommandState(id=command_id, state="STORED", answer=show_written(done, context), links=links)


async def find_entity(gate: Gate, context: str, done: Done) -> str | None:
    """Return the address of what a command, or one of a bundle, made or changed, as one of its streams names it."""
    view = history.VIEWS[context]
    if not await gate.wait_for(view.name, context, done.position):
        return None
    async with gate.reading() as snapshot:
        streams = {row.stream for row in await history.list_command(snapshot, context, done.position)}
    entity = done.result.id
    return next((f"{path}{entity}" for kind, path in PATHS.items() if f"{kind}-{entity}" in streams), None)
