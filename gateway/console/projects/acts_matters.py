"""Acts on what else belongs to a project: land, facilities, rights, contracts, notes; and corrections of its fields."""

from typing import Final

from contracts.projects.matters import (
    ApplyForProperty,
    ApproveReplacement,
    LinkContribution,
    ListFacilities,
    NoteEvent,
    RegisterProperty,
    RequestReplacement,
    SetFacilityStatus,
)
from contracts.projects.parcels import AcquireParcels, RegisterParcels
from contracts.projects.projects import CorrectedField, CorrectProject
from contracts.projects.service_contracts import AcceptContract, AmendContract, HoldBriefing, SignContract
from gateway.console.org.fields import Field, Kind, Source
from gateway.console.projects.acts import (
    AMOUNT_HINT,
    DAY_HINT,
    REASON,
    Act,
    Ground,
    Payload,
    Values,
    line,
    money,
    pick,
    pick_row,
    split_key,
    text,
    whole,
)
from gateway.console.projects.acts_lines import read_holding, read_lines, read_share
from gateway.console.projects.one import Reading
from gateway.labels.projects import (
    BRIEFING_LABELS,
    FACILITY_LABELS,
    FIELD_LABELS,
    OWNER_LABELS,
    PROJECT_KIND_LABELS,
    PROPERTY_LABELS,
)

LAND: Final = "토지·시설"
CONTRACTS: Final = "용역"
MATTERS: Final = "기록"
CORRECTIONS: Final = "바로잡기"
CONTRACT: Final = pick_row("contract", "용역", Source.CONTRACTS)


def _land(payload: Payload, values: Values, _ground: Ground) -> Payload:
    return {**payload, "holdings": read_lines("holdings", values["holdings"], read_holding)}


def _right(payload: Payload, _values: Values, _ground: Ground) -> Payload:
    return split_key(payload, "right")


def _sign(payload: Payload, values: Values, ground: Ground) -> Payload:
    shares = read_lines("consortium", values["consortium"], read_share(ground.reading.partners))
    return {**payload, "project": ground.reading.row.project, "consortium": shares}


def _of_contract(payload: Payload, _values: Values, _ground: Ground) -> Payload:
    return {name: value for name, value in payload.items() if name != "contract"}


def _has_contract(reading: Reading) -> bool:
    return any(each.state == "SIGNED" for each in reading.contracts)


def _prefill_land(reading: Reading) -> Values:
    lines = [f"{OWNER_LABELS[each['owner']]} {each['count']:,} {each['area_m2']:,}㎡" for each in reading.row.holdings]
    return {"holdings": "\n".join(lines)}


_VALUES: Final[dict[CorrectedField, Field]] = {
    CorrectedField.ALIASES: Field("value", FIELD_LABELS["ALIASES"], Kind.TEXT, "한 줄에 하나씩", optional=True),
    CorrectedField.KIND: pick("value", FIELD_LABELS["KIND"], PROJECT_KIND_LABELS),
    CorrectedField.LEAD: pick_row("value", FIELD_LABELS["LEAD"], Source.DEPARTMENTS, "담당팀은 다시 정합니다."),
    CorrectedField.TEAM: pick_row("value", FIELD_LABELS["TEAM"], Source.TEAMS, optional=True),
    CorrectedField.TERM: whole("value", FIELD_LABELS["TERM"], "민선7기면 7", optional=True),
    CorrectedField.PERIOD: line("value", FIELD_LABELS["PERIOD"], "예: 2018 ~ 2024, 2018. 9월 ~"),
    CorrectedField.SUMMARY: text("value", FIELD_LABELS["SUMMARY"], optional=True),
    CorrectedField.EFFECTS: text("value", FIELD_LABELS["EFFECTS"], "한 줄에 하나씩", optional=True),
    CorrectedField.ADDRESS: line("value", FIELD_LABELS["ADDRESS"], optional=True),
    CorrectedField.AREA_M2: whole("value", FIELD_LABELS["AREA_M2"], "㎡, 쉼표 없이", optional=True),
    CorrectedField.NOTE: text("value", FIELD_LABELS["NOTE"], optional=True),
}


