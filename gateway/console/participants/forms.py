"""The forms of taking part: registering with or without contact data, giving it up, seats for others (ENG-03)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from contracts.engagement.participants import RegisterParticipant, ReissueTicket, ReleaseSeats, WithdrawParticipant
from contracts.messages import Done
from gateway.answers.participants import NewParticipant, NoPhone, normalize_phone
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.meetings.sending import send_command
from gateway.console.registers.declaring import offer
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.labels.engagement import CHANNEL_LABELS

CONSENT: Final = "town-hall-1"
"""The wording that the form asks to agree to."""


def shape_join(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a registration is made of; a child's guardian agrees in the same breath. Raises: Misread."""
    phone, name, agrees = payload.pop("phone", ""), payload.pop("name", None), payload.pop("agrees", False)
    if not phone:
        return payload
    try:
        contact = {"phone": normalize_phone(phone), "name": name}
    except NoPhone as no:
        raise Misread("phone", _("전화번호를 010-1234-5678처럼 적으세요.")) from no
    return {**payload, "contact": contact, "consent": CONSENT if agrees else None}


JOIN: Final = Spec(
    "참가 신청",
    "신청",
    RegisterParticipant,
    (
        Field("segment", "참여 구분", "choice", must=True),
        Field("channel", "참여 방법", "choice", must=True, options=CHANNEL_LABELS),
        Field(
            "phone",
            "전화번호",
            hint="스스로 신청하면 적습니다. 한 사람이 두 번 신청하지 않았는지 확인합니다. 14세 미만은 비워도 됩니다.",
        ),
        Field("name", "이름"),
        Field("agrees", "적은 전화번호와 이름을 이 행사의 안내와 확인에만 쓰고 끝나면 파기하는 데 동의합니다", "check"),
        Field("guardian_consent", "14세 미만이면: 보호자가 함께 동의합니다", "check"),
    ),
    {
        "UNKNOWN_SEGMENT": "segment",
        "SEGMENT_FULL": "segment",
        "CONSENT_REQUIRED": "agrees",
        "GUARDIAN_CONSENT_REQUIRED": "guardian_consent",
        "CONTACT_REQUIRED": "phone",
        "ALREADY_REGISTERED": "phone",
    },
    shape=shape_join,
    reads=NewParticipant,
)
RELEASE: Final = Spec(
    "남은 자리 넘기기",
    "넘기기",
    ReleaseSeats,
    (
        Field("from_segment", "자리가 남은 구분", "choice", must=True),
        Field("to_segment", "기다리는 사람이 있는 구분", "choice", must=True),
        Field("seats", "자리 수", "number", must=True),
    ),
    {"UNKNOWN_SEGMENT": "from_segment", "SEGMENT_FULL": "seats"},
    warning="넘긴 자리는 기다린 차례대로 곧바로 주어집니다. 되돌릴 수 없습니다.",
)
ACTS: Final[Mapping[str, Spec]] = {
    "reissue": Spec(
        "참가표 다시 발급",
        "다시 발급",
        ReissueTicket,
        warning="앞의 참가표와 여섯 자리 번호는 그 자리에서 쓸 수 없게 됩니다.",
    ),
    "withdraw": Spec(
        "참가 취소",
        "참가 취소",
        WithdrawParticipant,
        (Field("reason", "사유", "text"),),
        warning="자리는 먼저 기다린 사람에게 가고 연락처는 파기됩니다. 되돌릴 수 없습니다.",
    ),
}
"""What can be done with a participant at the desk."""


def offer_segments(spec: Spec, segments: Iterable[Mapping[str, Any]], *names: str) -> Spec:
    """Return a form with a session's segments to choose from."""
    options = [(str(each["code"]), str(each["name"])) for each in segments]
    for name in names:
        spec = offer(spec, name, options)
    return spec


async def send_withdrawal(visit: Visit, body: BaseModel, key: str, subject: UUID | None, if_match: int | None) -> Done:
    """Return the outcome of a withdrawal; what was left as contact is destroyed. Raises: Rejected."""
    assert subject is not None
    done = await send_command(visit, body, key, subject, if_match)
    await visit.gate.vault.erase(subject)
    return done
