"""The forms of a year's indicator set: written, written anew while it is a draft, changed with a reason (EVL-31 to 33).

A new year begins with what the year before says: its leagues, goals and months, its dates a year later, and each of its
indicators as one that carries it on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from contracts.evaluations.cycles import (
    DraftIndicatorSet,
    IndicatorKind,
    ProvinceCycle,
    ProvinceIndicator,
    ReviseIndicatorSet,
)
from gateway.console.meetings.forms import Field, Misread, Spec, Value
from gateway.console.meetings.sending import Shown
from gateway.console.pasting import put_last
from gateway.console.province.framing import move_cycle, read_cycle, write_cycle
from gateway.console.province.sheet import Names, read_sheet, write_sheet
from gateway.console.registers.pages import read_ground
from gateway.console.visits import Visit
from gateway.console.words import _
from gateway.queries import province_cycle, province_indicator
from gateway.queries.rows import Place, list_all, list_page
from gateway.views.province_cycle import Row

SHEET: Final = Field(
    "indicators",
    "지표",
    "sheet",
    must=True,
    hint="모두 복사해 스프레드시트에서 고친 뒤 다시 붙여 넣으세요. 한 줄에 지표 하나입니다. "
    "정성지표는 방향·단위·목표를 비우고 순위별 득점률을 적습니다. "
    "이어받는 지표에는 앞선 해의 코드를 “2024-q001”처럼 적습니다.",
)
COUNTS: Final = (
    Field("quantitative", "도가 알린 정량지표 수", "number", must=True),
    Field("qualitative", "도가 알린 정성지표 수", "number", must=True),
)
PLACES: Final[Mapping[str, str]] = {
    "COUNT_MISMATCH": "quantitative",
    **dict.fromkeys(
        (
            "WEIGHT_SUM_MISMATCH",
            "LEAD_NOT_UNIQUE",
            "TARGET_INVALID",
            "UNKNOWN_PREDECESSOR",
            "LINEAGE_FIXED",
            "BAD_SHAPE",
            "UNKNOWN_DEPARTMENT",
            "DEPARTMENT_NOT_VALID",
        ),
        "indicators",
    ),
}
DRAFT: Final = Spec(
    "지표 작성",
    "저장",
    DraftIndicatorSet,
    (
        Field(
            "leagues",
            "평가군",
            "lines",
            must=True,
            hint="한 줄에 하나씩 “군부 | 금산군, 부여군 | 1, 1, 0, 0, 0”처럼: 이름, 시군, 탁월부터 미흡까지의 수.",
        ),
        Field("city", "우리 시", must=True),
        Field("record_date", "실적기준일", "day", must=True),
        Field("qualitative_due", "정성 최종실적 제출기한", "day", must=True),
        Field("quantitative_due", "정량 최종실적 제출기한", "day", must=True),
        Field(
            "phases", "평가 일정", "lines", must=True, hint="한 줄에 하나씩 “평가 | 2025. 1. 1. | 2025. 4. 30.”처럼."
        ),
        Field("briefing_months", "부진지표 보고회를 여는 달", "several", must=True),
        Field("target", "목표 점수", must=True),
        Field("goals", "국정목표", "lines", must=True, hint="한 줄에 하나씩 다섯 줄을 적습니다."),
        *COUNTS,
        SHEET,
    ),
    PLACES,
)
NEW: Final = replace(
    DRAFT,
    title="시군평가 지표 작성",
    fields=(Field("year", "평가하는 해", "number", must=True), *DRAFT.fields),
    places={**PLACES, "SET_CONFIRMED": "year"},
)
REVISE: Final = Spec(
    "확정한 지표 변경",
    "변경",
    ReviseIndicatorSet,
    (Field("reason", "변경 사유", "text", must=True), *COUNTS, SHEET),
    PLACES,
    warning="변경하면 새 판이 되고 되돌릴 수 없습니다. 지표를 빼면 그 지표의 실적은 점수에서 빠집니다. "
    "어느 지표를 이어받는지는 바꿀 수 없습니다.",
)


async def prepare_new(visit: Visit, _told: Mapping[str, str], shown: Shown) -> Shown:
    """Return the form of a further year, filled with what the latest one says."""
    async with visit.gate.reading() as snapshot:
        page = await list_page(snapshot, province_cycle.VIEW, [], province_cycle.ORDER, Place(1, is_falling=True))
    if not page.rows:
        return _fit(shown, await _read_names(visit, None), None, None)
    row = page.rows[0]
    cycle, names = ProvinceCycle.model_validate(row.cycle), await _read_names(visit, row)
    there = await _list_indicators(visit, row)
    kept = row.state != "DRAFT"
    carried = [replace_year(each, row.year + 1, is_carried=kept) for each in there]
    values = {"year": str(row.year + 1), **write_cycle(move_cycle(cycle)), **_write_set(carried, names)}
    return _fit(_fill(shown, values), names, None, cycle)


async def prepare(visit: Visit, row: Row, shown: Shown) -> Shown:
    """Return the form of a year's set with what it says now; other acts as they are."""
    if shown.spec.command not in {DraftIndicatorSet, ReviseIndicatorSet}:
        return shown
    cycle, names = ProvinceCycle.model_validate(row.cycle), await _read_names(visit, row)
    values = {**write_cycle(cycle), **_write_set(await _list_indicators(visit, row), names)}
    return _fit(_fill(shown, values), names, row.year, cycle)


