"""The board's rows as a file: every matching directive, with Korean headers, as its reader may see it (DIR-21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gateway.exports.papers import Grid, Paper, Part
from gateway.exports.sheets import Cell, Column, Kind, Sheet, Workbook
from gateway.labels import KIND_LABELS, STATE_LABELS, VISIBILITY_LABELS
from gateway.queries.directive_board import Item

TITLE: Final = "지시사항"
COLUMNS: Final = (
    Column("번호", 12),
    Column("지시 내용", 50),
    Column("종류", 7),
    Column("상태", 14),
    Column("공개 범위", 11),
    Column("회의", 18),
    Column("지시일", 13, Kind.DAY),
    Column("공유기한", 13, Kind.DAY),
    Column("공유일", 13, Kind.DAY),
    Column("공유 지연(근무일)", 15, Kind.COUNT),
    Column("주관부서", 16),
    Column("협조부서", 24),
    Column("보고기한", 13, Kind.DAY),
    Column("보고일", 13, Kind.DAY),
    Column("보고 지연(근무일)", 15, Kind.COUNT),
    Column("진행률(%)", 9, Kind.COUNT),
    Column("최근 내용", 40),
    Column("보완 요청(회)", 11, Kind.COUNT),
    Column("종결일", 13, Kind.DAY),
    Column("처리일수(근무일)", 15, Kind.COUNT),
)
PAPER_HEADERS: Final = ("번호", "지시 내용", "종류", "주관부서", "상태", "지시일", "보고기한", "보고일", "진행률")
PAPER_WIDTHS: Final = (5, 18, 4, 7, 6, 6, 6, 6, 4)
MOST: Final = {"xlsx": 20_000, "csv": 20_000, "hwpx": 2_000}
"""Rows of one file: what is more is refused, never cut."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows, and of when and which they are."""

    items: Sequence[Item]
    at: datetime
    """What the business clock shows."""
    position: int
    is_sample: bool

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        sample = " 교육용 표본" if self.is_sample else ""
        return f"{TITLE}{sample} {self.at:%Y-%m-%d}"

    @property
    def foot(self) -> str:
        """What stands under each page."""
        parts = (f"기준 {self.at:%Y. %m. %d. %H:%M}", f"기록 위치 {self.position:,}", f"{len(self.items):,}건")
        return " · ".join(("교육용 표본", *parts) if self.is_sample else parts)


def list_rows(items: Iterable[Item]) -> list[tuple[Cell, ...]]:
    """Return a row a directive, in the order of `COLUMNS`; words that its reader may not read are withheld already."""
    return [
        (
            item.number,
            item.text,
            KIND_LABELS[item.kind],
            STATE_LABELS[item.state],
            VISIBILITY_LABELS[item.visibility],
            item.meeting,
            item.issued_on,
            item.share_due,
            item.shared_on,
            item.share_late_days,
            item.lead_name,
            ", ".join(item.supporting_names) or None,
            item.report_due,
            item.reported_on,
            item.report_late_days,
            item.percent,
            item.latest,
            item.returns or None,
            item.ended_on,
            item.days,
        )
        for item in items
    ]


def make_book(listing: Listing) -> Workbook:
    """Return the rows as a workbook of one sheet."""
    sheet = Sheet(TITLE, COLUMNS, tuple(list_rows(listing.items)))
    return Workbook(TITLE, listing.at, (sheet,), (listing.foot,))


def make_paper(listing: Listing) -> Paper:
    """Return the rows as a paper that lies across: what fits it, the whole texts among them."""
    rows = tuple(
        (
            item.number,
            item.text,
            KIND_LABELS[item.kind],
            item.lead_name or "",
            STATE_LABELS[item.state],
            *(f"{day:%Y. %m. %d.}" if day else "" for day in (item.issued_on, item.report_due, item.reported_on)),
            "" if item.percent is None else f"{item.percent}%",
        )
        for item in listing.items
    )
    table = Grid(PAPER_HEADERS, PAPER_WIDTHS, rows, frozenset({8}))
    blocks = (Part(f"{TITLE} {len(rows):,}건"), table) if rows else (Part(f"{TITLE} 0건"),)
    return Paper(
        f"{TITLE} 현황", f"기준 {listing.at:%Y. %m. %d. %H:%M}", listing.at, blocks, listing.foot, is_wide=True
    )
