"""Korean words for the codes of the contracts, one place for API and console."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from contracts.coordination import NoticeKind, Recipient
from contracts.directives import DirectiveKind
from contracts.registry import DepartmentKind
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
}
ROLE_LABELS: Final[Mapping[str, str]] = {
    Role.MAYOR: "시장",
    Role.EXECUTIVE: "간부",
    Role.OPERATOR: "총괄부서",
    Role.OFFICER: "담당부서",
    Role.AUDITOR: "감사",
    Role.ADMINISTRATOR: "시스템 관리",
    Role.CITIZEN: "시민",
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
NOTICE_KIND_LABELS: Final[Mapping[str, str]] = {
    NoticeKind.SHARED: "지시 공유",
    NoticeKind.REMINDER: "기한 알림",
    NoticeKind.ESCALATION: "기한 경과",
    NoticeKind.RESCHEDULED: "기한 변경",
    NoticeKind.RETURNED: "보완 요청",
    NoticeKind.TRANSFERRED: "소관 이관",
}
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
