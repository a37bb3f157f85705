"""Korean words for the codes of the engagement, for API and console."""

from collections.abc import Mapping
from typing import Final

from contracts.engagement.auditors import AuditAnswer, EndReason
from contracts.engagement.ballots import BallotChannel
from contracts.engagement.juries import FallOut, Sex
from contracts.engagement.participants import Channel
from contracts.engagement.questions import QuestionKind
from contracts.engagement.reports import MeasureKind, ReportAuthor, ReportFinding
from contracts.engagement.suggestions import PetitionChannel, PetitionKind
from contracts.engagement.surveys import Access, Audience, Completion, Sampling, Scoring
from contracts.engagement.tallies import PollMode, TallyRule
from contracts.engagement.town_halls import SessionKind

SESSION_KIND_LABELS: Final[Mapping[str, str]] = {
    SessionKind.TOWN_HALL: "타운홀미팅",
    SessionKind.WORKSHOP: "워크숍",
    SessionKind.BRIEFING: "찾아가는 설명회",
    SessionKind.OTHER: "그 밖",
}
PETITION_KIND_LABELS: Final[Mapping[str, str]] = {
    PetitionKind.LEGAL_QUESTION: "법령 질의",
    PetitionKind.QUESTION: "설명 질의",
    PetitionKind.PROPOSAL: "건의",
    PetitionKind.GRIEVANCE: "고충",
    PetitionKind.OTHER: "기타",
    PetitionKind.STATUTORY: "법정민원",
}
PETITION_CHANNEL_LABELS: Final[Mapping[str, str]] = {
    PetitionChannel.ONLINE: "온라인",
    PetitionChannel.COUNTER: "창구",
    PetitionChannel.TELEPHONE: "전화",
    PetitionChannel.POST: "우편",
}
PETITION_STATE_LABELS: Final[Mapping[str, str]] = {
    "RECEIVED": "접수",
    "HANDLING": "처리 중",
    "SUPPLEMENTING": "보완 중",
    "ANSWERED": "답변",
}
REPORT_COARSE_LABELS: Final[Mapping[str, str]] = {"RECEIVED": "접수", "INVESTIGATING": "조사", "CLOSED": "종결"}
REPORT_STATE_LABELS: Final[Mapping[str, str]] = {
    "RECEIVED": "접수",
    "INVESTIGATING": "조사 중",
    "DECIDED": "결정",
    "CLOSED": "종결",
    "ERASED": "종결, 내용 파기",
}
REPORT_AUTHOR_LABELS: Final[Mapping[str, str]] = {ReportAuthor.REPORTER: "신고자", ReportAuthor.READER: "담당자"}
FINDING_LABELS: Final[Mapping[str, str]] = {
    ReportFinding.VIOLATION: "위반",
    ReportFinding.NO_VIOLATION: "위반 아님",
    ReportFinding.UNVERIFIABLE: "확인할 수 없음",
}
MEASURE_LABELS: Final[Mapping[str, str]] = {
    MeasureKind.CORRECTION: "시정",
    MeasureKind.WARNING: "주의",
    MeasureKind.DISCIPLINE: "징계 요구",
    MeasureKind.RECOVERY: "회수",
    MeasureKind.ACCUSATION: "고발·수사 의뢰",
    MeasureKind.IMPROVEMENT: "제도 개선",
}
PROPOSAL_STATE_LABELS: Final[Mapping[str, str]] = {"RECEIVED": "접수", "ANSWERED": "답변"}
AUDIT_ANSWER_LABELS: Final[Mapping[str, str]] = {
    AuditAnswer.ACCEPTED: "수용",
    AuditAnswer.PARTLY: "일부 수용",
    AuditAnswer.DECLINED: "불수용",
}
END_REASON_LABELS: Final[Mapping[str, str]] = {
    EndReason.RESIGNED: "사퇴",
    EndReason.MOVED_AWAY: "전출",
    EndReason.DISMISSED: "해촉",
}
JURY_STATE_LABELS: Final[Mapping[str, str]] = {
    "FROZEN": "명부 확정",
    "DRAWN": "추첨",
    "MEETING": "회의",
    "CONCLUDED": "마침",
}
JUROR_LABELS: Final[Mapping[str, str]] = {"DRAWN": "추첨", "APPOINTED": "위촉"}
FALL_OUT_LABELS: Final[Mapping[str, str]] = {
    FallOut.DECLINED: "사양",
    FallOut.UNREACHABLE: "연락 안 됨",
    FallOut.INELIGIBLE: "자격 없음",
    FallOut.RESIGNED: "사퇴",
    FallOut.ABSENT: "불참",
}
FEEDBACK_STATE_LABELS: Final[Mapping[str, str]] = {
    "REQUESTED": "회신 대기",
    "REPLIED": "회신",
    "ADOPTED": "받아들임",
    "DECLINED": "받아들이지 않음",
    "REFERRED": "다른 기관에 넘김",
}
CHANNEL_LABELS: Final[Mapping[str, str]] = {
    Channel.ONSITE: "현장",
    Channel.WEB: "온라인",
}
PARTICIPANT_STATE_LABELS: Final[Mapping[str, str]] = {
    "REGISTERED": "신청",
    "WAITLISTED": "대기",
    "CHECKED_IN": "입장",
    "WITHDRAWN": "취소",
}
SESSION_STATE_LABELS: Final[Mapping[str, str]] = {
    "PLANNED": "계획",
    "ANNOUNCED": "알림",
    "REGISTERING": "신청 받는 중",
    "OPEN": "진행 중",
    "CLOSED": "마침",
    "CANCELLED": "취소",
}
POLL_MODE_LABELS: Final[Mapping[str, str]] = {
    PollMode.SINGLE: "하나 고르기",
    PollMode.MULTIPLE: "여럿 고르기",
    PollMode.RATING: "별점",
    PollMode.RANKING: "순위",
}
ROUND_STATE_LABELS: Final[Mapping[str, str]] = {
    "PLANNED": "계획",
    "OPEN": "투표 중",
    "PAUSED": "멈춤",
    "CLOSED": "마감",
    "PUBLISHED": "발표",
    "FINAL": "확정",
    "VOIDED": "무효",
}
TALLY_RULE_LABELS: Final[Mapping[str, str]] = {
    TallyRule.RAW_SUM: "단순 합산",
    TallyRule.EQUAL_CHANNEL: "통로별 평균",
    TallyRule.WEIGHTED_SEGMENT: "구분별 가중",
    TallyRule.ONSITE_ONLY: "현장만",
}
HAND_CHANNEL_LABELS: Final[Mapping[str, str]] = {
    BallotChannel.PAPER: "종이",
    BallotChannel.KEYPAD: "단말기",
}
HAND_STATE_LABELS: Final[Mapping[str, str]] = {
    "ENTERED": "한 번 입력",
    "DIFFERENT": "서로 다름",
    "IMPORTED": "집계됨",
}
SURVEY_STATE_LABELS: Final[Mapping[str, str]] = {"DESIGNED": "설계", "OPEN": "받는 중", "CLOSED": "마감"}
SURVEY_ACCESS_LABELS: Final[Mapping[str, str]] = {Access.INVITED: "초대", Access.OPEN: "누구나"}
SURVEY_AUDIENCE_LABELS: Final[Mapping[str, str]] = {Audience.CITIZENS: "시민", Audience.STAFF: "직원"}
SURVEY_SAMPLING_LABELS: Final[Mapping[str, str]] = {
    Sampling.NON_PROBABILITY: "비확률표본",
    Sampling.PROBABILITY: "확률표본",
}
SURVEY_SCORING_LABELS: Final[Mapping[str, str]] = {
    Scoring.MEAN_OF_ITEMS: "5점 문항의 평균",
    Scoring.OVERALL: "한 문항의 평균",
}
COMPLETION_LABELS: Final[Mapping[str, str]] = {
    Completion.PETITION: "방문민원",
    Completion.CONTRACT: "계약",
    Completion.SUBSIDY: "보조금",
}
QUESTION_KIND_LABELS: Final[Mapping[str, str]] = {
    QuestionKind.SINGLE: "하나 고르기",
    QuestionKind.MULTIPLE: "여럿 고르기",
    QuestionKind.YES_NO: "예·아니요",
    QuestionKind.LIKERT: "5점 척도",
    QuestionKind.SCALE: "0~10점",
    QuestionKind.MATRIX: "줄마다 5점 척도",
    QuestionKind.RANKING: "순위",
    QuestionKind.IMAGE: "그림 고르기",
    QuestionKind.NUMBER: "숫자",
    QuestionKind.DATE: "날짜",
    QuestionKind.SHORT_TEXT: "짧은 글",
    QuestionKind.LONG_TEXT: "긴 글",
    QuestionKind.MAP_POINT: "위치",
    QuestionKind.CONSENT: "동의",
    QuestionKind.INFORMATION: "읽을거리",
}
LIKERT_LABELS: Final[Mapping[str, str]] = {
    "1": "매우 아니다",
    "2": "아니다",
    "3": "보통",
    "4": "그렇다",
    "5": "매우 그렇다",
}
INVITATION_STATE_LABELS: Final[Mapping[str, str]] = {"ISSUED": "초대", "REISSUED": "다시 보냄"}
SEX_LABELS: Final[Mapping[str, str]] = {Sex.F: "여", Sex.M: "남"}
