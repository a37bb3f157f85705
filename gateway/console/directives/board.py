"""지시사항: what the board shows, worked out from one page of rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from urllib.parse import parse_qsl

from pydantic import Field, ValidationError

from contracts.calendar import Calendar, count_business_days_late
from contracts.directives import OriginKind
from contracts.errors import Rejected
from contracts.values import Role
from gateway.auth import Principal
from gateway.console.forms import read_day
from gateway.console.listing import ListQuery
from gateway.console.present import Chip, ChipKind, describe_due, due_chip, state_chip, visibility_chip
from gateway.console.words import _
from gateway.drafts import SavedView
from gateway.labels import KIND_LABELS, ORIGIN_LABELS, STATE_LABELS, VISIBILITY_LABELS
from gateway.queries.directive_board import LATE, Filter, Item, Page
from gateway.queries.directive_counts import Totals
from gateway.queries.directive_origins import Origin
from gateway.queries.directive_quarters import find_quarter_days

PATH: Final = "/directives"
PAGE_SIZE: Final = 50
"""decided.md, Limits."""

SORTS: Final = {
    "-number": "최근 번호순",
    "number": "오래된 번호순",
    "due": "기한순",
    "share_due": "공유기한순",
    "report_due": "보고기한순",
}
IS_MADE: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An id that this system has made, which tells nobody anything."""
QUARTER: Final = re.compile(r"(19|20|21)[0-9]{2}-Q[1-4]")


class Query(ListQuery):
    """Which directives."""

    path = PATH
    looks = frozenset({"sort"})

    state: str = ""
    lead: str = Field(default="", max_length=40)
    team: str = Field(default="", max_length=40)
    kind: str = ""
    visibility: str = ""
    addressee: str = Field(default="", max_length=40)
    origin: str = Field(default="", max_length=221)
    quarter: str = Field(default="", max_length=7)
    overdue: str = ""
    due_from: str = Field(default="", max_length=10)
    due_until: str = Field(default="", max_length=10)
    sort: str = "-number"
    start: int = Field(default=1, ge=1, le=10**9)
    """Ordinal of the first row, for people; the cursor is what counts."""

    def choose(self, today: date, reader: Principal | None = None) -> Filter:
        """Return the filter for the query."""
        return Filter(
            today=today,
            reader=reader,
            states=(self.state,) if self.state in {*STATE_LABELS, LATE} else (),
            lead=self.lead or None,
            team=self.team or None,
            kind=self.kind if self.kind in KIND_LABELS else None,
            visibility=self.visibility if self.visibility in VISIBILITY_LABELS else None,
            addressee=self.addressee or None,
            origin=_read_origin(self.origin),
            quarter=find_quarter_days(self.quarter) if QUARTER.fullmatch(self.quarter) else None,
            q=self.q or None,
            overdue=_read_clock(self.overdue),
            due_from=read_day(self.due_from),
            due_until=read_day(self.due_until),
            sort=self.sort if self.sort in SORTS else "-number",
            limit=PAGE_SIZE,
            cursor=self.cursor or None,
        )

    @property
    def more(self) -> int:
        """How many of the filters are set that a narrow screen folds away."""
        return len(self.conditions.keys() - {"q", "overdue"})


