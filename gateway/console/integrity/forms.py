"""The forms of the readers of anonymous reports; what cannot be undone is said before it is done (ENG-63 to ENG-65)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from contracts.engagement.reports import (
    CloseReport,
    DecideReport,
    EraseReportContent,
    ExtendReport,
    FlagRetaliation,
    NoteOnReport,
    TakeMeasure,
    TakeUpReport,
    WriteToReporter,
)
from contracts.messages import Done
from gateway.answers.integrity import Place
from gateway.answers.suggestions import SomeWords
from gateway.console.meetings.forms import Field, Spec
from gateway.console.meetings.sending import Send
from gateway.console.visits import Visit
from gateway.labels.engagement import FINDING_LABELS, MEASURE_LABELS
from gateway.routers.integrity import ACTS, Decided, SomeReason
from infra.clock import name_command

SPECS: Final[Mapping[str, Spec]] = {
    "take-up": Spec(
        "조사 착수",
        "조사 착수",
        TakeUpReport,
        warning="감사 사건을 열고 사건번호를 매깁니다. 신고자에게는 조사 중이라고 보이고, 되돌릴 수 없습니다.",
    ),
    "message": Spec(
        "신고자에게 쓰기",
        "보내기",
        WriteToReporter,
        (Field("words", "신고자가 읽을 글", "text", must=True, hint="접수증을 가진 사람만 읽습니다."),),
        warning="보낸 글은 고칠 수 없습니다. 신고자가 누구인지 묻지 마세요.",
        reads=SomeWords,
    ),
    "note": Spec(
        "내부 메모",
        "저장",
        NoteOnReport,
        (Field("words", "메모", "text", must=True, hint="담당자와 대리만 읽습니다. 신고자에게는 보이지 않습니다."),),
        reads=SomeWords,
    ),
    "decide": Spec(
        "조사 결과",
        "결정",
        DecideReport,
        (
            Field("finding", "결과", "choice", must=True, options=FINDING_LABELS),
            Field("ground", "근거", "text", must=True),
        ),
        warning="결정하면 처리기한이 멈추고, 결과를 바꿀 수 없습니다.",
        reads=Decided,
    ),
    "measure": Spec(
        "조치",
        "저장",
        TakeMeasure,
        (
            Field("kind", "조치", "choice", must=True, options=MEASURE_LABELS),
            Field("department", "부서", "department", must=True),
        ),
        {"UNKNOWN_DEPARTMENT": "department", "DEPARTMENT_NOT_VALID": "department"},
        warning="저장한 조치는 고칠 수 없습니다.",
    ),
    "extend": Spec(
        "기한 연장",
        "30일 연장",
        ExtendReport,
        (Field("reason", "사유", "text", must=True),),
        warning="처리기한부터 30일을 한 번만 연장할 수 있습니다.",
        reads=SomeReason,
    ),
    "retaliation": Spec(
        "불이익 표시",
        "저장",
        FlagRetaliation,
        (Field("is_raised", "신고자가 불이익을 받고 있거나 받을 수 있음", "check"),),
        shape=lambda told: {"is_raised": bool(told.get("is_raised"))},
    ),
    "close": Spec(
        "종결",
        "종결",
        CloseReport,
        warning="종결하면 신고자와 더 글을 주고받을 수 없고, 되돌릴 수 없습니다.",
    ),
    "erase-content": Spec(
        "내용 파기",
        "내용 파기",
        EraseReportContent,
        warning="주고받은 글과 메모, 근거를 모두 영영 지웁니다. 누구도 되살릴 수 없고, 상태와 날짜만 남습니다.",
    ),
}
"""By the last part of their address, which is that of the API, in the order of their buttons."""


def find_send(act: str) -> Send:
    """Return what sends an act."""
    _kind, send_on, _told = ACTS[act]

    async def send(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
        assert subject is not None
        principal = visit.session.principal
        place = Place(name_command(principal.user, key), subject, if_match)
        return await send_on(visit.gate, principal, place, body, False)

    return send
