"""Codes that any request may meet: its shape, who asks, versions, limits, what is away."""

from collections.abc import Mapping
from typing import Final

from contracts.errors.explained import Explained, Status

REQUESTS: Final[Mapping[str, Explained]] = {
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
        "앞서 저장된 것을 화면과 목록에 반영하는 중입니다.",
        "Retry-After 뒤에 읽기는 같은 after로, 명령은 같은 키로 다시 보내세요.",
    ),
    "BUSY": Explained(
        Status.UNAVAILABLE,
        "지금은 처리할 수 없음",
        "일이 몰렸거나 저장소나 서비스가 잠시 답하지 않습니다. 아무것도 저장되지 않았습니다.",
        "Retry-After 뒤에 같은 키로 다시 보내세요.",
    ),
    "NOT_SIGNED": Explained(
        Status.UNAVAILABLE,
        "기록의 서명을 기다리는 중",
        "파일에는 서명된 기록의 해시가 실리는데, 이 판은 발행한 뒤 아직 서명되지 않았습니다.",
        "서명은 5분마다 합니다. 잠시 뒤 다시 내려받으세요.",
    ),
    "NOT_MADE": Explained(
        Status.UNAVAILABLE,
        "파일을 만들지 못함",
        "내용이 너무 크거나 파일을 만드는 프로그램이 멈췄습니다. 자료는 그대로입니다.",
        "조건을 좁혀 나누어 내려받고, 되풀이되면 시스템 관리자에게 알리세요.",
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