def read_query(values: Mapping[str, str]) -> Query:
    """Return the conditions that a form sent. Raises: Rejected with BAD_SHAPE for one that no board can have."""
    try:
        return Query.model_validate(values)
    except ValidationError as error:
        raise Rejected("BAD_SHAPE", _("조건이 너무 깁니다. 목록에서 조건을 줄여 다시 저장하세요.")) from error


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A named board: its address, and whether it is the one that is shown."""

    name: str
    link: str
    is_current: bool
    is_own: bool = False


def list_views(principal: Principal, today: date, query: Query, own: Iterable[SavedView]) -> list[ViewLink]:
    """Return the boards that a role looks at every day, and those that the account has named."""
    monday = today - timedelta(days=today.weekday())
    week = {"due_from": monday.isoformat(), "due_until": (monday + timedelta(days=6)).isoformat(), "sort": "due"}
    built_in: list[tuple[str, dict[str, str]]] = []
    match principal.role:
        case Role.OPERATOR:
            built_in = [
                ("공유할 것", {"state": "ISSUED"}),
                ("완료 확인할 것", {"state": "OUTCOME_SUBMITTED"}),
                ("이번 주 기한", week),
            ]
        case Role.OFFICER if principal.department:
            mine = {"lead": principal.department}
            built_in = [
                ("우리 부서", mine),
                ("우리 부서 지연", mine | {"state": LATE}),
                ("보완할 것", mine | {"state": "RETURNED"}),
                ("이번 주 기한", mine | week),
            ]
        case _other:
            built_in = [("지연", {"state": LATE}), ("이번 주 기한", week)]
    offered = [(name, Query.model_validate(found)) for name, found in built_in]
    links = [ViewLink(_(name), found.link(), _is_same(query, found)) for name, found in offered]
    saved = [(view.name, Query.model_validate(dict(parse_qsl(view.query)))) for view in own]
    return [*links, *(ViewLink(name, found.link(), _is_same(query, found), is_own=True) for name, found in saved)]


def _is_same(one: Query, other: Query) -> bool:
    return one.conditions == other.conditions and one.sort == other.sort


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
    lock: Chip | None


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


def _read_clock(word: str) -> Literal["share", "report", "reply"] | None:
    match word:
        case "share" | "report" | "reply":
            return word
        case _other:
            return None


def _read_origin(text: str) -> tuple[str, str] | None:
    kind, _colon, key = text.partition(":")
    return (kind, key) if kind in set(OriginKind) and key else None


def list_origin_choices(origins: Iterable[Origin], chosen: str) -> list[tuple[str, str]]:
    """Return the values and words of the menu of origins, with the chosen one where it is not among them (DIR-19)."""
    choices = {f"{each.kind}:{each.id}": _name_origin(each) for each in origins}
    known = _read_origin(chosen)
    if known is not None and chosen not in choices:
        kind, key = known
        choices[chosen] = f"{_(ORIGIN_LABELS[kind])} · {key}"
    return list(choices.items())


def _name_origin(origin: Origin) -> str:
    """Return an origin as people know it: by title or by the number it has elsewhere, and by its first directive."""
    named = origin.title or ("" if IS_MADE.fullmatch(origin.id) else origin.id)
    first = origin.first if origin.total == 1 else _("%(number)s 등 %(n)s건", number=origin.first, n=origin.total)
    return " · ".join(each for each in (_(ORIGIN_LABELS[origin.kind]), named, first) if each)


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
    """Return the chip of the coordinating office's clock (DIR-04); what ended unshared is waited for no more."""
    if item.ended_on is not None and item.shared_on is None:
        return _ended_chip(item.share_due, item.share_policy)
    open_days = count_business_days_late(calendar, item.share_due, today)
    late_days = open_days if item.share_late_days is None else item.share_late_days
    return due_chip(item.share_due, today, done_on=item.shared_on, late_days=late_days, policy=item.share_policy)


def report_chip(item: Item, today: date, calendar: Calendar) -> Chip | None:
    """Return the chip of the lead department's clock, which runs from the share (DIR-06)."""
    if item.shared_on is None:
        return None
    if item.ended_on is not None and item.reported_on is None and item.report_due is not None:
        return _ended_chip(item.report_due, item.report_policy)
    open_days = count_business_days_late(calendar, item.report_due, today) if item.report_due else 0
    late_days = open_days if item.report_late_days is None else item.report_late_days
    return due_chip(item.report_due, today, done_on=item.reported_on, late_days=late_days, policy=item.report_policy)


def _ended_chip(due: date, policy: str | None) -> Chip:
    return Chip(ChipKind.NONE, _("끝남"), describe_due(due, policy))


def _lay_out_line(item: Item, today: date, calendar: Calendar) -> Line:
    return Line(
        item=item,
        kind=_(KIND_LABELS[item.kind]),
        state=state_chip(item.state),
        share=share_chip(item, today, calendar),
        report=report_chip(item, today, calendar),
        lock=visibility_chip(item.visibility),
    )


def _list_numbers(counts: dict[str, int], query: Query) -> Iterable[KeyNumber]:
    every = {"state": "", "overdue": ""}
    choices = (
        ("all", "전체", every),
        ("to_share", "미공유", every | {"state": "ISSUED"}),
        ("share_overdue", "공유 지연(기획감사실)", every | {"overdue": "share"}),
        ("shared", "공유됨", every | {"state": "SHARED"}),
        ("report_overdue", "보고 기한 초과(주관부서)", every | {"overdue": "report"}),
        ("reply_overdue", "회신 기한 초과(받은 부서)", every | {"overdue": "reply"}),
    )
    cleared = dict.fromkeys(query.conditions, "")
    for name, label, choice in choices:
        is_current = query.conditions == {key: value for key, value in choice.items() if value}
        alarming = name.endswith("overdue") and counts[name] > 0
        yield KeyNumber(_(label), counts[name], query.link(**(cleared | choice)), is_current, alarming)
