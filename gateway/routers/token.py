"""/v1/token: a password against a token for ten minutes."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from contracts.values import Name
from gateway.access import Gated
from gateway.auth import TOKEN_LIFE
from gateway.guard import GuardedRoute

router = APIRouter(prefix="/v1/token", route_class=GuardedRoute, tags=["인증"])


class SignIn(BaseModel):
    """An account of the installation."""

    model_config = ConfigDict(extra="forbid", strict=True)

    user: Name
    password: Name


class Token(BaseModel):
    """A bearer token."""

    token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name, not a secret
    expires_in: int
    """Seconds."""


@router.post("")
async def issue_token(gate: Gated, sign_in: SignIn) -> Token:
    """토큰을 발급한다."""
    principal = await gate.accounts.sign_in(sign_in.user, sign_in.password)
    return Token(token=gate.tokens.sign(principal), expires_in=int(TOKEN_LIFE.total_seconds()))
