"""/v1/checkpoints: the signed heads of each log, and the public keys to verify them with; open to everyone."""

from typing import Annotated, Final, Literal

import structlog
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.errors import Rejected
from contracts.questions import SignedHead
from contracts.values import Code
from gateway.access import Gated, NoParameters, Unasked
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from infra.asking import ask_heads
from infra.batching import Unavailable
from infra.heads import verify
from infra.sealing import write_base64

router = APIRouter(prefix="/v1/checkpoints", route_class=GuardedRoute, tags=["검증"])
_log: Final = structlog.get_logger()


class Checkpoints(BaseModel):
    """Signed heads of one log, the newest first."""

    data: list[SignedHead]


class PublicKey(BaseModel):
    """A key that verifies the heads that name it."""

    context: str
    key: str
    """Lower-case hex of the first 8 bytes of the public key's sha256."""
    algorithm: Literal["Ed25519"] = "Ed25519"
    public_key: str
    """base64url of its 32 bytes."""


class PublicKeys(BaseModel):
    """Every key in use or used before."""

    data: list[PublicKey]


class CheckpointsWanted(NoParameters):
    """Whose log."""

    context: Annotated[Code, Field(description="기록의 이름, 예: directives")]
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("")
async def list_checkpoints(gate: Gated, wanted: Annotated[CheckpointsWanted, Query()]) -> Checkpoints:
    """서명된 기록의 끝. 서명은 signature 앞 항목들의 값을 차례로, 길이 네 바이트와 함께 이은 것에 대한 것이다."""
    if wanted.context not in gate.head_keys:
        raise Rejected("NOT_FOUND", "그런 기록이 없습니다. /v1/checkpoints/keys의 context를 쓰세요.")
    try:
        found = await ask_heads(gate.requester, wanted.context, wanted.limit)
    except Unavailable as error:
        raise Rejected("BUSY", "지금은 읽을 수 없습니다. 잠시 뒤 다시 읽으세요.") from error
    return Checkpoints(data=[head for head in found.heads if _is_ours(gate, head)])


@router.get("/keys")
async def list_keys(gate: Gated, _none: Unasked) -> PublicKeys:
    """서명을 확인할 공개키."""
    return PublicKeys(
        data=[
            PublicKey(context=context, key=key, public_key=write_base64(public))
            for context, ring in gate.head_keys.items()
            for key, public in ring.keys.items()
        ]
    )


def _is_ours(gate: Gate, head: SignedHead) -> bool:
    """Tell whether a service's own key signed it: what a stolen database holds beside is not published."""
    public = gate.head_keys[head.context].keys.get(head.key) if head.context in gate.head_keys else None
    if public is None or not verify(head, public):
        _log.critical("signed head is forged", context=head.context, position=head.position)
        return False
    return True
