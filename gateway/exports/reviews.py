"""심사분석 and 역점사업 as files: a quarter's reviews, and a year's list with its ratings (PRJ-80, PRJ-81)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from contracts.calendar.periods import Period
from gateway.exports.sheets import Cell, Column, Kind
from gateway.exports.tables import Table
from gateway.labels.projects import RATING_LABELS, REVIEW_STATE_LABELS
from gateway.views import flagship_list, project, review

REVIEWS: Final = (
    Column("순번", 5, Kind.COUNT),
    Column("사업", 32),
    Column("주관부서", 14),
    Column("계획(%)", 8, Kind.RATE),
    Column("실적(%)", 8, Kind.RATE),
    Column("평가", 9),
    Column("상태", 8),
    Column("부진사유", 30),
    Column("대안", 30),
    Column("만회 시기", 12),
    Column("책임", 12),
)
FLAGSHIPS: Final = (
    Column("순번", 5, Kind.COUNT),
    Column("사업", 40),
    Column("주관부서", 16),
    *(Column(f"{n}분기", 10) for n in (1, 2, 3, 4)),
)


def tell_quarter(
    quarter: str,
    ones: Sequence[project.Row],
    found: Mapping[str, review.Row],
    names: Mapping[str, str],
    at: datetime,
    position: int,
    *,
    is_sample: bool,
) -> Table:
    """Return a quarter's reviews in the order of the list; `found` are they by project."""
    rows = tuple(_tell_review(n, one, found.get(one.project), names) for n, one in enumerate(ones, 1))
    return Table(f"{quarter[:4]}년 {quarter[-1]}분기 심사분석", REVIEWS, rows, at, position, is_sample)


def _tell_review(n: int, one: project.Row, found: review.Row | None, names: Mapping[str, str]) -> tuple[Cell, ...]:
    known = n, one.name, names.get(one.lead, one.lead)
    if found is None or found.rating is None:
        return (*known, None, None, "미기록", None, None, None, None, None)
    recovery = Period.model_validate(found.recovery).show() if found.recovery else None
    state = "CLOSED" if found.state == "CLOSED" else "RECORDED"
    return (
        *known,
        _percent(found.planned),
        _percent(found.actual),
        RATING_LABELS[found.rating],
        REVIEW_STATE_LABELS[state],
        found.cause,
        found.remedy,
        recovery,
        found.answers_for_it,
    )


def tell_flagships(
    row: flagship_list.Row,
    ones: Sequence[project.Row],
    found: Mapping[tuple[str, str | None], str | None],
    names: Mapping[str, str],
    at: datetime,
    *,
    is_sample: bool,
) -> Table:
    """Return a year's list with its ratings; `found` are they by project and quarter."""
    rows = tuple(
        (
            n,
            one.name,
            names.get(one.lead, one.lead),
            *(RATING_LABELS.get(found.get((one.project, f"{row.year}-Q{each}")) or "") for each in (1, 2, 3, 4)),
        )
        for n, one in enumerate(ones, 1)
    )
    state = "" if row.is_approved else "(안)"
    return Table(f"{row.year}년 역점사업 목록{state}", FLAGSHIPS, rows, at, row.position, is_sample)


def _percent(points: int | None) -> Decimal | None:
    return None if points is None else Decimal(points) / 100
