"""/v1/open/integrity-reports: what reporters send and read, of whom nobody asks or keeps who they are (ENG-63)."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from contracts.values import Text
from gateway.access import Gated, Key, Unasked
from gateway.answers.integrity import find_own, open_words, receive, write_as_reporter
from gateway.answers.integrity_shown import OwnReport, show_own
from gateway.guard import GuardedRoute
from gateway.receipts import ReceiptCode, require_unguessable

router = APIRouter(prefix="/v1/open/integrity-reports", route_class=GuardedRoute, tags=["청렴톡"])


class NewReport(BaseModel):
    """What somebody reports; sealed before it is sent on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: Text
    has_retaliation: bool = False
    """The reporter suffers, or fears, a disadvantage for it."""


class Receipt(BaseModel):
    """The code that opens a report."""

    code: str
    """접수증: told here and nowhere else."""


class Holder(BaseModel):
    """Somebody who has a receipt code."""

    model_config = ConfigDict(extra="forbid", strict=True)

    code: ReceiptCode


class NewMessage(Holder):
    """What somebody who has a receipt code adds."""

    words: Text


class Own(BaseModel):
    """The answer to who has a receipt code."""

    data: OwnReport


@router.post("", status_code=201, summary="익명 신고·상담")
async def send_report(gate: Gated, key: Key, body: NewReport, _none: Unasked) -> Receipt:
    """누구나 이름 없이 보낸다; 접수증은 이 답에만 있고, 보낸 곳이나 기기의 자취를 두지 않는다 (ENG-63)."""
    require_unguessable(key)
    return Receipt(code=await receive(gate, key, body.words, has_retaliation=body.has_retaliation))


@router.post("/status", summary="내 신고 보기")
async def read_own_report(gate: Gated, body: Holder, _none: Unasked) -> Own:
    """접수증을 가진 사람에게 접수·조사·종결과 주고받은 글만 답한다; 틀린 접수증은 드물게만 시도할 수 있다 (ENG-63)."""
    row = await find_own(gate, body.code)
    return Own(data=show_own(row, await open_words(gate, row)))


@router.post("/messages", summary="내 신고에 글 더하기")
async def send_message(gate: Gated, key: Key, body: NewMessage, _none: Unasked) -> Own:
    """접수증을 가진 사람이 담당자에게 글을 더한다 (ENG-63)."""
    require_unguessable(key)
    row = await write_as_reporter(gate, key, body.code, body.words)
    return Own(data=show_own(row, await open_words(gate, row)))
