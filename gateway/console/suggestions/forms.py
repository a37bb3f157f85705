"""The forms of suggestions and petitions; what is written in them is sealed before it is sent on (ENG-66, PLT-07)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from contracts.engagement.suggestions import (
    AnswerSuggestion,
    ClassifySuggestion,
    ExtendSuggestion,
    PetitionChannel,
    ReceiveSuggestion,
    ReceiveSupplement,
    RequestSupplement,
    TransferSuggestion,
)
from contracts.messages import Done
from gateway.answers.suggestions import (
    Act,
    NewSuggestion,
    SomeWords,
    TakenSuggestion,
    receive,
    write_to,
)
from gateway.console.meetings.forms import Field, Spec
from gateway.console.meetings.sending import Send
from gateway.console.visits import Visit
from gateway.labels.engagement import PETITION_CHANNEL_LABELS, PETITION_KIND_LABELS
from infra.clock import name_command

_OF_DEPARTMENT: Final = {"UNKNOWN_DEPARTMENT": "department", "DEPARTMENT_NOT_VALID": "department"}
_WORDS: Final = Field("words", "내용", "text", must=True)

SEND: Final = Spec(
    "제안·민원 보내기",
    "보내기",
    ReceiveSuggestion,
    (
        Field("words", "하고 싶은 말", "text", must=True, hint="4,000자까지 적을 수 있습니다."),
        Field(
            "contact", "연락처", hint="답을 알려 드릴 전화번호나 전자우편. 적지 않아도 접수증으로 답을 볼 수 있습니다."
        ),
    ),
    reads=NewSuggestion,
)
"""What citizens fill in themselves."""
TAKE: Final = Spec(
    "대신 접수",
    "접수",
    ReceiveSuggestion,
    (
        Field(
            "channel",
            "받은 곳",
            "choice",
            must=True,
            options={each: word for each, word in PETITION_CHANNEL_LABELS.items() if each != PetitionChannel.ONLINE},
        ),
        Field("words", "시민이 한 말", "text", must=True, hint="들은 대로 적습니다. 총괄부서와 맡은 부서만 읽습니다."),
        Field("contact", "연락처", hint="시민이 원할 때만 적습니다."),
    ),
    reads=TakenSuggestion,
)
ACTS: Final[Mapping[str, Spec]] = {
    "classify": Spec(
        "분류",
        "분류",
        ClassifySuggestion,
        (
            Field("kind", "종류", "choice", must=True, options=PETITION_KIND_LABELS),
            Field("days", "처리기간(일)", "number", hint="법정민원에만 적습니다."),
            Field("department", "맡을 부서", "department", must=True),
        ),
        {"BAD_SHAPE": "days", **_OF_DEPARTMENT},
        warning="처리기한은 접수한 때부터 종류에 따라 정해지고, 종류는 다시 바꿀 수 없습니다.",
    ),
    "answer": Spec(
        "답변",
        "답변 보내기",
        AnswerSuggestion,
        (Field("words", "답변", "text", must=True, hint="접수증을 가진 시민이 읽습니다."),),
        warning="보낸 답변은 고칠 수 없습니다.",
        reads=SomeWords,
    ),
    "request-supplement": Spec(
        "보완 요구",
        "보완 요구",
        RequestSupplement,
        (Field("words", "시민에게 물을 것", "text", must=True, hint="접수증을 가진 시민이 읽습니다."),),
        warning="다음 날부터 보완이 올 때까지 처리기간이 멈춥니다.",
        reads=SomeWords,
    ),
    "supplement": Spec("보완 접수", "접수", ReceiveSupplement, (_WORDS,), reads=SomeWords),
    "extend": Spec(
        "처리기간 연장",
        "연장",
        ExtendSuggestion,
        (
            Field("days", "늘릴 날수", "number", must=True, hint="처음 처리기간을 넘지 못합니다."),
            Field("reason", "사유", "text", must=True, hint="시민이 읽습니다."),
            Field("has_consent", "민원인이 동의함(두 번째 연장에만)", "check"),
        ),
        {"EXTENSION_TOO_LONG": "days", "CONSENT_REQUIRED": "has_consent"},
    ),
    "transfer": Spec(
        "이송",
        "이송",
        TransferSuggestion,
        (
            Field("department", "맡을 부서", "department", must=True),
            Field("reason", "사유", "text", must=True),
        ),
        {"BAD_SHAPE": "department", **_OF_DEPARTMENT},
        warning="이송한 뒤에는 이 부서에서 글을 읽거나 처리할 수 없습니다. 처리기간은 계속 흐릅니다.",
    ),
}
"""What can be done with a petition, by the last part of its address."""


async def send_taken(visit: Visit, body: BaseModel, key: str, _subject: UUID | None, _if_match: int | None) -> Done:
    """Return what taking down a citizen's words made. Raises: Rejected."""
    assert isinstance(body, TakenSuggestion)
    principal = visit.session.principal
    command = name_command(principal.user, key)
    done, _code = await receive(visit.gate, principal, command, body, body.channel, dry_run=False)
    return done


def _send_words(act: Act) -> Send:
    """Return what sends words to a petition."""

    async def send(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
        assert isinstance(body, SomeWords)
        assert subject is not None
        principal = visit.session.principal
        order = name_command(principal.user, key), subject, if_match
        return await write_to(visit.gate, principal, order, act, body.words, dry_run=False, late=None)

    return send


SENDS: Final[Mapping[str, Send]] = {
    "request-supplement": _send_words(RequestSupplement),
    "supplement": _send_words(ReceiveSupplement),
    "answer": _send_words(AnswerSuggestion),
}
