"""Codes of dates, deadlines and the business clock (domain.md 4.1)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

CALENDAR: Final[Mapping[str, Explained]] = {
    "WEEKDAY_MISMATCH": Explained(
        Status.RULE,
        "요일이 날짜와 다름",
        "적은 요일이 그 날짜의 요일이 아닙니다.",
        "달력을 보고 날짜나 요일을 고쳐 보내세요. 맞는 요일은 current의 weekday에 있습니다.",
    ),
    "DATES_REVERSED": Explained(
        Status.RULE,
        "날짜의 앞뒤가 바뀜",
        "마지막 날이 첫날보다 빠르거나, 앞서야 할 것이 뒤에 있습니다.",
        "두 날짜를 확인해 고쳐 보내세요.",
    ),
    "DAY_IN_PAST": Explained(
        Status.RULE,
        "지난 날짜",
        "앞으로의 일에 미치는 것은 지난 날짜부터 정할 수 없습니다.",
        "current의 today나 그 뒤의 날짜로 보내세요.",
    ),
    "DAY_IN_FUTURE": Explained(
        Status.RULE,
        "아직 오지 않은 날짜",
        "이미 한 일을 기록하는데 날짜가 오늘보다 뒤입니다.",
        "한 날을 확인해 고쳐 보내세요.",
    ),
    "ELECTION_BLACKOUT": Explained(
        Status.RULE,
        "선거 때문에 열 수 없는 행사",
        "선거일 전 60일부터 선거일까지 시장이 여는 설명회·공청회 등은 공직선거법 제86조로 제한됩니다.",
        "선거일 뒤로 미루거나, 법이 허용하는 사유와 승인한 사람을 적어 보내세요.",
    ),
    "EXTENSION_TOO_LONG": Explained(
        Status.RULE,
        "더 연장할 수 없음",
        "연장하려는 기간이 처음 처리기간보다 길거나, 연장할 수 있는 횟수를 다 썼습니다.",
        "current의 longest 일 안에서 연장하세요. 0이면 더 연장할 수 없으니 기한 안에 처리하세요.",
    ),
    "CONSENT_REQUIRED": Explained(
        Status.RULE,
        "당사자의 동의가 필요함",
        "두 번째 연장, 개인정보 수집처럼 당사자가 동의해야 하는 일입니다.",
        "당사자의 동의를 받고 동의한 사실을 함께 보내세요.",
    ),
    "NOT_NEXT_VERSION": Explained(
        Status.STATE,
        "다음 판이 아님",
        "기한 기준은 한 판씩 이어서 정합니다. 그사이 다른 사람이 다음 판을 정했을 수도 있습니다.",
        "GET /v1/policies에서 지금 판을 확인하고 current의 version으로 보내세요.",
    ),
    "POLICY_UNIT_CHANGED": Explained(
        Status.RULE,
        "기한을 세는 방식이 바뀜",
        "새 판이 시간과 날, 또는 기한이나 길이의 있고 없음을 앞 판과 다르게 정합니다.",
        "앞 판과 같은 방식으로 정하거나, 다른 이름의 기준을 새로 만드세요.",
    ),
    "CLOCK_BACKWARDS": Explained(
        Status.RULE,
        "시계를 뒤로 돌림",
        "업무 시계는 앞으로만 갑니다.",
        "GET /v1/clock으로 지금 시각을 확인하고 그 뒤의 시각을 보내세요.",
    ),
    "EFFECTIVE_AT_IN_FUTURE": Explained(
        Status.RULE,
        "일어난 시각이 업무 시계보다 뒤임",
        "소급은 이미 일어난 일만 적을 수 있습니다.",
        "effective_at에 업무 시계(GET /v1/clock)보다 늦지 않은 시각을 적으세요.",
    ),
    "EFFECTIVE_AT_BACKWARDS": Explained(
        Status.RULE,
        "뒤의 일이 이미 적혀 있음",
        "한 건의 기록은 일어난 차례로만 쌓입니다. 그보다 뒤에 일어난 일이 먼저 적혀 있습니다.",
        "current의 latest와 같거나 그 뒤의 시각을 적으세요. 적힌 것이 틀렸으면 정정으로 고치세요.",
    ),
    "CLOCK_NOT_MANUAL": Explained(
        Status.RULE,
        "시계를 손으로 맞출 수 없음",
        "이미 실제 시계로 기록을 시작한 곳입니다. 수동 시계는 첫 기록 전에만 고를 수 있습니다.",
        "교육용으로 쓰려면 빈 곳을 새로 설치하세요.",
    ),
}
