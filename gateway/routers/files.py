"""/v1/files: evidence and reports, by the sha256 of their content."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from contracts.errors import Rejected
from contracts.values import Role
from gateway.access import Asking, Gated, Unasked
from gateway.auth import Principal
from gateway.gate import Gate
from gateway.guard import GuardedRoute
from gateway.queries import directive_file, evaluation_file, project_file
from gateway.secrecy import may_know
from gateway.uploads import FORM, FORM_BYTES, read_upload
from infra.clock import SEOUL, read_monotonic_s
from infra.file_types import TYPES, TypeRefused
from infra.files import FileErased, FileTooLong, StoredFile

TRANSFER_S: Final = 120.0
"""Seconds for a file on its way in or out: 20 MiB over 1.4 Mbit/s."""
BODY_BYTES: Final = 2**40
"""Out of the framework's way, which knows no setting and answers no problem: the route counts for itself."""
SAFE: Final = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""A file is saved, never shown: whatever it holds runs nowhere."""
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="내용의 sha256, 소문자 16진수")]

router = APIRouter(prefix="/v1/files", route_class=GuardedRoute, tags=["파일"])


class File(BaseModel):
    """What is known of a file."""

    sha256: str
    size: int
    """Bytes."""
    type: str
    name: str
    """파기됨 once erased."""
    uploader: str
    uploaded_at: datetime
    erased_at: datetime | None


class OneFile(BaseModel):
    """One file."""

    data: File


@router.post("", status_code=201, max_body_size=BODY_BYTES, openapi_extra=FORM)
async def store_file(gate: Gated, principal: Asking, request: Request, response: Response, _none: Unasked) -> OneFile:
    """파일을 올린다: `curl -F file=@보고서.pdf`. 같은 내용을 다시 올려도 하나로 보관한다."""
    stored = await keep_file(gate, principal, request)
    response.headers["Location"] = f"/v1/files/{stored.sha256}"
    return _show(stored)


async def keep_file(gate: Gate, principal: Principal, request: Request) -> StoredFile:
    """Return the file of a form as it is kept. Raises: Rejected."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > gate.files.limit + FORM_BYTES:
        raise refuse_long(gate)
    deadline = asyncio.timeout(TRANSFER_S)
    try:
        async with deadline:
            name, blocks = await read_upload(request, FORM_BYTES)
            return await gate.files.store(principal.user, name, blocks)
    except TimeoutError as error:
        if not deadline.expired():
            raise  # a store was too slow, not the sender
        detail = f"파일이 {TRANSFER_S:.0f}초 안에 다 오지 않아 끊었습니다. 네트워크를 확인하고 다시 보내세요."
        raise Rejected("BODY_TOO_SLOW", detail) from error
    except FileTooLong as error:
        raise refuse_long(gate) from error
    except TypeRefused as error:
        detail = f"받는 파일은 {', '.join(TYPES)}이고 내용도 그 형식이어야 합니다. 이름의 확장자를 확인하세요."
        raise Rejected("FILE_REFUSED", detail) from error
    except FileErased as error:
        raise refuse_erased() from error


@router.get("/{sha256}", response_class=StreamingResponse)
async def read_file(gate: Gated, principal: Asking, sha256: Digest, _none: Unasked) -> StreamingResponse:
    """파일의 내용. 저장된 그대로인지 확인한 뒤 보낸다."""
    return await send_file(gate, await find_readable(gate, principal, sha256))


async def send_file(gate: Gate, found: StoredFile) -> StreamingResponse:
    """Return the content of a file that may be read. Raises: Rejected with FILE_ERASED."""
    if found.erased_at is not None:
        raise refuse_erased()
    try:
        blocks = await gate.files.open(found.sha256)
    except FileErased as error:
        raise refuse_erased() from error
    own = {
        "Content-Type": found.type,  # as it is: the framework would call every text UTF-8, a table in CP949 too
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Length": str(found.size),
    }
    return StreamingResponse(_hurry(blocks), headers={**SAFE, **own})


@router.get("/{sha256}/metadata")
async def read_metadata(gate: Gated, principal: Asking, sha256: Digest, _none: Unasked) -> OneFile:
    """파일의 이름·크기·형식과 올린 때."""
    return _show(await find_readable(gate, principal, sha256))


@router.delete("/{sha256}", status_code=204)
async def erase_file(gate: Gated, principal: Asking, sha256: Digest, _none: Unasked) -> None:
    """내가 올린 파일을 파기한다. 되돌릴 수 없고 같은 내용은 다시 올릴 수 없다.

    같은 내용을 올린 사람이 모두 파기하면 내용도 되살릴 수 없게 없앤다.
    """
    if not await gate.files.withdraw(sha256, principal.user):
        raise refuse_unknown()


async def find_readable(gate: Gate, principal: Principal, digest: str) -> StoredFile:
    """Return a file that the principal may read: its uploader's own, every one to the auditor himself, an attached one.

    Whoever may read a directive's words may read what its departments attach, as who attached it gave it (DIR-12), and
    all staff what projects, approvals and evaluations rest on (PRJ-30, PRJ-61, EVL-41). The one place that says so.
    Raises: Rejected with NOT_FOUND.
    """
    reads_all = principal.role is Role.AUDITOR and may_know(principal)  # no deputy of his, no system (DIR-22)
    found = await gate.files.find(digest, principal.user, whose=not reads_all)
    if found is None or found.erased_at is not None or may_know(principal):  # theirs are noted, whoever gave them
        attached = await find_attached(gate, principal, digest)
        if found is None or (found.erased_at is not None and attached is not None):
            found = attached
    if found is None:
        raise refuse_unknown()
    return found


async def find_attached(gate: Gate, principal: Principal, digest: str) -> StoredFile | None:
    """Return a file that is attached to what the principal may read: one that is kept before one that was erased."""
    async with gate.reading() as snapshot:
        givers = [
            *await directive_file.list_givers(snapshot, principal, digest),
            *await project_file.list_givers(snapshot, principal, digest),
            *await evaluation_file.list_givers(snapshot, principal, digest),
        ]
    given = [file for giver in dict.fromkeys(givers) if (file := await gate.files.find(digest, giver)) is not None]
    return min(given, key=lambda file: file.erased_at is not None, default=None)


def refuse_unknown() -> Rejected:
    """Return the refusal of a file that is not there, or not for the asker."""
    return Rejected("NOT_FOUND", "그런 파일이 없거나 볼 권한이 없습니다.")


def refuse_erased() -> Rejected:
    """Return the refusal of what was erased."""
    return Rejected("FILE_ERASED", "파기된 파일입니다. 같은 내용은 다시 올릴 수 없습니다.")


def refuse_long(gate: Gate) -> Rejected:
    """Return the refusal of a file that is too long."""
    mebibytes = f"{gate.files.limit / 1_048_576:g}"
    return Rejected("TOO_LARGE", f"파일이 {mebibytes} MiB를 넘습니다. 나누거나 줄여서 보내세요.")


async def _hurry(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the blocks for as long as a file may take; then the connection is cut."""
    ends = read_monotonic_s() + TRANSFER_S
    async for block in blocks:
        if read_monotonic_s() > ends:
            raise TimeoutError("the reader takes too long")
        yield block


def _show(stored: StoredFile) -> OneFile:
    return OneFile(
        data=File(
            sha256=stored.sha256,
            size=stored.size,
            type=stored.type,
            name=stored.name,
            uploader=stored.uploader,
            uploaded_at=stored.uploaded_at.astimezone(SEOUL),
            erased_at=stored.erased_at.astimezone(SEOUL) if stored.erased_at else None,
        )
    )
