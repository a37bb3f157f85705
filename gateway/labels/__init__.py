"""Korean words for the codes of the contracts, one place for API and console."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from contracts.calendar.elections import LegalGround
from contracts.calendar.policies import Rule
from contracts.coordination import NoticeKind, Recipient
from contracts.directives import Assessment, Clock, DirectiveKind, OriginKind, Visibility
from contracts.registry import DepartmentKind, MeetingKind, PartnerKind, Post, TownKind, Verdict
from contracts.values import Role

KIND_LABELS: Final[Mapping[str, str]] = {
    DirectiveKind.SIMPLE: "단순",
    DirectiveKind.ADDITIONAL: "추가",
    DirectiveKind.SPECIAL: "특별",
    DirectiveKind.PLAN: "계획",
    DirectiveKind.EXHORTATION: "당부",
}
STATE_LABELS: Final[Mapping[str, str]] = {
    "ISSUED": "미공유",
    "SHARED": "공유됨",
    "REPORTED": "보고됨",
    "IN_PROGRESS": "추진 중",
    "OUTCOME_SUBMITTED": "처리결과 제출",
    "RETURNED": "보완 요청",
    "CLOSED": "완료",
    "CLOSED_AS_CONTINUING": "계속관리 종결",
    "CANCELLED": "취소",
    "MERGED": "병합",
}
VISIBILITY_LABELS: Final[Mapping[str, str]] = {
    Visibility.OPEN: "공개",
    Visibility.TEXT_HIDDEN: "내용 비공개",
    Visibility.AUDIT_ONLY: "감사 전용",
}
ORIGIN_LABELS: Final[Mapping[str, str]] = {
    OriginKind.MEETING: "회의",
    OriginKind.NOTE: "메모",
    OriginKind.PLEDGE: "공약",
    OriginKind.PROJECT: "사업",
    OriginKind.TOWN_HALL: "타운홀미팅",
    OriginKind.INTEGRITY_REPORT: "청렴 신고",
    OriginKind.INDICATOR: "성과지표",
    OriginKind.PETITION: "민원",
}
ASSESSMENT_LABELS: Final[Mapping[str, str]] = {
    Assessment.ON_TRACK: "정상 추진",
    Assessment.DONE: "완료",
    Assessment.LAGGING: "부진",
}
ROLE_LABELS: Final[Mapping[str, str]] = {
    Role.MAYOR: "시장",
    Role.EXECUTIVE: "간부",
    Role.OPERATOR: "총괄부서",
    Role.OFFICER: "담당부서",
    Role.AUDITOR: "감사",
    Role.ADMINISTRATOR: "시스템 관리",
    Role.CITIZEN: "시민",
    Role.EVALUATOR: "외부평가",
    Role.SYSTEM: "시스템",
}
DEPARTMENT_KIND_LABELS: Final[Mapping[str, str]] = {
    DepartmentKind.HEADQUARTERS: "본청",
    DepartmentKind.COUNCIL: "의회",
    DepartmentKind.DIRECT_AGENCY: "직속기관",
    DepartmentKind.PROJECT_OFFICE: "사업소",
    DepartmentKind.TOWN_OFFICE: "읍면동",
    DepartmentKind.BUREAU: "국",
}

TOWN_LABELS: Final[Mapping[str, str]] = {TownKind.EUP: "읍", TownKind.MYEON: "면", TownKind.DONG: "동"}
PARTNER_LABELS: Final[Mapping[str, str]] = {
    PartnerKind.MINISTRY: "중앙부처",
    PartnerKind.PROVINCE: "도",
    PartnerKind.MUNICIPALITY: "시군",
    PartnerKind.INSTITUTE: "연구원",
    PartnerKind.COMPANY: "기업",
    PartnerKind.UNIVERSITY: "대학",
    PartnerKind.FOREIGN_CITY: "외국도시",
    PartnerKind.OTHER: "그 밖",
}
POST_LABELS: Final[Mapping[str, str]] = {
    Post.OFFICER: "담당자",
    Post.TEAM_HEAD: "팀장",
    Post.DEPARTMENT_HEAD: "과장",
    Post.BUREAU_HEAD: "국장",
    Post.VICE_MAYOR: "부시장",
    Post.MAYOR: "시장",
    Post.CITIZEN_AUDITOR: "시민감사관",
    Post.JUROR: "배심원",
    Post.PANELLIST: "평가위원",
    Post.EXPERT: "외부전문가",
}
MEETING_LABELS: Final[Mapping[str, str]] = {
    MeetingKind.EXECUTIVE: "간부회의",
    MeetingKind.COLLABORATION: "협업회의",
    MeetingKind.COMMITTEE: "위원회",
    MeetingKind.BRIEFING: "보고회",
    MeetingKind.TOWN_HALL: "타운홀미팅",
    MeetingKind.OTHER: "그 밖",
}
MEETING_STATE_LABELS: Final[Mapping[str, str]] = {
    "DATE_OPEN": "날짜 미정",
    "SCHEDULED": "예정",
    "HELD": "개최",
    "CANCELLED": "취소",
}
GROUND_LABELS: Final[Mapping[str, str]] = {
    LegalGround.STATUTORY: "법령에 따른 행사",
    LegalGround.TIME_BOUND: "특정 시기에만 할 수 있는 행사",
    LegalGround.DISASTER: "재해의 구호·복구",
    LegalGround.PAID_LECTURE: "직업지원교육·유상 강좌",
    LegalGround.URGENT_PETITION: "집단·긴급 민원의 해결",
    LegalGround.NATIONAL_CEREMONY: "국경일·기념일 행사",
    LegalGround.CONSENT_REQUIRED_PROJECT: "주민 동의가 필요한 사업의 설명회",
    LegalGround.TRADITIONAL_FESTIVAL: "정기 체육대회·전래 축제",
}
VERDICT_LABELS: Final[Mapping[str, str]] = {
    Verdict.ADOPTED: "원안의결",
    Verdict.AMENDED: "수정의결",
    Verdict.REJECTED: "부결",
    Verdict.DEFERRED: "보류",
}
CONCURRENCE_LABELS: Final[Mapping[str, str]] = {"PENDING": "협조 중", "CONCURRED": "협조 완료", "RETURNED": "반려"}
CLOCK_LABELS: Final[Mapping[str, str]] = {Clock.SHARE: "공유", Clock.REPORT: "우선보고", Clock.REPLY: "회신"}
RULE_LABELS: Final[Mapping[str, str]] = {
    Rule.BD_EXCL: "근무일, 첫날 불산입",
    Rule.BD_INCL: "근무일, 첫날 산입",
    Rule.WH: "근무시간",
    Rule.CAL_EXCL: "역일, 첫날 불산입",
    Rule.CAL_INCL: "역일, 첫날 산입",
    Rule.MONTH_INCL: "역월, 첫날 산입",
    Rule.HOURS: "시간",
    Rule.NONE: "기한 없음",
}
NOTICE_KIND_LABELS: Final[Mapping[str, str]] = {
    NoticeKind.SHARED: "지시 공유",
    NoticeKind.REMINDER: "기한 알림",
    NoticeKind.ESCALATION: "기한 경과",
    NoticeKind.RESCHEDULED: "기한 변경",
    NoticeKind.RETURNED: "보완 요청",
    NoticeKind.TRANSFERRED: "소관 이관",
}
READ_LABELS: Final[Mapping[str, str]] = {"READ": "열람", "LIST": "목록", "FILE": "파일"}
RECIPIENT_LABELS: Final[Mapping[str, str]] = {
    Recipient.OFFICER: "담당자",
    Recipient.TEAM_HEAD: "팀장",
    Recipient.BUREAU_HEAD: "국장·부시장",
    Recipient.MAYOR: "시장",
}


class Labelled(BaseModel):
    """A code with its Korean word."""

    code: str
    label: str


def label(code: str, labels: Mapping[str, str]) -> Labelled:
    """Return a code with its word; a code without one is its own word."""
    return Labelled(code=code, label=labels.get(code, code))
