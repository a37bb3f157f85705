"""Codes of everything that is refused or fails: status, cause and remedy in one table; and refusals of rules.

Exception
└── Rejected        a rule said no: code, Korean message, details; never retried
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Status(IntEnum):
    """HTTP status of a code (api.md, Problems)."""

    PENDING = 202
    SHAPE = 400
    UNAUTHENTICATED = 401
    FORBIDDEN = 403
    UNKNOWN = 404
    METHOD = 405
    SLOW = 408
    STATE = 409
    GONE = 410
    VERSION = 412
    LARGE = 413
    MEDIA = 415
    RULE = 422
    MANY = 429
    BUG = 500
    UNAVAILABLE = 503
    EXPIRED = 504


@dataclass(frozen=True, slots=True)
class Explained:
    """What a code means, for the people who read its page; Korean."""

    status: Status
    title: str
    cause: str
    remedy: str


CODES: Final[Mapping[str, Explained]] = {
    "BAD_SHAPE": Explained(
        Status.SHAPE,
        "요청의 형식이 맞지 않음",
        "본문이나 주소의 값이 빠졌거나, 형식이 다르거나, 모르는 이름이 들어 있습니다.",
        "errors의 pointer가 가리키는 항목을 고쳐 다시 보내세요.",
    ),
    "IDEMPOTENCY_KEY_REQUIRED": Explained(
        Status.SHAPE,
        "Idempotency-Key 없음",
        "명령에는 같은 요청을 알아볼 키가 있어야 합니다.",
        "Idempotency-Key 머리글에 이 요청만의 값을 200자 이내로 넣고, 다시 보낼 때도 같은 값을 쓰세요.",
    ),
    "UNAUTHENTICATED": Explained(
        Status.UNAUTHENTICATED,
        "인증되지 않음",
        "토큰이 없거나, 10분이 지났거나, 폐기되었거나, 이곳에서 준 것이 아닙니다.",
        "POST /v1/token으로 토큰을 다시 받아 Authorization: Bearer 머리글에 넣으세요.",
    ),
    "WRONG_PASSWORD": Explained(
        Status.UNAUTHENTICATED,
        "아이디나 비밀번호가 맞지 않음",
        "그런 아이디가 없거나 비밀번호가 다릅니다. 어느 쪽인지는 알려 드리지 않습니다.",
        "확인해 다시 넣으세요. 다섯 번 틀리면 15분 동안 잠깁니다.",
    ),
    "LOCKED": Explained(
        Status.UNAUTHENTICATED,
        "잠긴 아이디",
        "비밀번호를 다섯 번 잘못 넣었습니다.",
        "current의 locked_until 뒤에 다시 하세요. 급하면 시스템 관리자에게 알리세요.",
    ),
    "WRONG_SECRET": Explained(
        Status.UNAUTHENTICATED,
        "연계 시스템의 비밀이 맞지 않음",
        "client_id나 비밀이 다르거나, 비밀의 기한이 지났거나, 연계 시스템을 폐기했습니다.",
        "비밀을 확인하세요. 기한이 지났다면 시스템 관리자에게 새 비밀을 요청하세요.",
    ),
    "GRANT_NOT_SUPPORTED": Explained(
        Status.SHAPE,
        "받지 않는 grant_type",
        "양식으로는 client_credentials만 받습니다.",
        "grant_type=client_credentials로 보내세요. 계정의 비밀번호는 JSON으로 보냅니다.",
    ),
    "NOT_PERMITTED": Explained(
        Status.FORBIDDEN,
        "권한 없음",
        "지금 역할이나 부서로는 할 수 없는 일입니다.",
        "응답의 allowed에 있는 일만 할 수 있습니다. 권한이 필요하면 기획감사실 혁신기획팀에 요청하세요.",
    ),
    "NOT_FOUND": Explained(
        Status.UNKNOWN,
        "찾을 수 없음",
        "그런 것이 없거나 볼 권한이 없습니다.",
        "주소와 번호를 확인하세요. 방금 만든 것이라면 after에 응답의 position을 넣어 다시 읽으세요.",
    ),
    "METHOD_NOT_ALLOWED": Explained(
        Status.METHOD,
        "쓸 수 없는 방법",
        "주소는 있지만 이 HTTP 방법으로는 쓸 수 없습니다.",
        "Allow 머리글에 있는 방법을 쓰세요.",
    ),
    "BODY_TOO_SLOW": Explained(
        Status.SLOW,
        "본문이 너무 늦게 옴",
        "정해진 시간 안에 본문이 다 오지 않아 연결을 끊었습니다. 아무것도 저장되지 않았습니다.",
        "네트워크를 확인하고 같은 키로 다시 보내세요.",
    ),
    "WRONG_STATE": Explained(
        Status.STATE,
        "지금 상태에서 할 수 없음",
        "그사이 다른 사람이 처리했거나, 앞 단계가 끝나지 않았습니다.",
        "지금 상태를 다시 읽고 allowed에 있는 일을 하세요.",
    ),
    "ALREADY_REGISTERED": Explained(
        Status.STATE,
        "이미 등록됨",
        "같은 코드나 날짜, 이름으로 다른 내용이 등록되어 있습니다.",
        "등록된 것을 읽어 확인하고, 다른 것이라면 다른 코드로 등록하세요.",
    ),
    "ALREADY_REPORTED": Explained(
        Status.STATE,
        "이미 보고함",
        "우선보고는 지시마다 한 번입니다.",
        "진행 상황은 POST /v1/directives/{id}/progress로 보내세요.",
    ),
    "REPORT_MISSING": Explained(
        Status.STATE,
        "우선보고 전",
        "우선보고를 하기 전에는 진행 상황을 올릴 수 없습니다.",
        "먼저 POST /v1/directives/{id}/report로 보고하세요.",
    ),
    "NOT_NEXT_VERSION": Explained(
        Status.STATE,
        "다음 판이 아님",
        "기한 기준은 한 판씩 이어서 정합니다. 그사이 다른 사람이 다음 판을 정했을 수도 있습니다.",
        "GET /v1/policies에서 지금 판을 확인하고 current의 version으로 보내세요.",
    ),
    "DUE_DATE_KEPT": Explained(
        Status.STATE,
        "기한을 새로 정할 수 없음",
        "공유 후 1근무일 안의 이관은 기한을 그대로 이어받고, 보고를 마친 지시사항에는 기한이 없습니다.",
        "report_due를 빼고 다시 보내세요.",
    ),
    "QUARTER_INCOMPLETE": Explained(
        Status.STATE,
        "분기 점검이 끝나지 않음",
        "분기가 끝나지 않았거나, 점검하지 않은 지시사항이 있습니다.",
        "current의 numbers를 점검한 뒤 다시 발행하세요.",
    ),
    "SECRETS_FULL": Explained(
        Status.STATE,
        "비밀이 이미 두 개",
        "연계 시스템마다 비밀은 두 개까지 함께 쓸 수 있습니다.",
        "쓰지 않는 비밀을 지운 뒤 만드세요.",
    ),
    "IDEMPOTENCY_CONFLICT": Explained(
        Status.STATE,
        "같은 키로 다른 내용",
        "이 Idempotency-Key로 이미 다른 내용을 보냈습니다.",
        "새 일이면 새 키로 보내고, 다시 보내는 것이면 처음과 똑같은 내용으로 보내세요.",
    ),
    "EXTERNAL_REF_TAKEN": Explained(
        Status.STATE,
        "이미 쓴 external_ref",
        "이 external_ref로 다른 내용을 이미 등록했습니다.",
        "current의 id로 등록된 것을 읽어 확인하고, 새 것이면 다른 external_ref로 보내세요.",
    ),
    "LOG_RESTORED": Explained(
        Status.STATE,
        "기록을 백업에서 되살림",
        "이 자리를 받은 뒤에 기록을 백업에서 되살려, 그 자리까지의 이벤트가 지금의 기록과 다를 수 있습니다.",
        "되살린 시점 앞의 자리를 directives:100처럼 적어, 또는 after 없이 처음부터 다시 읽고, 받아 둔 것과 맞추세요.",
    ),
    "VERSION_CONFLICT": Explained(
        Status.VERSION,
        "그사이 바뀜",
        "If-Match로 보낸 판 뒤에 다른 사람이 먼저 고쳤습니다.",
        "다시 읽어 current의 판과 내용을 확인한 뒤 새 ETag로 보내세요.",
    ),
    "TOO_LARGE": Explained(
        Status.LARGE,
        "너무 큼",
        "보낸 본문이 1 MiB를, 또는 파일이 20 MiB를 넘습니다.",
        "나누어 보내세요. 여러 건은 /bulk로 500건까지 보낼 수 있습니다.",
    ),
    "FILE_REFUSED": Explained(
        Status.MEDIA,
        "받지 않는 파일",
        "받는 형식이 아니거나, 내용이 이름의 확장자와 다르거나, 매크로가 들어 있습니다.",
        "pdf, png, jpg, hwp, hwpx, docx, xlsx, txt(UTF-8), csv로 저장해 다시 올리세요.",
    ),
    "FILE_ERASED": Explained(
        Status.GONE,
        "파기된 파일",
        "내용을 되살릴 수 없게 파기했습니다. 파기한 사실과 그때의 기록은 남습니다.",
        "같은 내용은 다시 올릴 수 없습니다. 필요하면 가릴 것을 가린 다른 파일을 올리세요.",
    ),
    "UNSUPPORTED_TYPE": Explained(
        Status.MEDIA,
        "받지 않는 형식",
        "Content-Type이 이 주소에서 받는 형식이 아닙니다.",
        "Content-Type: application/json으로 보내세요.",
    ),
    "PROGRESS_BACKWARDS": Explained(
        Status.RULE,
        "추진율이 줄어듦",
        "앞서 보고한 추진율보다 낮습니다.",
        "맞다면 reason에 줄어든 까닭을 적어 다시 보내세요.",
    ),
    "SELF_CLOSE_FORBIDDEN": Explained(
        Status.RULE,
        "자기 처리결과를 종결함",
        "처리결과를 올린 사람은 그 지시사항을 종결할 수 없습니다.",
        "총괄부서의 다른 담당자에게 종결을 요청하세요.",
    ),
    "REASON_REQUIRED": Explained(
        Status.RULE,
        "사유 없음",
        "되돌리거나 동의하지 않거나 다시 발행할 때는 사유가 있어야 합니다.",
        "reason에 사유를 적어 다시 보내세요.",
    ),
    "MAYOR_REPORT_REQUIRED": Explained(
        Status.RULE,
        "시장 보고 없음",
        "계속관리로 종결하려면 시장에게 보고한 문서가 있어야 합니다.",
        "mayor_report에 보고 문서의 번호나 제목을 적어 다시 보내세요.",
    ),
    "CAUSE_AND_REMEDY_REQUIRED": Explained(
        Status.RULE,
        "부진사유나 대안 없음",
        "부진으로 점검하려면 부진사유와 대안이 모두 있어야 합니다.",
        "cause와 remedy를 적어 다시 보내세요.",
    ),
    "NOT_IN_QUARTER": Explained(
        Status.RULE,
        "그 분기의 점검 대상이 아님",
        "분기 말까지 공유하지 않았거나, 분기가 시작되기 전에 끝났거나, 아직 시작하지 않은 분기입니다.",
        "지시사항의 공유일과 종결일을 보고 분기를 고쳐 보내세요.",
    ),
    "DUE_DATE_NOT_OPEN": Explained(
        Status.RULE,
        "정할 수 없는 기한",
        "새 기한은 오늘 뒤의 근무일이어야 합니다.",
        "GET /v1/calendar/{year}에서 근무일을 확인하고 다시 보내세요.",
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
    "POLICY_UNIT_CHANGED": Explained(
        Status.RULE,
        "기한을 세는 방식이 바뀜",
        "새 판이 시간과 날, 또는 기한이나 길이의 있고 없음을 앞 판과 다르게 정합니다.",
        "앞 판과 같은 방식으로 정하거나, 다른 이름의 기준을 새로 만드세요.",
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
    "LEAD_NOT_UNIQUE": Explained(
        Status.RULE,
        "주관부서가 한 곳이 아님",
        "주관부서를 협조부서로도 적었습니다.",
        "supporting에서 주관부서를 빼고 다시 보내세요.",
    ),
    "WEEKDAY_MISMATCH": Explained(
        Status.RULE,
        "요일이 날짜와 다름",
        "적은 요일이 그 날짜의 요일이 아닙니다.",
        "달력을 보고 날짜나 요일을 고쳐 보내세요. 맞는 요일은 current의 weekday에 있습니다.",
    ),
    "EXTENSION_TOO_LONG": Explained(
        Status.RULE,
        "더 연장할 수 없음",
        "연장하려는 기간이 처음 처리기간보다 길거나, 연장할 수 있는 횟수를 다 썼습니다.",
        "current의 longest 일 안에서 연장하세요. 0이면 더 연장할 수 없으니 기한 안에 처리하세요.",
    ),
    "CONSENT_REQUIRED": Explained(
        Status.RULE,
        "민원인의 동의가 필요함",
        "두 번째 연장은 민원인이 동의해야 합니다.",
        "민원인의 동의를 받고 동의한 사실을 함께 보내세요.",
    ),
    "ELECTION_BLACKOUT": Explained(
        Status.RULE,
        "선거 때문에 열 수 없는 행사",
        "선거일 전 60일부터 선거일까지 시장이 여는 설명회·공청회 등은 공직선거법 제86조로 제한됩니다.",
        "선거일 뒤로 미루거나, 법이 허용하는 사유와 승인한 사람을 적어 보내세요.",
    ),
    "CLOCK_BACKWARDS": Explained(
        Status.RULE,
        "시계를 뒤로 돌림",
        "업무 시계는 앞으로만 갑니다.",
        "GET /v1/clock으로 지금 시각을 확인하고 그 뒤의 시각을 보내세요.",
    ),
    "CLOCK_NOT_MANUAL": Explained(
        Status.RULE,
        "시계를 손으로 맞출 수 없음",
        "이미 실제 시계로 기록을 시작한 곳입니다. 수동 시계는 첫 기록 전에만 고를 수 있습니다.",
        "교육용으로 쓰려면 빈 곳을 새로 설치하세요.",
    ),
    "TOO_MANY_REQUESTS": Explained(
        Status.MANY,
        "요청이 너무 잦음",
        "1분 동안 보낼 수 있는 요청 수를 넘었습니다. 한도와 남은 수는 RateLimit 머리글에 있습니다.",
        "Retry-After 초 뒤에 같은 키로 다시 보내세요. 늘 모자라면 시스템 관리자에게 연계 시스템의 한도를 요청하세요.",
    ),
    "BUG": Explained(
        Status.BUG,
        "서버 오류",
        "프로그램 안에서 예상하지 못한 오류가 났습니다.",
        "trace 값을 시스템 관리자에게 알려 주세요. 명령이었다면 같은 키로 다시 보내도 안전합니다.",
    ),
    "COMMAND_FAULTY": Explained(
        Status.BUG,
        "처리할 수 없는 명령",
        "서비스가 이 명령을 처리하다 되풀이하여 실패했습니다. 아무것도 저장되지 않았습니다.",
        "trace 값을 시스템 관리자에게 알려 주세요. 같은 명령을 다시 보내도 같은 결과입니다.",
    ),
    "FACTS_NOT_READY": Explained(
        Status.UNAVAILABLE,
        "필요한 사실이 아직 없음",
        "조직이나 달력을 방금 바꾸어 다른 서비스에 아직 닿지 않았습니다. 아무것도 저장되지 않았습니다.",
        "Retry-After 뒤에 같은 키로 다시 보내세요.",
    ),
    "CLOCK_MOVED": Explained(
        Status.UNAVAILABLE,
        "업무 시계가 움직임",
        "보내는 사이 수동 업무 시계가 앞으로 갔습니다. 아무것도 저장되지 않았습니다.",
        "Retry-After 뒤에 같은 키로 다시 보내세요.",
    ),
    "NOT_YET": Explained(
        Status.PENDING,
        "아직 반영되지 않음",
        "저장은 되었고 화면과 목록에 반영하는 중입니다.",
        "Retry-After 뒤에 같은 after로 다시 읽으세요.",
    ),
    "BUSY": Explained(
        Status.UNAVAILABLE,
        "지금은 처리할 수 없음",
        "일이 몰렸거나 저장소나 서비스가 잠시 답하지 않습니다. 아무것도 저장되지 않았습니다.",
        "Retry-After 뒤에 같은 키로 다시 보내세요.",
    ),
    "EXPIRED": Explained(
        Status.EXPIRED,
        "제시간에 답하지 못함",
        "정해진 시간 안에 처리하지 못했습니다. 명령이었다면 저장되지 않았습니다.",
        "잠시 뒤 다시 보내세요. 명령은 같은 키로 보내면 안전합니다.",
    ),
    "OUTCOME_UNKNOWN": Explained(
        Status.EXPIRED,
        "처리 여부를 모름",
        "정해진 시간 안에 답이 오지 않았습니다. 저장되었을 수도 있습니다.",
        "같은 키로 다시 보내면 두 번 처리되지 않습니다. links의 command에서 결과를 볼 수도 있습니다.",
    ),
}
"""Every code that this build can answer; domain.md 4.6 and decided.md name them."""

STATUS_OF_CODE: Final[Mapping[str, Status]] = {code: explained.status for code, explained in CODES.items()}


class Rejected(Exception):
    """A rule said no. `message` is Korean and says what to do; nothing is stored."""

    def __init__(self, code: str, message: str, details: Mapping[str, str] | None = None) -> None:
        if code not in CODES:
            raise KeyError(f"{code} is not in CODES")
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = dict(details or {})
