"""Codes of town halls, votes, surveys, juries and reports (domain.md 4.5)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status
from contracts.errors.surveys import SURVEYS
from contracts.errors.votes import VOTES

_TOWN_HALLS: Final[Mapping[str, Explained]] = {
    "ANNOUNCED_TOO_LATE": Explained(
        Status.RULE,
        "행사 7일 전까지 알리지 않음",
        "타운홀은 7일 전까지 알려야 하는데 그날이 지났습니다.",
        "날짜를 미루어 다시 계획하거나, 실제로 알린 날을 소급해 적으세요.",
    ),
    "DOORS_TOO_EARLY": Explained(
        Status.RULE,
        "아직 문을 열 날이 아님",
        "행사 날이 되기 전에 문을 열려고 했습니다.",
        "current의 earliest 날에 여세요. 날짜가 바뀌었으면 취소하고 다시 계획하세요.",
    ),
    "BUDGET_EXCEEDED": Explained(
        Status.RULE,
        "예산을 넘음",
        "이 지출까지 더하면 계획한 예산을 넘습니다.",
        "금액을 확인하거나, 넘는 사유를 overrun_ground에 적어 다시 보내세요.",
    ),
}
_PARTICIPANTS: Final[Mapping[str, Explained]] = {
    "UNKNOWN_SEGMENT": Explained(
        Status.RULE,
        "이 행사에 없는 참여 구분",
        "행사를 계획할 때 정한 참여 구분이 아닙니다.",
        "행사의 segments에서 구분의 코드를 골라 보내세요.",
    ),
    "SEGMENT_FULL": Explained(
        Status.STATE,
        "자리가 다 참",
        "이 구분의 자리에는 모두 주인이 있습니다.",
        "자리가 나기를 기다리거나, 다른 구분의 남은 자리를 먼저 넘기세요.",
    ),
    "SEATS_IN_USE": Explained(
        Status.STATE,
        "남은 자리보다 많이 넘김",
        "넘기려는 자리의 일부에 이미 주인이 있습니다.",
        "current의 unused 안에서 넘기세요.",
    ),
    "RELEASED_TOO_EARLY": Explained(
        Status.RULE,
        "아직 자리를 넘길 수 없음",
        "남은 자리는 행사 전날 18시부터 다른 구분에 넘길 수 있습니다.",
        "current의 earliest부터 다시 보내세요.",
    ),
    "CONTACT_REQUIRED": Explained(
        Status.RULE,
        "연락처가 필요함",
        "스스로 신청할 때는 한 사람이 한 번 신청했는지 알 수 있어야 합니다.",
        "contact를 보내거나, 접수대에서 신청하세요. 어린이는 현장 참여라면 연락처 없이 됩니다.",
    ),
    "GUARDIAN_CONSENT_REQUIRED": Explained(
        Status.RULE,
        "보호자 동의가 필요함",
        "14세 미만의 연락처는 보호자가 동의해야 받을 수 있습니다 (개인정보 보호법 22조의2).",
        "보호자의 동의를 받고 guardian_consent를 보내거나, 연락처 없이 보내세요.",
    ),
    "CODES_USED_UP": Explained(
        Status.STATE,
        "남은 번호가 없음",
        "고른 여섯 자리 번호가 모두 다른 참가자의 것입니다.",
        "새 키로 다시 보내면 다른 번호를 고릅니다.",
    ),
    "TICKET_INVALID": Explained(
        Status.RULE,
        "쓸 수 없는 참가표",
        "이 행사의 참가표가 아니거나, 다시 발급해 무효가 되었거나, 취소한 참가표입니다.",
        "접수대에서 참가표를 다시 받으세요.",
    ),
    "NOT_CHECKED_IN": Explained(
        Status.STATE,
        "아직 입장하지 않음",
        "입장한 참가자만 투표할 수 있습니다.",
        "접수대에서 입장을 확인받거나, 온라인 참가자는 링크를 다시 여세요.",
    ),
}

_JURIES: Final[Mapping[str, Explained]] = {
    "FRAME_TOO_SMALL": Explained(
        Status.RULE,
        "명부가 정원보다 적음",
        "배심원 후보 명부에 뽑을 사람보다 적은 사람이 있습니다.",
        "명부를 늘리거나 정원을 줄여 다시 보내세요.",
    ),
    "NOT_A_JUROR": Explained(
        Status.RULE,
        "자리를 가진 사람이 아님",
        "추첨되지 않았거나, 이미 교체되었거나, 아직 위촉되지 않은 사람입니다.",
        "current의 subject를 배심원단의 추첨 결과에서 확인해 고쳐 보내세요.",
    ),
    "SEATS_NOT_FILLED": Explained(
        Status.STATE,
        "위촉이 끝나지 않음",
        "추첨된 사람 가운데 아직 위촉되지도 교체되지도 않은 사람이 있습니다.",
        "모두 위촉하거나 교체한 뒤에 1차 회의를 적으세요.",
    ),
}

_AUDITORS: Final[Mapping[str, Explained]] = {
    "NOT_IN_TERM": Explained(
        Status.RULE,
        "임기 중이 아님",
        "위촉이나 활동, 제안의 날짜가 임기 밖입니다.",
        "current의 since와 until 사이의 날짜로 보내세요.",
    ),
    "AUDITORS_COMPLETE": Explained(
        Status.STATE,
        "정원이 모두 참",
        "시민감사관의 정원만큼 이미 위촉했습니다.",
        "임기 전에 그만둔 사람을 해촉한 뒤에 위촉하세요.",
    ),
}

_FEEDBACK: Final[Mapping[str, Explained]] = {
    "LINK_REQUIRED": Explained(
        Status.RULE,
        "무엇으로 이어지는지 없음",
        "받아들인 항목은 그것을 잇는 결의나 지시가 있어야 합니다.",
        "resolution이나 directive에 그 id를 적어 다시 보내세요.",
    ),
}

_BRIEFINGS: Final[Mapping[str, Explained]] = {
    "NOT_A_TOWN": Explained(
        Status.RULE,
        "읍면동이 아님",
        "찾아가는 설명회를 연 곳으로 읍면동이 아닌 부서를 골랐습니다.",
        "읍면동의 코드를 조직 화면에서 확인해 보내세요.",
    ),
    "NOT_A_BRIEFING": Explained(
        Status.RULE,
        "찾아가는 설명회로 계획한 행사가 아님",
        "설명회를 기록하며 다른 종류이거나 취소된 행사를 골랐습니다.",
        "current의 kind와 state를 보고 맞는 행사를 고르거나, session을 빼고 보내세요.",
    ),
}

ENGAGEMENT: Final[Mapping[str, Explained]] = {
    **_BRIEFINGS,
    **VOTES,
    **SURVEYS,
    **_FEEDBACK,
    **_AUDITORS,
    **_JURIES,
    **_TOWN_HALLS,
    **_PARTICIPANTS,
}
