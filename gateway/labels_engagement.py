"""Korean words for the codes of the engagement, for API and console."""

from collections.abc import Mapping
from typing import Final

from contracts.engagement.town_halls import SessionKind

SESSION_KIND_LABELS: Final[Mapping[str, str]] = {
    SessionKind.TOWN_HALL: "타운홀미팅",
    SessionKind.WORKSHOP: "워크숍",
    SessionKind.BRIEFING: "찾아가는 설명회",
    SessionKind.OTHER: "그 밖",
}
SESSION_STATE_LABELS: Final[Mapping[str, str]] = {
    "PLANNED": "계획",
    "ANNOUNCED": "알림",
    "REGISTERING": "신청 받는 중",
    "OPEN": "진행 중",
    "CLOSED": "마침",
    "CANCELLED": "취소",
}
