"""The forms of pledges: lead, review, plan in lines, a quarter's check, what the office confirms (EVL-61 to 67)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from contracts.evaluations.pledges import (
    AdoptActionPlan,
    AssignPledgeLead,
    CheckPledge,
    ConfirmPledgeDone,
    ContinuePledge,
    ReviewFeasibility,
)
from gateway.console.evidence import FILES, name_files
from gateway.console.meetings.forms import Field, Misread, Spec
from gateway.console.present import format_day
from gateway.console.words import _
from gateway.labels.pledges import FEASIBILITY_LABELS, PLEDGE_STANDING_LABELS
from gateway.labels.projects import SOURCE_LABELS

TARGETS_HINT: Final = "한 줄에 한 해씩 “2024 | 40 | 기본설계 마침”처럼: 해, 그해 말까지의 진행률(%), 목표."
FINANCE_HINT: Final = "한 줄에 하나씩 “2024 | 국비 | 3000000000”처럼: 해, 재원, 원 단위 금액."
_SOURCES: Final[Mapping[str, str]] = {word: code for code, word in SOURCE_LABELS.items()}


def shape_plan(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a plan is made of. Raises: Misread."""
    return {"plan": read_plan(payload)}


def read_plan(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan that was typed in lines. Raises: Misread."""
    told = {name: payload[name] for name in ("due_on", "briefed_on") if name in payload}
    targets = sorted(_read_targets(payload.get("targets", ())), key=lambda each: int(each["year"]))
    finance = list(_read_finance(payload.get("finance", ())))
    aims = [each["progress"] for each in targets]
    if len({each["year"] for each in targets}) < len(targets) or aims != sorted(aims):
        raise Misread("targets", _("해마다 한 줄씩, 뒤의 해가 앞의 해보다 낮지 않게 적으세요."))
    if len({(each["year"], each["source"]) for each in finance}) < len(finance):
        raise Misread("finance", _("같은 해의 같은 재원을 두 번 적었습니다. 한 줄로 합치세요."))
    return {**told, "targets": targets, "finance": finance}


def write_plan(plan: Mapping[str, Any]) -> dict[str, str]:
    """Return what the fields of a plan hold: the lines that it would be read from."""
    finance = (f"{each['year']} | {SOURCE_LABELS[each['source']]} | {each['won']:,}" for each in plan["finance"])
    briefed = plan.get("briefed_on")
    return {
        "due_on": format_day(date.fromisoformat(plan["due_on"])),
        "targets": "\n".join(f"{each['year']} | {each['progress']} | {each['target']}" for each in plan["targets"]),
        "finance": "\n".join(finance),
        "briefed_on": format_day(date.fromisoformat(briefed)) if briefed else "",
    }


def read_pledge(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pledge that was typed with what is known of it: review and plan where any of it is. Raises: Misread."""
    told = {
        name: payload[name] for name in ("number", "field", "name", "content", "lead", "supporting") if name in payload
    }
    if payload.keys() & {"result", "opinion"}:
        told["feasibility"] = {name: payload[name] for name in ("result", "opinion") if name in payload}
    if payload.keys() & {each.name for each in PLAN_FIELDS}:
        told["plan"] = read_plan(payload)
    return told


def shape_check(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a check is made of: the evidence has a name, and an address or files."""
    name, address = payload.pop("evidence_name", None), payload.pop("evidence_link", None)
    files = name_files(payload.pop("files", ()), name)
    linked = [{"name": name or address, "link": address}] if address or (name and not files) else []
    return {**payload, "evidence": [*linked, *files]}


def shape_review(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a review is made of."""
    return {"review": payload}


def _split(line: str, name: str) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 3 or not all(parts) or not parts[0].isdecimal():
        raise Misread(name, _("셋으로 나누어 적으세요: %(line)s", line=line[:60]))
    return parts


def _read_targets(lines: Iterator[str] | tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for line in lines:
        year, progress, target = _split(line, "targets")
        if not progress.rstrip("%").isdecimal():
            raise Misread("targets", _("진행률을 숫자로 적으세요: %(line)s", line=line[:60]))
        yield {"year": int(year), "progress": int(progress.rstrip("%")), "target": target}


def _read_finance(lines: Iterator[str] | tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for line in lines:
        year, source, won = _split(line, "finance")
        won = won.replace(",", "").removesuffix("원")
        if source not in _SOURCES or not won.isdecimal():
            raise Misread("finance", _("재원과 원 단위 금액을 확인하세요: %(line)s", line=line[:60]))
        yield {"year": int(year), "source": _SOURCES[source], "won": int(won)}


PLAN_FIELDS: Final = (
    Field("due_on", "마칠 날", "day", hint="임기의 마지막 날까지면 임기내 공약으로 셉니다."),
    Field("targets", "연차별 목표", "lines", hint=TARGETS_HINT),
    Field("finance", "재원별 사업비", "lines", hint=FINANCE_HINT),
)
BRIEFED: Final = Field("briefed_on", "보고회 날", "day")
REVIEW_FIELDS: Final = (
    Field("result", "실현가능성", "choice", options=FEASIBILITY_LABELS),
    Field("opinion", "검토 의견", "text", hint="500자까지."),
)
PLEDGE_FIELDS: Final = (
    Field("number", "번호", "number", must=True),
    Field("field", "분야", "choice", must=True),
    Field("name", "공약 이름", must=True),
    Field("content", "내용", "text", hint="500자까지."),
    Field("lead", "주관부서", "department"),
    Field("supporting", "협조부서", "departments"),
    *REVIEW_FIELDS,
    *PLAN_FIELDS,
    BRIEFED,
)
"""A new pledge with what is known of it already."""
PLEDGE_PLACES: Final[Mapping[str, str]] = {
    "ALREADY_REGISTERED": "number",
    "LEAD_NOT_UNIQUE": "supporting",
    "UNKNOWN_DEPARTMENT": "lead",
    "DEPARTMENT_NOT_VALID": "lead",
}
ACTS: Final[Mapping[str, Spec]] = {
    "check": Spec(
        "분기 점검",
        "저장",
        CheckPledge,
        (
            Field("quarter", "분기", "choice", must=True),
            Field(
                "standing",
                "추진상태",
                "choice",
                options=PLEDGE_STANDING_LABELS,
                hint="보류나 이행 후 계속추진 중이면 고르지 않습니다.",
            ),
            Field("progress", "진행률(%)", "number", must=True),
            Field("note", "추진 내용", "text", must=True, hint="500자까지."),
            Field("is_lagging", "부진합니다(사유·대책·만회 기한을 모두 적음)", "check"),
            Field("cause", "부진사유", "text"),
            Field("remedy", "대책", "text"),
            Field("remedy_on", "만회 기한", "day"),
            Field("evidence_name", "증빙 이름", hint="완료로 올릴 때 반드시 적습니다."),
            Field("evidence_link", "증빙 주소"),
            FILES,
        ),
        {
            "CAUSE_AND_REMEDY_REQUIRED": "cause",
            "DAY_IN_PAST": "remedy_on",
            "EVIDENCE_MISSING": "evidence_name",
            "NOT_IN_QUARTER": "quarter",
            "BAD_SHAPE": "standing",
        },
        shape=shape_check,
    ),
    "confirm-done": Spec(
        "완료 확인",
        "완료 확인",
        ConfirmPledgeDone,
        (Field("note", "확인한 내용", "text"),),
        warning="완료로 올린 사람은 확인할 수 없습니다. 확인하면 이 공약은 더 점검하지 않습니다.",
    ),
    "continue": Spec(
        "이행 후 계속추진",
        "계속추진으로 바꾸기",
        ContinuePledge,
        (Field("note", "계속하는 내용", "text", must=True),),
    ),
    "lead": Spec(
        "주관부서",
        "지정",
        AssignPledgeLead,
        (
            Field("lead", "주관부서", "department", must=True),
            Field("supporting", "협조부서", "departments"),
            Field("reason", "바꾸는 사유", "text", hint="이미 있는 주관부서를 바꿀 때 적습니다."),
        ),
        {"LEAD_NOT_UNIQUE": "reason", "UNKNOWN_DEPARTMENT": "lead", "DEPARTMENT_NOT_VALID": "lead"},
    ),
    "feasibility": Spec(
        "실현가능성 검토",
        "저장",
        ReviewFeasibility,
        tuple(replace(each, must=True) for each in REVIEW_FIELDS),
        {"CHANGE_PROCEDURE_REQUIRED": "result"},
        shape=shape_review,
    ),
    "plan": Spec(
        "실천계획",
        "저장",
        AdoptActionPlan,
        (*PLAN_FIELDS, BRIEFED),
        {"CHANGE_PROCEDURE_REQUIRED": "due_on"},
        shape=shape_plan,
    ),
}
"""What can be done with a pledge, by the last part of its address."""
