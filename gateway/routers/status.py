"""/v1/status: whether each role is ready."""

import asyncio
from collections.abc import Mapping

import httpx
from fastapi import APIRouter, Request
from pydantic import BaseModel

from gateway.access import Asking, Unasked
from gateway.guard import GuardedRoute

router = APIRouter(prefix="/v1/status", route_class=GuardedRoute, tags=["운영"])


class Status(BaseModel):
    """Each role, and whether it is ready."""

    roles: dict[str, bool]


@router.get("")
async def read_status(request: Request, _: Asking, _none: Unasked) -> Status:
    """각 역할의 준비 상태."""
    roles: Mapping[str, str] = request.app.state.roles
    async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
        ready = await asyncio.gather(*(_is_ready(client, address) for address in roles.values()))
    return Status(roles=dict(zip(roles, ready, strict=True)))


async def _is_ready(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/readyz")).status_code == 200
    except httpx.HTTPError:
        return False
