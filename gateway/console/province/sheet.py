"""A year's indicators as a sheet that is copied into a spreadsheet and pasted back, a row each (EVL-31 to 33)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from contracts.evaluations.cycles import IndicatorKind, ProvinceIndicator
from gateway.console.pasting import Line, find_code, read_rows, write_rows
from gateway.labels.evaluations import POLARITY_LABELS, PROVINCE_KIND_LABELS

HEADS: Final = (
    "코드",
    "번호",
    "지표",
    "구분",
    "국정목표",
    "배점",
    "CVPS 코드",
    "주관부서",
    "협조부서",
    "담당",
    "방향",
    "단위",
    "목표",
    "월별 계획",
    "순위별 득점률",
    "이어받는 지표",
)
"""The columns of a sheet, in their order; the first row may hold them."""
NAME: Final = "indicators"
"""The field that a sheet is pasted into."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is written as names in a sheet, by code."""

    departments: Mapping[str, str]
    """Those of the day come last: of two that share a name it is theirs."""
    goals: Mapping[str, str]

    def write_department(self, code: str) -> str:
        """Return a department's name, or its code where the name is another's too."""
        name = self.departments.get(code, code)
        return name if find_code(self.departments, name) == code else code


def write_sheet(indicators: Iterable[ProvinceIndicator], names: Names) -> str:
    """Return indicators as rows of cells with tabs between, below a row of heads."""
    return write_rows(HEADS, (_write(each, names) for each in indicators))


def _write(each: ProvinceIndicator, names: Names) -> tuple[str, ...]:
    return (
        each.code.partition("-")[2],
        each.number,
        each.name,
        PROVINCE_KIND_LABELS[each.kind],
        names.goals.get(each.goal, each.goal),
        f"{each.weight:f}",
        each.cvps,
        _join(map(names.write_department, each.leads)),
        _join(map(names.write_department, each.supporting)),
        each.post,
        POLARITY_LABELS[each.polarity] if each.polarity else "",
        each.unit or "",
        f"{each.target:f}" if each.target is not None else "",
        _join(f"{month:f}" for month in each.plan),
        _join(map(str, each.shares)),
        each.predecessor or "",
    )


def _join(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def read_sheet(lines: Sequence[str], year: int, names: Names) -> list[dict[str, Any]]:
    """Return a year's indicators as they were typed. Raises: Misread, which names the row."""
    return [_read(line, year, names) for line in read_rows(lines, HEADS, NAME)]


def _read(line: Line, year: int, names: Names) -> dict[str, Any]:
    """Return one indicator: target and plan of a quantitative one, a share for each rank of a qualitative one."""
    kind = line.choose_one("구분", PROVINCE_KIND_LABELS)
    whole = {
        "code": f"{year}-{line.require('코드')}",
        "number": line.require("번호"),
        "name": line.require("지표"),
        "kind": kind,
        "goal": line.choose_one("국정목표", names.goals),
        "weight": line.measure("배점") or line.require("배점"),
        "cvps": line.require("CVPS 코드"),
        "leads": line.choose("주관부서", names.departments),
        "supporting": line.choose("협조부서", names.departments),
        "post": line.require("담당"),
        "predecessor": line.cells["이어받는 지표"] or None,
    }
    if kind == IndicatorKind.QUALITATIVE:
        return {**whole, "shares": [int(Decimal(each)) for each in line.measure_each("순위별 득점률")]}
    return {
        **whole,
        "polarity": line.choose_one("방향", POLARITY_LABELS),
        "unit": line.require("단위"),
        "target": line.measure("목표") or line.require("목표"),
        "plan": line.measure_each("월별 계획"),
    }
