"""지시사항: what the board shows, worked out from one page of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field, field_validator

from contracts.calendar import Calendar, count_business_days_late
from gateway.console.present import Chip, due_chip, state_chip
from gateway.labels import KIND_LABELS, STATE_LABELS
from gateway.queries.directive_board import Filter, Item, Page, Totals

PATH: Final = "/directives"
PAGE_SIZE: Final = 50
"""decided.md, Limits."""

SORTS: Final = {
    "-number": "최근 번호순",
    "number": "오래된 번호순",
    "share_due": "공유기한순",
    "report_due": "보고기한순",
}


class Query(BaseModel):
    """What the address of the board asks for; a value that is not offered counts as none."""

    q: str = Field(default="", max_length=100)
    state: str = ""
    lead: str = ""
    overdue: str = ""
    sort: str = "-number"
    cursor: str = Field(default="", max_length=500)
    start: int = Field(default=1, ge=1, le=10**9)
    """Ordinal of the first row, for people; the cursor is what counts."""

    @field_validator("q", "lead", mode="after")
    @classmethod
    def clean(cls, value: str) -> str:
        """Return the words without what no text of the store can hold."""
        return value.replace("\x00", "").strip()

    def choose(self, today: date) -> Filter:
        """Return the filter for the query."""
        return Filter(
            states=(self.state,) if self.state in STATE_LABELS else (),
            lead=self.lead or None,
            q=self.q or None,
            overdue=_read_clock(self.overdue),
            today=today,
            sort=self.sort if self.sort in SORTS else "-number",
            limit=PAGE_SIZE,
            cursor=self.cursor or None,
        )

    @property
    def is_filtered(self) -> bool:
        """Tell whether rows may be hidden."""
        return bool(self.q or self.state or self.lead or self.overdue)

    def link(self, **changes: str | int) -> str:
        """Return the board's address with the changes; a changed filter starts at the first row again."""
        values = self.model_dump() | ({"cursor": "", "start": 1} if "cursor" not in changes else {}) | changes
        kept = {name: value for name, value in values.items() if value != Query.model_fields[name].default}
        return f"{PATH}?{urlencode(kept)}" if kept else PATH


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One number on top that opens to its rows."""

    label: str
    count: int
    link: str
    is_current: bool
    is_alarming: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One directive as a row of the board; at most one of its chips is filled red."""

    item: Item
    kind: str
    state: Chip
    share: Chip
    report: Chip | None


@dataclass(frozen=True, slots=True)
class Board:
    """The changing part of the board."""

    lines: list[Line]
    numbers: list[KeyNumber]
    total: int
    first: int
    last: int
    next_link: str | None
    here: str
    position: int


def _read_clock(word: str) -> Literal["share", "report"] | None:
    match word:
        case "share" | "report":
            return word
        case _:
            return None


def lay_out_board(page: Page, totals: Totals, query: Query, today: date, calendar: Calendar) -> Board:
    """Return the board of a page of rows."""
    last = query.start + len(page.items) - 1
    return Board(
        lines=[_lay_out_line(item, today, calendar) for item in page.items],
        numbers=list(_list_numbers(totals.counts, query)),
        total=totals.matching,
        first=query.start if page.items else 0,
        last=last if page.items else 0,
        next_link=query.link(cursor=page.next_cursor, start=last + 1) if page.next_cursor else None,
        here=query.link(cursor=query.cursor, start=query.start),
        position=page.position,
    )


def share_chip(item: Item, today: date, calendar: Calendar) -> Chip:
    """Return the chip of the coordinating office's clock (DIR-04)."""
    open_days = count_business_days_late(calendar, item.share_due, today)
    late_days = open_days if item.share_late_days is None else item.share_late_days
    return due_chip(item.share_due, today, done_on=item.shared_on, late_days=late_days, policy=item.share_policy)


def report_chip(item: Item, today: date, calendar: Calendar) -> Chip | None:
    """Return the chip of the lead department's clock, which runs from the share (DIR-06)."""
    if item.shared_on is None:
        return None
    open_days = count_business_days_late(calendar, item.report_due, today) if item.report_due else 0
    late_days = open_days if item.report_late_days is None else item.report_late_days
    return due_chip(item.report_due, today, done_on=item.reported_on, late_days=late_days, policy=item.report_policy)


def _lay_out_line(item: Item, today: date, calendar: Calendar) -> Line:
    return Line(
        item=item,
        kind=KIND_LABELS[item.kind],
        state=state_chip(item.state),
        share=share_chip(item, today, calendar),
        report=report_chip(item, today, calendar),
    )


def _list_numbers(counts: dict[str, int], query: Query) -> Iterable[KeyNumber]:
    every = {"state": "", "overdue": ""}
    choices = (
        ("all", "전체", every),
        ("to_share", "미공유", every | {"state": "ISSUED"}),
        ("share_overdue", "공유 지연(기획감사실)", every | {"overdue": "share"}),
        ("shared", "공유됨", every | {"state": "SHARED"}),
        ("report_overdue", "보고 기한 초과(주관부서)", every | {"overdue": "report"}),
    )
    for name, label, choice in choices:
        is_current = (query.state, query.overdue) == (choice["state"], choice["overdue"])
        alarming = name.endswith("overdue") and counts[name] > 0
        yield KeyNumber(label, counts[name], query.link(**choice), is_current, alarming)
