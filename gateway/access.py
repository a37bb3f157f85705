"""What API routes ask of a request: who sends it, under which key, having seen which version."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.errors import Rejected
from contracts.messages import Done
from contracts.values import Instant, Storable
from gateway import guard
from gateway.answers.lists import Unlisted
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.ordering import Late
from infra.topology import CONTEXTS

KEY_LENGTH: Final = 200
GROUND_LENGTH: Final = 500
"""Signs of a ground at most: it travels in the address, nine bytes a sign."""
ENTITY_TAG: Final = re.compile(r'"(0|[1-9][0-9]{0,14})"')
"""An ETag of ours: a stream's version."""
_LOST_PLUS: Final = re.compile(r" (\d{2}:?\d{2})$")
"""A plus sign that an address has turned into a space."""
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


async def read_key(
    idempotency_key: Annotated[
        str | None, Header(description="같은 요청을 다시 보내도 한 번만 처리되게 하는 키; 200자 이내")
    ] = None,
) -> str | None:
    """Return the Idempotency-Key, or None without one. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED."""
    if idempotency_key is not None and not 0 < len(idempotency_key) <= KEY_LENGTH:
        raise refuse_key()
    return idempotency_key


def refuse_key() -> Rejected:
    """Return the refusal of a command without a usable Idempotency-Key."""
    return Rejected("IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key 머리글에 이 요청만의 값을 200자 이내로 넣으세요.")


OptionalKey = Annotated[str | None, Depends(read_key)]


async def require_key(key: OptionalKey) -> str:
    """Return the Idempotency-Key. Raises: Rejected with IDEMPOTENCY_KEY_REQUIRED."""
    if key is None:
        raise refuse_key()
    return key


Key = Annotated[str, Depends(require_key)]


async def read_if_match(
    request: Request, if_match: Annotated[str | None, Header(description="본 판의 ETag")] = None
) -> int | None:
    """Return the version of If-Match, or None without one. Raises: Rejected with BAD_SHAPE."""
    return None if if_match is None else read_version(", ".join(request.headers.getlist("If-Match")))


def read_version(if_match: str) -> int:
    """Return the version of the one strong entity tag (RFC 9110, 8.8.3) that an If-Match names.

    Neither a list nor `*` is of use here: a sender has seen one version. Raises: Rejected with BAD_SHAPE.
    """
    tag = ENTITY_TAG.fullmatch(if_match)
    if tag is None:
        raise Rejected("BAD_SHAPE", 'If-Match는 "3"처럼 읽을 때 받은 ETag 그대로여야 합니다.')
    return int(tag[1])


IfMatch = Annotated[int | None, Depends(read_if_match)]


def refuse_strange_contexts(after: str) -> str:
    """Return positions as they are, each of a context that there is, once. Raises: Unlisted."""
    named = [each.partition(":")[0] for each in after.split(",") if ":" in each]
    if not set(named) <= set(CONTEXTS) or len(set(named)) < len(named):
        raise Unlisted(", ".join(f"{context}:자리" for context in CONTEXTS))
    return after


class Parameters(BaseModel):
    """Query parameters of a read; an unknown one is refused."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[
        str,
        StringConstraints(pattern=r"^([0-9]{1,15}|[a-z]+:[0-9]{1,15}(,[a-z]+:[0-9]{1,15})*)$"),
        AfterValidator(refuse_strange_contexts),
        Field(
            description="이 자리까지 반영된 답; 명령의 답에 있는 meta.position을 숫자나 `directives:120,registry:7`로"
        ),
    ] = "0"

    def reach(self, context: str) -> dict[str, int]:
        """Return the positions by context that the answer must reflect; a bare number is of the read's own context."""
        if ":" not in self.after:
            return {context: int(self.after)}
        return {name: int(position) for name, _, position in (each.partition(":") for each in self.after.split(","))}


def restore_plus(value: object) -> object:
    """Return the text of a moment as its sender wrote it."""
    return _LOST_PLUS.sub(r"+\1", value) if isinstance(value, str) else value


class NoParameters(BaseModel):
    """Query parameters of a read that takes none: any is refused."""

    model_config = ConfigDict(extra="forbid")


class PromptParameters(BaseModel):
    """Query parameters of a command that takes effect when it comes; an unknown one is refused."""

    model_config = ConfigDict(extra="forbid")

    dry_run: Annotated[bool, Field(description="참이면 판단만 하고 아무것도 저장하지 않는다")] = False

    def read_late(self) -> Late | None:
        """Return None: it happens as it comes."""
        return None


class CommandParameters(PromptParameters):
    """Query parameters of a command, which may tell what happened before it is entered (CAL-14)."""

    effective_at: Annotated[
        Annotated[Instant, BeforeValidator(restore_plus)] | None,
        Field(description="소급: 일어난 시각, 2018-09-19T10:00:00+09:00; 총괄부서만, ground와 함께"),
    ] = None
    ground: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=GROUND_LENGTH), Storable]
        | None,
        Field(description="소급해 적는 근거; effective_at과 함께"),
    ] = None

    def read_late(self) -> Late | None:
        """Return when it happened and why it is told only now; None of what takes effect when it comes.

        Raises: Rejected with REASON_REQUIRED, BAD_SHAPE.
        """
        if self.effective_at is None and self.ground is None:
            return None
        if self.effective_at is None:
            raise Rejected("BAD_SHAPE", "ground는 effective_at과 함께 보냅니다. 일어난 시각을 적으세요.")
        if self.ground is None:
            raise Rejected("REASON_REQUIRED", "소급해 적는 근거를 ground에 적으세요.")
        return Late(self.effective_at, self.ground)


class Links(BaseModel):
    """Where to go on."""

    next: str | None


class Meta(BaseModel):
    """What an answer reflects: position by context, and the moments of a read of the past."""

    position: dict[str, int]
    as_of: datetime | None = None
    known_at: datetime | None = None


class Written(BaseModel):
    """The answer to a command."""

    id: str
    number: str | None = None
    state: str | None = None
    due: date | None = None
    """The deadline that the command set; a day in Seoul."""
    version: int
    dry_run: bool = False
    """True where nothing was stored."""
    meta: Meta


Asked = Annotated[Parameters, Query()]
Unasked = Annotated[NoParameters, Query()]
Commanded = Annotated[CommandParameters, Query()]
CommandedNow = Annotated[PromptParameters, Query()]


def note_command(request: Request, command: UUID) -> None:
    """Let a problem name the command whose outcome may be asked for: its key is not always the header's."""
    request.state.command = command


def answer_written(
    response: Response, done: Done, context: str, *, dry_run: bool = False, location: str = ""
) -> Written:
    """Return what a command made, with the ETag of its new version and where to find it; a dry run made nothing."""
    if dry_run:
        response.status_code = 200
    else:
        response.headers["ETag"] = f'"{done.version}"'
        if location:
            response.headers["Location"] = location
    return show_written(done, context, dry_run=dry_run)


def show_written(done: Done, context: str, *, dry_run: bool = False) -> Written:
    """Return what a command made, as its answer tells it."""
    made = done.result.model_dump(exclude={"parts"})
    return Written(**made, version=done.version, dry_run=dry_run, meta=Meta(position={context: done.position}))


TRIED: Final[dict[int | str, dict[str, Any]]] = {200: {"model": Written, "description": "시험 처리: 저장하지 않았다"}}
"""What a command that makes something answers to `dry_run=true`."""
