"""/v1/token: a password, or a client's secret, against a token for ten minutes."""

import base64
import binascii
from typing import Final
from urllib.parse import parse_qs, unquote_plus
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.errors import Rejected
from contracts.values import Name
from gateway.access import Gated, Unasked
from gateway.auth import TOKEN_LIFE, Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.problems import make_problem

FORM: Final = "application/x-www-form-urlencoded"
FIELDS: Final = 20
"""Fields of a form at most."""
GRANT: Final = "client_credentials"

router = APIRouter(prefix="/v1/token", route_class=GuardedRoute, tags=["인증"])


class SignIn(BaseModel):
    """An account of the installation."""

    model_config = ConfigDict(extra="forbid", strict=True)

    user: Name
    password: Name
    acting_for: Name | None = None
    """An account that is away and has this one as its deputy: what is done counts as that one's, with both (ORG-12)."""


class Token(BaseModel):
    """A bearer token; under the name of RFC 6749 too, which clients read."""

    token: str
    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name, not a secret
    expires_in: int = int(TOKEN_LIFE.total_seconds())
    """Seconds."""


_ASKED: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": SignIn.model_json_schema()},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "const": GRANT},
                        "client_id": {"type": "string", "description": "Authorization: Basic 머리글로 보내도 된다"},
                        "client_secret": {"type": "string"},
                    },
                }
            },
        },
    }
}


class GrantRefused(Exception):
    """A form that gives no token: code of ours, name of RFC 6749, Korean detail."""

    def __init__(self, code: str, name: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name
        self.detail = detail


@router.post("", openapi_extra=_ASKED, response_model=Token)
async def issue_token(request: Request, gate: Gated, _none: Unasked) -> Response:
    """토큰을 발급한다: 계정은 JSON으로, 연계 시스템은 client_credentials 양식으로 (RFC 6749 4.4)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        sign_in = _read_sign_in(await request.body())
        principal = await gate.accounts.sign_in(sign_in.user, sign_in.password)
        if sign_in.acting_for is not None:
            principal = await _stand_in(gate, principal, sign_in.acting_for)
    elif kind == FORM:
        try:
            client, secret = _read_grant(request, await request.body())
            found = await gate.registered.sign_in(client, secret)
            if found is None:
                raise _refuse_client()
        except GrantRefused as refused:
            return _answer_refused(request, refused)
        principal = found
    else:
        raise HTTPException(415)
    token = gate.tokens.sign(principal)
    answer = Token(token=token, access_token=token)
    return JSONResponse(answer.model_dump(), headers={"Cache-Control": "no-store"})


async def _stand_in(gate: Gate, principal: Principal, absent: str) -> Principal:
    """Raises: Rejected with NOT_PERMITTED without a delegation that holds today."""
    held = await gate.find_acting(principal, absent)
    if held is None:
        raise Rejected("NOT_PERMITTED", "오늘 그 계정의 직무대리가 아닙니다. 총괄부서에 직무대리 지정을 확인하세요.")
    return held


def _read_sign_in(body: bytes) -> SignIn:
    try:
        return SignIn.model_validate_json(body)
    except ValidationError as error:
        found = [
            {**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False, include_input=False)
        ]
        raise RequestValidationError(found) from error


def _read_grant(request: Request, body: bytes) -> tuple[UUID, str]:
    """Return the client and its secret, from the form or from Authorization, not both. Raises: GrantRefused."""
    form = _read_form(body)
    if form.get("grant_type") != GRANT:
        raise GrantRefused("GRANT_NOT_SUPPORTED", "unsupported_grant_type", f"grant_type은 {GRANT}이어야 합니다.")
    basic = _read_basic(request.headers.get("authorization"))
    if basic and "client_secret" in form:
        raise GrantRefused("BAD_SHAPE", "invalid_request", "비밀은 머리글과 양식 가운데 한 곳에만 넣으세요.")
    client, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
    try:
        return UUID(client), secret
    except ValueError as error:
        raise _refuse_client() from error


def _read_form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise GrantRefused("BAD_SHAPE", "invalid_request", "양식을 읽을 수 없습니다.") from error
    if any(len(values) > 1 for values in fields.values()):
        raise GrantRefused("BAD_SHAPE", "invalid_request", "같은 이름을 두 번 넣을 수 없습니다.")
    return {name: values[0] for name, values in fields.items()}


def _read_basic(header: str | None) -> tuple[str, str] | None:
    scheme, _, value = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, colon, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise _refuse_client() from error
    if not colon:
        raise _refuse_client()
    return unquote_plus(client), unquote_plus(secret)


def _refuse_client() -> GrantRefused:
    return GrantRefused(
        "WRONG_SECRET", "invalid_client", "client_id나 비밀이 맞지 않거나, 기한이 지났거나, 폐기되었습니다."
    )


def _answer_refused(request: Request, refused: GrantRefused) -> Response:
    problem = make_problem(request, refused.code, refused.detail, error=refused.name)
    problem.headers["Cache-Control"] = "no-store"
    if refused.name == "invalid_client":
        problem.headers["WWW-Authenticate"] = "Basic"
    return problem
