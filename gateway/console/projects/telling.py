"""What happened to a project, in words: its events as lines of a timeline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.projects import Unit
from gateway.console.projects.amounts import show_told
from gateway.console.projects.schedule import show_period
from gateway.console.words import _
from gateway.labels.projects import FIELD_LABELS
from gateway.queries.history import load_event
from gateway.views.history import Row as Stored

CONTEXT: Final = "projects"
WORDS: Final[Mapping[str, str]] = {
    "project_registered": "사업 등록",
    "project_corrected": "바로잡음",
    "project_started": "사업 시작",
    "project_completed": "사업 완료",
    "project_cancelled": "사업 취소",
    "funding_plan_set": "사업비 계획",
    "funding_programme_assigned": "재원사업 지정",
    "project_divided": "세부사업 나눔",
    "parts_adjusted": "세부사업 금액 조정",
    "budget_secured": "예산 확보",
    "budget_executed": "집행",
    "budget_transferred": "전용",
    "carry_over_recorded": "이월",
    "milestone_planned": "일정 계획",
    "milestone_replanned": "일정 변경",
    "milestone_forecast": "예상일 변경",
    "milestone_slipped": "일정 지연 확인",
    "milestone_reached": "일정 마침",
    "milestone_dropped": "일정 제외",
    "slip_watched": "지연 살핌",
    "procedure_required": "행정절차 추가",
    "procedure_passed": "행정절차 통과",
    "procedure_failed": "행정절차 미통과",
    "parcels_registered": "토지 등록",
    "parcels_acquired": "토지 취득",
    "facilities_listed": "시설 등록",
    "facility_status_set": "시설 상태",
    "property_applied": "출원",
    "property_registered": "권리 등록",
    "distributed_to_departments": "부서 배부",
    "replacement_requested": "대체사업 검토",
    "replacement_approved": "대체사업 승인",
    "contribution_linked": "출연금",
    "event_noted": "있었던 일",
}
TEXTS: Final = ("name", "title", "item", "what", "text", "reason", "note", "outcome", "override_reason")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened."""

    version: int
    word: str
    text: str
    who: str
    at: datetime
    recorded_at: datetime


def tell_events(events: Iterable[Stored], accounts: Mapping[str, str], unit: Unit) -> list[Fact]:
    """Return what happened, the latest first."""
    facts = [
        Fact(
            each.version,
            name_event(each.type),
            tell_event(load_event(CONTEXT, each).data.model_dump(mode="json"), unit),
            accounts.get(each.actor, each.actor),
            each.effective_at,
            each.recorded_at,
        )
        for each in events
    ]
    return facts[::-1]


def name_event(wire: str) -> str:
    """Return what an event is called; its own name where it has no word yet."""
    name = wire.split(".")[1]
    return _(WORDS[name]) if name in WORDS else name


def tell_event(said: Mapping[str, Any], unit: Unit) -> str:
    """Return the words and numbers of an event on one line."""
    parts = [_(FIELD_LABELS[said["field"]])] if said.get("field") in FIELD_LABELS else []
    parts += [f"{said['before'] or '–'} → {said['after'] or '–'}"] if "after" in said else []
    parts += [str(said[name]) for name in TEXTS if said.get(name)]
    parts += [show_told(said[name], unit) for name in ("total", "amount", "paid") if isinstance(said.get(name), dict)]
    parts += [show_period(said[name]) for name in ("planned", "forecast", "on") if isinstance(said.get(name), dict)]
    return " · ".join(parts)
