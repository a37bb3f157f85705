"""/v1/checkpoints: the signed heads of each log, and the public keys to verify them with; open to everyone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from contracts.errors import Rejected
from contracts.questions import SignedHead
from contracts.values import Code, Count
from gateway.access import Gated, NoParameters, Unasked
from gateway.guard import GuardedRoute
from gateway.proving import read_heads
from infra.batching import Unavailable
from infra.sealing import write_base64

router = APIRouter(prefix="/v1/checkpoints", route_class=GuardedRoute, tags=["검증"])


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
    covering: Annotated[
        Count | None, Field(description="기록의 위치; 적으면 그 위치를 처음 덮은 서명 하나만 답하며 바뀌지 않는다")
    ] = None


@router.get("")
async def list_checkpoints(gate: Gated, wanted: Annotated[CheckpointsWanted, Query()]) -> Checkpoints:
    """서명된 기록의 끝. 서명은 signature 앞 항목들의 값을 차례로, 길이 네 바이트와 함께 이은 것에 대한 것이다."""
    if wanted.context not in gate.head_keys:
        raise Rejected("NOT_FOUND", "그런 기록이 없습니다. /v1/checkpoints/keys의 context를 쓰세요.")
    try:
        heads = await read_heads(gate, wanted.context, wanted.limit, wanted.covering)
    except Unavailable as error:
        raise Rejected("BUSY", "지금은 읽을 수 없습니다. 잠시 뒤 다시 읽으세요.") from error
    return Checkpoints(data=heads)


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