def replace_year(each: ProvinceIndicator, year: int, *, is_carried: bool) -> ProvinceIndicator:
    """Return an indicator of another year, which carries on that of the year before where it was confirmed."""
    code = f"{year}-{each.code.partition('-')[2]}"
    return each.model_copy(update={"code": code, "predecessor": each.code if is_carried else each.predecessor})


async def _read_names(visit: Visit, row: Row | None) -> Names:
    ground, departments = await read_ground(visit)
    goals = {each["code"]: each["name"] for each in row.cycle["goals"]} if row else {}
    return Names(put_last(ground.names, departments), goals)


async def _list_indicators(visit: Visit, row: Row) -> list[ProvinceIndicator]:
    """Return the indicators of a year as they are written or as they rule."""
    if row.draft is not None:
        return [ProvinceIndicator.model_validate(each) for each in row.draft["indicators"]]
    async with visit.gate.reading() as snapshot:
        chosen = province_indicator.choose(year=row.year, state="OPEN")
        found = await list_all(snapshot, province_indicator.VIEW, chosen, province_indicator.ORDER)
    return [each.told for each in found]


def _write_set(indicators: Sequence[ProvinceIndicator], names: Names) -> dict[str, Value]:
    quantitative = sum(each.kind is IndicatorKind.QUANTITATIVE for each in indicators)
    counts = {"quantitative": str(quantitative), "qualitative": str(len(indicators) - quantitative)}
    return {**counts, "indicators": write_sheet(indicators, names)}


def _fill(shown: Shown, values: Mapping[str, Value]) -> Shown:
    return replace(shown, filled=replace(shown.filled, values=values))


def _fit(shown: Shown, names: Names, year: int | None, cycle: ProvinceCycle | None) -> Shown:
    """Return a form that reads its lines by the names that are known; codes that are known stay as they are."""
    months = {str(month): _("%(n)s월", n=month) for month in range(1, 13)}
    fields = tuple(
        replace(each, options=months) if each.name == "briefing_months" else each for each in shown.spec.fields
    )

    def shape(payload: dict[str, Any]) -> dict[str, Any]:
        return _shape(payload, names, year, cycle)

    return replace(shown, spec=replace(shown.spec, fields=fields, shape=shape))


def _shape(payload: dict[str, Any], names: Names, year: int | None, cycle: ProvinceCycle | None) -> dict[str, Any]:
    """Return what a set is made of. Raises: Misread."""
    told: dict[str, Any] = {}
    if "leagues" in payload:
        told["cycle"] = read_cycle(payload, cycle)
        names = replace(names, goals={each["code"]: each["name"] for each in told["cycle"]["goals"]})
    of_year = payload.get("year", year)
    if not isinstance(of_year, int):
        raise Misread("year", _("해를 “2025”처럼 적으세요."))
    counts = {each.name: payload[each.name] for each in COUNTS}
    told["indicator_set"] = {**counts, "indicators": read_sheet(payload["indicators"], of_year, names)}
    return {**told, **{name: payload[name] for name in ("year", "reason") if name in payload}}
