"""Acts on a project's money: the plan, programme, parts, and what is secured, spent, transferred, carried over."""

from typing import Final

from contracts.errors import Rejected
from contracts.projects import Amount
from contracts.projects import Source as MoneySource
from contracts.projects.budget import CarryOver, ExecuteBudget, SecureBudget, TransferBudget
from contracts.projects.funding import AdjustParts, AssignProgramme, DivideProject, SetFundingPlan
from contracts.projects.money import Unit, read_amount, show_amount
from gateway.console.org.fields import Source
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
    text,
    tick,
    whole,
)
from gateway.console.projects.acts_lines import (
    LATER,
    gather_years,
    list_sources,
    read_change,
    read_item,
    read_lines,
    read_part,
    read_year,
)
from gateway.console.projects.one import Reading
from gateway.labels.projects import CARRY_OVER_LABELS, ROUND_LABELS, SOURCE_LABELS

GROUP: Final = "사업비"
YEARS_HINT: Final = "한 줄에 하나씩. 예: 2018 국비 1,000백만원, 이후 시비 500백만원"
SOURCE_FIELDS: Final = tuple(
    money(
        f"sources.{source}", SOURCE_LABELS[source], AMOUNT_HINT if source is MoneySource.NATIONAL else "", optional=True
    )
    for source in MoneySource
)


def _shape_plan(payload: Payload, values: Values, _ground: Ground) -> Payload:
    return {
        **payload,
        "sources": list_sources(payload.get("sources", {})),
        "years": gather_years(read_lines("years", values["years"], read_year)),
        "lines": read_lines("lines", values["lines"], read_item),
    }


def _show(told: dict[str, object]) -> str:
    """Return an amount as it was typed, or as it can be typed again."""
    amount = Amount.model_validate(told)
    try:
        is_whole = read_amount(amount.written or "").won == amount.won
    except Rejected:
        is_whole = False  # the sheet's unit stood elsewhere
    return amount.written if amount.written and is_whole else show_amount(amount, Unit.WON)


def _prefill_plan(reading: Reading) -> Values:
    row = reading.row
    if row.total is None:
        return {}
    years = [f"{each['year'] or LATER} {SOURCE_LABELS[each['source']]} {_show(_amount(each))}" for each in row.years]
    return {
        "total": _show(row.total),
        **{f"sources.{each['source']}": _show(each["amount"]) for each in row.sources},
        "years": "\n".join(years),
        "lines": "\n".join(f"{each['item']} {_show(each['amount'])}" for each in row.lines),
        "lines_are_whole": "yes" if row.lines_are_whole else "",
    }


def _amount(told: dict[str, object]) -> dict[str, object]:
    return {name: told[name] for name in ("won", "is_approximate", "written")}


def _shape_parts(payload: Payload, values: Values, ground: Ground) -> Payload:
    read = read_part(ground.key, ground.reading.programmes)
    return {**payload, "parts": read_lines("parts", values["parts"], read)}


def _shape_adjusted(payload: Payload, values: Values, ground: Ground) -> Payload:
    parts = {each.project: each.name for each in ground.reading.children if each.relation == "PART"}
    told = {**payload, "parts": read_lines("parts", values["parts"], read_change(parts))}
    return {**told, "sources": list_sources(payload.get("sources", {}))}


def _prefill_parts(reading: Reading) -> Values:
    parts = [each for each in reading.children if each.relation == "PART" and each.total]
    return {"parts": "\n".join(f"{each.name}; {_show(each.total or {})}" for each in parts)}


def _has_plan(reading: Reading) -> bool:
    return reading.row.total_won is not None