def _correct(field: CorrectedField) -> Act:
    """Return the act that corrects one field."""

    def prefill(reading: Reading) -> Values:
        row = reading.row
        now = row.period.get("written") or row.period["value"] if field is CorrectedField.PERIOD else None
        told = now if now is not None else getattr(row, field.lower())
        return {"value": "\n".join(told) if isinstance(told, list) else "" if told is None else str(told)}

    def shape(payload: Payload, _values: Values, _ground: Ground) -> Payload:
        return {**payload, "value": str(payload["value"])} if "value" in payload else payload

    return Act(
        f"correct-{field.lower().replace('_', '-')}",
        CORRECTIONS,
        FIELD_LABELS[field],
        CorrectProject,
        (_VALUES.get(field, line("value", FIELD_LABELS[field])), REASON),
        "바로잡기 전의 값과 사유가 함께 남아 누구나 볼 수 있습니다.",
        button="바로잡기",
        shape=shape,
        prefill=prefill,
        adds=(("field", field),),
        after_end=True,
    )


ACTS: Final = (
    Act(
        "register-parcels", LAND, "토지 등록", RegisterParcels,
        (
            text("holdings", "소유별 필지", "한 줄에 하나씩. 예: 사유 16필지 38,510㎡"),
            whole("stated_count", "문서의 필지 수", "소유별 합과 같아야 합니다.", optional=True),
            whole("stated_area_m2", "문서의 면적(㎡)", "쉼표 없이 적습니다.", optional=True),
            line("stated_pyeong", "문서의 평수", "예: 23213.5", optional=True),
        ),
        "앞에 등록한 토지를 대신합니다. 평은 ㎡에서 계산합니다.",
        shape=_land, prefill=_prefill_land,
    ),
    Act(
        "acquire-parcels", LAND, "토지 취득", AcquireParcels,
        (
            pick("owner", "소유", OWNER_LABELS, "누구에게서 샀는지"),
            whole("count", "필지"),
            whole("area_m2", "면적(㎡)", "쉼표 없이 적습니다."),
            money("paid", "보상비", AMOUNT_HINT),
            line("on", "취득일", DAY_HINT),
            Field("lots", "지번", Kind.NAMES, "한 줄에 하나씩", optional=True),
        ),
        "등록한 필지 안에서 취득을 기록합니다.",
        is_open=lambda reading: reading.row.parcel_count > reading.row.acquired_count,
    ),
    Act(
        "list-facilities", LAND, "시설 등록", ListFacilities,
        (Field("names", "시설", Kind.NAMES, "한 줄에 하나씩"),),
        "이미 있는 시설은 그대로 두고 새것만 더합니다.",
    ),
    Act(
        "set-facility", LAND, "시설 상태", SetFacilityStatus,
        (
            pick_row("name", "시설", Source.FACILITIES),
            pick("status", "상태", FACILITY_LABELS),
            text("note", "비고", optional=True),
        ),
        "시설이 어떻게 되고 있는지 적습니다.",
        is_open=lambda reading: bool(reading.row.facilities),
    ),
    Act(
        "contract", CONTRACTS, "용역 계약", SignContract,
        (
            line("name", "용역명"),
            Field("aliases", "다른 이름", Kind.NAMES, "한 줄에 하나씩", optional=True),
            money("amount", "계약금액", AMOUNT_HINT, optional=True),
            line("period", "용역기간", "예: 2018. 1. 22. ~ 2018. 11. 17."),
            whole("stated_days", "문서의 일수", "첫날과 마지막 날을 모두 셉니다.", optional=True),
            text("consortium", "수행기관", "한 줄에 하나씩, 합이 100%. 예: 국토연구원 70%", optional=True),
            pick_row("follow_up_of", "앞 용역", Source.CONTRACTS, "이어지는 용역일 때만", optional=True),
        ),
        "용역으로 등록됩니다. 이어지는 용역이라도 금액은 따로 셉니다.",
        shape=_sign, view="contract", subject="new",
    ),
    Act(
        "briefing", CONTRACTS, "보고회", HoldBriefing,
        (
            CONTRACT,
            pick("kind", "보고회", BRIEFING_LABELS),
            whole("number", "중간보고 회차", "중간보고회일 때만 1부터", optional=True),
            line("on", "연 날", DAY_HINT),
            text("note", "결과", optional=True),
        ),
        "착수, 중간(1회부터), 최종의 차례로 기록합니다.",
        shape=_of_contract, view="contract", subject="contract", is_open=_has_contract,
    ),
    Act(
        "amend-contract", CONTRACTS, "변경계약", AmendContract,
        (
            CONTRACT,
            money("amount", "새 계약금액", "바뀔 때만 적습니다.", optional=True),
            line("period", "새 용역기간", "바뀔 때만 적습니다.", optional=True),
            whole("stated_days", "문서의 일수", optional=True),
            REASON,
        ),
        "비운 것은 그대로이고, 앞의 계약은 이력에 남습니다.",
        shape=_of_contract, view="contract", subject="contract", is_open=_has_contract,
    ),
    Act(
        "accept-contract", CONTRACTS, "용역 준공", AcceptContract,
        (
            CONTRACT,
            line("on", "준공일", DAY_HINT),
            text("waiver_reason", "최종보고회를 하지 않은 사유", "최종보고회를 했으면 비웁니다.", optional=True),
        ),
        "최종보고회를 마쳤거나 하지 않은 사유가 있어야 합니다.",
        button="준공", warning="준공한 용역은 다시 고칠 수 없습니다.",
        shape=_of_contract, view="contract", subject="contract", is_open=_has_contract,
    ),
    Act(
        "apply-for-property", MATTERS, "권리 출원", ApplyForProperty,
        (
            pick("kind", "종류", PROPERTY_LABELS),
            line("name", "이름"),
            line("on", "출원일", DAY_HINT),
            line("number", "출원번호", optional=True),
            line("target", "등록 목표", DAY_HINT, optional=True),
        ),
        "상표, 디자인, 특허, 저작권의 출원을 기록합니다.",
    ),
    Act(
        "register-property", MATTERS, "권리 등록", RegisterProperty,
        (
            pick_row("right", "권리", Source.RIGHTS),
            line("on", "등록일", DAY_HINT),
            line("number", "등록번호", optional=True),
        ),
        "상표는 등록한 날부터 10년이 되는 날까지 갱신합니다.",
        shape=_right, is_open=lambda reading: any(not each["registered_on"] for each in reading.row.rights),
    ),
    Act(
        "link-contribution", MATTERS, "출연금", LinkContribution,
        (
            pick_row("partner", "기관", Source.PARTNERS),
            money("amount", "금액", "모르면 비워 둡니다.", optional=True),
            line("on", "날짜", DAY_HINT),
            text("note", "비고", optional=True),
        ),
        "이 사업을 위해 기관에 출연한 것을 기록합니다.",
    ),
    Act(
        "request-replacement", MATTERS, "대체사업 검토", RequestReplacement, (REASON,),
        "대체사업을 검토하는 사업으로 표시됩니다.",
        is_open=lambda reading: reading.row.replacement_requested_for is None,
    ),
    Act(
        "approve-replacement", MATTERS, "대체사업 승인", ApproveReplacement,
        (
            line("name", "대체할 사업"),
            Field("aliases", "다른 이름", Kind.NAMES, "한 줄에 하나씩", optional=True),
            text("summary", "사업개요", optional=True),
            line("reference", "승인 문서", optional=True),
        ),
        "사업의 이름과 개요가 바뀌고, 사업비와 재원사업은 그대로입니다.",
        button="승인", warning="승인하면 되돌릴 수 없습니다.",
        is_open=lambda reading: reading.row.replacement_requested_for is not None,
    ),
    Act(
        "note", MATTERS, "있었던 일", NoteEvent,
        (line("on", "날짜", DAY_HINT), text("text", "내용"), line("source", "출처", optional=True)),
        "선정된 날처럼 사업에 있었던 일을 기록합니다.",
        after_end=True,
    ),
    *(_correct(field) for field in CorrectedField),
)  # fmt: skip
