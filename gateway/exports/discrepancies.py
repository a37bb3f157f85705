"""불일치 대장 as a file: the register's lines as they stand, with the last decision."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from contracts.errors import CODES
from gateway.answers.differences import tell_difference
from gateway.exports.sheets import Cell, Column
from gateway.exports.tables import Table
from gateway.labels.projects import ABOUT_LABELS, DECISION_LABELS, DISCREPANCY_STATE_LABELS
from gateway.views.discrepancy import Row
from infra.clock import SEOUL

COLUMNS: Final = (
    Column("대상", 10),
    Column("이름", 28),
    Column("항목", 18),
    Column("적힌 값", 20),
    Column("계산한 값", 20),
    Column("차이", 12),
    Column("규칙", 22),
    Column("뜻", 22),
    Column("출처", 10),
    Column("비고", 30),
    Column("상태", 8),
    Column("결정", 12),
    Column("사유", 30),
    Column("결정한 사람", 14),
    Column("결정한 때", 18),
)


def tell_register(
    rows: Iterable[Row],
    names: Mapping[tuple[str, str], str],
    people: Mapping[str, str],
    at: datetime,
    position: int,
    *,
    is_sample: bool,
) -> Table:
    """Return the register as a table; `names` are those of the things, by kind and id, `people` of the accounts."""
    told = tuple(_tell(row, names, people) for row in rows)
    return Table("불일치 대장", COLUMNS, told, at, position, is_sample)


def _tell(row: Row, names: Mapping[tuple[str, str], str], people: Mapping[str, str]) -> tuple[Cell, ...]:
    decided_at = row.decided_at.astimezone(SEOUL) if row.decided_at else None
    return (
        ABOUT_LABELS.get(row.about_kind, row.about_kind),
        names.get((row.about_kind, row.about_id), row.about_id),
        row.about_field,
        row.stated,
        row.computed,
        tell_difference(row.stated, row.computed) or None,
        row.code,
        CODES[row.code].title if row.code in CODES else None,
        row.source,
        row.note,
        DISCREPANCY_STATE_LABELS[row.state],
        DECISION_LABELS[row.decision] if row.decision else None,
        row.reason,
        people.get(row.decided_by, row.decided_by) if row.decided_by else None,
        f"{decided_at:%Y. %m. %d. %H:%M}" if decided_at else None,
    )
