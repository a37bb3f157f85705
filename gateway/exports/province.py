"""A year's indicators as a file for the province's online evaluation: CVPS code, value, evidence (EVL-41)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from contracts.evaluations.province import write_points
from gateway.exports.sheets import Cell, Column, Kind
from gateway.exports.tables import Table
from gateway.labels.evaluations import PROVINCE_KIND_LABELS
from gateway.views.province_indicator import Row

TITLE: Final = "시군평가 CVPS 제출자료"
COLUMNS: Final = (
    Column("CVPS 코드", 16),
    Column("지표번호", 10),
    Column("지표명", 40),
    Column("구분", 7),
    Column("국정목표", 18),
    Column("주관부서", 16),
    Column("협조부서", 20),
    Column("담당", 16),
    Column("배점", 9, Kind.FIGURE),
    Column("단위", 8),
    Column("목표", 10, Kind.FIGURE),
    Column("실적", 10, Kind.FIGURE),
    Column("순위", 7, Kind.COUNT),
    Column("실적일", 13, Kind.DAY),
    Column("득점", 10, Kind.FIGURE),
    Column("최종 제출", 9),
    Column("증빙", 50),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called."""

    departments: Mapping[str, str]
    goals: Mapping[str, str]


def make_table(year: int, rows: Iterable[Row], names: Names, at: datetime, position: int, is_sample: bool) -> Table:
    """Return a row an indicator that is still in the set."""
    cells = [_list_cells(row, names) for row in rows if row.state == "OPEN"]
    return Table(f"{year}년 {TITLE}", COLUMNS, cells, at, position, is_sample)


def _list_cells(row: Row, names: Names) -> tuple[Cell, ...]:
    told, (value, rank), score = row.told, row.latest, row.score
    last = row.results[-1] if row.results else None
    return (
        told.cvps,
        told.number,
        told.name,
        PROVINCE_KIND_LABELS[told.kind],
        names.goals.get(told.goal, told.goal),
        names.departments.get(told.lead, told.lead),
        ", ".join(names.departments.get(each, each) for each in told.supporting) or None,
        told.post,
        told.weight,
        told.unit,
        told.target,
        value,
        rank,
        date.fromisoformat(last["measured_on"]) if last is not None else None,
        Decimal(write_points(score)) if score is not None else None,
        "예" if last is not None and last["is_final"] else "아니요",
        _list_evidence(row),
    )


def _list_evidence(row: Row) -> str | None:
    """Return every evidence of the latest result and of the practices, by name and by where it is."""
    latest: list[dict[str, Any]] = [*row.results[-1:], *row.practices]
    each = [
        f"{one['name']} ({one['file'] or one['link'] or '파일 없음'})" for told in latest for one in told["evidence"]
    ]
    return "\n".join(each) or None
