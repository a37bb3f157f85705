"""/v1/problems: every code with its cause and remedy, for programs and for people; nobody needs to sign in."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from contracts.errors import CODES, Explained, Rejected
from contracts.values import Storable
from gateway.access import NoParameters, Unasked
from gateway.console.rendering import show_plain
from gateway.guard import GuardedRoute
from gateway.problems import RETRYABLE

router = APIRouter(prefix="/v1/problems", route_class=GuardedRoute, tags=["오류 코드"])

HEADERS: Final = {"Vary": "Accept"}
_ALSO_HTML: Final = {"content": {"text/html": {"schema": {"type": "string"}}}}


class CodeFace(BaseModel):
    """One code."""

    code: str
    status: int
    title: str
    cause: str
    remedy: str
    retryable: bool
    """True: the same request may be sent again, a command with its key."""


class Codes(BaseModel):
    """The codes found."""

    data: list[CodeFace]


class OneCode(BaseModel):
    """One code."""

    data: CodeFace


class CodesWanted(NoParameters):
    """Which codes."""

    q: Annotated[str, Field(max_length=100), Storable] = ""
    """A word of the code, the title, the cause or the remedy, or the HTTP status."""


@router.get("", response_model=Codes, responses={200: _ALSO_HTML})
async def list_codes(request: Request, wanted: Annotated[CodesWanted, Query()]) -> Response:
    """오류 코드 목록: 원인과 조치 방법."""
    word = wanted.q.strip().casefold()
    found = [_show(code, each) for code, each in CODES.items() if word in _list_words(code, each)]
    if _is_person(request):
        return show_plain(request, "problems.html", found=found, q=wanted.q.strip(), total=len(CODES))
    return JSONResponse(Codes(data=found).model_dump(), headers=HEADERS)


@router.get("/{code}", response_model=OneCode, responses={200: _ALSO_HTML})
async def read_code(request: Request, code: str, _: Unasked) -> Response:
    """오류 코드 하나; 오류 답의 type이 이 주소이다."""
    if code not in CODES:
        if _is_person(request):
            return show_plain(request, "problems.html", status=404, found=[], q=code[:100], total=len(CODES))
        raise Rejected("NOT_FOUND", "그런 코드가 없습니다. GET /v1/problems에서 찾아보세요.")
    face = _show(code, CODES[code])
    if _is_person(request):
        return show_plain(request, "problem.html", face=face)
    return JSONResponse(OneCode(data=face).model_dump(), headers=HEADERS)


def _show(code: str, explained: Explained) -> CodeFace:
    return CodeFace(
        code=code,
        status=explained.status,
        title=explained.title,
        cause=explained.cause,
        remedy=explained.remedy,
        retryable=explained.status in RETRYABLE,
    )


def _list_words(code: str, explained: Explained) -> str:
    words = (code, str(int(explained.status)), explained.title, explained.cause, explained.remedy)
    return "\n".join(words).casefold()


def _is_person(request: Request) -> bool:
    """Tell whether a browser asks: it names HTML, programs name JSON or nothing."""
    return "text/html" in request.headers.get("accept", "")
