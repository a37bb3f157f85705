"""/v1/openapi.json and /v1/asyncapi.json: the documents as they are frozen beside the contracts.

A test keeps them equal to the program. To make one takes seconds, in which nobody else would be answered.
"""

from pathlib import Path
from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse

import contracts
from gateway.access import Unasked
from gateway.guard import GuardedRoute

router = APIRouter(prefix="/v1", route_class=GuardedRoute, include_in_schema=False)
_FOLDER: Final = Path(contracts.__file__).parent


@router.get("/openapi.json")
async def read_openapi(_none: Unasked) -> FileResponse:
    """API의 OpenAPI 3.1 문서."""
    return FileResponse(_FOLDER / "openapi.json", media_type="application/json")


@router.get("/asyncapi.json")
async def read_asyncapi(_none: Unasked) -> FileResponse:
    """이벤트의 AsyncAPI 3 문서."""
    return FileResponse(_FOLDER / "asyncapi.json", media_type="application/json")
