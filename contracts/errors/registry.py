"""Codes of organisation, people, meetings and committees (domain.md 1.1)."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

REGISTRY: Final[Mapping[str, Explained]] = {
    "ALREADY_REGISTERED": Explained(
        Status.STATE,
        "이미 등록됨",
        "같은 코드나 날짜, 이름으로 다른 내용이 등록되어 있습니다.",
        "등록된 것을 읽어 확인하고, 다른 것이라면 다른 코드로 등록하세요.",
    ),
    "UNKNOWN_DEPARTMENT": Explained(
        Status.RULE,
        "모르는 부서",
        "그런 코드의 부서가 등록되어 있지 않습니다.",
        "GET /v1/org/departments에서 코드를 확인하세요.",
    ),
    "UNKNOWN_TEAM": Explained(
        Status.RULE,
        "모르는 팀",
        "주관부서에 그런 코드의 팀이 그날 없습니다.",
        "조직 화면에서 주관부서의 팀을 확인하세요.",
    ),
    "UNKNOWN_PERSON": Explained(
        Status.RULE,
        "모르는 사람",
        "등록되지 않았거나 개인정보를 파기한 사람입니다.",
        "조직 화면에서 사람을 다시 고르세요.",
    ),
    "DEPARTMENT_NOT_VALID": Explained(
        Status.RULE,
        "그날 없는 부서",
        "부서가 그날에는 아직 없었거나 이미 없어졌습니다.",
        "GET /v1/org/departments?as_of=날짜에서 그날의 부서를 확인하세요.",
    ),
    "DEPARTMENT_SUM_MISMATCH": Explained(
        Status.RULE,
        "부서 수가 맞지 않음",
        "종류별 부서 수를 더한 것이 전체와 다르거나, 읍·면·동을 더한 것이 읍면동 수와 다릅니다.",
        "current의 total과 sum을 보고 출처의 수를 다시 확인하세요.",
    ),
    "PERIOD_OVERLAPS": Explained(
        Status.RULE,
        "기간이 겹침",
        "한 번에 하나만 있을 수 있는 것(민선 기수, 한 사람이 맡는 보직, 직무대리)이 이미 그 기간에 있습니다.",
        "current의 first와 last를 보고 날짜를 고치거나, 먼저 있는 것을 끝내세요.",
    ),
    "DELEGATION_LOOP": Explained(
        Status.RULE,
        "직무대리가 되돌아옴",
        "대리할 사람도 그 기간에 자리를 비우고, 그 직무대리를 따라가면 다시 이 사람입니다.",
        "그 기간에 자리에 있는 사람을 고르세요.",
    ),
    "NOT_A_CANDIDATE": Explained(
        Status.RULE,
        "후보에 없는 날짜",
        "회의의 날짜는 등록한 후보 가운데에서 정합니다.",
        "current의 candidates에서 고르세요. 다른 날이면 회의를 취소하고 새로 등록하세요.",
    ),
    "VOTES_DO_NOT_ADD_UP": Explained(
        Status.RULE,
        "의결 인원이 맞지 않음",
        "출석이 재적보다, 또는 찬성과 반대를 더한 수가 출석보다 많습니다.",
        "회의록의 인원을 확인해 고쳐 보내세요.",
    ),
    "NO_QUORUM": Explained(
        Status.RULE,
        "의사정족수에 못 미침",
        "재적위원의 과반수가 출석해야 의결할 수 있습니다. 딱 절반은 과반수가 아닙니다.",
        "출석 인원을 확인하세요. 모자랐다면 의결이 아니므로 다시 회의를 열어야 합니다.",
    ),
    "VERDICT_MISMATCH": Explained(
        Status.RULE,
        "결과가 표결과 다름",
        "출석위원의 과반수가 찬성하면 가결, 아니면 부결입니다.",
        "찬성한 인원과 결과를 확인해 고쳐 보내세요.",
    ),
}
