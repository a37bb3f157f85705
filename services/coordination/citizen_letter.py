"""The words of a notice to a citizen: that something changed and where to read it, never what it says (ENG-09)."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from contracts.coordination import LINK, Change, ChangeKind, CitizenNoticeRaised
from contracts.short_codes import write_short
from services.coordination.letter import FOOTER, Words, format_day

SAID: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.RESULT_PUBLISHED: "투표 결과를 발표했습니다",
    ChangeKind.FEEDBACK_REQUESTED: "나온 의견을 담당 부서가 검토하기 시작했습니다",
    ChangeKind.FEEDBACK_ADOPTED: "나온 의견을 추진하기로 했습니다",
    ChangeKind.FEEDBACK_DECLINED: "나온 의견을 추진하지 않기로 하고 까닭을 적었습니다",
    ChangeKind.FEEDBACK_REFERRED: "나온 의견을 결정할 수 있는 기관에 넘겼습니다",
    ChangeKind.SESSION_CANCELLED: "행사가 취소되었습니다",
    ChangeKind.SUGGESTION_CLASSIFIED: "보내신 의견의 담당 부서가 정해졌습니다",
    ChangeKind.SUGGESTION_TRANSFERRED: "보내신 의견의 담당 부서가 바뀌었습니다",
    ChangeKind.SUPPLEMENT_REQUESTED: "보내신 의견에 더 여쭐 것이 있습니다",
    ChangeKind.SUGGESTION_EXTENDED: "보내신 의견의 처리 기한이 늘었습니다",
    ChangeKind.SUGGESTION_ANSWERED: "보내신 의견에 답변을 등록했습니다",
    ChangeKind.SURVEY_INVITED: "일을 보신 뒤 어떠셨는지 여쭙니다",
}
"""One change in one sentence."""
BY_CODE: Final = "접수증의 번호로 아래에서 확인하세요."
BY_OWN_LINK: Final = (
    "아래 주소에서 한 번 답할 수 있습니다. 이름은 묻지 않고, 누구의 답인지 남기지 않습니다. 그만 받는 단추도 있습니다."
)
BY_LINK: Final = "아래에서 확인하세요."
STOP: Final = "소식을 그만 받으려면:"


def write(notice: CitizenNoticeRaised, changes: Sequence[Change], console_url: str) -> Words:
    """Return the letter of one change or of a day's; `console_url` is empty where nobody has said where pages are."""
    first = SAID[changes[0].kind]
    subject = f"[논산시] {first}" if len(changes) == 1 else f"[논산시] 소식 {len(changes)}건"
    told = [f"- {format_day(change.on)} {SAID[change.kind]}." for change in changes]
    return Words(subject, "\n".join([*told, *_show_way(notice, console_url), "", FOOTER]) + "\n")


def _show_way(notice: CitizenNoticeRaised, console_url: str) -> list[str]:
    if not console_url:
        return []
    kind, _, key = notice.topic.partition("-")
    base = console_url.rstrip("/")
    if kind == "survey":
        return ["", BY_OWN_LINK, f"{base}/survey/{key}#{LINK}"]
    way = f"{base}/suggest" if kind == "suggestion" else f"{base}/voice/{write_short(UUID(key))}"
    stop = f"{base}/voice/stop/{notice.follower}"
    return ["", BY_CODE if kind == "suggestion" else BY_LINK, way, "", STOP, stop]
