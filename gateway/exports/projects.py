"""The list of projects as a file: every matching project in won, the sums that state their filter, the paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.calendar import Calendar
from contracts.calendar.periods import Period
from contracts.projects import Amount, Unit
from contracts.projects.money import LABEL_OF_UNIT, show_amount
from contracts.projects.schedule import Status
from gateway.answers.schedule import find_worst_slip, list_standings
from gateway.exports.papers import Block, Grid, Line, Paper, Part
from gateway.exports.sheets import Cell, Column, Kind, Sheet, Workbook
from gateway.labels.projects import PHASE_LABELS, PROJECT_KIND_LABELS, RELATION_LABELS
from gateway.queries.portfolio import Sums
from gateway.views.project import Row

TITLE: Final = "사업 현황"
COLUMNS: Final = (
    Column("사업명", 36),
    Column("종류", 10),
    Column("상태", 9),
    Column("구분", 10),
    Column("주관부서", 16),
    Column("재원사업", 14),
    Column("사업기간", 18),
    Column("시작", 13, Kind.DAY),
    Column("끝", 13, Kind.DAY),
    Column("총사업비(원)", 18, Kind.COUNT),
    Column("약", 5),
    Column("출처의 표기", 16),
    Column("국비(원)", 16, Kind.COUNT),
    Column("도비(원)", 16, Kind.COUNT),
    Column("시비(원)", 16, Kind.COUNT),
    Column("지방비(원)", 16, Kind.COUNT),
    Column("수익사업(원)", 16, Kind.COUNT),
    Column("기타(원)", 16, Kind.COUNT),
    Column("확보(원)", 16, Kind.COUNT),
    Column("집행(원)", 16, Kind.COUNT),
    Column("부족(원)", 16, Kind.COUNT),
    Column("다음 일정", 24),
    Column("계획", 16),
    Column("예상", 16),
    Column("지연(일)", 9, Kind.COUNT),
    Column("지연(근무일)", 11, Kind.COUNT),
)
PAPER_HEADERS: Final = ("사업명", "주관부서", "사업기간", "총사업비", "확보", "집행", "부족", "다음 일정", "지연")
PAPER_WIDTHS: Final = (16, 7, 8, 7, 6, 6, 6, 12, 5)
DONE: Final = frozenset({Status.DONE_EARLY, Status.DONE_ON_TIME, Status.DONE_LATE})
ENDED: Final = frozenset({"COMPLETED", "CANCELLED"})


@dataclass(frozen=True, slots=True)
class Listing:
    """The projects, their sums, and of when and which they are."""

    rows: Sequence[Row]
    departments: Mapping[str, str]
    programmes: Mapping[str, str]
    sums: Sums
    told: str
    """The filter in words."""
    unit: Unit
    """Of the paper; a workbook holds won."""
    day: date
    calendar: Calendar
    at: datetime
    position: int
    is_sample: bool

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        sample = " 교육용 표본" if self.is_sample else ""
        return f"{TITLE}{sample} {self.day:%Y-%m-%d}"

    @property
    def foot(self) -> str:
        """What stands under each page."""
        parts = (f"기준 {self.day:%Y. %m. %d.}", f"기록 위치 {self.position:,}", self.told, f"{len(self.rows):,}건")
        return " · ".join(("교육용 표본", *parts) if self.is_sample else parts)


@dataclass(frozen=True, slots=True)
class Following:
    """The next milestone of a project, and by how much the worst one slips."""

    title: str | None = None
    planned: str | None = None
    forecast: str | None = None
    days: int = 0
    business_days: int = 0


def find_following(row: Row, day: date, calendar: Calendar) -> Following:
    """Return what comes next of a project that has not ended."""
    if row.phase in ENDED:
        return Following()
    standings = list_standings(row.milestones, day, calendar)
    found = next((each.told for each in standings if each.standing and each.standing.status not in DONE), None)
    slip = find_worst_slip(standings)
    if found is None:
        return Following()
    planned, forecast = (found[name] and Period.model_validate(found[name]).show() for name in ("planned", "forecast"))
    return Following(found["title"], planned, forecast, slip.days, slip.business_days)


def list_rows(listing: Listing) -> list[tuple[Cell, ...]]:
    """Return a row a project, in the order of `COLUMNS`."""
    return [_list_cells(row, listing) for row in listing.rows]


def _list_cells(row: Row, listing: Listing) -> tuple[Cell, ...]:
    following = find_following(row, listing.day, listing.calendar)
    return (
        row.name,
        PROJECT_KIND_LABELS[row.kind],
        PHASE_LABELS[row.phase],
        RELATION_LABELS[row.relation] if row.relation else None,
        listing.departments.get(row.lead, row.lead),
        listing.programmes.get(row.programme, row.programme) if row.programme else None,
        Period.model_validate(row.period).show(),
        row.first_day,
        row.last_day,
        row.total_won,
        "약" if row.is_approximate else None,
        (row.total or {}).get("written"),
        *(row.national_won, row.provincial_won, row.city_won, row.local_won, row.revenue_won, row.other_won),
        row.secured_won,
        row.executed_won,
        row.shortfall_won,
        following.title,
        following.planned,
        following.forecast,
        following.days or None,
        following.business_days or None,
    )


def make_book(listing: Listing) -> Workbook:
    """Return the projects as a workbook: one sheet of them, one of their sums."""
    sums = listing.sums
    figures: tuple[tuple[Cell, ...], ...] = (
        ("조건", listing.told, None),
        ("사업비를 더한 사업", None, sums.projects),
        ("총사업비(원)", "약" if sums.is_approximate else None, sums.total_won),
        ("확보(원)", None, sums.secured_won),
        ("집행(원)", None, sums.executed_won),
        ("부족(원)", None, sums.shortfall_won),
    )
    total = Sheet("합계", (Column("구분", 22), Column("내용", 40), Column("값", 20, Kind.COUNT)), figures)
    return Workbook(TITLE, listing.at, (Sheet("사업", COLUMNS, tuple(list_rows(listing))), total), (listing.foot,))


def make_paper(listing: Listing) -> Paper:
    """Return the projects as a paper that lies across."""
    sums, unit = listing.sums, listing.unit
    total = _show(sums.total_won, unit, is_approximate=sums.is_approximate)
    spent = f"확보 {_show(sums.secured_won, unit)}, 집행 {_show(sums.executed_won, unit)}"
    blocks: list[Block] = [
        Part(f"{listing.told} {len(listing.rows):,}건"),
        Line(f"총사업비 {total} ({spent}, 부족 {_show(sums.shortfall_won, unit)})"),
        Line(f"단위: {LABEL_OF_UNIT[unit]}", 3),
    ]
    if listing.rows:
        cells = tuple(_list_paper_cells(row, listing) for row in listing.rows)
        blocks.append(Grid(PAPER_HEADERS, PAPER_WIDTHS, cells, frozenset({3, 4, 5, 6, 8})))
    made = f"기준 {listing.day:%Y. %m. %d.}"
    return Paper(TITLE, made, listing.at, tuple(blocks), listing.foot, is_wide=True)


def _list_paper_cells(row: Row, listing: Listing) -> tuple[str, ...]:
    unit, following = listing.unit, find_following(row, listing.day, listing.calendar)
    when = following.forecast or following.planned
    return (
        row.name,
        listing.departments.get(row.lead, row.lead),
        Period.model_validate(row.period).show(),
        _show_bare(row.total_won, unit, is_approximate=row.is_approximate),
        _show_bare(row.secured_won, unit),
        _show_bare(row.executed_won, unit),
        _show_bare(row.shortfall_won, unit),
        f"{following.title} ({when})" if following.title else "",
        f"{following.days}일" if following.days else "",
    )


def _show(won: int, unit: Unit, *, is_approximate: bool = False) -> str:
    return show_amount(Amount.model_construct(won=won, is_approximate=is_approximate), unit)  # a sum may be larger


def _show_bare(won: int | None, unit: Unit, *, is_approximate: bool = False) -> str:
    if won is None:
        return ""
    return _show(won, unit, is_approximate=is_approximate).removesuffix(LABEL_OF_UNIT[unit])
