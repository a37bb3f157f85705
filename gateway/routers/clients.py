"""/v1/clients: systems that use the API, their secrets, and their end."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from contracts.errors import Rejected
from contracts.values import Code, Name, Role
from gateway.access import Asking, Gated, Key, NoParameters, Unasked
from gateway.clients import NOTICE, PAGE, SECRET_LIFE, Client, Secret
from gateway.guard import GuardedRoute
from gateway.labels import ROLE_LABELS, Labelled, label
from gateway.queries import department
from infra.clock import SEOUL, name_command, read_now

router = APIRouter(prefix="/v1/clients", route_class=GuardedRoute, tags=["연계 시스템"])

ClientRole = Literal["MAYOR", "EXECUTIVE", "OPERATOR", "OFFICER", "AUDITOR", "CITIZEN"]
"""Roles that a program may have: never the administrator's."""


class Registration(BaseModel):
    """A system to register."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: Name
    role: ClientRole
    department: Code | None = None
    """Whose it speaks for; an OFFICER's system needs one."""
    rate_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Requests a minute; the usual rate without it."""


class SecretFace(BaseModel):
    """A secret without itself; times in Seoul."""

    id: str
    made_at: datetime
    expires_at: datetime
    expires_soon: bool
    """True in its last 30 days: make another and replace it."""


class ClientFace(BaseModel):
    """A registered system; times in Seoul."""

    id: str
    label: str
    role: Labelled
    department: str | None
    rate_per_minute: int | None
    registered_at: datetime
    registered_by: str
    revoked_at: datetime | None
    secrets: list[SecretFace]


class OneClient(BaseModel):
    """One system."""

    data: ClientFace


class Next(BaseModel):
    """Where to go on."""

    next: str | None


class ManyClients(BaseModel):
    """One page of systems."""

    data: list[ClientFace]
    links: Next


class NewSecret(BaseModel):
    """A secret, shown this once."""

    id: str
    client_id: str
    client_secret: str
    expires_at: datetime


class ClientsWanted(NoParameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=PAGE)] = 50
    cursor: UUID | None = None


@router.post("", status_code=201)
async def register_client(
    gate: Gated, principal: Asking, key: Key, body: Registration, response: Response, _none: Unasked
) -> OneClient:
    """연계 시스템을 등록한다; 비밀은 따로 만든다."""
    if body.department is None and body.role == Role.OFFICER:  # it could do nothing: it speaks for a department
        missing = {"loc": ("body", "department"), "type": "missing", "msg": "an officer's system has a department"}
        raise RequestValidationError([missing])
    if body.department is not None:
        async with gate.reading() as snapshot:
            if await department.find_department(snapshot, body.department) is None:
                raise Rejected("UNKNOWN_DEPARTMENT", "그런 부서가 없습니다. 부서 코드를 확인하세요.")
    made = Client(
        id=name_command(principal.user, key),
        label=body.label,
        role=Role(body.role),
        department=body.department,
        rate_per_minute=body.rate_per_minute,
        registered_at=read_now(),
        registered_by=principal.user,
        revoked_at=None,
        secrets=(),
    )
    response.headers["Location"] = f"/v1/clients/{made.id}"
    return OneClient(data=_show(await gate.registered.register(made)))


@router.get("")
async def list_clients(gate: Gated, _: Asking, wanted: Annotated[ClientsWanted, Query()]) -> ManyClients:
    """연계 시스템 목록; 곧 끝나는 비밀은 expires_soon이 참이다."""
    found = await gate.registered.list_after(wanted.cursor, wanted.limit)
    more = f"/v1/clients?limit={wanted.limit}&cursor={found[-1].id}" if len(found) == wanted.limit else None
    return ManyClients(data=[_show(client) for client in found], links=Next(next=more))


@router.get("/{client}")
async def read_client(gate: Gated, _: Asking, client: UUID, _none: Unasked) -> OneClient:
    """연계 시스템 하나."""
    return OneClient(data=_show(await gate.registered.read(client)))


@router.post("/{client}/secrets", status_code=201)
async def make_secret(
    gate: Gated, principal: Asking, key: Key, client: UUID, response: Response, _none: Unasked
) -> NewSecret:
    """비밀을 만든다; 이 답에서만 보이고, 두 개까지 함께 쓸 수 있다."""
    now = read_now()
    secret = Secret(name_command(principal.user, key), now, now + SECRET_LIFE)
    text = await gate.registered.make_secret(client, secret, principal.user)
    response.headers["Cache-Control"] = "no-store"
    return NewSecret(
        id=str(secret.id), client_id=str(client), client_secret=text, expires_at=secret.expires_at.astimezone(SEOUL)
    )


@router.delete("/{client}/secrets/{secret}", status_code=204)
async def remove_secret(gate: Gated, _: Asking, client: UUID, secret: UUID, _none: Unasked) -> None:
    """비밀을 지운다; 그 비밀로 받은 토큰도 멈춘다."""
    await gate.registered.remove_secret(client, secret)


@router.post("/{client}/revoke")
async def revoke_client(gate: Gated, principal: Asking, client: UUID, _none: Unasked) -> OneClient:
    """연계 시스템을 폐기한다; 비밀과 토큰이 모두 멈춘다."""
    return OneClient(data=_show(await gate.registered.revoke(client, principal.user)))


def _show(client: Client) -> ClientFace:
    soon = read_now() + NOTICE
    return ClientFace(
        id=str(client.id),
        label=client.label,
        role=label(client.role, ROLE_LABELS),
        department=client.department,
        rate_per_minute=client.rate_per_minute,
        registered_at=client.registered_at.astimezone(SEOUL),
        registered_by=client.registered_by,
        revoked_at=client.revoked_at and client.revoked_at.astimezone(SEOUL),
        secrets=[
            SecretFace(
                id=str(each.id),
                made_at=each.made_at.astimezone(SEOUL),
                expires_at=each.expires_at.astimezone(SEOUL),
                expires_soon=each.expires_at <= soon,
            )
            for each in client.secrets
        ],
    )
