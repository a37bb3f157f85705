"""Codes of town halls, votes, surveys, juries and reports (domain.md 4.5)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

_TOWN_HALLS: Final[Mapping[str, Explained]] = {
    "ANNOUNCED_TOO_LATE": Explained(
        Status.RULE,
        "행사 7일 전까지 알리지 않음",
        "타운홀은 7일 전까지 알려야 하는데 그날이 지났습니다.",
        "날짜를 미루어 다시 계획하거나, 실제로 알린 날을 소급해 적으세요.",
    ),
}

ENGAGEMENT: Final[Mapping[str, Explained]] = {**_TOWN_HALLS}
