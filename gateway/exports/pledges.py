"""A term's pledges as a table: whose each is, how it stands, and what its last check says (EVL-60, EVL-64)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from gateway.exports.sheets import Cell, Column, Kind
from gateway.exports.tables import Table
from gateway.labels.pledges import FEASIBILITY_LABELS, PLEDGE_STATE_LABELS
from gateway.views.pledge import Row

COLUMNS: Final = (
    Column("번호", 6, Kind.COUNT),
    Column("분야", 16),
    Column("공약", 40),
    Column("주관부서", 16),
    Column("추진상태", 14),
    Column("진행률(%)", 10, Kind.COUNT),
    Column("마칠 날", 13, Kind.DAY),
    Column("실현가능성", 12),
    Column("사업비(원)", 18, Kind.COUNT),
    Column("마지막 점검", 12),
    Column("추진 내용", 50),
    Column("부진사유", 40),
    Column("대책", 40),
    Column("만회 기한", 13, Kind.DAY),
    Column("변경", 6, Kind.COUNT),
)


def make_table(
    name: str,
    rows: Iterable[Row],
    fields: Mapping[str, str],
    departments: Mapping[str, str],
    at: datetime,
    position: int,
    *,
    is_sample: bool,
) -> Table:
    """Return a row a pledge, by number."""
    return Table(name, COLUMNS, [_list_cells(row, fields, departments) for row in rows], at, position, is_sample)


def _list_cells(row: Row, fields: Mapping[str, str], departments: Mapping[str, str]) -> tuple[Cell, ...]:
    quarter = max(row.checks, default="")
    check = row.checks.get(quarter) or {}
    until = check.get("remedy_on")
    return (
        row.number,
        fields.get(row.field, row.field),
        row.name,
        departments.get(row.lead or "", row.lead),
        PLEDGE_STATE_LABELS[row.state],
        row.progress,
        row.due_on,
        FEASIBILITY_LABELS[row.feasibility["result"]] if row.feasibility else None,
        sum(each["won"] for each in row.plan["finance"]) if row.plan and row.plan["finance"] else None,
        quarter or None,
        check.get("note"),
        check.get("cause"),
        check.get("remedy"),
        date.fromisoformat(until) if until else None,
        row.changes,
    )
