"""Takes import files in, and has them applied: what the API and the console share."""

import asyncio
from hashlib import sha256
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request

from contracts.errors import Rejected
from contracts.values import Sha256
from gateway.auth import Principal
from gateway.exports.making import Maker, NotMade
from gateway.gate import Gate
from gateway.imports.reading import Read
from gateway.imports.report import Note, Weight, sum_up
from gateway.imports.store import Import, State, Upload
from gateway.uploads import FORM_BYTES, read_upload
from infra.settings import IMPORT_BYTES

UPLOAD_S: Final = 60.0
BODY_BYTES: Final = IMPORT_BYTES + FORM_BYTES
"""The longest file that any setting lets in, and its form."""


class Apply(BaseModel):
    """What is to be applied."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)

    sha256: Sha256
    """Of the file that was tried dry: nothing else is applied."""
    accepts_discrepancies: bool = False
    """Whether what the file breaks and does not claim becomes discrepancies, stated as it is."""


async def receive_import(gate: Gate, request: Request) -> tuple[str, bytes]:
    """Return a form's file, no more of which is read than may be. Raises: Rejected."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > gate.imports.limit + FORM_BYTES:
        raise refuse_long(gate)
    deadline = asyncio.timeout(UPLOAD_S)
    content = bytearray()
    try:
        async with deadline:
            name, blocks = await read_upload(request, FORM_BYTES)
            async for block in blocks:
                content += block
                if len(content) > gate.imports.limit:
                    raise refuse_long(gate)
    except TimeoutError as error:
        if not deadline.expired():
            raise
        detail = f"파일이 {UPLOAD_S:.0f}초 안에 다 오지 않아 끊었습니다. 네트워크를 확인하고 다시 보내세요."
        raise Rejected("BODY_TOO_SLOW", detail) from error
    return name, bytes(content)


async def keep_import(gate: Gate, maker: Maker, principal: Principal, name: str, content: bytes) -> Import:
    """Return the import of a file as it is kept, to be tried dry. Raises: Rejected with TOO_LARGE, BUSY."""
    if len(content) > gate.imports.limit:
        raise refuse_long(gate)
    try:
        read = await maker.read_import(content, gate.imports.limit)
    except NotMade as error:
        read = Read(notes=(Note(weight=Weight.REFUSED, code="FILE_REFUSED", message=str(error)),))
    digest = sha256(content).hexdigest()
    upload = Upload(digest, name, len(content), read, sum_up(read.notes), principal.user, principal.department)
    return await find_import(gate, await gate.imports.save(upload))


async def start_import(gate: Gate, principal: Principal, import_id: UUID, asked: Apply) -> Import:
    """Have an import applied; return it as it is then. Raises: Rejected."""
    found = await find_import(gate, import_id)
    if found.state is State.APPLYING and found.sha256 == asked.sha256:
        return found
    if found.state is State.READY and found.report.unclaimed and not asked.accepts_discrepancies:
        detail = (
            f"파일에 적지 않은 불일치가 {found.report.unclaimed}건 있습니다. 보고서를 확인한 뒤 받아들여 적용하세요."
        )
        raise Rejected("DISCREPANCIES_NOT_ACCEPTED", detail)
    if not await gate.imports.start(import_id, asked.sha256, principal.user, principal.department):
        raise Rejected(
            "IMPORT_NOT_READY", "이 파일은 아직 적용할 수 없습니다. 검사가 끝났는지, 거부된 행이 없는지 보세요."
        )
    return await find_import(gate, import_id)


async def find_import(gate: Gate, import_id: UUID) -> Import:
    """Return an import. Raises: Rejected with NOT_FOUND."""
    found = await gate.imports.find(import_id)
    if found is None:
        raise Rejected("NOT_FOUND", "그런 가져오기가 없습니다. 주소를 확인하세요.")
    return found


def refuse_long(gate: Gate) -> Rejected:
    """Return the refusal of a file that is too long."""
    mebibytes = f"{gate.imports.limit / 1_048_576:g}"
    return Rejected("TOO_LARGE", f"가져올 파일은 {mebibytes} MiB까지입니다. 나누어 올리세요.")