ACTS: Final = (
    Act(
        "fund", GROUP, "사업비 계획", SetFundingPlan,
        (
            money("total", "총사업비", AMOUNT_HINT),
            *SOURCE_FIELDS,
            text("years", "연도별 투자계획", YEARS_HINT, optional=True),
            text("lines", "내역", "한 줄에 하나씩. 예: 토지매입비 4,450백만원", optional=True),
            tick("lines_are_whole", "내역이 총사업비의 전부"),
        ),
        "재원과 연도별 금액은 더하면 총사업비가 되어야 합니다. 앞의 계획은 이력에 남습니다.",
        shape=_shape_plan, prefill=_prefill_plan, is_open=lambda reading: reading.row.relation != "PART",
    ),
    Act(
        "assign-programme", GROUP, "재원사업 지정", AssignProgramme,
        (pick_row("programme", "재원사업", Source.PROGRAMMES),),
        "재원사업의 보조율로 재원별 금액이 계산됩니다. 계획과 다르면 불일치 대장에 남습니다.",
        is_open=_has_plan,
    ),
    Act(
        "secure", GROUP, "예산 확보", SecureBudget,
        (
            whole("round.year", "회계연도"),
            pick("round.kind", "예산", ROUND_LABELS),
            whole("round.number", "추경 회차", "제2회 추경이면 2. 본예산이면 비워 둡니다.", optional=True),
            pick("source", "재원", SOURCE_LABELS),
            pick_row("item", "내역", Source.ITEMS, optional=True),
            money("amount", "확보액", AMOUNT_HINT),
            line("on", "확보일", DAY_HINT),
        ),
        "확정된 예산에서만 확보할 수 있고, 부족액이 그만큼 줄어듭니다.",
        is_open=_has_plan,
    ),
    Act(
        "execute", GROUP, "집행", ExecuteBudget,
        (
            money("amount", "집행액", AMOUNT_HINT),
            line("on", "집행일", DAY_HINT),
            pick_row("item", "내역", Source.ITEMS, optional=True),
            text("override_reason", "확보액을 넘긴 사유", "확보한 것보다 많이 집행했을 때만 적습니다.", optional=True),
        ),
        "확보한 금액 안에서 집행합니다. 공사와 토지는 투자심사를 통과한 뒤에 집행할 수 있습니다.",
        is_open=_has_plan,
    ),
    Act(
        "transfer", GROUP, "전용", TransferBudget,
        (
            pick_row("from_item", "보낸 내역", Source.ITEMS),
            pick_row("to_item", "받은 내역", Source.ITEMS),
            money("amount", "금액", AMOUNT_HINT),
            line("on", "날짜", DAY_HINT),
            REASON,
        ),
        "확보한 예산을 내역 사이에서 옮깁니다. 합계는 그대로입니다.",
        is_open=lambda reading: len(reading.row.lines) > 1,
    ),
    Act(
        "carry-over", GROUP, "이월", CarryOver,
        (
            pick("kind", "구분", CARRY_OVER_LABELS),
            whole("from_year", "앞 연도"),
            whole("to_year", "다음 연도"),
            money("amount", "금액", AMOUNT_HINT),
        ),
        "그해에 집행하지 못한 예산을 다음 연도로 넘깁니다.",
        is_open=lambda reading: bool(reading.row.secured),
    ),
    Act(
        "divide", GROUP, "세부사업으로 나누기", DivideProject,
        (text("parts", "세부사업", "한 줄에 하나씩 이름; 총사업비; 재원사업. 예: 힐링생태체험; 8,600백만원; 균특"),),
        "세부사업이 하나씩 사업으로 등록되고, 더하면 전체 사업비가 되어야 합니다.",
        button="나누기", warning="나눈 뒤에는 세부사업의 금액을 전체 사업에서만 바꿀 수 있습니다.",
        shape=_shape_parts, is_open=lambda reading: _has_plan(reading) and not reading.row.is_divided,
    ),
    Act(
        "adjust-parts", GROUP, "세부사업 금액 조정", AdjustParts,
        (
            text("parts", "세부사업", "바꿀 것만 남깁니다. 한 줄에 하나씩 이름; 새 총사업비"),
            money("total", "전체 총사업비", "바뀔 때만 적습니다.", optional=True),
            *SOURCE_FIELDS,
            REASON,
        ),
        "세부사업의 합이 전체 사업비와 같아야 하고, 모두 함께 바뀌거나 하나도 바뀌지 않습니다.",
        shape=_shape_adjusted, prefill=_prefill_parts, is_open=lambda reading: reading.row.is_divided,
    ),
)  # fmt: skip
