"""/v1/asyncapi.json: the events as a document; FastAPI itself serves /v1/openapi.json."""

from functools import cache

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from gateway.access import Unasked
from gateway.documents import asyncapi
from gateway.documents.tree import Json
from gateway.guard import GuardedRoute

router = APIRouter(prefix="/v1", route_class=GuardedRoute, include_in_schema=False)


@router.get("/asyncapi.json")
async def read_asyncapi(_none: Unasked) -> JSONResponse:
    """이벤트의 AsyncAPI 3 문서."""
    return JSONResponse(_build())


@cache
def _build() -> Json:
    return asyncapi.build()
