"""Acts on a project's milestones and procedures, and on the project as a whole."""

from typing import Final

from contracts.projects.milestones import (
    DropMilestone,
    ForecastMilestone,
    PlanMilestone,
    ReachMilestone,
    ReplanMilestone,
)
from contracts.projects.procedures import FailProcedure, PassProcedure, RequireProcedure
from contracts.projects.projects import CancelProject, CompleteProject, StartProject
from gateway.console.org.fields import YES, Source
from gateway.console.projects.acts import (
    DAY_HINT,
    REASON,
    Act,
    Ground,
    Payload,
    Values,
    line,
    pick,
    pick_row,
    split_key,
    text,
    tick,
    whole,
)
from gateway.console.projects.acts_lines import read_evidence, read_lines
from gateway.console.projects.one import Reading
from gateway.labels.projects import PROCEDURE_LABELS, TIER_LABELS

SCHEDULE: Final = "일정"
PROCEDURES: Final = "행정절차"
LIFE: Final = "사업"
MILESTONE: Final = pick_row("number", "일정", Source.MILESTONES)
PROCEDURE: Final = pick_row("procedure", "절차", Source.PROCEDURES)


def _number(payload: Payload, _values: Values, _ground: Ground) -> Payload:
    return {**payload, "number": int(payload["number"])}


def _reach(payload: Payload, values: Values, ground: Ground) -> Payload:
    return {**_number(payload, values, ground), "evidence": read_lines("evidence", values["evidence"], read_evidence)}


def _procedure(payload: Payload, _values: Values, _ground: Ground) -> Payload:
    return split_key(payload, "procedure")


def _prefill_number(reading: Reading) -> Values:
    return {"number": str(max((each["number"] for each in reading.row.milestones), default=0) + 1)}


def _has_open_step(reading: Reading) -> bool:
    return any(each["reached"] is None and each["dropped_for"] is None for each in reading.row.milestones)


def _has_procedure(reading: Reading) -> bool:
    return any(each["result"] != "PASSED" for each in reading.row.procedures)


ACTS: Final = (
    Act(
        "plan-milestone", SCHEDULE, "일정 계획", PlanMilestone,
        (
            whole("number", "번호", "번호 차례대로 마칩니다."),
            line("title", "일정 이름", "예: 착수보고회"),
            line("planned", "계획", DAY_HINT),
            tick("evidence_required", "마칠 때 증빙을 붙임"),
        ),
        "날짜는 앞뒤 번호의 일정과 차례가 맞아야 합니다.",
        prefill=_prefill_number,
    ),
    Act(
        "reach-milestone", SCHEDULE, "일정 마침", ReachMilestone,
        (
            MILESTONE,
            line("on", "마친 날", DAY_HINT),
            text("evidence", "증빙", "한 줄에 하나씩 이름과 주소. 예: 결과보고서 https://…", optional=True),
            text("note", "덧붙일 말", optional=True),
        ),
        "앞 번호의 일정을 먼저 마치거나 빼야 합니다.",
        shape=_reach, is_open=_has_open_step,
    ),
    Act(
        "forecast-milestone", SCHEDULE, "예상일 변경", ForecastMilestone,
        (MILESTONE, line("forecast", "예상", DAY_HINT), REASON),
        "계획은 그대로 두고 예상만 바꿉니다. 역점사업이 10근무일 이상 늦어지면 수시 심사분석이 열립니다.",
        shape=_number, is_open=_has_open_step,
    ),
    Act(
        "replan-milestone", SCHEDULE, "일정 변경", ReplanMilestone,
        (MILESTONE, line("planned", "새 계획", DAY_HINT), REASON),
        "지연은 새 계획에서부터 다시 셉니다. 앞의 계획은 이력에 남습니다.",
        shape=_number, is_open=_has_open_step,
    ),
    Act(
        "drop-milestone", SCHEDULE, "일정 제외", DropMilestone,
        (MILESTONE, REASON),
        "뒤의 일정이 이 일정을 더 기다리지 않습니다.",
        button="제외", warning="뺀 일정은 되살릴 수 없습니다. 다시 하려면 새 번호로 계획하세요.",
        shape=_number, is_open=_has_open_step,
    ),
    Act(
        "require-procedure", PROCEDURES, "행정절차 추가", RequireProcedure,
        (
            pick("kind", "절차", PROCEDURE_LABELS),
            line("name", "이름", "같은 절차가 여럿이거나 ‘그 밖’이면 적습니다.", optional=True),
            tick("gates_start", "사업을 시작하기 전에 마쳐야 함", initial=YES),
        ),
        "사업 화면의 행정절차 목록에 오릅니다.",
    ),
    Act(
        "pass-procedure", PROCEDURES, "행정절차 통과", PassProcedure,
        (
            PROCEDURE,
            line("on", "날짜", DAY_HINT),
            line("reference", "근거 문서", optional=True),
            pick("tier", "심사 단계", TIER_LABELS, "투자심사일 때만 고릅니다.", optional=True),
        ),
        "통과한 절차로 기록됩니다.",
        shape=_procedure, is_open=_has_procedure,
    ),
    Act(
        "fail-procedure", PROCEDURES, "행정절차 미통과", FailProcedure,
        (PROCEDURE, line("on", "날짜", DAY_HINT), REASON),
        "통과하지 못한 것으로 기록되고, 나중에 다시 통과할 수 있습니다.",
        shape=_procedure, is_open=_has_procedure,
    ),
    Act(
        "start", LIFE, "사업 시작", StartProject,
        (line("on", "시작한 날", DAY_HINT),),
        "필요한 행정절차와 투자심사를 마쳐야 시작할 수 있습니다.",
        button="시작", warning="시작하면 준비 상태로 되돌릴 수 없습니다.",
        is_open=lambda reading: reading.row.phase == "REGISTERED",
    ),
    Act(
        "complete", LIFE, "사업 완료", CompleteProject,
        (line("on", "완료한 날", DAY_HINT), text("outcome", "성과", optional=True)),
        "사업이 완료로 끝나고, 그 뒤로는 바로잡기와 기록만 할 수 있습니다.",
        button="완료", warning="완료하면 되돌릴 수 없습니다.",
    ),
    Act(
        "cancel", LIFE, "사업 취소", CancelProject,
        (REASON,),
        "사업이 취소로 끝나고, 그 뒤로는 바로잡기와 기록만 할 수 있습니다.",
        button="취소 확정", warning="취소하면 되돌릴 수 없습니다.",
    ),
)  # fmt: skip
