"""What API routes ask of a request: who sends it, under which key, having seen which version."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict

from contracts.errors import Rejected
from contracts.messages import Done
from contracts.values import Count
from gateway import guard
from gateway.auth import Principal
from gateway.gate import Gate

_BEARER: Final = HTTPBearer(auto_error=False, description="POST /v1/token이 주는 10분짜리 토큰")


async def get_gate(request: Request) -> Gate:
    """Return the application's gate."""
    return guard.get_gate(request)


Gated = Annotated[Gate, Depends(get_gate)]


async def require_principal(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Principal:
    """Return who sends the request, as the route's door found out; the scheme is named for the documents."""
    principal = request.state.principal
    assert isinstance(principal, Principal)
    return principal


Asking = Annotated[Principal, Depends(require_principal)]


async def require_key(
    idempotency_key: Annotated[
        str | None, Header(description="같은 요청을 다시 보내도 한 번만 처리되게 하는 키")
    ] = None,
) -> str:
    """Return the Idempotency-Key. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED."""
    if not idempotency_key or len(idempotency_key) > 200:
        raise Rejected("IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key 머리글에 이 요청만의 값을 200자 이내로 넣으세요.")
    return idempotency_key


Key = Annotated[str, Depends(require_key)]


async def read_if_match(if_match: Annotated[str | None, Header(description="본 판의 ETag")] = None) -> int | None:
    """Return the version of If-Match, or None without one. Raises: Rejected with BAD_SHAPE."""
    if if_match is None:
        return None
    version = if_match.strip('"')
    if not version.isdecimal() or len(version) > 15:
        raise Rejected("BAD_SHAPE", 'If-Match는 "3"처럼 읽을 때 받은 ETag 그대로여야 합니다.')
    return int(version)


IfMatch = Annotated[int | None, Depends(read_if_match)]


class Parameters(BaseModel):
    """Query parameters; an unknown one is refused. `after` names a position that the answer must reflect."""

    model_config = ConfigDict(extra="forbid")

    after: Count = 0


class NoParameters(BaseModel):
    """Query parameters of a read that takes none: any is refused."""

    model_config = ConfigDict(extra="forbid")


class Meta(BaseModel):
    """What an answer reflects: position by context."""

    position: dict[str, int]


class Written(BaseModel):
    """The answer to a command."""

    id: str
    number: str | None = None
    state: str | None = None
    due: date | None = None
    """The deadline that the command set; a day in Seoul."""
    version: int
    meta: Meta


Asked = Annotated[Parameters, Query()]
Unasked = Annotated[NoParameters, Query()]


def answer_written(response: Response, done: Done, context: str) -> Written:
    """Return what a command made, with the ETag of its new version."""
    response.headers["ETag"] = f'"{done.version}"'
    position = Meta(position={context: done.position})
    return Written(**done.result.model_dump(), version=done.version, meta=position)
