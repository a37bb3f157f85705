"""Korean words for the codes of the projects, for API and console; those of units stand in contracts/projects/money."""

from collections.abc import Mapping
from typing import Final

from contracts.projects import AboutKind, Decision, Source
from contracts.projects.approvals import EvidenceKind
from contracts.projects.attraction import TargetKind, TargetStatus
from contracts.projects.bids import SupportKind
from contracts.projects.budget import CarryOverKind, RoundKind
from contracts.projects.cooperation import BoomUpKind, Figure, Track, TrackState
from contracts.projects.eligibility import HostLevel, RuleId
from contracts.projects.exchanges import Direction, ExchangeKind
from contracts.projects.groups import GroupKind
from contracts.projects.investment import Category, Tier
from contracts.projects.land import Owner
from contracts.projects.matters import FacilityStatus, PropertyKind
from contracts.projects.plans import ReportKind
from contracts.projects.procedures import ProcedureKind
from contracts.projects.projects import CorrectedField, ProjectKind, Relation
from contracts.projects.real_names import Criterion, RealNameRole
from contracts.projects.reviews import Rating, ReviewKind
from contracts.projects.schedule import Status
from contracts.projects.service_contracts import BriefingKind

OTHER: Final = "그 밖"

PROJECT_KIND_LABELS: Final[Mapping[str, str]] = {
    ProjectKind.CONSTRUCTION: "공사",
    ProjectKind.LAND: "토지",
    ProjectKind.RESEARCH: "용역·연구",
    ProjectKind.EVENT: "행사",
    ProjectKind.PROGRAMME: "묶음 사업",
    ProjectKind.PROMOTION: "홍보",
    ProjectKind.OTHER: OTHER,
}
PHASE_LABELS: Final[Mapping[str, str]] = {
    "REGISTERED": "준비",
    "STARTED": "추진 중",
    "COMPLETED": "완료",
    "CANCELLED": "취소",
}
RELATION_LABELS: Final[Mapping[str, str]] = {Relation.PART: "세부사업", Relation.CITY_SHARE: "시 부담 사업"}
FIELD_LABELS: Final[Mapping[str, str]] = {
    CorrectedField.NAME: "사업명",
    CorrectedField.ALIASES: "다른 이름",
    CorrectedField.KIND: "종류",
    CorrectedField.LEAD: "주관부서",
    CorrectedField.TEAM: "담당팀",
    CorrectedField.TERM: "민선 기수",
    CorrectedField.PERIOD: "사업기간",
    CorrectedField.SUMMARY: "사업개요",
    CorrectedField.EFFECTS: "기대효과",
    CorrectedField.ADDRESS: "위치",
    CorrectedField.AREA_M2: "면적",
    CorrectedField.NOTE: "비고",
}
SOURCE_LABELS: Final[Mapping[str, str]] = {
    Source.NATIONAL: "국비",
    Source.PROVINCIAL: "도비",
    Source.CITY: "시비",
    Source.LOCAL: "지방비",
    Source.REVENUE: "수익사업",
    Source.OTHER: "기타",
}
ROUND_LABELS: Final[Mapping[str, str]] = {RoundKind.ORIGINAL: "본예산", RoundKind.SUPPLEMENTARY: "추가경정예산"}
CARRY_OVER_LABELS: Final[Mapping[str, str]] = {
    CarryOverKind.SPECIFIED: "명시이월",
    CarryOverKind.ACCIDENTAL: "사고이월",
    CarryOverKind.CONTINUING: "계속비이월",
}
MILESTONE_LABELS: Final[Mapping[str, str]] = {
    Status.ON_TIME: "예정",
    Status.DUE: "할 때",
    Status.SLIPPED: "지연",
    Status.DONE_EARLY: "조기 완료",
    Status.DONE_ON_TIME: "완료",
    Status.DONE_LATE: "지연 완료",
    "DROPPED": "제외",
}
PROCEDURE_LABELS: Final[Mapping[str, str]] = {
    ProcedureKind.APPRAISAL: "감정평가",
    ProcedureKind.COMPENSATION: "보상협의",
    ProcedureKind.BASIC_PLAN: "기본계획",
    ProcedureKind.INVESTMENT_REVIEW: "투자심사",
    ProcedureKind.FEASIBILITY: "타당성조사",
    ProcedureKind.PERMIT: "인허가",
    ProcedureKind.RESOLUTION: "의결",
    ProcedureKind.OTHER: OTHER,
}
RESULT_LABELS: Final[Mapping[str, str]] = {"OPEN": "진행", "PASSED": "통과", "FAILED": "미통과"}
TIER_LABELS: Final[Mapping[str, str]] = {
    Tier.NONE: "심사 없음",
    Tier.SELF: "자체심사",
    Tier.PROVINCE: "도 의뢰심사",
    Tier.CENTRAL: "중앙 의뢰심사",
}
CATEGORY_LABELS: Final[Mapping[str, str]] = {
    Category.GENERAL: "일반",
    Category.PUBLIC_BUILDING: "청사·문화·체육시설",
    Category.EVENT: "행사",
    Category.PAVILION: "홍보관",
    Category.JOINT: "공동",
}
OWNER_LABELS: Final[Mapping[str, str]] = {
    Owner.PRIVATE: "사유",
    Owner.CITY_OWNED: "시유",
    Owner.PROVINCIAL: "도유",
    Owner.NATIONAL: "국유",
    Owner.OTHER: OTHER,
}
FACILITY_LABELS: Final[Mapping[str, str]] = {
    FacilityStatus.PLANNED: "계획",
    FacilityStatus.BUILDING: "조성 중",
    FacilityStatus.OPEN: "운영",
    FacilityStatus.DROPPED: "제외",
}
PROPERTY_LABELS: Final[Mapping[str, str]] = {
    PropertyKind.TRADE_MARK: "상표",
    PropertyKind.DESIGN: "디자인",
    PropertyKind.PATENT: "특허",
    PropertyKind.COPYRIGHT: "저작권",
}
CONTRACT_STATE_LABELS: Final[Mapping[str, str]] = {"SIGNED": "수행 중", "ACCEPTED": "준공"}
BRIEFING_LABELS: Final[Mapping[str, str]] = {
    BriefingKind.KICKOFF: "착수보고회",
    BriefingKind.INTERIM: "중간보고회",
    BriefingKind.FINAL: "최종보고회",
}
REVIEW_KIND_LABELS: Final[Mapping[str, str]] = {ReviewKind.QUARTERLY: "분기", ReviewKind.AD_HOC: "수시"}
REVIEW_STATE_LABELS: Final[Mapping[str, str]] = {"OPEN": "진행", "RECORDED": "기록", "CLOSED": "종결"}
RATING_LABELS: Final[Mapping[str, str]] = {
    Rating.NORMAL: "정상",
    Rating.LAGGING: "부진",
    Rating.SEVERE: "심각",
    Rating.NOT_DUE: "시기 미도래",
}
ABOUT_LABELS: Final[Mapping[str, str]] = {
    AboutKind.PROJECT: "사업",
    AboutKind.PROGRAMME: "재원사업",
    AboutKind.CONTRACT: "용역",
    AboutKind.REVIEW: "심사분석",
    AboutKind.PLAN: "업무계획",
    AboutKind.CALL: "공모",
    AboutKind.BID: "응모",
    AboutKind.GROUP: "협력권",
    AboutKind.EXCHANGE: "교류",
    AboutKind.APPROVAL: "승인 절차",
    AboutKind.ATTRACTION: "유치 대상",
    AboutKind.CAMPAIGN: "홍보 계획",
    AboutKind.REAL_NAME: "정책실명",
    AboutKind.DOCUMENT: "문서",
}
DISCREPANCY_STATE_LABELS: Final[Mapping[str, str]] = {"OPEN": "미결", "DECIDED": "결정"}
DECISION_LABELS: Final[Mapping[str, str]] = {
    Decision.KEEP_STATED: "적힌 대로",
    Decision.USE_COMPUTED: "계산한 대로",
    Decision.CORRECTED: "바로잡음",
    Decision.NOTED: "알아 둠",
}
REPORT_LABELS: Final[Mapping[str, str]] = {
    ReportKind.PLAN: "주요업무 계획 보고",
    ReportKind.PROGRESS: "추진상황 보고",
}
BID_STATE_LABELS: Final[Mapping[str, str]] = {
    "FOUND": "발굴",
    "SUBMITTED": "제출",
    "SELECTED": "선정",
    "REJECTED": "탈락",
}
SUPPORT_LABELS: Final[Mapping[str, str]] = {
    SupportKind.RESEARCH_FUND: "연구용역비",
    SupportKind.BENCHMARKING: "선진지 벤치마킹",
    SupportKind.WORKSHOP: "공동워크숍",
}
GROUP_LABELS: Final[Mapping[str, str]] = {
    GroupKind.LIVING_ZONE: "생활권",
    GroupKind.REGION: "권역",
    GroupKind.COUNCIL: "행정협의회",
    GroupKind.OTHER: OTHER,
}
EXCHANGE_LABELS: Final[Mapping[str, str]] = {
    ExchangeKind.VISIT: "방문",
    ExchangeKind.STUDENT: "학생 교류",
    ExchangeKind.FESTIVAL: "축제 초청",
    ExchangeKind.CONFERENCE: "회의",
    ExchangeKind.OTHER: OTHER,
}
DIRECTION_LABELS: Final[Mapping[str, str]] = {Direction.IN: "받음", Direction.OUT: "보냄"}
POSTING_STATE_LABELS: Final[Mapping[str, str]] = {"STARTED": "파견 중", "ENDED": "끝남"}
APPROVAL_STATE_LABELS: Final[Mapping[str, str]] = {"OPEN": "진행", "APPROVED": "승인"}
STEP_STATE_LABELS: Final[Mapping[str, str]] = {
    "OPEN": "제출 전",
    "SUBMITTED": "제출",
    "PASSED": "통과",
    "REJECTED": "반려",
}
EVIDENCE_LABELS: Final[Mapping[str, str]] = {
    EvidenceKind.MOU: "업무협약서",
    EvidenceKind.LETTER_OF_INTENT: "참여의향서",
    EvidenceKind.RESOLUTION: "의결서",
    EvidenceKind.PLAN: "계획서",
    EvidenceKind.OTHER: OTHER,
}
RULE_ID_LABELS: Final[Mapping[str, str]] = {
    RuleId.COUNTRIES: "참가국",
    RuleId.FOREIGN_RATIO: "외국인 비율",
    RuleId.COHOST: "도 공동주최",
    RuleId.NATIONAL_SHARE: "국비 비율",
    RuleId.DAYS: "개최일수",
    RuleId.POLICY_GRADE: "정책성등급",
    RuleId.COST_INCREASE: "사업비 증가",
}
HOST_LABELS: Final[Mapping[str, str]] = {
    HostLevel.PROVINCE: "도",
    HostLevel.MINISTRY: "중앙부처",
    HostLevel.MUNICIPALITY: "다른 시군",
    HostLevel.OTHER: OTHER,
}
TRACK_LABELS: Final[Mapping[str, str]] = {
    Track.PROVINCE: "도",
    Track.MINISTRY: "중앙부처",
    Track.COMPANY: "민간기업",
    Track.FACILITY: "행사시설",
    Track.TOURISM: "관광",
    Track.ACADEMIC: "학술",
}
TRACK_STATE_LABELS: Final[Mapping[str, str]] = {
    TrackState.PLANNED: "준비",
    TrackState.IN_TALKS: "협의 중",
    TrackState.AGREED: "합의",
    TrackState.STOPPED: "중단",
}
FIGURE_LABELS: Final[Mapping[str, str]] = {
    Figure.VISITORS: "방문객",
    Figure.FOREIGN_VISITORS: "외국인 방문객",
    Figure.COUNTRIES: "참가국",
    Figure.COMPANIES: "참가기업",
}
BOOM_UP_LABELS: Final[Mapping[str, str]] = {
    BoomUpKind.BRIEFING: "설명회",
    BoomUpKind.PERFORMANCE: "퍼포먼스",
    BoomUpKind.RELAY: "릴레이",
    BoomUpKind.SEMINAR: "세미나",
    BoomUpKind.BOOTH: "홍보부스",
    BoomUpKind.SPORTS: "스포츠 마케팅",
    BoomUpKind.OTHER: OTHER,
}
TARGET_KIND_LABELS: Final[Mapping[str, str]] = {
    TargetKind.NEW: "신설",
    TargetKind.MOVE: "이전",
    TargetKind.UNKNOWN: "미상",
}
TARGET_STATUS_LABELS: Final[Mapping[str, str]] = {
    TargetStatus.TARGET: "유치 대상",
    TargetStatus.IN_TALKS: "협의 중",
    TargetStatus.WON: "유치 확정",
    TargetStatus.LOST: "무산",
}
CAMPAIGN_STATE_LABELS: Final[Mapping[str, str]] = {"PLANNED": "진행", "DONE": "완료"}
CRITERION_LABELS: Final[Mapping[str, str]] = {
    Criterion.TOTAL_COST: "총사업비",
    Criterion.RESEARCH_CONTRACT: "연구용역비",
    Criterion.ORDINANCE: "조례 제·개정",
    Criterion.PLEDGE: "공약사업",
    Criterion.CITIZEN_REQUEST: "국민신청",
}
REAL_NAME_ROLE_LABELS: Final[Mapping[str, str]] = {
    RealNameRole.DRAFTING: "입안",
    RealNameRole.REVIEW: "검토",
    RealNameRole.CONCURRENCE: "협조",
    RealNameRole.APPROVAL: "결재",
    RealNameRole.EXECUTION: "시행",
}
DISCLOSURE_STATE_LABELS: Final[Mapping[str, str]] = {
    "REQUESTED": "신청",
    "ACCEPTED": "공개 결정",
    "REFUSED": "비공개 결정",
}
